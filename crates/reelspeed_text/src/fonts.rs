use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use parley::fontique::{Blob, CharmapIndex, Collection, CollectionOptions, FontInfo, FontInfoOverride, SourceCache};
use parley::style::FontStyle;
use parley::{FontContext, LayoutContext};
use skrifa::raw::{FileRef, ReadError, TableProvider, types::Tag};
use skrifa::{FontRef, MetadataProvider};

use crate::error::FontError;
use crate::unicode;

/// The fonts that texts are drawn with: only what was added, never the system's.
///
/// A clone shares the fonts and costs one reference count, so that each thread can hold one.
///
/// # Examples
///
/// ```
/// use reelspeed_text::{FontLibrary, TextSpec, layout};
///
/// let mut fonts = FontLibrary::new();
/// fonts.add(dejavu::sans::regular(), None)?;
/// assert_eq!(fonts.families(), ["DejaVu Sans"]);
/// let layout = layout(&fonts, &TextSpec { max_width_px: Some(300.0), ..TextSpec::new("A line that is broken") })?;
/// assert_eq!(layout.lines.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct FontLibrary {
    inner: Arc<Inner>,
}

/// A face that was added to a [`FontLibrary`].
#[derive(Clone, Debug, PartialEq)]
pub struct FontFace {
    /// Family under which specs find it.
    pub family: String,
    /// Lightest weight that it draws by itself, 1 to 1000.
    pub min_weight: u16,
    /// Heaviest weight that it draws by itself; larger than `min_weight` for a variable font.
    pub max_weight: u16,
    /// Whether it is italic or oblique.
    pub italic: bool,
    /// Whether it holds pictures instead of letters, that is colour emoji.
    pub emoji: bool,
    /// Glyphs in the face.
    pub glyphs: u32,
    /// Index of the face in its file; 0 unless the file is a collection.
    pub index: u32,
}

/// A character that no font of a library can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// Its first place in the text, in bytes.
    pub byte_offset: usize,
}

impl FontLibrary {
    /// Largest font file: 256 MiB.
    pub const MAX_FONT_BYTES: usize = 256 << 20;
    /// Most faces in one library.
    pub const MAX_FACES: usize = 512;

    /// A library without fonts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds all faces of a TrueType or OpenType file or collection and tells what they are. Families fall back on each
    /// other in the order of their first addition. `family` renames the font; default: the font's own name.
    ///
    /// # Errors
    ///
    /// [`FontError`] when the bytes are not a usable font; the library is unchanged then.
    pub fn add(
        &mut self,
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
        family: Option<&str>,
    ) -> Result<Vec<FontFace>, FontError> {
        let blob = Blob::new(Arc::new(bytes));
        let checked = check(blob.as_ref())?;
        let faces = self.inner.faces.len() + checked.len();
        if faces > Self::MAX_FACES {
            return Err(FontError::TooManyFaces { faces, max_faces: Self::MAX_FACES });
        }
        let mut collection = self.inner.collection.clone();
        let rename = FontInfoOverride { family_name: family, ..Default::default() };
        let registered = collection.register_fonts(blob.clone(), Some(rename));
        let mut added = Vec::new();
        for (family_id, infos) in &registered {
            let Some(name) = collection.family_name(*family_id).map(str::to_owned) else { continue };
            for info in infos {
                let Some(check) = checked.iter().find(|check| check.index == info.index()) else { continue };
                added.push(Face {
                    public: describe(name.clone(), info, check),
                    blob: blob.clone(),
                    charmap: info.charmap_index(),
                });
            }
        }
        added.sort_by_key(|face| face.public.index);
        for check in &checked {
            if !added.iter().any(|face| face.public.index == check.index) {
                return Err(FontError::NoFamilyName { face: check.index });
            }
        }
        let described = added.iter().map(|face| face.public.clone()).collect();
        let inner = Arc::make_mut(&mut self.inner);
        inner.collection = collection;
        for face in added {
            let emoji = face.public.emoji;
            match inner.families.iter_mut().find(|known| known.name == face.public.family) {
                Some(known) => known.emoji &= emoji,
                None => inner.families.push(Family { name: face.public.family.clone(), emoji }),
            }
            inner.faces.push(face);
        }
        Ok(described)
    }

