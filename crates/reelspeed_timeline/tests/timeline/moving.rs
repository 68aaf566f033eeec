//! Numbers of texts, shapes, paints and boxes that move.

use std::sync::Arc;

use crate::common::{only_draw, only_picture, timeline};
use reelspeed_model::{Animated, CornerRadii, Geometry, Gradient, Paint};
use reelspeed_timeline::{Content, ShapeContent, Step, TextContent, Timeline};
use serde_json::{Value, json};

/// From `from` to `to` in the first second, then at rest.
fn moving(from: Value, to: Value) -> Value {
    eased(from, to, "linear")
}

fn eased(from: Value, to: Value, easing: &str) -> Value {
    json!({ "keyframes": [{ "time": 0, "value": from, "easing": easing }, { "time": 1, "value": to }] })
}

/// Ten frames a second, two seconds.
fn of(layers: Value) -> Timeline {
    timeline(json!({ "frameRate": 10, "duration": 2, "layers": layers }))
}

#[track_caller]
fn text(t: &Timeline, frame: u64) -> Arc<TextContent> {
    match only_draw(t, frame).content {
        Content::Text(text) => text,
        other => panic!("frame {frame}: {other:?}"),
    }
}

#[track_caller]
fn shape(t: &Timeline, frame: u64) -> Arc<ShapeContent> {
    match only_draw(t, frame).content {
        Content::Shape(shape) => shape,
        other => panic!("frame {frame}: {other:?}"),
    }
}

#[track_caller]
fn now<T: Copy>(value: &Animated<T>) -> T {
    *value.as_constant().expect("a constant")
}

#[test]
fn every_number_of_a_text_moves() {
    let stops = json!([{ "offset": 0, "color": "red" }, { "offset": 1, "color": "blue" }]);
    let t = of(json!([{
        "type": "text", "text": "Hi", "maxWidth": moving(json!(200), json!(400)),
        "style": {
            "fontSize": moving(json!(20), json!(40)),
            "lineHeight": moving(json!(1), json!(2)),
            "letterSpacing": moving(json!(-10), json!(10)),
            "color": { "type": "radial", "center": moving(json!([0, 0]), json!([1, 0.5])), "radius": moving(json!(1), json!(3)),
                       "stops": stops },
            "stroke": { "color": "red", "width": moving(json!(0), json!(8)) },
            "shadow": { "color": "red", "offset": moving(json!([0, 10]), json!([10, 0])), "blur": moving(json!(4), json!(0)) },
            "box": {
                "fill": { "type": "linear", "angle": moving(json!(0), json!(90)), "stops": stops },
                "padding": moving(json!([0, 0]), json!([10, 20])),
                "radius": moving(json!(0), json!(30)),
                "stroke": { "color": "red", "width": moving(json!(2), json!(4)) },
                "shadow": { "color": "red", "offset": [1, 2], "blur": moving(json!(0), json!(6)) },
            },
        },
    }]));
    let content = text(&t, 5);
    let style = &content.style;
    assert_eq!((&*content.text, content.max_width), ("Hi", 300.0));
    assert_eq!((now(&style.font_size), now(&style.line_height), now(&style.letter_spacing)), (30.0, 1.5, 0.0));
    let Paint::Gradient(Gradient::Radial(radial)) = &style.color else { panic!("radial") };
    assert_eq!((now(&radial.center), now(&radial.radius)), ([0.5, 0.25], 2.0));
    let (stroke, shadow) = (style.stroke.as_ref().unwrap(), style.shadow.as_ref().unwrap());
    assert_eq!((now(&stroke.width), now(&shadow.offset), now(&shadow.blur)), (4.0, [5.0, 5.0], 2.0));
    let text_box = style.text_box.as_ref().unwrap();
    let Paint::Gradient(Gradient::Linear(linear)) = &text_box.fill else { panic!("linear") };
    assert_eq!((now(&linear.angle), now(&text_box.padding), now(&text_box.radius)), (45.0, [5.0, 10.0], 15.0));
    let (stroke, shadow) = (text_box.stroke.as_ref().unwrap(), text_box.shadow.as_ref().unwrap());
    assert_eq!((now(&stroke.width), now(&shadow.offset), now(&shadow.blur)), (3.0, [1.0, 2.0], 3.0));

    let (first, last) = (text(&t, 0), text(&t, 19));
    assert_eq!((now(&first.style.font_size), first.max_width), (20.0, 200.0));
    assert_eq!((now(&last.style.font_size), last.max_width), (40.0, 400.0));
    assert!(!t.same_as_previous(5) && t.same_as_previous(11));
}

