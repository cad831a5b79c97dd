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
from optimiser import optimiser_for, set_rate
from schedule import Checkpoint, new_rng, rate_of_runs
from tokenizer import make_processor, save_processor
from vision import IGNORED, Heads, normalise, patch_labels, patch_losses, train_vision
from world import COLOUR_NAMES, GRID, SHAPES

HERE = Path(__file__).parent
SCENES = 32_000
VISION_STEPS = 1200
# A run of some 90 minutes, and a shorter one at a lower rate behind it: steps, share of the rate.
RUNS = ((4500, 1.0), (2000, 0.6))
IMAGES = 8
LENGTH = 640  # tokens of a row: an image and the conversations about it
RATE = 1e-3
ENCODER_SHARE = 0.1  # of the rate: it can see already
PATCH_LOSS = 0.3  # the labels of the patches stay, at this weight, beside the answers
GUIDE_LOSS = 1.0
NAMED_LAYER, NEXT_LAYER = 2, 3
MOST_OBJECTS = 4


class Guides(nn.Module):
    """Heads on the decoder's inner layers that train it to look things up; dropped afterwards, as those of the vision encoder are.

    After NAMED_LAYER layers, at the last token of a thing that a question names: how many of it there are, and if there is one its
    shape, colour, row and column. After NEXT_LAYER, at the token before a word about one object: the same of that object.
    """

    def __init__(self, width):
        super().__init__()
        parts = (len(SHAPES) + 1, len(COLOUR_NAMES) + 1, GRID, GRID)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.named = nn.ModuleList(nn.Linear(width, n) for n in (MOST_OBJECTS + 1, *parts))
        self.next = nn.ModuleList(nn.Linear(width, n) for n in parts)

    def forward(self, hidden_states, batch):
        total = 0.0
        for norm, heads, layer, marks in (
            (self.norms[0], self.named, NAMED_LAYER, batch.named),
            (self.norms[1], self.next, NEXT_LAYER, batch.next),
        ):
            at = norm(hidden_states[layer][marks[:, 0], marks[:, 1]])
            for k, head in enumerate(heads):
                truth = marks[:, 2 + k]
                if (truth != IGNORED).any():
                    total = total + cross_entropy(head(at), truth, ignore_index=IGNORED)
        return total / (len(self.named) + len(self.next))


def answer_loss(model, guides, pixel_features, batch):
    """Mean cross entropy of the answer tokens, the share of them that greedy decoding would get right, the guides' loss."""
    embeds = model.get_input_embeddings()(batch.ids)
    projected = model.model.multi_modal_projector(pixel_features)
    start = int((batch.ids[0] == model.config.image_token_index).nonzero()[0])
    embeds = torch.cat([embeds[:, :start], projected, embeds[:, start + projected.shape[1] :]], dim=1)
    output = model.model.language_model(
        inputs_embeds=embeds,
        attention_mask=batch.sees,
        position_ids=batch.positions,
        use_cache=False,
        output_hidden_states=True,
    )
    wanted = batch.labels[:, 1:] != IGNORED
    logits = model.lm_head(output.last_hidden_state[:, :-1][wanted])
    truth = batch.labels[:, 1:][wanted]
    share = (logits.argmax(-1) == truth).float().mean().item()
    return cross_entropy(logits, truth), share, guides(output.hidden_states, batch)


def train_answers(model, heads, guides, processor, data, state, steps, log, export):
    """Stage 2. `export` is called whenever the state was saved."""
    scenes, pictures, patches = data
    batches = Batches(processor, LENGTH)
    rest = nn.ModuleList([model.model.multi_modal_projector, model.model.language_model, model.lm_head, guides])
    optimiser = optimiser_for([(heads, ENCODER_SHARE), (rest, 1.0)])
    everything = nn.ModuleDict({"model": model, "heads": heads.heads, "guides": guides})
    rng = new_rng(3)
    checkpoint = Checkpoint(state / "answers.pt", everything, optimiser, rng)
    started = time.monotonic()
    first = checkpoint.resume()
    sums = torch.zeros(4)
    for step in range(first, steps):
        chosen = rng.integers(0, len(scenes), IMAGES)
        labels = patch_labels([scenes[i] for i in chosen], patches[chosen])
        batch = batches.make(rng, [scenes[i] for i in chosen], step)
        set_rate(optimiser, rate_of_runs(step, RUNS, RATE))
        features = patch_features(heads.tower, normalise(pictures[chosen]))
        loss, share, guided = answer_loss(model, guides, features, batch)
        seen = patch_losses([head(features) for head in heads.heads], labels)
        optimiser.zero_grad(set_to_none=True)
        (loss + PATCH_LOSS * seen + GUIDE_LOSS * guided).backward()
        for part in (heads, rest):
            nn.utils.clip_grad_norm_(part.parameters(), 1.0)
        optimiser.step()
        sums += torch.tensor([loss.item(), share, guided.item(), seen.item()])
        if (step + 1) % 25 == 0:
            mean = sums / 25
            sums.zero_()
            log(
                f"answers step {step + 1} loss {mean[0]:.4f} token accuracy {mean[1]:.4f} guide loss {mean[2]:.4f} "
                f"patch loss {mean[3]:.4f} seconds {time.monotonic() - started:.0f}"
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
    parser.add_argument("--only-vision", action="store_true", help="stop after stage 1")
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
    guides = Guides(model.config.text_config.hidden_size)

    def export():
        model.save_pretrained(options.out)
        save_processor(processor, options.out)

    train_vision(heads, data, options.state, VISION_STEPS, log)
    if options.only_vision:
        return
    train_answers(model, heads, guides, processor, data, options.state, sum(steps for steps, _ in RUNS), log, export)


if __name__ == "__main__":
    main()
