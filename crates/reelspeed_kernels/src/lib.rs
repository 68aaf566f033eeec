//! Pixel kernels: blend, resize, blur, colour, layout; scalar definition and SIMD.
