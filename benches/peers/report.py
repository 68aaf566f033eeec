#!/usr/bin/env python3
"""Prints what run.sh measured: a table, and our engine's ratios to the floor and to ffmpeg.

  report.py RESULTS.jsonl [RENDER.json]      RENDER.json is what `reelspeed render --json --quiet` printed

CPU time and wall time are medians; memory is the largest seen. Runs that failed are left out and named.
"""
import json
import statistics
import sys

FLOOR = ("floor/decode", "floor/x264", "floor/audio")
FFMPEG, OURS, SMALL = "chat/ffmpeg", "chat/reelspeed", "chat/reelspeed_small"


def load(path):
    rows = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            record = json.loads(line)
            rows.setdefault(record["label"], []).append(record)
    return rows


def summary(records):
    good = [r for r in records if r["code"] == 0]
    if not good:
        return None
    middle = lambda key: statistics.median(r[key] for r in good)
    return {
        "runs": len(good),
        "failed": len(records) - len(good),
        "wall": middle("wall"),
        "cpu": middle("cpu"),
        "rss": max(r["rss_mb"] for r in good),
        "size": good[-1].get("bytes"),
        "others": middle("other_cores"),
    }


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.strip())
    table = {label: summary(records) for label, records in load(sys.argv[1]).items()}
    print(f"{'':24}{'runs':>5}{'wall s':>9}{'CPU s':>9}{'RSS MB':>9}{'file MB':>9}{'other load':>12}")
    for label, s in sorted(table.items()):
        if s is None:
            print(f"{label:24} FAILED")
            continue
        size = f"{s['size'] / 1e6:.2f}" if s["size"] else ""
        failed = f"   {s['failed']} failed" if s["failed"] else ""
        print(f"{label:24}{s['runs']:5}{s['wall']:9.2f}{s['cpu']:9.2f}{s['rss']:9.0f}{size:>9}{s['others']:12.2f}{failed}")

    def ratio(text, value, target, unit=""):
        verdict = "met" if value <= target else "MISSED"
        print(f"{text:58}{value:8.2f}{unit}   target {target:g}{unit}: {verdict}")

    print()
    if table.get(OURS) and all(table.get(label) for label in FLOOR):
        floor = sum(table[label]["cpu"] for label in FLOOR)
        ratio("CPU time: ours / (decode + x264 + audio alone)", table[OURS]["cpu"] / floor, 1.06)
        if table.get(FFMPEG):
            print(f"{'CPU time: ffmpeg / (decode + x264 + audio alone)':58}{table[FFMPEG]['cpu'] / floor:8.2f}")
    if table.get(OURS) and table.get(FFMPEG):
        ratio("wall time: ours / ffmpeg", table[OURS]["wall"] / table[FFMPEG]["wall"], 0.88)
        print(f"{'CPU time: ours / ffmpeg':58}{table[OURS]['cpu'] / table[FFMPEG]['cpu']:8.2f}")
        print(f"{'peak memory: ours / ffmpeg':58}{table[OURS]['rss'] / table[FFMPEG]['rss']:8.2f}")
    if table.get(OURS):
        ratio("peak memory: ours", table[OURS]["rss"], 360, " MB")
    if table.get(SMALL):
        ratio("peak memory: ours, one encoder thread, short look-ahead", table[SMALL]["rss"], 180, " MB")
    if table.get("probe/reelspeed") and table.get("probe/ffprobe"):
        ratio("probe: ours / ffprobe, wall", table["probe/reelspeed"]["wall"] / table["probe/ffprobe"]["wall"], 1.0)
        ratio("probe: ours / ffprobe, CPU", table["probe/reelspeed"]["cpu"] / table["probe/ffprobe"]["cpu"], 1.0)
    if len(sys.argv) == 3:
        with open(sys.argv[2], encoding="utf-8") as f:
            render = json.load(f)
        ratio("compositing, ms a frame", render["stages"]["render"] * 1000 / render["frames"], 3.0)


main()
