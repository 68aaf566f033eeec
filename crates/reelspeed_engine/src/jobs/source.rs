//! Where a job's document comes from.

use std::path::{Path, PathBuf};

use reelspeed_model::Composition;
use reelspeed_model::request::ReelSpeedVideoConfig;

use crate::{EngineError, Project};

/// A document, as a job is given it.
#[derive(Clone, Debug)]
pub enum JobSource {
    /// JSON text.
    Json(String),
    /// Built in Rust.
    Composition(Box<Composition>),
    /// A file. Relative paths in it count from its own folder, unless the job names another.
    File(PathBuf),
    /// A chat story.
    Story(Box<ReelSpeedVideoConfig>),
    /// A chat story as JSON text.
    StoryJson(String),
}

impl JobSource {
    /// Checks the document with its files and fonts. Relative paths count from `base`, else from the document's folder, else from the
    /// current folder.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn open(&self, base: Option<&str>) -> Result<Project, EngineError> {
        let folder = Path::new(base.unwrap_or(""));
        match self {
            Self::Json(text) => Project::from_json(text, folder),
            Self::Composition(composition) => Project::new((**composition).clone(), folder),
            Self::Story(config) => Project::story(config, folder),
            Self::StoryJson(text) => Project::story_from_json(text, folder),
            Self::File(path) => match base {
                Some(base) => Project::open_from(path, Path::new(base)),
                None => Project::open(path),
            },
        }
    }
}

impl From<ReelSpeedVideoConfig> for JobSource {
    fn from(config: ReelSpeedVideoConfig) -> Self {
        Self::Story(Box::new(config))
    }
}

impl From<Composition> for JobSource {
    fn from(composition: Composition) -> Self {
        Self::Composition(Box::new(composition))
    }
}
