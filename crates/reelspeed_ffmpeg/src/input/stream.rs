//! One stream's parameters, read once and without trusting the numbers.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;
use reelspeed_core::{Flicks, Orientation, Rational};

use crate::sys::color::RawColor;
use crate::sys::{cstring, pixfmt, rational, raw_enum, text};

/// What a stream carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StreamKind {
    Video,
    Audio,
    Subtitle,
    Other,
}

/// A stream of an open input.
#[derive(Clone, Copy)]
pub(crate) struct StreamRef<'a> {
    st: &'a ff::AVStream,
}

impl<'a> StreamRef<'a> {
    pub(crate) fn new(st: &'a ff::AVStream) -> Self {
        Self { st }
    }

    pub(crate) fn index(&self) -> usize {
        self.st.index.max(0) as usize
    }

    pub(crate) fn params(&self) -> &'a ff::AVCodecParameters {
        // SAFETY: every stream has parameters for as long as it lives.
        unsafe { &*self.st.codecpar }
    }

    /// The codec's header as the container carries it.
    pub(crate) fn extradata(&self) -> &'a [u8] {
        let params = self.params();
        if params.extradata.is_null() || params.extradata_size <= 0 {
            return &[];
        }
        // SAFETY: FFmpeg keeps so many bytes for as long as the parameters live.
        unsafe { std::slice::from_raw_parts(params.extradata, params.extradata_size as usize) }
    }

    pub(crate) fn kind(&self) -> StreamKind {
        // SAFETY: reads the enum as a number.
        match unsafe { raw_enum!(self.params().codec_type) } {
            v if v == ff::AVMediaType::AVMEDIA_TYPE_VIDEO as c_int => StreamKind::Video,
            v if v == ff::AVMediaType::AVMEDIA_TYPE_AUDIO as c_int => StreamKind::Audio,
            v if v == ff::AVMediaType::AVMEDIA_TYPE_SUBTITLE as c_int => StreamKind::Subtitle,
            _ => StreamKind::Other,
        }
    }

    pub(crate) fn codec_id(&self) -> c_int {
        // SAFETY: reads the enum as a number.
        unsafe { raw_enum!(self.params().codec_id) }
    }

    /// FFmpeg's short name of the codec, for example `"h264"`.
    pub(crate) fn codec_name(&self) -> String {
        // SAFETY: the descriptor table is static; ids that it does not have give null.
        let d = unsafe {
            let mut d: *const ff::AVCodecDescriptor = std::ptr::null();
            loop {
                d = ff::avcodec_descriptor_next(d);
                if d.is_null() || raw_enum!((*d).id) == self.codec_id() {
                    break d;
                }
            }
        };
        // SAFETY: null or static.
        unsafe { d.as_ref() }.map_or_else(|| "unknown".to_owned(), |d| text(d.name))
    }

    /// A cover picture rather than a video.
    pub(crate) fn is_attached_picture(&self) -> bool {
        self.st.disposition & ff::AV_DISPOSITION_ATTACHED_PIC != 0
    }

    pub(crate) fn is_default(&self) -> bool {
        self.st.disposition & ff::AV_DISPOSITION_DEFAULT != 0
    }

    /// Seconds per tick, positive.
    pub(crate) fn timebase(&self) -> Rational {
        let tb = rational(self.st.time_base);
        if tb.is_positive() { tb } else { Rational::new(1, 1_000_000) }
    }

    /// Ticks as time.
    pub(crate) fn time(&self, ticks: i64) -> Flicks {
        Flicks::from_ticks(ticks, self.timebase())
    }

    /// When the stream begins, in ticks.
    pub(crate) fn start_ticks(&self) -> Option<i64> {
        (self.st.start_time != ff::AV_NOPTS_VALUE).then_some(self.st.start_time)
    }

    /// How long the container says that the stream lasts.
    pub(crate) fn declared_duration(&self) -> Option<Flicks> {
        (self.st.duration != ff::AV_NOPTS_VALUE && self.st.duration > 0).then(|| self.time(self.st.duration))
    }

    /// The frame count in the container's header; zero where there is none.
    pub(crate) fn declared_frames(&self) -> u64 {
        self.st.nb_frames.max(0) as u64
    }

    pub(crate) fn average_rate(&self) -> Option<Rational> {
        let r = rational(self.st.avg_frame_rate);
        r.is_positive().then_some(r)
    }

    pub(crate) fn guessed_rate(&self) -> Option<Rational> {
        let r = rational(self.st.r_frame_rate);
        r.is_positive().then_some(r)
    }

    pub(crate) fn initial_padding(&self) -> u32 {
        self.params().initial_padding.max(0) as u32
    }

    /// Samples per packet, where the codec fixes them; else 0.
    pub(crate) fn frame_size(&self) -> u32 {
        self.params().frame_size.max(0) as u32
    }

    pub(crate) fn sample_rate(&self) -> u32 {
        self.params().sample_rate.max(0) as u32
    }

    pub(crate) fn channels(&self) -> u32 {
        self.params().ch_layout.nb_channels.max(0) as u32
    }

    pub(crate) fn bit_rate(&self) -> u64 {
        self.params().bit_rate.max(0) as u64
    }

    /// A tag such as `language`.
    pub(crate) fn tag(&self, key: &str) -> Option<String> {
        let key = cstring(key);
        // SAFETY: the dictionary belongs to the stream; the key outlives the call.
        let entry = unsafe { ff::av_dict_get(self.st.metadata, key.as_ptr(), std::ptr::null(), 0).as_ref() }?;
        Some(text(entry.value))
    }

    /// Whether a VP8 or VP9 stream carries an alpha plane beside its picture.
    pub(crate) fn has_alpha_mode(&self) -> bool {
        self.tag("alpha_mode").is_some_and(|v| v == "1")
    }

    pub(crate) fn pixel_format(&self) -> Option<ff::AVPixelFormat> {
        pixfmt::from_raw(self.params().format)
    }

    /// Width over height of one pixel; one where unknown.
    pub(crate) fn sample_aspect(&self) -> Rational {
        [self.st.sample_aspect_ratio, self.params().sample_aspect_ratio]
            .into_iter()
            .map(rational)
            .find(|r| r.is_positive())
            .unwrap_or(Rational::ONE)
    }

    pub(crate) fn raw_color(&self) -> RawColor {
        let p = self.params();
        // SAFETY: reads enums as numbers.
        unsafe {
            RawColor {
                matrix: raw_enum!(p.color_space),
                primaries: raw_enum!(p.color_primaries),
                transfer: raw_enum!(p.color_trc),
                range: raw_enum!(p.color_range),
            }
        }
    }

    /// How the picture must be turned to be shown.
    pub(crate) fn orientation(&self) -> Orientation {
        self.display_matrix().map_or(Orientation::UPRIGHT, orientation_of)
    }

    fn display_matrix(&self) -> Option<[i32; 9]> {
        let kind = ff::AVPacketSideDataType::AV_PKT_DATA_DISPLAYMATRIX;
        #[cfg(not(ffmpeg_6_1))]
        // SAFETY: the data belongs to the stream; the size is checked below.
        let (data, size) = unsafe {
            let mut size = 0;
            let data = ff::av_stream_get_side_data(self.st, kind, &mut size);
            (data.cast_const(), size as usize)
        };
        #[cfg(ffmpeg_6_1)]
        // SAFETY: the list belongs to the parameters; the size is checked below.
        let (data, size) = unsafe {
            let p = self.params();
            let found = ff::av_packet_side_data_get(p.coded_side_data, p.nb_coded_side_data, kind);
            found.as_ref().map_or((std::ptr::null(), 0), |d| (d.data.cast_const(), d.size))
        };
        if data.is_null() || size < 36 {
            return None;
        }
        let mut matrix = [0i32; 9];
        for (i, v) in matrix.iter_mut().enumerate() {
            // SAFETY: 36 bytes are there; they may lie at any address.
            *v = unsafe { data.cast::<i32>().add(i).read_unaligned() };
        }
        Some(matrix)
    }

    /// The index that the demuxer keeps: one entry per packet in MP4 and MOV, key packets only elsewhere.
    pub(crate) fn index_entries(&self) -> Vec<IndexEntry> {
        // SAFETY: the stream is alive; entries are copied before anything else is called.
        unsafe {
            let st = std::ptr::from_ref(self.st).cast_mut();
            let count = ff::avformat_index_get_entries_count(st).max(0);
            (0..count)
                .filter_map(|i| ff::avformat_index_get_entry(st, i).as_ref())
                .map(|e| IndexEntry {
                    position: e.pos,
                    timestamp: e.timestamp,
                    size: e.size().max(0) as u32,
                    discarded: e.flags() & ff::AVINDEX_DISCARD_FRAME != 0,
                })
                .collect()
        }
    }

    /// The decoding time of the last indexed key packet at or before `ts`, in ticks.
    pub(crate) fn key_at_or_before(&self, ts: i64) -> Option<i64> {
        // SAFETY: as above.
        unsafe {
            let st = std::ptr::from_ref(self.st).cast_mut();
            let i = ff::av_index_search_timestamp(st, ts, ff::AVSEEK_FLAG_BACKWARD);
            if i < 0 {
                return None;
            }
            ff::avformat_index_get_entry(st, i).as_ref().map(|e| e.timestamp)
        }
    }
}

