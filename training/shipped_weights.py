"""Takes a shipped model up again, so that it can learn on: its 8-bit weights as floats.

Only the quantised encoder is kept in the repository. What was rounded off is little beside what an
epoch changes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.net import Net


def load_shipped(net: Net, folder: Path) -> None:
    """Give ``net`` the encoder and heads of a model's folder; heads that it lacks stay new.

    Raises:
        OSError: the folder lacks a file.
        SystemExit: it holds another encoder, or heads that ``net`` has not.
    """
    state = {f"encoder.{k}": v for k, v in _encoder(folder / "encoder.onnx").items()}
    with np.load(folder / "heads.npz") as stored:
        state |= {k: torch.from_numpy(stored[k].astype(np.float32)) for k in stored.files}
    found = net.load_state_dict(state, strict=False)
    lacking = [k for k in found.missing_keys if not k.startswith(("tags.", "spans.", "pairs."))]
    if lacking or found.unexpected_keys:
        raise SystemExit(f"{folder}: not this network: {[*lacking, *found.unexpected_keys][:3]}")


def _encoder(path: Path) -> dict[str, Tensor]:
    graph = onnx.load(str(path)).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {
        name.removeprefix("encoder."): value
        for name, value in stored.items()
        if name.startswith("encoder.") and value.dtype == np.float32 and value.ndim
    }
    for name in stored:
        if name.startswith("encoder.") and name.endswith("_quantized"):
            own = name.removesuffix("_quantized")
            found[own.removeprefix("encoder.")] = _floats(stored, own)
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            # The weight of "/encoder/encoder/layer.0/attention/self/query/MatMul_quant".
            own = node.name.split("/")[2:-1]
            weight = _floats(stored, node.input[1].removesuffix("_quantized"))
            found[f"{'.'.join(own)}.weight"] = weight.T
    return {k: torch.from_numpy(np.array(v)) for k, v in found.items()}


def _floats(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Return a quantised weight as floats; its scales are of its last axis, or one of all."""
    values = stored[f"{name}_quantized"].astype(np.float32)
    zero = stored[f"{name}_zero_point"].astype(np.float32)
    floats: np.ndarray = (values - zero) * stored[f"{name}_scale"]
    return floats
