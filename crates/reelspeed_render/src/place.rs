//! Where things come to lie. All quantisation of geometry happens here: edges and offsets on the surface are rounded to 1/256
//! pixel, half up, and everything after works on those integers.

use reelspeed_core::{Affine, IRect, Orientation, Rect};
use reelspeed_kernels::resize::AxisSpec;
use reelspeed_model::Fit;

/// Steps of one pixel.
pub(crate) const SUB: i32 = 256;

/// Coordinates beyond this many pixels are cut off, so that sums cannot overflow.
const FAR: f64 = 2_000_000.0;

/// A coordinate in 1/256 pixel, rounded half up. Not-a-number is zero.
pub(crate) fn quantise(v: f64) -> i32 {
    libm::floor(v.clamp(-FAR, FAR) * SUB as f64 + 0.5) as i32
}

/// Opacity as the kernels take it: 0 to 255.
pub(crate) fn opacity_u8(opacity: f64) -> u8 {
    libm::floor(opacity.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// The weight of a mix: 0 to 256.
pub(crate) fn weight_256(progress: f64) -> u16 {
    libm::floor(progress.clamp(0.0, 1.0) * 256.0 + 0.5) as u16
}

/// Which part of a picture lies where in its box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fitted {
    /// Part of the picture, as fractions of its shown size.
    pub(crate) part: Rect,
    /// Where it lies, in pixels of the box.
    pub(crate) target: Rect,
}

/// Fits the part `crop` (fractions) of a picture whose shown size is `shown` into a box. `blurredFill` is two pictures: `cover`
/// and `contain`; here it means `contain`.
pub(crate) fn fit_picture(shown: (f64, f64), crop: Rect, size: (f64, f64), fit: Fit) -> Fitted {
    let (cw, ch) = ((shown.0 * crop.width).max(1e-6), (shown.1 * crop.height).max(1e-6));
    let whole = Rect::new(0.0, 0.0, size.0, size.1);
    let (sx, sy) = (size.0 / cw, size.1 / ch);
    match fit {
        Fit::Fill => Fitted { part: crop, target: whole },
        Fit::Cover => {
            let scale = sx.max(sy);
            let (w, h) = (crop.width * (sx / scale).min(1.0), crop.height * (sy / scale).min(1.0));
            let part = Rect::new(crop.x + (crop.width - w) / 2.0, crop.y + (crop.height - h) / 2.0, w, h);
            Fitted { part, target: whole }
        }
        Fit::Contain | Fit::BlurredFill => {
            let scale = sx.min(sy);
            let (w, h) = ((cw * scale).min(size.0), (ch * scale).min(size.1));
            Fitted { part: crop, target: Rect::new((size.0 - w) / 2.0, (size.1 - h) / 2.0, w, h) }
        }
    }
}

/// A map that keeps upright rectangles upright: a mirror image and quarter turns, then a stretch and a shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Upright {
    /// What is done to the picture first.
    pub(crate) turn: Orientation,
    /// Where the rectangle comes to lie.
    pub(crate) target: Rect,
}

/// Where `rect` comes to lie under `map`, if it stays upright there (to within 1/512 pixel over its whole extent).
pub(crate) fn upright(map: Affine, rect: Rect) -> Option<Upright> {
    let slack = 1.0 / 512.0;
    let small = |v: f64, extent: f64| libm::fabs(v) * extent < slack;
    let bounds = map.bounds_of(rect);
    if small(map.b, rect.width) && small(map.c, rect.height) {
        let turn = match (map.a < 0.0, map.d < 0.0) {
            (false, false) => Orientation::UPRIGHT,
            (true, false) => Orientation::new(true, 0),
            (false, true) => Orientation::new(true, 2),
            (true, true) => Orientation::new(false, 2),
        };
        return Some(Upright { turn, target: bounds });
    }
    if small(map.a, rect.width) && small(map.d, rect.height) {
        // x' = c·y, y' = b·x: a quarter turn clockwise has b > 0 and c < 0.
        let turn = match (map.b > 0.0, map.c > 0.0) {
            (true, false) => Orientation::new(false, 1),
            (false, true) => Orientation::new(false, 3),
            (true, true) => Orientation::new(true, 3),
            (false, false) => Orientation::new(true, 1),
        };
        return Some(Upright { turn, target: bounds });
    }
    None
}

/// One turn after another: `second` is done to what `first` gives.
pub(crate) fn compose(first: Orientation, second: Orientation) -> Orientation {
    // A mirror image before turning by q equals turning by −q before the mirror image.
    let turns = if second.mirrored {
        second.quarter_turns + 4 - (first.quarter_turns & 3)
    } else {
        second.quarter_turns + first.quarter_turns
    };
    Orientation::new(first.mirrored ^ second.mirrored, turns)
}

