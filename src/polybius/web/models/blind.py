"""A report as its second coder sees it: as the machine read it, with nobody's rulings but hers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polybius.errors import SettingsError
from polybius.ledger import rulings
from polybius.records import Change, Claim, Decision, Ruling
from polybius.web.models.adding import rule as added_by_person
from polybius.web.models.editing import changes_in
from polybius.web.models.judged import Judged
from polybius.web.work.store import Coding


def is_added(claim: Claim) -> bool:
    """Tell whether a person added the claim."""
    return any(source.rule == added_by_person for source in claim.sources)


def blinded(
    found: Iterable[Judged], codings: Mapping[str, Coding], person: str, text: str
) -> list[Judged]:
    """Return the claims as the machine read them, under the second coder's own codings."""
    return [
        _coded(each.read, codings.get(each.read.id), person, text)
        for each in found
        if not is_added(each.read)
    ]


def _coded(read: Claim, coding: Coding | None, person: str, text: str) -> Judged:
    if coding is None:
        return Judged(read, read)
    changes = coded_changes(read, coding, text)
    ruling = Ruling(coding.verdict)
    decision = Decision("", ruling, (read.id,), person, coding.moment, coding.reason)
    claim = rulings.corrected(read, changes) if changes else read
    return Judged(claim, read, (decision,))


def coded_changes(read: Claim, coding: Coding, text: str) -> tuple[Change, ...]:
    """Return the changes that a coding asks for; none where it is no correction."""
    if coding.verdict != "correct":
        return ()
    return changes_in(read, coding.fields, text)


def changed_fields(read: Claim, form: Mapping[str, str], text: str) -> dict[str, str]:
    """Return the fields of a form that differ from the claim, checked.

    Raises:
        SettingsError: none differs, or one does not fit the claim.
    """
    changes = changes_in(read, form, text)
    if not changes:
        raise SettingsError("the correction leaves the claim as it is.")
    rulings.corrected(read, changes)
    return {change.field: form[change.field].strip() for change in changes}
