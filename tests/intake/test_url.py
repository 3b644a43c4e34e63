"""Addresses, against a real server on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from polybius.errors import Unreachable
from polybius.intake import IntakeFailure, Intaken, IntakeOptions, Source, addresses, take_in

from .conftest import NOW, STORY, one, only_failure, reports
from .test_feeds import RSS
from .test_html import page


class _Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:  # noqa: PLR0912 - one case an address
        self.asked.append((self.path, self.headers["Host"]))
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        match self.path.partition("?")[0]:
            case "/plain":
                self._send(
                    STORY.encode(), **plain, **{"Last-Modified": "Fri, 04 Mar 2011 05:06:07 GMT"}
                )
            case "/latin":
                self._send(
                    "Besançon: 2 killed. ".encode("cp850"),
                    **{"Content-Type": "text/plain; charset=cp850"},
                )
            case "/2011/01/29/page":
                self._send(page(), **{"Content-Type": "text/html"})
            case "/feed":
                self._send(RSS, **{"Content-Type": "application/rss+xml"})
            case "/lying":
                self._send(page(), **{"Content-Type": "application/pdf"})
            case "/picture":
                self._send(b"\x89PNG\r\n\x1a\n" + bytes(50), **{"Content-Type": "text/html"})
            case "/large":
                self._send(b"x" * 50_000, **plain)
            case "/bomb":
                self._send(gzip.compress(b"x" * 500_000), **plain, **{"Content-Encoding": "gzip"})
            case "/unending":
                self._drip(b"x" * 4096, 0, 10_000)
            case "/slow":
                self._drip(b"x", 0.05, 200)
            case "/silent":
                time.sleep(1.5)
            case "/moved":
                self._send(b"", 302, Location=self.path.partition("?")[2])
            case "/loop":
                self._send(b"", 302, Location="/loop")
            case _:
                self._send(b"gone", 404, **plain)

    def _send(self, body: bytes, status: int = 200, /, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, piece: bytes, pause: float, times: int) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(times):
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    _Handler.asked = []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def ask(address: str, **settings: object) -> list[Intaken | IntakeFailure]:
    chosen = {"now": NOW, "allow_private_addresses": True, "timeout": 5.0, **settings}
    return list(take_in(Source(address, "url"), IntakeOptions(**chosen)))  # type: ignore[arg-type]


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server's own address pass as public; all others are judged as ever."""
    judge = addresses.is_public
    mine = ip_address("127.0.0.1")
    monkeypatch.setattr(addresses, "is_public", lambda a: a == mine or judge(a))


def test_a_text(server: str) -> None:
    taken = one(ask(f"{server}/plain"))
    assert taken.original == STORY.encode()
    assert taken.report.origin.address == f"{server}/plain"
    assert taken.report.published == "2011-01-27"
    kept = taken.report.date_candidates[0]
    assert (kept.origin, kept.value[:10]) == ("http:last-modified", "2011-03-04")
    assert kept.refused == "says when it was changed, not when it was published"


def test_a_page_with_a_date_in_its_address(server: str) -> None:
    assert one(ask(f"{server}/2011/01/29/page")).report.published == "2011-01-29"


def test_the_charset_that_the_server_names(server: str) -> None:
    assert one(ask(f"{server}/latin")).report.text == "Besançon: 2 killed."


def test_a_feed(server: str) -> None:
    assert len(reports(ask(f"{server}/feed"))) == 2


def test_the_wrong_content_type(server: str) -> None:
    assert one(ask(f"{server}/lying")).report.media_type.startswith("text/html")
    assert "is a picture" in only_failure(ask(f"{server}/picture"))


def test_a_redirect_is_followed(server: str) -> None:
    taken = one(ask(f"{server}/moved?/plain"))
    assert taken.report.origin.address == f"{server}/plain"


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2:9/", "http://[::1]:9/", "http://10.0.0.1/", "http://169.254.169.254/latest/",
     "http://2130706434/", "http://[::ffff:10.0.0.1]/"],
)  # fmt: skip
@pytest.mark.usefixtures("loopback_is_public")
def test_a_redirect_to_an_inner_address_is_refused(server: str, target: str) -> None:
    message = only_failure(ask(f"{server}/moved?{target}", allow_private_addresses=False))
    assert "inner address" in message
    assert message.startswith(f"{server}/moved")


@pytest.mark.parametrize(
    ("path", "settings", "message"),
    [
        ("/gone", {}, "answers 404 Not Found"),
        ("/loop", {}, "redirects more than 8 times"),
        ("/moved?file:///etc/passwd", {}, "not a web address"),
        ("/moved?ftp://a.example/", {}, "not a web address"),
        ("/large", {"size_limit": 10_000}, "larger than 10,000 bytes"),
        ("/bomb", {"size_limit": 10_000}, "larger than 10,000 bytes"),
        ("/unending", {"size_limit": 100_000}, "larger than 100,000 bytes"),
        ("/slow", {"time_limit": 0.3}, "not answer in time"),
        ("/silent", {"timeout": 0.2}, "not answer in time"),
    ],
)
def test_failures(server: str, path: str, settings: dict[str, object], message: str) -> None:
    assert message in only_failure(ask(server + path, **settings))


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://user:secret@a.example/", "holds a user name or password"),
        ("gopher://a.example/", "not a web address"),
        ("http:///nothing", "not a web address"),
        ("http://[::1", "does not answer"),
        ("http://no-such-name.invalid/", "does not resolve"),
        (f"http://{'a' * 300}.example/", "does not"),
    ],
)
def test_addresses_that_are_none(address: str, message: str) -> None:
    found = only_failure(ask(address))
    assert message in found


def test_nothing_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "does not answer" in only_failure(ask(f"http://127.0.0.1:{port}/"))


def test_loopback_is_refused_unless_allowed(server: str) -> None:
    assert "inner address 127.0.0.1" in only_failure(ask(server, allow_private_addresses=False))


def test_the_address_that_was_checked_is_the_one_asked(
    server: str, monkeypatch: pytest.MonkeyPatch, loopback_is_public: None
) -> None:
    # DNS rebinding: a name that answers with a public address first and an inner one after.
    port = int(server.rsplit(":", 1)[1])
    answers = iter(["127.0.0.1", "127.0.0.2"])
    real = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **named: Any) -> list[Any]:
        if host != "press.example":
            return real(host, *rest, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    taken = one(ask(f"http://press.example:{port}/plain?pin", allow_private_addresses=False))
    assert taken.report.origin.address == f"http://press.example:{port}/plain?pin"
    assert next(answers) == "127.0.0.2"
    assert ("/plain?pin", f"press.example:{port}") in _Handler.asked


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("100.100.100.200", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00:ec2::254", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert addresses.is_public(ip_address(address)) is public


def test_one_inner_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unreachable, match=r"10\.0\.0\.1"):
        addresses.resolve("a.example", 80, allow_private=False)
