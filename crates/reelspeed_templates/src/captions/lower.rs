use reelspeed_core::Rational;
use reelspeed_model::request::{CaptionCue, CaptionPosition, CaptionPreset, CaptionStyle, CaptionWord, Captions};
use reelspeed_model::{
    Animated, Color, Composition, Easing, EasingName, Keyframe, Keyframes, Layer, LayerCommon, Scale, Shadow, SpanBox,
    Stroke, TextLayer, TextOverflow, TextSpan, TextStyle, Transform,
};

use super::emphasis::Emphasis;
use super::paging::{Page, PageWord, pages};
use super::text::columns;

/// Width of a bold letter in ems, on average over a line, and of a bold capital. Words alone have no narrow spaces.
const LETTER_EMS: f64 = 0.6;
const CAPITAL_EMS: f64 = 0.7;
const WORD_FACTOR: f64 = 1.13;
/// A word that stands alone may pass the safe area up to this share of the canvas's width before it is broken.
const WIDEST_WORD: f64 = 0.98;
const YELLOW: Color = Color(reelspeed_core::Rgba8 { r: 0xff, g: 0xe0, b: 0x1a, a: 255 });

/// Captions as text layers for `canvas`, whose size and frame rate they are made for.
///
/// A page is one layer; where a word is emphasised, one layer for each word, with the same layout: nothing but colours changes
/// from one to the next. Layers begin and end on frames, so that there is neither a gap nor a frame with both. Words that no frame
/// falls into are left out, but not from their page.
///
/// A composition has at most 10,000 layers: about an hour of speech with emphasised words.
pub fn layers(captions: &Captions, style: &CaptionStyle, canvas: &Composition) -> Vec<Layer> {
    let pages = styled_pages(captions, style);
    let look = Look::new(style, canvas, &pages);
    pages.iter().flat_map(|page| look.page(page)).collect()
}

/// What [`layers`] shows, as captions: a cue for each page, with its lines and words as they stand there. For subtitle files of what was
/// burned in.
pub fn burned_in(captions: &Captions, style: &CaptionStyle) -> Captions {
    let cue = |page: &Page| {
        let (start, end) = (page.start, page.end);
        let word = |word: &PageWord| {
            let from = word.start.clamp(start, end);
            CaptionWord { text: word.text.clone(), start: from, end: word.end.clamp(from, end) }
        };
        let words = page.words().map(word).collect();
        CaptionCue { start, end, text: text_of(page).0, words, speaker: page.speaker.clone() }
    };
    Captions { cues: styled_pages(captions, style).iter().map(cue).collect() }
}

/// The pages that a style shows.
fn styled_pages(captions: &Captions, style: &CaptionStyle) -> Vec<Page> {
    let mut paging = style.paging.clone();
    if style.preset == CaptionPreset::OneWord {
        (paging.max_words_per_line, paging.max_lines, paging.min_duration) = (1, 1, 0.0);
    }
    let mut pages = pages(captions, &paging);
    let mut emphasis = style.emphasis.as_ref().map(Emphasis::new);
    for word in pages.iter_mut().flat_map(|page| page.lines.iter_mut().flatten()) {
        // Before capitals are made of all words, since capitals are what may stand out.
        word.emphasis = emphasis.as_mut().and_then(|emphasis| emphasis.color(&word.text));
        if style.uppercase {
            word.text = word.text.to_uppercase();
        }
    }
    pages
}

/// A style in pixels.
struct Look<'a> {
    style: &'a CaptionStyle,
    text: TextStyle,
    size: f64,
    max_width: f64,
    position: [f64; 2],
    anchor: [f64; 2],
    frame_rate: Rational,
}

