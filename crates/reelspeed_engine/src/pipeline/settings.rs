//! The document's output settings in the words of the FFmpeg crate.

use std::path::Path;

use reelspeed_ffmpeg as ff;
use reelspeed_model::{
    AudioCodec, AudioOutput, Container, Hardware, Output, Preset, RateControl, VideoCodec, VideoOutput,
};
use reelspeed_timeline::Timeline;

use crate::options::check_range;
use crate::{EngineError, RenderOptions};

/// The container of `output`: the document's, else by the file's extension, else MP4. It must be able to hold the codecs.
pub(crate) fn container(settings: &Output, output: &Path) -> Result<Container, EngineError> {
    let container = match settings.container {
        Some(container) => container,
        None => match output.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).as_deref() {
            Some("mp4" | "m4v") | None => Container::Mp4,
            Some("mov") => Container::Mov,
            Some("mkv") => Container::Mkv,
            Some("webm") => Container::Webm,
            Some(other) => {
                return Err(EngineError::Argument {
                    argument: "output",
                    expected: "a file ending in .mp4, .m4v, .mov, .mkv or .webm, or a container in the document".into(),
                    actual: format!(".{other}"),
                });
            }
        },
    };
    let issues = settings.check(container);
    if issues.is_empty() { Ok(container) } else { Err(issues.into()) }
}

pub(crate) fn muxer_options(container: Container) -> ff::MuxerOptions {
    let container = match container {
        Container::Mp4 => ff::Container::Mp4,
        Container::Mov => ff::Container::Mov,
        Container::Mkv => ff::Container::Mkv,
        Container::Webm => ff::Container::WebM,
    };
    ff::MuxerOptions { container, ..ff::MuxerOptions::default() }
}

pub(crate) fn video_codec(settings: &VideoOutput, container: Container) -> ff::VideoCodec {
    match settings.codec.unwrap_or_else(|| container.default_video_codec()) {
        VideoCodec::H264 => ff::VideoCodec::H264,
        VideoCodec::Hevc => ff::VideoCodec::Hevc,
        VideoCodec::Vp9 => ff::VideoCodec::Vp9,
        VideoCodec::Av1 => ff::VideoCodec::Av1,
    }
}

pub(crate) fn hardware(hardware: Hardware) -> ff::Hardware {
    match hardware {
        Hardware::Auto => ff::Hardware::Auto,
        Hardware::Off => ff::Hardware::Off,
        Hardware::Nvenc => ff::Hardware::Nvenc,
        Hardware::Vaapi => ff::Hardware::Vaapi,
        Hardware::Qsv => ff::Hardware::Qsv,
        Hardware::Videotoolbox => ff::Hardware::VideoToolbox,
    }
}

/// How the picture is encoded.
pub(crate) fn video_config(
    timeline: &Timeline,
    settings: &VideoOutput,
    codec: ff::VideoCodec,
    options: &RenderOptions,
) -> Result<ff::VideoEncoderConfig, EngineError> {
    let threads = options.encoder_threads.or(settings.threads).unwrap_or_else(default_threads);
    check_range("encoderThreads", threads, 1..=64)?;
    for (argument, value, range) in [
        ("encoderLookahead", options.encoder_lookahead, 0..=250),
        ("encoderBFrames", options.encoder_b_frames, 0..=16),
        ("encoderRefs", options.encoder_refs, 1..=16),
    ] {
        value.map_or(Ok(()), |value| check_range(argument, value, range))?;
    }
    let typical = (codec == ff::VideoCodec::H264).then(|| Typical::of(settings.preset));
    Ok(ff::VideoEncoderConfig {
        rate: match settings.rate_control {
            RateControl::Crf(crf) => ff::RateControl::Quality(crf as f32),
            RateControl::Bitrate(average) => {
                ff::RateControl::Bitrate { average: average.into(), max: None, buffer: None }
            }
        },
        preset: Some(preset(settings.preset).into()),
        gop: Some(settings.gop),
        b_frames: lowered(settings.b_frames, options.encoder_b_frames, typical.map(|t| t.b_frames)),
        lookahead: lowered(settings.lookahead, options.encoder_lookahead, typical.map(|t| t.lookahead)),
        refs: lowered(None, options.encoder_refs, typical.map(|t| t.refs)),
        threads,
        compact: options.encoder_lookahead.is_some(),
        ..ff::VideoEncoderConfig::new(timeline.size(), timeline.frame_rate())
    })
}

/// What the document says, or where it says nothing the preset, but at most `bound`. `None`: what the encoder's preset says.
fn lowered(document: Option<u32>, bound: Option<u32>, preset: Option<u32>) -> Option<u32> {
    match (bound, document) {
        (None, document) => document,
        (Some(bound), document) => Some(bound.min(document.or(preset).unwrap_or(u32::MAX))),
    }
}

/// What x264's presets say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Typical {
    pub(crate) refs: u32,
    pub(crate) b_frames: u32,
    pub(crate) lookahead: u32,
}

impl Typical {
    pub(crate) const fn of(preset: Preset) -> Self {
        let (refs, b_frames, lookahead) = match preset {
            Preset::Ultrafast => (1, 0, 0),
            Preset::Superfast => (1, 3, 0),
            Preset::Veryfast => (1, 3, 10),
            Preset::Faster => (2, 3, 20),
            Preset::Fast => (2, 3, 30),
            Preset::Medium => (3, 3, 40),
            Preset::Slow => (5, 3, 50),
            Preset::Slower => (8, 3, 60),
            Preset::Veryslow => (16, 8, 60),
        };
        Self { refs, b_frames, lookahead }
    }
}

/// As many as the machine has cores, up to eight: each thread of x264 holds frames of its own, and past eight it gains little at
/// the size of a short.
fn default_threads() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(8) as u32)
}

fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::Ultrafast => "ultrafast",
        Preset::Superfast => "superfast",
        Preset::Veryfast => "veryfast",
        Preset::Faster => "faster",
        Preset::Fast => "fast",
        Preset::Medium => "medium",
        Preset::Slow => "slow",
        Preset::Slower => "slower",
        Preset::Veryslow => "veryslow",
    }
}

/// How the sound is encoded.
pub(crate) fn audio_config(settings: &AudioOutput, container: Container) -> ff::AudioEncoderConfig {
    let codec = match settings.codec.unwrap_or_else(|| container.default_audio_codec()) {
        AudioCodec::Aac => ff::AudioCodec::Aac,
        AudioCodec::Opus => ff::AudioCodec::Opus,
        AudioCodec::Flac => ff::AudioCodec::Flac,
        AudioCodec::Mp3 => ff::AudioCodec::Mp3,
    };
    ff::AudioEncoderConfig {
        codec,
        sample_rate: settings.sample_rate,
        channels: settings.channels,
        bitrate: settings.bitrate.into(),
    }
}
