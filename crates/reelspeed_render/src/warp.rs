use reelspeed_core::{Affine, Frame, FrameDesc, FramePool, IRect, Point, Size};
use reelspeed_kernels::SimdLevel;

use crate::RenderError;

/// A layer picture under an affine map, in the rectangle `reach` of the surface. `None` where the map flattens it.
pub(crate) fn warped(
    frame: &Frame,
    map: Affine,
    reach: IRect,
    pool: &FramePool,
    level: SimdLevel,
) -> Result<Option<Frame>, RenderError> {
    let _ = level;
    let Some(inverse) = (Affine::translate(-reach.x as f64, -reach.y as f64) * map).inverse() else { return Ok(None) };
    let mut out = Frame::alloc(pool, FrameDesc::layer(Size::new(reach.width, reach.height)))?;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        let src = frame.plane(i);
        for y in 0..plane.height {
            for x in 0..plane.width {
                let p = inverse * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                let q = |v: f64| libm::floor((v - 0.5) * 256.0 + 0.5) as i32;
                let (qx, qy) = (q(p.x), q(p.y));
                let (ix, iy, fx, fy) = (qx.div_euclid(256), qy.div_euclid(256), qx & 255, qy & 255);
                let at = |x: i32, y: i32| {
                    let inside = x >= 0 && y >= 0 && (x as usize) < src.width && (y as usize) < src.height;
                    if inside { src.row(y as usize)[x as usize] as i32 } else { 0 }
                };
                let top = at(ix, iy) * (256 - fx) + at(ix + 1, iy) * fx;
                let bottom = at(ix, iy + 1) * (256 - fx) + at(ix + 1, iy + 1) * fx;
                plane.row(y)[x] = ((top * (256 - fy) + bottom * fy + 32768) >> 16) as u8;
            }
        }
    }
    Ok(Some(out))
}

/// A layer picture moved right and down by a fraction (1/256) of a pixel, with one more pixel on each side.
pub(crate) fn shifted(frame: &Frame, by: (i32, i32), pool: &FramePool, level: SimdLevel) -> Result<Frame, RenderError> {
    let size = frame.size();
    let map = Affine::translate(1.0 + by.0 as f64 / 256.0, 1.0 + by.1 as f64 / 256.0);
    let reach = IRect::new(0, 0, size.width + 2, size.height + 2);
    match warped(frame, map, reach, pool, level)? {
        Some(frame) => Ok(frame),
        None => Ok(Frame::alloc(pool, FrameDesc::layer(size))?),
    }
}
