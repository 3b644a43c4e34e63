"""An importer for each mapping, with the shipped register and gazetteer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from polybius.codebook import load_register
from polybius.importers.importing import Importer
from polybius.importers.mappings import Mapping
from polybius.intake.options import IntakeOptions
from polybius.resolving.gazetteer import default_gazetteer


@pytest.fixture
def options() -> IntakeOptions:
    """Return options with a clock that stands."""
    return IntakeOptions(now=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def importer_of() -> Callable[[Mapping], Importer]:
    """Return what makes an importer of a mapping."""
    return lambda mapping: Importer(mapping, load_register(), default_gazetteer())
