use std::collections::BTreeMap;

use reelspeed_audio::{BufferInput, TrimmedInput};
use reelspeed_core::Size;
use reelspeed_model::Composition;
use reelspeed_timeline::MediaFact;

use super::*;

const RATE: u32 = 48_000;

/// A file's sound: its rate and a sample of its channel `c`.
fn file(src: &str) -> (u32, usize, usize) {
    match src {
        "music.mp3" => (44_100, 2, 44_100 * 3),
        "voice.wav" => (48_000, 1, 48_000),
        _ => (32_000, 2, 32_000 * 2),
    }
}

fn sample(c: usize, n: usize) -> f32 {
    let n = n as u32 * 7919 + c as u32 * 104_729;
    ((n % 2001) as f32 - 1000.0) / 4000.0
}

fn timeline() -> Timeline {
    let document = r#"{
        "version": 1, "width": 64, "height": 64, "duration": 4,
        "layers": [{ "type": "video", "src": "clip.mp4", "trim": { "start": 0.5 }, "speed": 1.25 }],
        "audio": [
            { "src": "music.mp3", "loop": true, "volume": 0.4, "trim": { "start": 0.25, "end": 1.5 }, "fadeOut": { "duration": 1 } },
            { "src": "voice.wav", "start": 1.3 }
        ]
    }"#;
    let composition = Composition::from_json(document).unwrap();
    let facts: BTreeMap<String, MediaFact> = ["music.mp3", "voice.wav", "clip.mp4"]
        .map(|src| {
            let (rate, _, frames) = file(src);
            let duration = Flicks::from_samples(frames as i64, rate);
            let fact = match src {
                "clip.mp4" => MediaFact::video(Size::new(16, 16), duration).with_sound(),
                _ => MediaFact::sound(duration),
            };
            (src.to_owned(), fact)
        })
        .into();
    Timeline::new(&composition, &facts).unwrap()
}

/// The mix over whole files, without a feed.
fn expected(timeline: &Timeline) -> Vec<f32> {
    let plan = timeline.audio_plan();
    let mut open = |clip: usize| -> Result<Box<dyn AudioInput>, AudioError> {
        let clip = &plan[clip];
        let (rate, channels, frames) = file(&clip.src);
        let mut samples = AudioBlock::new(channels, frames);
        for c in 0..channels {
            samples.channel_mut(c).iter_mut().enumerate().for_each(|(n, s)| *s = sample(c, n));
        }
        let start = clip.source_start.to_samples(rate) as u64;
        let take = clip.source_end.map_or(u64::MAX, |end| (end - clip.source_start).to_samples(rate) as u64);
        let input = BufferInput::new(ChannelLayout::guess(channels)?, rate, samples)?;
        let input = TrimmedInput::new(input, start, take);
        Ok(if clip.looped { Box::new(LoopingInput::new(input, None)) } else { Box::new(input) })
    };
    let mut mixer = Mixer::of_timeline(plan, timeline.duration(), RATE, ChannelLayout::STEREO, 0).unwrap();
    let mut block = AudioBlock::new(2, mixer.length_samples() as usize);
    mixer.mix_block(&mut open, &mut block).unwrap();
    let mut out = Vec::new();
    block.interleave_into(&mut out);
    out
}

/// Pushes what is needed, in pieces of `piece` frames and as a decoder does: from a little before, to a little after.
fn feed(mix: &mut Mix, frames: usize, piece: usize) -> usize {
    let mut pushed = 0;
    loop {
        let needs = mix.needs(frames);
        if needs.is_empty() {
            return pushed;
        }
        for need in needs {
            let (rate, channels, length) = file(&need.src);
            let from = need.from_sample.unwrap_or(need.from_secs * f64::from(rate)) as usize / piece * piece;
            let to = need.to_sample.unwrap_or(need.to_secs * f64::from(rate)) as usize;
            let mut at = from;
            while at < to.min(length) {
                let n = piece.min(length - at);
                let planar: Vec<f32> = (0..channels).flat_map(|c| (at..at + n).map(move |n| sample(c, n))).collect();
                mix.push(need.input as usize, at as f64, channels, rate, &planar).unwrap();
                at += n;
                pushed += n;
            }
            if to >= length {
                mix.end(need.input as usize).unwrap();
            }
        }
    }
}