impl<'a> Look<'a> {
    fn new(style: &'a CaptionStyle, canvas: &Composition, pages: &[Page]) -> Self {
        let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
        let [above, side, below] = style.safe_area.insets();
        let max_width = (width * (1.0 - 2.0 * side) * style.max_width).max(1.0);
        let one_word = style.preset == CaptionPreset::OneWord;
        let size = style.font_size.unwrap_or_else(|| default_size(style, pages, max_width, width.min(height)));
        let (top, bottom) = (height * above, height * (1.0 - below));
        let (y, anchor) = match (style.y, style.position) {
            (Some(y), _) => (height * y, 0.5),
            (None, CaptionPosition::Top) => (top, 0.0),
            (None, CaptionPosition::Center) => (f64::midpoint(top, bottom), 0.5),
            (None, CaptionPosition::Bottom) => (bottom, 1.0),
        };
        Self {
            style,
            text: text_style(style, size),
            size,
            max_width: if one_word { max_width.max(width * WIDEST_WORD) } else { max_width },
            position: [width / 2.0, libm::round(y)],
            anchor: [0.5, anchor],
            frame_rate: canvas.frame_rate.to_rational(),
        }
    }

    /// The frame nearest to a time.
    fn frame(&self, secs: f64) -> i64 {
        libm::round(secs * self.frame_rate.num as f64 / self.frame_rate.den as f64) as i64
    }

    fn secs(&self, frame: i64) -> f64 {
        frame as f64 * self.frame_rate.den as f64 / (self.frame_rate.num as f64).max(1.0)
    }

    /// The layers of a page.
    fn page(&self, page: &Page) -> Vec<Layer> {
        let (text, ranges) = text_of(page);
        let loud = |(word, &(start, end)): (&PageWord, &(u32, u32))| {
            word.emphasis.map(|color| TextSpan { start, end, color: Some(color), span_box: None })
        };
        let loud: Vec<TextSpan> = page.words().zip(&ranges).filter_map(loud).collect();
        let (start, end) = (self.frame(page.start), self.frame(page.end));
        if !self.emphasises() {
            return self.layer(&text, &loud, None, start, end, start).into_iter().collect();
        }
        // A word stands out until the next one begins.
        let starts: Vec<i64> = page.words().map(|word| self.frame(word.start).clamp(start, end)).collect();
        let mut layers = Vec::with_capacity(ranges.len());
        for (i, range) in ranges.iter().enumerate() {
            let from = if i == 0 { start } else { starts[i] };
            let to = starts.get(i + 1).copied().unwrap_or(end);
            layers.extend(self.layer(&text, &loud, Some(self.span(*range)), from, to, start));
        }
        layers
    }

    /// Whether the word that is being spoken looks different.
    fn emphasises(&self) -> bool {
        let preset = self.style.preset;
        matches!(preset, CaptionPreset::Karaoke | CaptionPreset::Box)
            || (self.style.active_color.is_some() && preset != CaptionPreset::OneWord)
    }

    fn span(&self, (start, end): (u32, u32)) -> TextSpan {
        let own = self.style.active_color;
        let is_box = self.style.preset == CaptionPreset::Box;
        TextSpan {
            start,
            end,
            color: if self.style.preset == CaptionPreset::Karaoke { own.or(Some(YELLOW)) } else { own },
            span_box: is_box.then_some(SpanBox {
                fill: self.style.box_color,
                padding: [0.16 * self.size, 0.04 * self.size],
                radius: 0.18 * self.size,
            }),
        }
    }

    /// The page from one frame to another; `None` where there is no frame between them.
    fn layer(
        &self,
        text: &str,
        loud: &[TextSpan],
        span: Option<TextSpan>,
        from: i64,
        to: i64,
        page_start: i64,
    ) -> Option<Layer> {
        if to <= from {
            return None;
        }
        let mut style = self.text.clone();
        style.spans.extend(loud.iter().cloned().chain(span));
        let start = self.secs(from);
        let mut transform =
            Transform { position: Some(self.position.into()), anchor: self.anchor.into(), ..Transform::default() };
        self.animate(&mut transform, self.secs(page_start) - start);
        let duration = Some(self.secs(to) - start);
        let common = LayerCommon { start, duration, transform, ..LayerCommon::default() };
        Some(Layer::Text(TextLayer {
            common,
            text: text.to_owned(),
            style,
            max_width: Some(self.max_width.into()),
            max_lines: None,
            max_height: None,
            overflow: TextOverflow::default(),
            reveal: 1.0.into(),
        }))
    }

