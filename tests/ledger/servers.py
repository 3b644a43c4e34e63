"""A throwaway PostgreSQL server for the tests: made, started, stopped and removed here."""

from __future__ import annotations

import os
import pwd
import resource
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

waived = "POLYBIUS_WITHOUT_POSTGRESQL"
"""Environment variable that says on purpose: leave out the tests that need the server."""

how_to_install = f"apt-get install postgresql, or set {waived}=1 to leave these tests out"


@dataclass(slots=True)
class Server:
    """A running server, which makes databases."""

    port: int
    control: list[str | Path]
    """The command that starts and stops it, without the word that says which."""
    settings: list[str | Path]
    user: str | None
    folder: str
    largest: int | None = None
    """Bytes that no file may outgrow."""
    numbers: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        """Start it, after a crash with recovery."""
        _run([*self.control, *self.settings, "start"], self.user, self.folder, self.largest)

    def crash(self) -> None:
        """Stop it without warning: all its processes quit at once, and nothing is written."""
        _run([*self.control, "-m", "immediate", "stop"], self.user, self.folder)

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            self.run("SELECT 1")
        except DBAPIError:
            return False
        return True

    def url(self, name: str) -> str:
        return f"postgresql://polybius@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str) -> None:
        engine = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+pg8000:"),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
        )
        with engine.connect() as connection:
            connection.execute(text(statement))

    def new_database(self, template: str = "template0") -> str:
        """Make a database and return its URL."""
        name = f"ledger{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


def programs() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return versions[-1].parent if versions else None


def _version(path: Path) -> int:
    return int(path.parent.parent.name)


def unprivileged() -> str | None:
    """Return the user to run the server as: it refuses root."""
    if os.getuid():
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def _folder(megabytes: int | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="polybius-pg-") as scratch:
        if megabytes is None:
            yield scratch
            return
        size = f"size={megabytes}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", scratch], check=True)
        try:
            yield scratch
        finally:
            subprocess.run(["umount", scratch], check=True)


@contextmanager
def running_server(megabytes: int | None = None, largest: int | None = None) -> Iterator[Server]:
    """Start a server in a folder of its own, and remove both in the end.

    Args:
        megabytes: on a disk of this size, which only root can make.
        largest: bytes that no file may outgrow.
    """
    folder = programs()
    if folder is None:
        raise RuntimeError(f"the PostgreSQL server is not installed: {how_to_install}")
    user, port = unprivileged(), _free_port()
    with _folder(megabytes) as scratch:
        data = Path(scratch) / "data"
        if user:
            shutil.chown(scratch, user)
        made = f"-D {data} -U polybius -A trust -E UTF8 --locale=C --no-sync".split()
        _run([folder / "initdb", *made], user, scratch)
        options = f"-p {port} -k {scratch} -c listen_addresses=127.0.0.1 -c max_connections=60"
        server = Server(
            port,
            [folder / "pg_ctl", "-D", data, "-w", "-t", "300"],
            ["-l", f"{scratch}/log", "-o", options],
            user,
            scratch,
            largest,
        )
        server.start()
        try:
            yield server
        finally:
            server.crash()


def _run(
    command: list[str | Path], user: str | None, folder: str, largest: int | None = None
) -> None:
    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    subprocess.run(
        command,
        user=user,
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=limit,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
