//! Turning and mirroring stored planes into the orientation in which they are shown. Samples only move, so chroma keeps its place
//! up to half a sample.

mod transpose;

use reelspeed_core::{Orientation, PlaneMut, PlaneRef};

pub(crate) use transpose::transpose_16x16;

/// Side of the blocks in which axes are swapped.
const BLOCK: usize = 16;

/// Where the shown column (or row) `i` of `len` comes from: forwards, or counted from the end.
#[derive(Clone, Copy)]
struct Line {
    len: usize,
    backwards: bool,
}

impl Line {
    fn at(self, i: usize) -> usize {
        if self.backwards { self.len - 1 - i } else { i }
    }
}

/// The lines of a source of `width` x `height` along the shown x and y.
fn lines(width: usize, height: usize, orientation: Orientation) -> [Line; 2] {
    let mirrored = orientation.mirrored;
    let x = |turned: bool| Line { len: width, backwards: turned != mirrored };
    let y = |turned: bool| Line { len: height, backwards: turned };
    match orientation.quarter_turns & 3 {
        0 => [x(false), y(false)],
        // Clockwise: the shown x runs up the stored columns, the shown y along the stored rows.
        1 => [y(true), x(false)],
        2 => [x(true), y(true)],
        _ => [y(false), x(true)],
    }
}

/// Writes rows `first_row ..` of the shown picture, as many as `dst` has, from an 8-bit plane. `dst` has the width of the shown
/// picture; what the source lacks is left alone.
pub fn orient_plane(src: PlaneRef<'_>, orientation: Orientation, dst: &mut PlaneMut<'_>, first_row: usize) {
    let [x, y] = lines(src.width, src.height, orientation);
    let width = dst.width.min(x.len);
    let rows = dst.height.min(y.len.saturating_sub(first_row));
    if !orientation.swaps_axes() {
        for row in 0..rows {
            let from = src.row(y.at(first_row + row));
            let out = &mut dst.row(row)[..width];
            if x.backwards {
                out.iter_mut().zip(from.iter().rev()).for_each(|(out, &v)| *out = v);
            } else {
                out.copy_from_slice(&from[..width]);
            }
        }
        return;
    }
    for row in (0..rows).step_by(BLOCK) {
        let block_rows = (rows - row).min(BLOCK);
        for column in (0..width).step_by(BLOCK) {
            let block_columns = (width - column).min(BLOCK);
            if block_rows == BLOCK && block_columns == BLOCK {
                let left = y.at(first_row + row).min(y.at(first_row + row + BLOCK - 1));
                let mut block = [[0u8; BLOCK]; BLOCK];
                for (i, line) in block.iter_mut().enumerate() {
                    line.copy_from_slice(&src.row(x.at(column + i))[left..left + BLOCK]);
                }
                transpose_16x16(&mut block);
                for i in 0..BLOCK {
                    let from = if y.backwards { BLOCK - 1 - i } else { i };
                    dst.row(row + i)[column..column + BLOCK].copy_from_slice(&block[from]);
                }
            } else {
                for i in row..row + block_rows {
                    let from = y.at(first_row + i);
                    for (out, at) in dst.row(i)[column..column + block_columns].iter_mut().zip(column..) {
                        *out = src.row(x.at(at))[from];
                    }
                }
            }
        }
    }
}

/// As [`orient_plane`] for planes of 16-bit samples.
pub fn orient_plane_u16(src: PlaneRef<'_>, orientation: Orientation, dst: &mut PlaneMut<'_>, first_row: usize) {
    let [x, y] = lines(src.width, src.height, orientation);
    let width = dst.width.min(x.len);
    let rows = dst.height.min(y.len.saturating_sub(first_row));
    for row in (0..rows).step_by(BLOCK) {
        for column in (0..width).step_by(BLOCK) {
            let end = (column + BLOCK).min(width);
            for i in row..(row + BLOCK).min(rows) {
                let from = y.at(first_row + i);
                for (out, at) in dst.row_u16(i)[column..end].iter_mut().zip(column..) {
                    let at = x.at(at);
                    *out = if orientation.swaps_axes() { src.row_u16(at)[from] } else { src.row_u16(from)[at] };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use reelspeed_core::{Point, Size};

    use super::*;
    use crate::surface::crop_plane_mut;
    use crate::testing::{Image, Rng};

    #[test]
    fn all_eight_follow_the_map_of_the_core() {
        let mut rng = Rng::new(1);
        for (width, height) in [(1, 1), (5, 3), (16, 32), (33, 47), (64, 17), (70, 80)] {
            let src = Image::random(&mut rng, width, height);
            let wide: Vec<u16> = src.data.iter().map(|&v| v as u16 * 257).collect();
            let wide: Vec<u8> = wide.iter().flat_map(|v| v.to_ne_bytes()).collect();
            for mirrored in [false, true] {
                for turns in 0..4 {
                    let o = Orientation::new(mirrored, turns);
                    let shown = o.apply_to_size(Size::new(width as u32, height as u32));
                    let (w, h) = (shown.width as usize, shown.height as usize);
                    let map = o.shown_from_stored(width as f64, height as f64);
                    let mut expected = Image::filled(w, h, 0);
                    for y in 0..height {
                        for x in 0..width {
                            let p = map * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                            expected.data[p.y as usize * w + p.x as usize] = src.get(x, y);
                        }
                    }
                    let mut got = Image::filled(w, h, 0);
                    let split = h / 3;
                    let mut top = crop_plane_mut(got.as_mut(), 0, 0, w, split);
                    orient_plane(src.as_ref(), o, &mut top, 0);
                    let mut rest = crop_plane_mut(got.as_mut(), 0, split, w, h);
                    orient_plane(src.as_ref(), o, &mut rest, split);
                    assert_eq!(got, expected, "{o:?} {width}x{height}");

                    let mut out = vec![0u16; w * h];
                    let mut dst = PlaneMut { data: bytes_of(&mut out), stride: w * 2, width: w, height: h };
                    // The source bytes may lie at an odd address: copy them to where 16-bit samples may lie.
                    let mut aligned = vec![0u16; width * height];
                    bytes_of(&mut aligned).copy_from_slice(&wide);
                    let plane = PlaneRef { data: bytes_of(&mut aligned), stride: width * 2, width, height };
                    orient_plane_u16(plane, o, &mut dst, 0);
                    assert!(out.iter().zip(&expected.data).all(|(&a, &b)| a == b as u16 * 257), "{o:?} u16");
                }
            }
        }
    }

    fn bytes_of(samples: &mut [u16]) -> &mut [u8] {
        let len = samples.len() * 2;
        // SAFETY: any bytes are valid samples, and the length is the slice's in bytes.
        unsafe { std::slice::from_raw_parts_mut(samples.as_mut_ptr().cast(), len) }
    }
}
