"""Trains the embedded model and writes its checkpoint.

    python train.py [--state FOLDER] [--out FOLDER]

Stage 1 (vision.py) teaches the vision encoder on labelled patches, stage 2 everything end to end on questions, stage 3 the same with the
vision encoder at a tenth of the rate, which stage 2 costs part of what it had learned. Every five minutes the state folder takes
weights, optimiser, step and random state; the same command goes on from there.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from architecture import build_model, patch_features
from conversations import Batches
from scenes import load_scenes
from schedule import Checkpoint, learning_rate, new_rng, optimiser_for, set_rate
from tokenizer import make_processor, save_processor
from vision import Heads, normalise, patch_labels, patch_losses, train_vision

HERE = Path(__file__).parent
SCENES = 32_000
VISION_STEPS = 2600
IMAGES = 8
CONVERSATIONS = 12
PATCH_LOSS = 0.3  # the labels of the patches stay, at this weight, beside the answers


@dataclass(frozen=True)
class Stage:
    """One pass of end-to-end training. `encoder_share`: the vision encoder's share of the rate."""

    name: str
    steps: int
    rate: float
    encoder_share: float
    seed: int


ANSWERS = Stage("answers", steps=1300, rate=1e-3, encoder_share=1.0, seed=3)
REFINE = Stage("refine", steps=700, rate=1e-3, encoder_share=0.1, seed=4)


def answer_loss(model, pixel_features, batch):
    """Mean cross entropy of the answer tokens, and the share of them that greedy decoding would get right."""
    ids, labels, positions, sees = batch
    embeds = model.get_input_embeddings()(ids)
    projected = model.model.multi_modal_projector(pixel_features)
    start = int((ids[0] == model.config.image_token_index).nonzero()[0])
    embeds = torch.cat([embeds[:, :start], projected, embeds[:, start + projected.shape[1] :]], dim=1)
    hidden = model.model.language_model(
        inputs_embeds=embeds, attention_mask=sees, position_ids=positions, use_cache=False
    ).last_hidden_state
    wanted = labels[:, 1:] != -100
    logits = model.lm_head(hidden[:, :-1][wanted])
    truth = labels[:, 1:][wanted]
    return cross_entropy(logits, truth), (logits.argmax(-1) == truth).float().mean().item()


def train_answers(model, heads, processor, data, state, stage, log, export):
    """Stage 2 or 3. `export` is called whenever the state was saved."""
    scenes, pictures, patches = data
    batches = Batches(processor, IMAGES, CONVERSATIONS)
    both = nn.ModuleDict({"model": model, "heads": heads.heads})
    slow = heads.tower.parameters() if stage.encoder_share != 1.0 else ()
    optimiser = optimiser_for(both.parameters(), slow, stage.encoder_share)
    rng = new_rng(stage.seed)
    checkpoint = Checkpoint(state / f"{stage.name}.pt", both, optimiser, rng)
    steps = stage.steps
    started = time.monotonic()
    first = checkpoint.resume()
    sums = [0.0, 0.0, 0.0]
    for step in range(first, steps):
        chosen = rng.integers(0, len(scenes), IMAGES)
        labels = patch_labels([scenes[i] for i in chosen], patches[chosen])
        # The mix of questions changes in the course of stage 2 and stays.
        batch = batches.make(rng, [scenes[i] for i in chosen], step / steps if stage is ANSWERS else 1.0)
        set_rate(optimiser, learning_rate(step, steps, stage.rate))
        features = patch_features(heads.tower, normalise(pictures[chosen]))
        loss, share = answer_loss(model, features, batch)
        seen = patch_losses([head(features) for head in heads.heads], labels)
        optimiser.zero_grad(set_to_none=True)
        (loss + PATCH_LOSS * seen).backward()
        nn.utils.clip_grad_norm_(both.parameters(), 1.0)
        optimiser.step()
        sums = [a + b for a, b in zip(sums, (loss.item(), share, seen.item()))]
        if (step + 1) % 25 == 0:
            mean = [value / 25 for value in sums]
            sums = [0.0, 0.0, 0.0]
            log(
                f"{stage.name} step {step + 1} loss {mean[0]:.4f} token accuracy {mean[1]:.4f} patch loss {mean[2]:.4f} "
                f"seconds {time.monotonic() - started:.0f}"
            )
        if checkpoint.save_if_due(step + 1):
            export()
    if first < steps:
        checkpoint.save(steps)
    export()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", type=Path, default=HERE / ".state")
    parser.add_argument("--out", type=Path, default=HERE.parent / "shapes-llava")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    data = load_scenes(options.state, SCENES)
    log_file = options.state / "log.txt"

    def log(line):
        print(line, flush=True)
        with log_file.open("a") as file:
            file.write(line + "\n")

    processor = make_processor()
    model = build_model(processor.tokenizer)
    heads = Heads(model)

    def export():
        model.save_pretrained(options.out)
        save_processor(processor, options.out)

    train_vision(heads, data, options.state, VISION_STEPS, log)
    for stage in (ANSWERS, REFINE):
        train_answers(model, heads, processor, data, options.state, stage, log, export)


if __name__ == "__main__":
    main()
