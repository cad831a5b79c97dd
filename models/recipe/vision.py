"""Stage 1: the vision encoder learns to see, from labels of every patch.

Four linear heads read the layer that the projector will read: shape and colour of the object at the patch, and the grid row and
column of that object's centre (which tells objects apart). The heads are dropped afterwards.
"""

import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from architecture import patch_features
from optimiser import optimiser_for, set_rate
from schedule import Checkpoint, learning_rate, new_rng
from world import COLOUR_NAMES, GRID, SHAPES

BATCH = 32
RATE = 1e-3
IGNORED = -100
BACKGROUND_WEIGHT = 0.2  # of a patch without object in the loss of the shape, the head that learns slowest


def object_labels(scene):
    """Row n: shape, colour, centre row and centre column of object n; row 0: nothing."""
    labels = np.full((5, 4), IGNORED)
    labels[0] = (0, 0, IGNORED, IGNORED)
    left, top = (scene.width - scene.side) // 2, (scene.height - scene.side) // 2
    for o in scene.objects:
        column, row = ((o.x - left) * GRID // scene.side, (o.y - top) * GRID // scene.side)
        labels[o.number] = (
            SHAPES.index(o.shape) + 1,
            COLOUR_NAMES.index(o.colour) + 1,
            min(row, GRID - 1),
            min(column, GRID - 1),
        )
    return labels


def normalise(pictures):
    """uint8 [n, 96, 96, 3] to the processor's float32 [n, 3, 96, 96]."""
    return torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))).float() / 127.5 - 1.0


class Heads(nn.Module):
    """The vision tower of a model and the four heads on it."""

    def __init__(self, model):
        super().__init__()
        self.tower = model.model.vision_tower
        width = model.config.vision_config.hidden_size
        self.heads = nn.ModuleList(nn.Linear(width, n) for n in (len(SHAPES) + 1, len(COLOUR_NAMES) + 1, GRID, GRID))


def patch_labels(scenes, patches):
    """Labels [images, 144, 4] of these scenes' patches."""
    tables = np.stack([object_labels(scene) for scene in scenes])
    return torch.from_numpy(tables[np.arange(len(scenes))[:, None], patches])


def patch_losses(outputs, labels):
    weights = torch.ones(len(SHAPES) + 1)
    weights[0] = BACKGROUND_WEIGHT
    shape, colour, row, column = (
        cross_entropy(out.flatten(0, 1), labels[..., k].flatten(), weights if k == 0 else None, ignore_index=IGNORED)
        for k, out in enumerate(outputs)
    )
    return shape + colour + 0.5 * (row + column)


def shares_right(outputs, labels):
    """Per head the share of the object patches that it gets right."""
    shown = labels[..., 0] > 0
    return [(out.argmax(-1) == labels[..., k])[shown].float().mean().item() for k, out in enumerate(outputs)]


def train_vision(module, data, state, steps, log):
    """Trains the tower and its heads in place; where the stage is done, only loads them."""
    scenes, pictures, patches = data
    optimiser = optimiser_for([(module, 1.0)])
    rng = new_rng(1)
    checkpoint = Checkpoint(state / "vision.pt", module, optimiser, rng)
    started = time.monotonic()
    first = checkpoint.resume()
    for step in range(first, steps):
        chosen = np.sort(rng.integers(0, len(scenes), BATCH))
        labels = patch_labels([scenes[i] for i in chosen], patches[chosen])
        set_rate(optimiser, learning_rate(step, steps, RATE))
        features = patch_features(module.tower, normalise(pictures[chosen]))
        outputs = [head(features) for head in module.heads]
        loss = patch_losses(outputs, labels)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 50 == 0:
            shape, colour, row, column = shares_right(outputs, labels)
            log(
                f"vision step {step + 1} loss {loss.item():.4f} on objects: shape {shape:.3f} colour {colour:.3f} "
                f"row {row:.3f} column {column:.3f} seconds {time.monotonic() - started:.0f}"
            )
        checkpoint.save_if_due(step + 1)
    if first < steps:
        checkpoint.save(steps)
