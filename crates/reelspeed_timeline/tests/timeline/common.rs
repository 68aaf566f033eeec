//! Documents as JSON and files that do not exist.

use std::collections::BTreeMap;

use reelspeed_core::{Flicks, Size};
use reelspeed_model::Composition;
use reelspeed_timeline::{Content, DisplayList, Draw, MediaFact, Picture, Step, Timeline, TimelineError};
use serde_json::{Value, json};

/// `clip.mp4` 10 s with sound, `mute.mp4` 10 s, `short.mp4` 1 s with sound, `still.png` 400x300, `anim.gif` 2 s, `music.mp3` 8 s,
/// `endless.mp4` of unknown length.
pub(crate) fn facts() -> BTreeMap<String, MediaFact> {
    let hd = Size::new(1920, 1080);
    let secs = Flicks::from_secs;
    BTreeMap::from([
        ("clip.mp4".to_owned(), MediaFact::video(hd, secs(10.0)).with_sound()),
        ("mute.mp4".to_owned(), MediaFact::video(hd, secs(10.0))),
        ("short.mp4".to_owned(), MediaFact::video(hd, secs(1.0)).with_sound()),
        ("still.png".to_owned(), MediaFact::still(Size::new(400, 300))),
        (
            "anim.gif".to_owned(),
            MediaFact { animated: true, duration: Some(secs(2.0)), ..MediaFact::still(Size::new(200, 100)) },
        ),
        ("music.mp3".to_owned(), MediaFact::sound(secs(8.0))),
        ("endless.mp4".to_owned(), MediaFact { duration: None, ..MediaFact::video(hd, Flicks::ZERO) }),
    ])
}

/// A 1080x1920 document with these fields more.
pub(crate) fn document(fields: Value) -> Composition {
    let mut whole = json!({ "version": 1, "width": 1080, "height": 1920, "layers": [] });
    for (name, value) in fields.as_object().expect("an object") {
        whole[name] = value.clone();
    }
    serde_json::from_value(whole).expect("a document")
}

pub(crate) fn try_timeline(fields: Value) -> Result<Timeline, TimelineError> {
    Timeline::new(&document(fields), &facts())
}

#[track_caller]
pub(crate) fn timeline(fields: Value) -> Timeline {
    try_timeline(fields).expect("a timeline")
}

/// The faults as text.
#[track_caller]
pub(crate) fn faults(fields: Value) -> Vec<String> {
    try_timeline(fields).expect_err("faults").faults.iter().map(ToString::to_string).collect()
}

/// The one drawing step of a frame.
#[track_caller]
pub(crate) fn only_draw(timeline: &Timeline, frame: u64) -> Draw {
    let mut steps = timeline.display_list(frame).steps;
    assert_eq!(steps.len(), 1, "frame {frame}: {steps:?}");
    match steps.remove(0) {
        Step::Draw(draw) => draw,
        other => panic!("frame {frame}: {other:?}"),
    }
}

/// The one picture of a frame.
#[track_caller]
pub(crate) fn only_picture(timeline: &Timeline, frame: u64) -> Picture {
    match only_draw(timeline, frame).content {
        Content::Picture(p) => p,
        other => panic!("frame {frame}: {other:?}"),
    }
}

/// The number of the frame that a file of `num / den` frames per second shows at a time: pts ≤ time < next pts.
pub(crate) fn source_frame(time: Flicks, num: i128, den: i128) -> i128 {
    (time.0 as i128 * num).div_euclid(den * reelspeed_core::FLICKS_PER_SECOND as i128)
}

/// The frames in which something is drawn.
pub(crate) fn visible(timeline: &Timeline) -> Vec<u64> {
    let shown = |list: DisplayList| !list.steps.is_empty();
    (0..timeline.frame_count()).filter(|f| shown(timeline.display_list(*f))).collect()
}
