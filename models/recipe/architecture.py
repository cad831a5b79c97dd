"""The model's shape: an ordinary LLaVA, small. Also the vision features that training needs by themselves."""

from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

from world import GRID, MODEL_SIZE, PATCH

VISION_LAYERS = 5  # the projector reads layer -2: the fourth; as in LLaVA-1.5 the last is never used

SPECIAL = {"bos": "<s>", "eos": "</s>", "pad": "<pad>", "image": "<image>"}


def build_model(tokenizer):
    """An initialised model for this tokenizer."""
    ids = {name: tokenizer.convert_tokens_to_ids(token) for name, token in SPECIAL.items()}
    vision = CLIPVisionConfig(
        hidden_size=128,
        intermediate_size=512,
        num_hidden_layers=VISION_LAYERS,
        num_attention_heads=4,
        image_size=MODEL_SIZE,
        patch_size=PATCH,
        projection_dim=128,
    )
    text = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=192,
        intermediate_size=512,
        num_hidden_layers=4,
        num_attention_heads=6,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=1024,
        tie_word_embeddings=False,
        bos_token_id=ids["bos"],
        eos_token_id=ids["eos"],
        pad_token_id=ids["pad"],
    )
    config = LlavaConfig(
        vision_config=vision,
        text_config=text,
        image_token_index=ids["image"],
        image_seq_length=GRID * GRID,
        vision_feature_layer=-2,
        vision_feature_select_strategy="default",
        tie_word_embeddings=False,
        bos_token_id=ids["bos"],
        eos_token_id=ids["eos"],
        pad_token_id=ids["pad"],
    )
    model = LlavaForConditionalGeneration(config)
    model.generation_config.bos_token_id = ids["bos"]
    model.generation_config.eos_token_id = ids["eos"]
    model.generation_config.pad_token_id = ids["pad"]
    model.generation_config.do_sample = False
    return model


def patch_features(tower, pixel_values):
    """What the projector reads: layer -2 of the vision encoder without the class token, [images, 144, 128]."""
    hidden = tower.pre_layrnorm(tower.embeddings(pixel_values))
    for layer in tower.encoder.layers[: VISION_LAYERS - 1]:
        hidden = layer(hidden, attention_mask=None)
        hidden = hidden[0] if isinstance(hidden, tuple) else hidden
    return hidden[:, 1:]
