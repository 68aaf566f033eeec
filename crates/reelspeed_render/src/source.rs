use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use reelspeed_core::{Flicks, Frame, Orientation, Rational, Size};
use reelspeed_timeline::ClipId;

/// A number that no other picture of this process has. Two pictures with the same serial are the same pixels.
pub fn next_serial() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Relaxed)
}

/// A decoded video frame and how it is meant to be seen.
#[derive(Clone, Debug)]
pub struct SourceFrame {
    /// The planes as decoded: 8 to 16 bits, 4:2:0, 4:2:2, 4:4:4 or gray, any colour space that core names; an alpha plane is
    /// straight alpha. Colour tags that a file lacks are the source's to guess.
    pub frame: Arc<Frame>,
    /// How the stored picture is turned to be shown.
    pub orientation: Orientation,
    /// Width over height of one stored sample; one where a file says nothing. Not positive counts as one.
    pub sar: Rational,
    /// The identity of the decoded picture, from [`next_serial`]: what is derived from it is kept under this number.
    pub serial: u64,
}

impl SourceFrame {
    /// An upright frame of square samples with a serial of its own.
    pub fn upright(frame: Arc<Frame>) -> Self {
        Self { frame, orientation: Orientation::UPRIGHT, sar: Rational::ONE, serial: next_serial() }
    }

    /// Width and height as shown, in units of the stored samples' height (width where the sample ratio is below one), after
    /// turning.
    pub fn shown_size(&self) -> (f64, f64) {
        let Size { width, height } = self.frame.size();
        let sar = if self.sar.is_positive() { self.sar.as_f64() } else { 1.0 };
        let (w, h) = if sar >= 1.0 { (width as f64 * sar, height as f64) } else { (width as f64, height as f64 / sar) };
        if self.orientation.swaps_axes() { (h, w) } else { (w, h) }
    }
}

/// One frame of a still or animated image.
#[derive(Clone, Debug)]
pub struct LayerImage {
    /// 8-bit 4:4:4 with premultiplied alpha in the working space ([`reelspeed_core::FrameDesc::layer`]).
    pub frame: Arc<Frame>,
    /// Whether every pixel is opaque.
    pub opaque: bool,
    /// The identity of the picture, from [`next_serial`].
    pub serial: u64,
}

/// What a clip shows at a time.
#[derive(Clone, Debug)]
pub enum SourcePicture {
    /// A decoded video frame.
    Video(SourceFrame),
    /// A frame of an image.
    Still(Arc<LayerImage>),
}

impl SourcePicture {
    /// The identity of the picture.
    pub fn serial(&self) -> u64 {
        match self {
            Self::Video(frame) => frame.serial,
            Self::Still(image) => image.serial,
        }
    }

    /// Width and height as shown; see [`SourceFrame::shown_size`].
    pub fn shown_size(&self) -> (f64, f64) {
        match self {
            Self::Video(frame) => frame.shown_size(),
            Self::Still(image) => {
                let size = image.frame.size();
                (size.width as f64, size.height as f64)
            }
        }
    }
}

/// Where the compositor takes decoded pictures from. The host decodes them before it calls
/// [`Renderer::render`](crate::Renderer::render); looking one up is cheap.
pub trait FrameSource {
    /// The picture that `clip` shows at `time` of its file: the one with pts ≤ `time` < next pts. `None` is an error of the
    /// host, and ends the frame with [`RenderError::MissingPicture`](crate::RenderError::MissingPicture).
    fn picture(&self, clip: ClipId, time: Flicks) -> Option<SourcePicture>;
}
