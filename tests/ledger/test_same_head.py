"""The same head gives the same bytes: every query and export, on both stores, whatever came later.

Reason of each call on PostgreSQL: servers put missing days elsewhere and sort text otherwise.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from polybius.commands.exporting import names as formats
from polybius.ids import sha256_hex
from polybius.ledger import attesting, copying
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.records import Change, Decision, Ruling
from polybius.weighing.deriving import current
from tests import samples
from tests.commands import commands, run, takes
from tests.ledger.conftest import clock
from tests.ledger.fill import add, rule

forms = ("table", "json", "csv")
lists = ("claims", "incidents", "disputes", "parties", "sources", "matrix", "compare")
entries = ("report", "claim", "decision", "incident", "dispute")

without_a_past = {
    "accounts add": "asks no ledger",
    "accounts list": "asks no ledger",
    "accounts role": "asks no ledger",
    "backup": "copies the ledger as it is",
    "copy": "copies the ledger as it is",
    "decide": "writes",
    "demo": "writes",
    "diff": "takes two heads",
    "erase": "writes",
    "import": "writes",
    "import-places": "asks no ledger",
    "read": "writes",
    "rebuild": "writes",
    "restore": "writes",
    "schema": "asks no ledger",
    "serve": "opens the review desk, whose pages have their own tests",
    "sign": "writes",
    "stamp": "writes",
    "undo": "writes",
    "verify": "checks the whole log; --head compares with an earlier one",
    "verify-proof": "asks no ledger",
}


def fill(ledger: Ledger) -> dict[str, str]:
    """Fill a ledger with two sides' figures, an incident without a day, a copy and decisions."""
    reports = [add(ledger, number) for number in range(3)]
    rival = samples.report(
        "People on the market square of Marrowdale counted ambulances all day. The governor had "
        "come on Tuesday; no, said a man of the group, it was not 17 officers killed but 40.",
        address="rival.txt",
    )
    words = samples.count_claim(rival, 40, voice="the group", side="group.xx")
    ledger.append(
        rival, rival.text.encode(), samples.reading(rival, words, samples.occurrence_claim(rival))
    )
    undated = replace(
        samples.report(f"{samples.text} When, nobody knows.", address="undated.txt"), published=None
    )
    seized = replace(samples.count_claim(undated, category="abducted"), id="", when=None)
    happening = samples.occurrence_claim(undated, "abduction")
    reading = samples.reading(undated, happening, samples.with_id(seized))
    ledger.append(undated, undated.text.encode(), reading)
    count = next(c for c in ledger.claims() if c.kind == "count")
    decision = rule(ledger, Ruling.CORRECT, count, changes=(Change("body.low", "12"),))
    derived = current(ledger)
    assert any(i.start is None for i in derived.incidents)
    assert any(i.start is not None for i in derived.incidents)
    return {
        "report": reports[0].id,
        "claim": count.id,
        "decision": decision.id,
        "incident": derived.incidents[0].id,
        "dispute": derived.disputes[0].id,
    }


def change(ledger: Ledger, ids: dict[str, str]) -> None:
    """Append what changes every answer: reports, a copy, decisions, an undo, a signature."""
    add(ledger, 7)
    claims = [c for c in ledger.claims() if c.kind == "count"]
    rule(ledger, Ruling.REJECT, claims[0], claims[-1])
    ledger.decide(Decision("", Ruling.UNDO, (ids["decision"],), "analyst", "", "was right"))
    silent = samples.report(samples.text, address="first.txt")
    ledger.append(silent, silent.text.encode(), samples.reading(silent, reader="reader.b.v1"))
    ledger.note("configuration", "authority", {"url": "https://example.org/tsa"})
    current(ledger)


