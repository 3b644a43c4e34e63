"""Runs the program as a user does: in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from polybius.cli import app

examples = Path(__file__).parent.parent.parent / "examples"
program = [sys.executable, "-c", "from polybius.cli import main; main()"]
marenga = [
    "--register",
    str(examples / "parties.yaml"),
    "--gazetteer",
    str(examples / "places" / "XM.txt"),
]
"""Options that make the examples' parties and places known."""


def start(*arguments: str, cwd: Path, hash_seed: str = "0") -> subprocess.Popen[str]:
    """Start ``polybius ARGUMENTS`` in ``cwd``."""
    return subprocess.Popen(
        [*program, *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
    )


head = re.compile(r"\b\d+:[0-9a-f]{12,64}\b|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A head of a log and its moment, which are those of one ledger and no other."""


def without_head(printed: str) -> str:
    """Return what was printed with nothing in it of the ledger that it came from."""
    return head.sub("HEAD", printed)


def ask(*arguments: str) -> str:
    """Return what a query prints on standard output; it must go well."""
    result = CliRunner().invoke(app, arguments, prog_name="polybius")
    assert result.exit_code == 0, (result.stderr, result.exception)
    return result.stdout
