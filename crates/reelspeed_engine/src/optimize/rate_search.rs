//! Finds the setting of an encoder at which a file gets as large as is wanted.
//!
//! A setting is a number that the logarithm of the picture's bytes grows with, one to one as encoders promise: the logarithm of the
//! bitrate, or the negative constant quality (six steps of which double the bytes). What an encoder really made of a setting corrects
//! the next one: by its ratio at first, by the line through two results after that, between the results on both sides of the target
//! as soon as there are some.

/// Settings are closer than this: trying again would bring nothing new.
const SAME: f64 = 1e-3;

/// The furthest that one result leads away from itself: eight times the bytes.
const FURTHEST: f64 = 2.08;

/// What one setting came to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Try {
    setting: f64,
    /// Logarithm of the picture's bytes.
    picture: f64,
    /// Bytes of the file.
    file: u64,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    /// Encode with this setting.
    Setting(f64),
    /// The last file fits.
    Fits,
    /// No setting gives more: the best of the files is below the target.
    NoLarger,
    /// No setting gives less: every file was above the target.
    NoSmaller,
    /// The target lies between two results that are next to each other.
    NoCloser,
}

/// A search for one file size.
#[derive(Debug)]
pub(super) struct RateSearch {
    /// The most bytes, and the fewest that are good enough.
    target: u64,
    enough: u64,
    /// What is aimed at.
    aim: f64,
    /// The least and the greatest setting.
    settings: (f64, f64),
    tries: Vec<Try>,
}

impl RateSearch {
    pub(super) fn new(target: u64, enough: u64, settings: (f64, f64)) -> Self {
        // The middle of what is good enough.
        Self { target, enough, aim: (target as f64 + enough as f64) / 2.0, settings, tries: Vec::new() }
    }

    /// Notes that `setting` made a file of `file` bytes, `picture` of them picture, and says what to do now.
    pub(super) fn found(&mut self, setting: f64, picture: u64, file: u64) -> Next {
        let this = Try { setting, picture: (picture.max(1) as f64).ln(), file };
        let before = self.tries.last().copied();
        self.tries.push(this);
        if (self.enough..=self.target).contains(&file) {
            return Next::Fits;
        }
        let above = file > self.target;
        let end = if above { Next::NoSmaller } else { Next::NoLarger };
        let others = file.saturating_sub(picture) as f64;
        if self.aim <= others {
            return Next::NoSmaller;
        }
        let wanted = (self.aim - others).ln();
        let (below, over) = (self.nearest(false), self.nearest(true));
        let next = match (below, over) {
            (Some(low), Some(high)) => {
                if high.setting - low.setting < SAME {
                    return Next::NoCloser;
                }
                let part = (wanted - low.picture) / (high.picture - low.picture).max(1e-9);
                low.setting + part.clamp(0.1, 0.9) * (high.setting - low.setting)
            }
            _ => {
                let slope = match before {
                    Some(before) if (this.setting - before.setting).abs() > SAME => {
                        let slope = (this.picture - before.picture) / (this.setting - before.setting);
                        // A big step that changes next to nothing: the encoder is at its end.
                        if slope.abs() < 0.08 && (this.setting - before.setting).abs() > 0.4 {
                            return end;
                        }
                        slope.clamp(0.25, 3.0)
                    }
                    _ => 1.0,
                };
                this.setting + ((wanted - this.picture) / slope).clamp(-FURTHEST, FURTHEST)
            }
        };
        let next = next.clamp(self.settings.0, self.settings.1);
        if self.tries.iter().any(|t| (t.setting - next).abs() < SAME) {
            return if below.is_some() && over.is_some() { Next::NoCloser } else { end };
        }
        Next::Setting(next)
    }

    /// The result nearest to the target from above or from below.
    fn nearest(&self, above: bool) -> Option<Try> {
        let side = self.tries.iter().copied().filter(|t| (t.file > self.target) == above);
        if above {
            side.min_by(|a, b| a.setting.total_cmp(&b.setting))
        } else {
            side.max_by(|a, b| a.setting.total_cmp(&b.setting))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a search against an encoder; the last answer, and the files it made.
    fn run(target: u64, first: f64, encoder: impl Fn(f64) -> u64) -> (Next, Vec<u64>) {
        const OTHERS: u64 = 5_000;
        let mut search = RateSearch::new(target, target - target / 50, (8.0, 20.0));
        let (mut setting, mut files) = (first, Vec::new());
        loop {
            let picture = encoder(setting);
            files.push(picture + OTHERS);
            match search.found(setting, picture, picture + OTHERS) {
                Next::Setting(next) if files.len() < 20 => setting = next,
                other => return (other, files),
            }
        }
    }

    #[test]
    fn an_encoder_that_is_a_little_off_is_corrected_once() {
        for off in [0.8, 0.95, 1.07, 1.3] {
            let (next, files) = run(1_000_000, 13.8, |s| (s.exp() * off) as u64);
            assert_eq!(next, Next::Fits, "{off}: {files:?}");
            assert!(files.len() <= 3, "{off}: {files:?}");
        }
    }

    #[test]
    fn a_bent_and_uneven_encoder_is_met_from_both_sides() {
        for first in [9.0, 12.0, 16.0, 19.0] {
            let uneven = |s: f64| (s * 0.6 + 5.0 + (s * 40.0).sin() * 0.03).exp() as u64;
            let (next, files) = run(800_000, first, uneven);
            assert_eq!(next, Next::Fits, "{first}: {files:?}");
            assert!(files.len() <= 8, "{first}: {files:?}");
        }
    }

    #[test]
    fn ends_are_noticed() {
        assert_eq!(run(1_000_000, 13.8, |_| 20_000).0, Next::NoLarger);
        assert_eq!(run(1_000_000, 13.8, |_| 20_000_000).0, Next::NoSmaller);
        assert_eq!(run(1_000_000, 13.8, |s| (s.exp() as u64).max(3_000_000)).0, Next::NoSmaller);
        // The sound alone is larger.
        assert_eq!(run(4_000, 13.8, |s| s.exp() as u64).0, Next::NoSmaller);
        // Steps too coarse to meet the target.
        let (next, files) = run(1_000_000, 13.8, |s| if s < 13.5 { 700_000 } else { 1_500_000 });
        assert_eq!(next, Next::NoCloser, "{files:?}");
    }
}
