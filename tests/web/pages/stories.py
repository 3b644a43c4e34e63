"""Ledgers for the browser tests: invented reports of one attack that two sides count apart."""

from __future__ import annotations

from dataclasses import replace

from polybius.ids import content_id, sha256_hex
from polybius.ledger.store import Ledger
from polybius.records import (
    Claim,
    Count,
    FieldSource,
    Flag,
    Occurrence,
    Origin,
    Outlook,
    Party,
    Passage,
    Place,
    Reading,
    Rejected,
    Relation,
    Report,
    Role,
    Stance,
    Standing,
    TextMap,
    Voice,
    When,
)

reader = "reader.story.v1"
rtl_name = "مرصد النهر"
"""An invented outlet, "the river observatory": its name runs from right to left."""


def report(number: int, text: str, publisher: str, day: str, title: str) -> Report:
    """Return one invented report."""
    return Report(
        id=sha256_hex(text.encode()),
        text=text,
        media_type="text/plain",
        language="en",
        origin=Origin(f"https://desk.example/{number}", "2026-03-20T08:00:00Z"),
        text_map=TextMap("decoded", ((0, 0, len(text)),)),
        title=title,
        publisher=publisher,
        published=day,
        published_precision="day",
    )


def passage(of: Report, words: str) -> Passage:
    """Return the first ``words`` of a report."""
    start = of.text.index(words)
    return Passage(start, start + len(words), words)


def sentence(of: Report, words: str) -> Passage:
    """Return the sentence that ``words`` stand in."""
    at = of.text.index(words)
    ended = of.text.rfind(". ", 0, at)
    start = max(ended + 2 if ended >= 0 else 0, of.text.rfind("\n", 0, at) + 1)
    end = of.text.index(".", at) + 1
    return Passage(start, end, of.text[start:end])


def place(of: Report, precision: str = "exact") -> Place:
    """Return Dunmoor, or the province around it."""
    name = "Dunmoor" if precision == "exact" else "Upper Tamar"
    return Place(name, passage(of, name), precision, "geonames:7", name, 0.4, 37.2, "KE",
                 "Upper Tamar")  # fmt: skip


def made(draft: Claim) -> Claim:
    """Return a claim with its id."""
    return replace(draft, id=content_id("claim", draft))


def count(of: Report, words: str, number: int, voice: Voice, stance: str = "asserts",
          *, high: int | None = None, open_end: bool = False, hit: str = "officers",
          victim_class: str = "security_forces", confidence: float = 0.9) -> Claim:  # fmt: skip
    """Return a claim that ``number`` of ``hit`` were killed."""
    figure = passage(of, words)
    top = None if open_end else high or number
    body = Count("killed", victim_class, number, top, figure, best=number,
                 subject=passage(of, hit), key=f"c{figure.start}")  # fmt: skip
    standings = (Standing("not_verified", figure),) if stance == "claims_responsibility" else ()
    return made(
        Claim(
            "", of.id, sentence(of, words), body, voice,
            Stance(stance, voice.passage), standings,
            (Role("victim", Party(hit, passage(of, hit), "force")),),
            place(of), When("on Tuesday", passage(of, "on Tuesday"), "2026-03-03",
                            "2026-03-03", "day"),
            "h1", confidence, (FieldSource("body", "counts.story.v1", figure),),
        )
    )  # fmt: skip


def occurrence(of: Report, words: str, voice: Voice, stance: str = "asserts") -> Claim:
    """Return a claim that there was an attack."""
    trigger = passage(of, words)
    roles = (Role("perpetrator", Party("Tamar Front", passage(of, "Tamar Front"), "armed_group",
                                       "xm.front")),)  # fmt: skip
    return made(
        Claim(
            "", of.id, sentence(of, words), Occurrence("attack", trigger), voice,
            Stance(stance, voice.passage), (), roles, place(of),
            When("on Tuesday", passage(of, "on Tuesday"), "2026-03-03", "2026-03-03", "day"),
            "h1", 0.9, (FieldSource("body", "occurrences.story.v1", trigger),),
        )
    )  # fmt: skip


def ministry(of: Report, words: str = "The ministry") -> Voice:
    """Return the government's voice."""
    return Voice("government", "the ministry", "named", passage(of, words), party_id="state.xm",
                 body="Ministry of the Interior")  # fmt: skip


def front(of: Report) -> Voice:
    """Return the armed group's voice."""
    return Voice("armed_group", "the Tamar Front", "named", passage(of, "Tamar Front"),
                 party_id="xm.front")  # fmt: skip


