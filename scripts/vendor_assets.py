"""Copies what is shipped from npm packages: ``python -m scripts.vendor_assets``.

``npm ci --prefix web/assets`` first puts the locked packages there; npm checks them against the
lock's digests. Users need neither npm nor Node: what is copied is committed, with its licence, and
``web/assets/manifest.json`` names where each file comes from and its SHA-256, which a test holds
the files to.
"""

from __future__ import annotations

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

root = Path(__file__).parent.parent
assets = root / "web" / "assets"
base_map = "src/polybius/web/basemap"
for_tests = "tests/web/vendor"

copied: tuple[tuple[str, str, str], ...] = (
    ("world-atlas", "countries-50m.json", f"{base_map}/countries-50m.json"),
    ("world-atlas", "countries-110m.json", f"{base_map}/countries-110m.json"),
    ("world-atlas", "LICENSE", f"{base_map}/LICENSE"),
    ("axe-core", "axe.min.js", f"{for_tests}/axe.min.js"),
    ("axe-core", "LICENSE", f"{for_tests}/LICENSE-axe-core"),
)
"""Package, file in it, and where it goes."""


def main() -> None:
    """Copy the files and write the manifest."""
    packages = assets / "node_modules"
    if not packages.is_dir():
        sys.exit("vendor_assets: no packages. Run first: npm ci --prefix web/assets")
    manifest = {}
    for package, name, target in copied:
        about = json.loads((packages / package / "package.json").read_text("utf-8"))
        shutil.copyfile(packages / package / name, root / target)
        manifest[target] = {
            "package": f"{package}@{about['version']}",
            "file": name,
            "licence": about["license"],
            "sha256": sha256((root / target).read_bytes()).hexdigest(),
        }
    lines = json.dumps(manifest, indent=2, sort_keys=True)
    (assets / "manifest.json").write_text(f"{lines}\n", "utf-8")


if __name__ == "__main__":
    main()
