//! How many packets there are and when they are shown: from the demuxer's index where that is complete (MP4, MOV), else by
//! reading the packets, without decoding either way.

use ffmpeg_sys_next as ff;
use reelspeed_core::Flicks;

use super::info::MediaWarning;
use crate::MediaError;
use crate::input::{Input, StreamKind, StreamRef};
use crate::sys::AvPacket;

/// Presentation times may differ by this much and the rate still counts as constant.
const VARIABLE_SECS: f64 = 0.0025;

/// What the packets of a stream show.
#[derive(Clone, Debug, Default)]
pub(super) struct StreamScan {
    /// Packets that are shown.
    pub(super) count: u64,
    /// Container time of the first.
    pub(super) first: Option<Flicks>,
    /// Container time of the last one's begin.
    pub(super) last: Option<Flicks>,
    /// Container time of the last one's end.
    pub(super) end: Option<Flicks>,
    /// Whether the steps between them vary.
    pub(super) variable: bool,
    longest_step: Flicks,
    /// Seconds of nearly every step, where nearly all agree.
    pub(super) usual_step: Option<f64>,
    /// Counted to the end, not estimated.
    pub(super) exact: bool,
}

impl StreamScan {
    /// Frames per second from the first to the last.
    pub(super) fn measured_rate(&self) -> Option<f64> {
        let span = (self.last? - self.first?).as_secs();
        (self.count > 1 && span > 0.0).then(|| (self.count - 1) as f64 / span)
    }

    pub(super) fn span(&self) -> Option<Flicks> {
        Some(self.end? - self.first?)
    }

    pub(super) fn longest_step(&self) -> Flicks {
        self.longest_step
    }

    /// Takes over presentation times in container time, any order: `times` of what is shown, `hidden` of what an edit list
    /// cuts away; `last_duration` is that of the last one shown.
    fn set_times(&mut self, mut times: Vec<Flicks>, hidden: &[Flicks], last_duration: Flicks) {
        times.sort_unstable();
        self.first = times.first().copied();
        self.last = times.last().copied();
        let mut all = times.clone();
        all.extend_from_slice(hidden);
        all.sort_unstable();
        let steps = || all.windows(2).map(|w| w[1] - w[0]);
        let (min, max) = (steps().min(), steps().max());
        if let (Some(min), Some(max)) = (min, max) {
            self.variable = (max - min) > Flicks::from_secs(VARIABLE_SECS);
            self.longest_step = max;
            self.usual_step = usual_step(steps().collect());
        }
        // Without a duration of its own the last frame lasts as long as its neighbours.
        let typical = match (self.first, self.last) {
            (Some(a), Some(b)) if times.len() > 1 => Flicks((b - a).0 / (times.len() as i64 - 1)),
            _ => Flicks::ZERO,
        };
        let tail = if last_duration > Flicks::ZERO { last_duration } else { typical };
        self.end = self.last.map(|t| t + tail);
    }
}

/// The mean of the steps that lie about the median, where these are nine in ten: what is left out are gaps. Timestamps of whole
/// milliseconds jitter by one.
fn usual_step(mut steps: Vec<Flicks>) -> Option<f64> {
    steps.sort_unstable();
    let median = *steps.get(steps.len() / 2)?;
    let near = Flicks::from_secs(0.0011);
    let usual: Vec<_> = steps.iter().filter(|s| **s >= median - near && **s <= median + near).collect();
    let mean = usual.iter().map(|s| s.as_secs()).sum::<f64>() / usual.len().max(1) as f64;
    (usual.len() * 10 >= steps.len() * 9 && mean > 0.0).then_some(mean)
}

/// Scans every video and audio stream.
pub(super) fn scan(input: &mut Input, warnings: &mut Vec<MediaWarning>) -> Result<Vec<StreamScan>, MediaError> {
    let mut scans = vec![StreamScan::default(); input.stream_count()];
    let mut pending = Vec::new();
    for s in input.streams() {
        if !matches!(s.kind(), StreamKind::Video | StreamKind::Audio) {
            continue;
        }
        match from_index(input, &s, warnings) {
            Some(scan) => scans[s.index()] = scan,
            None if s.is_attached_picture() => {
                scans[s.index()] = StreamScan { count: 1, exact: true, ..StreamScan::default() };
            }
            None => pending.push(s.index()),
        }
    }
    if pending.is_empty() {
        return Ok(scans);
    }
    if input.file_size() > input.limits().scan_bytes {
        for &i in &pending {
            scans[i] = from_header(input, &input.stream(i));
        }
        warnings.push(MediaWarning::NotCounted);
        return Ok(scans);
    }
    from_packets(input, &pending, &mut scans)?;
    Ok(scans)
}

