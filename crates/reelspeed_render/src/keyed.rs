//! Pictures out of which a colour is keyed.
//!
//! Keying happens on the pixels of the surface, not on those of the file: luma and (subsampled) chroma are each brought to the
//! surface's pixels by one bicubic filter, and then every pixel is keyed by its own chroma. The edge of the matte is that of smooth
//! chroma cut by the ramp, fine where a picture is enlarged, instead of an enlarged staircase of 2x2 blocks; what is shrunk has lost its
//! noise before it is compared; and the cost is that of the pixels that are seen. A few rows at a time are scaled, keyed and laid down, so
//! no surface is held.

use reelspeed_core::{Frame, PlaneMut, PlaneRef};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend::{over_yuva_on_yuv420, over_yuva_on_yuva};
use reelspeed_kernels::key::ChromaKeyer;
use reelspeed_kernels::resize::ResizeScratch;
use reelspeed_kernels::surface::{Yuv420Mut, Yuva444Mut, Yuva444Ref, crop_plane};
use reelspeed_model::ChromaKey;

use crate::op::PictureOp;
use crate::place::opacity_u8;
use crate::still::cover;

/// Rows that are worked on at once; even.
const CHUNK: i32 = 32;

/// The keyer of a document's key.
pub(crate) fn keyer(key: &ChromaKey) -> ChromaKeyer {
    ChromaKeyer::new(key.color.0.to_yuv(), key.similarity, key.smoothness, key.spill)
}

/// Keys a layer frame with transparency of its own.
pub(crate) fn key_layer(frame: &mut Frame, key: &ChromaKeyer, level: SimdLevel) {
    let Some(Yuva444Mut { mut y, mut cb, mut cr, mut a, .. }) = Yuva444Mut::of(frame) else { return };
    for row in 0..y.height {
        let (y, cb, cr, a) = (y.row(row), cb.row(row), cr.row(row), a.row(row));
        if a.iter().all(|&a| a == 255) {
            key.key_row(level, y, cb, cr, a);
        } else {
            key.key_premul_row(level, y, cb, cr, a);
        }
    }
}

/// What a keyed picture is worked on in.
#[derive(Debug, Default)]
pub(crate) struct KeyScratch {
    rows: Vec<u8>,
    line: Vec<u8>,
}

/// Paints on a band of a 4:2:0 surface.
pub(crate) fn paint_keyed_420(
    picture: &PictureOp,
    key: &ChromaKeyer,
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    scratch: (&mut ResizeScratch, &mut KeyScratch),
) {
    let (opacity, bounds) = (opacity_u8(picture.weight as f64 / 256.0), dst.bounds());
    let rows = (bounds.y, bounds.bottom());
    in_chunks(picture, key, level, rows, scratch, |x, row, planes| {
        over_yuva_on_yuv420(level, dst, planes, x, row, opacity, bounds);
    });
}

/// Paints on a band of a layer frame whose left upper pixel is pixel `origin` of the surface.
pub(crate) fn paint_keyed_444(
    picture: &PictureOp,
    key: &ChromaKeyer,
    level: SimdLevel,
    dst: &mut Yuva444Mut<'_>,
    (ox, oy): (i32, i32),
    scratch: (&mut ResizeScratch, &mut KeyScratch),
) {
    let (opacity, bounds) = (opacity_u8(picture.weight as f64 / 256.0), dst.bounds());
    let rows = (bounds.y + oy, bounds.bottom() + oy);
    in_chunks(picture, key, level, rows, scratch, |x, row, planes| {
        over_yuva_on_yuva(level, dst, planes, x - ox, row - oy, opacity, bounds);
    });
}

/// Scales and keys the rows of the picture from row `top` to row `bottom` of the surface, a few at a time. Blocks of 2x2 pixels stay
/// together.
fn in_chunks(
    picture: &PictureOp,
    key: &ChromaKeyer,
    level: SimdLevel,
    (top, bottom): (i32, i32),
    (resize, scratch): (&mut ResizeScratch, &mut KeyScratch),
    mut draw: impl FnMut(i32, i32, Yuva444Ref<'_>),
) {
    let rect = picture.rect;
    let (mut from, to) = (rect.y.max(top), rect.bottom().min(bottom));
    let width = rect.width as usize;
    let KeyScratch { rows, line } = scratch;
    rows.resize(4 * CHUNK as usize * width, 0);
    while from < to {
        let until = ((from + CHUNK) & !1).min(to);
        let height = (until - from) as usize;
        let first = (from - rect.y) as usize;
        let [y, cb, cr, a] = planes_in(rows, width, height);
        for (i, plane) in [&mut *y, &mut *cb, &mut *cr].into_iter().enumerate() {
            let plan = &picture.plans[i.min(1)];
            let mut plane = PlaneMut { data: plane, stride: width, width, height };
            // The plan was made for these planes; see `PictureOp::new`.
            let done = plan.run(level, picture.source.plane(i), &mut plane, first, resize);
            debug_assert!(done.is_ok(), "{done:?}");
        }
        // Columns outside of which all is transparent.
        let mut seen = width..0;
        for row in 0..height {
            let line = row * width..(row + 1) * width;
            let [y, cb, cr, a] = [&mut *y, &mut *cb, &mut *cr, &mut *a].map(|plane| &mut plane[line.clone()]);
            let range = key.key_row(level, y, cb, cr, a);
            if !range.is_empty() {
                seen = seen.start.min(range.start)..seen.end.max(range.end);
            }
        }
        if seen.is_empty() {
            from = until;
            continue;
        }
        if !picture.mask.is_full() {
            let covered = picture.mask.y.as_ref().map(|rows| &rows[first..first + height]);
            for data in [&mut *y, &mut *cb, &mut *cr, &mut *a] {
                let mut plane = PlaneMut { data, stride: width, width, height };
                cover(level, &mut plane, picture.mask.x.as_deref(), covered, line);
            }
        }
        let [y, cb, cr, a] = [&*y, &*cb, &*cr, &*a].map(|data| PlaneRef { data, stride: width, width, height });
        let [y, cb, cr, a] = [y, cb, cr, a].map(|plane| crop_plane(plane, seen.start, 0, seen.len(), height));
        draw(rect.x + seen.start as i32, from, Yuva444Ref { y, cb, cr, a });
        from = until;
    }
}

/// Four planes of this size, one after another.
fn planes_in(rows: &mut [u8], width: usize, height: usize) -> [&mut [u8]; 4] {
    let len = width * height;
    let (y, rest) = rows.split_at_mut(len);
    let (cb, rest) = rest.split_at_mut(len);
    let (cr, rest) = rest.split_at_mut(len);
    [y, cb, cr, &mut rest[..len]]
}
