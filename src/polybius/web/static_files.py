"""Files of ours: styles, scripts, map data."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from polybius.web.rendering import static_folder


class StaticAssets(StaticFiles):
    """Serves the folder; what is asked for by its digest may be kept for a year."""

    def __init__(self) -> None:
        super().__init__(directory=static_folder)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        named = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if named else "no-cache"
        )
        return response
