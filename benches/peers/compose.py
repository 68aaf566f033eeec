#!/usr/bin/env python3
"""Writes the chat short as a composition document.

  compose.py LAYOUT MEDIA [--threads N] [--lookahead N] [--b-frames N] > composition.json

LAYOUT  the scene with measured boxes (layout.json here, or one that other peers were measured with)
MEDIA   the folder of bg1.mp4, bg2.mp4 and music.m4a; the document names them by absolute path
"""
import argparse
import json
import os
import sys


def keyframes(end, first, last, easing):
    return {"keyframes": [{"time": 0, "value": first, "easing": easing}, {"time": end, "value": last}]}


def footage(layout, media):
    start, length = layout["xfade"]["at"], layout["xfade"]["dur"]
    return {
        "id": "footage",
        "type": "sequence",
        "clips": [
            {"src": f"{media}/bg1.mp4", "trim": {"end": start + length}},
            {
                "src": f"{media}/bg2.mp4",
                "trim": {"end": layout["seconds"] - start},
                "transition": {"type": "crossfade", "duration": length},
            },
        ],
    }


def title(layout):
    t = layout["title"]
    # The peers draw the title with its baseline one em below `y`; a line of ours is 1.2 em high with the baseline at 0.946 em.
    top = t["y"] + round(t["size"] * (1 - 0.946))
    return {
        "id": "title",
        "type": "text",
        "text": t["text"],
        "maxWidth": layout["width"],
        "style": {
            "fontFamily": [layout["font"]["family"]],
            "fontSize": t["size"],
            "fontWeight": 700,
            "lineHeight": 1.2,
            "color": t["color"],
            "stroke": {"color": t["stroke"], "width": t["strokeWidth"]},
        },
        "transform": {"anchor": [0.5, 0], "position": [t["x"] + t["w"] / 2, top]},
    }


def bubble(layout, box):
    font, style = layout["font"], layout["bubble"]
    lines = len(box["lines"])
    padding = [style["pad"], (box["h"] - lines * font["line"]) / 2]
    here = [box["x"], box["y"]]
    return {
        "id": f"bubble-{box['i']}",
        "type": "text",
        "start": box["t"],
        "text": "\n".join(box["lines"]),
        "maxWidth": layout["width"],
        "style": {
            "fontFamily": [font["family"]],
            "fontSize": font["size"],
            "lineHeight": font["line"] / font["size"],
            "align": "left",
            "color": box["color"],
            "box": {"fill": box["fill"], "padding": padding, "radius": style["radius"]},
        },
        "transform": {
            "anchor": [0, 0],
            "position": keyframes(style["anim"], [here[0] + box["dx"], here[1]], here, "easeOutCubic"),
            "opacity": keyframes(style["anim"], 0, 1, "linear"),
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layout")
    parser.add_argument("media")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--lookahead", type=int)
    parser.add_argument("--b-frames", type=int)
    args = parser.parse_args()
    with open(args.layout, encoding="utf-8") as f:
        layout = json.load(f)
    media = os.path.abspath(args.media)
    video = {"hardware": "off", "preset": "veryfast", "rateControl": {"crf": 23}}
    for name, value in (("threads", args.threads), ("lookahead", args.lookahead), ("bFrames", args.b_frames)):
        if value is not None:
            video[name] = value
    document = {
        "version": 1,
        "width": layout["width"],
        "height": layout["height"],
        "frameRate": layout["fps"],
        "duration": layout["seconds"],
        "layers": [footage(layout, media), title(layout), *(bubble(layout, b) for b in layout["boxes"])],
        "audio": [
            {
                "id": "music",
                "src": f"{media}/music.m4a",
                "trim": {"end": layout["seconds"]},
                "volume": layout["musicGain"],
            }
        ],
        "output": {"video": video, "audio": {"codec": "aac", "bitrate": 128000, "sampleRate": 48000, "channels": 2}},
    }
    json.dump(document, sys.stdout, indent=2, ensure_ascii=False)
    print()


main()
