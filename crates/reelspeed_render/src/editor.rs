use std::sync::Arc;

use reelspeed_core::{Frame, FrameDesc, FramePool, IRect, Point, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blur::Edge;
use reelspeed_kernels::surface::{Yuva444Mut, Yuva444Ref};
use reelspeed_kernels::yuv::{rgba_to_premul_yuva, yuva444_to_rgba};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{ResolvedEffect, TextContent};

use crate::RenderError;
use crate::fx;
use crate::op::Op;
use crate::place::{SUB, quantise};
use crate::raster;
use crate::tools::Tools;

/// Applies effects and draws texts on single pictures of straight RGBA, with the compositor's kernels.
///
/// A picture goes through 8-bit Y'CbCr (4:4:4, BT.709, limited range, premultiplied) and back, which rounds: what is not to be changed
/// should not be sent through. Edges are continued by their outermost pixels.
pub struct PictureEditor {
    tools: Tools,
}

impl PictureEditor {
    /// An editor over a pool, with fonts for texts.
    pub fn new(pool: FramePool, fonts: FontLibrary) -> Self {
        Self { tools: Tools::new(pool, fonts, SimdLevel::detected(), false, 0) }
    }

    /// Applies `effects` in order to `pixels`, a picture of `size` without gaps between rows, then draws `text` with its left upper
    /// corner at a point in pixels. Without either, nothing changes.
    ///
    /// # Errors
    ///
    /// [`RenderError::Pool`] without room; [`RenderError::Raster`] for a text that cannot be drawn; [`RenderError::CanvasSize`] where
    /// `pixels` are not those of a picture of `size`. The pixels are as before then.
    pub fn edit(
        &mut self,
        pixels: &mut [u8],
        size: Size,
        effects: &[ResolvedEffect],
        text: Option<(&TextContent, Point)>,
    ) -> Result<(), RenderError> {
        if size.pixels() == 0 || size.pixels() * 4 != pixels.len() as u64 {
            return Err(RenderError::CanvasSize { size });
        }
        if effects.is_empty() && text.is_none() {
            return Ok(());
        }
        let level = self.tools.level;
        let mut frame = Frame::alloc(&self.tools.pool, FrameDesc::layer(size))?;
        if let Some(mut planes) = Yuva444Mut::of(&mut frame) {
            rgba_to_premul_yuva(level, pixels, &mut planes);
        }
        fx::apply(&mut frame, effects, 1.0, Edge::Clamp, &mut self.tools)?;
        if let Some((content, at)) = text {
            let drawn = raster::text(&self.tools.fonts, content, 1.0, &self.tools.pool, level)?;
            if let Some(letters) = drawn.frame {
                let clip = IRect::new(0, 0, size.width, size.height);
                let whole = |v: f64| quantise(v).div_euclid(SUB);
                let (x, y) = (whole(at.x) + drawn.origin.0, whole(at.y) + drawn.origin.1);
                let ops = [
                    Op::Layer { frame: Arc::new(frame), x: 0, y: 0, opacity: 255, clip },
                    Op::Layer { frame: letters, x, y, opacity: 255, clip },
                ];
                frame = self.tools.painted_444(&ops, clip)?;
            }
        }
        if let Some(planes) = Yuva444Ref::of(&frame) {
            yuva444_to_rgba(level, planes, pixels, size.width as usize * 4);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use reelspeed_model::TextStyle;

    use super::*;

    fn edited(pixels: &[u8], size: Size, effects: &[ResolvedEffect]) -> Vec<u8> {
        let mut pixels = pixels.to_vec();
        let mut editor = PictureEditor::new(FramePool::unlimited(), FontLibrary::new());
        editor.edit(&mut pixels, size, effects, None).unwrap();
        pixels
    }

    #[test]
    fn nothing_to_do_changes_nothing() {
        let pixels: Vec<u8> = (0..48).map(|v| v * 5).collect();
        assert_eq!(edited(&pixels, Size::new(4, 3), &[]), pixels);
    }

    #[test]
    fn brightness_is_a_factor_and_alpha_stays() {
        let pixels = [100, 50, 20, 255, 200, 200, 200, 128, 9, 9, 9, 0];
        let out = edited(&pixels, Size::new(3, 1), &[ResolvedEffect::Brightness(1.5)]);
        for (got, want) in out.iter().zip([150, 75, 30, 255]) {
            assert!(got.abs_diff(want) <= 3, "{out:?}");
        }
        assert_eq!((out[7], out[11]), (128, 0));
    }

    #[test]
    fn texts_are_drawn_where_they_are_put() {
        let mut fonts = FontLibrary::new();
        fonts.add(dejavu::sans::regular(), None).unwrap();
        let mut editor = PictureEditor::new(FramePool::unlimited(), fonts);
        let size = Size::new(80, 40);
        let mut pixels = [0, 0, 0, 255].repeat(80 * 40);
        let content = TextContent::new("I", TextStyle::default(), 1000.0);
        editor.edit(&mut pixels, size, &[], Some((&content, Point::new(30.0, 0.0)))).unwrap();
        let lit = |x: usize| (0..40).any(|y| pixels[(y * 80 + x) * 4] > 100);
        assert!((0..30).all(|x| !lit(x)) && (30..60).any(lit));
        let error = editor.edit(&mut [0; 12], Size::new(2, 2), &[], None).unwrap_err();
        assert_eq!(error.code().as_str(), "INVALID_ARGUMENT");
    }
}
