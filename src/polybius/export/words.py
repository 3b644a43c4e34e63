"""Claims and their parts in a few words, for tables and explanations. No rule lives here."""

from __future__ import annotations

from polybius.records import (
    Appeal,
    Claim,
    Count,
    Dispute,
    Modality,
    Occurrence,
    Outlook,
    Place,
    Polarity,
    Relation,
    Statement,
    Tally,
    Voice,
    When,
)

open_end = "+"


def short_id(full: str) -> str:
    """Return the first 10 digits of an id: enough to type, few enough to show."""
    return full[:10]


def voice_words(voice: Voice) -> str:
    """Return ``name, role``, then through whom it came."""
    words = f"unattributed (“{voice.name}”)" if voice.anonymity == "impersonal" else voice.name
    if voice.role and voice.role.lower() not in voice.name.lower():
        words += f", {voice.role}"
    if voice.through is not None:
        words += f" (through {voice_words(voice.through)})"
    return words


def interval_words(low: int, high: int | None) -> str:
    """Return ``17``, ``10–12`` or ``20+``."""
    if high is None:
        return f"{low:,}{open_end}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def code_words(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ")


def body_words(claim: Claim) -> str:
    """Return what is claimed in a few words."""
    match claim.body:
        case Occurrence():
            return _occurrence_words(claim.body, claim)
        case Count(category=category, victim_class=kind):
            return f"{code_words(category)}: {code_words(kind)}"
        case Relation(relation=relation, status=status, a=a, b=b, sponsors=sponsors):
            by = f", brought about by {' and '.join(s.name for s in sponsors)}" if sponsors else ""
            return f"{a.name} {code_words(relation)} {b.name} [{status}]{by}"
        case Outlook(proposition=proposition, low=low, high=high):
            return f"{low:.0%}–{high:.0%}: {_flat(proposition.text)}"
        case Appeal(action=action, addressee=addressee):
            return f"to {addressee.name if addressee else 'all'}: {_flat(action.text)}"
        case Statement(proposition=proposition):
            return _flat(proposition.text)


def _occurrence_words(body: Occurrence, claim: Claim) -> str:
    words = code_words(body.event_type)
    if body.polarity is Polarity.DID_NOT_HAPPEN:
        words = f"no {words}"
    if body.modality is not Modality.ACTUAL:
        words += f" [{body.modality.value}]"
    parts: dict[str, list[str]] = {}
    for role in claim.roles:
        parts.setdefault(role.role, []).append(_flat(role.party.name))
    listed = "; ".join(f"{code_words(role)} {', '.join(names)}" for role, names in parts.items())
    return f"{words}: {listed}" if listed else words


def count_words(claim: Claim) -> str:
    """Return a count's interval and, where they say more, its own words; else nothing."""
    if not isinstance(claim.body, Count):
        return ""
    interval = interval_words(claim.body.low, claim.body.high)
    words = _flat(claim.body.words.text)
    plain = words.replace(",", "") in ("", interval.replace(",", ""))
    return interval if plain else f"{interval} “{words}”"


def place_words(place: Place | None) -> str:
    """Return the place's name, with the gazetteer's country and how precise it is."""
    if place is None:
        return ""
    known = ", ".join(filter(None, (place.country, code_words(place.precision))))
    return f"{place.name} ({known})"


def when_words(when: When | None) -> str:
    """Return the days, else the words."""
    if when is None:
        return ""
    if when.start is None:
        return f"“{when.words}”"
    return when.start if when.start == when.end else f"{when.start} – {when.end or '?'}"


def standing_words(claim: Claim) -> str:
    """Return the standings, joined."""
    return ", ".join(code_words(standing.code) for standing in claim.standings)


def tally_words(tally: Tally) -> str:
    """Return ``killed security forces: 17 – contested – 200``."""
    high = open_end if tally.high is None else f"{tally.high:,}"
    head = f"{code_words(tally.category)} {code_words(tally.victim_class)}"
    if tally.contested:
        return f"{head}: {tally.low:,} – contested – {high}"
    if tally.low == tally.high:
        return f"{head}: {tally.low:,}"
    best = "open" if tally.best is None else f"{tally.best:,}"
    return f"{head}: low {tally.low:,}, best {best}, high {high}"


def dispute_words(dispute: Dispute) -> str:
    """Return the question and who says what on it."""
    category, _, kind = dispute.question.partition(":")
    question = " ".join(filter(None, (code_words(category), code_words(kind))))
    said = " against ".join(f"{p.value} ({p.voice})" for p in dispute.positions)
    return f"{question}: {said}"


def _flat(text: str) -> str:
    return " ".join(text.split())
