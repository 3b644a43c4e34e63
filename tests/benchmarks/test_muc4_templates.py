from __future__ import annotations

from datetime import date

from benchmarks.india_police import of_document
from benchmarks.muc4 import form_of, measure
from benchmarks.muc4_candidates import candidates_of, incident_type
from benchmarks.muc4_circumstances import as_key, country_of, stage_of
from benchmarks.muc4_keys import Incident
from benchmarks.muc4_reading import published_on, read
from benchmarks.muc4_targets import confidence_of, effect_of, number_of
from benchmarks.muc4_templates import incidents_of, marks_of, reduced_templates
from benchmarks.muc4_weights import labels, load_model

dispatch = (
    "   LIMA, 3 JAN 90 (AGENCIA) -- [TEXT] TERRORISTS OF THE RED DAWN MOVEMENT [RDM]\n"
    "YESTERDAY KILLED THREE PEASANTS IN HUARAZ, THE POLICE REPORTED.  THE ATTACKERS ALSO\n"
    "BLEW UP A POWER STATION WITH DYNAMITE.  TWO POLICEMEN WERE WOUNDED.\n"
)


def test_the_header_gives_the_day() -> None:
    assert published_on(dispatch) == date(1990, 1, 3)
    assert published_on("LIMA, 31 FEB 90 --") is None
    assert published_on("lima -- no date") is None
    assert as_key(date(1990, 1, 3)) == "03 JAN 90"


def test_circumstances() -> None:
    found = read(dispatch)
    assert stage_of(marks_of(found, "ATTACK")) == "ACCOMPLISHED"
    assert country_of(found) == "PERU"


def test_human_targets() -> None:
    found = read(dispatch)
    heads = {t.lower: [t.i] for t in found.parse.tokens}
    assert number_of(found, heads["peasants"], named=False) == "3"
    assert number_of(found, heads["policemen"], named=False) == "2"
    assert effect_of(found, heads["peasants"], "ATTACK") == "DEATH"
    assert effect_of(found, heads["policemen"], "ATTACK") == "INJURY"


def test_confidence_follows_the_words_and_the_voice() -> None:
    for text, confidence in (
        ("THE RED DAWN MOVEMENT KILLED A MAYOR.", "REPORTED AS FACT"),
        ("THE RED DAWN MOVEMENT CLAIMED RESPONSIBILITY FOR THE BOMBING.", "CLAIMED OR ADMITTED"),
        ("NEIGHBORS BLAME THE RED DAWN MOVEMENT.", "SUSPECTED OR ACCUSED"),
    ):
        found = read(text)
        heads = [t.i for t in found.parse.tokens if t.lower == "movement"]
        assert confidence_of(found, heads) == confidence


def test_candidates_have_the_roles_that_their_kind_allows() -> None:
    found = {(c.role, c.text.lower()) for c in candidates_of(read(dispatch))}
    assert ("PerpInd", "terrorists") in found
    assert ("Target", "power station") in found
    assert ("Weapon", "dynamite") in found
    assert ("Victim", "three peasants") not in found


def test_lower_case_texts_read_like_wire_copy() -> None:
    small = " ".join(dispatch.lower().split())
    assert {incident_type(m) for m in read(small).occurrences} == {
        incident_type(m) for m in read(dispatch).occurrences
    }


def test_incidents_of_a_dispatch() -> None:
    incidents = incidents_of(dispatch)
    assert {"ATTACK", "BOMBING"} & {incident.type for incident in incidents}
    assert incidents == incidents_of(dispatch)
    assert [t for t, _ in reduced_templates(incidents)] == [i.type.lower() for i in incidents]


def test_a_text_without_incidents_gives_none() -> None:
    assert incidents_of("   LIMA, 3 JAN 90 -- [TEXT] THE PRESIDENT OPENED A SCHOOL.\n") == ()


def test_the_shipped_model_is_whole() -> None:
    model = load_model()
    assert set(model.documents) == set(labels)
    assert {*model.fillers, *labels, "several", "effect"} == set(model.thresholds)
    assert {f"filler {role}" for role in model.fillers} < set(model.stacked)
    assert {f"document {label}" for label in labels} < set(model.stacked)
    assert set(model.choosers) == {"date", "location", "effect"}
    assert all(0 < threshold < 1 for threshold in model.thresholds.values())


def test_the_form_of_a_document_decides_its_keys(tmp_path) -> None:
    path = tmp_path / "gtt.jsonl"
    path.write_text(
        '{"docid": "1", "doctext": "x", "templates": [{"incident_type": "attack", "PerpInd": [],'
        ' "PerpOrg": [], "Target": [], "Victim": [[["ana", 0]]], "Weapon": []}]}\n'
    )
    perfect = Incident("ATTACK", entities={"Victim": (("ANA",),)})
    assert measure([path], lambda _: [perfect])["template_f1"] == 1.0
    assert measure([path], lambda _: [])["template_f1"] == 0.0
    assert form_of({"doctext": "", "extracts": {}}) == "grit"
    assert form_of({"text": "", "templates": []}) == "raw"
    assert form_of({"text": ""}) is None


def test_police_deeds() -> None:
    assert of_document("Police opened fire on the crowd, killing two people.") == {
        "KILL",
        "FORCE",
        "ANY_ACTION",
    }
    assert of_document("Nine men were arrested on Friday.") == {"ARREST", "ANY_ACTION"}
    assert of_document("The police failed to stop the mob.") >= {"FAIL"}
    assert of_document("The mob killed two people.") == frozenset()
    assert of_document("The minister opened a school.") == frozenset()
