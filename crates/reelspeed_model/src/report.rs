//! What the engine says about files, jobs and machines. JSON in camelCase; times in seconds, sizes in bytes.

mod captions;
mod failure;
mod process;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use captions::{CaptionFault, CaptionFormat, CaptionImport};
pub use failure::ErrorReport;
pub use process::ProcessingResult;

/// What is in a media file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaReport {
    /// FFmpeg's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2` or `matroska,webm`.
    pub container: String,
    /// Length of the longest stream, by its packets.
    pub duration_secs: f64,
    /// The first presentation time in the file's own clock.
    pub start_secs: f64,
    /// Video streams.
    pub video: Vec<VideoStreamReport>,
    /// Audio streams.
    pub audio: Vec<AudioStreamReport>,
    /// Subtitle streams.
    pub subtitles: Vec<SubtitleStreamReport>,
    /// What is odd about the file but does not prevent its use.
    pub warnings: Vec<String>,
}

/// A video stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoStreamReport {
    /// Codec's short name, such as `h264`.
    pub codec: String,
    /// Width as displayed, after sample aspect ratio and rotation.
    pub width: u32,
    /// Height as displayed.
    pub height: u32,
    /// Width as stored.
    pub coded_width: u32,
    /// Height as stored.
    pub coded_height: u32,
    /// Degrees clockwise by which the stored picture is turned for display: 0, 90, 180 or 270.
    pub rotation: u32,
    /// Whether the stored picture is mirrored left to right before it is turned.
    pub mirrored: bool,
    /// Average frames per second `[numerator, denominator]`.
    pub frame_rate: [u32; 2],
    /// Whether the distances of frames differ by more than 2.5 ms.
    pub variable_frame_rate: bool,
    /// How many frames are shown.
    pub frames: u32,
    /// The decoder's pixel format, such as `yuv420p`.
    pub pixel_format: String,
    /// What the samples mean.
    pub color: ColorReport,
    /// Whether the transfer is one of high dynamic range (PQ or HLG).
    pub hdr: bool,
    /// Whether there is an alpha channel.
    pub alpha: bool,
}

/// The colour tags of a stream; `unknown` where the file says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ColorReport {
    /// `limited`, `full` or `unknown`.
    pub range: String,
    /// Such as `bt709`.
    pub matrix: String,
    /// Such as `bt709`.
    pub primaries: String,
    /// Such as `bt709`, `smpte2084` or `arib-std-b67`.
    pub transfer: String,
}

/// An audio stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudioStreamReport {
    /// Codec's short name, such as `aac`.
    pub codec: String,
    /// Hertz.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u32,
    /// Length.
    pub duration_secs: f64,
}

/// A subtitle stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubtitleStreamReport {
    /// Codec's short name, such as `mov_text`.
    pub codec: String,
    /// ISO 639 code, if the file names one.
    pub language: Option<String>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What the job is doing.
    pub stage: Stage,
    /// Frames encoded so far. Never falls.
    pub frame: u32,
    /// Frames in all.
    pub frames: u32,
    /// Frames per second since the first frame; 0 before that.
    pub fps: f64,
    /// Seconds since the job began.
    pub elapsed_secs: f64,
    /// Seconds that are probably left, once that can be told.
    pub eta_secs: Option<f64>,
}

impl Progress {
    /// A job of which no more is known than what it is doing.
    pub const fn at_stage(stage: Stage) -> Self {
        Self { stage, frame: 0, frames: 0, fps: 0.0, elapsed_secs: 0.0, eta_secs: None }
    }
}

/// What a job is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Waiting for a place and for memory.
    Queued,
    /// Looking at the document, its files and fonts.
    Preparing,
    /// Decoding, compositing and encoding.
    Rendering,
    /// Emptying the encoder and writing the index.
    Finishing,
    /// The file is in place.
    Done,
}

