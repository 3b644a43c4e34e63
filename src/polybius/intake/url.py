"""Fetching a web address, by httpx."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO, cast

import httpx

from polybius.errors import IntakeError, Unreachable, Where
from polybius.intake.addresses import resolve
from polybius.intake.content import Content, guarded, too_large
from polybius.intake.dates import CHANGED
from polybius.intake.html_dates import address_dates
from polybius.intake.options import IntakeOptions
from polybius.records import DateCandidate

_IN_MEMORY = 1 << 22
_SCHEMES = ("http", "https")


@contextmanager
def fetch(address: str, options: IntakeOptions) -> Iterator[Content]:
    """Fetch ``address`` and give its body as content; redirects are followed, each one checked.

    Environment proxies are not used: behind one, the address that is asked could not be checked.

    Raises:
        Unreachable: it does not answer in time or with success, or must not be asked.
        IntakeError: the body is larger than the size limit.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        answer = _Fetch(address, options).run(cast(BinaryIO, body))
        body.seek(0)
        told = Message()
        told["content-type"] = answer.headers.get("content-type", "application/octet-stream")
        charset = told.get_param("charset")
        yield Content(
            address=answer.address,
            name=httpx.URL(answer.address).path,
            stream=guarded(cast(BinaryIO, body), answer.address),
            retrieved=options.retrieved,
            media_type=told.get_content_type() if "content-type" in answer.headers else None,
            charset=charset if isinstance(charset, str) else None,
            dates=(*address_dates(answer.address), *_last_modified(answer.headers)),
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    address: str
    headers: httpx.Headers


class _Fetch:
    """One address on its way: the deadline holds for all hops together."""

    def __init__(self, address: str, options: IntakeOptions) -> None:
        self._asked = address
        self._options = options
        self._deadline = time.monotonic() + options.time_limit

    def run(self, body: BinaryIO) -> _Answer:
        address = self._asked
        try:
            with httpx.Client(trust_env=False, follow_redirects=False) as client:
                for _ in range(self._options.max_redirects + 1):
                    url = self._checked(address)
                    answer = self._hop(client, url, body)
                    if isinstance(answer, _Answer):
                        return answer
                    address = answer
        except httpx.TimeoutException as error:
            raise self._late() from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._unreachable(
                f"does not answer ({error or type(error).__name__})."
            ) from error
        raise self._unreachable(f"redirects more than {self._options.max_redirects} times.")

    def _checked(self, address: str) -> httpx.URL:
        url = httpx.URL(address)
        if url.scheme not in _SCHEMES or not url.host:
            raise self._unreachable(f"{address} is not a web address.", "Use http:// or https://.")
        if url.userinfo:
            raise self._unreachable(
                "the address holds a user name or password, which would be kept in the ledger.",
                "Fetch the page yourself and read the file.",
            )
        return url

    def _hop(self, client: httpx.Client, url: httpx.URL, body: BinaryIO) -> _Answer | str:
        """Ask one address: its answer, or the address that it redirects to."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            hosts = resolve(url.host, port, allow_private=self._options.allow_private_addresses)
        except Unreachable as error:
            raise self._unreachable(error.what, error.hint) from error
        for host in hosts[:-1]:
            try:
                return self._ask(client, url, host, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return self._ask(client, url, hosts[-1], body)

    def _ask(
        self, client: httpx.Client, url: httpx.URL, host: str, body: BinaryIO
    ) -> _Answer | str:
        """Connect to the checked ``host`` while name and certificate stay those of ``url``."""
        request = client.build_request(
            "GET",
            url.copy_with(host=host),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": "polybius",
                "Accept-Encoding": "identity",
            },
            extensions={"sni_hostname": url.host},
            timeout=min(self._options.timeout, self._left()),
        )
        response = client.send(request, stream=True)
        try:
            if response.is_redirect and "location" in response.headers:
                return str(url.join(response.headers["location"]))
            if response.status_code != httpx.codes.OK:
                status = f"{response.status_code} {response.reason_phrase}".strip()
                raise self._unreachable(f"answers {status}.")
            self._receive(response, body)
        finally:
            response.close()
        return _Answer(str(url), response.headers)

    def _receive(self, response: httpx.Response, body: BinaryIO) -> None:
        limit = self._options.size_limit
        told = response.headers.get("content-length", "")
        if told.isdigit() and int(told) > limit:
            raise too_large(self._asked, limit)
        for chunk in response.iter_bytes():
            self._left()
            body.write(chunk)
            if body.tell() > limit:
                raise too_large(self._asked, limit)

    def _left(self) -> float:
        """Return the seconds that are left.

        Raises:
            Unreachable: none are.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._late()
        return left

    def _late(self) -> IntakeError:
        return self._unreachable("does not answer in time.", "Try again, or raise the time limit.")

    def _unreachable(self, what: str, hint: str | None = None) -> Unreachable:
        return Unreachable(what, where=Where(self._asked), hint=hint)


def _last_modified(headers: httpx.Headers) -> Iterator[DateCandidate]:
    words = headers.get("last-modified")
    if not words:
        return
    try:
        value = parsedate_to_datetime(words).isoformat(timespec="minutes")
    except (ValueError, TypeError, IndexError, OverflowError):
        value = words
    yield DateCandidate(value, "http:last-modified", CHANGED)
