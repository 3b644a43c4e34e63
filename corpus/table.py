"""What the corpus holds, as tables: ``python -m corpus.table`` writes them into README.md."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.compile import documents, folder

readme = folder / "README.md"
opening, closing = "<!-- tables: python -m corpus.table -->", "<!-- end of tables -->"

Document = Mapping[str, Any]
Unit = Mapping[str, Any]

pronouns = frozenset(
    "i he she it they we you his her its their our my him them us themselves".split(" ")  # noqa: SIM905
)
_possessive = re.compile(r"('s|s')$|^(his|her|its|their|our|my)$", re.IGNORECASE)
_nominal = re.compile(
    r"^(the|a|an) (report|claim|account|statement|finding)$|^(reports?|account|forecast|report)$"
    r"|^there (was|were)\b|\b(estimate|view|opinion)$|^word spread",
    re.IGNORECASE,
)


def words(document: Document, spans: Iterable[Sequence[int]]) -> str:
    """Return the text of ``spans``, pieces parted by a blank."""
    return " ".join(document["text"][start:end] for start, end in spans)


def sentences_of(document: Document, spans: Iterable[Sequence[int]]) -> set[int]:
    """Return the positions of the sentences that ``spans`` touch."""
    listed = [tuple(span) for span in spans]
    return {
        n
        for n, (start, end) in enumerate(document["sentences"])
        if any(s < end and start < e for s, e in listed)
    }


def is_carried(document: Document, unit: Unit) -> bool:
    """Tell whether the source is a pronoun, or the content goes on where nobody is named."""
    if words(document, unit["source"]).lower() in pronouns:
        return True
    said = sentences_of(document, unit["source"] + unit["cue"])
    return bool(sentences_of(document, unit["content"]) - said)


def is_nominal(document: Document, unit: Unit) -> bool:
    """Tell whether a noun reports: "the governor's claim", "there were reports"."""
    source, cue = words(document, unit["source"]), words(document, unit["cue"])
    return bool(_possessive.search(source) or _nominal.search(cue))


def is_according(document: Document, unit: Unit) -> bool:
    """Tell whether the cue is "according to"."""
    return "according to" in words(document, unit["cue"]).lower()


def is_inverted(document: Document, unit: Unit) -> bool:
    """Tell whether what is said begins before its cue (and that is not "according to")."""
    return (
        bool(unit["source"])
        and not is_according(document, unit)
        and unit["content"][0][0] < unit["cue"][0][0]
    )


def is_long_quote(document: Document, unit: Unit) -> bool:
    """Tell whether the content is quoted, or spoken by the cue ``:``, over several sentences."""
    quoted = '"' in words(document, unit["content"]) or words(document, unit["cue"]) == ":"
    return quoted and len(sentences_of(document, unit["content"])) > 1


def is_headline(document: Document, unit: Unit) -> bool:
    """Tell whether it stands in the headline."""
    return document["title"] is not None and bool(unit["cue"][0][0] < len(document["title"]))


kinds: tuple[tuple[str, Callable[[Document, Unit], bool]], ...] = (
    ("in the headline", is_headline),
    ("nested in another", lambda _, unit: unit["parent"] is not None),
    ("impersonal", lambda _, unit: unit["anonymity"] == "impersonal"),
    ("unnamed source", lambda _, unit: unit["anonymity"] == "unnamed"),
    ("carried over from before", is_carried),
    ("nominal cue", is_nominal),
    ("according to", is_according),
    ("content before its cue", is_inverted),
    ("quotation of several sentences", is_long_quote),
    ("with a standing", lambda _, unit: bool(unit["standings"])),
)


def figures(listed: Sequence[Document]) -> dict[str, Counter[str]]:
    """Return the counts of every table, by its heading."""
    said = [(d, a) for d in listed for a in d["attributions"]]
    layers = (
        "attributions", "occurrences", "counts", "relations", "outlooks", "appeals", "times",
        "places", "names",
    )  # fmt: skip
    counts = [c for d in listed for c in d["counts"]]
    return {
        "Extent": Counter(
            {
                "documents": len(listed),
                "of them fully annotated": sum(d["layers"] == "full" for d in listed),
                "of them for double annotation": sum(d["second"] for d in listed),
                "of them in the test part": sum(d["part"] == "test" for d in listed),
                "sentences": sum(len(d["sentences"]) for d in listed),
                "sentences without attribution": sum(map(_plain, listed)),
                **{layer: sum(len(d[layer]) for d in listed) for layer in layers},
            }
        ),
        "Genres (documents)": Counter(d["genre"] for d in listed),
        "Stances": Counter(a["stance"] for _, a in said),
        "Voice kinds": Counter(a["voice"] for _, a in said),
        "Kinds of attribution": Counter(
            {name: sum(holds(d, a) for d, a in said) for name, holds in kinds}
        ),
        "Happenings": Counter(
            value
            for d in listed
            for o in d["occurrences"]
            for value in (o["polarity"], o["modality"])
        ),
        "Counts": Counter(
            {
                "none": sum(c["high"] == 0 for c in counts),
                "range or vague": sum(c["high"] not in (c["low"], None) for c in counts),
                "no upper bound": sum(c["high"] is None for c in counts),
                "part of another": sum(c["part_of"] is not None for c in counts),
                "cumulative": sum(c["scope"] == "cumulative" for c in counts),
            }
        ),
        "Forecasts by ICD 203 band": Counter(
            o["icd203"] or "other words" for d in listed for o in d["outlooks"]
        ),
    }


def _plain(document: Document) -> int:
    said = [
        span
        for a in document["attributions"]
        for role in ("source", "cue", "content")
        for span in a[role]
    ]
    return len(document["sentences"]) - len(sentences_of(document, said))


def tables(listed: Sequence[Document]) -> str:
    """Return the tables in Markdown."""
    blocks = []
    for heading, counted in figures(listed).items():
        rows = [f"| {name.replace('_', ' ')} | {n} |" for name, n in counted.items()]
        blocks.append("\n".join([f"| {heading} | |", "| --- | ---: |", *rows]))
    return "\n\n".join(blocks)


def with_tables(text: str, listed: Sequence[Document]) -> str:
    """Return ``text`` with the tables between the two comments brought up to date."""
    before, _, rest = text.partition(opening)
    _, _, after = rest.partition(closing)
    return f"{before}{opening}\n{tables(listed)}\n{closing}{after}"


def main(path: Path = readme) -> int:
    """Bring the tables in README.md up to date."""
    path.write_text(with_tables(path.read_text(encoding="utf-8"), documents()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
