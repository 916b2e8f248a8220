"""Kills writers, or the server under them, and holds what is stored against what was told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from backoffice import store
from backoffice.invoice.numbering import Number, Told

from . import shop

HERE = Path(__file__).parent
WAIT = 60.0


class Writers:
    """Processes of writer.py, from their start to their end."""

    def __init__(self, where: str, told: Path, protocols: list[str], year: int) -> None:
        self._told = told
        self._before = _lines(told)
        self.processes = [
            subprocess.Popen([sys.executable, HERE / "writer.py", where, told, protocol, str(year)], stderr=subprocess.PIPE)
            for protocol in protocols
        ]

    def told(self, least: int) -> None:
        """Waits until so many numbers were told since the start."""
        until = time.monotonic() + WAIT
        while _lines(self._told) - self._before < least:
            for process in self.processes:
                if process.poll() not in (None, 0):
                    assert process.stderr is not None
                    raise AssertionError(process.stderr.read().decode())
            if time.monotonic() > until:
                raise AssertionError(f"{_lines(self._told) - self._before} of {least} numbers after {WAIT} s")
            time.sleep(0.01)

    def kill(self) -> None:
        for process in self.processes:
            os.kill(process.pid, signal.SIGKILL)
        self.end()

    def end(self) -> None:
        for process in self.processes:
            process.communicate(timeout=WAIT)


def _lines(told: Path) -> int:
    return sum(file.read_bytes().count(b"\n") for file in told.iterdir())


def link(head: str, number: Number, draft: str) -> tuple[str, str]:
    """A chain in which each record holds the number before it."""
    return f"{head}>{number}", number.text


def chained(connection: Any, place: str) -> int:
    return store.chain(connection, "book", "sales", shop.pending(place), link, start="")


def _still(cursor: Any) -> None:
    """Waits until the server has ended what was under way when its clients were killed."""
    until = time.monotonic() + WAIT
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    while cursor.execute(others).fetchone()[0]:
        if time.monotonic() > until:
            raise AssertionError("clients that were killed are still served")
        time.sleep(0.02)


def check(connection: Any, told: Path, place: str) -> dict[str, int]:
    """Numbers are 1 to n in each year, each on one whole invoice; what was told is stored and unchanged; the chain is
    that of the numbers.
    """
    cursor = connection.cursor()
    if place == "%s":
        _still(cursor)
    rows = cursor.execute(shop.SELECT).fetchall()
    years: dict[str, list[int]] = {}
    for day, counter, number in rows:
        years.setdefault(day[:4], []).append(counter)
        assert number == f"INV-{day[:4]}-{counter:05}", number
    for year, counters in years.items():
        assert counters == list(range(1, len(counters) + 1)), f"{year}: {counters}"
    half = f"SELECT draft FROM line GROUP BY draft HAVING count(*) <> {shop.LINES}"
    half += " UNION ALL SELECT draft FROM line WHERE draft NOT IN (SELECT draft FROM invoice)"
    half += " UNION ALL SELECT draft FROM invoice WHERE draft NOT IN (SELECT draft FROM line)"
    assert cursor.execute(half).fetchall() == [], "something is half done"
    stored = dict(cursor.execute("SELECT draft, number FROM invoice").fetchall())
    count = 0
    heard: list[Told] = []
    for file in told.iterdir():
        for line in file.read_text().splitlines():
            what, draft, _ = line.split()
            if what == "rolled_back":
                assert draft not in stored, f"{draft} was said to be rolled back"
            elif what != "unknown":
                assert stored.get(draft) == what, f"told {what} for {draft}, stored {stored.get(draft)}"
                heard.append(Told(what, draft))
                count += 1
    found = store.audit(connection, "sales", shop.SELECT.replace("number FROM", "number, draft FROM"), told=heard)
    assert not found, found
    chained(connection, place)
    texts = ["", *(number for _, _, number in rows)]
    records = [record.record for record in store.records(connection, "book")]
    assert records == [f"{before}>{after}" for before, after in zip(texts, texts[1:])], "the chain is another"
    return {"told": count, "stored": len(stored), "years": len(years)}
