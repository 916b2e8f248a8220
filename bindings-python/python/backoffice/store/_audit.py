"""The judge: the stored numbers against the stored series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ..invoice.numbering import Audit, Books, Entry, Number, Told, Void
from ._dialect import Connection, Dialect
from ._known import of
from ._number import stored
from ._transaction import Transaction


def audit(
    connection: Connection,
    id: str,
    numbers: str,
    *,
    told: Sequence[Told] = (),
    voids: Sequence[Void] = (),
    parameters: Any = (),
    dialect: Dialect | None = None,
) -> Audit:
    """Holds the numbers that are stored against the series that is stored, as they stand at one moment: gaps,
    repetitions, numbers that the series has not given, wrong days and altered texts; an audit that found nothing is false.

    ``numbers`` is the query for them: columns day, counter and text, in the order of issue; and whatever the document is
    known by, as text, where ``told`` says which document a client was told a number for. A number that was told and is
    not there is lost, one that another document has is changed: no gap need be seen of either.

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
        rows = [_read(row) for row in cursor.fetchall()]
        found = series.audit([number for number, _ in rows], voids)
        if not told:
            return found
        entries = [Entry(number.text, number.day, document) for number, document in rows]
        books = series.audit_books(Books(entries, voids=voids, told=told))
        return replace(found, lost=books.lost, changed=books.changed)
    finally:
        work.rollback()


def _read(row: Sequence[Any]) -> tuple[Number, str | None]:
    """A row of day, counter and text as a number, and the document that has it."""
    day, counter, text, *document = row
    day = day if isinstance(day, date) else date.fromisoformat(day)
    return Number(day, int(counter), str(text)), str(document[0]) if document else None
