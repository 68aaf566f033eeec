//! What bad documents are told: every message, to the letter.

use reelspeed_model::Composition;

/// A piece of JSON and the lines that it causes.
type Case = (&'static str, &'static [&'static str]);

/// Whole documents.
#[rustfmt::skip]
const DOCUMENT: &[Case] = &[
    ("{}", &[
        "version: is missing; must be 1",
        "width: is missing; must be a whole number",
        "height: is missing; must be a whole number",
        "duration: is missing; must be given because there is no layer",
    ]),
    ("[]", &[
        "document: must be an object, was an empty array",
    ]),
    (r#"{"version":2,"width":1081,"height":8,"duration":0}"#, &[
        "version: must be 1, was 2",
        "width: must be an even number, was 1081",
        "height: must be from 16 to 8192, was 8",
        "duration: must be > 0 and ≤ 21600, was 0",
    ]),
    (r#"{"version":1,"width":"1080","height":1920.5,"duration":25000}"#, &[
        r#"width: must be a whole number, was "1080""#,
        "height: must be a whole number, was 1920.5",
        "duration: must be > 0 and ≤ 21600, was 25000",
    ]),
    (r#"{"version":1,"width":-2,"height":null,"duration":1e9}"#, &[
        "width: must be from 16 to 8192, was -2",
        "height: must be a whole number, was null",
        "duration: must be > 0 and ≤ 21600, was 1000000000.0",
    ]),
    (r#"{"version":1,"width":16,"height":16}"#, &[
        "duration: is missing; must be given because there is no layer",
    ]),
    (r#"{"version":1,"width":16,"height":16,"layers":[{"type":"text","text":"a"}]}"#, &[
        "duration: is missing; must be given because no layer has an end of its own",
    ]),
    (r#"{"version":1,"#, &[
        "document: line 1, column 13: EOF while parsing a value",
    ]),
    (r#"{"version":1,"version":1}"#, &[
        r#"document: line 1, column 22: the field "version" is there twice"#,
    ]),
    (r#"{"version":1e999}"#, &[
        "document: line 1, column 16: number out of range",
    ]),
];

