"""``explain``: the passage behind each field, the rule or model that set it, and what lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from rich.console import Group
from rich.text import Text

from polybius.export import words
from polybius.ledger.derived import Derived
from polybius.linking.lineage_voices import Voices
from polybius.records import (
    Appeal,
    Claim,
    Count,
    Dispute,
    Incident,
    Occurrence,
    Outlook,
    Passage,
    Rejected,
    Relation,
    Report,
    Statement,
    Tally,
)
from polybius.weighing.standings import Figure

context_characters = 60
most_pairs = 12
"""Pairs of voices that are named as not independent."""
Weighed = tuple[Sequence[Figure], Voices]
"""An incident's figures that stand, and who is behind its claims."""
Field = tuple[str, str, Passage | None, tuple[Rejected, ...]]
"""Name of the field, its value in words, its evidence, the candidates that lost."""


def explain_claim(claim: Claim, report: Report) -> Group:
    """Return a claim field by field."""
    lines = [
        Text(f"claim {claim.id}", style="bold"),
        Text(f"report {report.id}  {report.title or report.origin.address}"),
        Text(f"passage {claim.passage.start}–{claim.passage.end}, confidence {claim.confidence}"),
        Text(f"  “{' '.join(claim.passage.text.split())}”", style="italic"),
    ]
    rules = {source.field: source.rule for source in claim.sources}
    for name, value, passage, rejected in claim_fields(claim):
        rule = rules.get(name.split(".")[0], rules.get("body", ""))
        lines.append(Text(f"{name}: {value}   [{rule}]", style="cyan"))
        if passage is not None:
            lines.append(_in_context(passage, report.text))
        lines += [
            Text(f"    lost: {r.label} ({r.value}, {r.score:.2f}): {r.why}", style="dim")
            for r in rejected
        ]
    return Group(*lines)


def explain_report(report: Report, readings: Iterable[tuple[str, str, str | None]]) -> Group:
    """Return a report: where it came from, how it was dated, who has read it."""
    origin = report.origin
    lines = [
        Text(f"report {report.id}", style="bold"),
        Text(f"{report.title or 'no title'} · {report.publisher or 'no publisher'}"),
        Text(f"address {origin.address}, retrieved {origin.retrieved}"),
        Text(f"{report.media_type}, language {report.language}, {len(report.text)} characters"),
        Text(f"published {report.published or 'unknown'} ({report.published_precision or '-'})"),
    ]
    for candidate in report.date_candidates:
        verdict = candidate.refused or "accepted"
        lines.append(Text(f"    {candidate.value} from {candidate.origin}: {verdict}", style="dim"))
    lines += [
        Text(f"read by {reader} at {moment}{f', unread: {why}' if why else ''}")
        for reader, moment, why in readings
    ]
    return Group(*lines)


def claim_fields(claim: Claim) -> Iterator[Field]:
    """Yield every field of a claim that has a value."""
    yield "body", f"{claim.kind.value}: {words.body_words(claim)}", None, ()
    yield from _body_fields(claim)
    voice = claim.voice
    described = words.voice_words(voice)
    side = f", side {voice.party_id}" if voice.party_id else ""
    yield "voice", f"{described} ({voice.kind}, {voice.anonymity}{side})", voice.passage, ()
    yield "stance", claim.stance.code, claim.stance.cue, ()
    for standing in claim.standings:
        yield "stance.standing", standing.code, standing.cue, ()
    for role in claim.roles:
        party = role.party
        named = f"{party.name} ({party.kind}, {party.party_id or 'not in the register'})"
        yield f"body.{role.role}", named, party.passage, party.rejected
    if claim.place is not None:
        place = claim.place
        found = place.gazetteer_id or "unresolved"
        yield "place", f"{words.place_words(place)} {found}", place.passage, place.rejected
    if claim.when is not None:
        when = claim.when
        days = f"{words.when_words(when)} ({when.precision})"
        yield "when", days, when.passage, when.rejected


def _body_fields(claim: Claim) -> Iterator[Field]:
    match claim.body:
        case Occurrence(trigger=trigger):
            yield "body.trigger", trigger.text, trigger, ()
        case Count(words=figure, subject=subject, scope=scope, part_of=part_of):
            interval = words.interval_words(claim.body.low, claim.body.high)
            part = f", part of {part_of}" if part_of else ""
            yield "body.number", f"{interval}, {scope}{part}", figure, ()
            if subject is not None:
                yield "body.subject", subject.text, subject, ()
        case Relation(a=a, b=b, sponsors=sponsors, cue=cue):
            yield "body.cue", cue.text if cue else "", cue, ()
            for name, party in (("a", a), ("b", b), *(("sponsor", s) for s in sponsors)):
                yield (
                    f"body.{name}",
                    f"{party.name} ({party.party_id})",
                    party.passage,
                    party.rejected,
                )
        case Outlook(words=estimative):
            yield "body.words", estimative.text, estimative, ()
        case Appeal(action=action):
            yield "body.action", action.text, action, ()
        case Statement(proposition=proposition):
            yield "body.proposition", proposition.text, proposition, ()


