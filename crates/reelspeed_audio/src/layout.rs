//! Which loudspeaker each channel is meant for.

use crate::{AudioError, MAX_CHANNELS};

/// Where a channel's loudspeaker stands. The discriminant is the bit of WAVEFORMATEXTENSIBLE's channel mask, which
/// FFmpeg and WebAudio share; channels lie in the order of their bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)] // The names say it; each is the position of the standard mask.
pub enum Speaker {
    FrontLeft = 0,
    FrontRight = 1,
    FrontCenter = 2,
    LowFrequency = 3,
    BackLeft = 4,
    BackRight = 5,
    FrontLeftOfCenter = 6,
    FrontRightOfCenter = 7,
    BackCenter = 8,
    SideLeft = 9,
    SideRight = 10,
    TopCenter = 11,
    TopFrontLeft = 12,
    TopFrontCenter = 13,
    TopFrontRight = 14,
    TopBackLeft = 15,
    TopBackCenter = 16,
    TopBackRight = 17,
    /// Left of a stereo pair that was mixed down before (FFmpeg's `DL`).
    StereoLeft = 29,
    /// Right of a stereo pair that was mixed down before (FFmpeg's `DR`).
    StereoRight = 30,
}

impl Speaker {
    const ALL: [Self; 20] = [
        Self::FrontLeft,
        Self::FrontRight,
        Self::FrontCenter,
        Self::LowFrequency,
        Self::BackLeft,
        Self::BackRight,
        Self::FrontLeftOfCenter,
        Self::FrontRightOfCenter,
        Self::BackCenter,
        Self::SideLeft,
        Self::SideRight,
        Self::TopCenter,
        Self::TopFrontLeft,
        Self::TopFrontCenter,
        Self::TopFrontRight,
        Self::TopBackLeft,
        Self::TopBackCenter,
        Self::TopBackRight,
        Self::StereoLeft,
        Self::StereoRight,
    ];

    const KNOWN: u64 = {
        let mut mask = 0;
        let mut i = 0;
        while i < Self::ALL.len() {
            mask |= Self::ALL[i].bit();
            i += 1;
        }
        mask
    };

    /// This speaker's bit in a channel mask.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// The number of channels and what each is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelLayout {
    mask: u64,
    channels: u16,
}

impl ChannelLayout {
    /// One channel, in the middle.
    pub const MONO: Self = Self::of(&[Speaker::FrontCenter]);
    /// Left and right.
    pub const STEREO: Self = Self::of(&[Speaker::FrontLeft, Speaker::FrontRight]);
    /// Left, right and a low-frequency channel.
    pub const SURROUND_2_1: Self = Self::of(&[Speaker::FrontLeft, Speaker::FrontRight, Speaker::LowFrequency]);
    /// Two in front, two at the back.
    pub const QUAD: Self = Self::of(&[Speaker::FrontLeft, Speaker::FrontRight, Speaker::BackLeft, Speaker::BackRight]);
    /// Left, right, centre and two at the sides.
    pub const SURROUND_5_0: Self = Self::of(&[
        Speaker::FrontLeft,
        Speaker::FrontRight,
        Speaker::FrontCenter,
        Speaker::SideLeft,
        Speaker::SideRight,
    ]);
    /// [`SURROUND_5_0`](Self::SURROUND_5_0) and a low-frequency channel (after the centre).
    pub const SURROUND_5_1: Self = Self::of(&[
        Speaker::FrontLeft,
        Speaker::FrontRight,
        Speaker::FrontCenter,
        Speaker::LowFrequency,
        Speaker::SideLeft,
        Speaker::SideRight,
    ]);
    /// [`SURROUND_5_1`](Self::SURROUND_5_1) and two at the back (before the sides).
    pub const SURROUND_7_1: Self = Self::of(&[
        Speaker::FrontLeft,
        Speaker::FrontRight,
        Speaker::FrontCenter,
        Speaker::LowFrequency,
        Speaker::BackLeft,
        Speaker::BackRight,
        Speaker::SideLeft,
        Speaker::SideRight,
    ]);

    const fn of(speakers: &[Speaker]) -> Self {
        let mut mask = 0;
        let mut i = 0;
        while i < speakers.len() {
            mask |= speakers[i].bit();
            i += 1;
        }
        Self { mask, channels: speakers.len() as u16 }
    }

    /// From a channel mask as WAVE files and FFmpeg carry it. `None` when it is empty or names a speaker that this crate
    /// does not know; use [`discrete`](Self::discrete) then.
    pub fn from_mask(mask: u64) -> Option<Self> {
        (mask != 0 && mask & !Speaker::KNOWN == 0).then(|| Self { mask, channels: mask.count_ones() as u16 })
    }

    /// `channels` channels of which nobody knows what they are for, 1 to [`MAX_CHANNELS`]. One is mono, two are stereo.
    ///
    /// # Errors
    /// [`AudioError::Channels`] when the count is zero or too large.
    pub fn discrete(channels: usize) -> Result<Self, AudioError> {
        match channels {
            1 => Ok(Self::MONO),
            2 => Ok(Self::STEREO),
            n if (1..=MAX_CHANNELS).contains(&n) => Ok(Self { mask: 0, channels: n as u16 }),
            channels => Err(AudioError::Channels { channels }),
        }
    }

    /// The usual layout for a count without a mask: 1 mono, 2 stereo, 3 is 2.1, 4 quad, 5 is 5.0, 6 is 5.1, 8 is 7.1, any
    /// other [`discrete`](Self::discrete).
    ///
    /// # Errors
    /// [`AudioError::Channels`] when the count is zero or too large.
    pub fn guess(channels: usize) -> Result<Self, AudioError> {
        Ok(match channels {
            3 => Self::SURROUND_2_1,
            4 => Self::QUAD,
            5 => Self::SURROUND_5_0,
            6 => Self::SURROUND_5_1,
            8 => Self::SURROUND_7_1,
            n => return Self::discrete(n),
        })
    }

    /// How many channels, at least 1.
    pub const fn channels(self) -> usize {
        self.channels as usize
    }

    /// The channel mask; zero when the order is unknown.
    pub const fn mask(self) -> u64 {
        self.mask
    }

    /// The speakers in the order of the channels; empty when the order is unknown.
    pub fn speakers(self) -> impl Iterator<Item = Speaker> {
        Speaker::ALL.into_iter().filter(move |s| self.mask & s.bit() != 0)
    }
}
