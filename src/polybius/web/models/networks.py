"""A party and those it stands in a relation to, as a drawn network: one ring around the party."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

network_width, network_height = 640.0, 460.0
most_nodes = 24
hostile = frozenset({"fights", "rival_of", "opposes", "splinter_of"})
friendly = frozenset(
    {"allied_with", "sponsors", "proxy_of", "merged_with", "trains", "arms_supplier_of"}
)


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation to another party."""

    other: str
    name: str
    relation: str
    status: str


@dataclass(frozen=True, slots=True)
class Node:
    """A party on the drawing."""

    key: str
    name: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Edge:
    """All that is said of the relation to one party."""

    x: float
    y: float
    look: str
    """``fights``, ``allied`` or ``other``, with ``ended`` where all of it is past."""
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Network:
    """The drawing."""

    name: str
    x: float
    y: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int
    said: str
    """The network in words."""


def network(name: str, ties: Sequence[Tie]) -> Network:
    """Return the drawing of a party's ties, those named most often first, clockwise."""
    number = Counter(tie.other for tie in ties)
    names = {tie.other: tie.name for tie in ties}
    others = sorted(number, key=lambda other: (-number[other], other))
    shown = others[:most_nodes]
    x, y = network_width / 2, network_height / 2
    nodes, edges, said = [], [], []
    for n, other in enumerate(shown):
        angle = 2 * pi * n / len(shown) - pi / 2
        at_x, at_y = x + 185 * cos(angle), y + 175 * sin(angle)
        anchor = "start" if cos(angle) > 0.3 else "end" if cos(angle) < -0.3 else "middle"
        nodes.append(Node(other, names[other], round(at_x, 1), round(at_y, 1), anchor))
        edge = _edge([t for t in ties if t.other == other], (x, y), (at_x, at_y))
        edges.append(edge)
        said.append(f"{names[other]}: {edge.label}")
    left_out = len(others) - len(shown)
    return Network(name, x, y, tuple(nodes), tuple(edges), left_out, "; ".join(said))


def _edge(ties: Sequence[Tie], start: tuple[float, float], end: tuple[float, float]) -> Edge:
    kinds = Counter((t.relation, t.status) for t in ties)
    ordered = sorted(kinds, key=lambda k: (-kinds[k], k))
    relation = ordered[0][0]
    look = "fights" if relation in hostile else "allied" if relation in friendly else "other"
    if all(status in ("ended", "denied", "failed") for _, status in ordered):
        look += " ended"
    label = ", ".join(
        r.replace("_", " ") + (f" [{s}]" if s != "active" else "") for r, s in ordered[:2]
    )
    return Edge(
        round(end[0], 1),
        round(end[1], 1),
        look,
        label,
        round(start[0] * 0.45 + end[0] * 0.55, 1),
        round(start[1] * 0.45 + end[1] * 0.55, 1),
    )
