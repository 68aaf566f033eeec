//! Every scene at every SIMD level, with one thread and with many, drawn alone and in the course of the whole scene: the same
//! bytes, and those that were accepted before (`goldens.txt`; `REELSPEED_BLESS=1` accepts new ones).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_core::{Frame, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_testing::{Goldens, Scene, all_fonts, difference, digest, plain_fonts, read_png, scenes, write_png};
use reelspeed_text::FontLibrary;

/// Where pictures of failing scenes go.
fn out_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenes");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The first sample that differs.
fn first_difference(a: &Frame, b: &Frame) -> Option<(usize, usize, usize, u8, u8)> {
    (0..a.format().planes()).find_map(|i| {
        let (a, b) = (a.plane(i), b.plane(i));
        (0..a.height).find_map(|y| {
            let x = a.row(y).iter().zip(b.row(y)).position(|(a, b)| a != b)?;
            Some((i, x, y, a.row(y)[x], b.row(y)[x]))
        })
    })
}

fn assert_same(what: &str, expected: &[Arc<Frame>], got: &[Arc<Frame>]) {
    assert_eq!(expected.len(), got.len(), "{what}");
    for (i, (a, b)) in expected.iter().zip(got).enumerate() {
        assert_eq!(a.size(), b.size(), "{what}");
        if let Some((plane, x, y, a, b)) = first_difference(a, b) {
            panic!("{what}, moment {i}: plane {plane} at {x},{y} is {b}, was {a} before");
        }
    }
}

/// The three moments out of a renderer that draws all frames in order, and one that draws them backwards.
fn in_course(scene: &Scene, fonts: &FontLibrary, backwards: bool) -> Vec<Arc<Frame>> {
    let pool = FramePool::unlimited();
    let (timeline, media) = scene.open(&pool);
    let mut renderer = Scene::renderer(&pool, fonts, SimdLevel::detected(), false);
    let wanted = Scene::frames(&timeline);
    let mut frames: Vec<u64> = (0..timeline.frame_count()).collect();
    if backwards {
        frames.reverse();
    }
    let mut found: Vec<(u64, Arc<Frame>)> = Vec::new();
    for number in frames {
        let list = timeline.display_list(number);
        let frame = renderer.render(&list, &media).unwrap();
        assert!(Arc::ptr_eq(&frame, &renderer.render(&list, &media).unwrap()), "{}: unchanged", scene.name);
        if wanted.contains(&number) {
            found.push((number, frame));
        }
    }
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, frame)| frame).collect()
}

#[test]
fn every_scene_is_the_same_everywhere_and_as_accepted() {
    let bless = std::env::var_os("REELSPEED_BLESS").is_some_and(|value| value == "1");
    let path =
        std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the package is"))
            .join("goldens.txt");
    let mut goldens = Goldens::read(&path);
    let all = scenes();
    assert!(all.len() >= 20);
    let (plain, many) = (plain_fonts(), all_fonts());
    // More than this machine may have, and no divisor of the canvas' height.
    let five = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
    let mut failures = Vec::new();
    for scene in &all {
        let fonts = if scene.needs_fonts { many.as_ref() } else { Some(&plain) };
        let Some(fonts) = fonts else {
            eprintln!("SKIPPED {}: fonts are missing; run scripts/fonts.sh", scene.name);
            continue;
        };
        let reference = scene.render(fonts, SimdLevel::SCALAR, false);
        for level in SimdLevel::supported() {
            assert_same(&format!("{} at {level}", scene.name), &reference, &scene.render(fonts, level, false));
        }
        let threads = five.install(|| scene.render(fonts, SimdLevel::detected(), true));
        assert_same(&format!("{} with threads", scene.name), &reference, &threads);
        assert_same(&format!("{} in course", scene.name), &reference, &in_course(scene, fonts, false));
        assert_same(&format!("{} backwards", scene.name), &reference, &in_course(scene, fonts, true));
        for (i, frame) in reference.iter().enumerate() {
            let name = format!("{}/{i}", scene.name);
            let found = digest(frame);
            if bless {
                goldens.set(&name, found);
                let file = out_folder().join(format!("{}_{i}_accepted.png", scene.name));
                write_png(frame, &file).unwrap();
            } else if goldens.get(&name) != Some(found) {
                failures.push(report(scene, i, frame));
            }
        }
    }
    if bless {
        goldens.retain(|name| all.iter().any(|scene| name.split('/').next() == Some(scene.name)));
        goldens.write().unwrap();
    }
    assert!(
        failures.is_empty(),
        "pictures differ from those accepted; look at them, then REELSPEED_BLESS=1 accepts them:\n{}",
        failures.join("\n")
    );
}

/// Writes what was drawn and, where the accepted picture is known here, the difference.
fn report(scene: &Scene, i: usize, frame: &Frame) -> String {
    let folder = out_folder();
    let actual = folder.join(format!("{}_{i}_actual.png", scene.name));
    write_png(frame, &actual).unwrap();
    let accepted = read_png(&folder.join(format!("{}_{i}_accepted.png", scene.name)));
    if let (Some(before), Some(now)) = (accepted, read_png(&actual)) {
        let diff = folder.join(format!("{}_{i}_diff.png", scene.name));
        difference(&before, &now).save(&diff).unwrap();
    }
    format!("  {} ({})", scene.name, actual.display())
}

#[test]
fn levels_can_be_lowered() {
    // The levels that the comparison above runs over must be more than one on machines that have SIMD.
    let levels = SimdLevel::supported();
    assert!(levels.contains(&SimdLevel::SCALAR));
    if cfg!(target_arch = "x86_64") && std::is_x86_feature_detected!("avx2") {
        assert!(levels.iter().any(|level| level.name() == "avx2"));
    }
}
