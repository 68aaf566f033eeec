use std::borrow::Cow;
use std::ops::Range;

#[cfg(test)]
use parley::BreakReason;
use parley::style::{FontFamily, FontFamilyName, FontStyle, FontWeight, LineHeight, OverflowWrap, TextStyle};
use parley::{Alignment, AlignmentOptions, FontData, Layout, PositionedLayoutItem};
use reelspeed_core::Rect;

use crate::error::TextError;
use crate::fonts::{Contexts, FontLibrary, Stacks};
use crate::glyphs;
use crate::spec::{TextAlign, TextSpec};
use crate::unicode::{self, ParagraphText};

/// How a text stands. Everything is in document pixels from the top-left corner of the layout box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextLayout {
    /// Width of the box: the longest line, with the padding of the box behind the text.
    pub width: f64,
    /// Height of the box: all lines, with the padding.
    pub height: f64,
    /// The lines from top to bottom.
    pub lines: Vec<TextLine>,
    /// What the letters and their outline may touch, without shadow and box; it may stick out of the layout box.
    pub ink: Rect,
    /// Whether lines were cut because of `max_lines`.
    pub truncated: bool,
}

/// One line of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextLine {
    /// Left end of its letters.
    pub x: f64,
    /// Width of its letters, without the space at which it was broken.
    pub width: f64,
    /// Top of the line's box.
    pub top: f64,
    /// Bottom of the line's box.
    pub bottom: f64,
    /// Where its letters stand.
    pub baseline: f64,
    /// Whether its paragraph runs from right to left.
    pub rtl: bool,
}

/// Measures a text.
///
/// # Errors
///
/// [`TextError`] when a number of the spec is out of its range, the text is too long, or there is text and no font.
pub fn layout(fonts: &FontLibrary, spec: &TextSpec) -> Result<TextLayout, TextError> {
    arrange(fonts, spec).map(|arranged| arranged.layout)
}

/// A layout with the glyphs that it consists of.
#[derive(Default)]
pub(crate) struct Arranged {
    pub(crate) layout: TextLayout,
    pub(crate) runs: Vec<GlyphRun>,
    pub(crate) span_parts: Vec<SpanPart>,
}

/// Glyphs of one face on one line.
pub(crate) struct GlyphRun {
    pub(crate) font: FontData,
    /// Size of the em in document pixels.
    pub(crate) size: f32,
    /// Normalised coordinates of a variable font, 2.14 fixed point.
    pub(crate) coords: Vec<i16>,
    /// Whether the letters are to be thickened.
    pub(crate) embolden: bool,
    /// Degrees by which the letters are to be slanted.
    pub(crate) skew_degrees: Option<f32>,
    /// Document pixels from the top of the layout box.
    pub(crate) baseline: f64,
    pub(crate) glyphs: Vec<Glyph>,
    /// Which of the spec's spans it belongs to.
    pub(crate) span: Option<usize>,
}

/// Where a span stands on a line, in document pixels from the top-left corner of the layout box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SpanPart {
    pub(crate) span: usize,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) baseline: f64,
    /// How far its letters reach above and below the baseline.
    pub(crate) ascent: f64,
    pub(crate) descent: f64,
}

