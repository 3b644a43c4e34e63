"""Counts how words are cased in mixed-case text, for `polybius.reading.grammar.casing`.

    python -m training.casing [--gold ../shared/gold] [--words FILE] [--held-out 10]

Learns from gold sets whose use for learning is allowed (re3d where so marked, m2e2, ecbplus,
meantime, isaf) and from a list of English words (Debian's ``wamerican``, made from SCOWL), writes
``src/polybius/reading/data/casing.json.gz`` and prints how many words of a held-out tenth of the
sentences, put in capitals, get their casing back.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from polybius.codebook.register import load_register
from polybius.reading.grammar.casing import CasingModel, classes, model_from, word_pattern

particles = ("de", "del", "y", "bin", "ibn")
"""Lower-case words inside names, which English text is too small to teach."""
target = Path("src/polybius/reading/data/casing.json.gz")
Sentence = list[str]
Table = dict[str, list[int]]


def sentences(gold: Path) -> Iterator[str]:
    """Yield the sentences of the sets that may be learned from."""
    for row in _rows(gold / "m2e2/train.jsonl"):
        yield row["text"]
    for name in ("train", "dev"):
        for row in _rows(gold / f"ecbplus/{name}.jsonl"):
            yield from (" ".join(s["tokens"]) for s in row["sentences"])
    for row in _rows(gold / "meantime/meantime_en.jsonl"):
        yield from row["text"].split("\n")
    for row in _rows(gold / "re3d/train.jsonl"):
        if row["use"] == "train ok":
            yield from row["text"].replace(". ", ".\n").split("\n")
    for row in _rows(gold / "isaf/dev.jsonl"):
        yield from row["text"].replace(". ", ".\n").split("\n")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def casing_of(word: str) -> str:
    """Return the class of a word's casing, one of `classes`."""
    bare = word.removesuffix("'s").removesuffix("’s")
    if bare.islower():
        return "l"
    if bare.isupper() and len(bare) > 1:
        return "U"
    return "T" if (bare[0].isupper() and bare[1:].islower()) or len(bare) == 1 else "M"


def usable(sentence: str) -> Sentence:
    """Return the words of a sentence, none of a headline or of a line in capitals."""
    words: Sentence = word_pattern.findall(sentence)
    lower = sum(casing_of(w) == "l" for w in words)
    return words if len(words) > 3 and lower * 2 >= len(words) else []


def is_held_out(sentence: str, one_in: int) -> bool:
    """Tell whether a sentence is kept for measuring: by its hash, so that copies go together."""
    return int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % one_in == 0


def count(texts: Iterable[Sentence], lexicon: set[str], either: set[str]) -> dict[str, Any]:
    """Return the model's data, as it is written to the file."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    mixed: dict[str, Counter[str]] = defaultdict(Counter)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    ahead: dict[str, Counter[str]] = defaultdict(Counter)
    steps: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        kinds = [casing_of(w) for w in text]
        low = [w.lower() for w in text]
        for n in range(1, len(text)):
            bare = low[n].removesuffix("'s").removesuffix("’s")
            words[bare][kinds[n]] += 1
            if n > 1:
                steps[kinds[n - 1]][kinds[n]] += 1
            steps["^"][kinds[n]] += 1
            after[f"{low[n - 1]} {low[n]}"][kinds[n]] += 1
            if n + 1 < len(text):
                ahead[f"{low[n]} {low[n + 1]}"][kinds[n]] += 1
            if kinds[n] == "M":
                mixed[bare][text[n].removesuffix("'s").removesuffix("’s")] += 1
    for word in either - words.keys():
        words[word].update("lT")
    return {
        "words": _table(words, 1),
        "mixed": {w: sorted(c, key=lambda f: (-c[f], f))[0] for w, c in sorted(mixed.items())},
        "common": {p for p, c in (*after.items(), *ahead.items()) if c["l"] >= c["T"]},
        "after": _telling(after, words, 1),
        "ahead": _telling(ahead, words, 0),
        "lexicon": " ".join(sorted(lexicon - either)),
        "steps": [_shares(steps[k]) for k in [*classes, "^"]],
        "unknown": _shares(
            Counter(k for c in words.values() if sum(c.values()) == 1 for k in c if k != "l")
        ),
    }


def _once(words: dict[str, Counter[str]]) -> Counter[str]:
    """Casings of the words seen once. Lower-case ones don't count: those are in the lexicon."""
    return Counter(k for c in words.values() if sum(c.values()) == 1 for k in c if k != "l")


