//! How large and how fast the picture is, by the bits that there are for it.
//!
//! A picture of few bits looks better small: below some bits per pixel an encoder has nothing left for detail and shows its blocks.
//! So the picture goes down a ladder until there are enough: its shorter side to 1080, 720, 540, 480 and 360 pixels, then its rate by
//! halves to no more than 30 a second, then its shorter side to 240, 180 and 144.
//!
//! Enough is by default 0.02 bits per pixel for H.264 (1.2 Mbit/s at 1080x1920 and 30 frames a second), and for the other codecs as
//! much less as they need less. It is where a smaller picture, scaled back, begins to come out as like the source as the large one: by
//! SSIM, with five clips at 0.012 to 0.045 bits per pixel, the large picture was as good or better at all of them in footage of waves, a
//! dog and a juggler, and down to 0.02 in animation; only a soft picture of a phone gained from a smaller size (0.014 at 0.012, less
//! above). An input that is content with few bits itself (slides, a chat over a still picture) says so by its own rate: half of that is
//! enough too.

use reelspeed_core::{Rational, Size};
use reelspeed_model::VideoCodec;

/// Shorter sides that keep motion, then those that come after the rate was halved.
const SIDES: [u32; 5] = [1080, 720, 540, 480, 360];
const LAST_SIDES: [u32; 3] = [240, 180, 144];

/// Above this many frames a second the rate is halved. A little over 30, whatever its fraction.
const FAST: Rational = Rational { num: 61, den: 2 };

/// The shortest side of a canvas.
const SHORTEST: u32 = 16;

/// A size and a rate of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rung {
    pub(super) size: Size,
    pub(super) rate: Rational,
}

impl Rung {
    /// Pixels a second.
    pub(super) fn pixel_rate(self) -> f64 {
        self.size.pixels() as f64 * self.rate.as_f64()
    }
}

/// The rungs from the input's own size, or what `limits` leave of it, downwards.
pub(super) fn ladder(source: Size, rate: Rational, limits: (Option<u32>, Option<u32>)) -> Vec<Rung> {
    let within = |limit: Option<u32>, side: u32| limit.map_or(1.0, |limit| f64::from(limit) / f64::from(side));
    let scale = within(limits.0, source.width).min(within(limits.1, source.height));
    let mut rate = rate;
    let mut whole = source;
    if scale < 1.0 {
        let down = |side: u32| ((f64::from(side) * scale) as u32 & !1).max(SHORTEST);
        whole = Size::new(down(source.width), down(source.height));
    }
    let smaller = |sides: &'static [u32]| {
        let fitting = sides.iter().filter(move |side| **side < whole.width.min(whole.height));
        fitting.map(move |side| with_shorter_side(whole, *side))
    };
    let mut rungs = vec![Rung { size: whole, rate }];
    rungs.extend(smaller(&SIDES).map(|size| Rung { size, rate }));
    let size = smaller(&SIDES).next_back().unwrap_or(whole);
    while rate > FAST {
        rate = Rational::new(rate.num, rate.den * 2);
        rungs.push(Rung { size, rate });
    }
    rungs.extend(smaller(&LAST_SIDES).map(|size| Rung { size, rate }));
    rungs
}

/// The size of the same shape, as nearly as even sides allow.
fn with_shorter_side(size: Size, side: u32) -> Size {
    let shorter = size.width.min(size.height);
    let scaled = |v: u32| {
        let halves = (u64::from(v) * u64::from(side) + u64::from(shorter)) / (2 * u64::from(shorter));
        (halves as u32 * 2).max(SHORTEST)
    };
    Size::new(scaled(size.width), scaled(size.height))
}

/// The number of the first rung on which `bits_per_sec` are enough, else the last.
pub(super) fn choose(rungs: &[Rung], bits_per_sec: f64, enough_per_pixel: f64) -> usize {
    let enough = |rung: &Rung| bits_per_sec >= rung.pixel_rate() * enough_per_pixel;
    rungs.iter().position(enough).unwrap_or(rungs.len() - 1)
}

/// How many bits per pixel are enough.
pub(super) fn enough_per_pixel(codec: VideoCodec, source_per_pixel: f64) -> f64 {
    let usual = match codec {
        VideoCodec::H264 => 0.02,
        VideoCodec::Hevc | VideoCodec::Vp9 => 0.014,
        VideoCodec::Av1 => 0.012,
    };
    (source_per_pixel / 2.0).min(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(rungs: &[Rung]) -> Vec<(u32, u32, i64)> {
        rungs.iter().map(|r| (r.size.width, r.size.height, r.rate.num / r.rate.den)).collect()
    }

    #[test]
    fn size_goes_before_rate_and_shapes_are_kept() {
        let rungs = ladder(Size::new(1080, 1920), Rational::new(60, 1), (None, None));
        let expected = [
            (1080, 1920, 60),
            (720, 1280, 60),
            (540, 960, 60),
            (480, 854, 60),
            (360, 640, 60),
            (360, 640, 30),
            (240, 426, 30),
            (180, 320, 30),
            (144, 256, 30),
        ];
        assert_eq!(sizes(&rungs), expected);
        assert!(rungs.windows(2).all(|w| w[1].pixel_rate() < w[0].pixel_rate()));
    }

    #[test]
    fn nothing_is_enlarged_and_limits_hold() {
        let small = ladder(Size::new(160, 120), Rational::new(30_000, 1001), (Some(4000), None));
        assert_eq!(sizes(&small), [(160, 120, 29)]);
        let limited = ladder(Size::new(1920, 1080), Rational::new(25, 1), (Some(1001), Some(1080)));
        assert_eq!(sizes(&limited)[..2], [(1000, 562, 25), (960, 540, 25)]);
        let tiny = ladder(Size::new(400, 20), Rational::new(25, 1), (Some(16), None));
        assert_eq!(sizes(&tiny), [(16, 16, 25)]);
    }

    #[test]
    fn fast_videos_are_halved_until_thirty_is_left() {
        let rates = |num, den| {
            let rungs = ladder(Size::new(320, 240), Rational::new(num, den), (None, None));
            rungs.iter().map(|r| r.rate).collect::<Vec<_>>()
        };
        let of = Rational::new;
        assert_eq!(rates(120, 1), [of(120, 1), of(60, 1), of(30, 1), of(30, 1), of(30, 1)]);
        assert_eq!(rates(60_000, 1001)[..2], [of(60_000, 1001), of(30_000, 1001)]);
        assert_eq!(rates(30, 1), [of(30, 1), of(30, 1), of(30, 1)]);
    }

    #[test]
    fn bits_per_pixel_decide() {
        let rungs = ladder(Size::new(1080, 1920), Rational::new(30, 1), (None, None));
        let at = |kbps: f64| rungs[choose(&rungs, kbps * 1000.0, 0.045)].size.width;
        assert_eq!([at(3000.0), at(2700.0), at(1000.0), at(320.0), at(1.0)], [1080, 720, 540, 360, 144]);
        assert_eq!(choose(&rungs, 1.0, 0.0), 0);
        assert_eq!(enough_per_pixel(VideoCodec::H264, 0.3), 0.02);
        assert_eq!(enough_per_pixel(VideoCodec::H264, 0.02), 0.01);
    }
}
