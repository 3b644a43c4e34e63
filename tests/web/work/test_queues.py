from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from polybius.codebook.register import load_register
from polybius.ids import sha256_hex
from polybius.ledger.store import Ledger
from polybius.records import Decision, Reading, Ruling
from polybius.web.models.bounded import of_kind, of_party
from polybius.web.work import queues
from tests.web.pages.stories import reader, stories, tell


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as made:
        tell(made)
        yield made


def rule(ledger: Ledger, claim_id: str, ruling: Ruling = Ruling.ACCEPT) -> Decision:
    return ledger.decide(Decision("", ruling, (claim_id,), "Ada", "", "because"))


def test_reports_wait_until_every_claim_is_ruled_on(ledger: Ledger) -> None:
    told = [report.id for report, _, _ in stories()]
    assert [item.id for item in queues.to_rule(ledger)] == told[::-1], "the latest first"
    assert [item.claims for item in queues.to_rule(ledger)] == [3, 3, 4]
    made = [rule(ledger, claim.id) for claim in stories()[1][1]]
    assert [item.id for item in queues.to_rule(ledger)] == [told[2], told[0]]
    assert queues.next_report(ledger, told[2]) == told[0]
    assert queues.next_report(ledger, told[0]) == told[2], "round again"
    ledger.decide(Decision("", Ruling.UNDO, (made[0].id,), "Ada", "", "not yet"))
    assert told[1] not in [item.id for item in queues.to_rule(ledger)], "somebody looked at it"


def test_the_least_sure_come_first_and_leave_when_ruled_on(ledger: Ledger) -> None:
    found = queues.low_confidence(ledger)
    assert [row.confidence for row in found] == [0.4, 0.5]
    rule(ledger, found[0].id)
    assert [row.id for row in queues.low_confidence(ledger)] == [found[1].id]


def test_claims_of_a_replaced_reading_wait_for_nobody(ledger: Ledger) -> None:
    report, claims, _ = stories()[0]
    reading = Reading(report.id, f"{reader}.newer", claims[:1])
    ledger.append(report, report.text.encode(), reading)
    assert [item.claims for item in queues.to_rule(ledger) if item.id == report.id] == [1]
    assert queues.low_confidence(ledger) == []


def test_reports_that_were_not_read_say_why(ledger: Ledger) -> None:
    report = replace(stories()[0][0], text="Rien", id="")
    french = replace(report, id=sha256_hex(b"Rien"), language="fr")
    ledger.append(french, b"Rien", Reading(french.id, reader, (), unread="language:fr"))
    assert [(i.id, i.why) for i in queues.unread(ledger)] == [(french.id, "language:fr")]


def test_names_that_the_register_lacks_are_counted(ledger: Ledger) -> None:
    found = {item.name: item.claims for item in queues.unknown_parties(ledger, load_register())}
    assert found == {"officers": 4, "villagers": 1}
    assert queues.unknown_places(ledger) == []


def test_claims_of_a_party_are_those_it_is_in_or_makes(ledger: Ledger) -> None:
    made = of_party(ledger, "xm.front")
    assert any(j.claim.voice.party_id == "xm.front" for j in made)
    assert any(r.party.party_id == "xm.front" for j in made for r in j.claim.roles)
    assert len(of_party(ledger, "name:officers")) == 4
    (forecast,) = of_kind(ledger, "outlook")
    rule(ledger, forecast.claim.id, Ruling.REJECT)
    assert of_kind(ledger, "outlook") == []
