//! Glyphs as outlines, colour glyphs and bitmaps, read from fonts that may be broken: what cannot be read is not drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use skrifa::bitmap::{BitmapData, BitmapGlyph, BitmapStrikes, Origin};
use skrifa::color::{ColorGlyph, ColorGlyphCollection};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, OutlineGlyphCollection, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_cpu::kurbo::{Affine, BezPath, PathEl, Point, Rect};

use crate::color_glyph;
use crate::layout::GlyphRun;
use crate::spec::Outline;

/// No glyph is believed to be larger than this many ems in any direction.
const MAX_EMS: f64 = 16.0;

/// A face ready to be read, with the settings of one run.
pub(crate) struct Face<'a> {
    pub(crate) font: FontRef<'a>,
    pub(crate) outlines: OutlineGlyphCollection<'a>,
    colors: ColorGlyphCollection<'a>,
    bitmaps: BitmapStrikes<'a>,
    pub(crate) coords: Vec<NormalizedCoord>,
    pub(crate) units_per_em: f32,
    /// Document pixels per font unit.
    pixels_per_unit: f64,
    /// Horizontal shift per height.
    slant: f64,
}

/// How a glyph is stored.
pub(crate) enum Kind<'a> {
    /// A path, to be filled with the text's paint.
    Outline,
    /// Layers of paths with paints of their own.
    Color(ColorGlyph<'a>),
    /// An image.
    Bitmap(BitmapGlyph<'a>),
}

impl<'a> Face<'a> {
    pub(crate) fn new(run: &'a GlyphRun) -> Option<Self> {
        let font = FontRef::from_index(run.font.data.as_ref(), run.font.index).ok()?;
        let units_per_em = f32::from(font.head().ok()?.units_per_em()).max(1.0);
        let slant = run
            .skew_degrees
            .map_or(0.0, |degrees| libm::tan(f64::from(degrees.clamp(-45.0, 45.0)) * core::f64::consts::PI / 180.0));
        Some(Self {
            outlines: font.outline_glyphs(),
            colors: font.color_glyphs(),
            bitmaps: font.bitmap_strikes(),
            coords: run.coords.iter().map(|&bits| NormalizedCoord::from_bits(bits)).collect(),
            units_per_em,
            pixels_per_unit: f64::from(run.size) / f64::from(units_per_em),
            slant,
            font,
        })
    }

    pub(crate) fn kind(&self, run: &GlyphRun, id: u32, scale: f64) -> Kind<'a> {
        let glyph = GlyphId::new(id);
        if let Some(color) = self.colors.get(glyph) {
            return Kind::Color(color);
        }
        let size = Size::new((f64::from(run.size) * scale) as f32);
        match self.bitmaps.glyph_for_size(size, glyph) {
            Some(bitmap) if matches!(bitmap.data, BitmapData::Png(_)) => Kind::Bitmap(bitmap),
            _ => Kind::Outline,
        }
    }

    /// From font units, y upwards, to pixels on a glyph's origin at `origin`.
    pub(crate) fn pixels_from_units(&self, origin: Point, scale: f64) -> Affine {
        let unit = self.pixels_per_unit * scale;
        Affine::new([unit, 0.0, unit * self.slant, -unit, origin.x, origin.y])
    }

    /// Adds a glyph's outline to `path`. A broken outline adds nothing.
    pub(crate) fn outline(&self, id: GlyphId, transform: Affine, path: &mut BezPath) {
        let Some(outline) = self.outlines.get(id) else { return };
        let before = path.elements().len();
        let settings = DrawSettings::unhinted(Size::new(self.units_per_em), LocationRef::new(&self.coords));
        let mut pen = PathPen { transform, path, finite: true };
        // The reader of outlines panics at some damaged glyphs that have more contours than points.
        let read = catch_unwind(AssertUnwindSafe(|| outline.draw(settings, &mut pen).is_ok()));
        let drawn = read.unwrap_or(false) && pen.finite;
        if !drawn {
            path.truncate(before);
        }
    }

    /// What a glyph may touch, in pixels; `None` when it is blank.
    pub(crate) fn bounds(
        &self,
        run: &GlyphRun,
        id: u32,
        origin: Point,
        scale: f64,
        scratch: &mut BezPath,
    ) -> Option<Rect> {
        let transform = self.pixels_from_units(origin, scale);
        let bounds = match self.kind(run, id, scale) {
            Kind::Outline => {
                scratch.truncate(0);
                self.outline(GlyphId::new(id), transform, scratch);
                let grow = if run.embolden { embolden_width(run.size) * scale / 2.0 } else { 0.0 };
                (!scratch.is_empty()).then(|| scratch.control_box().inflate(grow, grow))?
            }
            Kind::Color(color) => transform.transform_rect_bbox(color_glyph::bounds(self, &color)?),
            Kind::Bitmap(bitmap) => {
                let (width, height) = (f64::from(bitmap.width), f64::from(bitmap.height));
                self.bitmap_transform(run, &bitmap, origin, scale)
                    .transform_rect_bbox(Rect::new(0.0, 0.0, width, height))
            }
        };
        let reach = f64::from(run.size) * scale * MAX_EMS;
        let believed = Rect::from_center_size(origin, (2.0 * reach, 2.0 * reach));
        let bounds = bounds.intersect(believed);
        (bounds.is_finite() && bounds.width() > 0.0 && bounds.height() > 0.0).then_some(bounds)
    }

    /// From an image's pixels to device pixels.
    pub(crate) fn bitmap_transform(
        &self,
        run: &GlyphRun,
        bitmap: &BitmapGlyph<'_>,
        origin: Point,
        scale: f64,
    ) -> Affine {
        let size = f64::from(run.size) * scale;
        let (stretch_x, stretch_y) =
            (size / f64::from(bitmap.ppem_x.max(1.0)), size / f64::from(bitmap.ppem_y.max(1.0)));
        let unit = self.pixels_per_unit * scale;
        let origin_up = match bitmap.placement_origin {
            Origin::TopLeft => 0.0,
            Origin::BottomLeft => -f64::from(bitmap.height),
        };
        let outer_x = origin.x + f64::from(bitmap.bearing_x) * unit;
        let outer_y = origin.y - f64::from(bitmap.bearing_y) * unit;
        Affine::new([
            stretch_x,
            0.0,
            0.0,
            stretch_y,
            outer_x + f64::from(bitmap.inner_bearing_x) * stretch_x,
            outer_y + (origin_up - f64::from(bitmap.inner_bearing_y)) * stretch_y,
        ])
    }
}

