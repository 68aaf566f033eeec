use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use reelspeed_core::ErrorCode;

use super::*;
use crate::{BufferInput, Fade, FadeCurve, LoopingInput, SilenceInput, SineInput, TrimmedInput, read_all};

const RATE: u32 = 48_000;
type Source = Result<Box<dyn AudioInput>, AudioError>;

fn plain() -> MixerConfig {
    MixerConfig { limiter: None, ..MixerConfig::default() }
}

fn mono() -> MixerConfig {
    MixerConfig { layout: ChannelLayout::MONO, ..plain() }
}

fn constant(value: f32, frames: usize) -> Source {
    let block = AudioBlock::from_interleaved(1, &vec![value; frames]);
    Ok(Box::new(BufferInput::new(ChannelLayout::MONO, RATE, block)?))
}

/// Mixes everything in blocks of `size`.
fn mix(config: MixerConfig, clips: &[ClipPlan], sources: &mut dyn AudioSources, size: usize) -> AudioBlock {
    let mut mixer = Mixer::new(config, clips.to_vec()).unwrap();
    let mut out = AudioBlock::new(config.layout.channels(), mixer.length_samples() as usize);
    let mut block = AudioBlock::new(config.layout.channels(), size);
    let mut at = 0;
    loop {
        match mixer.mix_block(sources, &mut block).unwrap() {
            0 => break,
            n => {
                out.copy_from(at, &block, 0, n);
                at += n;
            }
        }
    }
    assert_eq!(at as u64, mixer.length_samples());
    assert_eq!((mixer.position(), mixer.open_inputs()), (mixer.length_samples(), 0));
    out
}

#[test]
fn clips_stand_exactly_where_they_are_put() {
    for start in [0, 1, 511, 512, 513, 10_000] {
        let out = mix(mono(), &[ClipPlan::new(start, 700)], &mut |_| constant(0.25, 5_000), 480);
        assert_eq!(out.frames() as i64, start + 700);
        assert!(out.channel(0)[..start as usize].iter().all(|&s| s == 0.0));
        assert!(out.channel(0)[start as usize..].iter().all(|&s| s == 0.25));
    }
}

#[test]
fn a_clip_that_begins_before_zero_loses_its_beginning() {
    let ramp: Vec<f32> = (0..2_000).map(|n| n as f32 / 4_000.0).collect();
    let mut sources = |_| -> Source {
        Ok(Box::new(BufferInput::new(ChannelLayout::MONO, RATE, AudioBlock::from_interleaved(1, &ramp))?))
    };
    let out = mix(mono(), &[ClipPlan::new(-300, 1_000)], &mut sources, 100);
    assert_eq!(out.channel(0), &ramp[300..1_000]);
}

#[test]
fn a_short_input_leaves_silence_and_the_length_is_kept() {
    let config = MixerConfig { length_samples: Some(3_000), ..mono() };
    let out = mix(config, &[ClipPlan::new(100, 2_000)], &mut |_| constant(0.5, 900), 1024);
    assert_eq!(out.frames(), 3_000);
    assert!(out.channel(0)[100..1_000].iter().all(|&s| s == 0.5));
    assert!(out.channel(0)[1_000..].iter().all(|&s| s == 0.0));
    let cut = MixerConfig { length_samples: Some(600), ..mono() };
    assert_eq!(mix(cut, &[ClipPlan::new(100, 2_000)], &mut |_| constant(0.5, 900), 1024).frames(), 600);
}

#[test]
fn gain_pan_and_mute() {
    let mut left = ClipPlan::new(0, 600);
    (left.gain, left.pan) = (0.5, -1.0);
    let mut half_right = ClipPlan::new(0, 600);
    half_right.pan = 0.5;
    let mut muted = ClipPlan::new(0, 600);
    muted.muted = true;
    let mut sources = |clip| {
        assert_ne!(clip, 2, "a muted clip is not opened");
        constant(0.5, 600)
    };
    let out = mix(plain(), &[left, half_right, muted], &mut sources, 600);
    let side = 0.5 * core::f32::consts::FRAC_1_SQRT_2;
    assert!(out.channel(0).iter().all(|&s| (s - (0.25 + side)).abs() < 1e-6));
    assert!(out.channel(1).iter().all(|&s| s == 0.5));
}

