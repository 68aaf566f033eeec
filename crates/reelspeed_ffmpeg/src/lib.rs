//! Probe, demux, decode, encode and mux by FFmpeg.