/// What all letters and their outline may touch at scale 1, in document pixels.
pub(crate) fn ink(runs: &[GlyphRun], stroke: Option<Outline>) -> Option<Rect> {
    ink_at(runs, stroke, 1.0, |baseline| baseline)
}

/// What all letters and their outline may touch, in device pixels.
pub(crate) fn ink_at(
    runs: &[GlyphRun],
    stroke: Option<Outline>,
    scale: f64,
    device_baseline: impl Fn(f64) -> f64,
) -> Option<Rect> {
    let mut scratch = BezPath::new();
    let mut ink: Option<Rect> = None;
    for run in runs {
        let Some(face) = Face::new(run) else { continue };
        for glyph in &run.glyphs {
            let origin = Point::new(glyph.x * scale, device_baseline(run.baseline) + glyph.y * scale);
            if let Some(bounds) = face.bounds(run, glyph.id, origin, scale, &mut scratch) {
                ink = Some(ink.map_or(bounds, |ink| ink.union(bounds)));
            }
        }
    }
    let grow = stroke.map_or(0.0, |stroke| stroke.width_px * scale / 2.0);
    ink.map(|ink| ink.inflate(grow, grow))
}

/// How much wider strokes of letters become where a bolder face is missing, in pixels.
pub(crate) fn embolden_width(size: f32) -> f64 {
    f64::from(size) / 24.0
}

struct PathPen<'p> {
    transform: Affine,
    path: &'p mut BezPath,
    finite: bool,
}

impl PathPen<'_> {
    fn point(&mut self, x: f32, y: f32) -> Point {
        let point = self.transform * Point::new(f64::from(x), f64::from(y));
        self.finite &= point.is_finite();
        point
    }

    fn is_open(&self) -> bool {
        !matches!(self.path.elements().last(), None | Some(PathEl::ClosePath))
    }
}

impl OutlinePen for PathPen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.point(x, y);
        self.path.move_to(to);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.point(x, y);
        if self.is_open() {
            self.path.line_to(to);
        }
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, to) = (self.point(cx, cy), self.point(x, y));
        if self.is_open() {
            self.path.quad_to(control, to);
        }
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (first, second, to) = (self.point(cx0, cy0), self.point(cx1, cy1), self.point(x, y));
        if self.is_open() {
            self.path.curve_to(first, second, to);
        }
    }

    fn close(&mut self) {
        if self.is_open() {
            self.path.close_path();
        }
    }
}