#[test]
fn fades_have_their_shape() {
    let mut clip = ClipPlan::new(0, 4_000);
    clip.fade_in = Fade { samples: 1_000, curve: FadeCurve::Linear };
    clip.fade_out = Fade { samples: 2_000, curve: FadeCurve::EqualPower };
    let out = mix(mono(), &[clip], &mut |_| constant(1.0, 4_000), 512);
    for (n, &got) in out.channel(0).iter().enumerate() {
        let want = match n {
            0..1_000 => (n as f64 + 0.5) / 1_000.0,
            1_000..2_000 => 1.0,
            _ => libm::sin((4_000.0 - n as f64 - 0.5) / 2_000.0 * core::f64::consts::FRAC_PI_2),
        };
        assert!((got as f64 - want).abs() < 1e-6, "sample {n}: {got} is not {want}");
    }
}

#[test]
fn crossfades_keep_amplitude_or_power() {
    for (curve, power) in [(FadeCurve::Linear, 1), (FadeCurve::EqualPower, 2)] {
        let fade = Fade { samples: 777, curve };
        let mut a = ClipPlan::new(0, 2_000);
        let mut b = ClipPlan::new(2_000 - 777, 2_000);
        (a.fade_out, b.fade_in) = (fade, fade);
        let config = MixerConfig { length_samples: Some(3_223), ..mono() };
        let one = mix(config, &[a], &mut |_| constant(1.0, 2_000), 512);
        let two = mix(config, &[b], &mut |_| constant(1.0, 2_000), 512);
        for (x, y) in one.channel(0).iter().zip(two.channel(0)) {
            let sum = x.powi(power) + y.powi(power);
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        }
    }
}

#[test]
fn envelopes_are_straight_between_their_points() {
    let mut clip = ClipPlan::new(50, 3_000);
    clip.envelope = vec![(500, 1.0), (1_000, 0.0), (2_000, 0.0), (2_000, 2.0), (2_500, 1.0)];
    let out = mix(mono(), &[clip], &mut |_| constant(0.5, 3_000), 333);
    let at = |n: usize| out.channel(0)[50 + n];
    assert_eq!((at(0), at(500), at(750), at(1_000), at(1_500), at(1_999)), (0.5, 0.5, 0.25, 0.0, 0.0, 0.0));
    assert_eq!((at(2_000), at(2_250), at(2_500), at(2_999)), (1.0, 0.75, 0.5, 0.5));
}

#[test]
fn loops_have_no_seam() {
    // 4,800 samples hold exactly 44 periods of 440 Hz: ten turns are one long tone.
    let tone = |frames| SineInput::new(ChannelLayout::MONO, RATE, 440.0, 0.5, frames);
    let looped = read_all(&mut LoopingInput::new(tone(4_800), Some(10))).unwrap();
    let long = read_all(&mut tone(48_000)).unwrap();
    assert_eq!(looped.frames(), 48_000);
    assert!(looped.channel(0).iter().zip(long.channel(0)).all(|(a, b)| (a - b).abs() < 1e-6));

    // Through a change of rate the seam still is not to be heard: it equals the long tone at that rate.
    let clip = [ClipPlan::new(0, 40_000)];
    let tone = |frames| SineInput::new(ChannelLayout::MONO, 44_100, 441.0, 0.5, frames);
    let looped = mix(mono(), &clip, &mut |_| Ok(Box::new(LoopingInput::new(tone(4_400), None)) as _), 999);
    let long = mix(mono(), &clip, &mut |_| Ok(Box::new(tone(44_100)) as _), 999);
    assert!(looped.channel(0).iter().zip(long.channel(0)).all(|(a, b)| (a - b).abs() < 1e-5));
}

