//! Encoding: frames and samples in, packets out. Packets go to a [`Muxer`](crate::Muxer), from one encoder or from several
//! that share a track (segments encoded side by side).

mod audio;
mod candidates;
mod compact;
mod feed;
mod options;
mod packet;
mod pass;
mod video;

use reelspeed_core::{ColorSpace, PixelFormat, Rational, Size};

pub use audio::AudioEncoder;
pub use candidates::{Hardware, encoder_candidates, is_hardware_encoder};
pub use packet::{EncodedStream, Packet};
pub use pass::{Pass, PassLog, supports_two_passes};
pub use video::{OpenedEncoder, VideoEncoder};

pub(crate) use candidates::{HARDWARE_ENCODERS, SOFTWARE_ENCODERS, find_encoder};

/// A video codec to encode to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VideoCodec {
    /// H.264 (AVC): plays everywhere.
    H264,
    /// H.265 (HEVC).
    Hevc,
    /// VP9; the only one here that carries alpha.
    Vp9,
    /// AV1.
    Av1,
}

impl VideoCodec {
    /// The short name, for example `"h264"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
        }
    }
}

/// An audio codec to encode to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AudioCodec {
    /// AAC-LC, for MP4 and MOV.
    Aac,
    /// Opus, for WebM, MKV and MP4. 48, 24, 16, 12 or 8 kHz.
    Opus,
    /// MP3.
    Mp3,
    /// FLAC, lossless, 24 bits.
    Flac,
}

impl AudioCodec {
    /// The short name, for example `"aac"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
            Self::Flac => "flac",
        }
    }
}

/// How many bits a video encoder may spend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RateControl {
    /// Constant quality on x264's scale, 0 (lossless) to 51; other encoders get the nearest equivalent. 18 to 28 is usual.
    Quality(f32),
    /// An average rate.
    Bitrate {
        /// Bits per second.
        average: u64,
        /// The most bits per second over one buffer, if bounded.
        max: Option<u64>,
        /// Size of that buffer in bits. Default: two seconds of `max`.
        buffer: Option<u64>,
    },
}

/// How to encode video.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoEncoderConfig {
    /// Size of the pictures. 4:2:0 needs even sides.
    pub size: Size,
    /// Frames per second. Frame n is shown at n / `frame_rate`.
    pub frame_rate: Rational,
    /// Layout of the frames that will be sent.
    pub format: PixelFormat,
    /// Colour tags that go into the stream and the container; frames are not converted.
    pub color: ColorSpace,
    /// Quality or rate.
    pub rate: RateControl,
    /// Speed against size by x264's names (`"ultrafast"` … `"veryslow"`), translated for other encoders; or an encoder's own
    /// number. `None`: the encoder's default.
    pub preset: Option<String>,
    /// x264's or x265's tuning, for example `"film"`; others ignore it.
    pub tune: Option<String>,
    /// A profile, for example `"high"`; x264, x265 and NVENC take it, others ignore it.
    pub profile: Option<String>,
    /// The most frames from one key packet to the next. `None`: the encoder's default.
    pub gop: Option<u32>,
    /// The most B-frames in a row. `None`: the preset's.
    pub b_frames: Option<u32>,
    /// Reference frames. `None`: the preset's.
    pub refs: Option<u32>,
    /// Frames of look-ahead. `None`: the preset's. Memory grows with it.
    pub lookahead: Option<u32>,
    /// Threads; 0 lets the encoder choose.
    pub threads: u32,
    /// Whether `lookahead`, `b_frames` and `refs` are small to save memory and the quality asked for is to be kept all the same.
    /// x264's constant quality means less with a short look-ahead; with this it is made up for, by amounts that were measured.
    /// Other encoders ignore it.
    pub compact: bool,
    /// Which pass of two this is. Default: the only one.
    pub pass: Pass,
    /// More options of the encoder's own. An unknown one is an error.
    pub extra: Vec<(String, String)>,
}

impl VideoEncoderConfig {
    /// 8-bit 4:2:0 in BT.709 at quality 23 with the encoder's own defaults and one thread.
    pub fn new(size: Size, frame_rate: Rational) -> Self {
        Self {
            size,
            frame_rate,
            format: PixelFormat::YUV420P,
            color: ColorSpace::BT709_LIMITED,
            rate: RateControl::Quality(23.0),
            preset: None,
            tune: None,
            profile: None,
            gop: None,
            b_frames: None,
            refs: None,
            lookahead: None,
            threads: 1,
            compact: false,
            pass: Pass::Single,
            extra: Vec::new(),
        }
    }
}

/// How to encode sound.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioEncoderConfig {
    /// The codec.
    pub codec: AudioCodec,
    /// Samples per second.
    pub sample_rate: u32,
    /// Channels, 1 to 8, in the usual order for their number.
    pub channels: u32,
    /// Bits per second; FLAC ignores it.
    pub bitrate: u64,
}

impl AudioEncoderConfig {
    /// AAC, 48 kHz stereo, 128 kbit/s.
    pub const fn aac_stereo() -> Self {
        Self { codec: AudioCodec::Aac, sample_rate: 48_000, channels: 2, bitrate: 128_000 }
    }
}