/// A glyph and its place: x from the left of the layout box, y from the baseline downwards, in document pixels.
pub(crate) struct Glyph {
    pub(crate) id: u32,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

pub(crate) fn arrange(fonts: &FontLibrary, spec: &TextSpec) -> Result<Arranged, TextError> {
    spec.check()?;
    if spec.text.is_empty() {
        return Ok(Arranged::default());
    }
    if fonts.is_empty() {
        return Err(TextError::NoFonts);
    }
    let stacks = fonts.stacks(&spec.families);
    let fitted = fonts.with_contexts(|contexts| fit(contexts, &stacks, spec));
    let spec = fitted.as_ref().unwrap_or(spec);
    let (paragraphs, truncated) = fonts.with_contexts(|contexts| set(contexts, &stacks, spec));
    let mut arranged = place(&paragraphs, spec);
    arranged.layout.truncated = truncated;
    let ink = glyphs::ink(&arranged.runs, spec.stroke.filter(|stroke| stroke.is_visible()));
    arranged.layout.ink = ink.map_or(Rect::default(), |ink| Rect::new(ink.x0, ink.y0, ink.width(), ink.height()));
    Ok(arranged)
}

/// The spec with what its height leaves of its lines, and with smaller letters where it wants them. `None`: as it is.
fn fit(contexts: &mut Contexts, stacks: &Stacks, spec: &TextSpec) -> Option<TextSpec> {
    if spec.max_height_px.is_none() && !spec.shrink {
        return None;
    }
    let mut fitted = spec.clone();
    if spec.shrink && !has_room(contexts, stacks, spec) {
        // Steps from the smallest size, which is taken where nothing has room, up to the whole one, which has none.
        let (least, whole) = (libm::ceil(spec.size_px / 4.0 * STEPS) as u32, libm::ceil(spec.size_px * STEPS) as u32);
        let (mut fits, mut too_large) = (least, whole.max(least + 1));
        while too_large - fits > 1 {
            let middle = fits.midpoint(too_large);
            fitted.size_px = f64::from(middle) / STEPS;
            if has_room(contexts, stacks, &fitted) {
                fits = middle;
            } else {
                too_large = middle;
            }
        }
        fitted.size_px = f64::from(fits) / STEPS;
    }
    if let Some(height) = spec.max_height_px {
        // A line that is cut off by a rounding only still stands.
        let lines =
            libm::floor(height / (fitted.size_px * fitted.line_height) + 1e-6).clamp(1.0, f64::from(u32::MAX)) as u32;
        fitted.max_lines = Some(fitted.max_lines.map_or(lines, |most| most.min(lines)));
    }
    Some(fitted)
}

/// Steps of sizes that are tried, in a pixel.
const STEPS: f64 = 4.0;

/// Whether all lines have room, and no word had to be broken.
fn has_room(contexts: &mut Contexts, stacks: &Stacks, spec: &TextSpec) -> bool {
    let whole = TextSpec { max_lines: None, spans: Vec::new(), shown_chars: None, ..spec.clone() };
    let (paragraphs, _) = set(contexts, stacks, &whole);
    let lines: usize = paragraphs.iter().map(|paragraph| paragraph.layout.len()).sum();
    let height: f64 = paragraphs.iter().map(|paragraph| f64::from(paragraph.layout.height())).sum();
    let broken = spec.max_width_px.is_some_and(|width| {
        paragraphs.iter().any(|paragraph| f64::from(paragraph.layout.calculate_content_widths().min) > width)
    });
    !broken
        && spec.max_lines.is_none_or(|most| lines <= most as usize)
        && spec.max_height_px.is_none_or(|most| height <= most + 1e-3)
}

/// Shapes and breaks all paragraphs, as many as there are lines for.
fn set(contexts: &mut Contexts, stacks: &Stacks, spec: &TextSpec) -> (Vec<Paragraph>, bool) {
    let mut lines_left = spec.max_lines.map_or(usize::MAX, |lines| lines as usize);
    let marks = marks(spec);
    let texts = unicode::paragraphs(&spec.text, |index| marks.get(index).copied().unwrap_or(0));
    let mut paragraphs = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let paragraph = set_paragraph(contexts, stacks, spec, text.clone());
        let lines = paragraph.layout.len();
        let is_last = index + 1 == texts.len();
        if lines < lines_left || (lines == lines_left && is_last) {
            lines_left -= lines;
            paragraphs.push(paragraph);
            continue;
        }
        paragraphs.push(cut(contexts, stacks, spec, &paragraph, lines_left));
        return (paragraphs, true);
    }
    (paragraphs, false)
}

/// The mark of characters that are not drawn: more than there can be spans.
const HIDDEN: u16 = u16::MAX;

/// For each character the number of its span, counted from 1, or 0, or [`HIDDEN`]. Empty where no character has a mark.
fn marks(spec: &TextSpec) -> Vec<u16> {
    let marked = !spec.spans.is_empty() || spec.shown_chars.is_some();
    let count = if marked { spec.text.chars().count() } else { 0 };
    let mut marks = vec![0; count];
    for (number, span) in (1..).zip(&spec.spans) {
        let end = span.chars.end.min(count);
        if let Some(marks) = marks.get_mut(span.chars.start.min(end)..end) {
            marks.fill(number);
        }
    }
    if let Some(hidden) = spec.shown_chars.and_then(|shown| marks.get_mut(shown.min(count)..)) {
        hidden.fill(HIDDEN);
    }
    marks
}

