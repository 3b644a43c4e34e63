"""What other schemes call a country: ISO 3166-1, Gleditsch and Ward's numbers, UCDP, ACLED.

Gleditsch-Ward numbers are of Gleditsch and Ward (1999), "A revised list of independent states";
UCDP's regions are its ranges of those numbers (UCDP/PRIO codebook, ``region``); ACLED's are its
published list of regions. Names and codes of ISO are GeoNames'. Which of it tests and which only
people have held against another source: docs/exports.md, "Countries". UCDP places events in Gaza
and the West Bank under Israel, and in Western Sahara under Morocco: its columns follow it in that.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Country:
    """One country under its codes and names."""

    code: str
    """ISO 3166-1 alpha-2."""
    iso3: str
    iso_number: int | None
    name: str
    gw: int | None
    """Gleditsch and Ward's number; None where their list has no such state."""
    ucdp_name: str | None
    ucdp_region: str | None
    acled_name: str
    acled_region: str


def country(code: str | None) -> Country | None:
    """Return the country of an ISO 3166-1 alpha-2 code; None where there is none."""
    return None if code is None else _countries().get(code)


@cache
def _countries() -> Mapping[str, Country]:
    text = (files("polybius.export.formats") / "countries.csv").read_text("utf-8")
    return {row["code"]: _country(row) for row in csv.DictReader(text.splitlines())}


def _country(row: Mapping[str, str]) -> Country:
    return Country(
        code=row["code"],
        iso3=row["iso3"],
        iso_number=int(row["iso_number"]) if row["iso_number"] else None,
        name=row["name"],
        gw=int(row["gw"]) if row["gw"] else None,
        ucdp_name=row["ucdp_name"] or None,
        ucdp_region=row["ucdp_region"] or None,
        acled_name=row["acled_name"],
        acled_region=row["acled_region"],
    )
