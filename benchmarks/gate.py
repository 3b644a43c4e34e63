"""Holds accuracy: every metric of every benchmark against a floor that is checked in.

``python -m benchmarks.gate`` measures all sets under the gold folder and prints what fell below
its floor. ``--raise`` lifts floors to what was measured. A floor goes down only by
``--lower SET.KEY --reason TEXT``, and the reason stays in ``baseline.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

baseline_path = Path(__file__).parent / "baseline.json"
root = Path(__file__).parent.parent
rounded = 0.0005
"""Metrics are printed to four places."""
encoded = 0.005
"""The encoder's arithmetic differs in the last bits between processors with and without AVX-512,
and 8-bit steps make more of it: one version's metrics differed by up to .0041 (MUC-4's types)."""


@dataclass(frozen=True, slots=True)
class Held:
    """One benchmark on fixed files, with the floors of its metrics."""

    name: str
    module: str
    files: tuple[str, ...]
    """Below the gold folder, or below the project's root for its own corpus."""
    keys: tuple[str, ...]
    """The metrics that are held."""
    own: bool = False
    slack: float = rounded
    """How far below its floor a metric may be measured."""


attribution = ("content_overlap_f1", "content_exact_f1", "source_overlap_f1", "cue_exact_f1")
places = ("toponym_f1", "acc161", "acc161_end_to_end")
slots = (
    "date_f1",
    "location_f1",
    "type_f1",
    "stage_f1",
    "responsible_f1",
    "number_f1",
    "effect_f1",
)
related = ("relation_f1", "fighting_f1", "allies_f1")
counts = ("killed_exact", "injured_exact", "killed_exact_pos", "injured_exact_pos")
classes = ("mean_f1", "kill_f1", "force_f1", "arrest_f1", "fail_f1", "any_action_f1")

held: tuple[Held, ...] = (
    Held("polnear", "polnear", ("polnear/dev.jsonl",), attribution, slack=encoded),
    Held("muc4", "muc4", ("muc4/dev.jsonl",), slots, slack=encoded),
    Held("muc4_grit", "muc4", ("muc4/entity_grit_dev.jsonl",), ("ceaf_ree_f1",), slack=encoded),
    Held("muc4_gtt", "muc4", ("muc4/entity_gtt_dev.jsonl",), ("template_f1",), slack=encoded),
    Held("re3d", "re3d", ("re3d/dev.jsonl",), related, slack=encoded),
    Held("geo_gwn", "geo", ("geo/gwn.jsonl",), places),
    Held("geo_lgl", "geo", ("geo/lgl.jsonl",), places),
    Held("gun_counts", "gun_counts", ("gun_counts/dev.jsonl",), counts),
    Held(
        "isaf",
        "isaf",
        ("isaf/dev.jsonl",),
        ("date_exact", "province_exact", "killed_exact", "captured_exact"),
    ),
    Held(
        "meantime",
        "meantime",
        ("meantime/meantime_en.jsonl",),
        ("timex_value_f1", "certainty_macro_f1", "polarity_macro_f1"),
    ),
    Held("india_police", "india_police", ("india_police/sents_dev.jsonl",), classes, slack=encoded),
    Held(
        "ecbplus",
        "ecbplus",
        ("ecbplus/dev.jsonl",),
        ("conll_f1_gold", "conll_f1_end_to_end"),
        slack=encoded,
    ),
    Held("famus", "famus", ("famus/dev.jsonl",), ("accuracy",)),
    Held("own", "own", ("corpus/corpus.jsonl",), attribution, own=True, slack=encoded),
)


def gold_folder() -> Path:
    """Return where the gold corpora are: ``POLYBIUS_GOLD``, else ``../shared/gold``."""
    return Path(os.environ.get("POLYBIUS_GOLD") or root.parent / "shared" / "gold")


def files_of(one: Held) -> list[Path]:
    """Return the files that a held benchmark measures."""
    base = root if one.own else gold_folder()
    return [base / name for name in one.files]


def measure(one: Held) -> dict[str, Any]:
    """Return all that one held benchmark prints."""
    made: dict[str, Any] = import_module(f"benchmarks.{one.module}").measure(files_of(one))
    return made


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 over the files' bytes: floors hold for these files only."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read_baseline() -> dict[str, Any]:
    """Return the checked-in floors."""
    found: dict[str, Any] = json.loads(baseline_path.read_text("utf-8"))
    return found


def below(metrics: dict[str, Any], floors: dict[str, float], slack: float = rounded) -> list[str]:
    """Return a sentence for each metric that is missing or under its floor."""
    return [
        f"{key}: {metrics.get(key)} is under its floor {floor}"
        for key, floor in floors.items()
        if metrics.get(key, -1.0) < floor - slack
    ]


def _lower(target: str, reason: str, baseline: dict[str, Any]) -> None:
    name, _, key = target.partition(".")
    one = next(h for h in held if h.name == name)
    old = baseline[name]["floors"][key]
    baseline[name]["floors"][key] = new = measure(one)[key]
    baseline[name].setdefault("lowered", []).append(
        {"key": key, "from": old, "to": new, "reason": reason}
    )


def _raise(one: Held, metrics: dict[str, Any], baseline: dict[str, Any]) -> None:
    entry = baseline.setdefault(one.name, {"floors": {}})
    files = digest(files_of(one))
    if entry.get("digest") != files:
        entry["floors"] = {}
    entry["digest"] = files
    entry["ci95"] = {key: metrics[f"{key}_ci95"] for key in one.keys}
    floors = entry["floors"]
    for key in one.keys:
        floors[key] = max(metrics[key], floors.get(key, 0.0))


def _write(baseline: dict[str, Any]) -> None:
    baseline_path.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    """Run the gate from the command line."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    arguments.add_argument("--only", nargs="*", default=[h.name for h in held])
    arguments.add_argument("--raise", dest="lift", action="store_true")
    arguments.add_argument("--lower", metavar="SET.KEY")
    arguments.add_argument("--reason")
    given = arguments.parse_args()
    baseline = read_baseline() if baseline_path.exists() else {}
    failed = False
    if given.lower:
        if not given.reason:
            raise SystemExit("--lower needs --reason: why may accuracy fall?")
        _lower(given.lower, given.reason, baseline)
        _write(baseline)
    else:
        for one in held:
            if one.name not in given.only or not all(p.exists() for p in files_of(one)):
                continue
            metrics = measure(one)
            print(one.name, json.dumps({k: metrics[k] for k in one.keys}), flush=True)
            faults = below(metrics, baseline.get(one.name, {}).get("floors", {}), one.slack)
            failed |= bool(faults)
            for fault in faults:
                print(f"  {fault}", file=sys.stderr)
            if given.lift:
                _raise(one, metrics, baseline)
                _write(baseline)
    sys.exit(failed)


if __name__ == "__main__":
    main()
