use std::fmt;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use reelspeed_core::{Flicks, FramePool, Rational, Size};
use reelspeed_ffmpeg::VideoStreamInfo;
use reelspeed_model::report::FrameInfo;
use reelspeed_model::request::{DecodeRequest, RawPixelFormat, Request};
use reelspeed_model::{DocumentErrors, Issue, IssueCode};

use super::pixels;
use super::reader::{Reader, Shown};
use super::screen::Screen;
use crate::clips::{ClipResources, VideoReader, Warnings};
use crate::memory::predict_frame_decoder;
use crate::pipeline::panic_text;
use crate::{CancelToken, EngineError, RenderOptions};

/// Pictures that wait for the caller. None: the thread behind decodes its next one meanwhile and hands it over in person.
const QUEUE: usize = 0;

/// How long a wait is before the cancel token is looked at.
const PATIENCE: Duration = Duration::from_millis(50);

/// The longest side of a frame that is not asked for by number but follows from the video.
const MAX_SIDE: u32 = 16_384;

/// Gives the pictures of a video as raw pixels, one after another.
///
/// Rotation, mirroring, sample aspect ratio, colour range and matrix, HDR, edit lists, start offsets and variable frame rates are
/// honoured as in a render. Where the stream changes its size midway every picture is fitted into the frame.
///
/// ```no_run
/// use reelspeed_engine::{FrameDecoder, RenderOptions};
/// use reelspeed_model::request::DecodeRequest;
///
/// let request = DecodeRequest { start: 2.0, duration: Some(1.0), width: Some(320), ..DecodeRequest::new("beach.mp4") };
/// let mut decoder = FrameDecoder::open(&request, &RenderOptions::default())?;
/// let mut pixels = vec![0; decoder.frame_bytes()];
/// while let Some(frame) = decoder.next_into(&mut pixels)? {
///     println!("{} at {} s: {:?}", frame.index, frame.pts_secs, &pixels[..4]);
/// }
/// # Ok::<(), reelspeed_engine::EngineError>(())
/// ```
pub struct FrameDecoder {
    pixel_format: RawPixelFormat,
    size: Size,
    frame_rate: Rational,
    frame_count_hint: Option<u64>,
    predicted_bytes: u64,
    screen: Screen,
    pictures: Option<Receiver<Result<Shown, EngineError>>>,
    reader: Option<JoinHandle<()>>,
    cancel: CancelToken,
    /// Stops the thread behind: also where the caller just goes away.
    stop: CancelToken,
    warnings: Warnings,
}

impl FrameDecoder {
    /// Checks the request and opens the file. Nothing is decoded yet; what is wrong further inside the file is found by the first
    /// [`next_into`](Self::next_into).
    ///
    /// # Errors
    /// `INVALID_DOCUMENT` with every fault of the request at once; `IO`, `UNSUPPORTED_MEDIA` or `DECODE` where the file cannot be used;
    /// `INVALID_ARGUMENT` for an option that cannot be.
    pub fn open(request: &DecodeRequest, options: &RenderOptions) -> Result<Self, EngineError> {
        let pool = options.frame_pool();
        let stop = CancelToken::new();
        let resources = ClipResources { cancel: stop.clone(), ..options.clip_resources(&pool)? };
        let Plan { video, size, predicted_bytes } = Plan::new(request, &resources, options)?;
        let stream = video.source.info().clone();
        let wanted_rate = request.frame_rate.map(|rate| rate.to_rational());
        let reader = Reader {
            video,
            start: Flicks::from_secs(request.start),
            duration: request.duration.map(Flicks::from_secs),
            frame_rate: wanted_rate,
        };
        let (queue, pictures) = sync_channel(QUEUE);
        let thread = thread::Builder::new().name("reelspeed-frames".into());
        let reader = thread
            .spawn(move || reader.run(&queue))
            .map_err(|e| EngineError::io("cannot start a thread for", &request.input, e))?;
        Ok(Self {
            pixel_format: request.pixel_format,
            size,
            frame_rate: wanted_rate.unwrap_or(stream.frame_rate),
            frame_count_hint: frame_count_hint(&stream, request),
            predicted_bytes,
            screen: Screen::new(size, request.fit, request.background, &pool),
            pictures: Some(pictures),
            reader: Some(reader),
            cancel: options.cancel.clone(),
            stop,
            warnings: resources.warnings,
        })
    }

