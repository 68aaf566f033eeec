use super::*;
use crate::{BufferInput, read_all};

const H: f32 = core::f32::consts::FRAC_1_SQRT_2;

fn row(from: ChannelLayout, to: ChannelLayout, mode: Downmix, output: usize) -> Vec<f32> {
    let m = RemixMatrix::new(from, to, mode).unwrap();
    (0..from.channels()).map(|i| m.factor(output, i)).collect()
}

#[track_caller]
fn close(got: Vec<f32>, want: &[f32]) {
    assert_eq!(got.len(), want.len());
    assert!(got.iter().zip(want).all(|(g, w)| (g - w).abs() < 1e-6), "{got:?} is not {want:?}");
}

#[test]
fn surround_follows_bs775() {
    use ChannelLayout as L;
    let unity = |from, output| row(from, L::STEREO, Downmix::Unity, output);
    close(unity(L::SURROUND_5_1, 0), &[1.0, 0.0, H, 0.0, H, 0.0]);
    close(unity(L::SURROUND_5_1, 1), &[0.0, 1.0, H, 0.0, 0.0, H]);
    close(unity(L::SURROUND_5_0, 0), &[1.0, 0.0, H, H, 0.0]);
    close(unity(L::SURROUND_7_1, 1), &[0.0, 1.0, H, 0.0, 0.0, H, 0.0, H]);
    close(unity(L::QUAD, 0), &[1.0, 0.0, H, 0.0]);
    close(unity(L::SURROUND_2_1, 0), &[1.0, 0.0, 0.0]);
    close(row(L::SURROUND_5_1, L::MONO, Downmix::Unity, 0), &[H, H, 1.0, 0.0, 0.5, 0.5]);
    let n = 1.0 + 2.0 * H;
    close(row(L::SURROUND_5_1, L::STEREO, Downmix::Normalized, 0), &[1.0 / n, 0.0, H / n, 0.0, H / n, 0.0]);
}

#[test]
fn mono_and_stereo_keep_their_level() {
    use ChannelLayout as L;
    for mode in [Downmix::Normalized, Downmix::Unity] {
        assert_eq!(row(L::MONO, L::STEREO, mode, 0), [1.0]);
        assert_eq!(row(L::MONO, L::STEREO, mode, 1), [1.0]);
        close(row(L::STEREO, L::MONO, mode, 0), &[0.5, 0.5]);
        assert!(RemixMatrix::new(L::STEREO, L::STEREO, mode).unwrap().is_identity());
        let center_and_bass = L::from_mask(Speaker::FrontCenter.bit() | Speaker::LowFrequency.bit()).unwrap();
        close(row(center_and_bass, L::STEREO, mode, 0), &[1.0, 0.0]);
        close(row(center_and_bass, L::MONO, mode, 0), &[1.0, 0.0]);
    }
}

#[test]
fn full_scale_in_every_channel_never_exceeds_full_scale() {
    let mut layouts: Vec<_> = (1..=64).map(|n| ChannelLayout::discrete(n).unwrap()).collect();
    layouts.extend((1..=8).map(|n| ChannelLayout::guess(n).unwrap()));
    layouts.push(ChannelLayout::from_mask(0x3FFFF).unwrap());
    for from in layouts {
        for to in [ChannelLayout::MONO, ChannelLayout::STEREO] {
            let full = AudioBlock::from_interleaved(from.channels(), &vec![1.0; from.channels() * 3]);
            let input = BufferInput::new(from, 48_000, full).unwrap();
            let out = read_all(&mut RemixedInput::new(input, to, Downmix::Normalized).unwrap()).unwrap();
            assert_eq!(out.frames(), 3);
            for c in 0..to.channels() {
                assert!(out.channel(c).iter().all(|s| (0.0..=1.000_001).contains(s)), "{from:?} {:?}", out.channel(c));
            }
        }
    }
}

#[test]
fn only_mono_and_stereo_are_outputs() {
    let err = RemixMatrix::new(ChannelLayout::MONO, ChannelLayout::QUAD, Downmix::Normalized).unwrap_err();
    assert!(matches!(err, AudioError::OutputLayout { channels: 4 }));
}

#[test]
fn layouts_count_and_order_their_channels() {
    assert_eq!(ChannelLayout::SURROUND_5_1.mask(), 0x60F);
    assert_eq!(ChannelLayout::SURROUND_7_1.mask(), 0x63F);
    assert_eq!(ChannelLayout::guess(6).unwrap(), ChannelLayout::from_mask(0x60F).unwrap());
    assert_eq!(ChannelLayout::from_mask(0x3F).unwrap().channels(), 6);
    assert_eq!(ChannelLayout::from_mask(1 << 40), None);
    assert!(matches!(ChannelLayout::guess(0), Err(AudioError::Channels { channels: 0 })));
    assert!(matches!(ChannelLayout::discrete(65), Err(AudioError::Channels { channels: 65 })));
    assert_eq!(ChannelLayout::discrete(7).unwrap().speakers().count(), 0);
}
