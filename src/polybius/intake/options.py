"""What a caller may set about taking in reports."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from datetime import UTC, datetime

from polybius.errors import SettingsError
from polybius.intake.calendar_words import parse_date


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """Settings of one intake run, checked when built.

    Raises:
        SettingsError: a value cannot be used.
    """

    published: str | None = None
    """Publication date for reports that state none of their own: any form that
    `calendar_words.parse_date` reads, normally ISO 8601."""
    publisher: str | None = None
    """Publisher for reports that name none."""
    text_column: str | None = None
    title_column: str | None = None
    date_column: str | None = None
    publisher_column: str | None = None
    author_column: str | None = None
    address_column: str | None = None
    id_column: str | None = None
    encoding: str | None = None
    """Character encoding of all input, against whatever the bytes declare."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    """Moment of retrieval, one for the whole run; must carry its zone."""
    allow_private_addresses: bool = False
    """Permit requests to loopback, private, link-local and other inner addresses."""
    timeout: float = 20.0
    """Seconds for one network step: connecting, or waiting for the next bytes."""
    time_limit: float = 120.0
    """Seconds for one address altogether, redirects included."""
    max_redirects: int = 8
    size_limit: int = 20 * 1024 * 1024
    """Bytes of one report, unpacked, and of one download. Tables and archives on disk may have
    any size: they are read member by member."""

    def __post_init__(self) -> None:
        """Refuse what cannot be used, where the mistake is."""
        if self.published is not None and parse_date(self.published, self.now.year) is None:
            raise SettingsError(
                f"the publication date {self.published!r} is not a date.",
                hint="Write it as YYYY-MM-DD, YYYY-MM or YYYY.",
            )
        if self.now.tzinfo is None:
            raise SettingsError("the moment of retrieval has no time zone.", hint="Give it in UTC.")
        for name in ("timeout", "time_limit", "size_limit"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} must be greater than 0.")
        if self.max_redirects < 0:
            raise SettingsError("max_redirects must not be negative.")
        _check_encoding(self.encoding)

    @property
    def retrieved(self) -> str:
        """The moment of retrieval as ``YYYY-MM-DDTHH:MM:SSZ``."""
        return self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_encoding(name: str | None) -> None:
    if name is None:
        return
    try:
        b"a".decode(codecs.lookup(name).name, "replace")
    except (LookupError, ValueError) as error:
        raise SettingsError(
            f"{name!r} is not a character encoding.", hint="Try utf-8, windows-1252 or utf-16."
        ) from error
