"""What exports and imports of large tables cost.

``python -m benchmarks.exports [--incidents N] [--rows N] [--ledger FILE]`` prints one JSON object.
A ledger of N incidents is generated (`benchmarks.desk_ledger`: two claims, a report and a tally by
each rule for each incident), or the one in FILE is taken, and exported in every format; tables of N
rows in the columns of ACLED and of UCDP are generated (`benchmarks.comparing`) and imported into
an empty ledger. Each is a call of the command line in a process of its own: seconds of the
processor and of the clock, most memory, and the size of what came out.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import desk_ledger
from benchmarks.comparing import Happening, acled_row, dyads, seed, towns, ucdp_row

first_day = date(2016, 1, 1)
formats = ("ucdp", "acled", "geojson", "csv", "parquet", "ftm", "jsonld", "matrix")
tables: dict[str, Callable[[Happening, random.Random], dict[str, Any]]] = {
    "acled": acled_row,
    "ucdp": ucdp_row,
}


def measure(
    incidents: int,
    rows: int,
    ledger: Path | None,
    chosen: Sequence[str] = formats,
    datasets: Sequence[str] = tuple(tables),
) -> dict[str, Any]:
    """Return what exports of a ledger, and the import of tables, cost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = ledger or folder / "generated.sqlite"
        if incidents and not path.exists():
            desk_ledger.make(path, incidents)
        exports = {
            form: _called("export", form, "--out", str(folder / form), "--ledger", str(path))
            | {"megabytes": _megabytes(folder / form)}
            for form in (chosen if incidents else ())
        }
        imports = {
            dataset: _imported(dataset, rows, folder) for dataset in (tables if rows else ())
        }
    return {"incidents": incidents, "exports": exports, "rows": rows, "imports": imports}


def _imported(dataset: str, rows: int, folder: Path) -> dict[str, Any]:
    table, ledger = folder / f"{dataset}.csv", folder / f"{dataset}.sqlite"
    write_table(dataset, rows, table)
    cost = _called("import", dataset, str(table), "--ledger", str(ledger))
    again = _called("import", dataset, str(table), "--ledger", str(ledger))
    return cost | {"megabytes": round(ledger.stat().st_size / 1e6, 1), "again": again}


def write_table(dataset: str, rows: int, path: Path) -> None:
    """Write a table of invented events over ten years in the columns of a dataset."""
    draw = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer: csv.DictWriter[str] | None = None
        for number in range(rows):
            row = tables[dataset](_happening(number, draw), draw)
            writer = writer or csv.DictWriter(out, list(row))
            if number == 0:
                writer.writeheader()
            writer.writerow(row)


def _happening(number: int, draw: random.Random) -> Happening:
    dyad = draw.randrange(len(dyads))
    day = first_day + timedelta(days=draw.randrange(3650))
    kind = 3 if dyads[dyad][1] == "Civilians" else draw.randrange(3)
    killed = min(int(draw.paretovariate(0.9)), 400)
    return Happening(number, draw.randrange(len(towns)), day, dyad, kind, killed)


def _called(*arguments: str) -> dict[str, Any]:
    """Call the command line in a new process, and return what it cost."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(arguments, sender))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"polybius {' '.join(arguments)} failed: exit {process.exitcode}")
    cost: dict[str, Any] = receiver.recv()
    return cost


def _call(arguments: Sequence[str], sender: Any) -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from polybius.cli import app  # noqa: PLC0415

    started, worked = time.perf_counter(), time.process_time()
    done = CliRunner().invoke(app, list(arguments))
    if done.exit_code:
        sys.exit(f"{done.output}\n{done.exception!r}")
    sender.send(
        {
            "cpu_seconds": round(time.process_time() - worked, 1),
            "seconds": round(time.perf_counter() - started, 1),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )


def _megabytes(folder: Path) -> float:
    return round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 1)


def main() -> None:
    """Measure and print the JSON object."""
    options = argparse.ArgumentParser()
    options.add_argument("--incidents", type=int, default=100_000)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--ledger", type=Path, help="Take this one, or generate it there.")
    options.add_argument("--formats", nargs="+", choices=formats, default=formats)
    options.add_argument("--datasets", nargs="+", choices=tables, default=tuple(tables))
    given = options.parse_args()
    made = measure(given.incidents, given.rows, given.ledger, given.formats, given.datasets)
    json.dump(made, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
