"""The bundle's page: what happened, who says so, how it was graded, without scripts or links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

style = (
    "body{font:16px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #bbb;"
    "padding:.3rem .6rem;text-align:left;vertical-align:top}code{font-size:.8em;"
    "overflow-wrap:anywhere}blockquote{margin:.3rem 0 1rem;padding-left:1rem;"
    "border-left:3px solid #bbb}"
)


def page(title: str, sections: Iterable[tuple[str, str]]) -> str:
    """Return a page of sections, each a heading and its HTML."""
    body = "".join(f"<h2>{escape(head)}</h2>{html}" for head, html in sections)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{style}</style>"
        f"<h1>{escape(title)}</h1>{body}</html>\n"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table; None is left empty."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    lines = "".join(
        f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>{lines}</table>"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def quotes(claims: Iterable[Mapping[str, Any]]) -> str:
    """Return claims with the words of their passages."""
    return "".join(
        f"<p>{escape(said['voice'])} ({escape(said['stance'])}): {escape(said['what'])} "
        f"<code>{escape(said['id'][:16])}</code></p>"
        f"<blockquote>{escape(said['words'])}</blockquote>"
        for said in claims
    )


def pre(text: str) -> str:
    """Return preformatted text."""
    return f"<pre style='white-space:pre-wrap'>{escape(text)}</pre>"
