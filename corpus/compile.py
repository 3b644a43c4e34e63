"""Compiles the corpus' source files into JSONL: ``python -m corpus.compile [--check]``.

With ``--check`` nothing is written; the exit status is 1 where the compiled file is out of date.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus.documents import document
from corpus.markup import MarkupError, read_source

folder = Path(__file__).parent
texts = folder / "texts"
compiled = folder / "corpus.jsonl"


def documents(sources: Path = texts) -> list[dict[str, Any]]:
    """Read and compile every source file under ``sources``, ordered by file name.

    Raises:
        MarkupError: a file breaks the rules; or two files have the same docid.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(sources.glob("*.txt")):
        source = read_source(path)
        made = document(source)
        if made["docid"] != path.stem:
            raise source.error(1, f"the docid {made['docid']!r} is not the file's name.")
        found[made["docid"]] = made
    return list(found.values())


def rendered(listed: Iterable[dict[str, Any]]) -> str:
    """Return the documents as JSONL."""
    return "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in listed)


def main() -> int:
    """Compile, or check that the compiled file is up to date."""
    parser = argparse.ArgumentParser(prog="python -m corpus.compile", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = parser.parse_args().check
    try:
        text = rendered(documents())
    except MarkupError as error:
        print(error, file=sys.stderr)
        return 2
    if check:
        return 0 if compiled.read_text(encoding="utf-8") == text else 1
    compiled.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
