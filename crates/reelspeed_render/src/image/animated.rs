use std::collections::VecDeque;
use std::sync::Arc;

use ::image::Delay;
use reelspeed_core::{Flicks, FrameDesc, FramePool, Rational, Size};

use super::convert::{layer_from_image, layer_from_pixels};
use super::{ImageLimits, Input};
use crate::ImageError;
use crate::source::{LayerImage, next_serial};

/// A still image, or an animated one with the times of its frames.
///
/// The frames of a short animation are all kept decoded; of a long one a window is kept, and asking for a time before it decodes
/// the file from its beginning again. A frame has the same serial each time.
#[derive(Debug)]
pub struct AnimatedImage {
    input: Option<Input>,
    pool: FramePool,
    size: Size,
    /// When each frame begins; the first is zero.
    starts: Vec<Flicks>,
    duration: Flicks,
    serials: Vec<u64>,
    /// Decoded frames in a row, the first of them number `first`.
    kept: VecDeque<Arc<LayerImage>>,
    first: usize,
}

impl AnimatedImage {
    /// Decodes an image; of an animation, all frames are decoded once to learn how long they last.
    ///
    /// # Errors
    ///
    /// [`ImageError`]: an unknown format, a broken file, one larger than `limits`, or a pool without room. An animation that
    /// breaks off after its first frame is not an error; it ends there.
    pub fn decode(bytes: Arc<[u8]>, pool: &FramePool, limits: ImageLimits) -> Result<Self, ImageError> {
        let input = Input::open(bytes, limits)?;
        if !input.is_animated() {
            return Ok(Self::still(layer_from_image(input.still()?, pool)?, pool));
        }
        let mut image = Self {
            input: None,
            pool: pool.clone(),
            size: Size::default(),
            starts: Vec::new(),
            duration: Flicks::ZERO,
            serials: Vec::new(),
            kept: VecDeque::new(),
            first: 0,
        };
        image.scan(input)?;
        Ok(image)
    }

    fn still(layer: LayerImage, pool: &FramePool) -> Self {
        Self {
            input: None,
            pool: pool.clone(),
            size: layer.frame.size(),
            starts: vec![Flicks::ZERO],
            duration: Flicks::ZERO,
            serials: vec![layer.serial],
            kept: VecDeque::from([Arc::new(layer)]),
            first: 0,
        }
    }

    /// Reads all frames once, keeps the times and as many pictures as allowed.
    fn scan(&mut self, input: Input) -> Result<(), ImageError> {
        let limits = input.limits;
        let (size, frames) = input.frames()?;
        self.size = size;
        let max_kept = kept_frames(size, &limits);
        for frame in frames {
            let frame = match frame {
                Ok(frame) => frame,
                // A file that was cut off shows what it has.
                Err(_) if !self.starts.is_empty() => break,
                Err(error) => return Err(input.error(error)),
            };
            if self.starts.len() >= limits.max_frames {
                return Err(ImageError::TooManyFrames { limit: limits.max_frames });
            }
            if size.pixels() * (self.starts.len() as u64 + 1) > limits.max_total_pixels {
                return Err(ImageError::AnimationTooLarge { max_total_pixels: limits.max_total_pixels });
            }
            self.starts.push(self.duration);
            self.duration = self.duration + delay(frame.delay());
            if self.kept.len() < max_kept {
                let pixels = frame.buffer();
                let size = Size::new(pixels.width(), pixels.height());
                let layer = layer_from_pixels(size, pixels.as_raw(), 4, &self.pool)?;
                self.serials.push(layer.serial);
                self.kept.push_back(Arc::new(layer));
            } else {
                self.serials.push(next_serial());
            }
        }
        if self.starts.is_empty() {
            return Err(ImageError::Broken { format: input.kind.name(), message: "no frame".to_owned() });
        }
        if self.starts.len() == 1 {
            self.duration = Flicks::ZERO;
        }
        if self.kept.len() < self.starts.len() {
            self.input = Some(input);
        }
        Ok(())
    }

    /// Width and height in pixels, as shown.
    pub fn size(&self) -> Size {
        self.size
    }

    /// How many frames there are, at least one.
    pub fn frame_count(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is more than one frame.
    pub fn is_animated(&self) -> bool {
        self.starts.len() > 1
    }

    /// How long all frames last together; zero for a still image.
    pub fn duration(&self) -> Flicks {
        self.duration
    }

    /// When each frame begins, ascending from zero.
    pub fn frame_starts(&self) -> &[Flicks] {
        &self.starts
    }

    /// The frame that is shown at `time`: the first one before the beginning, the last one after the end.
    pub fn frame_at(&self, time: Flicks) -> usize {
        self.starts.partition_point(|&start| start <= time).saturating_sub(1)
    }

    /// The picture at `time`; see [`AnimatedImage::frame_at`].
    ///
    /// # Errors
    ///
    /// [`ImageError::Pool`] where the pool has no room for a frame that has to be decoded again.
    pub fn picture(&mut self, time: Flicks) -> Result<Arc<LayerImage>, ImageError> {
        let index = self.frame_at(time);
        let kept = |image: &Self| index.checked_sub(image.first).and_then(|i| image.kept.get(i).cloned());
        if let Some(picture) = kept(self) {
            return Ok(picture);
        }
        self.read_window(index)?;
        kept(self).ok_or_else(|| ImageError::Broken {
            format: self.input.as_ref().map_or("", |input| input.kind.name()),
            message: format!("frame {index} was there and is gone"),
        })
    }

    /// Decodes frame `index` and as many after it as are kept.
    fn read_window(&mut self, index: usize) -> Result<(), ImageError> {
        let Some(input) = self.input.clone() else { return Ok(()) };
        let (size, frames) = input.frames()?;
        let max_kept = kept_frames(size, &input.limits);
        self.kept.clear();
        self.first = index;
        for frame in frames.take(self.starts.len()).skip(index).take(max_kept) {
            let frame = frame.map_err(|error| input.error(error))?;
            let pixels = frame.buffer();
            let size = Size::new(pixels.width(), pixels.height());
            let mut layer = layer_from_pixels(size, pixels.as_raw(), 4, &self.pool)?;
            let number = index + self.kept.len();
            layer.serial = self.serials.get(number).copied().unwrap_or_else(next_serial);
            self.kept.push_back(Arc::new(layer));
        }
        Ok(())
    }
}

fn kept_frames(size: Size, limits: &ImageLimits) -> usize {
    let bytes = FrameDesc::layer(size).bytes().max(1) as u64;
    (limits.max_kept_bytes / bytes).max(1) as usize
}

/// How long a frame lasts, with the browsers' rule for frames that hardly last at all.
fn delay(delay: Delay) -> Flicks {
    let (numerator, denominator) = delay.numer_denom_ms();
    let millis = Rational::new(numerator as i64, denominator as i64);
    if millis <= Rational::new(10, 1) {
        return Flicks::from_ticks(100, Rational::new(1, 1000));
    }
    Flicks::from_ticks(millis.num, Rational::new(1, 1000 * millis.den))
}
