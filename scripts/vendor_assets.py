"""Copies what the desk ships from npm packages: ``python -m scripts.vendor_assets``.

``npm ci --prefix web/assets`` first puts the locked packages there; npm checks them against the
lock's digests. Users need neither npm nor Node: what is copied is committed, with its licences and
a manifest of SHA-256 digests, which a test holds the files to.
"""

from __future__ import annotations

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

root = Path(__file__).parent.parent
packages = root / "web" / "assets" / "node_modules"
vendor = root / "src" / "polybius" / "web" / "static" / "vendor"

copied: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("leaflet", ("dist/leaflet.js", "dist/leaflet.css"), "LICENSE"),
    ("d3", ("dist/d3.min.js",), "LICENSE"),
    ("@observablehq/plot", ("dist/plot.umd.min.js",), "LICENSE"),
    ("topojson-client", ("dist/topojson-client.min.js",), "LICENSE"),
    ("world-atlas", ("countries-50m.json",), "LICENSE"),
)
"""Package, files of it that a page loads, and its licence."""


def main() -> None:
    """Empty the folder, fill it from the packages, and write the manifest."""
    if not packages.is_dir():
        sys.exit("vendor_assets: no packages. Run first: npm ci --prefix web/assets")
    shutil.rmtree(vendor, ignore_errors=True)
    manifest = {}
    for package, files, licence in copied:
        about = json.loads((packages / package / "package.json").read_text("utf-8"))
        folder = package.rsplit("/", 1)[-1]
        (vendor / folder).mkdir(parents=True)
        for name in (*files, licence):
            target = vendor / folder / Path(name).name
            shutil.copyfile(packages / package / name, target)
            manifest[f"{folder}/{target.name}"] = {
                "package": f"{package}@{about['version']}",
                "licence": about["license"],
                "sha256": sha256(target.read_bytes()).hexdigest(),
            }
    lines = json.dumps(manifest, indent=2, sort_keys=True)
    (vendor / "manifest.json").write_text(f"{lines}\n", "utf-8")


if __name__ == "__main__":
    main()
