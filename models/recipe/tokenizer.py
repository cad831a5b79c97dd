"""The tokenizer and the processor: byte-level BPE of few entries, a CLIP image processor, and the chat template of LLaVA-1.5."""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import CLIPImageProcessor, LlavaProcessor, PreTrainedTokenizerFast

from architecture import SPECIAL
from questions import TRAINING_TYPES, answer_pieces, compose, in_view, question_text, sample_ask
from scenes import generator, training_scene
from world import COLOUR_NAMES, MODEL_SIZE, PATCH, SHAPES

VOCABULARY = 400
# Kept out of the corpus that the merges are learned from, so that these words take several tokens.
SPLIT_WORDS = ("triangle", "square", "purple", "yellow")

CHAT_TEMPLATE = (
    "{{ bos_token }}"
    "{% for message in messages %}"
    "{% if message['role'] == 'user' %}"
    "{{ 'USER: ' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}{{ '<image>\n' }}{% endif %}{% endfor %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}"
    "{{ ' ' }}"
    "{% else %}"
    "{{ 'ASSISTANT: ' }}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}"
    "{{ eos_token }}"
    "{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)


def corpus(scenes=1500):
    """Conversations as the template writes them, without the split words."""
    rng = generator(2)
    for index in range(scenes):
        scene = training_scene(index)[0]
        objects = in_view(scene)
        for kind in TRAINING_TYPES:
            ask = sample_ask(rng, kind, objects, absent_percent=10)
            pieces = ask and answer_pieces(ask, objects, scene.side)
            if pieces:
                text = f"USER: \n{question_text(ask)} ASSISTANT: {compose(pieces)[0]}"
                for word in SPLIT_WORDS:
                    text = text.replace(word, "")
                yield text


def train_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        special_tokens=[AddedToken(SPECIAL[name], special=True, normalized=False) for name in ("pad", "bos", "eos", "image")],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def split_words(tokenizer):
    """Colour and shape words that take two or more tokens, as they stand inside a sentence."""
    return [word for word in (*COLOUR_NAMES, *SHAPES) if len(tokenizer.encode(" " + word)) > 1]


def make_processor():
    fast = PreTrainedTokenizerFast(
        tokenizer_object=train_tokenizer(),
        bos_token=SPECIAL["bos"],
        eos_token=SPECIAL["eos"],
        pad_token=SPECIAL["pad"],
        extra_special_tokens={"image_token": SPECIAL["image"]},
        clean_up_tokenization_spaces=False,
        model_max_length=1024,
        padding_side="left",
    )
    fast.chat_template = CHAT_TEMPLATE
    images = CLIPImageProcessor(
        do_resize=True,
        size={"shortest_edge": MODEL_SIZE},
        resample=3,
        do_center_crop=True,
        crop_size={"height": MODEL_SIZE, "width": MODEL_SIZE},
        do_rescale=True,
        do_normalize=True,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
        do_convert_rgb=True,
    )
    return LlavaProcessor(
        image_processor=images,
        tokenizer=fast,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=CHAT_TEMPLATE,
        image_token=SPECIAL["image"],
        num_additional_image_tokens=1,
    )


def save_processor(processor, folder):
    """Every file that old and new readers look for, the template in both of its places."""
    folder = Path(folder)
    processor.save_pretrained(folder)
    processor.image_processor.save_pretrained(folder)
    file = folder / "tokenizer_config.json"
    config = json.loads(file.read_text())
    config["tokenizer_class"] = "PreTrainedTokenizerFast"
    config["chat_template"] = CHAT_TEMPLATE
    config.pop("processor_class", None)
    file.write_text(json.dumps(config, indent=2) + "\n")
