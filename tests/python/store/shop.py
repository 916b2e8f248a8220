"""What the tests, the crash test and the load write: invoices with ten lines, on either database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backoffice import store
from backoffice.invoice.numbering import Number, Series

SERIES = Series("sales", "INV-{year}-{number:5}", restart="yearly")
LINES = 10
SELECT = "SELECT day, counter, number FROM invoice ORDER BY substr(day, 1, 4), counter"

_TABLES = (
    "CREATE TABLE invoice (draft TEXT NOT NULL UNIQUE, day TEXT NOT NULL, counter BIGINT, number TEXT)",
    "CREATE TABLE line (draft TEXT NOT NULL, place INTEGER NOT NULL, item TEXT NOT NULL, amount TEXT NOT NULL)",
    "CREATE UNIQUE INDEX invoice_number ON invoice (number)",
    "CREATE INDEX invoice_place ON invoice (substr(day, 1, 4), counter)",
)


def open_sqlite(path: str, synchronous: str = "FULL") -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60, isolation_level=None, cached_statements=256)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    return connection


def open_postgres(dsn: str) -> Any:
    import psycopg

    return psycopg.connect(dsn, autocommit=True)


def opened(where: str) -> Any:
    """The database: a path of SQLite, or what psycopg wants."""
    return open_postgres(where) if "=" in where else open_sqlite(where)


def furnish(connection: Any, series: Series = SERIES) -> None:
    cursor = connection.cursor()
    for statement in _TABLES:
        cursor.execute(statement)
    connection.commit()
    store.create(connection, series)


@dataclass(frozen=True)
class Sale:
    """An invoice to be, of which everything but its number is known."""

    id: str
    day: date
    place: str = "?"
    lines: int = LINES

    @staticmethod
    def on(connection: Any, id: str, day: date, lines: int = LINES) -> Sale:
        return Sale(id, day, "?" if isinstance(connection, sqlite3.Connection) else "%s", lines)

    def _insert(self, table: str, places: int) -> str:
        return f"INSERT INTO {table} VALUES ({', '.join([self.place] * places)})"

    def write_lines(self, cursor: Any) -> None:
        rows = [(self.id, place, "desk lamp", "55.55") for place in range(self.lines)]
        if rows:
            cursor.executemany(self._insert("line", 4), rows)

    def write_head(self, cursor: Any, number: Number | None) -> None:
        counter, text = (number.counter, number.text) if number else (None, None)
        cursor.execute(self._insert("invoice", 4), (self.id, self.day.isoformat(), counter, text))

    def draft(self) -> store.Draft:
        return store.Draft(self.day, self.write_head, self.write_lines)


def pending(place: str) -> Callable[[Any, Number | None, int], Iterator[tuple[Number, str]]]:
    """What a chain asks for: the invoices after a number."""

    def after(cursor: Any, last: Number | None, limit: int) -> Iterator[tuple[Number, str]]:
        year, counter = (str(last.day.year), last.counter) if last else ("", 0)
        cursor.execute(
            "SELECT day, counter, number, draft FROM invoice"
            f" WHERE (substr(day, 1, 4), counter) > ({place}, {place})"
            f" ORDER BY substr(day, 1, 4), counter LIMIT {place}",
            (year, counter, limit),
        )
        for day, count, text, draft in cursor.fetchall():
            yield Number(date.fromisoformat(day), count, text), draft

    return after


def over_new_year(count: int, of: int) -> date:
    """A day for the count-th invoice of so many, so that the year changes in the middle."""
    return date(2026, 12, 31) + timedelta(days=1 if count >= of // 2 else 0)