/// What the header says, for files too large to read.
pub(super) fn from_header(input: &Input, s: &StreamRef<'_>) -> StreamScan {
    let first = s.start_ticks().map_or(Flicks::ZERO, |t| s.time(t));
    let duration = s.declared_duration().or_else(|| {
        input.declared_duration_us().map(|us| Flicks::from_ticks(us, reelspeed_core::Rational::new(1, 1_000_000)))
    });
    // Uncompressed sound cannot last longer than its bytes.
    let by_bytes = (s.kind() == StreamKind::Audio && s.bit_rate() > 0 && input.format_name() == "wav")
        .then(|| Flicks::from_secs(input.file_size() as f64 * 8.0 / s.bit_rate() as f64));
    let duration = match (duration, by_bytes) {
        (Some(d), Some(b)) => Some(d.min(b)),
        (d, b) => d.or(b),
    };
    let count = match (s.declared_frames(), duration, s.average_rate()) {
        (0, Some(d), Some(rate)) => (d.as_secs() * rate.as_f64()).round() as u64,
        (0, ..) => 1,
        (n, ..) => n,
    };
    StreamScan {
        count,
        first: Some(first),
        last: None,
        end: duration.map(|d| first + d),
        variable: false,
        usual_step: None,
        longest_step: Flicks::ZERO,
        exact: false,
    }
}

/// MP4 and MOV list every packet. The index holds decoding times; where their steps are even, presentation times are a
/// permutation of the same grid, and nothing needs to be read.
fn from_index(input: &Input, s: &StreamRef<'_>, warnings: &mut Vec<MediaWarning>) -> Option<StreamScan> {
    if !input.format_name().starts_with("mov,") || s.declared_frames() == 0 || s.is_attached_picture() {
        return None;
    }
    let entries = s.index_entries();
    if (entries.len() as u64) < s.declared_frames().min(2) {
        return None;
    }
    let size = input.file_size();
    let inside = |position: i64, bytes: u32| position >= 0 && (position as u64).saturating_add(bytes as u64) <= size;
    let present = entries.iter().filter(|e| inside(e.position, e.size)).count();
    if present < entries.len() {
        warnings.push(MediaWarning::Truncated {
            stream: s.index() as u32,
            promised: entries.len() as u64,
            present: present as u64,
        });
        if present == 0 {
            return Some(StreamScan { exact: true, ..StreamScan::default() });
        }
        // Which pictures survive depends on reordering; read them.
        return None;
    }
    let shown: Vec<i64> = entries.iter().filter(|e| !e.discarded).map(|e| e.timestamp).collect();
    let (Some(&first_dts), Some(&last_dts)) = (shown.first(), shown.last()) else {
        return Some(StreamScan { exact: true, ..StreamScan::default() });
    };
    // Packets before an edit's begin are not shown, but their rhythm tells of a variable rate all the same.
    let steps = || entries.windows(2).map(|w| w[1].timestamp.saturating_sub(w[0].timestamp));
    let (min, max) = (steps().min().unwrap_or(0), steps().max().unwrap_or(0));
    let even = s.time(max.saturating_sub(min)) <= Flicks::from_secs(VARIABLE_SECS);
    if s.kind() == StreamKind::Video && !even {
        return None;
    }
    let start = s.start_ticks().unwrap_or(first_dts);
    let first = s.time(start);
    let span = s.time(last_dts) - s.time(first_dts);
    let typical = if shown.len() > 1 { span.0 / (shown.len() as i64 - 1) } else { 0 };
    let end = first + span + Flicks(typical);
    // A single sample, or sound with an uneven tail: the track's own duration is all there is.
    let end = match s.declared_duration() {
        Some(d) if shown.len() == 1 => first + d,
        _ => end,
    };
    Some(StreamScan {
        count: shown.len() as u64,
        first: Some(first),
        last: Some(first + span),
        end: Some(end),
        variable: false,
        usual_step: None,
        longest_step: s.time(max),
        exact: true,
    })
}

#[derive(Default)]
struct Collected {
    times: Vec<Flicks>,
    hidden: Vec<Flicks>,
    /// Decoding times of packets without a presentation time.
    unstamped: Vec<Flicks>,
    last: Option<(Flicks, Flicks)>,
}

