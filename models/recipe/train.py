"""Trains the embedded model and writes its checkpoint.

    python train.py [--state FOLDER] [--out FOLDER]

Stage 1 (vision.py) teaches the vision encoder on labelled patches, stage 2 everything end to end on questions. Every five minutes the
state folder takes weights, optimiser, step and random state; the same command goes on from there.
"""

import argparse
import time
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
STEPS = 1300
IMAGES = 8
CONVERSATIONS = 12
RATE = 1e-3
PATCH_LOSS = 0.3  # the labels of the patches stay, at this weight, beside the answers


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


def train_answers(model, heads, processor, data, state, steps, log, export):
    """Stage 2. `export` is called whenever the state was saved."""
    scenes, pictures, patches = data
    batches = Batches(processor, IMAGES, CONVERSATIONS)
    both = nn.ModuleDict({"model": model, "heads": heads.heads})
    optimiser = optimiser_for(both.parameters())
    rng = new_rng(3)
    checkpoint = Checkpoint(state / "answers.pt", both, optimiser, rng)
    started = time.monotonic()
    first = checkpoint.resume()
    sums = [0.0, 0.0, 0.0]
    for step in range(first, steps):
        chosen = rng.integers(0, len(scenes), IMAGES)
        labels = patch_labels([scenes[i] for i in chosen], patches[chosen])
        batch = batches.make(rng, [scenes[i] for i in chosen], step / steps)
        set_rate(optimiser, learning_rate(step, steps, RATE))
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
                f"answers step {step + 1} loss {mean[0]:.4f} token accuracy {mean[1]:.4f} patch loss {mean[2]:.4f} "
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
    train_answers(model, heads, processor, data, options.state, STEPS, log, export)


if __name__ == "__main__":
    main()
