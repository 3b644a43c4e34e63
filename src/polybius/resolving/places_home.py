"""Where a publisher is at home, as far as its name or address tells."""

from __future__ import annotations

import re

from polybius.resolving.gazetteer import Gazetteer


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


press_words = _words(
    """
    advance advertiser advocate age american argus banner beacon bee blade bulletin call chief
    chronicle citizen clarion commercial commonwealth constitution courant courier daily democrat
    dispatch dispatches eagle echo enquirer enterprise evening examiner express forum free gazette
    globe guardian guide herald independent info inquirer intelligencer journal leader ledger life
    live local mail media mercury messenger metro mirror monitor morning net news newspaper
    newspapers now observer online patriot pilot pioneer plain planet post press progress radio
    record recorder register reminder reporter republic republican review sentinel signal
    spectator standard star state statesman statement sun sunday telegram telegraph times today
    tribune tv union valley view voice weekly world the
    """
)
"""Words that newspapers and stations are called by, which name no place there."""

generic_suffixes = frozenset(("com", "org", "net", "info", "co", "gov", "edu", "mil", "int", "eu"))
longest_initials = 2
"""Letters that may be a paper's initials: "pi" for Post-Intelligencer."""
country_of_suffix = {"uk": "GB"}
"""Top-level domains that differ from the country's ISO 3166-1 code."""


def home_names(publisher: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the place names in a publisher's name or address, the wider (country) last.

    ``concordmonitor.com`` gives Concord, ``The Lansing State Journal`` gives Lansing,
    ``example.co.uk`` the country of its top-level domain. Empty where the name holds no place.
    """
    if re.fullmatch(r"[\w.-]+\.[a-z]{2,6}", publisher.lower()):
        return _names_in_domain(publisher.lower(), gazetteer)
    words = re.findall(r"[\w.'’]+", publisher)
    while words and words[0].lower() in press_words:
        words = words[1:]
    for last in range(min(len(words), 3), 0, -1):
        name = " ".join(words[:last])
        if gazetteer.knows(name) and all(w.lower() in press_words for w in words[last:]):
            return (name,)
    return ()


def _names_in_domain(domain: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    labels = domain.split(".")
    country = country_of_suffix.get(labels[-1], labels[-1].upper())
    entry = gazetteer.division(country) if labels[-1] not in generic_suffixes else None
    wide = (entry.name,) if entry is not None else ()
    for label in labels[:-1]:
        name = _name_in_label(label, gazetteer)
        if name is not None:
            return (name, *wide)
    return wide


def _name_in_label(label: str, gazetteer: Gazetteer) -> str | None:
    """Find a place name before the press words that end a run-together label."""
    stem = label.removeprefix("www").removeprefix("the").replace("-", " ").strip()
    for prefix in ("news", "daily"):
        stem = stem.removeprefix(prefix)
    for last in range(len(stem), 3, -1):
        if _is_press(stem[last:]) and (last < len(stem) or len(stem) < len(label)):
            name = stem[:last].strip()
            if gazetteer.knows(name) and name not in press_words:
                return name
    return None


def _is_press(run: str) -> bool:
    """Tell whether ``run`` is nothing but press words, written together."""
    run = run.replace(" ", "")
    return len(run) <= longest_initials or any(
        run.startswith(word) and _is_press(run[len(word) :]) for word in press_words
    )
