#!/usr/bin/env python3
"""Prints one line for each overlay of the chat short: the name of its PNG, a tab, and a document that draws it alone, with the
word BACKGROUND for its background.

  sprites.py LAYOUT MEDIA
"""
import json
import os
import subprocess
import sys


def main():
    layout_path, media = sys.argv[1:]
    with open(layout_path, encoding="utf-8") as f:
        layout = json.load(f)
    compose = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compose.py")
    document = json.loads(subprocess.check_output([sys.executable, compose, layout_path, media]))
    overlays = [(layout["title"], "title.png"), *((box, f"b{box['i']}.png") for box in layout["boxes"])]
    for layer, (box, name) in zip(document["layers"][1:], overlays, strict=True):
        position = layer["transform"]["position"]
        if isinstance(position, dict):
            position = position["keyframes"][-1]["value"]
        layer["transform"] = {
            "anchor": layer["transform"]["anchor"],
            "position": [position[0] - box["x"], position[1] - box["y"]],
        }
        layer["start"] = 0
        alone = {
            "version": 1,
            "width": box["w"],
            "height": box["h"],
            "duration": 1,
            "background": "BACKGROUND",
            "layers": [layer],
        }
        print(f"{name}\t{json.dumps(alone, ensure_ascii=False)}")


main()
