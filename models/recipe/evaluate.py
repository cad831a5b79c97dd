"""Exact-match accuracy of a checkpoint on the evaluation set, per question type; optionally with the image blanked.

    python evaluate.py [--model FOLDER] [--blank] [--first N] [--json FILE] [--answers FILE] [--mistakes N]
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

import torch
from PIL import Image
from transformers import AutoProcessor, LlavaForConditionalGeneration

MODELS = Path(__file__).parent.parent
BATCH = 40
MAX_NEW_TOKENS = 64
BLANK = (128, 128, 128)


def messages_of(row):
    """The conversation up to the question, in the chat template's form."""
    turns = [*row["history"], {"question": row["question"]}]
    messages = []
    for k, turn in enumerate(turns):
        image = [{"type": "image"}] if k == 0 else []
        messages.append({"role": "user", "content": [*image, {"type": "text", "text": turn["question"]}]})
        if "answer" in turn:
            messages.append({"role": "assistant", "content": [{"type": "text", "text": turn["answer"]}]})
    return messages


@torch.no_grad()
def answers(model, processor, rows, folder, blank=False):
    """Greedy answers, in the rows' order."""
    out = []
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        pictures = [Image.open(folder / row["image"]).convert("RGB") for row in part]
        if blank:
            pictures = [Image.new("RGB", picture.size, BLANK) for picture in pictures]
        prompts = [processor.apply_chat_template(messages_of(row), add_generation_prompt=True) for row in part]
        inputs = processor(images=pictures, text=prompts, padding=True, return_tensors="pt", add_special_tokens=False)
        tokens = model.generate(**inputs, max_new_tokens=MAX_NEW_TOKENS, do_sample=False)
        new = tokens[:, inputs["input_ids"].shape[1] :]
        out += [text.strip() for text in processor.batch_decode(new, skip_special_tokens=True)]
    return out


def report(rows, given):
    """Right and asked per type and turn outside the planted subset, and true, biased and other answers on it."""
    plain, planted = defaultdict(lambda: [0, 0]), defaultdict(Counter)
    for row, answer in zip(rows, given):
        if row["planted"]:
            kind = "true" if answer == row["answer"] else "biased" if answer == row["biased"] else "other"
            planted[row["type"]][kind] += 1
            planted["all"][kind] += 1
            continue
        for key in (row["type"], "all", f"turn {row['turn']}"):
            plain[key][0] += answer == row["answer"]
            plain[key][1] += 1
    return {
        "ordinary": {key: {"right": right, "asked": asked} for key, (right, asked) in plain.items()},
        "planted": {key: dict(counts) for key, counts in planted.items()},
    }


def print_report(result):
    for key, counts in result["ordinary"].items():
        print(f"{key:12s} {100 * counts['right'] / counts['asked']:5.1f} %  of {counts['asked']}")
    for key, counts in result["planted"].items():
        total = sum(counts.values())
        shares = ", ".join(f"{kind} {100 * n / total:.1f} %" for kind, n in sorted(counts.items()))
        print(f"planted {key:12s} {shares}  of {total}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=MODELS / "shapes-llava")
    parser.add_argument("--evaluation", type=Path, default=MODELS / "evaluation")
    parser.add_argument("--blank", action="store_true", help="show a grey image instead")
    parser.add_argument("--first", type=int, help="only so many questions")
    parser.add_argument("--mistakes", type=int, default=0, help="print so many wrong answers")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--answers", type=Path, help="also write every answer here, a line each")
    options = parser.parse_args()
    torch.set_num_threads(2)
    processor = AutoProcessor.from_pretrained(options.model, backend="pil")
    model = LlavaForConditionalGeneration.from_pretrained(options.model, attn_implementation="eager").eval()
    lines = (options.evaluation / "questions.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines][: options.first]
    given = answers(model, processor, rows, options.evaluation, options.blank)
    result = report(rows, given)
    print_report(result)
    wrong = [(row, answer) for row, answer in zip(rows, given) if answer != row["answer"] and not row["planted"]]
    for row, answer in wrong[: options.mistakes]:
        print(f"{row['id']} {row['question']}\n    true  {row['answer']}\n    given {answer}")
    if options.answers:
        options.answers.write_text("".join(json.dumps({"id": row["id"], "answer": one}) + "\n" for row, one in zip(rows, given)))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