/// Fields of an otherwise good document.
#[rustfmt::skip]
const FIELDS: &[Case] = &[
    (r#""frameRate":0"#, &[
        "frameRate: must be from 1 to 240, was 0",
    ]),
    (r#""frameRate":[0,1]"#, &[
        "frameRate[0]: must be from 1 to 10000000, was 0",
    ]),
    (r#""frameRate":[1000,1]"#, &[
        "frameRate: must be from 1 to 240 frames per second, was [1000, 1]",
    ]),
    (r#""frameRate":[30]"#, &[
        "frameRate: must be an array of 2 numbers, was an array of 1",
    ]),
    (r#""frameRate":"30""#, &[
        r#"frameRate: must be a number or an array of 2 numbers, was "30""#,
    ]),
    (r#""frame_rate":30,"backgroud":"red","x y":1"#, &[
        r#"frame_rate: is not a field that exists here (those are version, width, height, frameRate, duration, background, fonts, missingGlyph, layers, audio, output); did you mean "frameRate"?"#,
        r#"backgroud: is not a field that exists here (those are version, width, height, frameRate, duration, background, fonts, missingGlyph, layers, audio, output); did you mean "background"?"#,
        r#"["x y"]: is not a field that exists here (those are version, width, height, frameRate, duration, background, fonts, missingGlyph, layers, audio, output)"#,
    ]),
    (r#""background":"blurple""#, &[
        r##"background: must be a colour such as "#0a84ff", "#0a84ff80", "white" or "transparent", was "blurple""##,
    ]),
    (r#""background":7"#, &[
        r##"background: must be a colour such as "#0a84ff", "#0a84ff80", "white" or "transparent", {"type": "linear", ...} or {"type": "radial", ...}, was 7"##,
    ]),
    (r#""background":{"type":"conic","stops":[]}"#, &[
        r#"background.type: must be one of "linear", "radial", was "conic""#,
    ]),
    (r#""background":{"type":"linear","stops":[{"offset":0,"color":"red"}]}"#, &[
        "background.stops: must be an array of 2 to 256, was an array of 1",
    ]),
    (r##""background":{"type":"radial","radius":0,"stops":[{"offset":0.5,"color":"red"},{"offset":0.2,"colour":"red"},{"offset":2,"color":"#12"}]}"##, &[
        "background.radius: must be > 0 and ≤ 100, was 0",
        r#"background.stops[1].colour: is not a field that exists here (those are offset, color); did you mean "color"?"#,
        r##"background.stops[1].color: is missing; must be a colour such as "#0a84ff", "#0a84ff80", "white" or "transparent""##,
        "background.stops[2].offset: must be from 0 to 1, was 2",
        r##"background.stops[2].color: must be a colour such as "#0a84ff", "#0a84ff80", "white" or "transparent", was "#12""##,
        "background.stops[1].offset: must be ≥ 0.5, the offset of the stop before, was 0.2",
    ]),
    (r#""audio":[{"src":"a","gainDb":40,"fadeIn":{"duration":-1}},{"source":"b"}]"#, &[
        "audio[0].gainDb: must be from -60 to 20, was 40",
        "audio[0].fadeIn.duration: must be ≥ 0, was -1",
        "audio[1].source: is not a field that exists here (those are id, src, start, duration, trim, loop, speed, volume, gainDb, fadeIn, fadeOut)",
        "audio[1].src: is missing; must be a string",
    ]),
    (r#""output":{"container":"webm","video":{"codec":"h264"}}"#, &[
        "output.video.codec: must be vp9 or av1 in WebM, was h264",
    ]),
    (r#""output":{"container":"mov","video":{"codec":"vp9"},"audio":{"codec":"opus","sampleRate":44100}}"#, &[
        "output.video.codec: must be h264 or hevc in QuickTime, was vp9",
        "output.audio.codec: must be aac or mp3 in QuickTime, was opus",
        "output.audio.sampleRate: must be 48000 for Opus, was 44100",
    ]),
    (r#""output":{"video":{"rateControl":{"crf":23,"bitrate":100000},"gop":0,"hardware":"cuda"},"audio":{"sampleRate":22050,"channels":6}}"#, &[
        r#"output.video.rateControl: must be an object with exactly one of "crf", "bitrate", was an object with 2 fields"#,
        "output.video.gop: must be from 1 to 1000, was 0",
        r#"output.video.hardware: must be one of "auto", "off", "nvenc", "vaapi", "qsv", "videotoolbox", was "cuda""#,
        "output.audio.sampleRate: must be 44100 or 48000, was 22050",
        "output.audio.channels: must be 1 or 2, was 6",
    ]),
    (r#""output":{"video":{"rateControl":{}},"audio":{"bitrate":1.5}}"#, &[
        r#"output.video.rateControl: must be an object with exactly one of "crf", "bitrate", was an object with 0 fields"#,
        "output.audio.bitrate: must be a whole number, was 1.5",
    ]),
];

