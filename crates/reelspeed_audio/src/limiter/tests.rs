use super::*;
use crate::{AudioInput, ChannelLayout, SineInput, read_all};

const RATE: u32 = 48_000;

fn limiter(ceiling_db: f32) -> Limiter {
    Limiter::new(LimiterConfig { ceiling_db, ..LimiterConfig::default() }, 1, RATE).unwrap()
}

/// Runs samples through and takes the delay back.
fn run(limiter: &mut Limiter, samples: &[f32], block: usize) -> Vec<f32> {
    let mut padded = samples.to_vec();
    padded.extend(std::iter::repeat_n(0.0, limiter.latency()));
    let mut out = Vec::new();
    for part in padded.chunks(block) {
        let mut b = AudioBlock::from_interleaved(1, part);
        limiter.process(&mut b).unwrap();
        out.extend_from_slice(b.channel(0));
    }
    out.split_off(limiter.latency())
}

fn tone(frequency: f64, amplitude: f32, frames: u64) -> Vec<f32> {
    let mut input = SineInput::new(ChannelLayout::MONO, RATE, frequency, amplitude, frames);
    assert_eq!(input.sample_rate(), RATE);
    read_all(&mut input).unwrap().channel(0).to_vec()
}

fn loudest(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |m, s| m.max(s.abs()))
}

#[test]
fn no_sample_is_above_the_ceiling() {
    let square: Vec<f32> = (0..RATE).map(|n| if n / 37 % 2 == 0 { 3.0 } else { -3.0 }).collect();
    let mut noise = 1u32;
    let bursts: Vec<f32> = (0..RATE)
        .map(|n| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let s = noise as i32 as f32 / i32::MAX as f32;
            if n / 1000 % 3 == 0 { s * 20.0 } else { s * 0.1 }
        })
        .collect();
    let mut click = vec![0.0; 5_000];
    click[2_500] = 64.0;
    for ceiling_db in [0.0, -1.0, -12.0] {
        for signal in [&square, &bursts, &click, &tone(30.0, 8.0, 20_000)] {
            let mut l = limiter(ceiling_db);
            let out = run(&mut l, signal, 512);
            assert_eq!(out.len(), signal.len());
            assert!(loudest(&out) <= l.ceiling(), "{} above {}", loudest(&out), l.ceiling());
            // It limits, it does not mute: loud parts come close to the ceiling.
            assert!(loudest(&out) > l.ceiling() * 0.7, "{} far below {}", loudest(&out), l.ceiling());
        }
    }
}

#[test]
fn what_stays_below_the_ceiling_is_not_touched() {
    for (frequency, amplitude) in [(440.0, 0.89), (9_000.0, 0.85), (50.0, 0.001)] {
        let signal = tone(frequency, amplitude, 10_000);
        assert_eq!(run(&mut limiter(-1.0), &signal, 333), signal);
    }
}

#[test]
fn the_gain_comes_back_to_exactly_one() {
    let mut signal = tone(440.0, 0.5, 3 * RATE as u64);
    signal[1_000] = 4.0;
    let out = run(&mut limiter(-1.0), &signal, 512);
    assert!(loudest(&out) <= limiter(-1.0).ceiling());
    // Bit for bit before the look-ahead and two and a half seconds after the click.
    assert_eq!(out[..700], signal[..700]);
    assert_eq!(out[2 * RATE as usize + RATE as usize / 2..], signal[2 * RATE as usize + RATE as usize / 2..]);
    assert_ne!(out[1_500..2_000], signal[1_500..2_000]);
}

#[test]
fn peaks_between_samples_count() {
    // A tone at a quarter of the rate, sampled 45 degrees beside its crests: samples at 0.707, crests at 1.
    let signal: Vec<f32> = (0..8_000).map(|n| [0.707, 0.707, -0.707, -0.707][n % 4]).collect();
    let out = run(&mut limiter(-1.0), &signal, 512);
    let middle = loudest(&out[4_000..6_000]);
    // The crests are at 1.0 and must come to 0.891, the samples with them to 0.63.
    assert!((0.60..0.645).contains(&middle), "{middle}");
}

#[test]
fn sound_is_steady_under_steady_loudness() {
    // A loud tone is scaled, not distorted: its shape stays a sine within half a percent.
    let signal = tone(997.0, 2.0, 48_000);
    let out = run(&mut limiter(-1.0), &signal, 512);
    let scale = out[30_000..40_000].iter().zip(&signal[30_000..40_000]).map(|(o, s)| o * s).sum::<f32>()
        / signal[30_000..40_000].iter().map(|s| s * s).sum::<f32>();
    let residue = out[30_000..40_000].iter().zip(&signal[30_000..40_000]).map(|(o, s)| (o - s * scale).abs());
    assert!(residue.fold(0.0f32, f32::max) < 0.005);
}

#[test]
fn blocks_of_any_size_give_the_same_bytes() {
    let mut signal = tone(313.0, 1.4, 20_000);
    signal[7_777] = -9.0;
    signal[9_000] = f32::NAN;
    let want = run(&mut limiter(-1.0), &signal, 20_000);
    assert!(want.iter().all(|s| s.is_finite()));
    for block in [1, 7, 64, 480, 1024] {
        assert_eq!(run(&mut limiter(-1.0), &signal, block), want, "blocks of {block}");
    }
}

#[test]
fn numbers_out_of_range_are_refused() {
    let with = |f: fn(&mut LimiterConfig)| {
        let mut c = LimiterConfig::default();
        f(&mut c);
        Limiter::new(c, 2, RATE)
    };
    assert!(with(|_| {}).is_ok());
    assert!(matches!(with(|c| c.ceiling_db = 0.1), Err(AudioError::OutOfRange { field: "limiter ceiling", .. })));
    assert!(matches!(with(|c| c.lookahead_ms = 51.0), Err(AudioError::OutOfRange { .. })));
    assert!(matches!(with(|c| c.release_ms = f32::NAN), Err(AudioError::OutOfRange { .. })));
    let mut stereo = AudioBlock::new(2, 4);
    assert!(matches!(limiter(-1.0).process(&mut stereo), Err(AudioError::ChannelMismatch { expected: 1, got: 2 })));
}
