//! The command line, as clap sees it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use reelspeed::model::{Fit, Hardware, Preset, VideoCodec};

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    the job failed: a file cannot be read or written, decoding or encoding failed, no memory
  2    the command line or the document is not right; every fault is listed
  101  a bug in reelspeed
  130  stopped by Ctrl-C (SIGINT); 143 by SIGTERM, 129 by SIGHUP; nothing is left behind
  141  the reader of standard output went away";

/// Renders short vertical videos from composition documents.
#[derive(Debug, Parser)]
#[command(name = "reelspeed", version = reelspeed::VERSION_FULL, after_help = EXIT_CODES)]
#[command(disable_help_subcommand = true, subcommand_required = true, arg_required_else_help = false)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Render a document to a video file
    Render(RenderArgs),
    /// Cut a part out of a video, fitted into a vertical canvas
    Clip(ClipArgs),
    /// Say what a render would take: memory, time, size, encoder settings
    Explain(ExplainArgs),
    /// Write one frame of a document as PNG
    Frame(FrameArgs),
    /// Write a grid of frames of a document or a video as PNG
    ContactSheet(ContactSheetArgs),
    /// Make a video fit a size
    Optimize(OptimizeArgs),
    /// Say what is in a media file
    Probe(ProbeArgs),
    /// Check a document, its files and its fonts; list every fault
    Validate(ValidateArgs),
    /// Convert subtitles or a transcript, or lay them on a document
    Captions(CaptionsArgs),
    /// Turn a chat story's configuration into the composition that is rendered
    Story(StoryArgs),
    /// Print the JSON Schema of the document
    Schema,
    /// Say what this machine and build can do: FFmpeg, encoders, hardware, SIMD, fonts
    Doctor(DoctorArgs),
}

impl Command {
    /// Whether failures too are to be printed as JSON; `validate` prints its own.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Render(a) => a.run.json,
            Self::Clip(a) => a.run.json,
            Self::Optimize(a) => a.json,
            Self::Explain(a) => a.json,
            Self::Probe(a) => a.json,
            Self::Doctor(a) => a.json,
            Self::Frame(_)
            | Self::ContactSheet(_)
            | Self::Validate(_)
            | Self::Captions(_)
            | Self::Story(_)
            | Self::Schema => false,
        }
    }
}

/// What is rendered.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SourceArgs {
    /// The composition document (JSON); `-` reads it from standard input, with paths against the current folder
    #[arg(value_name = "DOC")]
    pub document: Option<PathBuf>,
    /// A chat story's configuration (JSON) instead; `-` reads it from standard input
    #[arg(long, value_name = "CONFIG")]
    pub reelspeed: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// The video file; its extension (mp4, mov, mkv, webm) chooses the container. An older file is replaced only by a finished
    /// one
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
}

