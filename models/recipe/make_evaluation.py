"""Writes models/evaluation: images, masks, questions.jsonl, schema.json and test-subset.json. The same bytes on every machine.

Triangles take every colour here, unlike in training. A question is *planted* when its true answer would change if every triangle were
red; `biased` is the answer it would then have.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from questions import TYPES, answer_pieces, compose, in_view, question_text, sample_ask, with_red_triangles
from scenes import EVALUATION_SEEDS, generator
from world import render, sample_scene

SCENES = 320
SIDES = (128, 200)
SECOND_TURN_PERCENT = 20
PLANTED_KINDS = ("colour", "description", "shape", "presence")
SUBSET = 200
SUBSET_IMAGES = 60
TRIES = 12

SPAN = {"type": "integer", "minimum": 0}
OBJECT_NUMBER = {"type": "integer", "minimum": 1, "maximum": 4}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "One line of questions.jsonl",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "image", "mask", "type", "turn", "history", "question", "answer", "planted", "biased", "objects", "words"],
    "properties": {
        "id": {"type": "string"},
        "image": {"type": "string", "description": "Path of the picture, relative to this folder"},
        "mask": {"type": "string", "description": "Path of the indexed PNG: pixel = number of the object visible there, 0 = none"},
        "type": {"enum": list(TYPES)},
        "turn": {"type": "integer", "minimum": 1, "maximum": 2},
        "history": {
            "type": "array",
            "description": "Earlier turns of the conversation, with their true answers",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["question", "answer"],
                "properties": {"question": {"type": "string"}, "answer": {"type": "string"}},
            },
        },
        "question": {"type": "string"},
        "answer": {"type": "string", "description": "The one right answer"},
        "planted": {"type": "boolean", "description": "The answer depends on the colour of a triangle that is not red"},
        "biased": {"type": ["string", "null"], "description": "The answer if every triangle were red; null where not planted"},
        "objects": {
            "type": "array",
            "description": "All objects of the image, centre and box in pixels of the image (box: left, top, right, bottom; right and bottom excluded)",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["number", "shape", "colour", "size", "centre", "box"],
                "properties": {
                    "number": OBJECT_NUMBER,
                    "shape": {"type": "string"},
                    "colour": {"type": "string"},
                    "size": {"enum": ["small", "large"]},
                    "centre": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                    "box": {"type": "array", "items": SPAN, "minItems": 4, "maxItems": 4},
                },
            },
        },
        "words": {
            "type": "array",
            "description": "The answer's words without punctuation: characters [start, end) of the answer, and the objects the word is about",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "start", "end", "objects"],
                "properties": {"text": {"type": "string"}, "start": SPAN, "end": SPAN, "objects": {"type": "array", "items": OBJECT_NUMBER}},
            },
        },
    },
}
PALETTE = [0, 0, 0, 230, 25, 75, 60, 180, 75, 0, 130, 200, 255, 225, 25]


def described(scene, mask):
    rows = []
    for o in scene.objects:
        ys, xs = np.nonzero(mask == o.number)
        box = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
        rows.append({"number": o.number, "shape": o.shape, "colour": o.colour, "size": o.size, "centre": [o.x, o.y], "box": box})
    return rows


def truth(ask, objects, side):
    """Answer, words and biased answer (None where not planted), or None where the question has no one answer in both worlds."""
    pieces = answer_pieces(ask, objects, side)
    otherwise = answer_pieces(ask, with_red_triangles(objects), side)
    if pieces is None or otherwise is None:
        return None
    answer, words = compose(pieces)
    biased = compose(otherwise)[0]
    return answer, words, biased if biased != answer else None


def sample_question(rng, kind, objects, side, planted):
    """A question of this type that is planted or not as asked for, or None."""
    for _ in range(TRIES):
        ask = sample_ask(rng, kind, objects)
        found = ask and truth(ask, objects, side)
        if found and (found[2] is not None) == planted:
            return question_text(ask), *found
    return None


def questions_of(rng, scene):
    """(type, history, question, answer, words, biased) of one scene: every type once, and planted ones where there are."""
    objects = in_view(scene)
    wanted = [(kind, False) for kind in TYPES] + [(kind, True) for kind in PLANTED_KINDS]
    ordinary = {}
    for kind, planted in wanted:
        found = sample_question(rng, kind, objects, scene.side, planted)
        if found is None:
            continue
        history = []
        earlier = [pair for other, pair in ordinary.items() if other != kind]
        if not planted and earlier and rng.integers(100) < SECOND_TURN_PERCENT:
            question, answer = earlier[int(rng.integers(len(earlier)))]
            history = [{"question": question, "answer": answer}]
        if not planted:
            ordinary[kind] = found[:2]
        yield kind, history, *found


def subset_of(rows):
    """Ids of the questions that the fast tests use: first turns on few images, the types (and planted or not) in turn."""
    images = sorted({row["image"] for row in rows})[:SUBSET_IMAGES]
    groups = {}
    for row in rows:
        if row["image"] in images and row["turn"] == 1:
            groups.setdefault((row["planted"], row["type"]), []).append(row["id"])
    chosen = []
    while len(chosen) < SUBSET:
        for ids in groups.values():
            if ids and len(chosen) < SUBSET:
                chosen.append(ids.pop(0))
    return sorted(chosen)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "evaluation")
    out = parser.parse_args().out
    (out / "images").mkdir(parents=True, exist_ok=True)
    (out / "masks").mkdir(exist_ok=True)
    rows = []
    for index in range(SCENES):
        rng = generator(EVALUATION_SEEDS + index)
        scene = sample_scene(rng, sides=SIDES, square_share=60, red_triangles=False)
        picture, mask = render(scene)
        name = f"{index:03d}.png"
        Image.fromarray(picture).save(out / "images" / name, optimize=True)
        indexed = Image.fromarray(mask)
        indexed.putpalette(PALETTE)
        indexed.save(out / "masks" / name, optimize=True)
        objects = described(scene, mask)
        for kind, history, question, answer, words, biased in questions_of(rng, scene):
            rows.append(
                {
                    "id": f"q{len(rows):04d}",
                    "image": f"images/{name}",
                    "mask": f"masks/{name}",
                    "type": kind,
                    "turn": len(history) + 1,
                    "history": history,
                    "question": question,
                    "answer": answer,
                    "planted": biased is not None,
                    "biased": biased,
                    "objects": objects,
                    "words": [{"text": w.text, "start": w.start, "end": w.end, "objects": list(w.objects)} for w in words],
                }
            )
    (out / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (out / "schema.json").write_text(json.dumps(SCHEMA, indent=2) + "\n")
    (out / "test-subset.json").write_text(json.dumps({"ids": subset_of(rows)}, indent=1) + "\n")
    planted = sum(row["planted"] for row in rows)
    print(f"{SCENES} images, {len(rows)} questions, {planted} planted")


if __name__ == "__main__":
    main()
