use core::f64::consts::TAU;

use proptest::prelude::*;

use super::*;
use crate::{BufferInput, SineInput, read_all, read_full};

const NORMAL: Rational = Rational::ONE;

/// Signal-to-noise ratio in dB of a tone sent through the resampler, against the ideal tone in the same phase. `edge` seconds
/// at both ends are left out: there the tone is switched on and off.
fn snr(in_rate: u32, out_rate: u32, frequency: f64, speed: Rational) -> f64 {
    let frames = in_rate as u64 / 2;
    let tone = SineInput::new(ChannelLayout::MONO, in_rate, frequency, 0.9, frames);
    let out = read_all(&mut ResampledInput::new(tone, out_rate, speed).unwrap()).unwrap();
    assert_eq!(out.frames() as u64, resampled_len(frames, in_rate, out_rate, speed));
    let edge = (out_rate / 25) as usize;
    let (mut signal, mut noise) = (0.0, 0.0);
    for n in edge..out.frames() - edge {
        let ideal = 0.9 * libm::sin(TAU * frequency * speed.as_f64() * n as f64 / out_rate as f64);
        signal += ideal * ideal;
        noise += (out.channel(0)[n] as f64 - ideal) * (out.channel(0)[n] as f64 - ideal);
    }
    10.0 * libm::log10(signal / noise)
}

#[test]
fn tones_keep_more_than_90_db() {
    for (from, to, tones) in [
        (8_000, 48_000, &[50.0, 997.0, 3_300.0][..]),
        (44_100, 48_000, &[50.0, 997.0, 10_000.0, 18_500.0]),
        (48_000, 44_100, &[50.0, 997.0, 10_000.0, 18_500.0]),
        (22_050, 48_000, &[50.0, 997.0, 9_000.0]),
        (16_000, 44_100, &[997.0, 6_500.0]),
        (96_000, 48_000, &[997.0, 20_000.0]),
        (192_000, 44_100, &[997.0, 18_500.0]),
        // A ratio whose table would be too long: positions are interpolated.
        (47_999, 44_100, &[50.0, 997.0, 10_000.0, 18_500.0]),
        (11_025, 47_952, &[997.0, 4_500.0]),
    ] {
        for &tone in tones {
            let snr = snr(from, to, tone, NORMAL);
            assert!(snr > 90.0, "{from} -> {to} at {tone} Hz: {snr:.1} dB");
        }
    }
}

#[test]
fn speed_moves_the_pitch_and_keeps_the_quality() {
    for (num, den) in [(2, 1), (1, 2), (5, 4), (1_234_567, 1_000_000), (1, 10)] {
        let snr = snr(48_000, 48_000, 997.0, Rational::new(num, den));
        assert!(snr > 90.0, "speed {num}/{den}: {snr:.1} dB");
    }
}

#[test]
fn what_the_lower_rate_cannot_hold_is_gone() {
    for (from, to, tone) in [(48_000, 44_100, 23_000.0), (48_000, 8_000, 5_000.0), (192_000, 48_000, 30_000.0)] {
        let tone = SineInput::new(ChannelLayout::MONO, from, tone, 1.0, from as u64 / 4);
        let out = read_all(&mut ResampledInput::new(tone, to, NORMAL).unwrap()).unwrap();
        let edge = out.frames() / 8;
        let loudest = out.channel(0)[edge..out.frames() - edge].iter().fold(0.0f32, |m, s| m.max(s.abs()));
        assert!(loudest < 2e-5, "{from} -> {to}: {loudest}");
    }
}

#[test]
fn a_constant_stays_that_constant() {
    for (from, to) in [(44_100, 48_000), (48_000, 44_100), (47_999, 44_100)] {
        let ones = AudioBlock::from_interleaved(1, &vec![0.5; 4_000]);
        let input = BufferInput::new(ChannelLayout::MONO, from, ones).unwrap();
        let out = read_all(&mut ResampledInput::new(input, to, NORMAL).unwrap()).unwrap();
        for &s in &out.channel(0)[200..out.frames() - 200] {
            assert!((s - 0.5).abs() < 1e-6, "{s}");
        }
    }
}

#[test]
fn the_same_rate_is_passed_on_bit_for_bit() {
    let samples: Vec<f32> = (0..999).map(|n| (n as f32 * 0.37).fract() - 0.5).collect();
    let input = BufferInput::new(ChannelLayout::MONO, 48_000, AudioBlock::from_interleaved(1, &samples)).unwrap();
    let out = read_all(&mut ResampledInput::new(input, 48_000, NORMAL).unwrap()).unwrap();
    assert_eq!(out.channel(0), samples);
}

#[test]
fn an_impulse_stays_in_its_place() {
    // 300 input samples at 44.1 kHz are 326.53 output samples at 48 kHz: energy is centred there.
    let mut samples = vec![0.0; 600];
    samples[300] = 1.0;
    let input = BufferInput::new(ChannelLayout::MONO, 44_100, AudioBlock::from_interleaved(1, &samples)).unwrap();
    let out = read_all(&mut ResampledInput::new(input, 48_000, NORMAL).unwrap()).unwrap();
    let energy: f64 = out.channel(0).iter().map(|s| (s * s) as f64).sum();
    let center: f64 = out.channel(0).iter().enumerate().map(|(n, s)| n as f64 * (s * s) as f64).sum::<f64>() / energy;
    assert!((center - 300.0 * 48.0 / 44.1).abs() < 0.01, "{center}");
}

