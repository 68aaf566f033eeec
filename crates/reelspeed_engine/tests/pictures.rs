//! Pictures of real and made files against what the ffmpeg command makes of the same frames: turned, mirrored, stretched, odd,
//! full range, BT.601, 10 bits, with alpha, HDR.
//!
//! `REELSPEED_PICTURES=folder` writes ours and theirs side by side.

mod common;

use std::path::Path;

use common::tools::{make, picture_by_ffmpeg};
use common::{document, media, project};
use reelspeed_engine::{RenderOptions, RgbaImage};
use serde_json::{Value, json};

/// swscale at its most exact: chroma interpolated, errors not accumulated.
const EXACT: &str = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp";

/// The frame at `at_secs` of `src`, `size` large, on a canvas of that size (rounded up to even numbers).
fn ours(folder: &Path, src: &str, size: [u32; 2], background: &str, at_secs: f64) -> RgbaImage {
    let layer = json!({ "type": "video", "src": src, "fit": "fill", "size": size,
        "transform": { "anchor": [0, 0], "position": [0, 0] } });
    let mut document = document(size.map(|n| n.next_multiple_of(2)), json!(60), json!([layer]));
    document["background"] = json!(background);
    let shown = project(&document, folder).frame(at_secs, &RenderOptions::default()).unwrap();
    let [width, height] = size;
    let row = |y: u32| &shown.pixels[(y * shown.width) as usize * 4..][..width as usize * 4];
    RgbaImage { width, height, pixels: (0..height).flat_map(row).copied().collect() }
}

/// How much two pictures differ, in steps of 8 bits, over all colour channels.
#[derive(Debug)]
struct Difference {
    mean: f64,
    /// What nine tenths of the samples do not exceed: a wrong matrix or range moves whole areas, edges are few.
    most: u8,
}

impl Difference {
    fn between(a: &RgbaImage, b: &[u8]) -> Self {
        assert_eq!(a.pixels.len() / 4, b.len() / 3, "other sizes");
        let pairs = a.pixels.chunks_exact(4).zip(b.chunks_exact(3));
        let mut steps: Vec<u8> = pairs.flat_map(|(a, b)| (0..3).map(move |i| a[i].abs_diff(b[i]))).collect();
        let mean = steps.iter().map(|s| f64::from(*s)).sum::<f64>() / steps.len() as f64;
        let nine_tenths = steps.len() * 9 / 10;
        let (_, most, _) = steps.select_nth_unstable(nine_tenths);
        Self { mean, most: *most }
    }
}

/// Ours left, theirs right, for people to look at.
fn keep(name: &str, ours: &RgbaImage, theirs: &[u8]) {
    let Some(folder) = std::env::var_os("REELSPEED_PICTURES") else { return };
    let name = name.rsplit('/').next().unwrap();
    let (width, height) = (ours.width, ours.height);
    let columns = if theirs.is_empty() { 1 } else { 2 };
    let picture = image::RgbImage::from_fn(width * columns, height, |x, y| {
        let i = (y * width + x % width) as usize;
        let pixel = if x < width { &ours.pixels[i * 4..][..3] } else { &theirs[i * 3..][..3] };
        image::Rgb([pixel[0], pixel[1], pixel[2]])
    });
    picture.save(Path::new(&folder).join(format!("{name}.png"))).unwrap();
}

/// The rounding of two conversions to 8 bits, ours to BT.709 4:2:0 and from there to RGB.
const MOST: u8 = 4;

struct Case {
    src: &'static str,
    /// As shown.
    size: [u32; 2],
    /// Which frame, and a time at which it is shown.
    frame: u32,
    at_secs: f64,
    /// Where ffmpeg has to be told what the file does not say.
    scale: &'static str,
    tolerance: f64,
}

/// Both convert the same samples; they differ in rounding and in how chroma is interpolated at edges of colour. The greater
/// tolerances are for pictures that are scaled as well: the filters are not the same.
fn compare(folder: &Path, case: &Case) {
    let mine = ours(folder, case.src, case.size, "black", case.at_secs);
    let [width, height] = case.size;
    let filter = format!("select=eq(n\\,{}),scale={width}:{height}:{EXACT}{}", case.frame, case.scale);
    let theirs = picture_by_ffmpeg(&["-i", folder.join(case.src).to_str().unwrap(), "-vf", &filter]);
    keep(case.src, &mine, &theirs);
    let difference = Difference::between(&mine, &theirs);
    println!("{}: {difference:?}", case.src);
    assert!(difference.mean <= case.tolerance && difference.most <= MOST, "{}: {difference:?}", case.src);
}

