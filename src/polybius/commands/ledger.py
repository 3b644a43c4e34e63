"""Commands that keep the ledger: verify, prove, sign, decide, copy, back up, erase."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

# Rooms are imported inside the commands: --help must not wait for them.
# ruff: noqa: PLC0415

T = TypeVar("T")

exit_broken = 1


def _target(text: str) -> Path | str:
    return text if "://" in text else Path(text)


class Target(click.ParamType):  # type: ignore[type-arg]
    """A ledger's file or URL."""

    name = "ledger"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        """Return a path, or the URL of a database as it is."""
        return _target(value) if isinstance(value, str) else Path(str(value))


ledger_option = click.option(
    "--ledger",
    "-l",
    type=Target(),
    default="polybius.ledger.sqlite",
    show_default=True,
    envvar="POLYBIUS_LEDGER",
    help="The ledger's file, or the URL of a PostgreSQL database.",
)
entry_argument = click.argument("entry", metavar="ID")
out_option = click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File to write.",
)
person_option = click.option(
    "--person", required=True, envvar="POLYBIUS_PERSON", help="Who does it."
)
reason_option = click.option("--reason", required=True, help="Why.")


def guarded(action: Callable[[], T]) -> T:
    """Run ``action`` as every command does: errors as sentences, with the fitting exit status."""
    from polybius.cli import guarded as run

    return run(action)


@click.command()
@ledger_option
@click.option("--head", "known", metavar="SIZE:ROOT", help="A head noted before: must be extended.")
@click.option(
    "--authority",
    type=click.Path(path_type=Path),
    metavar="PEM",
    help="Certificates that time stamps must lead to.",
)
def verify(ledger: Path | str, known: str | None, authority: Path | None) -> None:
    """Check the whole ledger against its log, and name the first broken entry.

    Every row, original, index, signature and time stamp is checked, and what is derived is
    derived again. Exit status: 0 if all holds, 1 if something is broken, 2 if it can't be opened.
    """
    from polybius import keeping

    if not guarded(lambda: keeping.verify_ledger(ledger, known, authority)):
        sys.exit(exit_broken)


@click.command()
@entry_argument
@ledger_option
@out_option
@click.option("--as-of", metavar="WHEN", help="Prove it in the head of a day, moment or SIZE:ROOT.")
def prove(entry: str, ledger: Path | str, out: Path, as_of: str | None) -> None:
    """Write a proof that a report, claim or decision is in the log.

    ID is an id or its first six digits, or the number of an entry as #17. A head as SIZE:ROOT
    gives the proof that the present log extends it.
    """
    from polybius import keeping

    guarded(lambda: keeping.write_proof(ledger, entry, out, as_of))


@click.command("verify-proof")
@click.argument("proof", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--original",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The report's original file, for a proof of a report.",
)
@click.option("--head", "known", metavar="SIZE:ROOT", help="The head that the proof must lead to.")
def verify_proof(proof: Path, original: Path | None, known: str | None) -> None:
    """Check a proof file, without any ledger, and say what it shows."""
    from polybius import keeping

    guarded(lambda: keeping.check_proof_file(proof, original, known))


@click.command()
@ledger_option
@click.option("--kind", help="Only entries of this kind: report, decision, erasure, signature …")
@click.option("--last", type=int, default=20, show_default=True, help="How many, the latest.")
@click.option("--as-of", metavar="WHEN", help="As it was: a day, a moment or a head.")
def log(ledger: Path | str, kind: str | None, last: int, as_of: str | None) -> None:
    """List the log's latest entries: when what was written."""
    from polybius import keeping

    guarded(lambda: keeping.print_log(ledger, kind, last, as_of))


@click.command()
@ledger_option
@click.option("--as-of", metavar="WHEN", help="The head of a day, a moment or a size.")
def heads(ledger: Path | str, as_of: str | None) -> None:
    """Print the log's head, and every head that was signed or time-stamped."""
    from polybius import keeping

    guarded(lambda: keeping.print_heads(ledger, as_of))


@click.command()
@ledger_option
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Ed25519 key, PEM.")
@click.option("--new-key", is_flag=True, help="Make the key: the file must not exist.")
def sign(ledger: Path | str, key: Path, *, new_key: bool) -> None:
    """Sign the log's head, so that nobody without the key can pass off another log as this one."""
    from polybius import keeping

    guarded(lambda: keeping.sign_head(ledger, key, new_key=new_key))


