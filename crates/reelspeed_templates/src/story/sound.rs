//! Voices, music and small sounds.

use reelspeed_model::request::MessageSide;
use reelspeed_model::{AudioTrack, Fade, FadeCurve};

use super::motion::{Key, LINEAR, moving};
use super::stage::Stage;

/// How much of the music is left under a voice, and how long it takes to give way, in seconds.
const DUCKED: f64 = 0.35;
const DUCK_SECS: f64 = 0.18;
/// How long the music fades in and out, in seconds.
const FADE_IN_SECS: f64 = 0.4;
const FADE_OUT_SECS: f64 = 1.2;

/// The tracks of a story.
pub(super) fn tracks(stage: &Stage<'_>) -> Vec<AudioTrack> {
    let config = stage.config;
    if !config.has_sound() {
        return Vec::new();
    }
    let audio = &config.audio_settings;
    let [all, voices] = config.volumes();
    let voices = if config.voice_audio_settings.enable_audio == Some(false) { 0.0 } else { voices };
    let duration = stage.timing.duration;
    let mut tracks = Vec::new();
    let mut add = |field: String, src: Option<&str>, start: f64, volume: f64, longest: Option<f64>| {
        let Some(src) = src.filter(|src| !src.trim().is_empty()) else { return };
        if start >= duration || volume <= 0.0 {
            return;
        }
        let mut track = AudioTrack::new(src);
        (track.id, track.start) = (Some(field), start);
        track.volume = volume.into();
        track.looped = longest.is_some();
        track.duration = longest.map(|secs| secs.min(duration - start));
        tracks.push(track);
    };
    let sound = all * audio.sound_volume / 100.0;
    let mut spoken: Vec<(f64, f64)> = Vec::new();
    for (i, (message, time)) in config.messages.iter().zip(&stage.timing.messages).enumerate() {
        add(format!("messages[{i}].audioUrl"), message.audio_url.as_deref(), time.start, all * voices, None);
        if message.audio_url.as_deref().is_some_and(|src| !src.is_empty()) && voices > 0.0 {
            let length = message.audio_url.as_ref().and_then(|src| stage.facts.get(src)).and_then(|fact| fact.duration);
            spoken.push((time.start, time.start + length.unwrap_or(time.end - time.start)));
        }
        let by_side = match time.side {
            MessageSide::Outgoing => audio.sent_sound_url.as_deref(),
            MessageSide::Incoming => audio.received_sound_url.as_deref(),
        };
        let pop = message.sound_url.as_deref().or(by_side).or(audio.message_sound_url.as_deref());
        add(format!("messages[{i}].soundUrl"), pop, time.start, sound, None);
        if time.start > time.typing {
            let typing = audio.typing_sound_url.as_deref();
            add(format!("messages[{i}].typing"), typing, time.typing, sound, Some(time.start - time.typing));
        }
    }
    if let Some(src) = audio.music_url.as_deref().filter(|src| !src.trim().is_empty()) {
        let level = all * audio.music_volume / 100.0;
        let mut track = AudioTrack::new(src);
        track.id = Some("audioSettings.musicUrl".into());
        (track.looped, track.duration) = (true, Some(duration));
        track.fade_in = Some(Fade { duration: FADE_IN_SECS.min(duration / 4.0), curve: FadeCurve::Linear });
        track.fade_out = Some(Fade { duration: FADE_OUT_SECS.min(duration / 4.0), curve: FadeCurve::Linear });
        track.volume = if audio.duck_music { ducked(level, &spoken) } else { level.into() };
        tracks.push(track);
    }
    tracks
}

/// A loudness that gives way while somebody speaks. Pauses that are too short to come back are left out.
fn ducked(level: f64, spoken: &[(f64, f64)]) -> reelspeed_model::Animated<f64> {
    let mut stretches: Vec<(f64, f64)> = Vec::new();
    for &(start, end) in spoken {
        match stretches.last_mut() {
            Some(last) if start - last.1 < 4.0 * DUCK_SECS => last.1 = last.1.max(end),
            _ => stretches.push((start, end)),
        }
    }
    let mut keys = Vec::new();
    for (start, end) in stretches {
        keys.extend([
            Key(start - DUCK_SECS, level, LINEAR),
            Key(start, level * DUCKED, LINEAR),
            Key(end, level * DUCKED, LINEAR),
            Key(end + DUCK_SECS, level, LINEAR),
        ]);
    }
    if keys.is_empty() { level.into() } else { moving(keys) }
}
