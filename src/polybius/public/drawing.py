"""Small drawings for notebooks: the range of figures, and where a place lies in its country."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

from polybius.public.markup import tag, text
from polybius.records import Place, Tally
from polybius.web.basemap import country

width, row_height, name_width = 420.0, 26.0, 150.0
map_side, finest = 180.0, 2.0
ink, soft = "#1f3a5f", "#b8c4d6"


def range_plot(tallies: Sequence[Tally]) -> str:
    """Return low, best and high of each tally as inline SVG; nothing for none.

    A ring is the best figure; where voices contradict one another there is none. An arrow says
    that no upper bound is stated.
    """
    if not tallies:
        return ""
    most = max(max(t.low, t.best or 0, t.high or 0) for t in tallies) or 1
    rows = "".join(_row(t, n, most) for n, t in enumerate(tallies))
    return _svg(rows, width, row_height * len(tallies), "Low, best and high figures")


def _row(tally: Tally, n: int, most: int) -> str:
    y = row_height * (n + 0.5)
    scale = (width - name_width - 90) / most
    left, right = (name_width + scale * (v or 0) for v in (tally.low, tally.high))
    right = width - 70 if tally.high is None else right
    name = f"{tally.category} {tally.victim_class}".replace("_", " ")
    parts = [
        tag("text", text(name), x=0, y=y + 4, font_size=12, fill=ink),
        _line(left, right, y),
        *(_line(x, x, y, 5) for x in (left, *(() if tally.high is None else (right,)))),
    ]
    if tally.high is None:
        points = f"{right:.1f},{y - 5:.1f} {right + 8:.1f},{y:.1f} {right:.1f},{y + 5:.1f}"
        parts.append(tag("polygon", "", points=points, fill=ink))
    if tally.best is not None:
        x = f"{name_width + scale * tally.best:.1f}"
        parts.append(tag("circle", "", cx=x, cy=y, r=5, fill="white", stroke=ink, stroke_width=2))
    label = tag(
        "text", text(figures(tally)), x=f"{right + 12:.1f}", y=y + 4, font_size=12, fill=ink
    )
    return "".join((*parts, label))


def figures(tally: Tally) -> str:
    """Return a tally in a few characters: ``10-15, best 12``."""
    high = "or more" if tally.high is None else str(tally.high)
    ends = (
        str(tally.low) if tally.high == tally.low else f"{tally.low}-{high}".replace("-or", " or")
    )
    if tally.best is None:
        return f"{ends}, contested" if tally.contested else ends
    return ends if str(tally.best) == ends else f"{ends}, best {tally.best}"


def _line(left: float, right: float, y: float, rise: float = 0.0) -> str:
    return tag(
        "line", "", x1=f"{left:.1f}", x2=f"{right:.1f}", y1=y - rise, y2=y + rise,
        stroke=ink, stroke_width=2,
    )  # fmt: skip


def small_map(place: Place | None) -> str:
    """Return a place on its country's outline as inline SVG; nothing where it is not known."""
    if place is None or place.latitude is None or place.longitude is None:
        return ""
    land = country(place.country) if place.country else None
    if land is None:
        return ""
    west, south, east, north = land.box
    stretch = cos(radians((south + north) / 2))
    scale = map_side / max((east - west) * stretch, north - south, 0.1)

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) * stretch * scale, (north - latitude) * scale

    outline = " ".join(_path([at(*point) for point in ring]) for ring in land.rings)
    x, y = at(place.longitude, place.latitude)
    spot = tag("circle", "", cx=f"{x:.1f}", cy=f"{y:.1f}", r=4, fill="#a3322a")
    drawn = tag("path", "", d=outline, fill="none", stroke=soft, fill_rule="evenodd") + spot
    label = f"{place.gazetteer_name or place.name}, {land.name}"
    return _svg(drawn, (east - west) * stretch * scale, (north - south) * scale, label)


def _path(points: list[tuple[float, float]]) -> str:
    """Return a closed outline without the points that would not be seen."""
    kept = points[:1]
    for point in points[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= finest:
            kept.append(point)
    return "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in kept) + "Z"


def _svg(content: str, wide: float, high: float, label: str) -> str:
    title = tag("title", text(label))
    return tag(
        "svg", title + content, xmlns="http://www.w3.org/2000/svg", role="img",
        width=f"{wide:.0f}", height=f"{high:.0f}", viewBox=f"0 0 {wide:.1f} {high:.1f}",
    )  # fmt: skip
