"""The judge: the stored numbers against the stored series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ..invoice.numbering import Audit, Number, Void
from ._dialect import Connection, Dialect
from ._known import of
from ._number import stored
from ._transaction import Transaction


def audit(
    connection: Connection,
    id: str,
    numbers: str,
    *,
    voids: Sequence[Void] = (),
    parameters: Any = (),
    dialect: Dialect | None = None,
) -> Audit:
    """Holds the numbers that are stored against the series that is stored, as they stand at one moment: gaps,
    repetitions, numbers that the series has not given, wrong days and altered texts; an audit that found nothing is false.

    ``numbers`` is the query for them: columns day, counter and text, in the order of issue.

    >>> import sqlite3
    >>> from datetime import date
    >>> from backoffice import store
    >>> from backoffice.invoice.numbering import Series
    >>> connection = sqlite3.connect(":memory:")
    >>> _ = connection.execute("CREATE TABLE invoice (day, counter, number)")
    >>> _ = store.create(connection, Series("sales", "{number:4}"))
    >>> sql = "INSERT INTO invoice VALUES (?, ?, ?)"
    >>> for day in (2, 3, 4):
    ...     write = lambda cursor, number: cursor.execute(sql, (str(number.day), number.counter, number.text))
    ...     _ = store.number(connection, "sales", [store.Draft(date(2026, 3, day), write)])
    >>> select = "SELECT day, counter, number FROM invoice ORDER BY counter"
    >>> bool(store.audit(connection, "sales", select))
    False
    >>> _ = connection.execute("DELETE FROM invoice WHERE counter = 2")
    >>> connection.commit()
    >>> [(gap.first, gap.last) for gap in store.audit(connection, "sales", select).gaps]
    [(2, 2)]
    """
    spoken = of(connection, dialect)
    work = Transaction(connection, spoken, id, reading=True)
    try:
        series = stored(work, spoken.own_cursor(connection), id)
        cursor = spoken.own_cursor(connection)
        cursor.execute(numbers, parameters) if parameters else cursor.execute(numbers)
        return series.audit(tuple(found(cursor.fetchall())), voids)
    finally:
        work.rollback()


def found(rows: Iterable[Sequence[Any]]) -> Iterable[Number]:
    """Rows of day, counter and text as numbers."""
    for day, counter, text in rows:
        yield Number(day if isinstance(day, date) else date.fromisoformat(day), int(counter), str(text))
