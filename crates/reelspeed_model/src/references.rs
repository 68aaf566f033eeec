//! Finds what a composition refers to, with the JSON path of each place.

use crate::{Composition, Layer, TextStyle};

/// What a file is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// Moving pictures; in a sequence a still image will do as well.
    Video,
    /// A still or animated image.
    Image,
    /// Sound.
    Audio,
    /// A font.
    Font,
}

impl MediaKind {
    /// What a place that wants such a file asks for, in words.
    pub const fn wanted(self) -> &'static str {
        match self {
            Self::Video => "a video",
            Self::Image => "an image (PNG, JPEG, WebP or GIF)",
            Self::Audio => "a file with sound",
            Self::Font => "a TTF, OTF or TTC font",
        }
    }
}

/// A place in a composition that names a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MediaReference<'a> {
    /// Where the name stands, such as `layers[0].src`.
    pub path: String,
    /// The name as it is written.
    pub src: &'a str,
    /// What the file is used for.
    pub kind: MediaKind,
}

/// A text in a composition.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TextReference<'a> {
    /// Where its layer stands, such as `layers[1]`; the text itself is at `layers[1].text`.
    pub path: String,
    /// The text.
    pub text: &'a str,
    /// How it looks.
    pub style: &'a TextStyle,
}

impl Composition {
    /// Every place that names a file, in the order of the document: fonts, layers (groups and sequences included), audio.
    pub fn media_references(&self) -> Vec<MediaReference<'_>> {
        let mut found = Vec::new();
        let mut add = |path: String, src, kind| found.push(MediaReference { path: format!("{path}.src"), src, kind });
        for (i, font) in self.fonts.iter().enumerate() {
            add(format!("fonts[{i}]"), font.src.as_str(), MediaKind::Font);
        }
        for_each_layer(&self.layers, "layers", &mut |path, layer| match layer {
            Layer::Video(l) => add(path.to_owned(), l.clip.src.as_str(), MediaKind::Video),
            Layer::Image(l) => add(path.to_owned(), l.src.as_str(), MediaKind::Image),
            Layer::Sequence(l) => {
                for (i, item) in l.clips.iter().enumerate() {
                    add(format!("{path}.clips[{i}]"), item.clip.src.as_str(), MediaKind::Video);
                }
            }
            Layer::Text(_) | Layer::Shape(_) | Layer::Group(_) => {}
        });
        for (i, track) in self.audio.iter().enumerate() {
            add(format!("audio[{i}]"), track.src.as_str(), MediaKind::Audio);
        }
        found
    }

    /// Every text, in the order of the document.
    pub fn text_references(&self) -> Vec<TextReference<'_>> {
        let mut found = Vec::new();
        for_each_layer(&self.layers, "layers", &mut |path, layer| {
            if let Layer::Text(l) = layer {
                found.push(TextReference { path: path.to_owned(), text: &l.text, style: &l.style });
            }
        });
        found
    }

    /// Every layer with its path, parents before their children.
    pub fn for_each_layer<'a>(&'a self, mut f: impl FnMut(&str, &'a Layer)) {
        for_each_layer(&self.layers, "layers", &mut f);
    }
}

fn for_each_layer<'a>(layers: &'a [Layer], path: &str, f: &mut dyn FnMut(&str, &'a Layer)) {
    for (i, layer) in layers.iter().enumerate() {
        let path = format!("{path}[{i}]");
        f(&path, layer);
        if let Layer::Group(group) = layer {
            for_each_layer(&group.layers, &format!("{path}.layers"), f);
        }
    }
}
