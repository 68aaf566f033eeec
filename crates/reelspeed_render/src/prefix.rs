use std::sync::Arc;

use reelspeed_core::{Frame, IRect, Size};

use crate::op::Op;

/// The picture of the first ops of a frame, kept while they stay the same: a still background under one moving bubble need not be
/// drawn again for every frame.
#[derive(Default)]
pub(crate) struct Prefix {
    kept: Option<Kept>,
    /// How many first ops the last two frames had in common.
    stable: usize,
}

struct Kept {
    size: Size,
    ops: Vec<Op>,
    frame: Arc<Frame>,
}

/// What is to be done with the first ops of a frame.
#[derive(Debug)]
pub(crate) enum Start {
    /// Everything is to be painted.
    Paint,
    /// The first ops are on this frame.
    From(Arc<Frame>, usize),
    /// The first ops are worth keeping: they are to be painted on a frame of their own, which [`Prefix::keep`] takes.
    Keep(usize),
}

impl Prefix {
    /// How to begin the frame `ops`, which comes after `before`.
    pub(crate) fn start(&mut self, size: Size, before: &[Op], ops: &[Op]) -> Start {
        let common = before.iter().zip(ops).take_while(|(a, b)| a == b).count();
        let was_stable = std::mem::replace(&mut self.stable, common);
        let matches =
            |kept: &Kept| kept.size == size && ops.len() >= kept.ops.len() && ops[..kept.ops.len()] == kept.ops;
        if !self.kept.as_ref().is_some_and(matches) {
            self.kept = None;
        }
        // The same beginning in three frames is taken to stay.
        let stable = common.min(was_stable);
        let kept = self.kept.as_ref().map_or(0, |kept| kept.ops.len());
        if stable > kept && is_worth_it(size, &ops[kept..stable], kept > 0) {
            return Start::Keep(stable);
        }
        match &self.kept {
            Some(kept) => Start::From(Arc::clone(&kept.frame), kept.ops.len()),
            None => Start::Paint,
        }
    }

    /// Keeps the picture of first ops.
    pub(crate) fn keep(&mut self, size: Size, ops: &[Op], frame: Arc<Frame>) {
        self.kept = Some(Kept { size, ops: ops.to_vec(), frame });
    }
}

/// Whether painting `ops` costs more than copying a canvas.
fn is_worth_it(size: Size, ops: &[Op], copies_already: bool) -> bool {
    let canvas = IRect::new(0, 0, size.width, size.height);
    let cost = |op: &Op| -> u64 {
        let bounds = op.bounds(canvas);
        let pixels = Size::new(bounds.width, bounds.height).pixels();
        match op {
            Op::Clear(_) | Op::Base(_) => pixels,
            Op::Picture(_) => pixels * 4,
            Op::Warp { .. } => pixels * 8,
            Op::Sprite { .. } | Op::Layer { .. } | Op::Tint { .. } => pixels * 2,
        }
    };
    let copy = canvas.width as u64 * canvas.height as u64;
    // Where a copy begins the frame already, all that is saved counts.
    let threshold = if copies_already { copy / 8 } else { copy + copy / 4 };
    ops.iter().map(cost).sum::<u64>() > threshold
}
