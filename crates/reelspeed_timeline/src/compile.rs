//! From the document to layers with frame numbers: done once for a composition.

mod picture;
mod sequence;

use std::ops::Range;

use reelspeed_core::{Flicks, Rational};
use reelspeed_model::{Composition, Geometry, Layer, LayerCommon};

use crate::audio::SoundSpec;
use crate::clock::{FrameClock, GroupClock, SPEED_LIMITS, product, speed};
use crate::curve::Curve;
use crate::effects::EffectCurve;
use crate::extent::{Extent, TextBody};
use crate::lengths::{last_end, layer_start, own_length, track_length, track_range};
use crate::moving::Moving;
use crate::node::{Body, GroupBody, Node};
use crate::{AudioClip, ClipUse, MediaFact, MediaFacts, ShapeContent, TextContent, TimelineError, TimelineFault};

/// What compiling gives.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) frame_rate: Rational,
    pub(crate) frame_count: u64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) clips: Vec<ClipUse>,
    pub(crate) audio: Vec<AudioClip>,
}

/// Compiles a composition, or says everything that is wrong with it.
pub(crate) fn compile<F: MediaFacts + ?Sized>(composition: &Composition, facts: &F) -> Result<Compiled, TimelineError> {
    let frame_rate = composition.frame_rate.to_rational();
    if !frame_rate.is_positive() {
        let fault = TimelineFault::FrameRate { num: frame_rate.num, den: frame_rate.den };
        return Err(TimelineError { faults: vec![fault] });
    }
    let mut compiler = Compiler { facts, frame_rate, clips: Vec::new(), audio: Vec::new(), faults: Vec::new() };
    let end = composition_end(composition, facts).unwrap_or_else(|| {
        compiler.faults.push(TimelineFault::NoDuration);
        Flicks::ZERO
    });
    let frame_count = compiler.frame_at(end).max(1);
    let scope = Scope {
        clock: GroupClock::ROOT,
        end,
        frames: 0..frame_count,
        size: Some((composition.width as f64, composition.height as f64)),
        hidden: false,
    };
    let nodes = compiler.layers(&composition.layers, "layers", &scope);
    compiler.tracks(composition, Flicks::from_frame(frame_count as i64, frame_rate));
    if compiler.faults.is_empty() {
        Ok(Compiled { frame_rate, frame_count, nodes, clips: compiler.clips, audio: compiler.audio })
    } else {
        Err(TimelineError { faults: compiler.faults })
    }
}

/// How long the composition is: as written, else to the end of the last layer, else to that of the last track.
fn composition_end<F: MediaFacts + ?Sized>(composition: &Composition, facts: &F) -> Option<Flicks> {
    let tracks = || {
        let end = |t| Some(track_start(t) + track_length(t, facts.fact(&t.src))?);
        composition.audio.iter().filter_map(end).max()
    };
    let written = composition.duration.map(Flicks::from_secs);
    written.or_else(|| last_end(&composition.layers, facts)).or_else(tracks)
}

fn track_start(track: &reelspeed_model::AudioTrack) -> Flicks {
    Flicks::from_secs(track.start).max(Flicks::ZERO)
}

struct Compiler<'a, F: ?Sized> {
    facts: &'a F,
    frame_rate: Rational,
    clips: Vec<ClipUse>,
    audio: Vec<AudioClip>,
    faults: Vec<TimelineFault>,
}

/// The canvas on which layers stand: the composition's or a group's.
struct Scope {
    clock: GroupClock,
    /// When the parent ends, on the composition.
    end: Flicks,
    /// The frames in which the parent is on screen.
    frames: Range<u64>,
    /// `None`: it moves.
    size: Option<(f64, f64)>,
    /// Whether nothing on this canvas is ever seen.
    hidden: bool,
}

/// When a layer is there.
struct Span {
    /// On the parent's clock.
    start: Flicks,
    /// On the composition, not rounded to frames.
    end: Flicks,
    frames: Range<u64>,
}

impl<'a, F: MediaFacts + ?Sized> Compiler<'a, F> {
    /// The frame nearest to a time of the composition.
    fn frame_at(&self, time: Flicks) -> u64 {
        time.to_frame_nearest(self.frame_rate).max(0) as u64
    }

    /// When a frame begins on the composition.
    fn time_of(&self, frame: u64) -> Flicks {
        Flicks::from_frame(frame.min(i64::MAX as u64) as i64, self.frame_rate)
    }

    fn layers(&mut self, layers: &[Layer], path: &str, scope: &Scope) -> Vec<Node> {
        layers.iter().enumerate().filter_map(|(i, l)| self.layer(l, &format!("{path}[{i}]"), scope)).collect()
    }

    fn span(&self, layer: &Layer, scope: &Scope) -> Span {
        let start = layer_start(layer);
        let end = match own_length(layer, self.facts) {
            Some(length) => scope.clock.to_composition(start + length).min(scope.end),
            None => scope.end,
        };
        let first = self.frame_at(scope.clock.to_composition(start)).max(scope.frames.start);
        let frames = first..self.frame_at(end).min(scope.frames.end).max(first);
        Span { start, end, frames }
    }

