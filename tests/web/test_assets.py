"""What is shipped from npm packages is what the manifest says, and nothing more is loaded."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import polybius.web

root = Path(__file__).parents[2]
web = Path(polybius.web.__file__).parent
manifest = json.loads((root / "web/assets/manifest.json").read_text("utf-8"))
lock = json.loads((root / "web/assets/package-lock.json").read_text("utf-8"))


def test_vendored_files_are_those_of_the_locked_packages() -> None:
    for name, about in manifest.items():
        assert sha256((root / name).read_bytes()).hexdigest() == about["sha256"], name
        package, version = about["package"].rsplit("@", 1)
        assert lock["packages"][f"node_modules/{package}"]["version"] == version


def test_the_lock_names_no_registry() -> None:
    assert "resolved" not in json.dumps(lock)
    assert all("integrity" in about for name, about in lock["packages"].items() if name)


def test_templates_and_scripts_name_no_other_machine() -> None:
    files = [*web.rglob("templates/**/*.html"), *web.rglob("static/**/*.*")]
    assert files
    for path in files:
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"https?://|[\"'(]//\w", text), path.name


def test_templates_hold_no_inline_script_or_style() -> None:
    for path in web.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", text), path.name
        assert not re.search(r"\s(style|on\w+)\s*=\s*[\"']", text), path.name
        assert "<style" not in text, path.name
        assert not re.search(r"\|\s*safe\b|Markup\(", text), path.name
