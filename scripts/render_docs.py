"""Writes the pages of docs/ that are made from the code: data model, commands, accuracy.

``python -m scripts.render_docs`` writes them; a test holds the files equal to what this makes.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.gate import held, read_baseline
from polybius import records
from polybius.cli import app
from polybius.export.field_docs import field_docs

docs = Path(__file__).parent.parent / "docs"
made_by = (
    "<!-- Made by scripts/render_docs.py from the code. Change the code, not this page. -->\n\n"
)


def data_model() -> str:
    """Return the page on records: each dataclass with its fields, types and meanings."""
    lines = [made_by + "# Data model\n", (records.__doc__ or "").strip() + "\n"]
    for name, shape in vars(records).items():
        if dataclasses.is_dataclass(shape) and isinstance(shape, type):
            lines += [f"## {name}\n", f"{_paragraph(shape.__doc__)}\n", *_fields(name, shape), ""]
    return "\n".join(lines).rstrip() + "\n"


def _fields(name: str, shape: type) -> list[str]:
    meanings = field_docs().get(name, {})
    hints = typing.get_type_hints(shape)
    rows = [
        f"| `{field.name}` | {_type_name(hints[field.name])} | {meanings.get(field.name, '')} |"
        for field in dataclasses.fields(shape)
    ]
    return ["| field | type | meaning |", "| --- | --- | --- |", *rows]


def _type_name(hint: object) -> str:
    """Return a type in words: ``list of Role``, ``str or None``."""
    inner = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if inner[-1] is Ellipsis:
            return f"list of {_type_name(inner[0])}"
        return f"({', '.join(map(_type_name, inner))})"
    if inner:
        return " or ".join(map(_type_name, inner))
    return "None" if hint is type(None) else getattr(hint, "__name__", str(hint))


def commands() -> str:
    """Return the page on commands: the help of each, as the program prints it."""
    lines = [made_by + "# Commands\n", "Each is also printed by `polybius COMMAND --help`.\n"]
    context = click.Context(app, info_name="polybius", **app.context_settings)
    lines += ["## polybius\n", _help(app, context)]
    for name, command in app.commands.items():
        inner = click.Context(command, info_name=name, parent=context)
        lines += [f"## polybius {name}\n", _help(command, inner)]
    return "\n".join(lines).rstrip() + "\n"


def _help(command: click.Command, context: click.Context) -> str:
    context.max_content_width = context.terminal_width = 100
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"```text\n{text}\n```\n"


def _paragraph(text: str | None) -> str:
    return " ".join((text or "").split())


accuracy_intro = """\
Measured on the development parts of published corpora, which are not part of the project and lie
where `POLYBIUS_GOLD` says (default `../shared/gold`). Each row is one metric of
`python -m benchmarks.MODULE FILE`, with the 95 % bootstrap interval over documents. CI holds every
figure: `python -m benchmarks.gate` fails where one falls below. `polnear`, `geo`, `gun_counts`,
`india_police` and `famus` may be measured against but not learned from; their errors were read.
MUC-4's templates are made from the reader's marks with weights learned on its training part.
MEANTIME labels the first six lines of its documents only: what is found after them is left out.
ISAF's
`date_exact` is fitted on the file it is measured on: ten-fold cross-validated it is .903, and the
reader's own date, without what was learned of that series, is right for .765. The
project's own corpus is a regression gate: its author corrected omissions after seeing the
reader's output.

What was published for other systems was measured on other parts of the same corpora, or, for
attribution, on PARC3: only roughly comparable.
"""
published = {
    "polnear.content_overlap_f1": "Citron on PARC3 .833",
    "polnear.content_exact_f1": "Citron on PARC3 .593",
    "polnear.source_overlap_f1": "Citron on PARC3 .820",
    "polnear.cue_exact_f1": "Citron on PARC3 .823",
    "muc4_grit.ceaf_ree_f1": "GRIT .545",
    "muc4_gtt.template_f1": "GTT .502",
    "geo_gwn.acc161": "Mordecai 3 .957",
    "geo_lgl.acc161": "Mordecai 3 .827",
    "gun_counts.killed_exact": ".837; always 0: .774",
    "gun_counts.injured_exact": ".742; always 0: .630",
    "isaf.date_exact": "a fine-tuned language model .896",
    "isaf.province_exact": "a fine-tuned language model .982",
    "meantime.timex_value_f1": "HeidelTime about .77 elsewhere",
    "ecbplus.conll_f1_gold": "feature systems about .75, the largest models .85",
}
"""Best published figures, as the corpora's papers give them."""


def accuracy() -> str:
    """Return the page on accuracy, from the floors that CI holds."""
    baseline = read_baseline()
    lines = [made_by + "# Accuracy\n", accuracy_intro]
    lines += ["| benchmark | file | metric | value | 95 % | published |", "| --- " * 6 + "|"]
    for one in held:
        entry = baseline[one.name]
        for key in one.keys:
            low, high = entry["ci95"][key]
            other = published.get(f"{one.name}.{key}", "")
            lines.append(
                f"| {one.module} | `{one.files[0]}` | `{key}` | {entry['floors'][key]:.3f} "
                f"| {low:.3f}–{high:.3f} | {other} |"
            )
    return "\n".join(lines) + "\n"


pages: tuple[tuple[str, Callable[[], str]], ...] = (
    ("data-model.md", data_model),
    ("commands.md", commands),
    ("accuracy.md", accuracy),
)


if __name__ == "__main__":
    for name, make in pages:
        (docs / name).write_text(make(), "utf-8")