#[test]
fn real_pictures_are_those_of_ffmpeg() {
    let Some(media) = media() else { return };
    let case = |src, size, frame, at_secs, tolerance| Case { src, size, frame, at_secs, scale: "", tolerance };
    for case in [
        // Untagged: from 720 lines on we take BT.709 for granted, as players do; swscale takes BT.601.
        Case { scale: ":in_color_matrix=bt709", ..case("video/phone_720p_rot90_h264.mp4", [720, 1280], 10, 0.35, 1.0) },
        Case { scale: ":in_color_matrix=bt709", ..case("video/phone_vfr_rot180_mono.mp4", [1280, 720], 0, 0.0, 1.0) },
        Case { scale: ":in_color_matrix=bt709", ..case("video/rotate_and_reflect.mp4", [720, 1080], 0, 0.0, 1.0) },
        case("video/sar_2x1.mp4", [1280, 360], 30, 1.01, 1.5),
        case("video/vp9_odd_161x121.webm", [161, 121], 0, 0.0, 1.0),
        case("video/hevc_1080p_fullrange_counter.mp4", [1920, 1080], 15, 0.51, 1.0),
        case("video/flower_540p_h264_aac.mp4", [960, 540], 30, 1.02, 1.0),
        case("video/friday_480p_speech.mp4", [640, 480], 90, 3.01, 1.0),
    ] {
        compare(&media, &case);
    }
}

/// Depths, ranges and matrices, made: bars of full colour, where a wrong matrix or range shows at once.
#[test]
fn every_depth_range_and_matrix() {
    let folder = tempfile::tempdir().unwrap();
    let input = ["-f", "lavfi", "-i", "smptehdbars=size=320x180:rate=25:duration=0.2"];
    let tagged = |name: &'static str, format: &str, matrix: &str, range: &str| {
        let long = if range == "tv" { "limited" } else { "full" };
        let filter = format!("scale=out_color_matrix={matrix}:out_range={long}:{EXACT},format={format}");
        let tags = ["-colorspace", matrix, "-color_primaries", matrix, "-color_trc", matrix, "-color_range", range];
        let codec = ["-vf", &filter, "-c:v", "ffv1"];
        make(folder.path(), name, &[&input[..], &codec, &tags].concat());
    };
    tagged("a709.mkv", "yuv420p", "bt709", "tv");
    tagged("b709_full.mkv", "yuv420p", "bt709", "pc");
    tagged("c601.mkv", "yuv420p", "smpte170m", "tv");
    tagged("d601_full.mkv", "yuv420p", "smpte170m", "pc");
    tagged("e709_10.mkv", "yuv420p10le", "bt709", "tv");
    tagged("f601_10_full.mkv", "yuv422p10le", "smpte170m", "pc");
    tagged("g709_444.mkv", "yuv444p", "bt709", "tv");
    for src in
        ["a709.mkv", "b709_full.mkv", "c601.mkv", "d601_full.mkv", "e709_10.mkv", "f601_10_full.mkv", "g709_444.mkv"]
    {
        compare(folder.path(), &Case { src, size: [320, 180], frame: 2, at_secs: 0.1, scale: "", tolerance: 2.0 });
    }
}

/// Over a green ground, whose colour shows wherever the alpha does.
#[test]
fn alpha_lets_the_ground_through() {
    let Some(media) = media() else { return };
    type Input<'a> = (&'a str, [u32; 2], u32, f64, &'a [&'a str]);
    let cases: [Input; 3] = [
        ("video/alpha_vp9_200_vorbis.webm", [200, 200], 30, 1.01, &["-c:v", "libvpx-vp9"]),
        ("video/alpha_vp9_720p60.webm", [1280, 720], 60, 1.005, &["-c:v", "libvpx-vp9"]),
        ("video/prores4444_alpha_640x360.mov", [640, 360], 4, 4.5 / 24.0, &[]),
    ];
    for (src, size, frame, at_secs, decoder) in cases {
        let mine = ours(&media, src, size, "#00ff00", at_secs);
        let ground = format!("color=0x00ff00:size={}x{},format=gbrp", size[0], size[1]);
        let path = media.join(src);
        let graph = format!(
            "[1:v]select=eq(n\\,{frame}),setpts=0,scale={EXACT},format=gbrap[v];[0:v][v]overlay=format=gbrp:shortest=0"
        );
        let arguments =
            [&["-f", "lavfi", "-i", &ground], decoder, &["-i", path.to_str().unwrap(), "-filter_complex", &graph]]
                .concat();
        let theirs = picture_by_ffmpeg(&arguments);
        keep(src, &mine, &theirs);
        let difference = Difference::between(&mine, &theirs);
        println!("{src}: {difference:?}");
        let green = mine.pixels.chunks_exact(4).filter(|p| p[0] < 8 && p[1] > 247 && p[2] < 8).count();
        assert!(green > 1000, "{src}: the ground does not show");
        assert!(difference.mean <= 2.0 && difference.most <= MOST, "{src}: {difference:?}");
    }
}