/// The only layer of an otherwise good document.
#[rustfmt::skip]
const LAYERS: &[Case] = &[
    (r#"{"type":"vidoe","src":"a.mp4","strat":-1}"#, &[
        r#"layers[0].type: must be one of "video", "image", "text", "shape", "group", "sequence", was "vidoe"; did you mean "video"?"#,
        r#"layers[0].strat: is not a field that exists here (those are type, id, start, duration, transform, effects, src, trim, speed, loop, muted, volume, fadeIn, fadeOut, fit, crop, key, size); did you mean "start"?"#,
    ]),
    (r#"{"src":"a.mp4"}"#, &[
        r#"layers[0].type: is missing; must be one of "video", "image", "text", "shape", "group", "sequence""#,
    ]),
    (r#"{"type":7}"#, &[
        r#"layers[0].type: must be one of "video", "image", "text", "shape", "group", "sequence", was 7"#,
    ]),
    ("3", &[
        r#"layers[0]: must be an object with a "type", was 3"#,
    ]),
    (r#"{"type":"video"}"#, &[
        "layers[0].src: is missing; must be a string",
    ]),
    (r#"{"type":"video","src":"","start":-1,"duration":0,"speed":0,"volume":-1,"loop":"yes","fit":"covers"}"#, &[
        "layers[0].src: must be a string of 1 to 4096 characters, was empty",
        "layers[0].start: must be ≥ 0, was -1",
        "layers[0].duration: must be > 0, was 0",
        "layers[0].speed: must be from 0.1 to 10, was 0",
        "layers[0].volume: must be from 0 to 10, was -1",
        r#"layers[0].loop: must be true or false, was "yes""#,
        r#"layers[0].fit: must be one of "cover", "contain", "fill", "blurredFill", was "covers"; did you mean "cover"?"#,
    ]),
    (r#"{"type":"text","text":"a","style":{"spans":[{"start":3,"end":3,"colour":"red"}]}}"#, &[
        r#"layers[0].style.spans[0].colour: is not a field that exists here (those are start, end, color, box); did you mean "color"?"#,
        "layers[0].style.spans[0].end: must be > 3, where the span starts, was 3",
    ]),
    (r##"{"type":"video","src":"a","key":{"color":"#808880","similarity":1.5,"smoothness":-1,"spil":1}}"##, &[
        "layers[0].key.similarity: must be from 0 to 1, was 1.5",
        "layers[0].key.smoothness: must be from 0 to 1, was -1",
        r#"layers[0].key.spil: is not a field that exists here (those are color, similarity, smoothness, spill); did you mean "spill"?"#,
        r##"layers[0].key.color: must be a colour with a hue, such as "#00ff00", was "#808880""##,
    ]),
    (r#"{"type":"sequence","clips":[{"src":"a","key":{"color":"white"}}]}"#, &[
        r##"layers[0].clips[0].key.color: must be a colour with a hue, such as "#00ff00", was "#ffffff""##,
    ]),
    (r#"{"type":"image","src":"a","key":"green"}"#, &[
        r#"layers[0].key: must be an object, was "green""#,
    ]),
    (r#"{"type":"video","src":"a","trim":{"start":3,"end":2}}"#, &[
        "layers[0].trim.end: must be > 3, where the trim starts, was 2",
    ]),
    (r#"{"type":"video","src":"a","trim":{"end":-2}}"#, &[
        "layers[0].trim.end: must be > 0, was -2",
    ]),
    (r#"{"type":"video","src":"a","duration":null}"#, &[
        "layers[0].duration: must be a number, was null; leave the field out for its default",
    ]),
    (r#"{"type":"video","src":"a","volume":"loud"}"#, &[
        r#"layers[0].volume: must be a number or {"keyframes": [...]}, was "loud""#,
    ]),
    (r#"{"type":"video","src":"a","volume":{"keyframes":[]}}"#, &[
        "layers[0].volume.keyframes: must be an array of 1 to 10000, was an empty array",
    ]),
    (r#"{"type":"video","src":"a","volume":{"keyframe":[]}}"#, &[
        r#"layers[0].volume.keyframe: is not a field that exists here (those are keyframes); did you mean "keyframes"?"#,
        "layers[0].volume.keyframes: is missing; must be an array",
    ]),
    (r#"{"type":"video","src":"a","volume":{"keyframes":[{"time":0,"value":11},{"time":0,"value":1},{"time":-1,"value":"x"},{"time":"2","easing":"lineer"}]}}"#, &[
        "layers[0].volume.keyframes[0].value: must be from 0 to 10, was 11",
        r#"layers[0].volume.keyframes[2].value: must be a number, was "x""#,
        r#"layers[0].volume.keyframes[3].time: must be a number, was "2""#,
        r#"layers[0].volume.keyframes[3].easing: must be one of "linear", "hold", "ease", "easeIn", "easeOut", "easeInOut", "easeInCubic", "easeOutCubic", "easeInOutCubic", "easeInBack", "easeOutBack", "easeInOutBack", "easeOutBounce", "easeOutElastic", was "lineer"; did you mean "linear"?"#,
        "layers[0].volume.keyframes[3].value: is missing; must be a number",
        "layers[0].volume.keyframes[1].time: must be > 0, the time of the keyframe before, was 0",
        "layers[0].volume.keyframes[2].time: must be > 0, the time of the keyframe before, was -1",
    ]),
    (r#"{"type":"video","src":"a","volume":{"keyframes":[{"time":0,"value":1,"easing":{"spring":{"mass":0}}},{"time":1,"value":1,"easing":{"cubicBezier":[2,0,0.5]}},{"time":2,"value":1,"easing":{"cubicBezier":[2,0,0.5,300]}},{"time":3,"value":1,"easing":{"steps":0}},{"time":4,"value":1,"easing":{"bounce":1}},{"time":5,"value":1,"easing":{}},{"time":6,"value":1,"easing":4}]}}"#, &[
        "layers[0].volume.keyframes[0].easing.spring.mass: must be > 0 and ≤ 1000000, was 0",
        "layers[0].volume.keyframes[1].easing.cubicBezier: must be an array of 4 numbers, was an array of 3",
        "layers[0].volume.keyframes[2].easing.cubicBezier[0]: must be from 0 to 1, was 2",
        "layers[0].volume.keyframes[2].easing.cubicBezier[3]: must be from -100 to 100, was 300",
        "layers[0].volume.keyframes[3].easing.steps: must be from 1 to 1000, was 0",
        "layers[0].volume.keyframes[4].easing.bounce: is not a field that exists here (those are cubicBezier, steps, spring)",
        r#"layers[0].volume.keyframes[5].easing: must be an object with exactly one of "cubicBezier", "steps", "spring", was an object with 0 fields"#,
        r#"layers[0].volume.keyframes[6].easing: must be a name ("linear", "hold", "ease", …), {"cubicBezier": ...}, {"steps": ...} or {"spring": ...}, was 4"#,
    ]),
    (r#"{"type":"text","text":"a","transform":{"scale":"big","position":[1],"anchor":[0,9999],"opacity":1.5,"rotation":[3]}}"#, &[
        r#"layers[0].transform.scale: must be a number, an array of 2 numbers or {"keyframes": [...]}, was "big""#,
        "layers[0].transform.position: must be an array of 2 numbers, was an array of 1",
        "layers[0].transform.anchor[1]: must be from -1000 to 1000, was 9999",
        "layers[0].transform.opacity: must be from 0 to 1, was 1.5",
        r#"layers[0].transform.rotation: must be a number or {"keyframes": [...]}, was an array of 1"#,
    ]),
    (r#"{"type":"text","text":5,"style":{"fontSize":0,"fontWeight":1001,"color":{"type":"linear"},"align":"centre","box":{"padding":[-1,2]},"fontFamily":"Inter"}}"#, &[
        "layers[0].text: must be a string, was 5",
        "layers[0].style.fontSize: must be > 0 and ≤ 2000, was 0",
        "layers[0].style.fontWeight: must be from 1 to 1000, was 1001",
        "layers[0].style.color.stops: is missing; must be an array",
        r#"layers[0].style.align: must be one of "start", "center", "end", "left", "right", "justify", was "centre"; did you mean "center"?"#,
        "layers[0].style.box.padding[0]: must be from 0 to 1000, was -1",
        r#"layers[0].style.fontFamily: must be an array, was "Inter""#,
    ]),
    (r#"{"type":"text","text":"a","maxWidth":{"keyframes":[{"time":0,"value":0}]},"style":{"fontSize":{"keyframes":[{"time":0,"value":48},{"time":1,"value":2001}]},"letterSpacing":[1],"fontWeight":{"keyframes":[]},"shadow":{"color":"red","offset":{"keyframes":[{"time":0,"value":[0,10001]}]}},"box":{"padding":{"keyframes":[{"time":0,"value":[0,-1]}]}}}}"#, &[
        "layers[0].maxWidth.keyframes[0].value: must be > 0 and ≤ 16384, was 0",
        "layers[0].style.fontSize.keyframes[1].value: must be > 0 and ≤ 2000, was 2001",
        r#"layers[0].style.letterSpacing: must be a number or {"keyframes": [...]}, was an array of 1"#,
        "layers[0].style.fontWeight: must be a whole number, was an object",
        "layers[0].style.shadow.offset.keyframes[0].value[1]: must be from -10000 to 10000, was 10001",
        "layers[0].style.box.padding.keyframes[0].value[1]: must be from 0 to 1000, was -1",
    ]),
    (r##"{"type":"shape","geometry":{"kind":"rect","width":{"keyframes":[{"time":0,"value":1},{"time":1,"value":-1}]},"height":1,"radius":{"keyframes":[{"time":1,"value":[1,2,3,-4]},{"time":0,"value":20000},{"time":2,"value":[1]}]}},"fill":{"type":"linear","angle":{"keyframes":[]},"stops":[{"offset":0,"color":"red"},{"offset":{"keyframes":[{"time":0,"value":1.5}]},"color":"#fff"}]}}"##, &[
        "layers[0].geometry.width.keyframes[1].value: must be > 0 and ≤ 16384, was -1",
        "layers[0].geometry.radius.keyframes[0].value[3]: must be from 0 to 16384, was -4",
        "layers[0].geometry.radius.keyframes[1].value: must be from 0 to 16384, was 20000",
        "layers[0].geometry.radius.keyframes[2].value: must be an array of 4 numbers, was an array of 1",
        "layers[0].geometry.radius.keyframes[1].time: must be > 1, the time of the keyframe before, was 0",
        "layers[0].fill.angle.keyframes: must be an array of 1 to 10000, was an empty array",
        "layers[0].fill.stops[1].offset.keyframes[0].value: must be from 0 to 1, was 1.5",
    ]),
    (r#"{"type":"group","size":{"keyframes":[{"time":0,"value":[10,0]}]},"clipRadius":{"keyframes":[{"time":0,"value":5000}]},"layers":[]}"#, &[
        "layers[0].size.keyframes[0].value[1]: must be > 0 and ≤ 16384, was 0",
        "layers[0].clipRadius.keyframes[0].value: must be from 0 to 4096, was 5000",
    ]),
    (r#"{"type":"shape","geometry":{"kind":"path","d":"M0 0 K"}}"#, &[
        r#"layers[0].geometry.d: is not path data: expected one of the commands MLHVCSQTAZ after 5 characters, found "K""#,
    ]),
    (r#"{"type":"shape","geometry":{"kind":"rect","width":0,"height":1,"radius":[1,2]}}"#, &[
        "layers[0].geometry.width: must be > 0 and ≤ 16384, was 0",
        "layers[0].geometry.radius: must be an array of 4 numbers, was an array of 2",
    ]),
    (r#"{"type":"shape","geometry":{"kind":"rect","width":1,"height":1,"radius":[1,2,3,-4]}}"#, &[
        "layers[0].geometry.radius[3]: must be from 0 to 16384, was -4",
    ]),
    (r#"{"type":"shape","geometry":{"type":"rect"}}"#, &[
        r#"layers[0].geometry.kind: is missing; must be one of "rect", "ellipse", "line", "path""#,
    ]),
    (r#"{"type":"text","text":"a","effects":[{"type":"blurr","sigma":-1},{"type":"blur","sigma":251},{"type":"sharpen"}]}"#, &[
        r#"layers[0].effects[0].type: must be one of "brightness", "contrast", "saturation", "hue", "blur", "sharpen", was "blurr"; did you mean "blur"?"#,
        "layers[0].effects[0].sigma: must be from 0 to 250, was -1",
        "layers[0].effects[1].sigma: must be from 0 to 250, was 251",
        r#"layers[0].effects[2].amount: is missing; must be a number or {"keyframes": [...]}"#,
    ]),
    (r#"{"type":"sequence","clips":[]}"#, &[
        "layers[0].clips: must be an array of 1 to 1000, was an empty array",
    ]),
    (r#"{"type":"sequence","clips":[{"src":"a","transition":{"type":"cut"}},{"src":"b","duration":1,"transition":{"type":"slide","duration":2,"direction":"sideways"}},{"src":"c","transition":{"type":"cut","duration":1}},{"src":"d","transition":{"type":"wipe"}},{"src":"e","transition":{"type":"push","duration":0}}]}"#, &[
        r#"layers[0].clips[1].transition.direction: must be one of "left", "right", "up", "down", was "sideways""#,
        "layers[0].clips[2].transition.duration: must be left out for a cut, was 1",
        "layers[0].clips[3].transition.duration: is missing; must be a number > 0",
        "layers[0].clips[4].transition.duration: must be > 0, was 0",
        "layers[0].clips[0].transition: must be left out: there is no clip before the first",
        "layers[0].clips[1].transition.duration: must be ≤ 1, the length of clips[1], was 2",
    ]),
    (r#"{"type":"sequence","clips":[{"src":"a"},{"src":"b","trim":{"start":1,"end":3},"speed":2,"transition":{"type":"crossfade","duration":0.6}},{"src":"c","transition":{"type":"crossfade","duration":0.6}}]}"#, &[
        "layers[0].clips[2].transition.duration: must be ≤ 0.4, what the transition before leaves of clips[1] (length 1), was 0.6",
    ]),
    (r#"{"type":"group","layers":[{"type":"text","text":"a","id":"x"},{"type":"text","text":"b","id":"x"}]}"#, &[
        r#"layers[0].layers[1].id: must be an id of its own; "x" is that of layers[0].layers[0] too"#,
    ]),
];

fn lines(document: &str) -> Vec<String> {
    match Composition::from_json(document) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.to_string().lines().map(str::to_owned).collect(),
    }
}

#[test]
fn whole_documents() {
    for (document, expected) in DOCUMENT {
        assert_eq!(lines(document), *expected, "{document}");
    }
}

#[test]
fn fields_of_a_document() {
    for (fields, expected) in FIELDS {
        let document = format!(r#"{{"version": 1, "width": 1080, "height": 1920, "duration": 5, {fields}}}"#);
        assert_eq!(lines(&document), *expected, "{fields}");
    }
}

#[test]
fn layers() {
    for (layer, expected) in LAYERS {
        let document =
            format!(r#"{{"version": 1, "width": 1080, "height": 1920, "duration": 5, "layers": [{layer}]}}"#);
        assert_eq!(lines(&document), *expected, "{layer}");
    }
}