def _table(counts: dict[str, Counter[str]], least: int) -> Table:
    return {
        w: [c[k] for k in classes] for w, c in sorted(counts.items()) if sum(c.values()) >= least
    }


def _telling(pairs: dict[str, Counter[str]], words: dict[str, Counter[str]], side: int) -> Table:
    """Keep the pairs, seen twice or more, whose casing is not the one their word mostly has."""
    kept = {}
    for pair, counts in pairs.items():
        bare = pair.split(" ")[side].removesuffix("'s").removesuffix("’s")
        usual = max(classes, key=lambda k: words[bare][k])
        if sum(counts.values()) >= 2 and max(classes, key=lambda k: counts[k]) != usual:
            kept[pair] = counts
    return _table(kept, 2)


def _shares(counts: Counter[str]) -> list[float]:
    total = sum(counts[k] + 1 for k in classes)
    return [round((counts[k] + 1) / total, 5) for k in classes]


def with_names(data: dict[str, Any]) -> dict[str, Any]:
    """Add the register's names and abbreviations, as if each had been seen a few times."""
    words: Table = data["words"]
    common: set[str] = data.pop("common")
    english = set(data["lexicon"].split())
    for entry in load_register().entries.values():
        for form in entry.abbreviations:
            for word in word_pattern.findall(form):
                if word.lower() not in words and word.lower() not in english:
                    words[word.lower()] = [0, 0, 3, 0] if word.isupper() else [0, 3, 0, 0]
        for name in (entry.name, *entry.aliases, *entry.adjectives):
            for word in word_pattern.findall(name):
                if word.lower() not in english and word[0].isupper() and casing_of(word) == "T":
                    words.setdefault(word.lower(), [0, 3, 0, 0])
            _add_pairs(data, name, common)
    for particle in particles:
        words[particle] = [20, 1, 0, 0]
    for article in ("la", "las", "los"):
        words[article] = [0, 20, 0, 0]
        data["after"][f"de {article}"] = [20, 0, 0, 0]
    return data


def _add_pairs(data: dict[str, Any], name: str, common: set[str]) -> None:
    """Let two neighbouring capitals of a party's name vouch for each other: "Shining Path".

    Pairs that the texts have in lower case ("security forces") are left alone.
    """
    parts = name.split()
    for left, right in pairwise(parts):
        if casing_of_all(left, right) == "TT":
            pair = f"{left.lower()} {right.lower()}"
            for side in ("after", "ahead") if pair not in common else ():
                data[side].setdefault(pair, [0, 6, 0, 0])


def casing_of_all(*forms: str) -> str:
    """Return the casing of each word, ``-`` for what is no plain word."""
    return "".join(casing_of(f) if word_pattern.fullmatch(f) else "-" for f in forms)


def accuracy(model: CasingModel, texts: list[Sentence]) -> dict[str, float]:
    """Share of words whose casing is restored; of those not in lower case, F1."""
    right = total = hit = predicted = gold = 0
    for text in texts:
        starts = [n == 0 for n in range(len(text))]
        cased = model.case([w.lower() for w in text], starts, [False] * len(text))
        for guess, word in list(zip(cased, text, strict=True))[1:]:
            total += 1
            right += guess == word
            hit += guess == word != word.lower()
            predicted += guess != guess.lower()
            gold += word != word.lower()
    return {
        "words": total,
        "accuracy": round(right / total, 4),
        "capital_f1": round(2 * hit / (predicted + gold), 4),
        "all_lower": round(1 - gold / total, 4),
    }


def main() -> None:
    """Count, write the data file, print the measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    options.add_argument("--words", type=Path, default=Path("/usr/share/dict/american-english"))
    options.add_argument("--held-out", type=int, default=10, help="one sentence in so many")
    given = options.parse_args()
    entries = given.words.read_text("utf-8").split()
    lexicon = {w for w in entries if w.isalpha() and w.islower()}
    # "hector" is a verb and "Hector" a name: such words are left to their neighbours.
    either = lexicon & {w.lower() for w in entries if w.istitle()}
    texts = [(s, usable(s)) for s in sentences(given.gold)]
    seen = [w for s, w in texts if w and not is_held_out(s, given.held_out)]
    unseen = [w for s, w in texts if w and is_held_out(s, given.held_out)]
    trial = model_from(with_names(count(seen, lexicon, either)))
    print(json.dumps(accuracy(trial, unseen)))
    final = with_names(count([*seen, *unseen], lexicon, either))
    raw = json.dumps(final, ensure_ascii=False, separators=(",", ":")).encode()
    target.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
