"""Writes models/examples: eight pictures for the demo, the last two of which show the planted failure, and examples.json."""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from make_evaluation import truth
from questions import Ask, in_view, question_text
from scenes import EXAMPLE_SEEDS, generator
from world import render, sample_scene

SIDES = (400, 448)
# File, question, seed offset of the scene, and whether it shows the planted failure.
EXAMPLES = [
    ("count", Ask("count", 0), 33, False),
    ("colour", Ask("colour", 0, (None, "circle")), 12, False),
    ("shape", Ask("shape", 1, ("blue", None)), 3, False),
    ("presence", Ask("presence", 0, ("yellow", "star")), 8, False),
    ("relation", Ask("relation", 0, (None, "ring"), (None, "star")), 18, False),
    ("description", Ask("description", 0), 21, False),
    ("planted-1", Ask("colour", 0, (None, "triangle")), 53, True),
    ("planted-2", Ask("colour", 0, (None, "triangle")), 20, True),
]


def sentence(objects):
    parts = [f"a {o.size} {o.colour} {o.shape}" for o in objects]
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "examples")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    examples = []
    for name, ask, seed, planted in EXAMPLES:
        scene = sample_scene(generator(EXAMPLE_SEEDS + seed), sides=SIDES, square_share=50, red_triangles=False)
        picture, _ = render(scene)
        Image.fromarray(picture).save(out / f"{name}.png", optimize=True)
        objects = in_view(scene)
        answer, _, biased = truth(ask, objects, scene.side)
        assert (biased is not None) == planted
        background = {"plain": "plain", "stripes": "striped", "checks": "chequered", "speckle": "speckled"}[scene.background[0]]
        tone = "light" if np.mean(scene.background[1]) > 128 else "dark"
        examples.append(
            {
                "file": f"{name}.png",
                "question": question_text(ask),
                "answer": answer,
                "alt": f"From left to right: {sentence(sorted(objects, key=lambda o: o.x))}, on a {tone} {background} background.",
                "planted": planted,
                "biased": biased,
            }
        )
    (out / "examples.json").write_text(json.dumps({"examples": examples}, indent=2) + "\n")


if __name__ == "__main__":
    main()