def calls(ids: dict[str, str], folder: Path) -> dict[str, list[list[str]]]:
    """Return how each command that knows a past is called."""
    out, public = ["--out", str(folder / "out")], ["--public"]
    made = {name: [[name, "--format", form] for form in forms] for name in lists}
    for name in ("claims", "incidents", "disputes", "parties"):
        made[name] += [[name, "--public", "--format", form] for form in forms]
    made["incidents"] += [["incidents", "--json", "--rule", "all", "--since", "2026-02-01"]]
    made["show"] = [["show", ids[kind]] for kind in entries] + [["show", ids["report"], "--text"]]
    made["explain"] = [["explain", ids[kind]] for kind in entries]
    made["lineage"] = [["lineage", ids[kind]] for kind in ("report", "claim")]
    made["log"] = [["log", "--last", "1000"]]
    made["heads"] = [["heads"]]
    made["compare"] = [["compare", "the group", "the governor", "--format", f] for f in forms]
    made["prove"] = [["prove", ids[kind], *out] for kind in ("report", "claim", "decision")]
    made["export"] = [["export", form, *out, *more] for form in formats for more in ([], public)]
    made["bundle"] = [["bundle", ids["incident"], *out, *more] for more in ([], public)]
    return made


def printed(call: list[str], target: Target, folder: Path) -> str:
    """Return all that a call prints and the hashes of all that it writes."""
    result = run(*call, "--ledger", str(target))
    assert result.exit_code == 0, (call, result.output)
    out = folder / "out"
    files = [out] if out.is_file() else sorted(f for f in out.rglob("*") if f.is_file())
    written = [f"{file.relative_to(folder)} {sha256_hex(file.read_bytes())}" for file in files]
    shutil.rmtree(out) if out.is_dir() else out.unlink(missing_ok=True)
    return "\n".join([result.stdout, *written])


def test_every_command_is_asked_of_the_past_or_says_why_not(tmp_path: Path) -> None:
    past = {name for name, command in commands().items() if takes(command, "as_of")}
    called = set(calls(dict.fromkeys(entries, "0" * 64), tmp_path))
    assert called == past & called, "has no --as-of"
    assert past - called == set(), "--as-of is not tested here"
    assert set(commands()) - past - set(without_a_past) == set(), "has no --as-of and no reason"


def test_the_same_head_gives_the_same_bytes(store: Target, tmp_path: Path) -> None:
    with Ledger(store, clock=clock) as ledger:
        ids = fill(ledger)
        attesting.sign(ledger, attesting.make_key(tmp_path / "key.pem"))
        head = ledger.head()
        made = calls(ids, tmp_path)
        written = [call for name in ("prove", "bundle", "export") for call in made.pop(name)]
        queries = [call for each in made.values() for call in each]

        def answers(target: Target, asked: list[list[str]], *past: str) -> list[str]:
            return [printed([*call, *past], target, tmp_path) for call in asked]

        past = ("--as-of", str(head))
        now = answers(store, queries)
        assert ledger.head() == head, "a query writes nothing"
        assert answers(store, queries, *past) == now
        exports = answers(store, written, *past)
        assert ledger.head().size == head.size + len(written), "each written export is logged"
        change(ledger, ids)
        copying.copy(ledger, tmp_path / "copy.sqlite")
    for call, said in zip(queries, now, strict=True):
        if call[0] in lists:
            assert printed(call, store, tmp_path) != said, "it was not changed at all"
    assert answers(store, queries, *past) == now
    assert answers(store, written, *past) == exports
    listed = [call for call in queries if call[0] in lists]
    then = [said for call, said in zip(queries, now, strict=True) if call in listed]
    assert answers(tmp_path / "copy.sqlite", listed, *past) == then


def test_every_list_names_its_head(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with Ledger(path, clock=clock) as ledger:
        ids = fill(ledger)
        head = ledger.head()
    for call in [call for name in lists for call in calls(ids, tmp_path)[name]]:
        said = printed(call, path, tmp_path)
        assert (str(head) in said) or (f"Head {head.size}:{head.root[:12]}" in said), call
    known = [*calls(ids, tmp_path)["claims"][1], "--known-by", "2026-02-09"]
    assert '"known_by":"2026-02-09"' in printed(known, path, tmp_path)
