from __future__ import annotations

from functools import cache

from polybius.reader import Reader
from polybius.records import Appeal, Claim, Occurrence, Relation
from tests.samples import report


@cache
def reader() -> Reader:
    return Reader()


def claims(text: str) -> tuple[Claim, ...]:
    return reader().read(report(text)).claims


def test_we_are_those_who_speak() -> None:
    # Regression: "We" was a party of that name.
    told = claims('"We captured ten soldiers in the raid," General Omar Teshk said on Monday.')
    parties = [
        role.party
        for claim in told
        if isinstance(claim.body, Occurrence) and claim.body.event_type == "arrest"
        for role in claim.roles
        if role.role == "perpetrator"
    ]
    assert [(party.name, party.passage.text) for party in parties] == [("Omar Teshk", "We")]


def test_our_fighters_are_not_called_our() -> None:
    # Regression: the first page of the demo told of a perpetrator "Our".
    text = "Communiqué of the Tamar Front\n\nOur fighters overran the post and burned three trucks."
    doers = {r.party.name for c in claims(text) for r in c.roles if r.role == "perpetrator"}
    assert doers == {"Our fighters"}


def test_our_forces_are_not_the_army_of_the_country_that_is_written_of() -> None:
    # Regression: the rebels' "our forces" were the state's, which then fought against itself.
    text = (
        "In Afghanistan, in Kabul and Kandahar, the Taliban issued a statement. "
        '"Our forces attacked the army of Afghanistan," a Taliban spokesman said.'
    )
    fought = [c.body for c in claims(text) if isinstance(c.body, Relation)]
    assert all(body.a.party_id != body.b.party_id for body in fought)
    assert all(
        party.party_id != "force.af.military"
        for body in fought
        for party in (body.a, body.b)
        if party.passage.text.startswith("Our")
    )


def places(text: str) -> set[str | None]:
    return {claim.place and claim.place.name for claim in claims(text)}


def test_a_state_that_does_something_is_no_scene() -> None:
    # Regression: what Russia did in Syria was set in Russia.
    assert places("Six people were killed in Aleppo. Russia must end the attacks.") == {"Aleppo"}


def test_whose_police_it_is_does_not_tell_where() -> None:
    # Regression: the province of the police stood nearer than the town of the attack.
    text = (
        "Two people were wounded, one of them of the Antioquia police, in an attack at the "
        "airport of Rionegro."
    )
    assert places(text) == {"Rionegro"}


def test_joint_forces_are_no_state_s_own() -> None:
    # Regression: what "Afghan and coalition forces" did was Afghanistan's deed alone.
    told = claims("Afghan and coalition forces killed two gunmen in Kabul on Monday.")
    parties = [r.party for claim in told for r in claim.roles if r.role == "perpetrator"]
    assert {(p.name, p.party_id) for p in parties} == {("Afghan and coalition forces", None)}


def test_a_front_s_command_speaks_for_an_armed_group() -> None:
    # Regression: any "general command" was a state's military.
    told = claims(
        "The General Command of the Farabundo Marti National Liberation Front said that ten "
        "soldiers were killed in El Salvador."
    )
    assert {claim.voice.kind for claim in told} == {"armed_group"}


def test_who_asks_somebody_to_act_appeals() -> None:
    told = claims("The minister asked the rebels to release the hostages.")
    assert {claim.stance.code for claim in told} == {"appeals"}


def test_each_of_those_who_say_it_together_is_a_voice() -> None:
    # Regression: of "the governor and two witnesses said" the witnesses were lost.
    for words, voices in (
        ("the governor and two witnesses said", {"the governor", "two witnesses"}),
        ("the governor, Ann Marsk and two witnesses said", {"two witnesses"}),
        ("the governor and others said", {"the governor"}),
        ("the governor or two witnesses said", {"the governor"}),
    ):
        found = {c.voice.name for c in claims(f"Nine villagers were killed in Bree, {words}.")}
        assert voices <= found, words
        assert ("two witnesses" in found) == ("two witnesses" in voices), words


def test_what_is_called_for_in_quoted_words_is_an_appeal() -> None:
    # Regression: "we call on …" inside a quotation was a statement.
    for words, addressee in (
        ("We call on the authorities to allow access", "the authorities"),
        ("I urge both sides to respect the truce", "both sides"),
        ("They must stop the shelling", "They"),
    ):
        [found] = [c for c in claims(f'"{words}," the envoy said.') if isinstance(c.body, Appeal)]
        assert found.voice.name == "the envoy"
        assert found.stance.code == "appeals"
        assert found.body.addressee is not None
        assert found.body.addressee.passage.text == addressee


def test_a_front_s_command_writes_for_an_armed_group() -> None:
    # Regression: the author of a communiqué was military, whoever's command it was.
    text = (
        "[Communique] [General Command of the Farabundo Marti National Liberation Front]\n\n"
        "Our forces attacked the barracks in Usulutan on Monday. Nine soldiers were killed.\n"
    )
    voices = {(c.voice.kind, c.voice.party_id) for c in claims(text)}
    assert ("armed_group", "sv.fmln") in voices
    assert not any(kind == "military" and party == "sv.fmln" for kind, party in voices)
