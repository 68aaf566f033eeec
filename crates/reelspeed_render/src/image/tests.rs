use std::io::Cursor;
use std::sync::Arc;

use ::image::codecs::gif::{GifEncoder, Repeat};
use ::image::{DynamicImage, Frame, ImageFormat, Luma, Rgba, RgbaImage};
use reelspeed_core::{Flicks, FramePool, Rgba8, Size};

use super::{AnimatedImage, ImageLimits, decode_image};
use crate::ImageError;

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn gif(delays_ms: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for (i, &ms) in delays_ms.iter().enumerate() {
        let pixels = RgbaImage::from_pixel(8, 6, Rgba([255 * (i as u8 & 1), 0, 40, 255]));
        let delay = ::image::Delay::from_numer_denom_ms(ms, 1);
        encoder.encode_frame(Frame::from_parts(pixels, 0, 0, delay)).unwrap();
    }
    drop(encoder);
    out
}

fn millis(ms: i64) -> Flicks {
    Flicks(705_600 * ms)
}

#[test]
fn colours_and_alpha_of_a_png_survive() {
    let mut image = RgbaImage::from_pixel(3, 2, Rgba([255, 0, 0, 255]));
    image.put_pixel(1, 1, Rgba([0, 0, 255, 128]));
    image.put_pixel(2, 1, Rgba([9, 9, 9, 0]));
    let bytes = encode(&DynamicImage::ImageRgba8(image), ImageFormat::Png);
    let mut decoded = decode_image(bytes, &FramePool::unlimited()).unwrap();
    assert_eq!((decoded.size(), decoded.frame_count(), decoded.duration()), (Size::new(3, 2), 1, Flicks::ZERO));
    let picture = decoded.picture(Flicks(5)).unwrap();
    assert!(!picture.opaque);
    let pixel = |x: usize, y: usize| [0, 1, 2, 3].map(|i| picture.frame.plane(i).row(y)[x]);
    let red = Rgba8::rgb(255, 0, 0).to_yuv();
    assert_eq!(pixel(0, 0), [red.y, red.cb, red.cr, 255]);
    let blue = Rgba8::rgb(0, 0, 255).to_yuv();
    let half = |v: u8| (v as f64 * 128.0 / 255.0 + 0.5) as u8;
    assert_eq!(pixel(1, 1), [half(blue.y), half(blue.cb), half(blue.cr), 128]);
    assert_eq!(pixel(2, 1), [0, 0, 0, 0]);
}

#[test]
fn other_sample_types_are_read() {
    let gray16 = ::image::ImageBuffer::from_pixel(4, 4, Luma([0xffffu16]));
    let bytes = encode(&DynamicImage::ImageLuma16(gray16), ImageFormat::Png);
    let picture = decode_image(bytes, &FramePool::unlimited()).unwrap().picture(Flicks::ZERO).unwrap();
    assert!(picture.opaque);
    assert_eq!([0, 1, 2, 3].map(|i| picture.frame.plane(i).row(3)[3]), [235, 128, 128, 255]);
    let photo = DynamicImage::ImageRgb8(::image::RgbImage::from_pixel(16, 16, ::image::Rgb([128, 128, 128])));
    let bytes = encode(&photo, ImageFormat::Jpeg);
    let picture = decode_image(bytes, &FramePool::unlimited()).unwrap().picture(Flicks::ZERO).unwrap();
    assert_eq!([0, 1, 2, 3].map(|i| picture.frame.plane(i).row(8)[8]), [126, 128, 128, 255]);
}

#[test]
fn frames_have_their_times_and_the_browsers_minimum() {
    let mut image = decode_image(gif(&[40, 10, 0, 250]), &FramePool::unlimited()).unwrap();
    assert!(image.is_animated());
    assert_eq!(image.frame_starts(), [0, 40, 140, 240].map(millis));
    assert_eq!(image.duration(), millis(490));
    assert_eq!([-5, 0, 39, 40, 239, 240, 9999].map(|ms| image.frame_at(millis(ms))), [0, 0, 0, 1, 2, 3, 3]);
    let (a, b) = (image.picture(millis(0)).unwrap(), image.picture(millis(40)).unwrap());
    assert_ne!(a.serial, b.serial);
    assert_ne!(a.frame.plane(0).row(0)[0], b.frame.plane(0).row(0)[0]);
}

