//! Fonts, shaping, glyphs and vector shapes, rasterised to sprites.