@click.command()
@ledger_option
@click.option("--authority", required=True, metavar="URL", envvar="POLYBIUS_TIME_AUTHORITY")
@click.option("--root", type=click.Path(path_type=Path), help="Its root certificate, PEM.")
def stamp(ledger: Path | str, authority: str, root: Path | None) -> None:
    """Have the log's head time-stamped by an RFC 3161 authority.

    The authority learns the hash of the head and nothing else.
    """
    from polybius import keeping

    guarded(lambda: keeping.stamp_head(ledger, authority, root))


@click.command()
@click.argument("target", metavar="LEDGER")
@ledger_option
def copy(target: str, ledger: Path | str) -> None:
    """Copy the ledger, keys and all, to a new file or an empty database: same ids, same head."""
    from polybius import keeping

    guarded(lambda: keeping.copy_ledger(ledger, _target(target)))


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@ledger_option
@click.option("--keys", type=click.Path(path_type=Path), help="Key file; by default FILE.keys.")
def backup(path: Path, ledger: Path | str, keys: Path | None) -> None:
    """Back the ledger up while it is in use: sealed content in FILE, the keys apart.

    Keep the newest key file alone: it opens every older backup, but for what was erased since.
    """
    from polybius import keeping

    guarded(lambda: keeping.back_up_ledger(ledger, path, keys or _beside(path)))


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@ledger_option
@click.option("--keys", type=click.Path(path_type=Path), help="Key file; by default FILE.keys.")
def restore(path: Path, ledger: Path | str, keys: Path | None) -> None:
    """Make a ledger of a backup, or read a bundle back into one, and verify it."""
    from polybius import keeping

    if not guarded(lambda: keeping.restore_ledger(path, keys or _beside(path), ledger)):
        sys.exit(exit_broken)


@click.command()
@click.argument("incident", metavar="INCIDENT")
@ledger_option
@out_option
@click.option("--public", is_flag=True, help="Leave out all that is not marked public.")
@click.option("--as-of", metavar="WHEN", help="As the ledger was: a day, a moment or a head.")
def bundle(
    incident: str, ledger: Path | str, out: Path, *, public: bool, as_of: str | None
) -> None:
    """Write an incident with its evidence and proofs as one archive.

    It holds originals, working copies, claims, decisions, a page to read, and the steps by which
    anybody can check it with sha256sum and openssl. With --public, only codes, figures, days,
    hashes and proofs.
    """
    from polybius import keeping

    guarded(lambda: keeping.bundle_incident(ledger, incident, out, public=public, as_of=as_of))


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.keys")


@click.command()
@click.argument(
    "ruling", type=click.Choice(["accept", "correct", "reject", "merge", "split", "regrade"])
)
@click.argument("entries", nargs=-1, required=True, metavar="ID...")
@ledger_option
@person_option
@reason_option
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="What to correct.")
@click.option("--grade", help="The grade that a regrade sets.")
def decide(
    ruling: str,
    entries: tuple[str, ...],
    *,
    ledger: Path | str,
    person: str,
    reason: str,
    changes: tuple[str, ...],
    grade: str | None,
) -> None:
    """Rule on claims or incidents; nothing is overwritten, and undo takes it back.

    accept, correct and reject take claims; merge takes incidents that are one; split takes an
    incident and the claims that are of another; regrade takes an incident.
    """
    from polybius import keeping

    guarded(
        lambda: keeping.decide(
            ledger, ruling, entries, person=person, reason=reason, changes=changes, grade=grade
        )
    )


@click.command()
@entry_argument
@ledger_option
@person_option
@reason_option
def undo(entry: str, ledger: Path | str, person: str, reason: str) -> None:
    """Undo a decision: what is derived becomes what it was without it."""
    from polybius import keeping

    guarded(lambda: keeping.decide(ledger, "undo", (entry,), person=person, reason=reason))


@click.command()
@entry_argument
@ledger_option
@person_option
@click.option("--demand", required=True, help="File number of the demand; kept for ever: no names.")
def erase(entry: str, ledger: Path | str, person: str, demand: str) -> None:
    """Erase a report with all that was read from it, or a decision, on a legal demand.

    The keys are destroyed; the log keeps its hashes and says that it was done. This can't be
    undone.
    """
    from polybius import keeping

    guarded(lambda: keeping.erase_entry(ledger, entry, person, demand))


commands = (
    verify,
    prove,
    verify_proof,
    log,
    heads,
    sign,
    stamp,
    copy,
    backup,
    restore,
    bundle,
    decide,
    undo,
    erase,
)


def register(app: click.Group) -> None:
    """Add the commands of this module to ``app``."""
    for command in commands:
        app.add_command(command)