/// The outcome of a render.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RenderReport {
    /// The finished file.
    pub output: String,
    /// Its size in bytes.
    pub bytes: f64,
    /// Its length.
    pub duration_secs: f64,
    /// Its frames.
    pub frames: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Frames per second `[numerator, denominator]`.
    pub frame_rate: [u32; 2],
    /// Who encoded the picture.
    pub video_encoder: EncoderReport,
    /// Who encoded the sound; none where nothing sounds.
    pub audio_encoder: Option<String>,
    /// Seconds from the call to the finished file.
    pub elapsed_secs: f64,
    /// Frames per second of wall time.
    pub fps: f64,
    /// The most bytes of frame memory held at a time, by the pool's ledger.
    pub peak_frame_bytes: f64,
    /// The most resident memory of the whole process so far, in bytes; none where the system does not tell.
    pub peak_process_bytes: Option<f64>,
    /// Seconds that each stage worked, summed over its threads; stages overlap.
    pub stages: StageSeconds,
    /// Of the texts and shapes that frames needed, the share that had been drawn before, 0 to 1; none where none was needed.
    pub sprite_hit_rate: Option<f64>,
    /// What was odd but did not prevent the render.
    pub warnings: Vec<String>,
}

/// A raw frame of a decoded video: which it is, and when it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FrameInfo {
    /// Number of the frame in this stream of frames, from 0.
    pub index: u32,
    /// When it is shown, from the start of the presentation. The first one may have begun before the start that was asked for.
    pub pts_secs: f64,
    /// Until when it is shown: to the next one; for the last one as long as the file says.
    pub duration_secs: f64,
}

/// The outcome of making a video fit a size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OptimizeReport {
    /// The finished file.
    pub output: String,
    /// Size of the input in bytes.
    pub original_size: f64,
    /// Size of the result in bytes; never more than was asked for, and never more than that of the input.
    pub optimized_size: f64,
    /// How many times smaller the result is: `originalSize` over `optimizedSize`.
    pub compression_ratio: f64,
    /// How good it looks beside the input, 0 to 100, on the scale of ITU-R BT.500: from 80 excellent, from 60 good, from 40 fair, from
    /// 20 poor, below that bad. It is `ssim` on a scale: 0 stands for 0, 0.5 for 20, 0.88 for 40, 0.95 for 60, 0.99 for 80 and 1 for 100,
    /// with straight lines between.
    pub quality_score: f64,
    /// The mean structural similarity of all frames with those of the input, at most 1 (equal). Over luma and chroma, as FFmpeg's
    /// `ssim` prints it under `All`. A smaller picture is scaled back to the input's size for it.
    pub ssim: f64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Frames per second `[numerator, denominator]`.
    pub frame_rate: [u32; 2],
    /// Its length.
    pub duration_secs: f64,
    /// Bits of picture per second; 0 where the input was copied.
    pub video_bitrate: u32,
    /// Bits of sound per second that the encoder was told; 0 where there is no sound or the input was copied.
    pub audio_bitrate: u32,
    /// How often the video was encoded, first passes included; 0 where the input was copied.
    pub passes: u32,
    /// Who encoded the picture; `copy` where the input was copied.
    pub encoder: EncoderReport,
    /// Seconds from the call to the finished file.
    pub elapsed_secs: f64,
    /// What was odd but did not prevent the job.
    pub warnings: Vec<String>,
}

/// How alike the frames of two videos are: mean structural similarities, at most 1 (equal), as FFmpeg's `ssim` measures them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SsimReport {
    /// Of luma.
    pub y: f64,
    /// Of the blue difference.
    pub u: f64,
    /// Of the red difference.
    pub v: f64,
    /// Of all three, each by its number of samples.
    pub all: f64,
    /// How many pairs of frames were compared.
    pub frames: u32,
}

/// Which encoder made the picture, and which could not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EncoderReport {
    /// Name, such as `libx264` or `h264_nvenc`.
    pub name: String,
    /// Whether it is hardware.
    pub hardware: bool,
    /// Those that were tried before and did not open.
    pub failed: Vec<EncoderFailure>,
}

/// An encoder that could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EncoderFailure {
    /// Name of the encoder.
    pub name: String,
    /// Why it could not be used.
    pub reason: String,
}

/// Seconds of work by stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageSeconds {
    /// Demuxing and decoding video.
    pub decode: f64,
    /// Compositing.
    pub render: f64,
    /// Encoding video.
    pub encode: f64,
    /// Decoding, mixing and encoding sound.
    pub audio: f64,
}