#[test]
fn a_long_animation_is_decoded_again_with_the_same_serials() {
    let bytes: Arc<[u8]> = gif(&[50; 9]).into();
    let pool = FramePool::unlimited();
    let mut all = AnimatedImage::decode(bytes.clone(), &pool, ImageLimits::default()).unwrap();
    let few = ImageLimits { max_kept_bytes: 4000, ..ImageLimits::default() };
    let mut few = AnimatedImage::decode(bytes, &pool, few).unwrap();
    let mut serials = Vec::new();
    for round in 0..2 {
        for i in [0, 5, 6, 8, 2] {
            let (a, b) = (all.picture(millis(50 * i)).unwrap(), few.picture(millis(50 * i)).unwrap());
            assert_eq!(a.frame.plane(0).row(3), b.frame.plane(0).row(3));
            if round == 0 {
                serials.push((i, b.serial));
            }
            assert!(serials.contains(&(i, b.serial)));
        }
    }
}

#[test]
fn limits_and_broken_files_are_errors() {
    let pool = FramePool::unlimited();
    let png = encode(&DynamicImage::ImageRgba8(RgbaImage::new(64, 64)), ImageFormat::Png);
    let small = ImageLimits { max_side: 63, ..ImageLimits::default() };
    let error = AnimatedImage::decode(png.clone().into(), &pool, small).unwrap_err();
    assert!(matches!(error, ImageError::TooLarge { .. } | ImageError::Broken { .. }), "{error}");
    assert!(matches!(decode_image(*b"plain text, no image", &pool), Err(ImageError::UnknownFormat)));
    assert!(matches!(decode_image(Vec::new(), &pool), Err(ImageError::UnknownFormat)));
    for cut in [9, 20, png.len() / 2] {
        assert!(matches!(decode_image(&png[..cut], &pool), Err(ImageError::Broken { .. })), "{cut}");
    }
    let few = ImageLimits { max_frames: 3, ..ImageLimits::default() };
    let error = AnimatedImage::decode(gif(&[50; 4]).into(), &pool, few).unwrap_err();
    assert!(matches!(error, ImageError::TooManyFrames { limit: 3 }));
    let tight = ImageLimits { max_alloc_bytes: 100, ..ImageLimits::default() };
    assert!(AnimatedImage::decode(png.into(), &pool, tight).is_err());
}

/// A folder of real media, where there is one.
fn media() -> Option<std::path::PathBuf> {
    let given = std::env::var_os("REELSPEED_MEDIA").map(std::path::PathBuf::from);
    let beside =
        std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the package is"))
            .join("../../../shared/media");
    given.or_else(|| beside.is_dir().then_some(beside))
}

#[test]
fn real_images_decode() {
    let Some(media) = media() else {
        eprintln!("skipped: no media folder (REELSPEED_MEDIA)");
        return;
    };
    let cases = [
        ("images/dino_cc0.jpg", (1407, 1258), 1, true),
        ("images/fish_alpha_cc0.png", (180, 240), 1, true),
        ("images/animated_apng.png", (480, 400), 34, false),
        ("gameplay/craftax_dungeon_352x416.gif", (352, 416), 189, true),
    ];
    for (path, (width, height), frames, opaque) in cases {
        let bytes = std::fs::read(media.join(path)).unwrap();
        let mut image = decode_image(bytes, &FramePool::unlimited()).unwrap();
        assert_eq!((image.size(), image.frame_count()), (Size::new(width, height), frames), "{path}");
        assert_eq!(image.picture(Flicks::ZERO).unwrap().opaque, opaque, "{path}");
        let last = *image.frame_starts().last().unwrap();
        image.picture(last).unwrap();
    }
    let bytes = std::fs::read(media.join("images/animated.webp")).unwrap();
    let image = decode_image(bytes, &FramePool::unlimited()).unwrap();
    assert!(image.is_animated(), "{}", image.frame_count());
}
