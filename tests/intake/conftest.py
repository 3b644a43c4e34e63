from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from polybius.intake import IntakeFailure, Intaken, IntakeOptions, find_sources, take_in

NOW = datetime(2026, 2, 5, 12, 0, tzinfo=UTC)
STORY = (
    "PORT ALBA, Westland (Jan. 27, 2011) - The Harbour Front said that its fighters killed at "
    "least 20 soldiers near the town of Miran on Tuesday. The defence ministry denied the claim."
)

Take = Callable[..., list[Intaken | IntakeFailure]]


@pytest.fixture
def options() -> IntakeOptions:
    return IntakeOptions(now=NOW)


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Write bytes under a name and take them in."""

    def run(data: bytes, name: str, **settings: object) -> list[Intaken | IntakeFailure]:
        path = tmp_path / name
        path.write_bytes(data)
        chosen = IntakeOptions(now=NOW, **settings)  # type: ignore[arg-type]
        return [item for source in find_sources([str(path)]) for item in take_in(source, chosen)]

    return run


def reports(items: list[Intaken | IntakeFailure]) -> list[Intaken]:
    return [item for item in items if isinstance(item, Intaken)]


def failures(items: list[Intaken | IntakeFailure]) -> list[str]:
    return [str(item.error) for item in items if isinstance(item, IntakeFailure)]


def one(items: list[Intaken | IntakeFailure]) -> Intaken:
    assert [type(item) for item in items] == [Intaken], failures(items)
    found = items[0]
    assert isinstance(found, Intaken)
    return found


def only_failure(items: list[Intaken | IntakeFailure]) -> str:
    assert [type(item) for item in items] == [IntakeFailure], items
    return failures(items)[0]


def all_of(targets: list[str], options: IntakeOptions) -> Iterator[Intaken | IntakeFailure]:
    for source in find_sources(targets):
        yield from take_in(source, options)