def stories() -> list[tuple[Report, tuple[Claim, ...], tuple[Flag, ...]]]:
    """Return three reports with what was read in them."""
    gazette = report(
        1,
        "Gunmen of the Tamar Front raided a post in Dunmoor on Tuesday.\n\n"
        "The ministry said that 9 officers were killed in the attack. "
        "The ministry said that 2 villagers were killed.\n\n"
        "More attacks in Upper Tamar are likely in March.",
        "Harbour Gazette", "2026-03-04", "Post raided in Dunmoor",
    )  # fmt: skip
    notice = report(
        2,
        "The Tamar Front said that its men attacked the post in Dunmoor on Tuesday and that "
        "at least 24 officers were killed.\n\nThe Tamar Front fights the state in Upper Tamar.",
        rtl_name, "2026-03-05", "Notice of the front",
    )  # fmt: skip
    later = report(
        3,
        "Medics in Dunmoor said that 11 officers were killed on Tuesday, when the Tamar Front "
        "attacked.\n\nThe ministry said that the number of officers had risen to 11.",
        "Upland Post", "2026-03-08", "Toll in Dunmoor rises",
    )  # fmt: skip
    medics = Voice("medic", "medics", "unnamed", passage(later, "Medics"))
    outlet = Voice("outlet", "Harbour Gazette", "outlet")
    outlook = passage(gazette, "More attacks in Upper Tamar")
    forecast = made(
        Claim(
            "", gazette.id, sentence(gazette, "likely in March"),
            Outlook(outlook, passage(gazette, "likely"), 0.55, 0.8,
                    When("in March", passage(gazette, "in March"), "2026-03-01", "2026-03-31",
                         "month")),
            outlet, Stance("predicts"), confidence=0.5,
        )
    )  # fmt: skip
    sides = (
        Party("Tamar Front", passage(notice, "Tamar Front"), "armed_group", "xm.front"),
        Party("the state", passage(notice, "the state"), "state", "state.xm"),
    )
    fights = made(
        Claim(
            "", notice.id, sentence(notice, "fights the state"),
            Relation("fights", "active", *sides, (), passage(notice, "fights")),
            Voice("outlet", rtl_name, "outlet"), Stance("asserts"),
            place=place(notice, "adm1"),
        )
    )  # fmt: skip
    flag = Flag("near_miss_party", passage(notice, "Tamar Front"), "is it the Tamir Front?",
                (Rejected("xm.tamir", "Tamir Front", 0.9, "spelt nearly like it"),))  # fmt: skip
    return [
        (gazette, (occurrence(gazette, "raided", outlet),
                   count(gazette, "9", 9, ministry(gazette)),
                   count(gazette, "2 villagers", 2, ministry(gazette), hit="villagers",
                         victim_class="civilians", confidence=0.4),
                   forecast), ()),
        (notice, (occurrence(notice, "attacked", front(notice), "claims_responsibility"),
                  count(notice, "at least 24", 24, front(notice), "claims_responsibility",
                        open_end=True), fights), (flag,)),
        (later, (occurrence(later, "attacked", outlet),
                 count(later, "11", 11, medics),
                 count(later, "risen to 11", 11, ministry(later))), ()),
    ]  # fmt: skip


def tell(ledger: Ledger) -> None:
    """Append the three reports."""
    for told, claims, flags in stories():
        ledger.append(told, told.text.encode(), Reading(told.id, reader, claims, flags))


def another_place() -> tuple[Report, Claim]:
    """Return a report of a bombing that is another in every respect."""
    told = report(
        8, "A bomb of the Tamar Front went off in Dunmoor on Tuesday.", "Coast Herald",
        "2026-06-10", "Bomb at the port",
    )  # fmt: skip
    claim = occurrence(told, "bomb", Voice("outlet", "Coast Herald", "outlet"))
    assert isinstance(claim.body, Occurrence)
    assert claim.place is not None
    assert claim.when is not None
    port = replace(claim.place, name="Port Selwyn", gazetteer_id="geonames:8",
                   gazetteer_name="Port Selwyn", latitude=-3.9, longitude=39.6)  # fmt: skip
    day = replace(claim.when, start="2026-06-09", end="2026-06-09")
    body = replace(claim.body, event_type="bombing")
    hit = Role("target", Party("Dunmoor", passage(told, "Dunmoor"), "community"))
    roles = (*claim.roles, hit)
    return told, made(replace(claim, id="", body=body, place=port, when=day, roles=roles))


def long_report(number: int = 40) -> tuple[Report, tuple[Claim, ...]]:
    """Return a report with many claims, for reviewing by keyboard."""
    lines = [
        f"The ministry said that {n + 3} officers of unit {n} were killed in Dunmoor on Tuesday."
        for n in range(number)
    ]
    told = report(9, "\n\n".join(lines), "Harbour Gazette", "2026-03-09", "All units")
    claims = []
    for n, line in enumerate(lines):
        start = told.text.index(line)
        whole = Passage(start, start + len(line), line)
        at = start + line.index(str(n + 3))
        figure = Passage(at, at + len(str(n + 3)), str(n + 3))
        voice = Voice("government", "the ministry", "named",
                      Passage(start, start + 12, line[:12]), party_id="state.xm")  # fmt: skip
        body = Count("killed", "security_forces", n + 3, n + 3, figure, best=n + 3, key=f"c{at}")
        claims.append(made(Claim("", told.id, whole, body, voice, Stance("asserts"),
                                 happening=f"h{n}")))  # fmt: skip
    return told, tuple(claims)
