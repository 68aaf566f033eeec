use reelspeed_core::{Point, Rgba8};
use vello_cpu::PaintType;
use vello_cpu::color::{AlphaColor, DynamicColor, Srgb};
use vello_cpu::kurbo;
use vello_cpu::peniko::{self, ColorStops, LinearGradientPosition, RadialGradientPosition};

use crate::error::{ValueError, in_range};

/// What an area is filled with. Gradients run in gamma-encoded sRGB with premultiplied alpha, as CSS has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Paint {
    /// One colour.
    Solid(Rgba8),
    /// Along a line through the area's centre.
    Linear(LinearGradient),
    /// From a centre outwards.
    Radial(RadialGradient),
}

impl From<Rgba8> for Paint {
    fn from(color: Rgba8) -> Self {
        Self::Solid(color)
    }
}

/// A gradient along a line, as CSS's `linear-gradient`: the corners in the line's direction get the outermost colours.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearGradient {
    /// Degrees clockwise from upwards: 0 to the top, 90 to the right, 180 to the bottom.
    pub angle_degrees: f64,
    /// Stops with ascending offsets. None draws nothing; one is a plain colour.
    pub stops: Vec<GradientStop>,
}

/// A gradient in circles about a centre.
#[derive(Clone, Debug, PartialEq)]
pub struct RadialGradient {
    /// The centre, as fractions of the area's width and height. `(0.5, 0.5)` is the middle.
    pub center: Point,
    /// Radius of the last stop as a fraction of half the area's diagonal, over 0; 1 reaches the corners from the middle.
    pub radius: f64,
    /// Stops with ascending offsets. None draws nothing; one is a plain colour.
    pub stops: Vec<GradientStop>,
}

/// A colour at a place of a gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientStop {
    /// 0 (start) to 1 (end).
    pub offset: f64,
    /// The colour there.
    pub color: Rgba8,
}

impl GradientStop {
    /// A stop.
    pub const fn new(offset: f64, color: Rgba8) -> Self {
        Self { offset, color }
    }
}

impl Paint {
    /// Most stops that a gradient may have.
    pub const MAX_STOPS: usize = 256;

    /// Whether nothing is drawn with it.
    pub(crate) fn is_transparent(&self) -> bool {
        match self {
            Self::Solid(color) => color.a == 0,
            Self::Linear(LinearGradient { stops, .. }) | Self::Radial(RadialGradient { stops, .. }) => {
                stops.iter().all(|stop| stop.color.a == 0)
            }
        }
    }

    /// The strength with which pictures (colour emoji) are drawn in the place of letters of this paint.
    pub(crate) fn picture_alpha(&self) -> u8 {
        match self {
            Self::Solid(color) => color.a,
            _ => 255,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ValueError> {
        let stops = match self {
            Self::Solid(_) => return Ok(()),
            Self::Linear(gradient) => {
                in_range("gradient angle", gradient.angle_degrees, -1e6, 1e6)?;
                &gradient.stops
            }
            Self::Radial(gradient) => {
                in_range("gradient center x", gradient.center.x, -100.0, 100.0)?;
                in_range("gradient center y", gradient.center.y, -100.0, 100.0)?;
                in_range("gradient radius", gradient.radius, 1e-6, 1e4)?;
                &gradient.stops
            }
        };
        in_range("number of gradient stops", stops.len() as f64, 0.0, Self::MAX_STOPS as f64)?;
        let mut least = 0.0;
        for stop in stops {
            least = in_range("gradient stop offset", stop.offset, least, 1.0)?;
        }
        Ok(())
    }

    /// The paint over `area`, in the coordinates of the area.
    pub(crate) fn over(&self, area: kurbo::Rect) -> PaintType {
        let (stops, kind) = match self {
            Self::Solid(color) => return PaintType::Solid(to_color(*color)),
            Self::Linear(gradient) => (&gradient.stops, linear_line(gradient.angle_degrees, area).into()),
            Self::Radial(gradient) => {
                let center = kurbo::Point::new(
                    area.x0 + gradient.center.x * area.width(),
                    area.y0 + gradient.center.y * area.height(),
                );
                let half_diagonal = libm::sqrt(area.width() * area.width() + area.height() * area.height()) / 2.0;
                let end_radius = (gradient.radius * half_diagonal).max(1e-3) as f32;
                let position =
                    RadialGradientPosition { start_center: center, start_radius: 0.0, end_center: center, end_radius };
                (&gradient.stops, position.into())
            }
        };
        let Some((first, last)) = stops.first().zip(stops.last()) else {
            return PaintType::Solid(to_color(Rgba8::TRANSPARENT));
        };
        // The rasteriser wants stops at both ends; CSS extends the outermost colours.
        let mut padded = Vec::with_capacity(stops.len() + 2);
        if first.offset > 0.0 {
            padded.push(to_stop(&GradientStop::new(0.0, first.color)));
        }
        padded.extend(stops.iter().map(to_stop));
        if last.offset < 1.0 {
            padded.push(to_stop(&GradientStop::new(1.0, last.color)));
        }
        PaintType::Gradient(peniko::Gradient { kind, stops: ColorStops(padded.into()), ..Default::default() })
    }
}

/// CSS's gradient line: through the centre, as long as the projection of the area onto it.
fn linear_line(angle_degrees: f64, area: kurbo::Rect) -> LinearGradientPosition {
    let angle = angle_degrees * core::f64::consts::PI / 180.0;
    // Exact for the four sides, so that a vertical gradient does not change along its rows.
    let (sin, cos) = match libm::fmod(angle_degrees, 360.0) {
        0.0 => (0.0, 1.0),
        90.0 | -270.0 => (1.0, 0.0),
        180.0 | -180.0 => (0.0, -1.0),
        270.0 | -90.0 => (-1.0, 0.0),
        _ => (libm::sin(angle), libm::cos(angle)),
    };
    let half = (libm::fabs(area.width() * sin) + libm::fabs(area.height() * cos)) / 2.0;
    let center = area.center();
    let (dx, dy) = (sin * half, -cos * half);
    LinearGradientPosition {
        start: kurbo::Point::new(center.x - dx, center.y - dy),
        end: kurbo::Point::new(center.x + dx, center.y + dy),
    }
}

pub(crate) fn to_color(color: Rgba8) -> AlphaColor<Srgb> {
    AlphaColor::from_rgba8(color.r, color.g, color.b, color.a)
}

fn to_stop(stop: &GradientStop) -> peniko::ColorStop {
    peniko::ColorStop { offset: stop.offset as f32, color: DynamicColor::from_alpha_color(to_color(stop.color)) }
}
