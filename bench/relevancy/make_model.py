"""A random LLaVA of a useful size for timing relevancy, as a model folder that opens like any other.

    python bench/relevancy/make_model.py FOLDER        the folder should lie outside the repository: 0.6 GB

Decoder: 12 layers, hidden 768, 12 heads (12 key/value heads), MLP 2048, vocabulary 8192. Vision encoder: 12 layers, hidden 512, 8 heads,
MLP 2048, 336 px, patches of 14 px, feature layer -2. 576 image positions. Tokenizer and chat template are those of models/shapes-llava,
whose ids end at 399; the other ids of the vocabulary have no text. Seeded; float32.

Also writes prompt.json: a question whose prompt is exactly 606 positions (576 of the image and 30 others), and its token ids with the
image expanded.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

SOURCE = Path(__file__).parents[2] / "models" / "shapes-llava"
IMAGE_TOKEN, PATCHES, PROMPT = 3, 576, 606
COPIED = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json"]


def randomise(model, seed):
    """Weights of usual scale: the residual stream and the gradients stay of order 1 through 12 layers."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if parameter.dim() == 1:
                parameter.fill_(1.0 if "norm" in name and name.endswith("weight") else 0.0)
            else:
                scale = 0.5 if "embed" in name and "patch" not in name else parameter[0].numel() ** -0.5
                parameter.normal_(0, scale, generator=generator)


def question_of(tokenizer):
    """A question whose prompt has PROMPT positions: words are added until it fits."""
    words = "Which colour does the ring have? Describe the image and say how many stars it shows, and which one is the largest of all."
    for length in range(1, len(words) + 1):
        question = words[:length]
        ids = tokenizer.encode(f"<s>USER: <image>\n{question} ASSISTANT:", add_special_tokens=False).ids
        if question == question.strip() and len(ids) - 1 == PROMPT - PATCHES:
            place = ids.index(IMAGE_TOKEN)
            return question, [*ids[:place], *[IMAGE_TOKEN] * PATCHES, *ids[place + 1 :]]
    raise SystemExit("no question of that length: the tokenizer has changed")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    config = LlavaConfig(
        text_config=LlamaConfig(
            vocab_size=8192,
            hidden_size=768,
            intermediate_size=2048,
            num_hidden_layers=12,
            num_attention_heads=12,
            num_key_value_heads=12,
            max_position_embeddings=2048,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=0,
        ),
        vision_config=CLIPVisionConfig(
            hidden_size=512, intermediate_size=2048, num_hidden_layers=12, num_attention_heads=8, image_size=336, patch_size=14
        ),
        image_token_id=IMAGE_TOKEN,
        image_seq_length=PATCHES,
        vision_feature_layer=-2,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    model = LlavaForConditionalGeneration(config).eval()
    randomise(model, 31)
    model.save_pretrained(folder, max_shard_size="2GB")
    for name in COPIED:
        shutil.copy(SOURCE / name, folder / name)
    preprocessor = json.loads((SOURCE / "preprocessor_config.json").read_text())
    preprocessor |= {"crop_size": {"height": 336, "width": 336}, "size": {"shortest_edge": 336}}
    processor = json.loads((SOURCE / "processor_config.json").read_text()) | {"image_processor": preprocessor, "patch_size": 14}
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2) + "\n")
    (folder / "processor_config.json").write_text(json.dumps(processor, indent=2) + "\n")
    question, ids = question_of(Tokenizer.from_file(str(folder / "tokenizer.json")))
    (folder / "prompt.json").write_text(json.dumps({"question": question, "inputIds": ids}) + "\n")
    print(f"{folder}: {sum(file.stat().st_size for file in folder.iterdir())} bytes; {len(ids)} positions for {question!r}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
