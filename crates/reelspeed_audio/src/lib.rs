//! Mixing, resampling, effects and limiting in f32.