/// What an engine did so far and does now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MetricsReport {
    /// Frames composited.
    pub frames_processed: f64,
    /// Mean milliseconds of compositing a frame; 0 before the first.
    pub average_processing_time_ms: f64,
    /// The most resident memory that the process has had, in bytes; where the system does not tell, the most frame memory.
    pub memory_peak_bytes: f64,
    /// Resident memory of the process now, in bytes; none where the system does not tell.
    pub resident_bytes: Option<f64>,
    /// What the running jobs are predicted to need, in bytes.
    pub reserved_bytes: f64,
    /// The most memory that the process shall have, in bytes.
    pub memory_limit_bytes: f64,
    /// Share of look-ups in the sprite cache that hit, in per cent; 0 before the first.
    pub cache_hit_rate: f64,
    /// Jobs that run now.
    pub running_jobs: u32,
    /// Jobs that wait for their turn.
    pub queued_jobs: u32,
    /// Jobs that were done.
    pub jobs_done: f64,
    /// Jobs that failed.
    pub jobs_failed: f64,
    /// Jobs that were cancelled.
    pub jobs_cancelled: f64,
}

/// What this machine and build can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoctorReport {
    /// Version of the engine.
    pub version: String,
    /// Versions of FFmpeg's libraries, and FFmpeg's licence.
    pub ffmpeg: FfmpegReport,
    /// Every encoder the engine knows: whether it is built in and, for hardware, whether it really opens.
    pub encoders: Vec<EncoderStatus>,
    /// Hardware devices that open, such as `cuda` or `vaapi`.
    pub hardware_devices: Vec<String>,
    /// The SIMD level in use, such as `avx2`.
    pub simd: String,
    /// Graphics processors as the system lists them, such as `NVIDIA H200 (nvidia)`; empty where there are none or the system does
    /// not tell (other than Linux).
    pub gpus: Vec<String>,
    /// Logical processors.
    pub cpus: u32,
    /// Families of the default font set that were found.
    pub fonts: Vec<String>,
    /// What is missing, and how to get it.
    pub advice: Vec<String>,
}

/// FFmpeg as it is linked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FfmpegReport {
    /// Release, such as `5.1.9`.
    pub version: String,
    /// Library versions, such as `avcodec 59.37.100`.
    pub libraries: Vec<String>,
    /// Its licence.
    pub license: String,
}

/// An encoder of the engine's list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EncoderStatus {
    /// Name, such as `libx264`.
    pub name: String,
    /// Whether it is hardware.
    pub hardware: bool,
    /// Whether it can be used here.
    pub available: bool,
    /// Why it cannot, where it cannot.
    pub reason: Option<String>,
}

/// The most memory that a job will add to its process, by what holds it; predicted before the job starts.
///
/// The process itself (its code, FFmpeg loaded) is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemoryReport {
    /// Video decoders with their reference pictures, and the indexes of the files, for the moment with the most clips open.
    pub decoders: f64,
    /// The frame pool: frames being composited or encoded, group surfaces, returned buffers that are kept.
    pub frames: f64,
    /// Sprites, stills, animations and fonts.
    pub sprites: f64,
    /// The video encoder: look-ahead, reference frames, threads.
    pub encoder: f64,
    /// Decoding, mixing and encoding of sound.
    pub audio: f64,
    /// Everything else: queues, the muxer's index, thread stacks, code that is loaded when it is first needed.
    pub other: f64,
    /// The sum.
    pub total: f64,
}

/// What a render will need and make, predicted before it starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplainReport {
    /// The most memory that the job will add to its process.
    pub memory: MemoryReport,
    /// The budget in bytes that the settings were fitted into; none where there is none.
    pub limit: Option<f64>,
    /// Seconds of wall time that the render will take on this machine when nothing else runs; good to a factor of two.
    pub seconds: f64,
    /// Size of the finished file in bytes: close where a bit rate is asked for, good to a factor of three where a quality is.
    pub output_bytes: f64,
    /// Its frames.
    pub frames: u32,
    /// Its length.
    pub duration_secs: f64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Frames per second `[numerator, denominator]`.
    pub frame_rate: [u32; 2],
    /// The encoder and its settings.
    pub encoder: EncoderPlan,
    /// What was changed to fit the budget, and what the prediction could not know.
    pub notes: Vec<String>,
}

/// The video encoder that a render would use, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EncoderPlan {
    /// Name, such as `libx264`.
    pub name: String,
    /// Threads of a software encoder.
    pub threads: u32,
    /// Frames it looks ahead; none where the encoder decides.
    pub lookahead: Option<u32>,
    /// Most B-frames in a row; none where the encoder decides.
    pub b_frames: Option<u32>,
    /// Reference frames; none where the encoder decides.
    pub refs: Option<u32>,
}
