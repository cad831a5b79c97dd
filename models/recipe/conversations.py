"""Batches of stage 2: several conversations about one image share its prefix.

A row of a batch is `<s>USER: <image>...` followed by independent continuations. Each sees the prefix and itself (a block-diagonal mask),
and its positions start again after the prefix, so that every one reads as if it stood alone behind its image.
"""

from dataclasses import dataclass

import numpy as np
import torch

from questions import TRAINING_TYPES, answer_pieces, compose, in_view, matching, named_things, question_text, sample_ask
from vision import IGNORED, object_labels

TURNS = (1, 1, 1, 2, 3)
ABSENT_PERCENT = 10
# How often each type is asked: where things are comes first, relations more often once that is learned, at last what is still got wrong.
EARLY_STEPS, LATE_STEPS = 750, 4500
EARLY = {"colour": 2, "shape": 2, "count": 2, "presence": 3, "relation": 4, "description": 3, "place": 3}
LATE = {"colour": 2, "shape": 2, "count": 3, "presence": 4, "relation": 6, "description": 3, "place": 1}
LAST = {"colour": 1, "shape": 2, "count": 5, "presence": 2, "relation": 6, "description": 5, "place": 1}


@dataclass(frozen=True)
class Batch:
    """Ids, labels and positions [images, length]; which position sees which [images, 1, length, length].

    `named` [n, 7]: row and position of the last token of each thing that a question names, how many there are of it, and, where it is
    one, its labels (shape, colour, row, column). `next` [n, 6]: row and position of each token before a word about one object, and that object's labels.
    """

    ids: torch.Tensor
    labels: torch.Tensor
    positions: torch.Tensor
    sees: torch.Tensor
    named: torch.Tensor
    next: torch.Tensor


def sample_turn(rng, scene, objects, step):
    """Question, its named things with their ends, answer, its words."""
    weights = EARLY if step < EARLY_STEPS else LATE if step < LATE_STEPS else LAST
    cumulative = np.cumsum([weights[kind] for kind in TRAINING_TYPES])
    while True:
        kind = TRAINING_TYPES[int(np.searchsorted(cumulative, rng.integers(cumulative[-1]), side="right"))]
        ask = sample_ask(rng, kind, objects, ABSENT_PERCENT)
        pieces = ask and answer_pieces(ask, objects, scene.side)
        if pieces:
            return question_text(ask), named_things(ask), *compose(pieces)


def _token_at(offsets, character):
    return next(k for k, (_, end) in enumerate(offsets) if character < end)


class Batches:
    def __init__(self, processor, length):
        self.tokenizer, self.length = processor.tokenizer, length
        start = self.tokenizer.encode(self.tokenizer.bos_token + "USER: ", add_special_tokens=False)
        self.prefix = start + [self.tokenizer.convert_tokens_to_ids("<image>")] * 144

    def _conversation(self, rng, scene, objects, table, step):
        """One conversation: ids, labels, and marks (which labels, index, labels)."""
        texts, marks = [], []
        for turn in range(TURNS[int(rng.integers(len(TURNS)))]):
            question, things, answer, words = sample_turn(rng, scene, objects, step)
            before = "\n" if turn == 0 else "USER: "
            named = []
            for thing, end in things:
                found = matching(thing, objects)
                labels = table[found[0].number] if len(found) == 1 else (IGNORED,) * 4
                named.append((len(before) + end, (len(found), *labels)))
            texts += [f"{before}{question} ASSISTANT:", f" {answer}{self.tokenizer.eos_token}"]
            marks += [named, [(word.start + 1, table[word.objects[0]]) for word in words if len(word.objects) == 1]]
        coded = self.tokenizer(texts, add_special_tokens=False, return_offsets_mapping=True)
        ids, labels, placed = [], [], []
        for k, (part, offsets) in enumerate(zip(coded["input_ids"], coded["offset_mapping"])):
            own = k % 2
            for character, values in marks[k]:
                placed.append(("next" if own else "named", len(ids) + _token_at(offsets, character) - own, values))
            ids += part
            labels += part if own else [IGNORED] * len(part)
        return ids, labels, placed

    def make(self, rng, scenes, step):
        """A batch with a row for each scene; rows take conversations until they are full."""
        n = len(self.prefix)
        built, marked = [], {"named": [], "next": []}
        for index, scene in enumerate(scenes):
            objects, table = in_view(scene), object_labels(scene)
            ids, labels = list(self.prefix), [IGNORED] * n
            positions, blocks = list(range(n)), [0] * n
            while True:
                more, wanted, marks = self._conversation(rng, scene, objects, table, step)
                if len(ids) + len(more) > self.length:
                    break
                for kind, at, values in marks:
                    marked[kind].append((index, len(ids) + at, *values))
                ids += more
                labels += wanted
                positions += range(n, n + len(more))
                blocks += [blocks[-1] + 1] * len(more)
            built.append((ids, labels, positions, blocks))
        length = max(len(ids) for ids, *_ in built)
        fill = (self.tokenizer.pad_token_id, IGNORED, 0, -1)
        padded = [[column + [fill[k]] * (length - len(column)) for k, column in enumerate(row)] for row in built]
        ids, labels, positions, blocks = (torch.tensor([row[k] for row in padded]) for k in range(4))
        same = (blocks[:, :, None] == blocks[:, None, :]) | (blocks[:, None, :] == 0)
        sees = same & torch.ones(length, length, dtype=torch.bool).tril()
        named, following = (torch.tensor(np.array(marked[kind], dtype=np.int64)) for kind in ("named", "next"))
        return Batch(ids, labels, positions, sees[:, None], named, following)