/// An entry of a demuxer's index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IndexEntry {
    pub(crate) position: i64,
    /// Decoding time in ticks, edit lists applied.
    pub(crate) timestamp: i64,
    pub(crate) size: u32,
    /// Decoded for others to refer to, not shown.
    pub(crate) discarded: bool,
}

/// The orientation in a display matrix (rows of the transposed map, 16.16 fixed point): `x' = m0·x + m3·y`,
/// `y' = m1·x + m4·y`, y down. Odd angles go to the nearest quarter turn.
fn orientation_of(m: [i32; 9]) -> Orientation {
    let (a, b, c, d) = (m[0] as i64, m[1] as i64, m[3] as i64, m[4] as i64);
    let mirrored = (a as i128 * d as i128 - b as i128 * c as i128) < 0;
    // Undo the mirror (it comes first and negates x), so that what is left is a pure turn.
    let (a, b) = if mirrored { (-a, -b) } else { (a, b) };
    let quarter_turns = if a.abs() >= b.abs() {
        if a >= 0 { 0 } else { 2 }
    } else if b > 0 {
        1
    } else {
        3
    };
    Orientation::new(mirrored, quarter_turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: i32 = 1 << 16;

    fn matrix(a: i32, b: i32, c: i32, d: i32) -> [i32; 9] {
        [a, b, 0, c, d, 0, 0, 0, 1 << 30]
    }

    #[test]
    fn display_matrices_become_turns_and_mirrors() {
        assert_eq!(orientation_of(matrix(ONE, 0, 0, ONE)), Orientation::UPRIGHT);
        assert_eq!(orientation_of(matrix(0, ONE, -ONE, 0)), Orientation::new(false, 1));
        assert_eq!(orientation_of(matrix(-ONE, 0, 0, -ONE)), Orientation::new(false, 2));
        assert_eq!(orientation_of(matrix(0, -ONE, ONE, 0)), Orientation::new(false, 3));
        assert_eq!(orientation_of(matrix(-ONE, 0, 0, ONE)), Orientation::new(true, 0));
        assert_eq!(orientation_of(matrix(0, ONE, ONE, 0)), Orientation::new(true, 3));
        assert_eq!(orientation_of([0; 9]), Orientation::UPRIGHT);
    }

    /// The matrix and `Orientation::shown_from_stored` must send a point to the same side.
    #[test]
    fn orientation_agrees_with_the_matrix_it_came_from() {
        use reelspeed_core::Point;
        for (a, b, c, d) in [(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (-1, 0, 0, 1), (0, 1, 1, 0)] {
            let o = orientation_of(matrix(a * ONE, b * ONE, c * ONE, d * ONE));
            let map = o.shown_from_stored(4.0, 2.0);
            let (from, to) = (map.apply(Point::new(0.0, 0.0)), map.apply(Point::new(1.0, 0.0)));
            assert_eq!((to.x - from.x, to.y - from.y), (a as f64, b as f64), "{o:?}");
            let to = map.apply(Point::new(0.0, 1.0));
            assert_eq!((to.x - from.x, to.y - from.y), (c as f64, d as f64), "{o:?}");
        }
    }
}
