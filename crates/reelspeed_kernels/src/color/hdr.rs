//! The curves between high dynamic range, other primaries and the working space, in `f64`.
//!
//! HDR is read as light on a display (PQ: ST 2084; HLG: BT.2100's OOTF for a 1000 nit display). Each channel is brought under the
//! SDR peak of 203 nits (BT.2408's reference white) by the roll-off of BT.2390, in PQ steps; then BT.2020 or P3 become BT.709,
//! what lies outside is drawn towards its own luminance until it fits, and a pure 2.4 power (BT.1886) makes the signal. SDR
//! of other primaries takes the same way without the roll-off.
//!
//! Rejected: film-like curves (Hable, Reinhard), which darken the middle tones that viewers compare; a roll-off of luminance
//! alone, which turns bright saturated colours white at once; and one of the brightest channel, whose folds between red, green
//! and blue the lattice cannot follow (up to three steps of luma).

use reelspeed_core::{ColorPrimaries, ColorSpace, Transfer};

use super::matrix::{levels, rgb_from_yuv, yuv709_from_rgb};

/// How bright an HDR source is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HdrToSdr {
    /// The brightest light in a PQ source, in nits; 1000 by default, taken as 203 to 10,000. HLG is always 1000.
    pub peak_nits: f64,
}

impl Default for HdrToSdr {
    fn default() -> Self {
        Self { peak_nits: 1000.0 }
    }
}

/// The light of SDR white, in nits.
const SDR_NITS: f64 = 203.0;
const GAMMA: f64 = 2.4;

const M1: f64 = 2610.0 / 16384.0;
const M2: f64 = 2523.0 / 4096.0 * 128.0;
const C1: f64 = 3424.0 / 4096.0;
const C2: f64 = 2413.0 / 4096.0 * 32.0;
const C3: f64 = 2392.0 / 4096.0 * 32.0;

/// PQ signal (0 to 1) to nits.
fn nits_from_pq(signal: f64) -> f64 {
    let p = libm::pow(signal.clamp(0.0, 1.0), 1.0 / M2);
    10_000.0 * libm::pow((p - C1).max(0.0) / (C2 - C3 * p), 1.0 / M1)
}

/// Nits to PQ signal.
fn pq_from_nits(nits: f64) -> f64 {
    let p = libm::pow((nits / 10_000.0).clamp(0.0, 1.0), M1);
    libm::pow((C1 + C2 * p) / (1.0 + C3 * p), M2)
}

/// HLG signal (0 to 1) to scene light (0 to 1).
fn scene_from_hlg(signal: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    const B: f64 = 1.0 - 4.0 * A;
    let c = 0.5 - A * libm::log(4.0 * A);
    let signal = signal.clamp(0.0, 1.0);
    if signal <= 0.5 { signal * signal / 3.0 } else { (libm::exp((signal - c) / A) + B) / 12.0 }
}

/// BT.2390's roll-off of `nits` from `peak` to the SDR peak.
fn roll_off(nits: f64, peak: f64) -> f64 {
    let top = pq_from_nits(peak);
    let max = pq_from_nits(SDR_NITS) / top;
    let e = (pq_from_nits(nits) / top).min(1.0);
    let knee = 1.5 * max - 0.5;
    let mapped = if e < knee {
        e
    } else {
        let t = (e - knee) / (1.0 - knee);
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * knee + (t3 - 2.0 * t2 + t) * (1.0 - knee) + (3.0 * t2 - 2.0 * t3) * max
    };
    nits_from_pq(mapped * top)
}

/// Linear BT.709 from linear light of other primaries.
fn rgb709_from(primaries: ColorPrimaries, [r, g, b]: [f64; 3]) -> [f64; 3] {
    let m = match primaries {
        ColorPrimaries::Bt2020 => [
            [1.660_491_0, -0.587_641_1, -0.072_849_9],
            [-0.124_550_5, 1.132_899_9, -0.008_349_4],
            [-0.018_150_8, -0.100_578_9, 1.118_729_7],
        ],
        ColorPrimaries::DisplayP3 => [
            [1.224_940_2, -0.224_940_2, 0.0],
            [-0.042_056_9, 1.042_056_9, 0.0],
            [-0.019_637_6, -0.078_636_1, 1.098_273_7],
        ],
        ColorPrimaries::Bt709 | ColorPrimaries::Bt601Pal | ColorPrimaries::Bt601Ntsc => return [r, g, b],
    };
    m.map(|row| row[0] * r + row[1] * g + row[2] * b)
}