    /// The families, in the order in which they fall back on each other.
    pub fn families(&self) -> Vec<&str> {
        self.inner.families.iter().map(|family| family.name.as_str()).collect()
    }

    /// All faces, in the order in which they were added.
    pub fn faces(&self) -> impl Iterator<Item = &FontFace> {
        self.inner.faces.iter().map(|face| &face.public)
    }

    /// Bytes of all font files together; each file counts once.
    pub fn bytes(&self) -> u64 {
        let mut seen: Vec<u64> = Vec::new();
        let mut bytes = 0;
        for face in &self.inner.faces {
            if !seen.contains(&face.blob.id()) {
                seen.push(face.blob.id());
                bytes += face.blob.as_ref().len() as u64;
            }
        }
        bytes
    }

    /// Whether a family of this name was added; case does not matter.
    pub fn has_family(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.inner.families.iter().any(|family| family.name.to_lowercase() == name)
    }

    /// Whether it holds no font.
    pub fn is_empty(&self) -> bool {
        self.inner.faces.is_empty()
    }

    /// The characters of `text` that no font of the library can draw, each once, in the order of their first appearance.
    /// Characters that are not drawn (spaces, controls, joiners, variation selectors) are never missing.
    pub fn missing_glyphs(&self, text: &str) -> Vec<MissingGlyph> {
        let mut seen = std::collections::HashSet::new();
        let mut missing = Vec::new();
        for (byte_offset, character) in text.char_indices() {
            if character.is_whitespace() || unicode::is_invisible(character) || !seen.insert(character) {
                continue;
            }
            if !self.inner.faces.iter().any(|face| face.covers(character)) {
                missing.push(MissingGlyph { character, byte_offset });
            }
        }
        missing
    }

    /// Family names for letters and for emoji, best first, each with everything that the library has.
    pub(crate) fn stacks(&self, wanted: &[String]) -> Stacks {
        let mut ordered: Vec<&Family> = Vec::new();
        for name in wanted {
            let name = name.to_lowercase();
            if let Some(family) = self.inner.families.iter().find(|family| family.name.to_lowercase() == name)
                && !ordered.iter().any(|known| known.name == family.name)
            {
                ordered.push(family);
            }
        }
        for family in &self.inner.families {
            if !ordered.iter().any(|known| known.name == family.name) {
                ordered.push(family);
            }
        }
        let of =
            |emoji: bool| ordered.iter().filter(move |family| family.emoji == emoji).map(|family| family.name.clone());
        // Emoji fonts hold digits too: they come last for letters, even where a spec names them first.
        Stacks { letters: of(false).chain(of(true)).collect(), emoji: of(true).chain(of(false)).collect() }
    }

    /// Runs `work` with contexts that keep what shaping learned about the fonts in earlier calls.
    pub(crate) fn with_contexts<T>(&self, work: impl FnOnce(&mut Contexts) -> T) -> T {
        let pooled = self.inner.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut contexts = pooled.unwrap_or_else(|| Contexts {
            fonts: FontContext { collection: self.inner.collection.clone(), source_cache: SourceCache::default() },
            layout: LayoutContext::new(),
        });
        let result = work(&mut contexts);
        self.inner.pool.lock().unwrap_or_else(PoisonError::into_inner).push(contexts);
        result
    }
}

impl fmt::Debug for FontLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontLibrary").field("families", &self.families()).finish_non_exhaustive()
    }
}

/// Font stacks of one spec.
pub(crate) struct Stacks {
    pub(crate) letters: Vec<String>,
    pub(crate) emoji: Vec<String>,
}

/// What shaping works with.
pub(crate) struct Contexts {
    pub(crate) fonts: FontContext,
    pub(crate) layout: LayoutContext<u16>,
}

struct Inner {
    faces: Vec<Face>,
    families: Vec<Family>,
    collection: Collection,
    /// Contexts not in use; at most as many as threads once worked at the same time.
    pool: Mutex<Vec<Contexts>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            faces: Vec::new(),
            families: Vec::new(),
            collection: Collection::new(CollectionOptions { shared: false, system_fonts: false }),
            pool: Mutex::default(),
        }
    }
}