/// A paragraph, shaped and broken into lines.
struct Paragraph {
    text: String,
    marks: Vec<(usize, u16)>,
    layout: Layout<u16>,
}

/// The paragraph with only its first `lines` lines, the last of them ending in an ellipsis where the spec wants it.
fn cut(contexts: &mut Contexts, stacks: &Stacks, spec: &TextSpec, whole: &Paragraph, lines: usize) -> Paragraph {
    let end = lines.checked_sub(1).and_then(|last| whole.layout.get(last)).map_or(0, |line| line.text_range().end);
    let kept = whole.text.get(..end).unwrap_or(&whole.text).trim_end();
    // A span that begins behind the cut is gone with its letters.
    let marked = |kept: &str, end: &str| ParagraphText {
        text: [kept, end].concat(),
        marks: whole.marks.iter().copied().filter(|(start, _)| *start < kept.len()).collect(),
    };
    if !spec.ellipsis {
        return set_paragraph(contexts, stacks, spec, marked(kept, ""));
    }
    // Only between characters as a reader sees them.
    let mut ends: Vec<usize> = vec![0];
    for run in whole.layout.lines().take(lines).flat_map(|line| line.runs()) {
        ends.extend(run.clusters().map(|cluster| cluster.text_range().end));
    }
    ends.retain(|&end| end <= kept.len() && kept.is_char_boundary(end));
    ends.sort_unstable();
    ends.dedup();
    let shortened = |end: usize| marked(kept.get(..end).unwrap_or("").trim_end(), "…");
    let (mut fits, mut too_long) = (0, ends.len());
    while too_long - fits > 1 {
        let middle = fits.midpoint(too_long);
        if set_paragraph(contexts, stacks, spec, shortened(ends[middle])).layout.len() <= lines {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    set_paragraph(contexts, stacks, spec, shortened(ends[fits]))
}

fn set_paragraph(contexts: &mut Contexts, stacks: &Stacks, spec: &TextSpec, paragraph: ParagraphText) -> Paragraph {
    let ParagraphText { text, marks } = paragraph;
    let runs = style_runs(&text, &marks);
    let mut builder = contexts.layout.style_run_builder(&mut contexts.fonts, &text, 1.0, false);
    let mut styles: Vec<(u16, bool)> = Vec::new();
    // The first style is the paragraph's own; letters and emoji outside of spans are always there, so that spans change no layout.
    for (mark, emoji) in [(0, false), (0, true)].into_iter().chain(runs.iter().map(|run| run.1)) {
        if styles.contains(&(mark, emoji)) {
            continue;
        }
        styles.push((mark, emoji));
        let stack = if emoji { &stacks.emoji } else { &stacks.letters };
        let names: Vec<FontFamilyName<'_>> =
            stack.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name.as_str()))).collect();
        builder.push_style(TextStyle {
            font_family: FontFamily::List(Cow::Owned(names)),
            font_size: spec.size_px as f32,
            font_style: if spec.italic { FontStyle::Italic } else { FontStyle::Normal },
            font_weight: FontWeight::new(f32::from(spec.weight)),
            line_height: LineHeight::FontSizeRelative(spec.line_height as f32),
            letter_spacing: spec.letter_spacing_px as f32,
            overflow_wrap: OverflowWrap::BreakWord,
            // What belongs to a span differs in nothing that shaping looks at.
            brush: mark,
            ..TextStyle::default()
        });
    }
    for (range, style) in runs {
        let index = styles.iter().position(|known| *known == style).unwrap_or(0);
        builder.push_style_run(u16::try_from(index).unwrap_or(0), range);
    }
    let mut layout = builder.build(&text);
    layout.break_all_lines(spec.max_width_px.map(|width| width as f32));
    let alignment = if spec.align == TextAlign::Justify { Alignment::Justify } else { Alignment::Start };
    layout.align(alignment, AlignmentOptions::default());
    Paragraph { text, marks, layout }
}

