/// Swaps rows and columns of a block.
///
/// x86-64 does it by four rounds of interleaving, which its baseline has and the compiler does not find by itself.
#[cfg(target_arch = "x86_64")]
pub(crate) fn transpose_16x16(block: &mut [[u8; 16]; 16]) {
    use core::arch::x86_64::*;
    // SAFETY: SSE2 is part of the target's baseline, and every row holds sixteen bytes.
    unsafe {
        let mut rows = [_mm_setzero_si128(); 16];
        for (row, bytes) in rows.iter_mut().zip(block.iter()) {
            *row = _mm_loadu_si128(bytes.as_ptr().cast());
        }
        for _ in 0..4 {
            let mut next = rows;
            for i in 0..8 {
                next[2 * i] = _mm_unpacklo_epi8(rows[i], rows[i + 8]);
                next[2 * i + 1] = _mm_unpackhi_epi8(rows[i], rows[i + 8]);
            }
            rows = next;
        }
        for (row, bytes) in rows.iter().zip(block.iter_mut()) {
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), *row);
        }
    }
}

/// Swaps rows and columns of a block.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn transpose_16x16(block: &mut [[u8; 16]; 16]) {
    let from = *block;
    for (y, row) in block.iter_mut().enumerate() {
        for (x, v) in row.iter_mut().enumerate() {
            *v = from[x][y];
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn rows_become_columns() {
        let from: [[u8; 16]; 16] = std::array::from_fn(|y| std::array::from_fn(|x| (y * 16 + x) as u8));
        let mut block = from;
        super::transpose_16x16(&mut block);
        for y in 0..16 {
            for x in 0..16 {
                assert_eq!(block[y][x], from[x][y]);
            }
        }
    }
}
