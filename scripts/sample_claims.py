"""Draws claims to judge by eye from what ``polybius read --json`` printed.

    polybius read REPORTS… --json > claims.jsonl
    python scripts/sample_claims.py -n 15 claims.jsonl

The claims of each kind are sorted by the SHA-256 of their id and the first N are printed with
their fields, so the same reading always gives the same sample, independent of the order of files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def claims_of(files: Iterable[Path]) -> Iterator[tuple[str, Json]]:
    """Yield each claim with its report's source and, where known, place in a container."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["type"] == "report" and entry["status"] == "read":
                where = entry["report"]["locator"]
                source = f"{entry['source']}, {where}" if where else entry["source"]
                yield from ((source, claim) for claim in entry["claims"])


def sample(claims: Iterable[tuple[str, Json]], size: int) -> dict[str, list[tuple[str, Json]]]:
    """Return at most ``size`` claims of each kind, the first by the SHA-256 of their ids."""
    kinds: dict[str, dict[str, tuple[str, Json]]] = defaultdict(dict)
    for source, claim in claims:
        rank = hashlib.sha256(claim["id"].encode()).hexdigest()
        kinds[claim["body"]["kind"]][rank] = (source, claim)
    return {
        kind: [ranked[rank] for rank in sorted(ranked)[:size]]
        for kind, ranked in sorted(kinds.items())
    }


def plain(value: Any) -> str:
    """Write a body's field in one line: passages and parties as their words."""
    if isinstance(value, dict):
        return str(value.get("words") or value.get("name") or value.get("text"))
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    return str(value)


def voice(found: Json) -> str:
    """Write a voice with its kind and the voices through which it speaks."""
    role = "; ".join(found[key] for key in ("role", "body", "party_id") if found[key])
    words = f"{found['name']} [{found['kind']}, {found['anonymity']}]" + f" ({role})" * bool(role)
    return f"{words} ← {voice(found['through'])}" if found["through"] else words


def place(found: Json | None) -> str:
    """Write a place with what it was resolved to."""
    if found is None:
        return "–"
    area = ", ".join(found[key] for key in ("gazetteer_name", "admin1", "country") if found[key])
    return f"{found['name']} → {area or 'unresolved'} [{found['precision']}]"


def when(found: Json | None) -> str:
    """Write a date with the words that give it."""
    if found is None:
        return "–"
    return f"{found['words']} → {found['start']}/{found['end']} [{found['precision']}]"


def show(source: str, claim: Json) -> str:
    """Write all fields that a reader of the report can judge."""
    body = {key: plain(value) for key, value in claim["body"].items() if value not in (None, [])}
    rows = {
        "source": source,
        "passage": claim["passage"]["text"],
        "body": "; ".join(f"{key}={value}" for key, value in body.items()),
        "voice": voice(claim["voice"]),
        "stance": f"{claim['stance']['code']} ({plain(claim['stance']['cue'] or {'text': '–'})})",
        "standing": ", ".join(standing["code"] for standing in claim["standings"]) or "–",
        "roles": ", ".join(f"{role['role']}: {role['party']['name']}" for role in claim["roles"]),
        "place": place(claim["place"]),
        "date": when(claim["when"]),
    }
    return "\n".join([claim["id"], *(f"  {name:<9}{value or '–'}" for name, value in rows.items())])


def main() -> None:
    """Print the sample, and how many claims of each kind it was drawn from."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", type=int, default=15, help="claims per kind (15)")
    parser.add_argument("files", nargs="+", type=Path, help="output of polybius read --json")
    arguments = parser.parse_args()
    claims = list(claims_of(arguments.files))
    totals = Counter(claim["body"]["kind"] for _, claim in claims)
    for kind, drawn in sample(claims, arguments.n).items():
        print(f"# {kind}: {len(drawn)} of {totals[kind]}\n")
        print(*(show(source, claim) for source, claim in drawn), sep="\n\n", end="\n\n")


if __name__ == "__main__":
    main()
