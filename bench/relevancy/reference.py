"""What relevancy costs in PyTorch: retained gradients and one backward per token, timed in a process of its own.

    python bench/relevancy/reference.py --model FOLDER --tokens 32 --what fair [--repeat K] [--ids 5,17,..] [--input-ids 1,..]

--what  fair      the map `llama` alone, hybrid; the vision encoder runs without a graph, so no gradient is kept there. Otherwise as the
                  original: parameters receive gradients (cleared before each token)
        frozen    as fair, with parameters that need no gradient: not what the original does, the cheapest form of its method
        original  the unmodified procedure: llama, vit, all and all_v2, dense and kept for every token, normalised, vision gradients
                  accumulating, parameter gradients computed
The tokens are forced through the cache: --ids, or random ids below 400, seeded. The prompt is --input-ids, or prompt.json of the
folder, or 606 (or patches + 30) positions with the image expanded after the sixth. Pixels are random, seeded. Weights are float32, eager
attention, 2 threads.

Prints one line of JSON. Seconds are of the last repeat's parts with all repeats beside them:
  generationSeconds   prefill and steps with gradients on; perTokenSeconds the explanation's backward and map of each token;
  relevancySeconds    their sum; totalSeconds both; forwardSeconds one teacher-forced forward of the decoder over the same P + T - 1 rows
                      without gradients, all logits; visionSeconds the vision encoder and projector without gradients
  peakBytes           the process's peak resident memory since its start; peakRunBytes the same since the weights were loaded, 0 where the
                      system cannot reset the mark; baselineBytes resident after the imports; loadedBytes after loading;
  aboveWeightsBytes   peakBytes - weightFileBytes; aboveBaselineBytes  peakBytes - weightFileBytes - baselineBytes
Memory is only meaningful with --repeat 1.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import torch
from transformers import LlavaForConditionalGeneration

sys.path.append(str(Path(__file__).parents[2] / "fixtures" / "relevancy"))
from relevancy_reference import dense_maps, generate, handed_out, joint_embeds  # noqa: E402

ORIGINAL = ["llama", "vit", "all", "all_v2"]


def status_bytes(field):
    """VmRSS or VmHWM of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"no {field} in /proc/self/status")


def reset_peak():
    """Sets VmHWM to what is resident now; false where the system does not allow it."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--what", choices=["fair", "frozen", "original"], required=True)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--ids", help="forced answer tokens, comma-separated; cut to --tokens")
    parser.add_argument("--input-ids", help="prompt with the image expanded, comma-separated")
    return parser.parse_args()


def prompt_of(arguments, config, patches):
    if arguments.input_ids:
        return [int(one) for one in arguments.input_ids.split(",")]
    if (arguments.model / "prompt.json").exists():
        return json.loads((arguments.model / "prompt.json").read_text())["inputIds"]
    words = torch.randint(5, 100, (29,), generator=torch.Generator().manual_seed(1)).tolist()
    return [1, *words[:5], *[config.image_token_id] * patches, *words[5:]]


def seconds(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def explain(model, run, what):
    """Seconds of each token: its backward and its maps. Maps are kept as each procedure keeps them."""
    maps = ORIGINAL if what == "original" else ["llama"]
    produced = dense_maps(run, maps, "hybrid", accumulate_vision_gradients=what == "original")
    times, kept = [], []
    for _ in run.tokens:
        start = time.perf_counter()
        model.zero_grad()
        made = {name: handed_out(name, relevance, normalise=True) for name, relevance in next(produced).items()}
        kept.append(made if what == "original" else made["llama"][-1].clone())
        times.append(time.perf_counter() - start)
    return times


@torch.no_grad()
def plain(model, pixel_values, input_ids, tokens):
    """Seconds of the vision encoder and of one forward of the decoder over all rows; medians of 3."""
    vision, forward = [], []
    whole = torch.cat([input_ids, torch.tensor([tokens[:-1]], dtype=torch.long)], dim=1)
    for _ in range(3):
        taken, features = seconds(
            lambda: model.model.get_image_features(
                pixel_values,
                vision_feature_layer=model.config.vision_feature_layer,
                vision_feature_select_strategy=model.config.vision_feature_select_strategy,
            ).pooler_output[0]
        )
        vision.append(taken)
        embeds, _ = joint_embeds(model, whole, features)
        forward.append(
            seconds(lambda: model.lm_head(model.model.language_model(inputs_embeds=embeds, use_cache=False).last_hidden_state))[0]
        )
    return sorted(vision)[1], sorted(forward)[1]


def main():
    arguments = parse()
    torch.set_num_threads(2)
    baseline = status_bytes("VmRSS")
    model = LlavaForConditionalGeneration.from_pretrained(arguments.model, dtype=torch.float32, attn_implementation="eager").eval()
    if arguments.what == "frozen":
        model.requires_grad_(False)
    weights = sum(file.stat().st_size for file in arguments.model.glob("*.safetensors"))
    vision = model.config.vision_config
    generator = torch.Generator().manual_seed(0)
    pixel_values = torch.randn((1, 3, vision.image_size, vision.image_size), generator=generator)
    input_ids = torch.tensor([prompt_of(arguments, model.config, (vision.image_size // vision.patch_size) ** 2)])
    tokens = torch.randint(5, 400, (arguments.tokens,), generator=generator).tolist()
    if arguments.ids:
        tokens = [int(one) for one in arguments.ids.split(",")][: arguments.tokens]
    loaded, peak_at_load = status_bytes("VmRSS"), status_bytes("VmHWM")
    can_reset = reset_peak()

    repeats = []
    for _ in range(arguments.repeat):
        generation, run = seconds(
            lambda: generate(model, pixel_values, input_ids, tokens, vision_gradients=arguments.what == "original")
        )
        per_token = explain(model, run, arguments.what)
        del run
        repeats.append({"generationSeconds": generation, "relevancySeconds": sum(per_token)})
    # Before the plain forward, which is no part of the procedure.
    peak_run = status_bytes("VmHWM") if can_reset else 0
    peak = max(peak_at_load, status_bytes("VmHWM"))
    model.zero_grad()
    vision_seconds, forward_seconds = plain(model, pixel_values, input_ids, tokens)
    print(
        json.dumps(
            {
                "what": arguments.what,
                "model": arguments.model.name,
                "promptLength": input_ids.shape[1],
                "tokens": len(tokens),
                "threads": torch.get_num_threads(),
                **repeats[-1],
                "totalSeconds": sum(repeats[-1].values()),
                "perTokenSeconds": per_token,
                "repeats": repeats,
                "forwardSeconds": forward_seconds,
                "visionSeconds": vision_seconds,
                "baselineBytes": baseline,
                "loadedBytes": loaded,
                "weightFileBytes": weights,
                "peakBytes": peak,
                "peakRunBytes": peak_run,
                "aboveWeightsBytes": peak - weights,
                "aboveBaselineBytes": peak - weights - baseline,
            }
        )
    )


if __name__ == "__main__":
    main()
