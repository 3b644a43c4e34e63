"""Figures that a later word has replaced: rule ``superseded.v1``.

They stay in the ledger and are shown as what was said before; no tally rests on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from polybius.records import Claim, Count, Report

rule = "superseded.v1"

_old = r"(?:earlier|previous|initial|original)"
_thing = r"(?:version|edition|report|figure|toll|count|estimate)s?"
_before = re.compile(
    rf"\b{_old} {_thing}\b[^.;]{{0,60}}$"
    r"|\bhad (?:earlier|initially|previously|first|originally)\b[^.;]{0,60}$"
    r"|\b(?:earlier|initially|previously) (?:said|put|given|reported|stated)\b[^.;]{0,60}$"
    r"|\b(?:up|down|revised|rose|risen|raised|lowered|reduced|corrected|climbed|increased|jumped)\b"
    rf"[^.;]{{0,60}}\bfrom (?:(?:an?|the|its) )?(?:{_old} )?(?:{_thing} of )?$"
    rf"|\bfrom (?:an? |the )?{_old} [^.;]{{0,30}}$",
    re.IGNORECASE,
)
"""What stands before a number that the sentence itself calls the older one."""


def called_older(claim: Claim) -> bool:
    """Tell whether the words themselves give a figure as an earlier one, since replaced."""
    if not isinstance(claim.body, Count):
        return False
    start = claim.body.words.start - claim.passage.start
    return _before.search(claim.passage.text[: max(start, 0)]) is not None


def revised(reports: Iterable[Report]) -> dict[str, str]:
    """Return, for each report of which a newer version stands at its address, the newest.

    What lies in a table, a feed or an archive, and standard input, has no address of its own.
    """
    versions: dict[str, list[Report]] = {}
    for report in reports:
        if report.origin.container is None and report.origin.address not in ("", "-"):
            versions.setdefault(report.origin.address, []).append(report)
    found: dict[str, str] = {}
    for same in versions.values():
        newest = max(same, key=_version)
        found.update((old.id, newest.id) for old in same if old.id != newest.id)
    return found


def _version(report: Report) -> tuple[str, str, str]:
    return report.published or "", report.origin.retrieved, report.id


def standing_claims(claims: Iterable[Claim], reports: Mapping[str, Report]) -> list[Claim]:
    """Return the claims that no later word of the same text or address has replaced."""
    own = list(claims)
    replaced = revised(reports[report_id] for report_id in sorted({c.report_id for c in own}))
    return [c for c in own if c.report_id not in replaced and not called_older(c)]
