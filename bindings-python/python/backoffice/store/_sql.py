"""The statements, which the core writes, on any DB-API cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from .. import _backoffice
from .._errors import InputError
from .._load import load
from ..invoice.numbering import SCHEMA, Claim, Frame, Number, Series, Statement, StatementKind, Value
from ._dialect import Dialect
from ._errors import StoreError

_PLACE = re.compile(r":([a-z_]+)")

_of = cache(Statement.of)


def run(
    cursor: Any, dialect: Dialect, statement: str, values: Mapping[str, object], *, locking: bool = False
) -> Any:
    """Sends a statement with places such as ``:name``, written as the driver writes them."""
    text, names = _rewritten(statement, dialect.placeholders)
    if dialect.placeholders in ("named", "pyformat"):
        given: Any = {name: values[name] for name in names}
    else:
        given = [values[name] for name in names]
    cursor.execute(text + dialect.locking if locking else text, given)
    return cursor


@cache
def _rewritten(statement: str, placeholders: str) -> tuple[str, tuple[str, ...]]:
    style = {"named": r":\1", "pyformat": r"%(\1)s", "qmark": "?", "format": "%s"}[placeholders]
    return _PLACE.sub(style, statement), tuple(cast("list[str]", _PLACE.findall(statement)))


def one(cursor: Any) -> Any:
    """The row of a result, if it has one. All are read: SQLite keeps what a statement holds until its last row."""
    rows = cursor.fetchall()
    return rows[0] if rows else None


def _core(cursor: Any, dialect: Dialect, kind: StatementKind, values: Sequence[Value]) -> Any:
    statement = _of(kind, "colon")
    return run(cursor, dialect, statement.text, dict(zip(statement.names, values, strict=True)))


def _plain(row: Sequence[Any]) -> list[Any]:
    """Where a driver was told to give text as bytes."""
    return [value.decode() if isinstance(value, bytes) else value for value in row]


def schema(dialect: Dialect) -> str:
    """The statement that makes the table of series."""
    return SCHEMA.replace("id TEXT", f"id {dialect.text}")


def read(cursor: Any, dialect: Dialect, id: str, *, locking: bool = False) -> Series | None:
    """The series that is stored, if one is; locked, once nobody else is at work on it."""
    row = one(run(cursor, dialect, _of("read", "colon").text, {"id": id}, locking=locking))
    return None if row is None else Series.from_row(_plain(row))


def insert(cursor: Any, dialect: Dialect, series: Series) -> None:
    """Stores a new series."""
    _core(cursor, dialect, "create", series.row("create", "colon"))


def claims(series: Series, days: Sequence[date]) -> Iterator[Claim]:
    """One claim, or one for each period into which the days fall, in their order."""
    try:
        yield series.claim(days)
        return
    except InputError as error:
        if (error.code, error.field) != ("input.invalid", "days"):
            raise
    period = cache(lambda day: series.claim([day]).period)
    begin = 0
    for place, day in enumerate(days):
        if period(day) != period(days[begin]):
            yield series.claim(days[begin:place])
            begin = place
    yield series.claim(days[begin:])


def claim(cursor: Any, dialect: Dialect, series: Series, wanted: Claim) -> tuple[Number, ...] | None:
    """The numbers that the claim was granted; none when it was refused."""
    row = one(_core(cursor, dialect, "claim", wanted.values("colon")))
    return None if row is None else granted(series, wanted, row)


def granted(series: Series, wanted: Claim, row: Sequence[Any]) -> tuple[Number, ...]:
    """The numbers of a claim, as its row says. In as few steps as there can be: others wait for the row."""
    numbers, _ = _backoffice.invoice_series_granted(series, wanted, _backoffice.invoice_grant(_plain(row)))
    return load(tuple[Number, ...], numbers)


def swap(cursor: Any, dialect: Dialect, series: Series, read_version: int) -> bool:
    """Stores a series in place of the one that was read at that version; false when that is there no more."""
    return bool(_core(cursor, dialect, "swap", series.swap(read_version, "colon")).rowcount == 1)


def frame(series: Series, day: date) -> Frame:
    """What stands around the counter of a number of that day."""
    around = series.frame(day)
    if around is None:
        message = f"the check digits of `{series.pattern}` cannot be written in the database: call `store.number`"
        raise StoreError(message, code="store.unsupported", field="pattern", value=series.pattern)
    return around


CHAINS = (
    """CREATE TABLE IF NOT EXISTS number_chain (
    id {text} NOT NULL PRIMARY KEY,
    series TEXT NOT NULL,
    head TEXT NOT NULL,
    count BIGINT NOT NULL,
    last TEXT
)""",
    """CREATE TABLE IF NOT EXISTS number_chain_record (
    chain {text} NOT NULL,
    position BIGINT NOT NULL,
    number {text} NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (chain, position),
    UNIQUE (chain, number)
)""",
)
"""The tables of chains: heads, and records."""


def typed(statement: str, dialect: Dialect) -> str:
    """The statement with the database's type of keys."""
    return statement.format(text=dialect.text)