/// Where a part of the shown picture (fractions) lies in the stored picture (fractions).
pub(crate) fn stored_part(orientation: Orientation, part: Rect) -> Rect {
    match orientation.shown_from_stored(1.0, 1.0).inverse() {
        // For a unit square, turned pictures stay unit squares.
        Some(stored_from_shown) => stored_from_shown.bounds_of(part),
        None => part,
    }
}

/// A rectangle on the surface with edges in 1/256 pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct QRect {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) x1: i32,
    pub(crate) y1: i32,
}

impl QRect {
    pub(crate) fn of(rect: Rect) -> Self {
        Self {
            x0: quantise(rect.x),
            y0: quantise(rect.y),
            x1: quantise(rect.x + rect.width),
            y1: quantise(rect.y + rect.height),
        }
    }

    pub(crate) fn of_pixels(rect: IRect) -> Self {
        Self { x0: rect.x * SUB, y0: rect.y * SUB, x1: rect.right() * SUB, y1: rect.bottom() * SUB }
    }

    pub(crate) fn intersect(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.x1 <= self.x0 || self.y1 <= self.y0
    }

    /// Whether all edges lie between pixels.
    pub(crate) fn is_whole(self) -> bool {
        [self.x0, self.y0, self.x1, self.y1].iter().all(|v| v % SUB == 0)
    }

    /// The smallest rectangle of whole pixels around it.
    pub(crate) fn round_out(self) -> IRect {
        let up = |v: i32| -(-v).div_euclid(SUB);
        IRect::from_edges(self.x0.div_euclid(SUB), self.y0.div_euclid(SUB), up(self.x1), up(self.y1))
    }

    /// The part of `source` that lies under `other`, when `source` lies under `self`; it may reach beyond `source`.
    pub(crate) fn part_under(self, source: Rect, other: Self) -> Rect {
        let per = |from: i32, to: i32, len: f64| len / (to - from).max(1) as f64;
        let (px, py) = (per(self.x0, self.x1, source.width), per(self.y0, self.y1, source.height));
        Rect::new(
            source.x + (other.x0 - self.x0) as f64 * px,
            source.y + (other.y0 - self.y0) as f64 * py,
            (other.x1 - other.x0) as f64 * px,
            (other.y1 - other.y0) as f64 * py,
        )
    }

    /// This rectangle with those of its edges that lie on `outline`'s (to within 1/128 pixel) moved out to `bounds`.
    pub(crate) fn grown_to(self, outline: Self, bounds: Self) -> Self {
        let near = |a: i32, b: i32| (a - b).abs() <= 2;
        Self {
            x0: if near(self.x0, outline.x0) { self.x0.min(bounds.x0) } else { self.x0 },
            y0: if near(self.y0, outline.y0) { self.y0.min(bounds.y0) } else { self.y0 },
            x1: if near(self.x1, outline.x1) { self.x1.max(bounds.x1) } else { self.x1 },
            y1: if near(self.y1, outline.y1) { self.y1.max(bounds.y1) } else { self.y1 },
        }
    }
}

/// How much of pixels `first ..` an interval (1/256 pixel) covers, 0 to 255 each; `None` where it covers all of all of them.
pub(crate) fn coverage(from: i32, to: i32, first: i32, count: usize) -> Option<Vec<u8>> {
    let covered = |pixel: i32| -> i32 { (to.min((pixel + 1) * SUB) - from.max(pixel * SUB)).clamp(0, SUB) };
    let whole = count == 0 || (covered(first) == SUB && covered(first + count as i32 - 1) == SUB);
    // 256 steps to 255: exact at both ends.
    (!whole).then(|| (0..count as i32).map(|i| ((covered(first + i) * 255 + 128) >> 8) as u8).collect())
}

/// Samples of the source per sample of the result that a resize can do.
const MOST_SHRINK: f64 = 1024.0;

/// What shrinks more than a resize can do is a pixel or two in size, and fainter than that: the middle of it stands for all of it.
pub(crate) fn limit_shrink(spec: &mut AxisSpec) {
    let most = spec.dst_len as f64 * MOST_SHRINK;
    if spec.len > most {
        spec.start += (spec.len - most) / 2.0;
        spec.len = most;
    }
}

/// Lets an axis read only the samples that an interval of the source touches.
pub(crate) fn limit_read(spec: &mut AxisSpec, start: f64, len: f64) {
    let from = libm::floor(start + 1e-6).max(0.0) as usize;
    let to = (libm::ceil(start + len - 1e-6).max(0.0) as usize).min(spec.src_len);
    if from < to {
        spec.read = (from, to);
    }
}

#[cfg(test)]
mod tests {
    use reelspeed_core::Point;

    use super::*;

