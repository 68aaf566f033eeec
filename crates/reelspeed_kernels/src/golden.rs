//! One number per kernel family, the same on every target: it pins the tables that are made with floating point.

use reelspeed_core::{
    ColorMatrix, ColorPrimaries, ColorRange, ColorSpace, PixelFormat, PlaneRef, Rect, Size, Transfer,
};

use crate::SimdLevel;
use crate::adjust::Adjustment;
use crate::blur::{BlurScratch, Edge, blur_plane};
use crate::color::{ColorPlan, hdr::HdrToSdr};
use crate::key::ChromaKeyer;
use crate::resize::{Filter, ResizePlan, ResizeScratch};
use crate::sample::{SampleMap, sample_clamped_row};
use crate::surface::{PictureRef, Yuv420Mut};
use crate::testing::{Image, Rng};

/// FNV-1a.
fn digest(parts: &[&[u8]]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.iter());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ byte as u64).wrapping_mul(0x0100_0000_01B3))
}

#[test]
fn bytes_are_the_same_on_every_target() {
    let level = SimdLevel::detected();
    let mut rng = Rng::new(42);
    let src = Image::random(&mut rng, 160, 90);

    let mut scaled = Vec::new();
    for filter in [Filter::Nearest, Filter::Bilinear, Filter::Bicubic, Filter::Lanczos3] {
        for (w, h) in [(301, 173), (77, 31)] {
            let crop = Rect::new(3.7, -1.1, 141.3, 88.8);
            let plan = ResizePlan::for_plane(Size::new(160, 90), crop, Size::new(w, h), filter).unwrap();
            let mut out = Image::filled(w as usize, h as usize, 0);
            plan.run(level, src.as_ref(), &mut out.as_mut(), 0, &mut ResizeScratch::new()).unwrap();
            scaled.extend(out.data);
        }
    }

    let mut converted = Vec::new();
    let (cb, cr) = (Image::random(&mut rng, 80, 45), Image::random(&mut rng, 80, 45));
    let spaces = [
        (ColorMatrix::Bt2020, ColorPrimaries::Bt2020, Transfer::Pq, ColorRange::Limited),
        (ColorMatrix::Bt2020, ColorPrimaries::Bt2020, Transfer::Hlg, ColorRange::Limited),
        (ColorMatrix::Bt601, ColorPrimaries::DisplayP3, Transfer::Srgb, ColorRange::Full),
        (ColorMatrix::Bt601, ColorPrimaries::Bt601Pal, Transfer::Bt709, ColorRange::Full),
    ];
    for (matrix, primaries, transfer, range) in spaces {
        let color = ColorSpace { matrix, primaries, transfer, range };
        let plan = ColorPlan::new(PixelFormat::YUV420P, color, HdrToSdr::default());
        let none = PlaneRef { data: &[], stride: 0, width: 0, height: 0 };
        let picture =
            PictureRef { format: PixelFormat::YUV420P, planes: [src.as_ref(), cb.as_ref(), cr.as_ref(), none] };
        let mut out = [Image::filled(160, 90, 0), Image::filled(80, 45, 0), Image::filled(80, 45, 0)];
        let [y, cb, cr] = &mut out;
        plan.to_yuv420(level, &picture, &mut Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 });
        out.iter().for_each(|plane| converted.extend_from_slice(&plane.data));
    }

    let mut blurred = src.clone();
    blur_plane(level, &mut blurred.as_mut(), 3.3, 7.1, Edge::Clamp, &mut BlurScratch::new());

    let mut adjusted = [cb.data.clone(), cr.data.clone()];
    let [b, r] = &mut adjusted;
    Adjustment::hue(33.3).then(Adjustment::contrast(1.23)).plan().chroma_row(level, b, r);

    let map = reelspeed_core::Affine::rotate_degrees(17.0) * reelspeed_core::Affine::scale(0.7, 1.3);
    let map = SampleMap::new(map).unwrap();
    let mut sampled = vec![0; 200 * 60];
    sampled.chunks_mut(200).enumerate().for_each(|(y, row)| sample_clamped_row(src.as_ref(), &map, -20, y as i32, row));

    let mut keyed = [0; 4].map(|_| rng.bytes(5000));
    let [y, b, r, a] = &mut keyed;
    let green = reelspeed_core::Rgba8::rgb(20, 200, 60).to_yuv();
    ChromaKeyer::new(green, 0.33, 0.41, 0.7).key_row(level, y, b, r, a);

    let digests =
        [&scaled, &converted, &blurred.data, &adjusted.concat(), &sampled, &keyed.concat()].map(|part| digest(&[part]));
    assert_eq!(digests.map(|d| format!("{d:016x}")), GOLDEN, "resize, color, blur, adjust, sample, key");
}

const GOLDEN: [&str; 6] = [
    "a37d2fd2a0c83ad9",
    "de4d28b4007ded3e",
    "52f8b7c50d3b6f9c",
    "2068037c0ed06809",
    "77c8714815412d48",
    "37515e542fd7a7c9",
];
