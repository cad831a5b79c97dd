"""Batches of stage 2: several conversations about one image share its prefix.

A row of a batch is `<s>USER: <image>...` followed by independent continuations. Each sees the prefix and itself (a block-diagonal mask),
and its positions start again after the prefix, so that every one reads as if it stood alone behind its image.
"""

import numpy as np
import torch

from questions import TRAINING_TYPES, answer_pieces, compose, in_view, question_text, sample_ask

IGNORED = -100
TURNS = (1, 1, 1, 2, 3)
ABSENT_PERCENT = 8
# How often each type is asked: where things are comes first, relations once that is learned.
EARLY = {"colour": 2, "shape": 3, "count": 2, "presence": 2, "relation": 2, "description": 3, "place": 5}
LATE = {"colour": 2, "shape": 3, "count": 2, "presence": 3, "relation": 7, "description": 3, "place": 1}


def sample_turn(rng, scene, objects, progress):
    weights = EARLY if progress < 0.25 else LATE
    cumulative = np.cumsum([weights[kind] for kind in TRAINING_TYPES])
    while True:
        kind = TRAINING_TYPES[int(np.searchsorted(cumulative, rng.integers(cumulative[-1]), side="right"))]
        ask = sample_ask(rng, kind, objects, ABSENT_PERCENT)
        pieces = ask and answer_pieces(ask, objects, scene.side)
        if pieces:
            return question_text(ask), compose(pieces)[0]


class Batches:
    def __init__(self, processor, images, conversations):
        self.tokenizer = processor.tokenizer
        self.images, self.conversations = images, conversations
        start = self.tokenizer.encode(self.tokenizer.bos_token + "USER: ", add_special_tokens=False)
        self.prefix = start + [self.tokenizer.convert_tokens_to_ids("<image>")] * 144

    def _texts(self, rng, scene, progress):
        """The conversations of one row, as alternating texts that the model reads and texts that it learns to write."""
        objects = in_view(scene)
        for _ in range(self.conversations):
            texts = []
            for turn in range(TURNS[int(rng.integers(len(TURNS)))]):
                question, answer = sample_turn(rng, scene, objects, progress)
                before = "\n" if turn == 0 else "USER: "
                texts += [f"{before}{question} ASSISTANT:", f" {answer}{self.tokenizer.eos_token}"]
            yield texts

    def make(self, rng, scenes, progress):
        """Ids, labels and positions [images, length], and which position sees which [images, 1, length, length]."""
        rows = [list(self._texts(rng, scene, progress)) for scene in scenes]
        flat = [text for row in rows for texts in row for text in texts]
        encoded = iter(self.tokenizer(flat, add_special_tokens=False)["input_ids"])
        n = len(self.prefix)
        built = []
        for row in rows:
            ids, labels = list(self.prefix), [IGNORED] * n
            positions, blocks = list(range(n)), [0] * n
            for block, texts in enumerate(row, start=1):
                first = len(ids)
                for k in range(len(texts)):
                    part = next(encoded)
                    ids += part
                    labels += part if k % 2 else [IGNORED] * len(part)
                positions += range(n, n + len(ids) - first)
                blocks += [block] * (len(ids) - first)
            built.append((ids, labels, positions, blocks))
        length = max(len(ids) for ids, *_ in built)
        fill = (self.tokenizer.pad_token_id, IGNORED, 0, -1)
        padded = [[column + [fill[k]] * (length - len(column)) for k, column in enumerate(row)] for row in built]
        ids, labels, positions, blocks = (torch.tensor([row[k] for row in padded]) for k in range(4))
        same = (blocks[:, :, None] == blocks[:, None, :]) | (blocks[:, None, :] == 0)
        sees = same & torch.ones(length, length, dtype=torch.bool).tril()
        return ids, labels, positions, sees[:, None]
