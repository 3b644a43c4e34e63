"""A browser on a busy machine is given time."""

from __future__ import annotations

from playwright.sync_api import expect

expect.set_options(timeout=30_000)
