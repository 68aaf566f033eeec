//! Painting resolved ops onto bands of rows. A band sees only its own rows, so bands can be painted in any order or at once.

use reelspeed_core::{Affine, Frame, IRect, PlaneMut, PlaneRef};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend::{fill_yuv420, fill_yuva, lerp_row, mix_row, over_yuva_on_yuv420, over_yuva_on_yuva};
use reelspeed_kernels::resize::{ResizePlan, ResizeScratch};
use reelspeed_kernels::sample::{SampleScratch, draw_yuv420_on_yuv420, draw_yuva_on_yuv420, draw_yuva_on_yuva};
use reelspeed_kernels::surface::{Yuv420Mut, Yuv420Ref, Yuva444Mut, Yuva444Ref, crop_plane_mut, reborrow_plane};

use crate::keyed::{KeyScratch, paint_keyed_420, paint_keyed_444};
use crate::op::{Mask, Op, PictureOp};

/// Rows that are scaled aside at once where they are not copied straight in.
const CHUNK: usize = 64;

/// What one band needs to work.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    resize: ResizeScratch,
    sample: SampleScratch,
    rows: Vec<u8>,
    key: KeyScratch,
}

impl Scratch {
    pub(crate) fn resize(&mut self) -> &mut ResizeScratch {
        &mut self.resize
    }
}

/// Paints on a band of a 4:2:0 surface.
pub(crate) fn paint_yuv420(ops: &[Op], level: SimdLevel, dst: &mut Yuv420Mut<'_>, scratch: &mut Scratch) {
    for op in ops {
        match op {
            Op::Clear(color) => fill_yuv420(level, dst, *color, dst.bounds()),
            Op::Base(frame) => copy_base(frame, dst),
            Op::Picture(picture) => paint_picture_420(picture, level, dst, scratch),
            Op::Sprite { sprite, x, y, opacity, clip } => {
                sprite.draw(level, dst, *x, *y, *opacity, *clip);
            }
            Op::Layer { frame, x, y, opacity, clip } => {
                if let Some(planes) = Yuva444Ref::of(frame) {
                    over_yuva_on_yuv420(level, dst, planes, *x, *y, *opacity, *clip);
                }
            }
            Op::Warp { frame, source_from_surface, opacity, clip } => {
                let (map, sample) = (*source_from_surface, &mut scratch.sample);
                if let Some(planes) = Yuva444Ref::of(frame) {
                    draw_yuva_on_yuv420(level, dst, planes, map, *opacity, *clip, sample);
                } else if let Some(planes) = Yuv420Ref::of(frame) {
                    draw_yuv420_on_yuv420(level, dst, planes, map, *opacity, *clip, sample);
                }
            }
            Op::Tint { color, rect } => fill_yuv420(level, dst, *color, *rect),
        }
    }
}

/// Paints on a band of a layer frame whose left upper pixel is pixel `origin` of the surface.
pub(crate) fn paint_yuva444(
    ops: &[Op],
    level: SimdLevel,
    dst: &mut Yuva444Mut<'_>,
    origin: (i32, i32),
    scratch: &mut Scratch,
) {
    let (ox, oy) = origin;
    for op in ops {
        match op {
            Op::Clear(color) => {
                for (plane, value) in
                    [(&mut dst.y, color.y), (&mut dst.cb, color.cb), (&mut dst.cr, color.cr), (&mut dst.a, color.a)]
                {
                    plane.data.fill(value);
                }
            }
            // The canvas' own background never stands on a layer.
            Op::Base(_) => {}
            Op::Picture(picture) => paint_picture_444(picture, level, dst, origin, scratch),
            Op::Sprite { sprite, x, y, opacity, clip } => {
                if let Some(planes) = Yuva444Ref::of(sprite.frame()) {
                    over_yuva_on_yuva(level, dst, planes, x - ox, y - oy, *opacity, clip.translate(-ox, -oy));
                }
            }
            Op::Layer { frame, x, y, opacity, clip } => {
                if let Some(planes) = Yuva444Ref::of(frame) {
                    over_yuva_on_yuva(level, dst, planes, x - ox, y - oy, *opacity, clip.translate(-ox, -oy));
                }
            }
            Op::Warp { frame, source_from_surface, opacity, clip } => {
                if let Some(planes) = Yuva444Ref::of(frame) {
                    let map = *source_from_surface * Affine::translate(ox.into(), oy.into());
                    let clip = clip.translate(-ox, -oy);
                    draw_yuva_on_yuva(level, dst, planes, map, *opacity, clip, &mut scratch.sample);
                }
            }
            Op::Tint { color, rect } => fill_yuva(level, dst, *color, rect.translate(-ox, -oy)),
        }
    }
}

fn copy_base(frame: &Frame, dst: &mut Yuv420Mut<'_>) {
    let top = dst.top;
    for (i, (plane, top)) in [(&mut dst.y, top), (&mut dst.cb, top / 2), (&mut dst.cr, top / 2)].into_iter().enumerate()
    {
        let from = frame.plane(i);
        for row in 0..plane.height {
            plane.row(row).copy_from_slice(from.row(top + row));
        }
    }
}

