//! Which channel is which.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;

/// The place of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Speaker {
    /// Front left.
    FrontLeft,
    /// Front right.
    FrontRight,
    /// Front centre; the only channel of mono.
    FrontCenter,
    /// Low frequency effects.
    Lfe,
    /// Back left.
    BackLeft,
    /// Back right.
    BackRight,
    /// Front, left of centre.
    FrontLeftOfCenter,
    /// Front, right of centre.
    FrontRightOfCenter,
    /// Back centre.
    BackCenter,
    /// Side left.
    SideLeft,
    /// Side right.
    SideRight,
    /// Any other, or unknown.
    Other,
}

const ORDER: [Speaker; 11] = [
    Speaker::FrontLeft,
    Speaker::FrontRight,
    Speaker::FrontCenter,
    Speaker::Lfe,
    Speaker::BackLeft,
    Speaker::BackRight,
    Speaker::FrontLeftOfCenter,
    Speaker::FrontRightOfCenter,
    Speaker::BackCenter,
    Speaker::SideLeft,
    Speaker::SideRight,
];

/// The channels of a stream in their order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChannelLayout {
    speakers: Vec<Speaker>,
}

impl ChannelLayout {
    /// One channel.
    pub fn mono() -> Self {
        Self { speakers: vec![Speaker::FrontCenter] }
    }

    /// Two channels.
    pub fn stereo() -> Self {
        Self { speakers: vec![Speaker::FrontLeft, Speaker::FrontRight] }
    }

    /// The speakers, one per channel.
    pub fn speakers(&self) -> &[Speaker] {
        &self.speakers
    }

    /// How many channels.
    pub fn channels(&self) -> usize {
        self.speakers.len()
    }

    /// From FFmpeg's, with the usual layout for the count where the order is not told.
    pub(crate) fn from_av(layout: &ff::AVChannelLayout) -> Self {
        let count = layout.nb_channels.clamp(0, 64) as usize;
        if let Some(mask) = mask(layout) {
            let bits = (0..64).filter(|b| mask & (1u64 << b) != 0);
            return Self { speakers: bits.map(|b| ORDER.get(b).copied().unwrap_or(Speaker::Other)).collect() };
        }
        Self::for_count(count)
    }

    /// The usual layout of `count` channels: mono, stereo, 2.1 … 5.1, 7.1; other counts have no places.
    pub fn for_count(count: usize) -> Self {
        use Speaker::{
            BackCenter, BackLeft, BackRight, FrontCenter, FrontLeft, FrontRight, Lfe, Other, SideLeft, SideRight,
        };
        let speakers = match count {
            1 => vec![FrontCenter],
            2 => vec![FrontLeft, FrontRight],
            3 => vec![FrontLeft, FrontRight, Lfe],
            4 => vec![FrontLeft, FrontRight, FrontCenter, BackCenter],
            5 => vec![FrontLeft, FrontRight, FrontCenter, BackLeft, BackRight],
            6 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, BackLeft, BackRight],
            7 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, BackCenter, SideLeft, SideRight],
            8 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, BackLeft, BackRight, SideLeft, SideRight],
            n => vec![Other; n],
        };
        Self { speakers }
    }
}

/// The WAVE channel mask, if the layout has one that fits its channels.
pub(super) fn mask(layout: &ff::AVChannelLayout) -> Option<u64> {
    // SAFETY: reads the enum as a number; the mask is the member in use for the native order.
    let mask = unsafe {
        let native = ff::AVChannelOrder::AV_CHANNEL_ORDER_NATIVE as c_int;
        if crate::sys::raw_enum!(layout.order) == native { layout.u.mask } else { 0 }
    };
    (mask != 0 && mask.count_ones() as c_int == layout.nb_channels).then_some(mask)
}