#[test]
fn every_number_of_a_shape_moves() {
    let radius = moving(json!([0, 10, 20, 30]), json!(10));
    let rect = json!({ "kind": "rect", "width": moving(json!(10), json!(30)), "height": moving(json!(50), json!(10)), "radius": radius });
    let of_kind = |geometry: Value| {
        of(json!([{ "type": "shape", "geometry": geometry, "fill": "red",
            "stroke": { "color": "red", "width": moving(json!(0), json!(10)) },
            "shadow": { "color": "red", "offset": [3, 4], "blur": moving(json!(0), json!(8)) } }]))
    };
    let content = shape(&of_kind(rect.clone()), 5);
    let Geometry::Rect { width, height, radius } = &content.geometry else { panic!("a rectangle") };
    assert_eq!((now(width), now(height), now(radius)), (20.0, 30.0, CornerRadii::Each([5.0, 10.0, 15.0, 20.0])));
    let (stroke, shadow) = (content.stroke.as_ref().unwrap(), content.shadow.as_ref().unwrap());
    assert_eq!((now(&stroke.width), now(&shadow.offset), now(&shadow.blur)), (5.0, [3.0, 4.0], 4.0));
    let Geometry::Rect { radius, .. } = &shape(&of_kind(rect), 10).geometry else { panic!("a rectangle") };
    assert_eq!(now(radius), CornerRadii::All(10.0));

    let ellipse = json!({ "kind": "ellipse", "width": moving(json!(10), json!(30)), "height": 7 });
    let Geometry::Ellipse { width, height } = &shape(&of_kind(ellipse), 1).geometry else { panic!("an ellipse") };
    assert_eq!((now(width), now(height)), (12.0, 7.0));

    let line = json!({ "kind": "line", "from": [1, 2], "to": moving(json!([1, 2]), json!([101, 52])) });
    let Geometry::Line { from, to } = &shape(&of_kind(line), 5).geometry else { panic!("a line") };
    assert_eq!((now(from), now(to)), ([1.0, 2.0], [51.0, 27.0]));
}

