"""Programs that the desk's tests need: without one they fail, unless a variable waives it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

without_browser = "POLYBIUS_WITHOUT_BROWSER"
"""Environment variable that says on purpose: leave out the tests in a browser."""
without_node = "POLYBIUS_WITHOUT_NODE"
"""Environment variable that says on purpose: leave out the tests against a program of Node."""
provider = Path(__file__).parents[2] / "web" / "assets" / "node_modules" / "oidc-provider"


def chromium() -> str:
    """Return the path of Chromium."""
    waive(without_browser)
    found = os.environ.get("POLYBIUS_CHROMIUM") or shutil.which("chromium")
    if found is None:
        how = "apt-get install chromium, or name it in POLYBIUS_CHROMIUM"
        raise RuntimeError(f"there is no chromium: {how}{_or_waive(without_browser)}")
    return found


def oidc_provider() -> tuple[str, Path]:
    """Return the paths of Node and of the OpenID Connect provider that it runs."""
    waive(without_node)
    node = shutil.which("node")
    if node is None:
        raise RuntimeError(f"there is no node: apt-get install nodejs{_or_waive(without_node)}")
    if not provider.is_dir():
        how = f"npm ci --prefix web/assets{_or_waive(without_node)}"
        raise RuntimeError(f"there is no OpenID Connect provider: {how}")
    return node, provider


def program(name: str) -> str:
    """Return the path of a program that nothing waives."""
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"there is no {name}: apt-get install {name}")
    return found


def waive(variable: str) -> None:
    """Leave the test out if the variable is set."""
    if os.environ.get(variable):
        pytest.skip(f"{variable} is set: this was not tested")


def _or_waive(variable: str) -> str:
    return f", or set {variable}=1 to leave these tests out"
