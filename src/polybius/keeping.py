"""What the commands of `polybius.commands.ledger` do: keep the ledger, and print how it went."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.text import Text
from sqlalchemy import select

from polybius.bundles.building import build_bundle, write_bundle
from polybius.bundles.restoring import restore_bundle
from polybius.errors import BrokenLedger, SettingsError
from polybius.export.consoles import console
from polybius.ledger import attesting, copying, erasing, proving, schema
from polybius.ledger.attesting import attesting_kinds
from polybius.ledger.entries import entry_from, kinds
from polybius.ledger.log import Head
from polybius.ledger.noting import note_export, note_import
from polybius.ledger.opening import Target, named
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.records import Change, Decision, Ruling
from polybius.weighing import deriving
from polybius.weighing.checking import derived_faults, made_by_other_rules
from polybius.weighing.states import open_state

root_digits = 64


def verify_ledger(target: Target, known: str | None, authority: Path | None) -> bool:
    """Verify a ledger and print what was found; tell whether all holds."""
    roots = attesting.load_roots(authority) if authority else []
    with Ledger(target, create=False) as ledger:
        result = verify(ledger, _head(known) if known else None, roots)
        # A broken ledger can't say what should be derived from it.
        faults = [str(fault) for fault in result.faults or derived_faults(ledger)]
        outdated = made_by_other_rules(ledger)
    out = console()
    if not faults:
        out.print(
            f"{result.entries} entries and {result.rows} rows verified. Head: {result.head}",
            soft_wrap=True,
        )
        if outdated:
            what = "What is derived was made by other rules, and was not compared with these."
            out.print(f"{what} Make it anew: polybius rebuild", soft_wrap=True)
        return True
    first = result.first
    out.print(Text(f"BROKEN, first at {first or faults[0]}", style="red"), soft_wrap=True)
    for fault in faults:
        out.print(Text(f"  {fault}"), soft_wrap=True)
    return False


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces: a backup may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _head(text: str) -> Head:
    size, _, root = text.partition(":")
    if not size.isdigit() or len(root) != root_digits:
        raise SettingsError(f"{text!r} is no head.", hint="Give it as SIZE:ROOT, whole.")
    return Head(int(size), root, "")


def write_proof(target: Target, entry: str, out: Path, as_of: str | None) -> None:
    """Write the proof of an entry, or of what the log has been since a head."""
    with Ledger(target, create=False) as ledger:
        size = ledger.entries_as_of(as_of)
        made: proving.Proof | proving.Consistency
        if ":" in entry:
            earlier = ledger.entries_as_of(entry)
            made = proving.prove_consistency(ledger, earlier, size)
        elif entry.startswith("#") and entry[1:].isdigit():
            made = proving.prove(ledger, "entry", entry[1:], size)
        else:
            kind, found = ledger.find_id(entry)
            if kind not in proving.provable:
                hint = "Prove the claims that it is derived from."
                raise SettingsError(f"{kind}s are derived and not in the log.", hint=hint)
            made = proving.prove(ledger, kind, found, size)
        proving.write_proof(made, out)
        subject = "log" if isinstance(made, proving.Consistency) else made.id
        note_export(ledger, subject, "proof", ledger.head(size), sha256=_digest(out))
    console().print(f"{out}: {out.stat().st_size} bytes", soft_wrap=True)


def check_proof_file(path: Path, original: Path | None, known: str | None) -> None:
    """Check a proof file and print what it shows."""
    proof = proving.read_proof(path)
    if isinstance(proof, proving.Consistency):
        said, shown = proving.check_consistency(proof), "{}:{}".format(*proof.later)
    else:
        given = original.read_bytes() if original else None
        said, shown = proving.check_proof(proof, given), f"{proof.size}:{proof.root}"
    if known is not None and known != shown:
        raise BrokenLedger(f"the proof leads to the head {shown}, not to {known}.")
    console().print(Text(said), soft_wrap=True)


def print_log(target: Target, kind: str | None, last: int, as_of: str | None = None) -> None:
    """Print the latest entries, or what were the latest at a past time."""
    if kind is not None and kind not in kinds:
        raise SettingsError(
            f"{kind!r} is no kind of entry.", hint=f"Use one of: {', '.join(kinds)}."
        )
    entry = schema.entry.c
    query = select(entry.record).order_by(entry.seq.desc()).limit(last)
    if kind:
        query = query.where(entry.kind == kind)
    with Ledger(target, create=False) as ledger:
        query = query.where(entry.seq < ledger.entries_as_of(as_of))
        with ledger.reading() as connection:
            found = [entry_from(record) for record in connection.scalars(query)]
    for each in reversed(found):
        said = msgspec.json.encode(_short(each.content), order="sorted").decode()
        line = f"{each.seq:>8}  {each.moment}  {each.kind:<13}  {each.subject[:16]}  {said}"
        console().print(Text(line), soft_wrap=True)


def _short(content: object) -> object:
    if not isinstance(content, dict):
        return content
    return {
        k: f"{v[:20]}…" if isinstance(v, str) and len(v) > 80 else v for k, v in content.items()
    }


def print_heads(target: Target, as_of: str | None) -> None:
    """Print the head, and those that were attested up to it."""
    entry = schema.entry.c
    with Ledger(target, create=False) as ledger:
        size = ledger.entries_as_of(as_of)
        head = ledger.head(size)
        with ledger.reading() as connection:
            query = select(entry.record).where(entry.kind.in_(attesting_kinds), entry.seq < size)
            records = list(connection.scalars(query.order_by(entry.seq)))
    for attested in map(entry_from, records):
        said = attested.content
        by = said.get("authority") or f"key {said.get('public_key', '')[:16]}"
        line = f"{said['size']}:{said['root']}  {attested.kind} on {attested.moment} by {by}"
        console().print(Text(line), soft_wrap=True)
    console().print(Text(f"{head}  {head.moment}"), soft_wrap=True)


def sign_head(target: Target, path: Path, *, new_key: bool) -> None:
    """Sign the head with the key in a file, which is made if that is asked for."""
    key = attesting.make_key(path) if new_key else attesting.load_key(path)
    with Ledger(target, create=False) as ledger:
        entry = attesting.sign(ledger, key)
    said = entry.content
    console().print(
        Text(f"signed {said['size']}:{said['root']} with key {entry.subject}"), soft_wrap=True
    )


def stamp_head(target: Target, authority: str, root: Path | None) -> None:
    """Have the head time-stamped."""
    roots = attesting.load_roots(root) if root else []
    with Ledger(target, create=False) as ledger:
        entry = attesting.stamp(ledger, authority, roots)
    said = entry.content
    console().print(Text(f"stamped {said['size']}:{said['root']} by {authority}"), soft_wrap=True)


def copy_ledger(source: Target, target: Target) -> None:
    """Copy a ledger."""
    with Ledger(source, create=False) as ledger:
        head = copying.copy(ledger, target)
        note_export(ledger, head.root, "copy", head)
    console().print(Text(f"copied to {named(target)}: head {head}"), soft_wrap=True)


def back_up_ledger(source: Target, path: Path, keys: Path) -> None:
    """Back a ledger up."""
    with Ledger(source, create=False) as ledger:
        head = copying.back_up(ledger, path, keys)
        note_export(ledger, head.root, "backup", head, sha256=_digest(path))
    console().print(
        Text(f"{path} and {keys}: head {head}\nKeep them apart, and only the newest keys."),
        soft_wrap=True,
    )


def restore_ledger(path: Path, keys: Path, target: Target) -> bool:
    """Make a ledger of a backup; tell whether it verifies."""
    if path.exists() and zipfile.is_zipfile(path):
        with Ledger(target) as ledger:
            before = ledger.head().size
            count = restore_bundle(path, ledger)
            note_import(ledger, "bundle", before, sha256=_digest(path), reports=count)
        console().print(f"{count} reports read back from {path}", soft_wrap=True)
    else:
        copying.restore(path, keys, target)
    return verify_ledger(target, None, None)


def bundle_incident(
    target: Target, incident: str, out: Path, *, public: bool, as_of: str | None = None
) -> None:
    """Write an incident's bundle, and log that it was."""
    with open_state(target, as_of) as state:
        kind, found = state.find_id(incident)
        if kind != "incident":
            raise SettingsError(f"{incident} is a {kind}; a bundle is of an incident.")
        ledger, head = state.ledger, state.head
        files = build_bundle(ledger, state.derived(), found, public=public, size=head.size)
        write_bundle(files, out)
        note_export(ledger, found, "bundle", head, public=public, sha256=_digest(out))
    console().print(f"{out}: {out.stat().st_size} bytes", soft_wrap=True)