    /// Lets a page pop in; its time is counted from `origin`, seconds after the layer's start.
    fn animate(&self, transform: &mut Transform, origin: f64) {
        let (from, secs) = match self.style.preset {
            CaptionPreset::Pop => (0.6, 0.24),
            CaptionPreset::OneWord => (0.75, 0.16),
            _ => return,
        };
        let key =
            |time: f64, value: f64, easing| Keyframe { time: origin + time, value: Scale::Uniform(value), easing };
        let back = Easing::Named(EasingName::EaseOutBack);
        let keyframes = vec![key(0.0, from, back), key(secs, 1.0, Easing::default())];
        transform.scale = Animated::Keyframes(Keyframes { keyframes });
    }
}

/// As large as the longest line allows, in whole pixels.
fn default_size(style: &CaptionStyle, pages: &[Page], max_width: f64, shorter_side: f64) -> f64 {
    let width_of = |line: &Vec<_>| line_columns(line);
    let longest = pages.iter().flat_map(|page| &page.lines).map(width_of).max().unwrap_or(0);
    let one_word = style.preset == CaptionPreset::OneWord;
    // Where lines are short by chance, the letters shall not be larger than elsewhere.
    let longest = if one_word { longest } else { longest.max(style.paging.max_chars_per_line as usize) };
    let letter = if style.uppercase { CAPITAL_EMS } else { LETTER_EMS } * if one_word { WORD_FACTOR } else { 1.0 };
    let cap = shorter_side * if one_word { 0.15 } else { 0.09 };
    libm::floor((max_width / (longest.max(1) as f64 * letter)).min(cap)).clamp(1.0, 2000.0)
}

fn line_columns(line: &[PageWord]) -> usize {
    let spaces = line.iter().skip(1).filter(|word| !word.glued).count();
    line.iter().map(|word| columns(&word.text)).sum::<usize>() + spaces
}

fn text_style(style: &CaptionStyle, size: f64) -> TextStyle {
    let tenth = |share: f64| libm::round(size * share * 10.0) / 10.0;
    let stroke = style.stroke.clone().unwrap_or(Stroke { color: Color::BLACK, width: tenth(0.14).into() });
    let shadow = style.shadow.clone().unwrap_or(Shadow {
        color: Color(reelspeed_core::Rgba8 { r: 0, g: 0, b: 0, a: 153 }),
        offset: [0.0, tenth(0.05)].into(),
        blur: tenth(0.1).into(),
    });
    TextStyle {
        font_family: style.font_family.clone(),
        font_size: size.into(),
        font_weight: style.font_weight,
        color: style.color.into(),
        line_height: style.line_height.into(),
        stroke: Some(stroke).filter(|stroke| stroke.width != Animated::Constant(0.0)),
        shadow: Some(shadow).filter(|shadow| shadow.color.0.a > 0),
        ..TextStyle::default()
    }
}

/// A page's text, and where each word stands in it, in characters.
fn text_of(page: &Page) -> (String, Vec<(u32, u32)>) {
    let mut text = String::new();
    let mut ranges = Vec::new();
    let mut at: u32 = 0;
    for (i, line) in page.lines.iter().enumerate() {
        for (j, word) in line.iter().enumerate() {
            let mark = if j > 0 { (!word.glued).then_some(' ') } else { (i > 0).then_some('\n') };
            if let Some(mark) = mark {
                text.push(mark);
                at += 1;
            }
            text.push_str(&word.text);
            let length = u32::try_from(word.text.chars().count()).unwrap_or(u32::MAX);
            ranges.push((at, at.saturating_add(length)));
            at = at.saturating_add(length);
        }
    }
    (text, ranges)
}
