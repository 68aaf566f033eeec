use super::*;
use crate::{SineInput, read_all};

const RATE: u32 = 44_100;

fn stretched(input: impl AudioInput, speed: Rational) -> AudioBlock {
    read_all(&mut StretchedInput::new(input, speed).unwrap()).unwrap()
}

/// The frequency of a clean tone from its zero crossings.
fn frequency(samples: &[f32]) -> f64 {
    let crossings: Vec<f64> = (1..samples.len())
        .filter(|&n| samples[n - 1] < 0.0 && samples[n] >= 0.0)
        .map(|n| n as f64 - samples[n] as f64 / (samples[n] - samples[n - 1]) as f64)
        .collect();
    (crossings.len() - 1) as f64 / (crossings[crossings.len() - 1] - crossings[0]) * RATE as f64
}

#[test]
fn pitch_stays_and_length_changes() {
    for (num, den) in [(1, 2), (3, 4), (11, 10), (3, 2), (2, 1), (3, 1)] {
        let speed = Rational::new(num, den);
        for tone in [110.0, 440.0, 1_234.5] {
            let out = stretched(SineInput::new(ChannelLayout::STEREO, RATE, tone, 0.5, 66_150), speed);
            assert_eq!(out.frames() as u64, resampled_len(66_150, RATE, RATE, speed));
            assert_eq!(out.channel(0), out.channel(1));
            let body = &out.channel(0)[4_000..out.frames() - 4_000];
            let got = frequency(body);
            assert!((got / tone - 1.0).abs() < 0.005, "{tone} Hz at {num}/{den} became {got:.2}");
            // Pieces join in phase: nowhere does the tone cancel or double.
            for part in body.chunks_exact(800) {
                let peak = part.iter().fold(0.0f32, |m, s| m.max(s.abs()));
                assert!((0.44..0.53).contains(&peak), "{tone} Hz at {num}/{den}: peak {peak}");
            }
        }
    }
}

#[test]
fn events_stay_in_time() {
    // A tone that begins at 0.5 s begins at 0.5 s / speed, within the range of the search and one piece.
    let mut samples = vec![0.0f32; RATE as usize];
    for (n, s) in samples.iter_mut().enumerate().skip(RATE as usize / 2) {
        *s = libm::sinf(n as f32 * 0.1);
    }
    for (num, den) in [(1, 2), (2, 1)] {
        let input =
            crate::BufferInput::new(ChannelLayout::MONO, RATE, AudioBlock::from_interleaved(1, &samples)).unwrap();
        let out = stretched(input, Rational::new(num, den));
        let onset = out.channel(0).iter().position(|s| s.abs() > 0.3).unwrap() as f64 / RATE as f64;
        let want = 0.5 * den as f64 / num as f64;
        assert!((onset - want).abs() < 0.035, "onset at {onset:.3}, not {want}");
    }
}

#[test]
fn speed_one_is_bit_for_bit() {
    let tone = SineInput::new(ChannelLayout::MONO, RATE, 440.0, 0.5, 5_000);
    assert_eq!(stretched(tone.clone(), Rational::ONE), read_all(&mut tone.clone()).unwrap());
}

#[test]
fn short_and_empty_inputs_have_the_exact_length() {
    for frames in [0, 1, 10, 881, 882, 883, 3_000] {
        for speed in [Rational::new(2, 1), Rational::new(1, 2), Rational::new(100, 1), Rational::new(1, 100)] {
            let out = stretched(SineInput::new(ChannelLayout::MONO, RATE, 100.0, 0.5, frames), speed);
            assert_eq!(out.frames() as u64, resampled_len(frames, RATE, RATE, speed), "{frames} at {speed}");
        }
    }
}

#[test]
fn the_sizes_of_pushes_and_pulls_do_not_matter() {
    let speed = Rational::new(13, 10);
    let tone = SineInput::new(ChannelLayout::MONO, RATE, 523.0, 0.5, 20_000);
    let whole = read_all(&mut tone.clone()).unwrap();
    let want = stretched(tone, speed);
    for (push, pull) in [(1, 7), (333, 1_000), (5_000, 13), (20_000, 20_000)] {
        let mut stretch = TimeStretch::new(1, RATE, speed).unwrap();
        let mut block = AudioBlock::new(1, pull);
        let mut got = Vec::new();
        let mut at = 0;
        loop {
            let n = push.min(whole.frames() - at);
            if n == 0 {
                stretch.finish()
            } else {
                stretch.push(&whole, at..at + n).unwrap()
            }
            at += n;
            loop {
                let n = stretch.pull(&mut block, 0..pull).unwrap();
                got.extend_from_slice(&block.channel(0)[..n]);
                if n == 0 {
                    break;
                }
            }
            if n == 0 {
                break;
            }
        }
        assert_eq!(got, want.channel(0), "pushes of {push}, pulls of {pull}");
    }
}