impl Clone for Inner {
    /// The pool stays behind: its contexts know the old set of fonts.
    fn clone(&self) -> Self {
        Self {
            faces: self.faces.clone(),
            families: self.families.clone(),
            collection: self.collection.clone(),
            pool: Mutex::default(),
        }
    }
}

#[derive(Clone)]
struct Family {
    name: String,
    emoji: bool,
}

#[derive(Clone)]
struct Face {
    public: FontFace,
    blob: Blob<u8>,
    charmap: CharmapIndex,
}

impl Face {
    fn covers(&self, character: char) -> bool {
        let charmap = self.charmap.charmap(self.blob.as_ref());
        charmap.and_then(|charmap| charmap.map(character)).is_some_and(|glyph| glyph != 0)
    }
}

/// What [`check`] found out about a face.
struct Checked {
    index: u32,
    glyphs: u32,
    emoji: bool,
}

/// Looks into all faces of a file for what later steps rely on.
fn check(bytes: &[u8]) -> Result<Vec<Checked>, FontError> {
    if bytes.len() > FontLibrary::MAX_FONT_BYTES {
        return Err(FontError::TooLarge { bytes: bytes.len(), max_bytes: FontLibrary::MAX_FONT_BYTES });
    }
    match bytes.get(..4) {
        Some(b"wOFF") => return Err(FontError::Compressed { format: "WOFF" }),
        Some(b"wOF2") => return Err(FontError::Compressed { format: "WOFF2" }),
        _ => {}
    }
    match FileRef::new(bytes).map_err(|_| FontError::NotAFont)? {
        FileRef::Font(font) => Ok(vec![check_face(&font, 0)?]),
        FileRef::Collection(collection) => {
            let faces = collection.len();
            if faces as usize > FontLibrary::MAX_FACES {
                return Err(FontError::TooManyFaces { faces: faces as usize, max_faces: FontLibrary::MAX_FACES });
            }
            let checked =
                (0..faces).map(|index| check_face(&collection.get(index).map_err(|_| FontError::NotAFont)?, index));
            checked.collect()
        }
    }
}

fn check_face(font: &FontRef<'_>, face: u32) -> Result<Checked, FontError> {
    fn need<T>(found: Result<T, ReadError>, face: u32, table: &'static str) -> Result<T, FontError> {
        found.map_err(|_| FontError::BrokenTable { face, table })
    }
    let head = need(font.head(), face, "head")?;
    if !(16..=16_384).contains(&head.units_per_em()) {
        return Err(FontError::BrokenTable { face, table: "head" });
    }
    let glyphs = u32::from(need(font.maxp(), face, "maxp")?.num_glyphs());
    need(font.hhea(), face, "hhea")?;
    need(font.cmap(), face, "cmap")?;
    font.name().map_err(|_| FontError::NoFamilyName { face })?;
    let has = |table: &[u8; 4]| font.table_data(Tag::new(table)).is_some();
    let pictures = [b"COLR", b"CBDT", b"sbix"].into_iter().any(has);
    let outlines = [b"glyf", b"CFF ", b"CFF2"].into_iter().any(has);
    if !pictures && !outlines {
        return Err(FontError::BrokenTable { face, table: "glyf" });
    }
    // A coloured display face has letters; it is a text face, to be taken where it is asked for.
    let emoji = pictures && font.charmap().map('a').is_none();
    Ok(Checked { index: face, glyphs, emoji })
}

fn describe(family: String, info: &FontInfo, check: &Checked) -> FontFace {
    let weight = |value: f32| value.clamp(1.0, 1000.0) as u16;
    let own = weight(info.weight().value());
    let axis = info.axes().iter().find(|axis| axis.tag == Tag::new(b"wght"));
    let (min_weight, max_weight) = axis.map_or((own, own), |axis| (weight(axis.min), weight(axis.max)));
    FontFace {
        family,
        min_weight,
        max_weight,
        italic: info.style() != FontStyle::Normal,
        emoji: check.emoji,
        glyphs: check.glyphs,
        index: check.index,
    }
}
