"""A wav2vec2 of a few thousand weights, stored as ``transformers`` stores the real ones."""

import json
from pathlib import Path
from string import ascii_lowercase

import torch
from transformers import (
    Wav2Vec2Config,
    Wav2Vec2CTCTokenizer,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForCTC,
    Wav2Vec2Processor,
)

_LETTERS = ("<pad>", "<s>", "</s>", "<unk>", "|", "'", *ascii_lowercase)


def tiny_wav2vec2(folder: Path) -> Path:
    """Write a model that knows the letters of English but not their sounds; return its folder."""
    folder.mkdir(parents=True)
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps({letter: at for at, letter in enumerate(_LETTERS)}))
    Wav2Vec2Processor(
        Wav2Vec2FeatureExtractor(return_attention_mask=False),
        Wav2Vec2CTCTokenizer(str(vocabulary)),
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = Wav2Vec2Config(
        vocab_size=len(_LETTERS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(16,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
    )
    Wav2Vec2ForCTC(config).eval().save_pretrained(folder)
    return folder