/// Draws a colour towards its luminance until every channel lies in 0 to 1.
fn fit(rgb: [f64; 3]) -> [f64; 3] {
    let luminance = (0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]).clamp(0.0, 1.0);
    let mut keep: f64 = 1.0;
    for channel in rgb {
        let away = channel - luminance;
        if channel > 1.0 {
            keep = keep.min((1.0 - luminance) / away);
        } else if channel < 0.0 {
            keep = keep.min(luminance / -away);
        }
    }
    rgb.map(|channel| (luminance + (channel - luminance) * keep).clamp(0.0, 1.0))
}

/// Linear light of the source's primaries, 1 being SDR white.
fn light(signal: [f64; 3], color: ColorSpace, hdr: HdrToSdr) -> [f64; 3] {
    let (nits, peak) = match color.transfer {
        Transfer::Pq => (signal.map(nits_from_pq), hdr.peak_nits.clamp(SDR_NITS, 10_000.0)),
        Transfer::Hlg => {
            let scene = signal.map(scene_from_hlg);
            let luminance = 0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2];
            let gain = 1000.0 * libm::pow(luminance.max(1e-9), 0.2);
            (scene.map(|channel| channel * gain), 1000.0)
        }
        Transfer::Linear => return signal.map(|channel| channel.clamp(0.0, 1.0)),
        Transfer::Bt709 | Transfer::Srgb => return signal.map(|channel| libm::pow(channel.clamp(0.0, 1.0), GAMMA)),
    };
    nits.map(|channel| roll_off(channel, peak) / SDR_NITS)
}

/// The exact working-space sample (not rounded, luma 16 to 235, chroma 16 to 240) of a source sample of `depth` bits. This is
/// what the lattice approximates.
pub fn convert_exact(yuv: [f64; 3], depth: u8, color: ColorSpace, hdr: HdrToSdr) -> [f64; 3] {
    convert_signal(signal_of(yuv, depth, color), color, hdr)
}

/// As [`convert_exact`], but a sample far outside of R'G'B', which no picture holds and three quarters of all combinations are,
/// takes a short way.
pub(super) fn convert_point(yuv: [f64; 3], depth: u8, color: ColorSpace, hdr: HdrToSdr) -> [f64; 3] {
    let signal = signal_of(yuv, depth, color);
    if signal.iter().all(|channel| (-0.2..=1.2).contains(channel)) {
        convert_signal(signal, color, hdr)
    } else {
        working(signal.map(|channel| channel.clamp(0.0, 1.0)))
    }
}

fn signal_of(yuv: [f64; 3], depth: u8, color: ColorSpace) -> [f64; 3] {
    let ([luma_zero, luma_span], [chroma_zero, chroma_span]) = levels(depth, color.range);
    let y = (yuv[0] - luma_zero) / luma_span;
    let [cb, cr] = [yuv[1], yuv[2]].map(|v| (v - chroma_zero) / chroma_span);
    rgb_from_yuv(color.matrix).map(|row| row[0] * y + row[1] * cb + row[2] * cr)
}

fn convert_signal(signal: [f64; 3], color: ColorSpace, hdr: HdrToSdr) -> [f64; 3] {
    let linear = fit(rgb709_from(color.primaries, light(signal, color, hdr)));
    working(linear.map(|channel| libm::pow(channel, 1.0 / GAMMA)))
}

fn working(signal: [f64; 3]) -> [f64; 3] {
    let [y, cb, cr] = yuv709_from_rgb(signal);
    [16.0 + 219.0 * y, 128.0 + 224.0 * cb, 128.0 + 224.0 * cr]
}