#[test]
fn trims_and_loops_are_exact_to_the_sample() {
    let ramp: Vec<f32> = (0..100).map(|n| n as f32).collect();
    let input = BufferInput::new(ChannelLayout::MONO, RATE, AudioBlock::from_interleaved(1, &ramp)).unwrap();
    let mut looped = LoopingInput::new(TrimmedInput::new(input, 10, 3), Some(3));
    let want = [10.0, 11.0, 12.0, 10.0, 11.0, 12.0, 10.0, 11.0, 12.0];
    assert_eq!(read_all(&mut looped).unwrap().channel(0), want);
    looped.rewind().unwrap();
    assert_eq!(read_all(&mut looped).unwrap().channel(0), want);

    // Nothing to loop over must end, not spin.
    let empty = SilenceInput::new(ChannelLayout::MONO, RATE, 0);
    assert_eq!(read_all(&mut LoopingInput::new(empty, None)).unwrap().frames(), 0);
}

#[test]
fn many_loud_clips_never_clip() {
    let clips: Vec<_> = (0..40).map(|i| ClipPlan::new(i * 997, 24_000)).collect();
    let mut sources = |clip: usize| -> Source {
        let tone = SineInput::new(ChannelLayout::STEREO, RATE, 100.0 + 57.0 * clip as f64, 1.0, 48_000);
        Ok(Box::new(tone))
    };
    let unlimited = mix(plain(), &clips, &mut sources, 1024);
    assert!(unlimited.channel(0).iter().any(|s| s.abs() > 5.0));
    let out = mix(MixerConfig::default(), &clips, &mut sources, 1024);
    let ceiling = Limiter::new(LimiterConfig::default(), 2, RATE).unwrap().ceiling();
    assert!((ceiling - 0.891_25).abs() < 1e-5);
    assert!((0..2).all(|c| out.channel(c).iter().all(|s| s.abs() <= ceiling)));
}

#[test]
fn a_quiet_mix_passes_the_limiter_in_place_and_unchanged() {
    let mut sources = |_| -> Source { Ok(Box::new(SineInput::new(ChannelLayout::STEREO, RATE, 440.0, 0.8, 9_000))) };
    let clips = [ClipPlan::new(123, 9_000)];
    assert_eq!(mix(MixerConfig::default(), &clips, &mut sources, 512), mix(plain(), &clips, &mut sources, 512));
}

#[test]
fn speed_and_rate_together_give_the_exact_length() {
    for preserve_pitch in [false, true] {
        let mut clip = ClipPlan::new(0, 100_000);
        (clip.speed, clip.preserve_pitch) = (Rational::new(3, 2), preserve_pitch);
        let mut sources =
            |_| -> Source { Ok(Box::new(SineInput::new(ChannelLayout::MONO, 44_100, 440.0, 0.5, 44_100))) };
        let out = mix(mono(), &[clip], &mut sources, 512);
        let last = out.channel(0).iter().rposition(|&s| s != 0.0).unwrap();
        assert!((31_990..32_000).contains(&last), "{last}");
        let crossings = out.channel(0)[1_000..31_000].windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
        let want = if preserve_pitch { 275 } else { 412 };
        assert!(crossings.abs_diff(want) <= 2, "{crossings} periods, not {want}");
    }
}

/// Counts how many of its kind are alive.
struct Counted(SilenceInput, Arc<AtomicUsize>);
impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::Relaxed);
    }
}
impl AudioInput for Counted {
    fn layout(&self) -> ChannelLayout {
        self.0.layout()
    }
    fn sample_rate(&self) -> u32 {
        self.0.sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        self.0.read(out, range)
    }
}

#[test]
fn inputs_are_open_only_while_they_sound() {
    let alive = Arc::new(AtomicUsize::new(0));
    let mut sources = |_| -> Source {
        alive.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(Counted(SilenceInput::new(ChannelLayout::MONO, RATE, u64::MAX), alive.clone())))
    };
    let clips: Vec<_> = (0..50).map(|i| ClipPlan::new(i * 10_000, 10_500)).collect();
    let mut mixer = Mixer::new(MixerConfig::default(), clips).unwrap();
    let mut block = AudioBlock::new(2, 480);
    let mut most = 0;
    while mixer.mix_block(&mut sources, &mut block).unwrap() > 0 {
        most = most.max(alive.load(Ordering::Relaxed));
    }
    assert_eq!((most, alive.load(Ordering::Relaxed)), (2, 0));
}