/// Where lines may or must break in a paragraph: byte offsets of what would begin the next line. For tests.
#[cfg(test)]
pub(crate) fn break_opportunities(fonts: &FontLibrary, text: &str) -> Vec<usize> {
    let stacks = fonts.stacks(&[]);
    let paragraph = ParagraphText { text: text.to_owned(), marks: Vec::new() };
    // So narrow that a line ends after every cluster: where it had no right to, that is an emergency. Every cluster has some width.
    let spec = TextSpec { letter_spacing_px: 50.0, max_width_px: Some(1.0), ..TextSpec::default() };
    let Paragraph { layout, .. } = fonts.with_contexts(|contexts| set_paragraph(contexts, &stacks, &spec, paragraph));
    let ended =
        layout.lines().filter(|line| matches!(line.break_reason(), BreakReason::Regular | BreakReason::Explicit));
    let mut found: Vec<usize> = ended.map(|line| line.text_range().end).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Stretches of a text with the span that they belong to, and whether they are emoji.
fn style_runs(text: &str, marks: &[(usize, u16)]) -> Vec<(Range<usize>, (u16, bool))> {
    let mut runs = Vec::new();
    let mut marks = marks.iter().copied().peekable();
    let mut mark = 0;
    for (range, emoji) in unicode::emoji_runs(text) {
        let mut from = range.start;
        while from < range.end {
            while let Some((_, next)) = marks.next_if(|&(start, _)| start <= from) {
                mark = next;
            }
            let to = marks.peek().map_or(range.end, |&(start, _)| start.min(range.end));
            runs.push((from..to, (mark, emoji)));
            from = to;
        }
    }
    runs
}

/// Puts paragraphs under each other and lines where the alignment wants them.
fn place(paragraphs: &[Paragraph], spec: &TextSpec) -> Arranged {
    let padding = spec.text_box.as_ref().map_or((0.0, 0.0), |text_box| (text_box.padding_x_px, text_box.padding_y_px));
    let wrapped = paragraphs.iter().any(|paragraph| paragraph.layout.len() > 1);
    let justified = spec.max_width_px.filter(|_| spec.align == TextAlign::Justify && wrapped);
    let content_width = justified.unwrap_or_else(|| {
        let lines = paragraphs.iter().flat_map(|paragraph| paragraph.layout.lines().map(move |line| (paragraph, line)));
        lines.map(|(paragraph, line)| visible_width(&line, gap_of_break(&line, paragraph).as_ref())).fold(0.0, f64::max)
    });
    let mut arranged = Arranged::default();
    let mut top = padding.1;
    for paragraph in paragraphs {
        let rtl = paragraph.layout.is_rtl();
        for line in paragraph.layout.lines() {
            let metrics = line.metrics();
            let gap = gap_of_break(&line, paragraph);
            let width = visible_width(&line, gap.as_ref());
            // A right-to-left line has the space at which it was broken on its left.
            let space = f64::from(metrics.hanging_advance) + gap.as_ref().map_or(0.0, |gap| gap.width);
            let own_left = f64::from(metrics.offset) + if rtl { space } else { 0.0 };
            let left = match (spec.align, rtl) {
                _ if justified.is_some() => own_left,
                (TextAlign::Center, _) => (content_width - width) / 2.0,
                (TextAlign::Left, _) | (TextAlign::Start | TextAlign::Justify, false) | (TextAlign::End, true) => 0.0,
                (TextAlign::Right, _) | (TextAlign::Start | TextAlign::Justify, true) | (TextAlign::End, false) => {
                    content_width - width
                }
            };
            let dx = padding.0 + left - own_left;
            let baseline = top + f64::from(metrics.baseline);
            arranged.layout.lines.push(TextLine {
                x: padding.0 + left,
                width,
                top: top + f64::from(metrics.block_min_coord),
                bottom: top + f64::from(metrics.block_max_coord),
                baseline,
                rtl,
            });
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item
                    && run.style().brush != HIDDEN
                {
                    arranged.runs.extend(take_run(&run, dx, baseline, gap.as_ref()));
                    take_span(&mut arranged.span_parts, &run, dx, baseline, gap.as_ref());
                }
            }
        }
        top += f64::from(paragraph.layout.height());
    }
    arranged.layout.width = content_width + 2.0 * padding.0;
    arranged.layout.height = top + padding.1;
    arranged
}

