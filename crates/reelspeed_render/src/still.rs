use reelspeed_core::{Frame, FrameDesc, IRect, PlaneMut, Rect, Size};
use reelspeed_kernels::blend::scale_row;
use reelspeed_kernels::resize::{AxisSpec, Filter};

use crate::RenderError;
use crate::place::{QRect, coverage, limit_read, limit_shrink};
use crate::planner::stray;
use crate::prepare::Prepared;
use crate::tools::Tools;

/// Scales `part` of a premultiplied picture to `pixels` of a surface, of which `visible` is covered.
pub(crate) fn scale_layer(
    prepared: &Prepared,
    part: Rect,
    visible: QRect,
    pixels: IRect,
    tools: &mut Tools,
) -> Result<Frame, RenderError> {
    let size = Size::new(pixels.width, pixels.height);
    let mut specs = AxisSpec::of_rect(prepared.frame.size(), part, size, Filter::Bicubic);
    let readable = [(prepared.readable.x, prepared.readable.width), (prepared.readable.y, prepared.readable.height)];
    for (spec, (start, len)) in specs.iter_mut().zip(readable) {
        limit_read(spec, start, len);
        limit_shrink(spec);
    }
    let plan = tools.plans.get(&specs[0], &specs[1]).map_err(stray)?;
    let mut frame = Frame::alloc(&tools.pool, FrameDesc::layer(size))?;
    let columns = coverage(visible.x0, visible.x1, pixels.x, pixels.width as usize);
    let rows = coverage(visible.y0, visible.y1, pixels.y, pixels.height as usize);
    let Tools { scratch, level, .. } = tools;
    let level = *level;
    let mut alphas = Vec::new();
    for (i, mut plane) in frame.planes_mut().into_iter().flatten().flatten().enumerate() {
        if let Some(scratch) = scratch.first_mut() {
            plan.run(level, prepared.frame.plane(i), &mut plane, 0, scratch.resize()).map_err(stray)?;
        }
        cover(level, &mut plane, columns.as_deref(), rows.as_deref(), &mut alphas);
    }
    Ok(frame)
}

/// Multiplies a plane by how much of its columns and rows is covered.
pub(crate) fn cover(
    level: reelspeed_kernels::SimdLevel,
    plane: &mut PlaneMut<'_>,
    columns: Option<&[u8]>,
    rows: Option<&[u8]>,
    line: &mut Vec<u8>,
) {
    for row in 0..plane.height {
        let out = plane.row(row);
        if let Some(columns) = columns {
            scale_row(level, out, columns);
        }
        match rows.map(|rows| rows[row]) {
            None | Some(255) => {}
            Some(covered) => {
                line.clear();
                line.resize(out.len(), covered);
                scale_row(level, out, line);
            }
        }
    }
}
