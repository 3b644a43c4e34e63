from __future__ import annotations

import pytest

from polybius.codebook.crosswalk import from_scheme, schemes, to_scheme
from polybius.codebook.loading import load
from polybius.errors import CodebookError

PLOVER = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]

ACLED = {
    "Battles": [
        "Government regains territory",
        "Non-state actor overtakes territory",
        "Armed clash",
    ],
    "Protests": [
        "Excessive force against protesters",
        "Protest with intervention",
        "Peaceful protest",
    ],
    "Riots": ["Violent demonstration", "Mob violence"],
    "Explosions/Remote violence": [
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    ],
    "Violence against civilians": [
        "Sexual violence",
        "Attack",
        "Abduction/forced disappearance",
    ],
    "Strategic developments": [
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ],
}


def test_every_plover_type_is_reached_and_no_other() -> None:
    assert all(from_scheme("plover", value) for value in PLOVER)
    assert {e.plover for e in load().event_types.values()} == {*PLOVER, None}


def test_every_acled_sub_type_is_reached_under_its_type() -> None:
    pairs = {(e.acled, e.acled_sub) for e in load().event_types.values()}
    wanted = {(kind, sub) for kind, subs in ACLED.items() for sub in subs}
    assert len(wanted) == 25
    assert pairs - {(None, None)} == wanted
    assert all(from_scheme("acled_sub", sub) for _, sub in wanted)


def test_every_cameo_root_is_reached_and_no_other() -> None:
    roots = {f"{root:02}" for root in range(1, 21)}
    assert {e.cameo_root for e in load().event_types.values()} == {*roots, None}
    assert all(from_scheme("cameo", root) for root in roots)


def test_every_ucdp_type_of_violence_is_reached() -> None:
    assert {kind for e in load().event_types.values() for kind in e.ucdp} == {1, 2, 3}


@pytest.mark.parametrize("scheme", schemes)
def test_the_two_directions_agree(scheme: str) -> None:
    for code in load().event_types:
        for value in to_scheme(scheme, code):
            assert code in from_scheme(scheme, value)


def test_a_longer_cameo_code_counts_by_its_root() -> None:
    assert from_scheme("cameo", "1831") == from_scheme("cameo", "18")


def test_groups_come_after_the_types_in_them() -> None:
    found = from_scheme("acled_sub", "Armed clash")
    assert found[0] == "armed_clash"
    assert found[-1] == "fighting"


def test_modes_are_written_after_their_type() -> None:
    assert to_scheme("plover_mode", "abduction") == ("ASSAULT/abduct",)
    assert to_scheme("plover_mode", "attack") == ()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: to_scheme("plover", "teleport"), "no event type 'teleport'"),
        (lambda: to_scheme("gdelt", "attack"), "no scheme 'gdelt'"),
        (lambda: from_scheme("gdelt", "18"), "no scheme 'gdelt'"),
        (lambda: from_scheme("acled", "Elections"), "falls under 'Elections'"),
    ],
)
def test_unknown_names_are_refused(call: object, said: str) -> None:
    assert callable(call)
    with pytest.raises(CodebookError, match=said):
        call()