def decide(
    target: Target,
    ruling: str,
    entries: Sequence[str],
    *,
    person: str,
    reason: str,
    changes: Sequence[str] = (),
    grade: str | None = None,
) -> None:
    """Append a decision and derive anew."""
    with Ledger(target, create=False) as ledger:
        subjects, groups = _subjects(ledger, Ruling(ruling), entries)
        draft = Decision(
            id="",
            ruling=Ruling(ruling),
            subjects=subjects,
            person=person,
            moment="",
            reason=reason,
            groups=groups,
            changes=tuple(map(_change, changes)),
            grade=grade,
        )
        made = ledger.decide(draft)
        deriving.current(ledger)
    console().print(f"decision {made.id[:16]}: {made.ruling}. Undo: polybius undo {made.id[:16]}")


def _subjects(
    ledger: Ledger, ruling: Ruling, entries: Sequence[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the ids ruled on, and for a ruling on incidents the groups of claims."""
    found = [ledger.find_id(entry) for entry in entries]
    ids = tuple(each for _, each in found)
    if len(set(ids)) < len(ids):
        raise SettingsError(f"{ruling} names an entry twice.")
    if ruling in (Ruling.MERGE, Ruling.SPLIT, Ruling.REGRADE):
        incidents = {i.id: i for i in deriving.current(ledger).incidents}
        named_claims = tuple(each for kind, each in found if kind == "claim")
        claims = [incidents[each].claim_ids for kind, each in found if kind == "incident"]
        if ruling is Ruling.SPLIT:
            stay = tuple(c for group in claims for c in group if c not in named_claims)
            return ids, (named_claims, stay)
        return ids, tuple(claims)
    wanted = "decision" if ruling is Ruling.UNDO else "claim"
    for kind, each in found:
        if kind != wanted:
            raise SettingsError(f"{ruling} takes a {wanted}; {each[:10]} is of kind {kind}.")
    return ids, ()


def _change(text: str) -> Change:
    """Return the change in ``FIELD=VALUE``; a value that is no JSON is taken as a word."""
    field, equals, value = text.partition("=")
    if not equals:
        raise SettingsError(f"--set {text!r} is not FIELD=VALUE.")
    try:
        msgspec.json.decode(value)
    except msgspec.DecodeError:
        value = msgspec.json.encode(value).decode()
    return Change(field, value)


def erase_entry(target: Target, entry: str, person: str, demand: str) -> None:
    """Erase an entry and derive anew."""
    with Ledger(target, create=False) as ledger:
        kind, found = ledger.find_id(entry)
        gone = erasing.erase(ledger, kind, found, person, demand)
        deriving.current(ledger)
    for each in gone:
        console().print(f"erased {each}", soft_wrap=True)