/// How a job is run; nothing here changes the picture.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Which hardware may encode; what does not open gives way to software [default: as the document says]
    #[arg(long, value_name = "WHICH")]
    pub hardware: Option<HardwareArg>,
    /// Threads of the software video encoder [default: as the document says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub threads: Option<u32>,
    /// Threads of each video decoder [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16))]
    pub decoder_threads: Option<u32>,
    /// The most MiB of frames held at a time, without the encoder's own [default: no limit]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub frame_memory: Option<u64>,
    /// The most MiB of memory that the process may take; the encoder gets leaner settings where it must, and what cannot fit is
    /// refused [default: no limit]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub memory_limit: Option<u64>,
    /// Print progress and the result as JSON, one object a line
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors; with `--json` the result too, but no progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ClipArgs {
    /// The video
    #[arg(value_name = "VIDEO")]
    pub input: String,
    /// The file to make; its extension (mp4, mov, mkv, webm) chooses the container
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Where the part begins, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = seconds)]
    pub start: f64,
    /// How long it is, in seconds [default: to the end of the video]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub duration: Option<f64>,
    /// Size of the canvas in pixels, even
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1080x1920", value_parser = size)]
    pub size: (u32, u32),
    /// Frames per second [default: those of the video, at most 60]
    #[arg(long, value_name = "FPS")]
    pub fps: Option<f64>,
    /// How the picture fills the canvas
    #[arg(long, value_name = "HOW", default_value = "cover")]
    pub fit: FitArg,
    /// Playback speed, 0.1 to 10
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub speed: f64,
    /// Leave the sound out
    #[arg(long)]
    pub muted: bool,
    /// Quality of the picture: 0 (lossless) to 51
    #[arg(long, value_name = "CRF", default_value_t = 23.0)]
    pub crf: f64,
    #[command(flatten)]
    pub run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// The file that would be made; its extension chooses the container
    #[arg(short, long, value_name = "OUT", default_value = "out.mp4")]
    pub output: PathBuf,
    /// The most MiB of memory that the process may take [default: no limit]
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    pub memory_limit: Option<u64>,
    /// Print a JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OptimizeArgs {
    /// The video
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// The most that the result may have, in megabytes of 1,000,000 bytes; it comes within 2 % of that and never above
    #[arg(long, value_name = "MB", value_parser = megabytes)]
    pub target_size_mb: f64,
    /// The video file; its extension (mp4, mov, mkv, webm) chooses the container [default: beside the input, as NAME.optimized.mp4]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// The most pixels from side to side; nothing is enlarged [default: as the input]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(16..=8192))]
    pub max_width: Option<u32>,
    /// The most pixels from top to bottom [default: as the input]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(16..=8192))]
    pub max_height: Option<u32>,
    /// The codec [default: h264, in WebM vp9]
    #[arg(long, value_name = "CODEC")]
    pub codec: Option<CodecArg>,
    /// Speed against quality
    #[arg(long, value_name = "PRESET", default_value = "medium")]
    pub preset: PresetArg,
    /// Bits of sound per second [default: an eighth of what there is, 24000 to 128000]
    #[arg(long, value_name = "BITS", value_parser = clap::value_parser!(u32).range(8_000..=512_000))]
    pub audio_bitrate: Option<u32>,
    /// Below this many bits per pixel the picture is made smaller; 0 keeps its size [default: by the codec and the input]
    #[arg(long, value_name = "BITS", value_parser = bits_per_pixel)]
    pub min_bits_per_pixel: Option<f64>,
    /// Which hardware may encode; it does not encode in two passes
    #[arg(long, value_name = "WHICH", default_value = "off")]
    pub hardware: HardwareArg,
    /// Threads of the software video encoder [default: as many as the machine has cores, up to 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub threads: Option<u32>,
    /// Print progress and the result as JSON, one object a line
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors; with `--json` the result too, but no progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FrameArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// The time whose frame is wanted, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub at: f64,
    /// The PNG file; `-` writes it to standard output
    #[arg(short, long, value_name = "PNG")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ContactSheetArgs {
    /// The composition document (JSON), `-` for standard input, or a video file
    #[arg(value_name = "DOC|VIDEO")]
    pub input: PathBuf,
    /// The PNG file; `-` writes it to standard output
    #[arg(short, long, value_name = "PNG")]
    pub output: PathBuf,
    /// Frames in a row
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub columns: u32,
    /// Rows of frames
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub rows: u32,
    /// Width of one frame in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 270, value_parser = clap::value_parser!(u32).range(16..=1080))]
    pub width: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ProbeArgs {
    /// The media file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StoryArgs {
    /// The configuration (JSON); `-` reads it from standard input, with paths against the current folder
    #[arg(value_name = "CONFIG")]
    pub config: PathBuf,
    /// The composition document to write, whose paths count from the configuration's folder; `-` prints it
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub output: PathBuf,
    /// Write what the messages say, and when, instead; in the format
    #[arg(long, value_name = "FORMAT")]
    pub captions: Option<CaptionFormatArg>,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Print a JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CaptionsArgs {
    /// Subtitles (SRT, WebVTT, ASS) or a transcript (JSON of Whisper and its like); `-` reads them from standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "vtt", conflicts_with = "onto")]
    pub format: CaptionFormatArg,
    /// Write this composition document (JSON) instead, with the captions on top
    #[arg(long, value_name = "DOC")]
    pub onto: Option<PathBuf>,
    /// How the captions look (JSON) [default: words light up as they are spoken]. Without `--onto` what is written is what such a style
    /// would show: page by page
    #[arg(long, value_name = "STYLE")]
    pub style: Option<PathBuf>,
    /// The file to write; a document's relative paths count from its folder. `-` writes to standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub output: PathBuf,
    /// Fail if anything is wrong with the file; else what is good is kept and the rest is said
    #[arg(long)]
    pub strict: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CaptionFormatArg {
    Srt,
    Vtt,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Print a JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HardwareArg {
    Auto,
    Off,
    Nvenc,
    Vaapi,
    Qsv,
    Videotoolbox,
}

impl From<HardwareArg> for Hardware {
    fn from(arg: HardwareArg) -> Self {
        match arg {
            HardwareArg::Auto => Self::Auto,
            HardwareArg::Off => Self::Off,
            HardwareArg::Nvenc => Self::Nvenc,
            HardwareArg::Vaapi => Self::Vaapi,
            HardwareArg::Qsv => Self::Qsv,
            HardwareArg::Videotoolbox => Self::Videotoolbox,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FitArg {
    Cover,
    Contain,
    Fill,
    BlurredFill,
}

impl From<FitArg> for Fit {
    fn from(arg: FitArg) -> Self {
        match arg {
            FitArg::Cover => Self::Cover,
            FitArg::Contain => Self::Contain,
            FitArg::Fill => Self::Fill,
            FitArg::BlurredFill => Self::BlurredFill,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CodecArg {
    H264,
    Hevc,
    Vp9,
    Av1,
}

impl From<CodecArg> for VideoCodec {
    fn from(arg: CodecArg) -> Self {
        match arg {
            CodecArg::H264 => Self::H264,
            CodecArg::Hevc => Self::Hevc,
            CodecArg::Vp9 => Self::Vp9,
            CodecArg::Av1 => Self::Av1,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PresetArg {
    Ultrafast,
    Superfast,
    Veryfast,
    Faster,
    Fast,
    Medium,
    Slow,
    Slower,
    Veryslow,
}

impl From<PresetArg> for Preset {
    fn from(arg: PresetArg) -> Self {
        match arg {
            PresetArg::Ultrafast => Self::Ultrafast,
            PresetArg::Superfast => Self::Superfast,
            PresetArg::Veryfast => Self::Veryfast,
            PresetArg::Faster => Self::Faster,
            PresetArg::Fast => Self::Fast,
            PresetArg::Medium => Self::Medium,
            PresetArg::Slow => Self::Slow,
            PresetArg::Slower => Self::Slower,
            PresetArg::Veryslow => Self::Veryslow,
        }
    }
}

fn megabytes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(v) if v > 0.0 && v <= 1e6 => Ok(v),
        _ => Err("expected megabytes, over 0 to 1000000, such as 8 or 0.75".into()),
    }
}

fn bits_per_pixel(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(v) if (0.0..=1.0).contains(&v) => Ok(v),
        _ => Err("expected bits per pixel, 0 to 1, such as 0.05".into()),
    }
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once(['x', 'X']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    parsed.ok_or_else(|| "expected two whole numbers, such as 1080x1920".into())
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(v) if v.is_finite() && v >= 0.0 => Ok(v),
        _ => Err("expected seconds, 0 or more, such as 2.5".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_are_two_numbers() {
        assert_eq!(size("1080x1920"), Ok((1080, 1920)));
        for wrong in ["1080", "1080x", "-1x2", "axb", ""] {
            assert!(size(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn sizes_are_positive_and_bits_per_pixel_are_a_part() {
        assert_eq!((megabytes("0.75"), bits_per_pixel("0")), (Ok(0.75), Ok(0.0)));
        for wrong in ["0", "-1", "nan", "inf", "", "8 MB"] {
            assert!(megabytes(wrong).is_err(), "{wrong:?}");
        }
        for wrong in ["-0.1", "1.1", "nan", ""] {
            assert!(bits_per_pixel(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn seconds_are_finite_and_not_negative() {
        assert_eq!(seconds("2.5"), Ok(2.5));
        assert_eq!(seconds("0"), Ok(0.0));
        for wrong in ["-1", "nan", "inf", "", "1:20"] {
            assert!(seconds(wrong).is_err(), "{wrong:?}");
        }
    }
}
