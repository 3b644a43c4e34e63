"""What all tests share: no gazetteer of the person who runs them, one real reader a session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from polybius import running
from polybius.reader import Reader

examples = Path(__file__).parent.parent / "examples"
example_parties = examples / "parties.yaml"
example_places = examples / "places" / "XM.txt"


def pytest_configure() -> None:
    """Keep the user's own gazetteer out, here and in every process that tests start."""
    os.environ["POLYBIUS_GAZETTEER"] = str(Path(__file__).parent / "no-such-folder")


@pytest.fixture(scope="session")
def example_reader() -> Reader:
    """The reader that knows the examples' parties and places, as ``polybius demo`` uses it."""
    return running.make_reader((example_parties,), (example_places,))


@pytest.fixture(scope="session")
def plain_reader() -> Reader:
    """The reader that ``polybius read`` uses without further files."""
    return running.make_reader((), ())
