use reelspeed_core::{Frame, FrameDesc, Size};
use reelspeed_kernels::resize::{AxisSpec, Filter};

use crate::RenderError;
use crate::place::SUB;
use crate::planner::stray;
use crate::tools::Tools;

/// A layer picture moved right and down by a fraction (1/256) of a pixel. The result has one more pixel on the right and below,
/// and stands where the picture stood.
pub(crate) fn shifted(frame: &Frame, by: (i32, i32), tools: &mut Tools) -> Result<Frame, RenderError> {
    let size = frame.size();
    let (width, height) = (size.width as usize, size.height as usize);
    // A transparent border, into which the picture's edge fades.
    let framed_size = Size::new(size.width + 2, size.height + 2);
    let mut framed = Frame::alloc(&tools.pool, FrameDesc::layer(framed_size))?;
    for (i, mut plane) in framed.planes_mut().into_iter().flatten().flatten().enumerate() {
        let from = frame.plane(i);
        plane.row(0).fill(0);
        plane.row(height + 1).fill(0);
        for row in 0..height {
            let out = plane.row(row + 1);
            out[0] = 0;
            out[1..=width].copy_from_slice(from.row(row));
            out[width + 1] = 0;
        }
    }
    let axis = |len: usize, by: i32| AxisSpec {
        src_len: len + 2,
        start: 1.0 - by as f64 / SUB as f64,
        len: (len + 1) as f64,
        dst_len: len + 1,
        filter: Filter::Bilinear,
        read: (0, len + 2),
    };
    let plan = tools.plans.get(&axis(width, by.0), &axis(height, by.1)).map_err(stray)?;
    let mut out = Frame::alloc(&tools.pool, FrameDesc::layer(Size::new(size.width + 1, size.height + 1)))?;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        if let Some(scratch) = tools.scratch.first_mut() {
            plan.run(tools.level, framed.plane(i), &mut plane, 0, scratch.resize()).map_err(stray)?;
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use reelspeed_core::FramePool;
    use reelspeed_kernels::SimdLevel;
    use reelspeed_text::FontLibrary;

    use super::*;

    #[test]
    fn a_half_pixel_shares_each_sample_between_two() {
        let pool = FramePool::unlimited();
        let mut tools = Tools::new(pool.clone(), FontLibrary::new(), SimdLevel::detected(), false, 0);
        let mut frame = Frame::alloc(&pool, FrameDesc::layer(Size::new(3, 1))).unwrap();
        for mut plane in frame.planes_mut().into_iter().flatten().flatten() {
            plane.row(0).copy_from_slice(&[200, 200, 100]);
        }
        let moved = shifted(&frame, (128, 0), &mut tools).unwrap();
        assert_eq!(moved.size(), Size::new(4, 2));
        assert_eq!(moved.plane(3).row(0), [100, 200, 150, 50]);
        assert_eq!(moved.plane(3).row(1), [0, 0, 0, 0]);
        let quarter = shifted(&frame, (0, 64), &mut tools).unwrap();
        assert_eq!(quarter.plane(0).row(0), [150, 150, 75, 0]);
        assert_eq!(quarter.plane(0).row(1), [50, 50, 25, 0]);
    }
}
