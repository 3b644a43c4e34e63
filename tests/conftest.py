"""What all tests share: no gazetteer of the person who runs them, and no clock."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, settings


def pytest_configure() -> None:
    """Keep the user's gazetteer out, here and in every process that tests start.

    Nothing fails because the machine is busy: Hypothesis measures no time.
    """
    os.environ["POLYBIUS_GAZETTEER"] = str(Path(__file__).parent / "no-such-folder")
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")