    /// The most memory in bytes that decoding such a request is expected to take, beside what the process has anyhow and the caller's
    /// own frames. Opens the file for it.
    ///
    /// # Errors
    /// As [`FrameDecoder::open`].
    pub fn predict(request: &DecodeRequest, options: &RenderOptions) -> Result<u64, EngineError> {
        let resources = options.clip_resources(&FramePool::unlimited())?;
        Ok(Plan::new(request, &resources, options)?.predicted_bytes)
    }

    /// As [`FrameDecoder::predict`], of this one.
    pub fn predicted_bytes(&self) -> u64 {
        self.predicted_bytes
    }

    /// Width of the frames in pixels.
    pub fn width(&self) -> u32 {
        self.size.width
    }

    /// Height of the frames in pixels.
    pub fn height(&self) -> u32 {
        self.size.height
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> usize {
        self.pixel_format.frame_bytes(self.size.width, self.size.height) as usize
    }

    /// How the pixels of a frame lie in memory.
    pub fn pixel_format(&self) -> RawPixelFormat {
        self.pixel_format
    }

    /// Frames per second: what was asked for, else the video's, on average where it varies.
    pub fn frame_rate(&self) -> Rational {
        self.frame_rate
    }

    /// How many frames will probably come, by what the file's header says; `None` where it says nothing. A guess, for progress bars.
    pub fn frame_count_hint(&self) -> Option<u64> {
        self.frame_count_hint
    }

    /// What was odd about the file, so far, but did not prevent its use; complete after the last frame. Each is told once.
    pub fn take_warnings(&mut self) -> Vec<String> {
        self.warnings.take()
    }

    /// Writes the next frame into `out`, which has [`frame_bytes`](Self::frame_bytes) bytes, and says when it is shown; `None` after
    /// the last one, and after a failure.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a buffer of another length (no frame is lost by that), and once for a start that lies behind the video's
    /// end; `CANCELLED`; `DECODE`, `UNSUPPORTED_MEDIA` and `IO` where the file cannot be read on; `MEMORY_BUDGET` where the limit of
    /// frame memory is too low.
    pub fn next_into(&mut self, out: &mut [u8]) -> Result<Option<FrameInfo>, EngineError> {
        let expected = self.frame_bytes();
        if out.len() != expected {
            let Size { width, height } = self.size;
            return Err(EngineError::Argument {
                argument: "out",
                expected: format!("{expected} bytes, a frame of {width}x{height} in {}", self.pixel_format.name()),
                actual: format!("{} bytes", out.len()),
            });
        }
        let Some(Shown { info, picture }) = self.receive()? else { return Ok(None) };
        match self.screen.draw(picture) {
            Ok(frame) => pixels::write(self.pixel_format, &frame, self.size, out),
            Err(error) => {
                self.hang_up();
                return Err(error);
            }
        }
        Ok(Some(info))
    }

    /// The next frame in a buffer of its own; as [`next_into`](Self::next_into).
    ///
    /// # Errors
    /// As [`FrameDecoder::next_into`].
    pub fn next_frame(&mut self) -> Result<Option<(FrameInfo, Vec<u8>)>, EngineError> {
        let mut pixels = vec![0; self.frame_bytes()];
        Ok(self.next_into(&mut pixels)?.map(|info| (info, pixels)))
    }

    /// The next picture; `None` after the last.
    fn receive(&mut self) -> Result<Option<Shown>, EngineError> {
        loop {
            let Some(pictures) = &self.pictures else { return Ok(None) };
            if self.cancel.is_cancelled() {
                self.hang_up();
                return Err(EngineError::Cancelled);
            }
            match pictures.recv_timeout(PATIENCE) {
                Ok(Ok(shown)) => return Ok(Some(shown)),
                Ok(Err(error)) => {
                    self.hang_up();
                    return Err(error);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.pictures = None;
                    return match self.reader.take().map(JoinHandle::join) {
                        Some(Err(panic)) => {
                            Err(EngineError::Internal { thread: "frames", message: panic_text(&*panic) })
                        }
                        _ => Ok(None),
                    };
                }
            }
        }
    }

    /// Ends the thread and waits for it, so that the file is closed afterwards.
    fn hang_up(&mut self) {
        self.stop.cancel();
        self.pictures = None;
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

impl Drop for FrameDecoder {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl fmt::Debug for FrameDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, format) = (&self.size, &self.pixel_format);
        f.debug_struct("FrameDecoder").field("size", size).field("pixel_format", format).finish_non_exhaustive()
    }
}

/// A request that has been checked against its file.
struct Plan {
    video: VideoReader,
    size: Size,
    predicted_bytes: u64,
}

impl Plan {
    fn new(request: &DecodeRequest, resources: &ClipResources, options: &RenderOptions) -> Result<Self, EngineError> {
        request.validate()?;
        if options.cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let video = VideoReader::open(Path::new(&request.input), resources)?;
        let stream = video.source.info();
        let size = frame_size(stream.display_size, request)?;
        let predicted_bytes = predict_frame_decoder(stream, resources.decoder_threads, size);
        Ok(Self { video, size, predicted_bytes })
    }
}

/// The size of the frames: what was asked for, and what follows from the picture's shape.
fn frame_size(shown: Size, request: &DecodeRequest) -> Result<Size, EngineError> {
    let (w, h) = (u64::from(shown.width.max(1)), u64::from(shown.height.max(1)));
    let part = |side: u32, num: u64, den: u64| ((2 * u64::from(side) * num + den) / (2 * den)).max(1);
    let (width, height) = match (request.width, request.height) {
        (Some(width), Some(height)) => (width.into(), height.into()),
        (Some(width), None) => (width.into(), part(width, h, w)),
        (None, Some(height)) => (part(height, w, h), height.into()),
        (None, None) => (w, h),
    };
    let side = |field: &str, side: u64| {
        u32::try_from(side).ok().filter(|side| *side <= MAX_SIDE).ok_or_else(|| {
            let expected = format!("such that no side passes {MAX_SIDE}");
            let actual = format!("{width}x{height}, by the shape of {w}x{h}");
            DocumentErrors::from(Issue::new(field, expected, actual).code(IssueCode::OutOfRange))
        })
    };
    Ok(Size::new(side("height", width)?, side("width", height)?))
}

/// By the header's word.
fn frame_count_hint(stream: &VideoStreamInfo, request: &DecodeRequest) -> Option<u64> {
    let start = Flicks::from_secs(request.start);
    let whole = stream.first_pts + stream.duration;
    let known = stream.duration > Flicks::ZERO;
    let left = known.then(|| (whole - start).max(Flicks::ZERO));
    let span = match (left, request.duration.map(Flicks::from_secs)) {
        (Some(left), Some(duration)) => left.min(duration),
        (Some(span), None) | (None, Some(span)) => span,
        (None, None) => return (stream.frames > 0 && request.frame_rate.is_none()).then_some(stream.frames),
    };
    let rate = request.frame_rate.map_or(stream.frame_rate, |rate| rate.to_rational());
    if request.frame_rate.is_none() && known && span == whole && stream.frames > 0 {
        return Some(stream.frames);
    }
    u64::try_from(span.to_frame_nearest(rate)).ok().map(|frames| frames.max(1))
}
