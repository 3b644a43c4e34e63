"""What all tests share: none of them sees the gazetteer of the person who runs them."""

from __future__ import annotations

import os
from pathlib import Path


def pytest_configure() -> None:
    """Keep it out, here and in every process that tests start."""
    os.environ["POLYBIUS_GAZETTEER"] = str(Path(__file__).parent / "no-such-folder")