def _in_context(passage: Passage, text: str) -> Text:
    before = text[max(0, passage.start - context_characters) : passage.start]
    after = text[passage.end : passage.end + context_characters]
    line = Text(f"    {passage.start}–{passage.end}  …{_flat(before)}")
    line.append(_flat(passage.text), style="bold")
    line.append(f"{_flat(after)}…")
    return line


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def explain_incident(
    incident: Incident,
    derived: Derived,
    claim_of: Callable[[str], Claim],
    weighed: Weighed | None = None,
) -> Group:
    """Return an incident: its claims, and which of them set each end of each tally.

    With ``weighed`` also each voice's figure, what it replaced, and which voices are not
    independent of each other.
    """
    lines = [
        Text(f"incident {incident.id}", style="bold"),
        Text(f"{incident.title}   [{incident.rule}]"),
    ]
    lines += [
        Text(f"grade: {grade.grade}: {'; '.join(grade.reasons)}   [{grade.rule}]")
        for grade in derived.grades
        if grade.incident_id == incident.id
    ]
    lines += _explain_parts(incident.id, derived)
    for tally in derived.tallies:
        if tally.incident_id == incident.id:
            lines += _explain_tally(tally, claim_of)
    if weighed is not None:
        lines += _explain_voices(*weighed, claim_of)
    lines.append(Text("claims", style="cyan"))
    lines += [_claim_line(claim_of(claim_id)) for claim_id in incident.claim_ids]
    return Group(*lines)


def _explain_parts(incident_id: str, derived: Derived) -> Iterator[Text]:
    """Yield which incident this one is a part of, which are its parts, and why."""
    titles = {incident.id: incident.title for incident in derived.incidents}
    for part in derived.parts:
        if incident_id in (part.whole_id, part.part_id):
            is_whole = incident_id == part.whole_id
            other = part.part_id if is_whole else part.whole_id
            what = "has the part" if is_whole else "is a part of"
            named = f"{words.short_id(other)} {titles.get(other, '')}".strip()
            yield Text(f"{what} {named}: {'; '.join(part.reasons)}   [{part.rule}]")


def _explain_voices(
    figures: Sequence[Figure], voices: Voices, claim_of: Callable[[str], Claim]
) -> Iterator[Text]:
    """Yield what each voice replaced of its own, and which voices came one from another."""
    for figure in figures:
        for claim_id in figure.earlier:
            now = words.interval_words(figure.low, figure.high)
            line = Text(f"  replaced by {now} ({figure.voice_name}): ", style="dim")
            line.append_text(_claim_line(claim_of(claim_id)))
            yield line
    first = {f.voice: (claim_of(f.claim_ids[0]), f.voice_name) for f in reversed(figures)}
    shown = 0
    for (one, name), (other, other_name) in combinations(first.values(), 2):
        found = voices.independence(one, other)
        if not found.independent and shown < most_pairs:
            shown += 1
            text = f"not independent: {name} and {other_name}: {found.why}   [{found.rule}]"
            yield Text(text, style="yellow")


def _explain_tally(tally: Tally, claim_of: Callable[[str], Claim]) -> Iterator[Text]:
    yield Text(f"{words.tally_words(tally)}   [{tally.rule}]", style="cyan")
    ends = (("low", tally.low_claims), ("best", tally.best_claims), ("high", tally.high_claims))
    for name, claim_ids in ends:
        for claim_id in claim_ids:
            line = Text(f"  {name}: ")
            line.append_text(_claim_line(claim_of(claim_id)))
            yield line


def explain_dispute(dispute: Dispute, claim_of: Callable[[str], Claim]) -> Group:
    """Return a dispute: each position with the passages behind it."""
    lines = [
        Text(f"dispute {dispute.id}", style="bold"),
        Text(f"incident {dispute.incident_id}"),
        Text(f"{words.dispute_words(dispute)}   [{dispute.rule}]"),
    ]
    for position in dispute.positions:
        lines.append(Text(f"{position.voice}: {position.value}", style="cyan"))
        lines += [_claim_line(claim_of(claim_id)) for claim_id in position.claim_ids]
    return Group(*lines)


def _claim_line(claim: Claim) -> Text:
    line = Text("  ")
    line.append(words.short_id(claim.id), style="dim")
    voice, stance = words.voice_words(claim.voice), words.code_words(claim.stance.code)
    line.append(f"  {voice} · {stance} · {words.body_words(claim)} {words.count_words(claim)}")
    line.append(f"  “{_flat(claim.passage.text)}”", style="italic")
    return line
