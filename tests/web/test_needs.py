"""What is missing fails the tests; only a variable that names it leaves them out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web import needs


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine with no programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("POLYBIUS_CHROMIUM", needs.without_browser, needs.without_node):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


needed = [
    (needs.chromium, needs.without_browser),
    (needs.oidc_provider, needs.without_node),
]


@pytest.mark.parametrize(("find", "variable"), needed)
def test_a_missing_program_fails_and_says_how_to_go_on(
    bare: pytest.MonkeyPatch, find: Callable[[], object], variable: str
) -> None:
    with pytest.raises(RuntimeError, match=f"install .* {variable}=1"):
        find()


@pytest.mark.parametrize(("find", "variable"), needed)
def test_a_variable_waives_one_part_by_name(
    bare: pytest.MonkeyPatch, find: Callable[[], object], variable: str
) -> None:
    for _, other in needed:
        bare.setenv(other, "1" if other == variable else "")
    with pytest.raises(pytest.skip.Exception, match=variable):
        find()


def test_a_provider_that_was_not_installed_fails_too(
    bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    node = tmp_path / "node"
    node.touch(0o755)
    bare.setattr(needs, "provider", tmp_path / "oidc-provider")
    with pytest.raises(RuntimeError, match="npm ci"):
        needs.oidc_provider()


@pytest.mark.parametrize("name", ["curl", "jq"])
def test_nothing_waives_curl_and_jq(bare: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(RuntimeError, match=f"apt-get install {name}"):
        needs.program(name)
