"""What both stages share: learning rate, random states, and the saved state from which a run goes on."""

import os
import time

import numpy as np
import torch

SAVE_SECONDS = 300


def learning_rate(step, steps, base, warmup=100, decay_share=0.35):
    """Linear warm-up, constant, then linear decay to zero over the last part of the run."""
    decay = max(1, int(steps * decay_share))
    return base * min(1.0, (step + 1) / warmup, (steps - step) / decay)


def rate_of_runs(step, runs, base):
    """Several runs one after another: `runs` holds steps and share of the base rate of each."""
    for steps, share in runs:
        if step < steps:
            return learning_rate(step, steps, base * share)
        step -= steps
    return 0.0


class Checkpoint:
    """Weights, optimiser, step and random state of one stage, written to one file every five minutes."""

    def __init__(self, file, module, optimiser, rng):
        self.file, self.module, self.optimiser, self.rng = file, module, optimiser, rng
        self.saved = time.monotonic()

    def resume(self):
        """Loads the file if there is one; the step to go on with."""
        if not self.file.exists():
            return 0
        state = torch.load(self.file, weights_only=False)
        self.module.load_state_dict(state["weights"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.rng.bit_generator.state = state["random"]
        return state["step"]

    def save(self, step):
        state = {
            "weights": self.module.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "random": self.rng.bit_generator.state,
            "step": step,
        }
        partial = self.file.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, self.file)
        self.saved = time.monotonic()

    def save_if_due(self, step):
        """Saves every five minutes; whether it did."""
        due = time.monotonic() - self.saved > SAVE_SECONDS
        if due:
            self.save(step)
        return due


def new_rng(seed):
    return np.random.Generator(np.random.PCG64(seed))