    /// A layer with everything in it; `None` where nothing of it is ever seen. What sounds goes into the plan all the same.
    fn layer(&mut self, layer: &Layer, path: &str, scope: &Scope) -> Option<Node> {
        let span = self.span(layer, scope);
        let common = layer.common();
        let hidden = scope.hidden || never_visible(common);
        let body = match layer {
            Layer::Video(l) => {
                self.video(l, path, scope, &span, hidden).map(|(playback, size)| Body::Picture(playback, size))
            }
            Layer::Image(l) => {
                self.image(l, path, scope, &span, hidden).map(|(playback, size)| Body::Picture(playback, size))
            }
            Layer::Text(l) => {
                let content = TextContent {
                    max_lines: l.max_lines,
                    max_height: l.max_height,
                    overflow: l.overflow,
                    ..TextContent::new(l.text.as_str(), l.style.clone(), 1.0)
                };
                Some(Body::Text(TextBody::new(content, l.max_width.as_ref(), &l.reveal, scope.size)))
            }
            Layer::Shape(l) => Some(Body::Shape(Moving::new(&ShapeContent {
                geometry: l.geometry.clone(),
                fill: l.fill.clone().filter(|_| !matches!(l.geometry, Geometry::Line { .. })),
                stroke: l.stroke.clone(),
                shadow: l.shadow.clone(),
            }))),
            Layer::Group(l) => {
                let size = Extent::new(l.size.as_ref());
                let inner = Scope {
                    clock: scope.clock.nested(span.start, speed(l.speed)),
                    end: span.end,
                    frames: span.frames.clone(),
                    size: size.constant(scope.size),
                    hidden,
                };
                let nodes = self.layers(&l.layers, &format!("{path}.layers"), &inner);
                let clip_radius = l.clip.then(|| Curve::number(&l.clip_radius, 0.0));
                (!nodes.is_empty()).then_some(Body::Group(GroupBody { size, clip_radius, nodes }))
            }
            Layer::Sequence(l) => self.sequence(l, path, scope, &span, hidden).map(Body::Sequence),
        }?;
        if hidden || span.frames.is_empty() {
            return None;
        }
        let transform = &common.transform;
        Some(Node {
            frames: span.frames,
            clock: FrameClock::new(self.frame_rate, scope.clock.speed),
            position: transform.position.as_ref().filter(|p| p.first().is_some()).map(|p| Curve::pair(p, [0.0, 0.0])),
            anchor: Curve::pair(&transform.anchor, [0.5, 0.5]),
            scale: Curve::scale(&transform.scale),
            rotation: Curve::number(&transform.rotation, 0.0),
            opacity: Curve::number(&transform.opacity, 1.0),
            effects: common.effects.iter().map(EffectCurve::new).collect(),
            body,
        })
    }

    /// Looks a file up; notes where it is missing or has no picture.
    fn picture_fact(&mut self, path: &str, src: &str) -> Option<MediaFact> {
        let fact = self.known_fact(path, src)?;
        if !fact.has_video {
            self.faults.push(TimelineFault::NoPicture { path: path.to_owned(), src: src.to_owned() });
            return None;
        }
        Some(fact)
    }

    fn known_fact(&mut self, path: &str, src: &str) -> Option<MediaFact> {
        let fact = self.facts.fact(src).copied();
        if fact.is_none() {
            self.faults.push(TimelineFault::UnknownMedia { path: path.to_owned(), src: src.to_owned() });
        }
        fact
    }

    /// The speed of a clip in its groups; notes where nothing can play that fast or slow.
    fn clip_speed(&mut self, path: &str, clock_speed: Rational, own: f64) -> Rational {
        let whole = product(clock_speed, speed(own));
        if !(SPEED_LIMITS.0..=SPEED_LIMITS.1).contains(&whole.as_f64()) {
            self.faults.push(TimelineFault::Speed { path: path.to_owned(), speed: whole.as_f64() });
        }
        whole
    }

    fn tracks(&mut self, composition: &Composition, composition_end: Flicks) {
        for (i, track) in composition.audio.iter().enumerate() {
            let path = format!("audio[{i}]");
            let Some(fact) = self.known_fact(&path, &track.src) else { continue };
            if !fact.has_audio {
                self.faults.push(TimelineFault::NoSound { path, src: track.src.clone() });
                continue;
            }
            let range = track_range(track, Some(&fact));
            if range.is_empty() {
                self.empty_trim(&path, &track.src, range);
                continue;
            }
            let track_speed = self.clip_speed(&path, Rational::ONE, track.speed);
            let start = track_start(track);
            let room = composition_end - start;
            let spec = SoundSpec {
                path,
                clip: None,
                src: &track.src,
                start,
                room: track_length(track, Some(&fact)).map_or(room, |l| l.min(room)),
                source_start: range.start,
                source_end: range.end,
                looped: track.looped,
                speed: track_speed,
                clock_speed: Rational::ONE,
                volume: &track.volume,
                gain_db: track.gain_db,
                fade_in: track.fade_in.as_ref(),
                fade_out: track.fade_out.as_ref(),
                cross_in: Flicks::ZERO,
                cross_out: Flicks::ZERO,
            };
            self.audio.extend(spec.plan());
        }
    }

    fn empty_trim(&mut self, path: &str, src: &str, range: crate::lengths::SourceRange) {
        self.faults.push(TimelineFault::EmptyTrim {
            path: path.to_owned(),
            src: src.to_owned(),
            start_secs: range.start.as_secs(),
            end_secs: range.end.unwrap_or(range.start).as_secs(),
        });
    }
}

/// Whether a layer is invisible all the time. It may sound all the same.
fn never_visible(common: &LayerCommon) -> bool {
    let transform = &common.transform;
    let faded = transform.opacity.as_constant().is_some_and(|o| *o <= 0.0 || o.is_nan());
    faded || transform.scale.as_constant().is_some_and(|s| s.axes().contains(&0.0))
}
