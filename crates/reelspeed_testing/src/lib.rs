//! Scenes, fixtures and picture comparison for tests.