#[test]
fn overshoot_stays_within_the_ranges() {
    let back = |from: Value, to: Value| eased(from, to, "easeOutBack");
    let t = of(json!([{
        "type": "shape", "geometry": { "kind": "rect", "width": back(json!(100), json!(0.5)), "height": back(json!(16000), json!(16384)),
            "radius": back(json!(50), json!(0)) },
        "stroke": { "color": "red", "width": back(json!(10), json!(0)) },
        "shadow": { "color": "red", "offset": back(json!([0, 0]), json!([10000, -10000])), "blur": back(json!(9), json!(0)) },
    }]));
    let mut narrowest = f64::INFINITY;
    for frame in 0..t.frame_count() {
        let content = shape(&t, frame);
        let Geometry::Rect { width, height, radius } = &content.geometry else { panic!("a rectangle") };
        let (stroke, shadow) = (content.stroke.as_ref().unwrap(), content.shadow.as_ref().unwrap());
        narrowest = narrowest.min(now(width));
        assert!(now(width) > 0.0 && now(height) <= 16_384.0, "frame {frame}");
        assert!(now(radius).corners().iter().all(|r| *r >= 0.0), "frame {frame}");
        assert!(now(&stroke.width) >= 0.0 && now(&shadow.blur) >= 0.0, "frame {frame}");
        assert!(now(&shadow.offset).iter().all(|v| v.abs() <= 10_000.0), "frame {frame}");
    }
    assert_eq!(narrowest, 1e-3, "the easing passes its end");
    let Geometry::Rect { width, .. } = &shape(&t, 19).geometry else { panic!("a rectangle") };
    assert_eq!(now(width), 0.5, "and comes back");

    let size = of(json!([{ "type": "video", "src": "clip.mp4", "size": back(json!([100, 100]), json!([1, 16384])) }]));
    for frame in 0..size.frame_count() {
        let (width, height) = only_picture(&size, frame).size;
        assert!(width > 0.0 && height <= 16_384.0, "frame {frame}: {width}x{height}");
    }
    let font = of(json!([{ "type": "text", "text": "a", "maxWidth": back(json!(500), json!(1)),
        "style": { "fontSize": back(json!(200), json!(1)), "lineHeight": back(json!(1), json!(5)) } }]));
    for frame in 0..font.frame_count() {
        let content = text(&font, frame);
        assert!(now(&content.style.font_size) > 0.0 && content.max_width >= 1.0, "frame {frame}");
        assert!(now(&content.style.line_height) <= 5.0, "frame {frame}");
    }
}

#[test]
fn what_does_not_move_is_the_same_content_in_every_frame() {
    let t = of(json!([
        { "type": "text", "text": "a", "maxWidth": 90, "transform": { "rotation": moving(json!(0), json!(90)) } },
        { "type": "text", "text": "a", "style": { "fontSize": { "keyframes": [{ "time": 3, "value": 20 }] } } },
        { "type": "shape", "geometry": { "kind": "rect", "width": 9, "height": 9, "radius": { "keyframes": [{ "time": 0, "value": 3 }] } } },
    ]));
    let address = |step: &Step| match step {
        Step::Draw(draw) => match &draw.content {
            Content::Text(text) => Arc::as_ptr(text) as usize,
            Content::Shape(shape) => Arc::as_ptr(shape) as usize,
            Content::Picture(_) => panic!("a picture"),
        },
        other => panic!("{other:?}"),
    };
    let addresses = |frame: u64| t.display_list(frame).steps.iter().map(address).collect::<Vec<_>>();
    assert_eq!(addresses(0), addresses(17));
    let Step::Draw(draw) = &t.display_list(0).steps[1] else { panic!("a draw") };
    let Content::Text(single) = &draw.content else { panic!("a text") };
    assert_eq!(now(&single.style.font_size), 20.0);

    let t = of(json!([{ "type": "text", "text": "a", "style": { "fontSize": moving(json!(20), json!(40)) } }]));
    assert!(!Arc::ptr_eq(&text(&t, 4), &text(&t, 5)));
    assert!(Arc::ptr_eq(&text(&t, 10), &text(&t, 19)), "from its last keyframe on it rests");
    assert_eq!(text(&t, 4), text(&t, 4));
}

#[test]
fn backgrounds_move_by_the_clock_of_the_composition() {
    let stop = |offset: Value| json!({ "offset": offset, "color": "red" });
    let t = timeline(json!({
        "frameRate": 10, "duration": 2,
        "background": { "type": "linear", "angle": moving(json!(0), json!(90)),
            "stops": [stop(json!(0)), stop(moving(json!(0.2), json!(1))), stop(json!(0.5))] },
        "layers": [],
    }));
    let background = |frame: u64| {
        let list = t.display_list(frame);
        let Paint::Gradient(Gradient::Linear(linear)) = &*list.background else { panic!("linear") };
        (now(&linear.angle), linear.stops.iter().map(|s| now(&s.offset)).collect::<Vec<_>>())
    };
    assert_eq!(background(0), (0.0, vec![0.0, 0.2, 0.5]));
    // The second stop has passed the third and takes it along.
    let (angle, offsets) = background(5);
    assert_eq!((angle, offsets[1] == offsets[2] && offsets[1] > 0.59), (45.0, true));
    assert_eq!(background(19), (90.0, vec![0.0, 1.0, 1.0]));
    let mut list = t.display_list(0);
    t.display_list_into(15, &mut list);
    assert_eq!(list, t.display_list(15));
    assert!(Arc::ptr_eq(&list.background, &t.display_list(16).background));
}

