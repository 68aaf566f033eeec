use std::collections::HashMap;
use std::hash::Hash;

/// What the cache of sprites and scaled stills did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Look-ups that found what they wanted.
    pub hits: u64,
    /// Look-ups that did not, so that something was drawn.
    pub misses: u64,
    /// Entries that were thrown out to make room.
    pub evicted: u64,
    /// Entries held now.
    pub entries: usize,
    /// Bytes held now.
    pub bytes: u64,
}

/// A map bounded by bytes; what was not used for longest goes first.
#[derive(Debug)]
pub(crate) struct Lru<K, V> {
    entries: HashMap<K, Entry<V>>,
    limit: u64,
    clock: u64,
    stats: CacheStats,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    bytes: u64,
    used: u64,
}

/// What an entry costs beside its pixels, so that their number is bounded too.
const ENTRY_BYTES: u64 = 4096;

impl<K: Eq + Hash + Clone, V: Clone> Lru<K, V> {
    pub(crate) fn new(limit_bytes: u64) -> Self {
        Self { entries: HashMap::new(), limit: limit_bytes, clock: 0, stats: CacheStats::default() }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<V> {
        self.clock += 1;
        match self.entries.get_mut(key) {
            Some(entry) => {
                entry.used = self.clock;
                self.stats.hits += 1;
                Some(entry.value.clone())
            }
            None => {
                self.stats.misses += 1;
                None
            }
        }
    }

    /// Puts a value in; a value larger than the limit is not kept.
    pub(crate) fn put(&mut self, key: K, value: V, bytes: u64) {
        let bytes = bytes + ENTRY_BYTES;
        self.remove(&key);
        if bytes > self.limit {
            return;
        }
        while self.stats.bytes + bytes > self.limit {
            let Some(oldest) = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone())
            else {
                break;
            };
            self.remove(&oldest);
            self.stats.evicted += 1;
        }
        self.clock += 1;
        self.stats.bytes += bytes;
        self.entries.insert(key, Entry { value, bytes, used: self.clock });
        self.stats.entries = self.entries.len();
    }

    fn remove(&mut self, key: &K) {
        if let Some(entry) = self.entries.remove(key) {
            self.stats.bytes -= entry.bytes;
            self.stats.entries = self.entries.len();
        }
    }

    pub(crate) fn stats(&self) -> CacheStats {
        self.stats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first_and_bytes_are_bounded() {
        let mut cache = Lru::new(4 * (ENTRY_BYTES + 100));
        for i in 0..4 {
            cache.put(i, i * 10, 100);
        }
        assert_eq!(cache.get(&0), Some(0));
        cache.put(4, 40, 100);
        assert_eq!(cache.get(&1), None);
        assert_eq!((cache.get(&0), cache.get(&4)), (Some(0), Some(40)));
        cache.put(5, 50, 1 << 20);
        assert_eq!(cache.get(&5), None);
        let stats = cache.stats();
        assert_eq!((stats.entries, stats.evicted, stats.hits, stats.misses), (4, 1, 3, 2));
        assert!(stats.bytes <= 4 * (ENTRY_BYTES + 100));
    }
}
