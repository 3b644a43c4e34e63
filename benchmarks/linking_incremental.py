"""Cost of adding one report to a ledger, against deriving everything anew.

``python -m benchmarks.linking_incremental [SIZE…]`` prints one JSON object: for ledgers of 1,000
and 10,000 reports, or as many as are asked for, the seconds that `polybius rebuild` takes and the
median of the seconds that one more report takes until all that follows from it is stored. The
reports are generated with a fixed seed: incidents over three years, in forty towns of four
countries, with one to many reports each, of which a third are edited copies of another.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import numpy as np

from polybius.ids import content_id, sha256_hex
from polybius.ledger.store import Ledger
from polybius.records import (
    Claim,
    Count,
    Occurrence,
    Origin,
    Party,
    Passage,
    Place,
    Reading,
    Report,
    Role,
    Stance,
    TextMap,
    Voice,
    When,
)
from polybius.weighing.updating import update

sizes = (1_000, 10_000)
at_once = 500
added = 7
"""Reports that are added one by one and timed."""
seed = 20260223
vocabulary = 8_000
kinds = ("bombing", "shelling", "shooting", "abduction", "clash")
outlets = tuple(f"Outlet {n}" for n in range(40))


class Reports:
    """Generates reports with their readings."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(seed)
        self._left = 0
        self._scene: dict[str, Any] = {}
        self._texts: list[list[str]] = []

    def next(self) -> tuple[Report, Reading]:
        """Return the next report: of the last incident, or of another."""
        if not self._left:
            self._scene, self._left = self._new_scene(), min(int(self._chance.zipf(2.2)), 60)
            self._texts = []
        self._left -= 1
        text = " ".join(self._sentences())
        day = np.datetime64("2023-01-01") + self._scene["day"] + int(self._chance.integers(2))
        report = Report(
            id=sha256_hex(text.encode()),
            text=text,
            media_type="text/plain",
            language="en",
            origin=Origin(
                f"{len(text)}-{self._chance.integers(10**9)}.txt", "2026-02-08T08:00:00Z"
            ),
            text_map=TextMap("decoded", ()),
            publisher=outlets[int(self._chance.integers(len(outlets)))],
            published=str(day),
            published_precision="day",
        )
        return report, Reading(report.id, "reader.generated.v1", self._claims(report))

    def _new_scene(self) -> dict[str, Any]:
        town = int(self._chance.zipf(1.5)) % 40
        return {
            "day": int(self._chance.integers(1095)),
            "town": town,
            "at": (10 + town * 0.37, 20 + town % 7),
            "kind": kinds[int(self._chance.integers(len(kinds)))],
            "dead": int(self._chance.zipf(1.7)) % 300,
            "party": f"x{town % 4}.p{int(self._chance.integers(5))}",
        }

    def _sentences(self) -> list[str]:
        chance = self._chance
        if self._texts and chance.random() < 1 / 3:
            words = list(self._texts[int(chance.integers(len(self._texts)))])
            for at in chance.integers(0, len(words), len(words) // 5):
                words[at] = self._word()
        else:
            words = [self._word() for _ in range(int(chance.integers(80, 250)))]
        self._texts.append(words)
        starts = range(0, len(words), 16)
        return [" ".join(words[n : n + 16]).capitalize() + "." for n in starts]

    def _word(self) -> str:
        # Carrying words: their frequency falls more slowly than that of all words.
        return f"w{int(vocabulary * self._chance.random() ** 2.5):x}x"

    def _claims(self, report: Report) -> tuple[Claim, ...]:
        scene, at = self._scene, Passage(0, 4, report.text[:4])
        dead = scene["dead"] + (0 if self._chance.random() < 0.7 else 1)
        north, east = scene["at"]
        figure = Count("killed", "civilians", dead, dead, at, best=dead, key="c0.killed")
        day = str(np.datetime64("2023-01-01") + scene["day"])
        town = f"Town {scene['town']}"
        base = Claim(
            id="",
            report_id=report.id,
            passage=Passage(0, 90, report.text[:90]),
            body=Occurrence(scene["kind"], at),
            voice=Voice("outlet", report.publisher or "", "outlet"),
            stance=Stance("asserts"),
            roles=(Role("perpetrator", Party("they", at, "armed_group", scene["party"])),),
            place=Place(
                town, at, "exact", f"geonames:{scene['town']}", town, north, east,
                f"X{scene['town'] % 4}", f"Division {scene['town'] % 9}",
            ),
            when=When(day, at, day, day, "day"),
            happening="h0",
        )  # fmt: skip
        official = Voice(
            "government", "an official", "unnamed", party_id=f"state.x{scene['town'] % 4}"
        )
        made = (base, replace(base, body=figure), replace(base, body=figure, voice=official))
        return tuple(replace(claim, id=content_id("claim", claim)) for claim in made)


def measure(size: int) -> dict[str, Any]:
    """Fill a ledger with ``size`` reports and return what deriving costs."""
    reports = Reports()
    with TemporaryDirectory() as folder, Ledger(Path(folder) / "l.sqlite") as ledger:
        for start in range(0, size, at_once):
            some = [reports.next() for _ in range(min(at_once, size - start))]
            ledger.append_all((r, r.text.encode(), reading) for r, reading in some)
        rebuilt = timed(ledger, anew=True)
        steps = []
        for _ in range(added):
            append(ledger, *reports.next())
            steps.append(timed(ledger, anew=False))
        incidents = len(ledger.derived().incidents)
    return {
        "reports": size,
        "incidents": incidents,
        "rebuild_seconds": round(rebuilt[0], 2),
        "rebuild_cpu_seconds": round(rebuilt[1], 2),
        "one_report_seconds": round(median(wall for wall, _ in steps), 3),
        "one_report_cpu_seconds": round(median(cpu for _, cpu in steps), 3),
    }


def append(ledger: Ledger, report: Report, reading: Reading) -> None:
    """Append a report with its reading."""
    ledger.append(report, report.text.encode(), reading)


def timed(ledger: Ledger, *, anew: bool) -> tuple[float, float]:
    """Derive, and return the seconds by the clock and of the processor."""
    wall, cpu = perf_counter(), process_time()
    update(ledger, anew=anew)
    return perf_counter() - wall, process_time() - cpu


if __name__ == "__main__":
    asked = tuple(map(int, sys.argv[1:])) or sizes
    print(json.dumps({str(size): measure(size) for size in asked}))
