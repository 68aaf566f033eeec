//! The outlines of bubbles.

use reelspeed_model::request::MessageSide;
use reelspeed_model::{CornerRadii, Layer, Paint};

use super::draw::{Area, at, rect};
use super::theme::Tail;
use reelspeed_model::Geometry;

/// A bubble over `area`; a tail may stick out of it at the sender's side.
pub(super) fn bubble(area: Area, radius: f64, tail: Tail, side: MessageSide, unit: f64, fill: Paint) -> Layer {
    let radius = radius.min(area.height / 2.0).min(area.width / 2.0);
    let outgoing = side == MessageSide::Outgoing;
    match tail {
        Tail::None => rect(area, CornerRadii::All(radius), fill),
        Tail::Corner => {
            let sharp = (10.0 * unit).min(radius);
            let radii = if outgoing { [radius, radius, sharp, radius] } else { [radius, radius, radius, sharp] };
            rect(area, CornerRadii::Each(radii), fill)
        }
        Tail::Curl => {
            let d = curl(area.width, area.height, radius, unit, outgoing);
            let x = if outgoing { area.x } else { area.x - CURL * unit };
            at(Layer::shape(Geometry::Path { d }, fill), [x, area.y], [0.0, 0.0])
        }
        Tail::Notch => {
            let d = notch(area.width, area.height, radius, unit, outgoing);
            let x = if outgoing { area.x } else { area.x - NOTCH * unit };
            at(Layer::shape(Geometry::Path { d }, fill), [x, area.y], [0.0, 0.0])
        }
    }
}

/// How far tails stick out, in units.
const CURL: f64 = 15.0;
const NOTCH: f64 = 16.0;

/// Points of an outline whose tail is at the right, mirrored where it belongs to the left. The bounding box begins at 0.
struct Outline {
    d: String,
    mirror: Option<f64>,
}

impl Outline {
    fn new(outgoing: bool, whole: f64) -> Self {
        Self { d: String::new(), mirror: (!outgoing).then_some(whole) }
    }

    fn to(mut self, command: char, points: &[[f64; 2]]) -> Self {
        self.d.push(command);
        for [x, y] in points {
            let x = self.mirror.map_or(*x, |whole| whole - x);
            self.d.push_str(&format!(" {x:.3} {y:.3}"));
        }
        self.d.push(' ');
        self
    }

    /// A quarter of a circle by its control points.
    fn corner(self, from: [f64; 2], by: [f64; 2], to: [f64; 2]) -> Self {
        const K: f64 = 0.552_284_75;
        let toward = |a: [f64; 2]| [a[0] + (by[0] - a[0]) * K, a[1] + (by[1] - a[1]) * K];
        self.to('C', &[toward(from), toward(to), to])
    }

    fn end(mut self) -> String {
        self.d.push('Z');
        self.d
    }
}

fn curl(w: f64, h: f64, r: f64, unit: f64, outgoing: bool) -> String {
    let u = unit.min(h / 80.0);
    let tip = CURL * unit;
    Outline::new(outgoing, w + tip)
        .to('M', &[[r, 0.0]])
        .to('L', &[[w - r, 0.0]])
        .corner([w - r, 0.0], [w, 0.0], [w, r])
        .to('L', &[[w, h - 26.0 * u]])
        .to('C', &[[w, h - 14.0 * u], [w + tip * 0.35, h - 4.0 * u], [w + tip, h - 1.0 * u]])
        .to('C', &[[w + tip * 0.4, h + 1.5 * u], [w - 8.0 * u, h - 1.0 * u], [w - 17.0 * u, h - 10.0 * u]])
        .to('C', &[[w - 22.0 * u, h - 4.0 * u], [w - 30.0 * u, h], [w - r.max(40.0 * u), h]])
        .to('L', &[[r, h]])
        .corner([r, h], [0.0, h], [0.0, h - r])
        .to('L', &[[0.0, r]])
        .corner([0.0, r], [0.0, 0.0], [r, 0.0])
        .end()
}

fn notch(w: f64, h: f64, r: f64, unit: f64, outgoing: bool) -> String {
    let tip = NOTCH * unit;
    let u = unit.min(h / 60.0);
    Outline::new(outgoing, w + tip)
        .to('M', &[[r, 0.0]])
        .to('L', &[[w - r, 0.0]])
        .corner([w - r, 0.0], [w, 0.0], [w, r])
        .to('L', &[[w, h - 24.0 * u]])
        .to('C', &[[w, h - 16.0 * u], [w + tip * 0.5, h - 8.0 * u], [w + tip - 3.0 * u, h - 4.0 * u]])
        .to('C', &[[w + tip, h - 2.0 * u], [w + tip - 1.0 * u, h], [w + tip - 4.0 * u, h]])
        .to('L', &[[r, h]])
        .corner([r, h], [0.0, h], [0.0, h - r])
        .to('L', &[[0.0, r]])
        .corner([0.0, r], [0.0, 0.0], [r, 0.0])
        .end()
}
