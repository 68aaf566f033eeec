//! The CPU compositor: display list and frames in, YUV pictures out.