#[test]
fn counts_are_exact_for_any_length_and_ratio() {
    for (from, to) in [(44_100, 48_000), (48_000, 44_100), (8_000, 48_000), (192_000, 8_000), (11_025, 44_100)] {
        for frames in [0, 1, 2, 3, 47, 48, 100, 1023, 1024, 1025] {
            let input = SineInput::new(ChannelLayout::STEREO, from, 100.0, 1.0, frames);
            let out = read_all(&mut ResampledInput::new(input, to, NORMAL).unwrap()).unwrap();
            let want = libm::floor(frames as f64 * to as f64 / from as f64 + 0.5) as usize;
            assert_eq!(out.frames(), want, "{frames} frames, {from} -> {to}");
        }
    }
    assert_eq!(resampled_len(1_000, 48_000, 48_000, Rational::new(2, 1)), 500);
    assert_eq!(resampled_len(1_001, 48_000, 48_000, Rational::new(2, 1)), 501);
    // A day of sound does not overflow or drift.
    assert_eq!(resampled_len(86_400 * 44_100, 44_100, 48_000, NORMAL), 86_400 * 48_000);
}

#[test]
fn extreme_speeds_stay_bounded() {
    for speed in [Rational::new(100, 1), Rational::new(1, 100), Rational::new(99_999_989, 1_000_003)] {
        let input = SineInput::new(ChannelLayout::MONO, 192_000, 100.0, 1.0, 2_000);
        let out = read_all(&mut ResampledInput::new(input, 8_000, speed).unwrap()).unwrap();
        assert_eq!(out.frames() as u64, resampled_len(2_000, 192_000, 8_000, speed));
        assert!(out.channel(0).iter().all(|s| s.abs() < 1.5));
    }
}

#[test]
fn numbers_out_of_range_are_refused() {
    let new = |channels, from, to, speed| Resampler::new(channels, from, to, speed).unwrap_err();
    assert!(matches!(new(1, 3_999, 48_000, NORMAL), AudioError::SampleRate { rate: 3_999 }));
    assert!(matches!(new(1, 48_000, 768_001, NORMAL), AudioError::SampleRate { rate: 768_001 }));
    assert!(matches!(new(0, 48_000, 48_000, NORMAL), AudioError::Channels { channels: 0 }));
    assert!(matches!(new(1, 48_000, 48_000, Rational::new(0, 1)), AudioError::Speed { .. }));
    assert!(matches!(new(1, 48_000, 48_000, Rational::new(-1, 1)), AudioError::Speed { .. }));
    assert!(matches!(new(1, 48_000, 48_000, Rational::new(101, 1)), AudioError::Speed { .. }));
}

#[test]
fn rewinding_gives_the_same_again() {
    let tone = SineInput::new(ChannelLayout::MONO, 44_100, 440.0, 0.5, 3_000);
    let mut input = ResampledInput::new(tone, 48_000, NORMAL).unwrap();
    let first = read_all(&mut input).unwrap();
    input.rewind().unwrap();
    assert_eq!(read_all(&mut input).unwrap(), first);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_sizes_of_pushes_and_pulls_do_not_matter(
        pushes in prop::collection::vec(1usize..700, 1..12),
        pull in 1usize..900,
        to in prop::sample::select(vec![44_100u32, 48_000, 47_999, 8_000]),
    ) {
        let frames: usize = pushes.iter().sum();
        let tone = SineInput::new(ChannelLayout::STEREO, 32_000, 1_000.0, 0.7, frames as u64);
        let whole = read_all(&mut tone.clone()).unwrap();
        let want = read_all(&mut ResampledInput::new(tone, to, NORMAL).unwrap()).unwrap();
        let mut resampler = Resampler::new(2, 32_000, to, NORMAL).unwrap();
        let mut block = AudioBlock::new(2, pull);
        let (mut at, mut got) = (0, Vec::new());
        for n in pushes.into_iter().map(Some).chain([None]) {
            match n {
                Some(n) => resampler.push(&whole, at..at + n).unwrap(),
                None => resampler.finish(),
            }
            at += n.unwrap_or(0);
            loop {
                let n = resampler.pull(&mut block, 0..pull).unwrap();
                got.extend_from_slice(&block.channel(1)[..n]);
                if n == 0 { break }
            }
        }
        prop_assert_eq!(&got[..], want.channel(1));
    }
}

#[test]
fn what_is_skipped_is_as_if_it_was_read() {
    let tone = SineInput::new(ChannelLayout::MONO, 44_100, 440.0, 0.5, 3_000);
    for (rate, speed) in [(48_000, NORMAL), (8_000, NORMAL), (44_100, NORMAL), (48_000, Rational::new(7, 3))] {
        let new = || ResampledInput::new(tone.clone(), rate, speed).unwrap();
        let whole = read_all(&mut new()).unwrap();
        let frames = whole.frames();
        for read_first in [0, 10] {
            for skip in [0, 1, 100, frames / 2, frames - 11, frames, 1_000_000] {
                let mut input = new();
                let mut head = AudioBlock::new(1, 10);
                read_full(&mut input, &mut head, 0..read_first).unwrap();
                let skipped = input.skip(skip as u64).unwrap() as usize;
                assert_eq!(skipped, skip.min(frames - read_first), "{rate} {speed} {skip}");
                let rest = read_all(&mut input).unwrap();
                assert_eq!(rest.channel(0), &whole.channel(0)[read_first + skipped..], "{rate} {speed} {skip}");
            }
        }
    }
}
