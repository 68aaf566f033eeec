//! The sound of a timeline in the mixer's words.

use reelspeed_core::Flicks;
use reelspeed_timeline::{AudioClip, AudioFade};

use crate::{AudioError, ChannelLayout, ClipPlan, Downmix, Fade, FadeCurve, Mixer, MixerConfig};

impl ClipPlan {
    /// What the mixer is told about a sound of the timeline.
    pub fn of(clip: &AudioClip, sample_rate: u32) -> Self {
        let samples = |t: Flicks| t.to_samples(sample_rate).max(0) as u64;
        let start = clip.start.to_samples(sample_rate);
        let end = clip.end().to_samples(sample_rate);
        let fade = |f: AudioFade| Fade {
            samples: samples(f.duration),
            curve: match f.curve {
                reelspeed_model::FadeCurve::Linear => FadeCurve::Linear,
                reelspeed_model::FadeCurve::EqualPower => FadeCurve::EqualPower,
            },
        };
        Self {
            gain: clip.gain as f32,
            fade_in: fade(clip.fade_in),
            fade_out: fade(clip.fade_out),
            envelope: clip.volume_points.iter().map(|&(t, v)| (samples(t), v as f32)).collect(),
            speed: clip.speed,
            ..Self::new(start, (end - start).max(0) as u64)
        }
    }
}

impl Mixer {
    /// The mixer of a timeline's sounds, as long as `duration`, from output sample `start_sample` on.
    ///
    /// # Errors
    /// Those of [`Mixer::new`].
    pub fn of_timeline(
        plan: &[AudioClip],
        duration: Flicks,
        sample_rate: u32,
        layout: ChannelLayout,
        start_sample: u64,
    ) -> Result<Self, AudioError> {
        let clips = plan.iter().map(|clip| ClipPlan::of(clip, sample_rate)).collect();
        let config = MixerConfig {
            sample_rate,
            layout,
            // As browsers do: the front pair keeps its level, and the limiter takes care of the rest.
            downmix: Downmix::Unity,
            start_sample,
            length_samples: Some(duration.to_samples(sample_rate).max(0) as u64),
            ..MixerConfig::default()
        };
        Self::new(config, clips)
    }
}
