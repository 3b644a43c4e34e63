"""Taking a decision: it is checked against what it rules on, appended, and indexed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from polybius.codebook import load
from polybius.errors import SettingsError, UnknownId
from polybius.ids import content_id
from polybius.ledger import indexing, rulings
from polybius.ledger.appending import append_decision
from polybius.ledger.log import LogWriter
from polybius.ledger.unsealing import claim_in, decisions_in
from polybius.records import Claim, Decision, Ruling

group_counts = {Ruling.MERGE: range(2, 10_000), Ruling.SPLIT: range(2, 10_000), Ruling.REGRADE: [1]}
"""How many groups of claims a ruling on incidents takes."""


def decide(writer: LogWriter, draft: Decision) -> Decision:
    """Append ``draft`` with its moment and id, and return it so.

    Raises:
        SettingsError: a part is missing or does not fit the ruling.
        UnknownId: what it rules on is not in the ledger.
    """
    before = decisions_in(writer.connection)
    _check(writer.connection, draft, before)
    dated = replace(draft, id="", moment=writer.now())
    decision = replace(dated, id=content_id("decision", dated))
    if any(decision.id == earlier.id for earlier in before):
        if decision not in rulings.standing(before):
            what = "the very same decision was taken and undone within this second."
            raise SettingsError(what, hint="Take it again.")
        return decision
    seq = writer.next
    append_decision(writer, decision)
    _index(writer.connection, (*before, decision), decision, seq)
    return decision


def adopt(writer: LogWriter, decision: Decision) -> None:
    """Append a decision that was taken in another ledger as it is, unless it is here.

    Raises:
        SettingsError: its id is not that of its content, or it does not fit what it rules on.
        UnknownId: what it rules on is not in the ledger.
    """
    before = decisions_in(writer.connection)
    if any(decision.id == earlier.id for earlier in before):
        return
    if content_id("decision", replace(decision, id="")) != decision.id:
        raise SettingsError(f"the decision {decision.id[:10]} is not what its id says.")
    _check(writer.connection, decision, before)
    seq = writer.next
    append_decision(writer, decision)
    _index(writer.connection, (*before, decision), decision, seq)


def _check(connection: Connection, draft: Decision, before: Sequence[Decision]) -> None:
    for name in ("person", "reason"):
        if not getattr(draft, name).strip():
            raise SettingsError(f"a decision needs a {name}.", hint=f"Give it with --{name}.")
    if not draft.subjects:
        raise SettingsError("a decision needs something that it rules on.")
    if draft.ruling is Ruling.UNDO:
        _check_undo(draft, before)
    elif draft.ruling in rulings.on_claims:
        _check_claims(connection, draft, before)
    else:
        _check_groups(connection, draft)


def _check_undo(draft: Decision, before: Sequence[Decision]) -> None:
    undone = {s for d in rulings.standing(before) if d.ruling is Ruling.UNDO for s in d.subjects}
    known = {decision.id for decision in before}
    for subject in draft.subjects:
        if subject not in known:
            raise UnknownId(f"there is no decision {subject!r} to undo.")
        if subject in undone:
            raise SettingsError(f"the decision {subject[:10]} is undone already.")


def _check_claims(connection: Connection, draft: Decision, before: Sequence[Decision]) -> None:
    if (draft.ruling is Ruling.CORRECT) != bool(draft.changes):
        raise SettingsError("a correction sets fields, and nothing else does.")
    ruled = rulings.by_claim(rulings.in_effect(before))
    for subject in draft.subjects:
        claim, _ = rulings.as_ruled(_claim(connection, subject), ruled.get(subject, ()))
        if draft.changes and rulings.corrected(claim, draft.changes) == claim:
            raise SettingsError(f"the correction leaves claim {subject[:10]} as it is.")


def _check_groups(connection: Connection, draft: Decision) -> None:
    if len(draft.groups) not in group_counts[draft.ruling] or not all(draft.groups):
        raise SettingsError(f"this is not the number of incidents or groups to {draft.ruling}.")
    members = [claim_id for group in draft.groups for claim_id in group]
    if len(members) != len(set(members)):
        raise SettingsError("a claim stands in two groups of the decision.")
    for claim_id in members:
        _claim(connection, claim_id)
    if (draft.ruling is Ruling.REGRADE) != (draft.grade is not None):
        raise SettingsError("a regrade sets a grade, and nothing else does.")
    grades = load().grades
    if draft.grade is not None and draft.grade not in grades:
        hint = f"Use one of: {', '.join(grades)}."
        raise SettingsError(f"the grade {draft.grade!r} is not in the codebook.", hint=hint)


def _claim(connection: Connection, claim_id: str) -> Claim:
    found = claim_in(connection, claim_id)
    if found is None:
        raise UnknownId(f"there is no claim {claim_id!r} to rule on.")
    return found


def _index(connection: Connection, decisions: Sequence[Decision], made: Decision, seq: int) -> None:
    """Index the claims that ``made`` changes, as they stand from it on."""
    ruled = rulings.by_claim(rulings.in_effect(decisions))
    for claim_id in touched(made, decisions):
        claim = claim_in(connection, claim_id)
        if claim is not None:
            state, live = rulings.as_ruled(claim, ruled.get(claim_id, ()))
            indexing.index_ruled(connection, state, seq, live=live)


def touched(decision: Decision, decisions: Iterable[Decision]) -> list[str]:
    """Return the claims that ``decision``, or what it undoes, rules on by name, sorted."""
    by_id = {d.id: d for d in decisions}
    claims: set[str] = set()
    waiting = [decision]
    while waiting:
        each = waiting.pop()
        if each.ruling in rulings.on_claims:
            claims.update(each.subjects)
        elif each.ruling is Ruling.UNDO:
            waiting += [by_id[subject] for subject in each.subjects if subject in by_id]
    return sorted(claims)