/// HDR is brought to SDR by a tone curve of our own, which no other program shares to the pixel. The picture must be neither
/// dark nor washed out nor without colour.
#[test]
fn hdr_becomes_a_picture_one_can_look_at() {
    let Some(media) = media() else { return };
    for (src, size, at_secs) in [
        ("video/iphone_portrait_hlg_hevc10_editlist.mp4", [540, 960], 1.0),
        ("video/portrait_720x1280_hdr10_av1.mp4", [360, 640], 2.0),
    ] {
        let mine = ours(&media, src, size, "black", at_secs);
        keep(&format!("{src}.hdr"), &mine, &[]);
        let luma = |p: &[u8]| 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]);
        let mut values: Vec<f64> = mine.pixels.chunks_exact(4).map(luma).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[(share * (values.len() - 1) as f64) as usize];
        let spread = |p: &[u8]| f64::from(p[..3].iter().max().unwrap() - p[..3].iter().min().unwrap());
        let colour = mine.pixels.chunks_exact(4).map(spread).sum::<f64>() / values.len() as f64;
        let (dark, middle, bright) = (at(0.02), at(0.5), at(0.98));
        println!("{src}: 2 % {dark:.0}, half {middle:.0}, 98 % {bright:.0}, colour {colour:.1}");
        assert!((40.0..200.0).contains(&middle), "{src}: middle luma {middle}");
        assert!(dark < 70.0 && bright > 140.0 && bright - dark > 90.0, "{src}: flat, {dark} to {bright}");
        assert!(colour > 8.0, "{src}: without colour, {colour}");
    }
}

/// A still, an animated and a transparent image against ffmpeg's.
#[test]
fn images_are_those_of_ffmpeg() {
    let Some(media) = media() else { return };
    let cases: [(&str, [u32; 2], u32, f64, f64); 3] = [
        // Decoders of JPEG differ by a step or two; this one's chroma is scaled and brought to another range besides.
        ("images/dino_cc0.jpg", [1407, 1258], 0, 0.0, 2.0),
        ("images/fish_alpha_cc0.png", [180, 240], 0, 0.0, 2.0),
        ("images/animated_apng.png", [480, 400], 12, 12.5 / 24.0, 1.5),
    ];
    for (src, size, frame, at_secs, tolerance) in cases {
        let layer: Value = json!({ "type": "image", "src": src, "size": size, "fit": "fill", "duration": 1,
            "transform": { "anchor": [0, 0], "position": [0, 0] } });
        let mut document = document(size.map(|n| n.next_multiple_of(2)), json!(60), json!([layer]));
        document["background"] = json!("#00ff00");
        let shown = project(&document, &media).frame(at_secs, &RenderOptions::default()).unwrap();
        let [width, height] = size;
        let row = |y: u32| &shown.pixels[(y * shown.width) as usize * 4..][..width as usize * 4];
        let mine = RgbaImage { width, height, pixels: (0..height).flat_map(row).copied().collect() };
        let ground = format!("color=0x00ff00:size={width}x{height},format=gbrp");
        let path = media.join(src);
        let graph = format!(
            "[1:v]select=eq(n\\,{frame}),setpts=0,scale={EXACT},format=gbrap[v];[0:v][v]overlay=format=gbrp:shortest=0"
        );
        let input = path.to_str().unwrap();
        let theirs = picture_by_ffmpeg(&["-f", "lavfi", "-i", &ground, "-i", input, "-filter_complex", &graph]);
        keep(src, &mine, &theirs);
        let difference = Difference::between(&mine, &theirs);
        println!("{src}: {difference:?}");
        assert!(difference.mean <= tolerance && difference.most <= MOST, "{src}: {difference:?}");
    }
}
