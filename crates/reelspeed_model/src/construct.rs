//! Short ways to make documents in Rust.

use crate::MissingGlyph;
use crate::effects::Effect;
use crate::{
    Animated, AudioTrack, Clip, Composition, Fit, FrameRate, Geometry, GroupLayer, ImageLayer, Layer, LayerCommon,
    Output, Paint, SequenceItem, SequenceLayer, ShapeLayer, TextLayer, TextOverflow, TextStyle, Transition,
    TransitionKind, Trim, VERSION, Vec2, VideoLayer,
};

impl Composition {
    /// An empty composition at 30 frames per second on black, with a canvas of `width` by `height` pixels.
    ///
    /// ```
    /// use reelspeed_model::{Composition, Layer};
    ///
    /// let mut short = Composition::new(1080, 1920);
    /// short.layers.push(Layer::video("beach.mp4"));
    /// short.layers.push(Layer::text("Hello").with_start(1.0).with_duration(2.5).with_position([540.0, 400.0]));
    /// short.validate()?;
    /// # Ok::<(), reelspeed_model::DocumentErrors>(())
    /// ```
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            version: VERSION,
            width,
            height,
            frame_rate: FrameRate::default(),
            duration: None,
            background: Paint::default(),
            fonts: Vec::new(),
            missing_glyph: MissingGlyph::default(),
            layers: Vec::new(),
            audio: Vec::new(),
            output: Output::default(),
        }
    }
}

impl Layer {
    /// All of a video file, covering the canvas, with its sound.
    pub fn video(src: impl Into<String>) -> Self {
        Self::Video(VideoLayer { common: LayerCommon::default(), clip: Clip::new(src), size: None })
    }

    /// An image in its own size, in the middle.
    pub fn image(src: impl Into<String>) -> Self {
        Self::Image(ImageLayer {
            common: LayerCommon::default(),
            src: src.into(),
            size: None,
            fit: Fit::default(),
            crop: None,
            key: None,
            speed: 1.0,
            looped: true,
        })
    }

    /// A text in the default style, in the middle.
    pub fn text(text: impl Into<String>) -> Self {
        Self::styled_text(text, TextStyle::default())
    }

    /// A text, in the middle.
    pub fn styled_text(text: impl Into<String>, style: TextStyle) -> Self {
        Self::Text(TextLayer {
            common: LayerCommon::default(),
            text: text.into(),
            style,
            max_width: None,
            max_lines: None,
            max_height: None,
            overflow: TextOverflow::default(),
            reveal: 1.0.into(),
        })
    }

    /// A filled shape, in the middle.
    pub fn shape(geometry: Geometry, fill: impl Into<Paint>) -> Self {
        let fill = Some(fill.into());
        Self::Shape(ShapeLayer { common: LayerCommon::default(), geometry, fill, stroke: None, shadow: None })
    }

    /// Layers that move together, on a canvas of the parent's size.
    pub fn group(layers: impl Into<Vec<Self>>) -> Self {
        Self::Group(GroupLayer {
            common: LayerCommon::default(),
            size: None,
            clip: false,
            clip_radius: Animated::Constant(0.0),
            speed: 1.0,
            layers: layers.into(),
        })
    }

    /// Clips one after another.
    pub fn sequence(clips: impl Into<Vec<SequenceItem>>) -> Self {
        Self::Sequence(SequenceLayer { common: LayerCommon::default(), size: None, clips: clips.into() })
    }

    /// What all kinds of layer have, to be changed.
    pub fn common_mut(&mut self) -> &mut LayerCommon {
        match self {
            Self::Video(l) => &mut l.common,
            Self::Image(l) => &mut l.common,
            Self::Text(l) => &mut l.common,
            Self::Shape(l) => &mut l.common,
            Self::Group(l) => &mut l.common,
            Self::Sequence(l) => &mut l.common,
        }
    }

    /// The same with a name.
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.common_mut().id = Some(id.into());
        self
    }

    /// The same, appearing `start` seconds after its parent's start.
    pub fn with_start(mut self, start: f64) -> Self {
        self.common_mut().start = start;
        self
    }

    /// The same, staying for `duration` seconds.
    pub fn with_duration(mut self, duration: f64) -> Self {
        self.common_mut().duration = Some(duration);
        self
    }

    /// The same with its anchor (by default its middle) at `position`, in pixels of the parent.
    pub fn with_position(mut self, position: impl Into<Animated<Vec2>>) -> Self {
        self.common_mut().transform.position = Some(position.into());
        self
    }

    /// The same with `opacity` from 0 to 1.
    pub fn with_opacity(mut self, opacity: impl Into<Animated<f64>>) -> Self {
        self.common_mut().transform.opacity = opacity.into();
        self
    }

    /// The same with one more effect, after those that it has.
    pub fn with_effect(mut self, effect: Effect) -> Self {
        self.common_mut().effects.push(effect);
        self
    }
}

impl Clip {
    /// All of a file at its own speed, with its sound.
    pub fn new(src: impl Into<String>) -> Self {
        Self {
            src: src.into(),
            trim: Trim::default(),
            speed: 1.0,
            looped: false,
            muted: false,
            volume: Animated::Constant(1.0),
            fade_in: None,
            fade_out: None,
            fit: Fit::default(),
            crop: None,
            key: None,
        }
    }
}

impl SequenceItem {
    /// All of a file after a cut.
    pub fn new(src: impl Into<String>) -> Self {
        Self { clip: Clip::new(src), duration: None, effects: Vec::new(), transition: None }
    }

    /// The same, taking over from the clip before within `duration` seconds.
    pub fn with_transition(mut self, kind: TransitionKind, duration: f64) -> Self {
        self.transition = Some(Transition { duration, kind, easing: crate::Easing::default() });
        self
    }
}

impl AudioTrack {
    /// All of a sound file from the beginning of the composition.
    pub fn new(src: impl Into<String>) -> Self {
        Self {
            id: None,
            src: src.into(),
            start: 0.0,
            duration: None,
            trim: Trim::default(),
            looped: false,
            speed: 1.0,
            volume: Animated::Constant(1.0),
            gain_db: 0.0,
            fade_in: None,
            fade_out: None,
        }
    }
}