struct Failing;
impl AudioInput for Failing {
    fn layout(&self) -> ChannelLayout {
        ChannelLayout::MONO
    }
    fn sample_rate(&self) -> u32 {
        RATE
    }
    fn read(&mut self, _: &mut AudioBlock, _: Range<usize>) -> Result<usize, AudioError> {
        Err(AudioError::input("broken packet", ErrorCode::Decode))
    }
}

#[test]
fn an_error_ends_the_mix_or_is_forgiven() {
    let clips = vec![ClipPlan::new(0, 1_000), ClipPlan::new(600, 1_000)];
    let mut strict = |clip| -> Source { if clip == 0 { constant(0.5, 1_000) } else { Ok(Box::new(Failing)) } };
    let mut mixer = Mixer::new(mono(), clips.clone()).unwrap();
    let mut block = AudioBlock::new(1, 512);
    assert_eq!(mixer.mix_block(&mut strict, &mut block).unwrap(), 512);
    let error = mixer.mix_block(&mut strict, &mut block).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.code()), ("clip 1: broken packet", ErrorCode::Decode));
    assert_eq!((mixer.open_inputs(), mixer.mix_block(&mut strict, &mut block).unwrap()), (0, 0));

    struct Forgiving(Vec<String>);
    impl AudioSources for Forgiving {
        fn open(&mut self, clip: usize) -> Source {
            if clip == 0 { constant(0.5, 1_000) } else { Ok(Box::new(Failing)) }
        }
        fn failed(&mut self, clip: usize, error: AudioError) -> Result<(), AudioError> {
            self.0.push(format!("{clip}: {error}"));
            Ok(())
        }
    }
    let mut forgiving = Forgiving(Vec::new());
    let out = mix(mono(), &clips, &mut forgiving, 512);
    assert!(out.channel(0)[..1_000].iter().all(|&s| s == 0.5) && out.channel(0)[1_000..].iter().all(|&s| s == 0.0));
    assert_eq!(forgiving.0, ["1: broken packet"]);
}

#[test]
fn broken_samples_do_not_reach_the_mix() {
    let bad = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30, 0.5];
    let mut sources = |_| -> Source {
        Ok(Box::new(BufferInput::new(ChannelLayout::MONO, RATE, AudioBlock::from_interleaved(1, &bad))?))
    };
    let out = mix(mono(), &[ClipPlan::new(0, 6)], &mut sources, 6);
    assert_eq!(out.channel(0), [0.0, 0.0, 0.0, 64.0, -64.0, 0.5]);
}

#[test]
fn plans_out_of_range_are_refused() {
    let with = |f: fn(&mut ClipPlan)| {
        let mut clip = ClipPlan::new(0, 10);
        f(&mut clip);
        Mixer::new(plain(), vec![ClipPlan::new(0, 1), clip]).err().map(|e| e.to_string())
    };
    assert_eq!(with(|_| {}), None);
    assert_eq!(with(|c| c.gain = -0.5).unwrap(), "clip 1: gain must be 0 to 64, was -0.5");
    assert_eq!(with(|c| c.gain = f32::NAN).unwrap(), "clip 1: gain must be 0 to 64, was NaN");
    assert_eq!(with(|c| c.pan = 1.5).unwrap(), "clip 1: pan must be -1 to 1, was 1.5");
    assert!(with(|c| c.envelope = vec![(5, 1.0), (4, 1.0)]).unwrap().contains("envelope position"));
    assert!(with(|c| c.speed = Rational::new(0, 1)).unwrap().contains("speed must be 0.01 to 100, was 0/1"));
    let surround = MixerConfig { layout: ChannelLayout::SURROUND_5_1, ..plain() };
    assert!(matches!(Mixer::new(surround, vec![]), Err(AudioError::OutputLayout { channels: 6 })));
    assert!(Mixer::new(MixerConfig { sample_rate: 0, ..plain() }, vec![]).is_err());
    // Extremes neither overflow nor spin.
    let clips = vec![ClipPlan::new(i64::MIN, 5), ClipPlan::new(i64::MAX, u64::MAX), ClipPlan::new(0, 0)];
    let config = MixerConfig { length_samples: Some(10), ..mono() };
    assert_eq!(mix(config, &clips, &mut |_| constant(1.0, 1), 4).channel(0), [0.0; 10]);
}

