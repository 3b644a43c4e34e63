"""What ``lineage`` does: show the family of a report, or whom a claim is independent of."""

from __future__ import annotations

from pathlib import Path

from polybius.errors import SettingsError
from polybius.export import kin
from polybius.export.consoles import console
from polybius.ledger.store import Ledger
from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.weighing import deriving


def print_lineage(path: Path, prefix: str) -> None:
    """Print the lineage of the report or claim that ``prefix`` begins.

    Raises:
        UnknownId: nothing begins so.
        SettingsError: the entry is of another kind.
    """
    with Ledger(path, create=False) as ledger:
        kind, entry = ledger.find_id(prefix)
        reports = {report.id: report for report in ledger.reports()}
        found = lineages(reports.values())
        if kind == "report":
            console().print(kin.family_tree(entry, found, reports))
        elif kind == "claim":
            claims = {claim.id: claim for claim in ledger.claims()}
            claim = claims.get(entry) or ledger.claim(entry)
            beside = {
                claim_id
                for incident in deriving.current(ledger).incidents
                if entry in incident.claim_ids
                for claim_id in incident.claim_ids
            }
            others = [claims[c] for c in sorted(beside - {entry}) if c in claims]
            voices = Voices([claim, *others], reports, found)
            console().print(kin.claim_lineage(claim, others, voices, reports))
        else:
            raise SettingsError(f"{prefix} is of a {kind}.", hint="Give a report's or a claim's.")
