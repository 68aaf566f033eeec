use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use reelspeed_timeline::{ShapeContent, TextContent};

use crate::source::next_serial;

/// Numbers for texts and shapes: equal contents have equal numbers, whoever made them.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    texts: Known<Arc<str>, TextContent>,
    /// Shapes have no part that tells most of them apart.
    shapes: Known<(), ShapeContent>,
    frame: u64,
}

/// Contents beyond this many of a kind are forgotten, first those that are no longer shown; they get new numbers when they
/// come again. What moves comes as another content in each frame.
const CAPACITY: usize = 1024;

impl Contents {
    /// To be called before each frame.
    pub(crate) fn begin_frame(&mut self) {
        self.frame += 1;
    }

    pub(crate) fn text(&mut self, content: &Arc<TextContent>) -> u64 {
        self.texts.number(content, |content| Arc::clone(&content.text), self.frame)
    }

    pub(crate) fn shape(&mut self, content: &Arc<ShapeContent>) -> u64 {
        self.shapes.number(content, |_| (), self.frame)
    }
}

#[derive(Debug)]
struct Known<K, T> {
    /// By address; the `Arc` keeps the address taken.
    by_address: HashMap<usize, Entry<T>>,
    /// By what they say.
    by_content: HashMap<K, Vec<Entry<T>>>,
}

#[derive(Debug)]
struct Entry<T> {
    content: Arc<T>,
    number: u64,
    /// The last frame that showed it.
    seen: u64,
}

impl<K, T> Default for Known<K, T> {
    fn default() -> Self {
        Self { by_address: HashMap::new(), by_content: HashMap::new() }
    }
}

impl<K: Eq + Hash, T: PartialEq> Known<K, T> {
    fn number(&mut self, content: &Arc<T>, key: impl Fn(&T) -> K, frame: u64) -> u64 {
        let address = Arc::as_ptr(content) as usize;
        if let Some(entry) = self.by_address.get_mut(&address) {
            entry.seen = frame;
            return entry.number;
        }
        if self.by_address.len() >= CAPACITY {
            self.forget(frame);
        }
        let same = self.by_content.entry(key(content)).or_default();
        let number = match same.iter().find(|known| known.content == *content) {
            Some(known) => known.number,
            None => {
                let number = next_serial();
                same.push(Entry { content: Arc::clone(content), number, seen: frame });
                number
            }
        };
        self.by_address.insert(address, Entry { content: Arc::clone(content), number, seen: frame });
        number
    }

    /// Makes room: what neither this frame nor the one before showed goes, or all where that is not enough.
    fn forget(&mut self, frame: u64) {
        self.by_address.retain(|_, entry| entry.seen + 1 >= frame);
        if self.by_address.len() > CAPACITY / 2 {
            self.by_address.clear();
            self.by_content.clear();
            return;
        }
        let shown: std::collections::HashSet<u64> = self.by_address.values().map(|entry| entry.number).collect();
        self.by_content.retain(|_, same| {
            same.retain(|entry| shown.contains(&entry.number));
            !same.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use reelspeed_model::Geometry;

    use super::*;

    fn dot(width: f64) -> Arc<ShapeContent> {
        let geometry = Geometry::Ellipse { width: width.into(), height: 1.0.into() };
        Arc::new(ShapeContent { geometry, fill: None, stroke: None, shadow: None })
    }

    #[test]
    fn what_rests_keeps_its_number_beside_what_moves() {
        let mut contents = Contents::default();
        let rests = dot(1.0);
        let number = contents.shape(&rests);
        for i in 0..3 * CAPACITY {
            contents.begin_frame();
            assert_eq!(contents.shape(&rests), number, "frame {i}");
            let moves = contents.shape(&dot(2.0 + i as f64));
            assert_ne!(moves, number);
            assert_eq!(contents.shape(&dot(2.0 + i as f64)), moves, "equal contents have equal numbers");
            assert!(contents.shapes.by_address.len() <= CAPACITY);
            let kept: usize = contents.shapes.by_content.values().map(Vec::len).sum();
            assert!(kept <= CAPACITY, "{kept}");
        }
    }

    #[test]
    fn more_contents_than_there_is_room_for_are_told_apart() {
        let mut contents = Contents::default();
        let all: Vec<_> = (0..2 * CAPACITY).map(|i| dot(1.0 + i as f64)).collect();
        contents.begin_frame();
        let mut numbers: Vec<_> = all.iter().map(|dot| contents.shape(dot)).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), all.len());
        assert!(contents.shapes.by_address.len() <= CAPACITY);
    }
}
