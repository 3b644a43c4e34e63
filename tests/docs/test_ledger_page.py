"""The commands of docs/ledger.md run as written: on a server of their own, and on the demo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import blocks, root
from tests.export.ledgers import open_filled
from tests.ledger.servers import running_server, waived

shown_address = "postgresql://desk@server/ledger"


def run(script: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_team_reads_into_a_database(tmp_path: Path) -> None:
    if os.environ.get(waived):
        pytest.skip(f"{waived} is set: the page's server was not tried")
    on_server, _ = blocks("docs/ledger.md", "bash")
    (tmp_path / "reports").mkdir()
    shutil.copy(root / "examples" / "reports" / "6-army.txt", tmp_path / "reports")
    with running_server() as server:
        script = on_server.text.replace(shown_address, server.new_database())
        assert "Head " in run(script, tmp_path)


@pytest.mark.slow
def test_a_head_is_proved_signed_and_brought_back(tmp_path: Path) -> None:
    _, on_file = blocks("docs/ledger.md", "bash")
    open_filled(tmp_path / "demo.sqlite").close()
    run(on_file.text, tmp_path)
    assert (tmp_path / "entry.proof").exists()
    assert (tmp_path / "restored.sqlite").exists()
