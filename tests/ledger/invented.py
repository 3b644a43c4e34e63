"""Invented reports that are copies, quote one another, disagree and return to one happening."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from polybius.ids import sha256_hex
from polybius.records import (
    Claim,
    Count,
    FieldSource,
    Occurrence,
    Origin,
    Party,
    Passage,
    Place,
    Reading,
    Report,
    Role,
    Stance,
    TextMap,
    Voice,
    When,
)
from tests import samples

towns = {
    "Marrowdale": (10.5, 20.25, "North"),
    "Marrow Bridge": (10.55, 20.3, "North"),
    "Dunmoor": (14.0, 20.25, "South"),
    "Ashwick": (10.9, 20.9, "North"),
}
divisions = {"North": (10.7, 20.5, "North")}
days = [f"2026-02-0{n}" for n in range(1, 7)]
outlets = ("Harbour Gazette", "Northern Courier", "Valley Post", None)
quotations = (
    "we shall not leave the valley before the last of them has gone",
    "nobody warned the village and nobody came when the shelling had begun",
)
speakers = (
    Voice("government", "the governor", "unnamed", party_id="state.xx"),
    Voice("armed_group", "the Front", "named", party_id="xx.front"),
    Voice("witness", "a villager", "unnamed"),
    Voice("medic", "Dr Ferrow", "named"),
    Voice("outlet", "the outlet", "outlet"),
)
stories = (
    "Smoke stood over the mill as carts were pulled across the bridge at first light. "
    "A watchman counted nine lamps on the far bank before the firing began. "
    "The schoolhouse lost its roof and the well was fouled by oil and ash. ",
    "Traders closed their stalls along the harbour road when the first shells fell. "
    "Two barges drifted loose and struck the customs pier below the tower. "
    "By evening the clinic had run out of bandages and sent a rider south. ",
)


def report(chance: Random, number: int) -> Report:
    """Return a report; many are copies of one of two stories."""
    story = chance.choice((*stories, ""))
    town, dead = chance.choice([*towns]), chance.choice((3, 17, 40))
    said = chance.choice((*(f'"{words}"' for words in quotations), "nothing more"))
    body = f"{story}In {town} {dead} people were killed, and it was said: {said}."
    if chance.random() < 0.3:
        body += " In the offensive many died in five towns."
    body += f" Filed as {number}." if chance.random() < 0.7 else f" Sheet {number} of many pages."
    published = chance.choice((*days, None))
    return Report(
        id=sha256_hex(body.encode()),
        text=body,
        media_type="text/plain",
        language="en",
        origin=Origin(f"report-{number % 7}.txt", "2026-02-08T08:00:00Z"),
        text_map=TextMap("decoded", ()),
        publisher=chance.choice(outlets),
        published=published,
        published_precision=published and "day",
    )


def reading(chance: Random, of: Report, reader: str = "reader.test.v1") -> Reading:
    """Return a reading of some happenings with several voices; now and then of none."""
    claims = []
    for happening in range(chance.choice((0, 1, 1, 2, 3))):
        town = chance.choice([t for t in towns if t in of.text] * 3 + [*towns, "", "North"])
        day = chance.choice((*days[:3], None))
        claims += [
            _claim(chance, of, f"h{happening}", town, day) for _ in range(chance.choice((1, 2, 3)))
        ]
    return Reading(of.id, reader, tuple({claim.id: claim for claim in claims}.values()))


def _claim(chance: Random, of: Report, key: str, town: str, day: str | None) -> Claim:
    whole = Passage(0, len(of.text), of.text)
    at = Passage(0, 2, of.text[:2])
    party = chance.choice(("xx.front", "xx.army"))
    dead = chance.choice((3, 17, 40))
    place = None
    if town:
        latitude, longitude, division = (towns | divisions)[town]
        precision = "adm1" if town == division else chance.choice(("exact", "exact", "adm1"))
        place = Place(
            town, at, precision, f"geonames:{town}", town,
            latitude, longitude, "XX", division,
        )  # fmt: skip
    count = Count("killed", "civilians", dead, dead, at, best=dead, key=f"c.{dead}")
    happened = Occurrence(chance.choice(("bombing", "shelling", "arrest")), at)
    return samples.with_id(
        Claim(
            id="",
            report_id=of.id,
            passage=whole,
            body=chance.choice((count, happened, happened)),
            voice=replace(chance.choice(speakers), passage=None),
            stance=Stance(chance.choice(("asserts", "asserts", "denies", "accuses"))),
            roles=(Role("perpetrator", Party("they", at, "armed_group", party)),),
            place=place,
            when=When(day, at, day, day, "day") if day else None,
            happening=key,
            sources=(FieldSource("place", "circumstances.clause.v1"),),
        )
    )