    fn corners(o: Orientation, w: f64, h: f64) -> Vec<Point> {
        let m = o.shown_from_stored(w, h);
        [(0.0, 0.0), (w, 0.0), (0.0, h)].map(|(x, y)| m * Point::new(x, y)).to_vec()
    }

    #[test]
    fn composed_turns_are_one_after_another() {
        for i in 0..8u8 {
            for j in 0..8u8 {
                let (a, b) = (Orientation::new(i > 3, i), Orientation::new(j > 3, j));
                let (w, h) = (3.0, 2.0);
                let (aw, ah) = if a.swaps_axes() { (h, w) } else { (w, h) };
                let both = b.shown_from_stored(aw, ah) * a.shown_from_stored(w, h);
                let expected: Vec<_> = [(0.0, 0.0), (w, 0.0), (0.0, h)].map(|(x, y)| both * Point::new(x, y)).to_vec();
                assert_eq!(corners(compose(a, b), w, h), expected, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn upright_maps_name_the_turn_that_they_are() {
        for i in 0..8u8 {
            let turn = Orientation::new(i > 3, i);
            let map = Affine::translate(5.0, 7.0) * Affine::scale(2.0, 2.0) * turn.shown_from_stored(3.0, 2.0);
            let found = upright(map, Rect::new(0.0, 0.0, 3.0, 2.0)).unwrap();
            assert_eq!(found.turn, turn);
            let size = turn.apply_to_size(reelspeed_core::Size::new(6, 4));
            assert_eq!(found.target, Rect::new(5.0, 7.0, size.width as f64, size.height as f64));
        }
        assert!(upright(Affine::rotate_degrees(1.0), Rect::new(0.0, 0.0, 100.0, 100.0)).is_none());
    }

    #[test]
    fn parts_of_turned_pictures_are_found() {
        let part = Rect::new(0.0, 0.0, 0.5, 0.25);
        assert_eq!(stored_part(Orientation::UPRIGHT, part), part);
        // Turned clockwise, the shown top left corner is the stored bottom left one.
        assert_eq!(stored_part(Orientation::new(false, 1), part), Rect::new(0.0, 0.5, 0.25, 0.5));
        assert_eq!(stored_part(Orientation::new(true, 0), part), Rect::new(0.5, 0.0, 0.5, 0.25));
    }

    #[test]
    fn fits_keep_shape_and_centre() {
        let all = Rect::new(0.0, 0.0, 1.0, 1.0);
        let cover = fit_picture((1920.0, 1080.0), all, (1080.0, 1920.0), Fit::Cover);
        assert_eq!(cover.target, Rect::new(0.0, 0.0, 1080.0, 1920.0));
        assert!(libm::fabs(cover.part.width * 1920.0 - 607.5) < 1e-9 && cover.part.height == 1.0);
        assert!(libm::fabs(cover.part.x * 1920.0 - 656.25) < 1e-9);
        let contain = fit_picture((1920.0, 1080.0), all, (1080.0, 1920.0), Fit::Contain);
        assert_eq!(contain.target, Rect::new(0.0, 656.25, 1080.0, 607.5));
        assert_eq!(contain.part, all);
    }

    #[test]
    fn what_is_far_too_small_is_cut_to_its_middle() {
        use reelspeed_kernels::resize::Filter;
        let size = reelspeed_core::Size::new(1280, 720);
        let part = Rect::new(-1408.0, 100.0, 4096.0, 500.0);
        let [mut x, mut y] = AxisSpec::of_rect(size, part, reelspeed_core::Size::new(1, 1), Filter::Bicubic);
        limit_shrink(&mut x);
        limit_shrink(&mut y);
        assert_eq!([(x.start, x.len), (y.start, y.len)], [(128.0, 1024.0), (100.0, 500.0)]);
    }

    #[test]
    fn rounding_and_coverage() {
        assert_eq!((quantise(1.0 / 600.0), quantise(-1.0 / 600.0), quantise(0.5)), (0, 0, 128));
        let q = QRect::of(Rect::new(-0.5, 1.25, 2.0, 1.0));
        assert_eq!(q.round_out(), IRect::new(-1, 1, 3, 2));
        assert_eq!(coverage(q.x0, q.x1, -1, 3), Some(vec![128, 255, 128]));
        assert_eq!(coverage(0, 512, 0, 2), None);
        let whole = QRect::of_pixels(IRect::new(2, 2, 4, 4));
        assert!(whole.is_whole() && !q.is_whole());
        let part = whole.part_under(Rect::new(0.0, 0.0, 8.0, 8.0), QRect::of_pixels(IRect::new(3, 2, 1, 4)));
        assert_eq!(part, Rect::new(2.0, 0.0, 2.0, 8.0));
        assert_eq!((opacity_u8(0.5), weight_256(0.5), opacity_u8(2.0)), (128, 128, 255));
    }
}
