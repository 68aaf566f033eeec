#[cfg(any(target_arch = "x86", target_arch = "x86_64", target_feature = "simd128"))]
use fearless_simd::Simd;
use reelspeed_core::{IRect, PremulRgba8};
use vello_cpu::{Level, PixmapMut, RenderContext, RenderSettings, Resources};

/// Where one layer of a sprite is drawn. Coordinates are device pixels from the layout box's corner.
pub(crate) struct Canvas {
    pub(crate) context: RenderContext,
    area: IRect,
}

impl Canvas {
    /// A transparent canvas of the pixels of `area`, which must keep a sprite's limits.
    pub(crate) fn new(area: IRect, level: Level) -> Self {
        let settings = RenderSettings { level, num_threads: 0 };
        let context = RenderContext::new_with(area.width as u16, area.height as u16, settings);
        Self { context, area }
    }

    /// What moves a layout box at `(dx, dy)` to its place on the canvas.
    pub(crate) fn origin(&self) -> (f64, f64) {
        (-f64::from(self.area.x), -f64::from(self.area.y))
    }

    /// Its pixels.
    pub(crate) fn finish(mut self) -> Vec<PremulRgba8> {
        let mut pixels = vec![PremulRgba8::default(); self.area.width as usize * self.area.height as usize];
        self.context.flush();
        let bytes = bytemuck::cast_slice_mut(&mut pixels);
        if let Some(target) = PixmapMut::new(self.area.width as u16, self.area.height as u16, bytes) {
            self.context.render(target, &mut Resources::new());
        }
        pixels
    }
}

/// The fastest instruction set of this processor with which the rasteriser gives the bytes of its scalar definition.
///
/// AVX2, AVX-512 and NEON do not: there the rasteriser uses fused multiplications, which round once instead of twice, and a
/// pixel in a million differs by one.
pub(crate) fn exact_level() -> Level {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(sse4_2) = Level::try_detect().and_then(Level::as_sse4_2) {
        return Simd::level(sse4_2);
    }
    // Relaxed SIMD fuses too, as the browser likes.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128", not(target_feature = "relaxed-simd")))]
    if let Some(simd128) = Level::try_detect().and_then(Level::as_wasm_simd128) {
        return Simd::level(simd128);
    }
    Level::fallback()
}

/// Layers of a sprite, flattened from bottom to top.
#[derive(Default)]
pub(crate) struct Stack {
    pixels: Option<Vec<PremulRgba8>>,
}

impl Stack {
    /// Puts a picture over what is there.
    pub(crate) fn push(&mut self, top: Vec<PremulRgba8>) {
        match &mut self.pixels {
            None => self.pixels = Some(top),
            Some(bottom) => {
                for (below, above) in bottom.iter_mut().zip(top) {
                    *below = over(*below, above);
                }
            }
        }
    }

    pub(crate) fn finish(self) -> Vec<PremulRgba8> {
        self.pixels.unwrap_or_default()
    }
}

/// `v / 255` rounded to nearest, for products of two bytes.
pub(crate) const fn div255(v: u32) -> u32 {
    let v = v + 128;
    (v + (v >> 8)) >> 8
}

fn over(below: PremulRgba8, above: PremulRgba8) -> PremulRgba8 {
    let keep = 255 - u32::from(above.a);
    let channel = |below: u8, above: u8| (u32::from(above) + div255(u32::from(below) * keep)).min(255) as u8;
    PremulRgba8 {
        r: channel(below.r, above.r),
        g: channel(below.g, above.g),
        b: channel(below.b, above.b),
        a: channel(below.a, above.a),
    }
}
