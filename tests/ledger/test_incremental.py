"""What is derived step by step is, byte for byte, what is derived at once: on both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from polybius.ledger import schema
from polybius.ledger.filters import Filter
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.records import Change, Claim, Decision, Incident, Reading, Report, Ruling
from polybius.weighing import deriving
from polybius.weighing.updating import update
from tests import samples
from tests.ledger import invented
from tests.ledger.conftest import clock

Dump = dict[str, list[tuple[object, ...]]]
Taken = tuple[Report, Reading]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Target]:
    """Return what makes a place for an empty ledger, once for each kind of store."""
    if request.param == "sqlite":
        return lambda: tmp_path_factory.mktemp("ledger") / "l.sqlite"
    server, template = map(request.getfixturevalue, ("server", "template"))
    return lambda: server.new_database(template)  # type: ignore[no-any-return]


def dump(ledger: Ledger, *, facts: bool = True) -> Dump:
    """Return every row of every derived table, in order."""
    with ledger.reading() as connection:
        found = {
            str(table.name): sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in schema.derived
        }
    return found if facts else {n: r for n, r in found.items() if n != "derivation"}


def taken(chance: Random, number: int) -> list[Taken]:
    made = {r.id: r for r in (invented.report(chance, n) for n in range(number))}
    return [(each, invented.reading(chance, each)) for each in made.values()]


def append(ledger: Ledger, given_: Taken) -> None:
    report, reading = given_
    ledger.append(report, report.text.encode(), reading)


def rule(ledger: Ledger, chance: Random) -> None:
    """Take a decision of some kind, or undo one."""
    incidents, claims = deriving.current(ledger).incidents, ledger.claims()
    standing = ledger.rulings()
    kind = chance.choice(list(Ruling))
    draft = None
    if kind is Ruling.UNDO and standing:
        draft = _draft(kind, [chance.choice(standing).id])
    elif kind is Ruling.MERGE and len(incidents) > 1:
        some = chance.sample(incidents, 2)
        draft = _draft(kind, [i.id for i in some], groups=tuple(i.claim_ids for i in some))
    elif kind in (Ruling.SPLIT, Ruling.REGRADE):
        draft = _on_incident(kind, chance, incidents)
    elif kind in (Ruling.REJECT, Ruling.ACCEPT) and claims:
        draft = _draft(kind, [chance.choice(claims).id])
    elif kind is Ruling.CORRECT:
        draft = _correction(chance, claims)
    if draft is not None:
        ledger.decide(draft)


def _on_incident(kind: Ruling, chance: Random, incidents: Sequence[Incident]) -> Decision | None:
    several = [i for i in incidents if len(i.claim_ids) > 1]
    if not several:
        return None
    incident = chance.choice(several)
    if kind is Ruling.REGRADE:
        return _draft(kind, [incident.id], groups=(incident.claim_ids,), grade="fair")
    at = chance.randrange(1, len(incident.claim_ids))
    groups = (incident.claim_ids[:at], incident.claim_ids[at:])
    return _draft(kind, [incident.id], groups=groups)


def _correction(chance: Random, claims: Sequence[Claim]) -> Decision | None:
    placed = [claim for claim in claims if claim.when is not None]
    if not placed:
        return None
    claim = chance.choice(placed)
    assert claim.when is not None
    day = "2026-02-02" if claim.when.start == "2026-02-01" else "2026-02-01"
    changes = tuple(Change(f"when.{end}", f'"{day}"') for end in ("start", "end"))
    return _draft(Ruling.CORRECT, [claim.id], changes=changes)


def _draft(kind: Ruling, subjects: Sequence[str], **parts: object) -> Decision:
    return Decision("", kind, tuple(subjects), "analyst", "", "read it", **parts)  # type: ignore[arg-type]


@contextmanager
def opened(new_store: Callable[[], Target]) -> Iterator[Ledger]:
    with Ledger(new_store(), clock=clock) as ledger:
        yield ledger


seeds = st.integers(0, 2**32)


@given(seeds)
@settings(max_examples=12, deadline=None)
def test_steps_and_decisions_between_them_end_in_what_a_rebuild_makes(
    new_store: Callable[[], Target], seed: int
) -> None:
    chance = Random(seed)
    with opened(new_store) as ledger:
        waiting = taken(chance, chance.randint(2, 14))
        while waiting:
            for _ in range(min(len(waiting), chance.randint(1, 3))):
                append(ledger, waiting.pop())
            update(ledger)
            for _ in range(chance.choice((0, 0, 1, 2))):
                rule(ledger, chance)
            if chance.random() < 0.2:
                again = chance.choice(list(ledger.reports()))
                append(ledger, (again, invented.reading(chance, again, f"r{chance.random()}")))
        update(ledger)
        stepwise = dump(ledger)
        assert ledger.derived().claims_digest == ledger.claims_digest()
        assert deriving.derive_ledger(ledger) == ledger.derived()
        update(ledger, anew=True)
        assert dump(ledger) == stepwise


@given(seeds)
@settings(max_examples=8, deadline=None)
def test_the_order_of_arrival_and_the_batches_leave_no_trace(
    new_store: Callable[[], Target], seed: int
) -> None:
    chance = Random(seed)
    reports = taken(chance, 9)
    dumps = []
    for _ in range(2):
        chance.shuffle(reports)
        with opened(new_store) as ledger:
            for number, each in enumerate(reports):
                append(ledger, each)
                if number == 0 or chance.random() < 0.5:
                    update(ledger)
            update(ledger)
            dumps.append(dump(ledger, facts=False))
    assert dumps[0] == dumps[1]


@given(seeds)
@settings(max_examples=8, deadline=None)
def test_undoing_a_decision_gives_exactly_the_state_before(
    new_store: Callable[[], Target], seed: int
) -> None:
    chance = Random(seed)
    with opened(new_store) as ledger:
        for each in taken(chance, 6):
            append(ledger, each)
        update(ledger)
        before = dump(ledger, facts=False)
        rule(ledger, chance)
        for decision in ledger.rulings():
            update(ledger)
            ledger.decide(_draft(Ruling.UNDO, [decision.id]))
        update(ledger)
        assert dump(ledger, facts=False) == before


def told(number: int, published: str, key: str = "h1") -> Taken:
    """Return a report of the one bombing of Marrowdale, in words of its own."""
    report = replace(
        samples.report(f"{samples.text} Note {number}.", address=f"{number}.txt"),
        published=published,
    )
    claims = (samples.count_claim(report), samples.occurrence_claim(report, "bombing"))
    made = (samples.with_id(replace(c, id="", happening=key)) for c in claims)
    return report, samples.reading(report, *made)


def test_the_id_from_before_an_earlier_report_came_still_leads_to_the_incident(
    new_store: Callable[[], Target],
) -> None:
    with opened(new_store) as ledger:
        append(ledger, told(1, "2026-02-05"))
        (before,) = deriving.current(ledger).incidents
        append(ledger, told(2, "2026-02-04"))
        (now,) = deriving.current(ledger).incidents
        assert now.id != before.id
        assert ledger.find_id(before.id[:16]) == ("incident", now.id)
        assert ledger.find_id(now.id[:16]) == ("incident", now.id)


def test_a_merge_and_a_split_hold_while_reports_keep_coming(
    new_store: Callable[[], Target],
) -> None:
    with opened(new_store) as ledger:
        append(ledger, told(1, "2026-02-04"))
        append(ledger, told(2, "2026-02-04"))
        (one,) = deriving.current(ledger).incidents
        by_report = {c.report_id: c.id for c in ledger.claims(Filter(kind="count"))}
        groups = tuple((claim_id,) for claim_id in by_report.values())
        split = ledger.decide(_draft(Ruling.SPLIT, [one.id], groups=groups))
        for number in (3, 4):
            append(ledger, told(number, "2026-02-05"))
            holding = deriving.current(ledger).incidents
            assert not any({*by_report} <= {*i.report_ids} for i in holding)
        ledger.decide(_draft(Ruling.UNDO, [split.id]))
        ids = [i.id for i in deriving.current(ledger).incidents]
        assert len(ids) == 1


def test_a_report_changes_no_row_of_incidents_that_it_is_not_linked_to(
    new_store: Callable[[], Target],
) -> None:
    with opened(new_store) as ledger:
        append(ledger, told(1, "2026-02-04"))
        update(ledger)
        far = replace(samples.report("A bomb killed 17 in Farmouth, officers in Marrowdale said."))
        claim = samples.count_claim(samples.report())
        assert claim.place is not None
        place = replace(claim.place, gazetteer_id="geonames:9", latitude=-30.0, country="YY")
        other = samples.with_id(replace(claim, id="", report_id=far.id, place=place))
        happened = replace(
            samples.occurrence_claim(samples.report()), report_id=far.id, place=place
        )
        append(
            ledger, (far, samples.reading(far, other, samples.with_id(replace(happened, id=""))))
        )
        before = {row for rows in dump(ledger, facts=False).values() for row in rows}
        update(ledger)
        assert before <= {row for rows in dump(ledger, facts=False).values() for row in rows}
        assert len(ledger.derived().incidents) == 2


def test_what_another_process_derived_meanwhile_is_not_overwritten(
    new_store: Callable[[], Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = new_store()
    with Ledger(target, clock=clock) as ledger, Ledger(target, clock=clock) as second:
        append(ledger, told(1, "2026-02-04"))
        deriving_once, calls = ledger.deriving, []

        def meanwhile() -> object:
            if not calls:
                calls.append(1)
                append(second, told(2, "2026-02-04"))
                update(second)
            return deriving_once()

        monkeypatch.setattr(ledger, "deriving", meanwhile)
        update(ledger)
        assert {i.report_ids for i in ledger.derived().incidents} == {
            tuple(sorted(r.id for r in ledger.reports()))
        }
