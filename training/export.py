"""Writes a trained network as the files that the package ships.

``encoder.onnx`` (8-bit weights, a scale for each channel), ``heads.npz``, ``tokenizer.json`` and
``card.json`` with their hashes.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.encoders import Pretrained
from training.net import Net


class _Plain(nn.Module):
    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        found: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return found


def export(net: Net, start: Pretrained, folder: Path, card: dict[str, Any]) -> None:
    """Write ``net`` to ``folder`` with its ``card``."""
    folder.mkdir(parents=True, exist_ok=True)
    net.eval()
    net.encoder.config._attn_implementation = "eager"
    example = torch.tensor([[start.ends[0], 2000, 2001, start.ends[1]]])
    axes = {"ids": {0: "n", 1: "length"}, "mask": {0: "n", 1: "length"}}
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            _Plain(net.encoder), (example, torch.ones_like(example)), str(plain),
            input_names=["ids", "mask"], output_names=["hidden"],
            dynamic_axes={**axes, "hidden": {0: "n", 1: "length"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            plain,
            folder / "encoder.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            reduce_range=True,
        )
    heads = {
        k: v.detach().numpy().astype(np.float16)
        for k, v in net.state_dict().items()
        if not k.startswith("encoder.")
    }
    np.savez(folder / "heads.npz", **heads)  # type: ignore[arg-type]
    start.tokenizer.save(str(folder / "tokenizer.json"))
    written = ("encoder.onnx", "heads.npz", "tokenizer.json")
    hashes = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in written}
    whole = {**card, "ends": list(start.ends), "files": hashes}
    (folder / "card.json").write_text(json.dumps(whole, indent=2, sort_keys=True) + "\n")