/// A scene with everything in it.
fn scene() -> (Vec<ClipPlan>, impl FnMut(usize) -> Source) {
    let mut clips: Vec<_> =
        [(0, 9_000), (-700, 6_000), (3_333, 5_000), (511, 4_000)].map(|(s, l)| ClipPlan::new(s, l)).to_vec();
    clips[0].fade_out = Fade { samples: 2_000, curve: FadeCurve::EqualPower };
    clips[1].speed = Rational::new(5, 4);
    clips[2].envelope = vec![(0, 0.2), (1_000, 1.5), (4_000, 0.1)];
    clips[2].pan = -0.4;
    (clips[3].speed, clips[3].preserve_pitch) = (Rational::new(3, 2), true);
    let sources = |clip| -> Source {
        let tone = |layout, rate, f| SineInput::new(layout, rate, f, 0.8, 12_000);
        Ok(match clip {
            0 => Box::new(tone(ChannelLayout::SURROUND_5_1, RATE, 440.0)),
            1 => Box::new(tone(ChannelLayout::STEREO, 44_100, 330.0)),
            2 => Box::new(LoopingInput::new(tone(ChannelLayout::MONO, 8_000, 220.0), None)),
            _ => Box::new(tone(ChannelLayout::MONO, 22_050, 880.0)),
        })
    };
    (clips, sources)
}

#[test]
fn blocks_of_any_size_give_the_same_bytes() {
    let (clips, mut sources) = scene();
    let want = mix(MixerConfig::default(), &clips, &mut sources, 8_333);
    for size in [1, 7, 480, 1024, 4096] {
        assert_eq!(mix(MixerConfig::default(), &clips, &mut sources, size), want, "blocks of {size}");
    }
}

#[test]
fn the_bytes_are_those_of_every_other_machine() {
    let (clips, mut sources) = scene();
    let out = mix(MixerConfig::default(), &clips, &mut sources, 1024);
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for s in (0..2).flat_map(|c| out.channel(c)) {
        hash = (hash ^ s.to_bits() as u64).wrapping_mul(0x0000_0100_0000_01b3);
    }
    assert_eq!(hash, 0x55bd_2157_d888_16d0, "{hash:#018x}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn sizes_that_change_all_the_time_do_not_matter(sizes in prop::collection::vec(1usize..3_000, 1..8)) {
        let (clips, mut sources) = scene();
        let want = mix(MixerConfig::default(), &clips, &mut sources, 512);
        let mut mixer = Mixer::new(MixerConfig::default(), clips).unwrap();
        let mut at = 0;
        for size in sizes.iter().cycle() {
            let mut block = AudioBlock::new(2, *size);
            let n = mixer.mix_block(&mut sources, &mut block).unwrap();
            for c in 0..2 {
                prop_assert_eq!(&block.channel(c)[..n], &want.channel(c)[at..at + n]);
            }
            at += n;
            if n == 0 { break }
        }
        prop_assert_eq!(at, want.frames());
    }
}

#[test]
fn a_mix_that_begins_later_is_the_rest_of_the_whole() {
    let (mut clips, mut sources) = scene();
    // A stretched clip chooses its pieces by what it laid down before, and the limiter by what was loud: both are left out.
    (clips[3].speed, clips[3].preserve_pitch) = (Rational::new(3, 2), false);
    let config = MixerConfig { limiter: None, ..MixerConfig::default() };
    let whole = mix(config, &clips, &mut sources, 1024);
    for start_sample in [1, 511, 700, 3_333, 5_000, 8_332, 9_000] {
        let mut mixer = Mixer::new(MixerConfig { start_sample, ..config }, clips.clone()).unwrap();
        assert_eq!(mixer.position(), start_sample);
        let mut rest = AudioBlock::new(2, 10_000);
        let frames = mixer.mix_block(&mut sources, &mut rest).unwrap();
        assert_eq!(frames as u64, 9_000 - start_sample);
        for c in 0..2 {
            assert_eq!(rest.channel(c)[..frames], whole.channel(c)[start_sample as usize..], "from {start_sample}");
        }
    }
}