fn paint_picture_420(picture: &PictureOp, level: SimdLevel, dst: &mut Yuv420Mut<'_>, scratch: &mut Scratch) {
    if let Some(key) = &picture.key {
        return paint_keyed_420(picture, key, level, dst, (&mut scratch.resize, &mut scratch.key));
    }
    let (rect, chroma) = (picture.rect, picture.chroma_rect);
    let top = dst.top;
    let planes = [
        (&mut dst.y, top, rect, &picture.plans[0], &picture.mask),
        (&mut dst.cb, top / 2, chroma, &picture.plans[1], &picture.chroma_mask),
        (&mut dst.cr, top / 2, chroma, &picture.plans[1], &picture.chroma_mask),
    ];
    for (i, (plane, top, rect, plan, mask)) in planes.into_iter().enumerate() {
        let band = Band { top, rect, mask, weight: picture.weight };
        band.paint(level, plane, picture.source.plane(i), plan, scratch);
    }
}

fn paint_picture_444(
    picture: &PictureOp,
    level: SimdLevel,
    dst: &mut Yuva444Mut<'_>,
    (ox, oy): (i32, i32),
    scratch: &mut Scratch,
) {
    if let Some(key) = &picture.key {
        return paint_keyed_444(picture, key, level, dst, (ox, oy), (&mut scratch.resize, &mut scratch.key));
    }
    let band =
        Band { top: dst.top, rect: picture.rect.translate(-ox, -oy), mask: &picture.mask, weight: picture.weight };
    let planes = [(&mut dst.y, &picture.plans[0]), (&mut dst.cb, &picture.plans[1]), (&mut dst.cr, &picture.plans[1])];
    for (i, (plane, plan)) in planes.into_iter().enumerate() {
        band.paint(level, plane, picture.source.plane(i), plan, scratch);
    }
    band.paint_alpha(level, &mut dst.a, scratch);
}

/// Where a plane of a picture meets a band.
struct Band<'a> {
    /// The first row of the band.
    top: usize,
    /// Where the plane's picture stands on the surface.
    rect: IRect,
    mask: &'a Mask,
    weight: u16,
}

impl Band<'_> {
    /// Rows of the picture that the band has, and the part of the plane that they fill.
    fn part<'p>(&self, plane: &'p mut PlaneMut<'_>) -> Option<(usize, PlaneMut<'p>)> {
        let bottom = (self.top + plane.height) as i32;
        let (from, to) = (self.rect.y.max(self.top as i32), self.rect.bottom().min(bottom));
        // Planned within the surface: only rows can be missing.
        if from >= to || self.rect.x < 0 {
            return None;
        }
        let (x, width) = (self.rect.x as usize, self.rect.width as usize);
        let part = crop_plane_mut(reborrow_plane(plane), x, from as usize - self.top, width, (to - from) as usize);
        (part.width == width).then_some(((from - self.rect.y) as usize, part))
    }

    fn paint(
        &self,
        level: SimdLevel,
        plane: &mut PlaneMut<'_>,
        source: PlaneRef<'_>,
        plan: &ResizePlan,
        scratch: &mut Scratch,
    ) {
        let Some((first, mut part)) = self.part(plane) else { return };
        let Scratch { resize, rows, .. } = scratch;
        if self.weight == 256 && self.mask.is_full() {
            // The plan was made for these planes; see `PictureOp::new`.
            let done = plan.run(level, source, &mut part, first, resize);
            debug_assert!(done.is_ok(), "{done:?}");
            return;
        }
        let width = part.width;
        rows.resize(CHUNK * width, 0);
        for start in (0..part.height).step_by(CHUNK) {
            let height = CHUNK.min(part.height - start);
            let data = &mut rows[..height * width];
            let done =
                plan.run(level, source, &mut PlaneMut { data, stride: width, width, height }, first + start, resize);
            debug_assert!(done.is_ok(), "{done:?}");
            for (i, from) in rows.chunks_exact(width).take(height).enumerate() {
                self.blend(level, part.row(start + i), from, first + start + i);
            }
        }
    }

    /// The alpha plane under an opaque picture.
    fn paint_alpha(&self, level: SimdLevel, plane: &mut PlaneMut<'_>, scratch: &mut Scratch) {
        let Some((first, mut part)) = self.part(plane) else { return };
        scratch.rows.clear();
        scratch.rows.resize(part.width, 255);
        for row in 0..part.height {
            self.blend(level, part.row(row), &scratch.rows, first + row);
        }
    }

    /// Lays row `row` of the picture in.
    fn blend(&self, level: SimdLevel, dst: &mut [u8], from: &[u8], row: usize) {
        let covered = self.mask.y.as_ref().map_or(255, |mask| mask[row]) as u32;
        let weight = self.weight as u32;
        match &self.mask.x {
            None => mix_row(level, dst, from, ((weight * covered + 127) / 255) as u16),
            Some(mask) => lerp_row(level, dst, from, mask, ((weight * covered + 128) >> 8) as u8),
        }
    }
}
