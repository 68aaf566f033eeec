#!/usr/bin/env python3
"""Prints what clips.sh measured.

  clips.py RESULTS.jsonl SSIM.txt      lines of SSIM.txt: who, clip, crf, bytes, SSIM of luma
"""
import json
import math
import statistics
import sys

OURS, FFMPEG = "clips/reelspeed", "clips/ffmpeg"


def decibels(ssim):
    return -10 * math.log10(1 - ssim)


def bytes_at(curve, quality):
    """Bytes that the curve of (dB, bytes) needs for a quality, on straight lines in the logarithm of bytes."""
    curve = sorted(curve)
    upper = next((i for i, (db, _) in enumerate(curve) if db >= quality), len(curve) - 1)
    upper = max(1, upper)
    (q0, b0), (q1, b1) = curve[upper - 1], curve[upper]
    return math.exp(math.log(b0) + (math.log(b1) - math.log(b0)) * (quality - q0) / (q1 - q0))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    rows = {}
    with open(sys.argv[1], encoding="utf-8") as f:
        for record in map(json.loads, f):
            if record["code"] != 0:
                sys.exit(f"{record['label']} failed")
            rows.setdefault(record["label"], []).append(record)
    print(f"{'':20}{'runs':>5}{'wall s':>9}{'CPU s':>9}{'RSS MiB':>9}{'other load':>12}")
    middle = {}
    for label, records in sorted(rows.items()):
        values = [statistics.median(r[key] for r in records) for key in ("wall", "cpu", "other_cores")]
        rss = max(r["rss_mb"] for r in records)
        middle[label] = (values[0], values[1], rss)
        print(f"{label:20}{len(records):5}{values[0]:9.2f}{values[1]:9.2f}{rss:9.0f}{values[2]:12.2f}")

    ours, curves = {}, {}
    with open(sys.argv[2], encoding="utf-8") as f:
        for line in f:
            who, clip, _, size, ssim = line.split()
            point = (decibels(float(ssim)), int(size))
            if who == "ours":
                ours[clip] = point
            else:
                curves.setdefault(clip, []).append(point)
    ratios = [size / bytes_at(curves[clip], db) for clip, (db, size) in ours.items()]

    def ratio(text, value, target, unit=""):
        verdict = "met" if value <= target else "MISSED"
        print(f"{text:44}{value:9.3f}{unit}   target {target:g}{unit}: {verdict}")

    print()
    ratio("wall time to ffmpeg's", middle[OURS][0] / middle[FFMPEG][0], 0.92)
    ratio("CPU time to ffmpeg's", middle[OURS][1] / middle[FFMPEG][1], 0.92)
    ratio("peak memory of the process", middle[OURS][2], 512, " MiB")
    ratio("bytes at equal SSIM, mean of the clips", statistics.mean(ratios), 1.05)
    print("each clip: " + ", ".join(f"{r:.3f}" for r in ratios))


main()
