//! Resolves a composition and a frame number to a display list.
