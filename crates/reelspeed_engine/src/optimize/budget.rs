//! What of the target is left for the picture.

use reelspeed_model::{AudioCodec, AudioOutput, Container};

use super::ladder::Rung;
use super::source::Source;

/// Bits of sound per second to choose from.
const SOUND_RATES: [u32; 6] = [128_000, 96_000, 64_000, 48_000, 32_000, 24_000];

/// Up to this many bits a second two channels are mixed to one: half as many bits each would be heard.
const MONO_UP_TO: u32 = 32_000;

/// How the sound is encoded in a file of `target` bytes: it gets an eighth of the whole at the most, as far as there are rates for that.
pub(super) fn sound(source: &Source, target: u64, container: Container, asked: Option<u32>) -> AudioOutput {
    let codec = container.default_audio_codec();
    let Some((channels, sample_rate)) = source.sound else {
        return AudioOutput { enabled: false, ..AudioOutput::default() };
    };
    let eighth = target as f64 * 8.0 / source.secs.max(1e-3) / 8.0;
    let most = if channels == 1 { 64_000 } else { 128_000 };
    let fitting = SOUND_RATES.into_iter().filter(|rate| *rate <= most).find(|rate| f64::from(*rate) <= eighth);
    let bitrate = asked.or(fitting).unwrap_or(SOUND_RATES[SOUND_RATES.len() - 1]);
    AudioOutput {
        codec: Some(codec),
        bitrate,
        sample_rate: if sample_rate == 44_100 && codec != AudioCodec::Opus { 44_100 } else { 48_000 },
        channels: if channels == 1 || bitrate <= MONO_UP_TO { 1 } else { 2 },
        enabled: true,
    }
}

/// About what the container and the sound take, in bytes. The first finished file tells exactly.
pub(super) fn other_bytes(source: &Source, rung: Rung, sound: &AudioOutput) -> f64 {
    let frames = source.secs * rung.rate.as_f64();
    let sound = if sound.enabled { source.secs * (f64::from(sound.bitrate) / 8.0 + 300.0) } else { 0.0 };
    1500.0 + frames * 12.0 + sound
}
