"""The statements, which the core writes, on any DB-API cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NoReturn, cast

from .. import _backoffice
from .._errors import InputError
from .._load import load
from ..invoice.numbering import Claim, Number, Series
from ._dialect import Dialect
from ._errors import StoreError

_PLACE = re.compile(r":([a-z_]+)")


@cache
def _written(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement of the core with places such as ``:name``, and the names in the order of its values."""
    raw = _backoffice.invoice_numbering_statement(statement, "colon")
    return raw["text"], tuple(raw["names"])


def run(
    cursor: Any, dialect: Dialect, statement: str, values: Mapping[str, object], *, locking: bool = False
) -> Any:
    """Sends a statement with places such as ``:name``, written as the driver writes them."""
    names = cast("list[str]", _PLACE.findall(statement))
    style = {"named": r":\1", "pyformat": r"%(\1)s", "qmark": "?", "format": "%s"}[dialect.placeholders]
    text = _PLACE.sub(style, statement) + (dialect.locking if locking else "")
    by_name = dialect.placeholders in ("named", "pyformat")
    cursor.execute(text, {name: values[name] for name in names} if by_name else [values[name] for name in names])
    return cursor


def lock(cursor: Any, dialect: Dialect, id: str) -> None:
    """Waits until nobody is at work on the series."""
    read(cursor, dialect, id, locking=True)


def schema(dialect: Dialect) -> str:
    """The statement that makes the table of series."""
    text: str = _backoffice.invoice_numbering_schema()
    return text.replace("id TEXT", f"id {dialect.text}")


def read(cursor: Any, dialect: Dialect, id: str, *, locking: bool = False) -> Series | None:
    """The series that is stored, if one is."""
    text, _ = _written("read")
    row = run(cursor, dialect, text, {"id": id}, locking=locking).fetchone()
    return None if row is None else load(Series, _backoffice.invoice_series_from_row(_plain(row)))


def _plain(row: Sequence[Any]) -> list[Any]:
    """Where a driver was told to give text as bytes."""
    return [value.decode() if isinstance(value, bytes) else value for value in row]


def insert(cursor: Any, dialect: Dialect, series: Series) -> None:
    """Stores a new series."""
    text, names = _written("create")
    values = _backoffice.invoice_series_row(series, "create", "colon")
    run(cursor, dialect, text, dict(zip(names, values, strict=True)))


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


def positional(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement with places such as ``$1``, and the names of its values."""
    raw = _backoffice.invoice_numbering_statement(statement, "dollar")
    return raw["text"], tuple(raw["names"])


def claim_values(wanted: Claim) -> list[Any]:
    """The values of a claim by their positions."""
    return list(_backoffice.invoice_claim_values(wanted, "claim", "dollar"))


def frame(series: Series, day: date) -> dict[str, Any]:
    """What stands around the counter of a number of that day."""
    around = _backoffice.invoice_series_frame(series, day)
    if around is None:
        message = f"the check digits of `{series.pattern}` cannot be written in the database: call `store.number`"
        raise StoreError(message, code="store.unsupported", field="pattern", value=series.pattern)
    return dict(around)


def grant(row: Sequence[Any]) -> Any:
    """What a claim was granted, as the row says."""
    return _backoffice.invoice_grant(_plain(row))


def claim(cursor: Any, dialect: Dialect, wanted: Claim) -> Any:
    """What the claim was granted, for :func:`granted`; none when it was refused."""
    text, names = _written("claim")
    values = _backoffice.invoice_claim_values(wanted, "claim", "colon")
    row = run(cursor, dialect, text, dict(zip(names, values, strict=True))).fetchone()
    return None if row is None else grant(row)


def granted(series: Series, wanted: Claim, grant: Any) -> tuple[Number, ...]:
    """The numbers of a claim."""
    numbers, _ = _backoffice.invoice_series_granted(series, wanted, grant)
    return load(tuple[Number, ...], numbers)


def refuse(wanted: Claim, stored: Series | None) -> NoReturn:
    """Says why a claim was refused."""
    _backoffice.invoice_claim_refused(wanted, stored)
    raise AssertionError("a refusal is an error")


def swap(cursor: Any, dialect: Dialect, series: Series, read_version: int) -> bool:
    """Stores a series in place of the one that was read at that version; false when that is there no more."""
    text, names = _written("swap")
    values = _backoffice.invoice_series_swap(series, read_version, "colon")
    return bool(run(cursor, dialect, text, dict(zip(names, values, strict=True))).rowcount == 1)


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