fn from_packets(input: &mut Input, pending: &[usize], scans: &mut [StreamScan]) -> Result<(), MediaError> {
    let limit = input.limits().open_timeout;
    input.set_deadline(Some(limit));
    input.keep_only(|s| pending.contains(&s.index()));
    let mut collected: Vec<Collected> = scans.iter().map(|_| Collected::default()).collect();
    let path = input.path().to_owned();
    let mut packet = AvPacket::new().ok_or_else(|| MediaError::Broken { path, reason: "out of memory".to_owned() })?;
    while input.read(&mut packet)? {
        // SAFETY: `read` filled the packet.
        let p = unsafe { &*packet.as_ptr() };
        let index = p.stream_index.max(0) as usize;
        if index >= collected.len() || index >= input.stream_count() || !pending.contains(&index) {
            continue;
        }
        let s = input.stream(index);
        let out = &mut collected[index];
        if is_hidden(&s, p) {
            continue;
        }
        if p.flags & ff::AV_PKT_FLAG_DISCARD != 0 {
            if p.pts != ff::AV_NOPTS_VALUE {
                out.hidden.push(s.time(p.pts));
            }
            continue;
        }
        scans[index].count += 1;
        let ticks = if p.pts != ff::AV_NOPTS_VALUE { p.pts } else { p.dts };
        let previous = out.last;
        let begin = if ticks != ff::AV_NOPTS_VALUE {
            s.time(ticks)
        } else if let Some((begin, duration)) = previous {
            // Packets without any time follow each other.
            begin + duration
        } else {
            s.start_ticks().map_or(Flicks::ZERO, |t| s.time(t))
        };
        let (skip, discard) = trimmed_samples(p);
        let rate = s.sample_rate();
        let samples = |n: u32| if rate > 0 { Flicks::from_samples(n as i64, rate) } else { Flicks::ZERO };
        let duration = s.time(p.duration.max(0)) - samples(discard);
        if s.kind() == StreamKind::Audio {
            let begin_heard = begin + samples(skip);
            if out.times.is_empty() {
                out.times.push(begin_heard);
            }
        } else if p.pts != ff::AV_NOPTS_VALUE {
            out.times.push(begin);
        } else {
            out.unstamped.push(begin);
        }
        if previous.is_none_or(|(t, _)| begin >= t) {
            out.last = Some((begin, duration));
        }
    }
    input.set_deadline(None);
    input.keep_only(|_| true);
    for &i in pending {
        let Collected { mut times, hidden, unstamped, last } = std::mem::take(&mut collected[i]);
        let scan = &mut scans[i];
        let audio = input.stream(i).kind() == StreamKind::Audio;
        if audio {
            scan.first = times.first().copied();
            scan.last = last.map(|(t, _)| t);
            scan.end = last.map(|(t, d)| t + d);
        } else {
            place_unstamped(&mut times, unstamped);
            scan.set_times(times, &hidden, last.map_or(Flicks::ZERO, |(_, d)| d));
        }
        scan.exact = true;
    }
    Ok(())
}

/// Finds a place for packets that have no presentation time: in streams where none has one (AVI) the decoding time serves;
/// where a few lack one (MPEG program streams) they belong into the holes that they leave in the others' rhythm.
fn place_unstamped(times: &mut Vec<Flicks>, unstamped: Vec<Flicks>) {
    if times.len() < 2 || unstamped.len() > times.len() / 2 {
        times.extend(unstamped);
        return;
    }
    times.sort_unstable();
    let step = times.windows(2).map(|w| (w[1] - w[0]).0).filter(|s| *s > 0).min().unwrap_or(0);
    let mut left = unstamped.len();
    let holes: Vec<Flicks> = times
        .windows(2)
        .flat_map(|w| {
            let missing = if step > 0 { ((w[1] - w[0]).0 + step / 2) / step - 1 } else { 0 };
            (1..=missing.clamp(0, 1000)).map(|i| w[0] + Flicks(i * step))
        })
        .take(left)
        .collect();
    left -= holes.len();
    times.extend(holes);
    // The rest was shown before the first or after the last.
    times.extend(unstamped.into_iter().rev().take(left));
}

/// VP8's alternate reference frames are packets of their own that are never shown (bit 4 of the frame tag is clear).
fn is_hidden(s: &StreamRef<'_>, p: &ff::AVPacket) -> bool {
    if s.codec_id() != ff::AVCodecID::AV_CODEC_ID_VP8 as i32 || p.size < 1 || p.data.is_null() {
        return false;
    }
    // SAFETY: the packet has at least one byte.
    unsafe { *p.data & 0x10 == 0 }
}

/// Samples to drop at the front and at the back of an audio packet.
fn trimmed_samples(p: &ff::AVPacket) -> (u32, u32) {
    let mut size = 0;
    // SAFETY: the packet is alive; the size is checked before reading.
    unsafe {
        let data = ff::av_packet_get_side_data(p, ff::AVPacketSideDataType::AV_PKT_DATA_SKIP_SAMPLES, &mut size);
        if data.is_null() || (size as usize) < 8 {
            return (0, 0);
        }
        let word = |i: usize| u32::from_le(data.cast::<u32>().add(i).read_unaligned());
        (word(0), word(1))
    }
}
