//! Which channel is which.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;

/// The WAVE channel mask, if the layout has one that fits its channels.
pub(super) fn mask(layout: &ff::AVChannelLayout) -> Option<u64> {
    // SAFETY: reads the enum as a number; the mask is the member in use for the native order.
    let mask = unsafe {
        let native = ff::AVChannelOrder::AV_CHANNEL_ORDER_NATIVE as c_int;
        if crate::sys::raw_enum!(layout.order) == native { layout.u.mask } else { 0 }
    };
    (mask != 0 && mask.count_ones() as c_int == layout.nb_channels).then_some(mask)
}
