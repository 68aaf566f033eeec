use std::collections::HashMap;
use std::sync::Arc;

use reelspeed_timeline::{ShapeContent, TextContent};

use crate::source::next_serial;

/// Numbers for texts and shapes: equal contents have equal numbers, whoever made them.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// By address; the `Arc` keeps the address taken.
    texts: HashMap<usize, (Arc<TextContent>, u64)>,
    shapes: HashMap<usize, (Arc<ShapeContent>, u64)>,
    /// By what they say.
    same_text: HashMap<String, Vec<(Arc<TextContent>, u64)>>,
    same_shape: Vec<(Arc<ShapeContent>, u64)>,
}

/// Contents beyond this many are forgotten, all at once; they get new numbers when they come again.
const CAPACITY: usize = 8192;

impl Contents {
    pub(crate) fn text(&mut self, content: &Arc<TextContent>) -> u64 {
        let address = Arc::as_ptr(content) as usize;
        if let Some((_, id)) = self.texts.get(&address) {
            return *id;
        }
        if self.texts.len() >= CAPACITY {
            self.texts.clear();
            self.same_text.clear();
        }
        let same = self.same_text.entry(content.text.clone()).or_default();
        let id = match same.iter().find(|(known, _)| known == content) {
            Some((_, id)) => *id,
            None => {
                let id = next_serial();
                same.push((Arc::clone(content), id));
                id
            }
        };
        self.texts.insert(address, (Arc::clone(content), id));
        id
    }

    pub(crate) fn shape(&mut self, content: &Arc<ShapeContent>) -> u64 {
        let address = Arc::as_ptr(content) as usize;
        if let Some((_, id)) = self.shapes.get(&address) {
            return *id;
        }
        if self.shapes.len() >= CAPACITY {
            self.shapes.clear();
            self.same_shape.clear();
        }
        let id = match self.same_shape.iter().find(|(known, _)| known == content) {
            Some((_, id)) => *id,
            None => {
                let id = next_serial();
                self.same_shape.push((Arc::clone(content), id));
                id
            }
        };
        self.shapes.insert(address, (Arc::clone(content), id));
        id
    }
}
