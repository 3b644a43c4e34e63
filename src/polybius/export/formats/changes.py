"""What changed between two versions of a ledger: added, gone, changed, with old and new values.

Claims have the same id in every version. An incident keeps its id as reports join it; where the id
changed all the same (a merge, a split, an earlier report), the incidents that share the most claims
are taken to be one, and ``was`` names the old id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from polybius.codebook.sensitivity import public_part
from polybius.export.columns import Column
from polybius.export.formats.state import Case, State, Version
from polybius.ledger.store import Ledger
from polybius.plain import to_plain
from polybius.records import Claim, Tally
from polybius.weighing import tallies

What = Literal["added", "gone", "changed"]
tally_fields = ("low", "best", "high", "contested")
incident_fields = ("event_type", "title", "start", "end", "grade", "place", "roles", "claim_ids")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a change list."""

    kind: Literal["claim", "incident", "tally"]
    id: str
    """Of a claim or incident as it is now, or was where it is gone; of a tally its incident's."""
    was: str | None
    """The id that an incident had, where it has another now."""
    what: What
    field: str | None = None
    """What changed; of a tally ``category:class.low`` and the like."""
    old: str | None = None
    """As text; None where there was none. Records are JSON."""
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed from one version to another."""

    old: Version
    new: Version
    differences: tuple[Difference, ...]

    @property
    def heads(self) -> dict[str, str]:
        """The heads of the two versions, as ``--as-of`` takes them."""
        return {"old_head": str(self.old.head), "new_head": str(self.new.head)}

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many claims, incidents and tallies were added, are gone or changed."""
        seen = {(d.kind, d.what, d.id, _subject(d)) for d in self.differences}
        found = Counter((kind, what) for kind, what, _, _ in seen)
        return {
            kind: {what: found[kind, what] for what in ("added", "gone", "changed")}
            for kind in ("incident", "tally", "claim")
        }


def _subject(difference: Difference) -> str | None:
    is_tally = difference.kind == "tally" and difference.field is not None
    return difference.field.partition(".")[0] if is_tally and difference.field else None


columns: tuple[Column[Difference], ...] = (
    Column("kind", "claim, incident or tally", lambda d: d.kind),
    Column("id", "Id; of a tally its incident's", lambda d: d.id),
    Column("was", "The incident's old id, where it changed", lambda d: d.was),
    Column("what", "added, gone or changed", lambda d: d.what),
    Column("field", "What changed", lambda d: d.field),
    Column("old", "Old value", lambda d: d.old),
    Column("new", "New value", lambda d: d.new),
)


def with_heads(made: Changes) -> tuple[Column[Difference], ...]:
    """Return the columns with two more: the heads of the versions that every row compares."""
    heads = made.heads
    return (
        *columns,
        Column("old_head", "Head of the earlier version", lambda _: heads["old_head"]),
        Column("new_head", "Head of the later version", lambda _: heads["new_head"]),
    )


def compare(
    ledger: Ledger, old: str, new: str, *, rule: str = tallies.rule, public: bool = False
) -> Changes:
    """Return what changed between two states of a ledger.

    Args:
        ledger: the ledger.
        old: the earlier state: a day, a moment or a head.
        new: the later one.
        rule: of the tallies, or ``all``.
        public: leave out all that the codebook does not mark as public.

    Raises:
        SettingsError: a state or the rule is none.
        UnknownId: the ledger is younger.
    """
    before = State(ledger, rule=rule, as_of=old, public=public)
    after = State(ledger, rule=rule, as_of=new, public=public)
    return Changes(before.version, after.version, tuple(differences(before, after)))


def differences(before: State, after: State) -> Iterator[Difference]:
    """Yield what changed: incidents with their tallies, by id, then claims, by id."""
    yield from case_differences(before.cases(), after.cases(), public=after.version.public)
    yield from claim_differences(before.claims(), after.claims(), public=after.version.public)


def claim_differences(
    before: Iterable[Claim], after: Iterable[Claim], *, public: bool = False
) -> Iterator[Difference]:
    """Yield which claims came, went, or were corrected."""
    shown = public_part if public else to_plain
    old = {claim.id: claim for claim in before}
    new = {claim.id: claim for claim in after}
    for each in sorted({*old, *new}):
        if each not in old or each not in new:
            yield Difference("claim", each, None, "added" if each in new else "gone")
        elif old[each] != new[each]:
            for field, was, now in _fields(shown(old[each]), shown(new[each])):
                yield Difference("claim", each, None, "changed", field, was, now)


def case_differences(
    before: Iterable[Case], after: Iterable[Case], *, public: bool = False
) -> Iterator[Difference]:
    """Yield which incidents and tallies came, went or changed."""
    old = {case.incident.id: case for case in before}
    new = {case.incident.id: case for case in after}
    same = matched(old, new)
    for each in sorted(set(old) - set(same.values())):
        yield Difference("incident", each, None, "gone")
        yield from _tally_differences(each, None, old[each].tallies, ())
    for each, case in sorted(new.items()):
        was = old.get(same.get(each, ""))
        if was is None:
            yield Difference("incident", each, None, "added")
            yield from _tally_differences(each, None, (), case.tallies)
            continue
        renamed = was.incident.id if was.incident.id != each else None
        if renamed:
            yield Difference("incident", each, renamed, "changed", "id", renamed, each)
        for field, one, other in _fields(_said(was, public=public), _said(case, public=public)):
            yield Difference("incident", each, renamed, "changed", field, one, other)
        yield from _tally_differences(each, renamed, was.tallies, case.tallies)


def matched(old: Mapping[str, Case], new: Mapping[str, Case]) -> dict[str, str]:
    """Return new id → old id of the incidents that are the same.

    The same id is the same incident; of the rest, pairs that share most claims come first, ties
    in the order of their ids. Each is matched once.
    """
    same = {each: each for each in new if each in old}
    left = {each: case for each, case in old.items() if each not in same}
    of_claim = {claim: each for each, case in left.items() for claim in case.incident.claim_ids}
    shared: Counter[tuple[str, str]] = Counter()
    for each, case in new.items():
        if each not in same:
            shared.update((each, of_claim[c]) for c in case.incident.claim_ids if c in of_claim)
    taken: set[str] = set()
    for (each, was), _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if each not in same and was not in taken:
            same[each] = was
            taken.add(was)
    return same


def _said(case: Case, *, public: bool) -> dict[str, Any]:
    plain = public_part(case.incident) if public else to_plain(case.incident)
    grade = case.grade.grade if case.grade else None
    return {field: (plain | {"grade": grade}).get(field) for field in incident_fields}


def _tally_differences(
    incident_id: str, renamed: str | None, before: Iterable[Tally], after: Iterable[Tally]
) -> Iterator[Difference]:
    old, new = ({_key(t): t for t in found} for found in (before, after))
    for key in sorted({*old, *new}):
        one, other = old.get(key), new.get(key)
        what: What = "added" if one is None else "gone" if other is None else "changed"
        for field in tally_fields:
            was, now = _text(getattr(one, field, None)), _text(getattr(other, field, None))
            if was != now:
                name = f"{key}.{field}"
                yield Difference("tally", incident_id, renamed, what, name, was, now)


def _key(tally: Tally) -> str:
    return f"{tally.rule.replace('.', '-')}:{tally.category}:{tally.victim_class}"


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], above: str = ""
) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield path, old and new value of what differs, into records but not into lists."""
    for name in {**old, **new}:
        one, other = old.get(name), new.get(name)
        path = f"{above}{name}"
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from _fields(one, other, f"{path}.")
        elif one != other:
            yield path, _text(one), _text(other)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value, order="sorted").decode()
