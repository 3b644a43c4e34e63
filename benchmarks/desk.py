"""How fast the review desk answers, and whether it holds up under a team.

``python -m benchmarks.desk [--incidents N] [--users N] [--seconds S]`` prints one JSON object. A
ledger is generated (`benchmarks.desk_ledger`), the desk is served by a process of its own, and
asked over loopback: first by one person, each view in turns (``views``: milliseconds, p50 and
p95), then by many at once who read for a second or so between two pages (``team``: answers,
errors, milliseconds). ``rulings``, asked for last as they change the ledger, is the time until a
ruling is taken (``accept``, ``merge``) and until the figures are weighed anew (``current``).
``cpu_ms`` is the processor time of the server for an answer, which other work on the machine
changes less.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from benchmarks import desk_ledger
from tests.web.servers import free_port

asked_alone = 40
warm_up = 3
seed = 1


def measure(incidents: int, users: int, seconds: float, ledger: Path | None) -> dict[str, Any]:
    """Return what one person and what a team waits for."""
    with tempfile.TemporaryDirectory() as folder:
        path = ledger or Path(folder) / "desk.sqlite"
        started = time.perf_counter()
        if not path.exists():
            desk_ledger.make(path, incidents)
        made = time.perf_counter() - started
        with _served(path) as (address, cookie, server):
            alone = _alone(address, cookie, server)
            before = _cpu_ms(server)
            team = asyncio.run(_team(address, cookie, users, seconds))
            team["cpu_ms"] = round((_cpu_ms(server) - before) / max(1, team["answers"]), 1)
            ruled = _rulings(address, cookie)
    return {
        "incidents": incidents,
        "generate_seconds": round(made, 1),
        "views": alone,
        "team": {"users": users, "seconds": seconds, **team},
        "rulings": ruled,
    }


@contextmanager
def _served(path: Path) -> Iterator[tuple[str, dict[str, str], int]]:
    """Serve the ledger in a process of its own; yield address, cookie of its owner, process id."""
    command = [sys.executable, "-c", "from polybius.cli import main; main()", "serve"]
    port = str(free_port())
    with subprocess.Popen(
        [*command, "--ledger", str(path), "--port", port], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            door = next(word for word in line.split() if word.startswith("http"))
            with httpx.Client(timeout=120) as client:
                for _ in range(600):
                    try:
                        client.get(door)
                        break
                    except httpx.ConnectError:
                        time.sleep(0.1)
                yield door.split("/enter")[0], dict(client.cookies), process.pid
        finally:
            process.terminate()


def _addresses(client: httpx.Client) -> dict[str, list[str]]:
    """Return addresses of each kind of view, as a person would come by them."""
    chance = random.Random(seed)
    found = client.get("/api/incidents", params={"limit": 50}).json()["items"]
    incidents = [each["incident"] for each in found]
    words = [f"{chance.choice(desk_ledger.deeds)} Town {n}" for n in range(asked_alone)]
    return {
        "overview": ["/"],
        "overview_filtered": [f"/?country={land}" for land in desk_ledger.countries],
        "incident": [f"/incidents/{each['id']}" for each in incidents],
        "report": [f"/reports/{each['report_ids'][0]}" for each in incidents],
        "search": [f"/search?q={word.replace(' ', '+')}" for word in words],
        "overview_words": [f"/?text={deed}" for deed in desk_ledger.deeds],
        "parties": ["/parties"],
        "queue_to_rule": ["/queues/to_rule"],
        "search_common_word": [f"/search?q={deed}" for deed in desk_ledger.deeds],
        "api_incidents": ["/api/incidents?limit=50"],
    }


def _alone(address: str, cookie: dict[str, str], server: int) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    with httpx.Client(base_url=address, cookies=cookie, timeout=120) as client:
        addresses = _addresses(client)
        for name, paths in addresses.items():
            times = []
            before = _cpu_ms(server)
            for turn in range(asked_alone + warm_up):
                started = time.perf_counter()
                client.get(paths[turn % len(paths)]).raise_for_status()
                times.append((time.perf_counter() - started) * 1000)
            cpu = (_cpu_ms(server) - before) / len(times)
            taken[name] = {"first_ms": round(times[0], 1), **_percentiles(times[warm_up:])}
            taken[name]["cpu_ms"] = round(cpu, 1)
    return taken


def _cpu_ms(process: int) -> float:
    """Return the processor time that a process took so far (proc(5): utime and stime)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _rulings(address: str, cookie: dict[str, str]) -> dict[str, Any]:
    """Accept claims, then merge two incidents; return what each takes, and the figures after it."""
    with httpx.Client(base_url=address, cookies=cookie, timeout=600) as client:
        csrf = client.get("/").text.split('name="csrf" content="')[1].split('"')[0]
        client.headers["x-csrf-token"] = csrf
        found = client.get("/api/incidents", params={"limit": asked_alone}).json()["items"]
        incidents = [each["incident"] for each in found]
        times = []
        for each in incidents[2:]:
            claim = {"ruling": "accept", "claims": each["claim_ids"][:1], "reason": "so"}
            times.append(_post(client, "/api/decisions/claims", claim))
        current = _until_current(client)
        groups = [each["claim_ids"] for each in incidents[:2]]
        pair = [each["id"] for each in incidents[:2]]
        merge = {"ruling": "merge", "subjects": pair, "groups": groups, "reason": "one happening"}
        merged = _post(client, "/api/decisions/incidents", merge)
        return {
            "accept": _percentiles(times),
            "accept_current_s": current,
            "merge_ms": round(merged, 1),
            "merge_current_s": _until_current(client),
        }


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> float:
    started = time.perf_counter()
    client.post(path, json=body).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _until_current(client: httpx.Client) -> float:
    """Return the seconds until every claim is weighed."""
    started = time.perf_counter()
    while not client.get("/api/incidents", params={"limit": 1}).json()["is_current"]:
        time.sleep(0.05)
    return round(time.perf_counter() - started, 1)


async def _team(address: str, cookie: dict[str, str], users: int, seconds: float) -> dict[str, Any]:
    with httpx.Client(base_url=address, cookies=cookie, timeout=120) as client:
        addresses = [path for paths in _addresses(client).values() for path in paths]
    times: list[float] = []
    errors: list[str] = []
    until = time.perf_counter() + seconds
    most = httpx.Limits(max_connections=users)
    async with httpx.AsyncClient(
        base_url=address, cookies=cookie, timeout=120, limits=most
    ) as client_of_all:

        async def person(number: int) -> None:
            chance = random.Random(seed + number)
            while time.perf_counter() < until:
                path = chance.choice(addresses)
                started = time.perf_counter()
                try:
                    answer = await client_of_all.get(path)
                    if answer.status_code != 200:
                        errors.append(f"{path}: {answer.status_code}")
                except httpx.HTTPError as error:
                    errors.append(f"{path}: {error!r}")
                times.append((time.perf_counter() - started) * 1000)
                await asyncio.sleep(chance.uniform(0.5, 1.5))

        await asyncio.gather(*(person(number) for number in range(users)))
    return {
        "answers": len(times),
        "errors": len(errors),
        "first_errors": errors[:3],
        **_percentiles(times),
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def main() -> None:
    """Measure and print the JSON object; leave with status 1 if a team met an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30, help="300 for the full test")
    parser.add_argument("--ledger", type=Path, help="keep the generated ledger here, or use it")
    given = parser.parse_args()
    found = measure(given.incidents, given.users, given.seconds, given.ledger)
    json.dump(found, sys.stdout, indent=2)
    print()
    sys.exit(1 if found["team"]["errors"] else 0)


if __name__ == "__main__":
    main()
