use reelspeed_core::Rgba8;
use reelspeed_model::Color;
use reelspeed_model::request::CaptionEmphasis;

/// What stands out where nothing else is said: yellow, green, red.
const COLORS: [Color; 3] = [
    Color(Rgba8 { r: 0xff, g: 0xe0, b: 0x1a, a: 255 }),
    Color(Rgba8 { r: 0x4a, g: 0xf6, b: 0x6e, a: 255 }),
    Color(Rgba8 { r: 0xff, g: 0x5a, b: 0x5a, a: 255 }),
];

/// Tells which words stand out, and in which colour.
pub(super) struct Emphasis<'a> {
    words: Vec<String>,
    colors: &'a [Color],
    taken: usize,
}

impl<'a> Emphasis<'a> {
    pub(super) fn new(emphasis: &'a CaptionEmphasis) -> Self {
        let colors = if emphasis.colors.is_empty() { &COLORS } else { emphasis.colors.as_slice() };
        Self { words: emphasis.words.iter().map(|word| plain(word)).collect(), colors, taken: 0 }
    }

    /// The word's colour; `None` where it does not stand out.
    pub(super) fn color(&mut self, word: &str) -> Option<Color> {
        let plain = plain(word);
        let loud = if self.words.is_empty() { is_loud(word, &plain) } else { self.words.contains(&plain) };
        if plain.is_empty() || !loud {
            return None;
        }
        self.taken += 1;
        self.colors.get((self.taken - 1) % self.colors.len()).copied()
    }
}

/// A word without case and punctuation.
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether a word stands out by itself.
fn is_loud(word: &str, plain: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
    let number = plain.starts_with(|c: char| c.is_ascii_digit());
    capitals || number || word.trim_end_matches(['"', '\'', '”', '’']).ends_with(['!', '！'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_list_stand_out_by_turns() {
        let emphasis =
            CaptionEmphasis { words: vec!["Money".into(), "gone".into()], colors: vec![Color::WHITE, Color::BLACK] };
        let mut emphasis = Emphasis::new(&emphasis);
        let found = ["the", "money,", "is", "GONE!", "money"].map(|word| emphasis.color(word));
        assert_eq!(found, [None, Some(Color::WHITE), None, Some(Color::BLACK), Some(Color::WHITE)]);
    }

    #[test]
    fn without_a_list_capitals_numbers_and_cries_do() {
        let emphasis = CaptionEmphasis::default();
        let mut emphasis = Emphasis::new(&emphasis);
        let loud = |word| emphasis.color(word).is_some();
        assert_eq!(
            ["WHAT", "I", "20", "$300", "no!", "-", "fine.", "!!!"].map(loud),
            [true, false, true, true, true, false, false, false]
        );
    }
}
