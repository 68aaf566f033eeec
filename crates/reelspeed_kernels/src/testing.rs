//! Helpers of this crate's tests.

use reelspeed_core::{PlaneMut, PlaneRef};

/// A small deterministic generator (xorshift).
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n
    }

    /// A byte, with the ends of the range far more often than by chance.
    pub(crate) fn byte(&mut self) -> u8 {
        match self.below(8) {
            0 => 0,
            1 => 255,
            2 => self.below(4) as u8,
            3 => 252 + self.below(4) as u8,
            _ => self.next() as u8,
        }
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }
}

/// A plane that owns its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) data: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Image {
    pub(crate) fn filled(width: usize, height: usize, value: u8) -> Self {
        Self { data: vec![value; width * height], width, height }
    }

    pub(crate) fn random(rng: &mut Rng, width: usize, height: usize) -> Self {
        Self { data: rng.bytes(width * height), width, height }
    }

    pub(crate) fn from_fn(width: usize, height: usize, f: impl Fn(usize, usize) -> u8) -> Self {
        Self { data: (0..width * height).map(|i| f(i % width, i / width)).collect(), width, height }
    }

    pub(crate) fn get(&self, x: usize, y: usize) -> u8 {
        self.data[y * self.width + x]
    }

    pub(crate) fn as_ref(&self) -> PlaneRef<'_> {
        PlaneRef { data: &self.data, stride: self.width, width: self.width, height: self.height }
    }

    pub(crate) fn as_mut(&mut self) -> PlaneMut<'_> {
        PlaneMut { data: &mut self.data, stride: self.width, width: self.width, height: self.height }
    }
}

/// The lengths around every lane count in use.
pub(crate) const LENGTHS: [usize; 22] =
    [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 127, 128, 129, 255, 300];