fn mixed(mix: &mut Mix, frames: usize, piece: usize) -> Vec<f32> {
    let mut out = Vec::new();
    loop {
        feed(mix, frames, piece);
        let block = mix.mix(frames).unwrap();
        if block.is_empty() {
            return out;
        }
        out.extend(block);
    }
}

#[test]
fn what_is_pushed_in_pieces_gives_the_mix_of_whole_files() {
    let timeline = timeline();
    let want = expected(&timeline);
    assert_eq!(want.len(), 2 * 4 * RATE as usize);
    assert!(want.iter().any(|s| s.abs() > 0.1));
    for (frames, piece) in [(480, 1024), (4096, 777), (50_000, 48_000)] {
        let mut mix = Mix::new(&timeline, RATE, 0).unwrap();
        assert!(mixed(&mut mix, frames, piece) == want, "blocks of {frames}, pieces of {piece}");
    }
}

#[test]
fn a_later_beginning_needs_only_what_lies_there() {
    let timeline = timeline();
    let want = expected(&timeline);
    let from = 100_000;
    let mut mix = Mix::new(&timeline, RATE, from).unwrap();
    let pushed = feed(&mut mix, 4800, 1024);
    assert!(pushed < 40_000, "{pushed}");
    let rest = mixed(&mut mix, 4800, 1024);
    let want = &want[2 * from as usize..];
    assert_eq!(rest.len(), want.len());
    // The limiter has not heard what was before; once it has let go, all is the same.
    let settled = 2 * RATE as usize;
    assert!(rest[settled..] == want[settled..]);
}

#[test]
fn nothing_is_mixed_before_it_is_there() {
    let mut mix = Mix::new(&timeline(), RATE, 0).unwrap();
    assert_eq!(mix.mix(480).unwrap_err().code, "MISSING_SOUND");
    assert_eq!(mix.position(), 0);
    let needs = mix.needs(480);
    assert_eq!(needs.len(), 2, "the voice comes later: {needs:?}");
    assert!(needs[0].from_secs <= 0.5 && needs[0].to_secs > 0.5 && needs[0].to_secs < 0.8, "{needs:?}");
    // A file without sound is silent.
    for need in needs {
        mix.end(need.input as usize).unwrap();
    }
    assert_eq!(mix.mix(480).unwrap(), [0.0; 960]);
    assert_eq!(mix.push(9, 0.0, 2, 48_000, &[0.0; 4]).unwrap_err().code, "INVALID_ARGUMENT");
    assert_eq!(mix.push(2, 0.0, 3, 48_000, &[0.0; 4]).unwrap_err().code, "INVALID_ARGUMENT");
}

#[test]
fn gaps_are_silent_and_memory_is_let_go() {
    let document = r#"{ "version": 1, "width": 64, "height": 64, "duration": 20, "audio": [{ "src": "a.wav" }] }"#;
    let composition = Composition::from_json(document).unwrap();
    let facts = BTreeMap::from([("a.wav".to_owned(), MediaFact::sound(Flicks::from_secs(20.0)))]);
    let timeline = Timeline::new(&composition, &facts).unwrap();
    let mut mix = Mix::new(&timeline, RATE, 0).unwrap();
    mix.push(0, 0.0, 1, RATE, &[0.25; 1000]).unwrap();
    mix.push(0, 3000.0, 1, RATE, &[0.25; 100_000]).unwrap();
    let out = mix.mix(4000).unwrap();
    assert_eq!([out[0], out[2 * 999], out[2 * 1000], out[2 * 2999], out[2 * 3000]], [0.25, 0.25, 0.0, 0.0, 0.25]);
    assert_eq!(mix.needs(90_000), []);
    assert_eq!(mix.needs(100_000)[0].from_sample, Some(103_000.0));
    mix.mix(90_000).unwrap();
    assert_eq!(mix.needs(20_000)[0].from_sample, Some(103_000.0));
}