/// The width of a line's letters, without the space at its end.
fn visible_width(line: &parley::Line<'_, u16>, gap: Option<&Gap>) -> f64 {
    let metrics = line.metrics();
    let space = f64::from(metrics.hanging_advance) + gap.map_or(0.0, |gap| gap.width);
    (f64::from(metrics.advance) - space).max(0.0)
}

/// The space at which a line was broken, where it stands between letters.
struct Gap {
    /// Its middle, in the line's own coordinates.
    middle: f64,
    /// Its width.
    width: f64,
    rtl: bool,
}

impl Gap {
    /// Letters beyond the gap close it, towards the start of the line.
    fn closed(&self, x: f64) -> f64 {
        match self.rtl {
            true if x < self.middle => x + self.width,
            false if x > self.middle => x - self.width,
            _ => x,
        }
    }
}

/// Finds the space at the end of a line when it stands in the middle: that is where the line ends in a stretch of the other
/// direction, since the layout does not give the space the paragraph's direction (rule L1 of UAX #9).
fn gap_of_break(line: &parley::Line<'_, u16>, paragraph: &Paragraph) -> Option<Gap> {
    let rtl = paragraph.layout.is_rtl();
    let range = line.text_range();
    let text = paragraph.text.get(range.clone())?;
    let end_of_letters = range.start + text.trim_end().len();
    let metrics = line.metrics();
    if end_of_letters == range.start || end_of_letters == range.end || metrics.hanging_advance > 0.0 {
        return None;
    }
    let mut x = f64::from(metrics.offset);
    let mut gap: Option<Gap> = None;
    for run in line.runs() {
        for cluster in run.visual_clusters() {
            let advance = f64::from(cluster.advance());
            if cluster.text_range().start >= end_of_letters && cluster.is_rtl() != rtl {
                let gap = gap.get_or_insert(Gap { middle: x, width: 0.0, rtl });
                gap.middle += advance / 2.0;
                gap.width += advance;
            }
            x += advance;
        }
    }
    gap
}

/// Notes where the run's span stands on the line, if it belongs to one.
fn take_span(parts: &mut Vec<SpanPart>, run: &parley::GlyphRun<'_, u16>, dx: f64, baseline: f64, gap: Option<&Gap>) {
    let Some(span) = usize::from(run.style().brush).checked_sub(1) else { return };
    let start = f64::from(run.offset());
    let end = start + f64::from(run.advance());
    let shift = gap.map_or(0.0, |gap| gap.closed(f64::midpoint(start, end)) - f64::midpoint(start, end));
    let (left, right) = (dx + start + shift, dx + end + shift);
    // As far above capitals as descenders reach below: so letters stand in the middle of a box.
    let metrics = run.run().font_metrics();
    let descent = f64::from(metrics.descent);
    let ascent = metrics.cap_height.map_or(f64::from(metrics.ascent), |height| f64::from(height) + descent);
    match parts.last_mut().filter(|part| part.span == span && part.baseline == baseline) {
        // A change of font or direction does not cut the box.
        Some(part) => {
            (part.left, part.right) = (part.left.min(left), part.right.max(right));
            (part.ascent, part.descent) = (part.ascent.max(ascent), part.descent.max(descent));
        }
        None => {
            parts.push(SpanPart { span, left, right, baseline, ascent, descent });
        }
    }
}

fn take_run(run: &parley::GlyphRun<'_, u16>, dx: f64, baseline: f64, gap: Option<&Gap>) -> Option<GlyphRun> {
    let own_baseline = run.baseline();
    let closed = |x: f64| gap.map_or(x, |gap| gap.closed(x));
    let placed = run.positioned_glyphs().map(|glyph| Glyph {
        id: glyph.id,
        x: dx + closed(f64::from(glyph.x)),
        y: f64::from(glyph.y - own_baseline),
    });
    let glyphs: Vec<Glyph> = placed.filter(|glyph| glyph.x.is_finite() && glyph.y.is_finite()).collect();
    let face = run.run();
    let synthesis = face.synthesis();
    (!glyphs.is_empty()).then(|| GlyphRun {
        font: face.font().clone(),
        size: face.font_size(),
        coords: face.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
        embolden: synthesis.embolden(),
        skew_degrees: synthesis.skew(),
        baseline,
        glyphs,
        span: usize::from(run.style().brush).checked_sub(1),
    })
}