#[test]
fn boxes_move_and_take_what_fills_them_along() {
    let t = of(json!([{
        "type": "group", "size": moving(json!([200, 100]), json!([400, 300])), "clip": true,
        "clipRadius": eased(json!(50), json!(0), "easeOutBack"),
        "layers": [
            { "type": "video", "src": "clip.mp4" },
            { "type": "sequence", "clips": [{ "src": "clip.mp4" }] },
            { "type": "text", "text": "a" },
            { "type": "text", "text": "b", "maxWidth": 33, "start": 0.5 },
        ],
    }]));
    let group = |frame: u64| match t.display_list(frame).steps.remove(0) {
        Step::Group(group) => group,
        other => panic!("{other:?}"),
    };
    let at = group(5);
    assert_eq!(at.size, (300.0, 200.0));
    let mut widths = Vec::new();
    for step in &at.steps {
        let Step::Draw(draw) = step else { panic!("{step:?}") };
        assert_eq!((draw.placement.position.x, draw.placement.position.y), (150.0, 100.0));
        match &draw.content {
            Content::Picture(picture) => assert_eq!(picture.size, (300.0, 200.0)),
            Content::Text(text) => widths.push(text.max_width),
            Content::Shape(_) => panic!("a shape"),
        }
    }
    assert_eq!(widths, [220.0, 33.0]);
    assert!((0..20).all(|frame| group(frame).clip_radius.is_some_and(|radius| radius >= 0.0)));
    assert_eq!((group(0).clip_radius, group(19).clip_radius), (Some(50.0), Some(0.0)));

    let both = json!([{ "src": "clip.mp4", "trim": { "end": 1 } },
        { "src": "clip.mp4", "transition": { "type": "push", "duration": 0.6 } }]);
    let t = of(json!([{ "type": "sequence", "size": moving(json!([100, 100]), json!([200, 300])), "clips": both }]));
    // The box goes by the clock of the sequence, not by those of its clips.
    let Step::Transition(step) = t.display_list(6).steps.remove(0) else { panic!("a transition") };
    assert_eq!((step.size, step.from.0.size, step.to.0.size), ((160.0, 220.0), (160.0, 220.0), (160.0, 220.0)));
    assert_eq!(only_picture(&t, 15).size, (200.0, 300.0));
}

#[test]
fn letters_come_as_readers_see_them() {
    // Five clusters of 1, 2 (a combining mark), 5 (a family), 1 and 2 (a flag) code points.
    let t = of(
        json!([{ "type": "text", "text": "ae\u{301}👩\u{200d}👩\u{200d}👦!🇩🇪", "reveal": moving(json!(0), json!(1)) }]),
    );
    let shown: Vec<_> = (0..=11).map(|frame| text(&t, frame).shown_chars).collect();
    let expected = [0, 0, 1, 1, 3, 3, 8, 8, 9, 9].map(Some);
    assert_eq!(shown[..10], expected);
    assert_eq!(shown[10..], [None, None]);
    assert!(Arc::ptr_eq(&text(&t, 10), &text(&t, 15)), "the whole text is one and the same");
    let whole = of(json!([{ "type": "text", "text": "Hi", "reveal": 1 }]));
    assert_eq!(text(&whole, 0).shown_chars, None);
    let none = of(json!([{ "type": "text", "text": "Hi", "reveal": 0.4 }]));
    assert_eq!(text(&none, 0).shown_chars, Some(0));
}
