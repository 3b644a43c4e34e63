"""What every answer carries, and which requests are not heard at all."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from polybius.web.refusing import refuse
from polybius.web.routing import Kind

policy = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No script or style but files of ours; no request to anywhere else."""

always = {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Answers only requests for the desk's own hosts, and adds the headers of `always`."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, secure: bool) -> None:
        self.app = app
        self.hosts = hosts
        self.more = {"strict-transport-security": "max-age=31536000"} if secure else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**always, **self.more}.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-store"
            await send(message)

        answer = self.app
        if Headers(scope=scope).get("host", "") not in self.hosts:
            # A page of another name that resolves here (DNS rebinding) must learn nothing.
            answer = refuse(Kind.PAGE, 421, "this desk has another address.")
        await answer(scope, receive, send_with_headers)
