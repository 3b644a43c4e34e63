"""Mail messages (RFC 5322), by the standard library."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from polybius.errors import DamagedSource, IntakeError
from polybius.intake.content import Content
from polybius.intake.decoding import decode
from polybius.intake.drafts import Draft
from polybius.intake.html import declared_charset, fragment_text
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate

# What the standard parser of structured headers raises on malformed ones.
_FAULTS = (
    MessageError, LookupError, ValueError, AttributeError, TypeError, AssertionError,
    RecursionError,
)  # fmt: skip


def read_eml(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the one report that a mail is: its plain part, else its HTML part.

    Raises:
        DamagedSource: its parts cannot be told apart, or hold no text.
    """
    data = content.whole(options.size_limit)
    try:
        draft = _draft(data, content, options)
    except _FAULTS as error:
        raise DamagedSource(
            f"the mail cannot be read ({type(error).__name__}: {error}).",
            where=content.where,
            hint="Save its text as a .txt file and read that.",
        ) from error
    yield draft


def _draft(data: bytes, content: Content, options: IntakeOptions) -> Draft:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(preferencelist=("plain", "html"))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        raise DamagedSource("the mail holds no text part.", where=content.where)
    is_html = part.get_content_type() == "text/html"
    declared = part.get_content_charset() or (declared_charset(payload) if is_html else None)
    decoded = decode(payload, declared=declared, override=options.encoding)
    sender = _header(message, "from")
    name, address = parseaddr(sender or "")
    return Draft(
        original=data,
        text=fragment_text(decoded.text) if is_html else decoded.text,
        text_is="extracted" if is_html else "decoded",
        media_type="message/rfc822",
        title=_header(message, "subject"),
        author=one_line(name) or one_line(address),
        dates=(*_dates(_header(message, "date")), *content.dates),
    )


def _header(message: EmailMessage, name: str) -> str | None:
    value = message[name]
    return one_line(str(value)) if value is not None else None


def _dates(words: str | None) -> Iterator[DateCandidate]:
    if not words:
        return
    try:
        yield DateCandidate(parsedate_to_datetime(words).isoformat(timespec="minutes"), "eml:Date")
    except (ValueError, TypeError, IndexError, OverflowError):
        yield DateCandidate(words, "eml:Date")
