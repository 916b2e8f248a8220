"""A chain of records over numbered documents, appended after they were numbered, by one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from .._backoffice import to_json
from .._load import from_json
from ..invoice.numbering import Number, Series
from . import _sql
from ._dialect import Connection, Dialect
from ._errors import StoreError
from ._known import of
from ._number import stored
from ._transaction import Transaction

H = TypeVar("H")
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Link:
    """A record of a chain."""

    position: int
    """Its place, from 0."""
    number: str
    """The number of its document."""
    record: str
    """The record, as JSON where it was a value of backoffice."""


@dataclass(frozen=True, slots=True)
class Chain(Generic[H]):
    """A chain as it is stored."""

    head: H
    """Where it ends: what the auditor keeps."""
    count: int
    """How many records it has."""
    last: Number | None
    """The number of the last one."""
    series: Series
    """The series, standing at the number after the last one."""


def chain(
    connection: Connection,
    id: str,
    series: str,
    pending: Callable[[Any, Number | None, int], Iterable[tuple[Number, D]]],
    link: Callable[[H, Number, D], tuple[object, H]],
    *,
    start: H,
    first: int = 1,
    limit: int = 512,
    dialect: Dialect | None = None,
) -> int:
    """Appends the records of all documents of a series that were numbered since, and says how many.

    It never stands in the way of numbering: documents are chained after they were committed and are durable, in the order
    of their numbers, many in a transaction. A crash leaves a shorter chain, never a hole; the next call goes on. Who else
    appends to the same chain waits. Documents other than those that come next are refused with ``store.chain_order``,
    and nothing of their transaction is stored.

    - ``pending(cursor, last, limit)`` gives numbers and documents after ``last`` (none: from the first), in the order of
      numbers, not more than the limit.
    - ``link(head, number, document)`` gives the record (text, or a value of backoffice, which is stored as JSON) and the
      head after it. It is called once for each record that is stored, unless its transaction fails.
    - ``start`` is the head of a chain without records, ``first`` the counter of its first number.

    >>> import hashlib, sqlite3
    >>> from datetime import date
    >>> from backoffice import store
    >>> from backoffice.invoice.numbering import Number, Series
    >>> connection = sqlite3.connect(":memory:")
    >>> _ = connection.execute("CREATE TABLE invoice (day, counter, number)")
    >>> _ = store.create(connection, Series("sales", "{number:4}"))
    >>> sql = "INSERT INTO invoice VALUES (?, ?, ?)"
    >>> write = lambda cursor, number: cursor.execute(sql, (str(number.day), number.counter, number.text))
    >>> _ = store.number(connection, "sales", [store.Draft(date(2026, 3, 2), write)] * 3)
    >>> def pending(cursor, last, limit):
    ...     sql = "SELECT day, counter, number FROM invoice WHERE counter > ? ORDER BY counter LIMIT ?"
    ...     for day, counter, number in cursor.execute(sql, (last.counter if last else 0, limit)):
    ...         yield Number(date.fromisoformat(day), counter, number), number
    >>> def link(head, number, document):
    ...     text = head + document
    ...     return text, hashlib.sha256(text.encode()).hexdigest()
    >>> store.chain(connection, "hashes", "sales", pending, link, start="")
    3
    >>> store.chain(connection, "hashes", "sales", pending, link, start="")
    0
    >>> [link.number for link in store.records(connection, "hashes")]
    ['0001', '0002', '0003']
    """
    if limit < 1:
        raise StoreError("at least one in a transaction", code="input.invalid", field="limit", value=str(limit))
    spoken = of(connection, dialect)
    try:
        read_chain(connection, id, type(start), spoken)
    except StoreError as error:
        if error.code != "store.missing":
            raise
        _create(connection, spoken, id, series, start, first)
    linked = 0
    while True:
        fresh = _append(connection, spoken, id, series, pending, link, type(start), limit)
        linked += max(fresh, 0)
        # Fewer than the limit were all that there were: it does not run after those who go on numbering.
        if 0 <= fresh < limit:
            return linked


def _create(connection: Connection, dialect: Dialect, id: str, series: str, start: H, first: int) -> None:
    """Makes the tables, where they are missing, and a chain without records."""
    work = Transaction(connection, dialect, series)
    try:
        cursor = dialect.own_cursor(connection)
        origin = replace(stored(work, cursor, series), next=first, period=None, last=None, version=0)
        with work.own():
            dialect.serialise_creation(cursor)
            for statement in _sql.CHAINS:
                cursor.execute(_sql.typed(statement, dialect))
            if _sql.one(_sql.run(cursor, dialect, _READ, {"id": id})) is None:
                values = {"id": id, "series": to_json(origin), "head": to_json(start)}
                _sql.run(cursor, dialect, _CREATE, values)
        work.commit()
    finally:
        work.rollback()


def _append(
    connection: Connection,
    dialect: Dialect,
    id: str,
    series: str,
    pending: Callable[[Any, Number | None, int], Iterable[tuple[Number, D]]],
    link: Callable[[H, Number, D], tuple[object, H]],
    kind: type[H],
    limit: int,
) -> int:
    """One transaction; -1 when another writer came first."""
    reading = Transaction(connection, dialect, series, reading=True)
    try:
        seen = _read(reading, dialect.own_cursor(connection), id, kind)
        documents = list(pending(dialect.cursor(connection), seen.last, limit))
    finally:
        reading.rollback()
    if not documents:
        return 0
    after = _follows(seen.series, id, [number for number, _ in documents])
    if dialect.early_release:
        # A number that can be read need not be durable yet, and a link may show it to a signing device.
        dialect.barrier(connection)
    work = Transaction(connection, dialect, series)
    try:
        cursor = dialect.own_cursor(connection)
        current = _read(work, cursor, id, kind, locking=True)
        if current.count != seen.count:
            return -1
        head = current.head
        for place, (number, document) in enumerate(documents, current.count):
            record, head = link(head, number, document)
            text = record if isinstance(record, str) else to_json(record)
            with work.own():
                row = {"id": id, "position": place, "number": number.text, "record": text}
                _sql.run(cursor, dialect, _INSERT, row)
        end = {"id": id, "series": to_json(after), "head": to_json(head), "last": to_json(documents[-1][0])}
        with work.own():
            _sql.run(cursor, dialect, _UPDATE, {**end, "count": current.count + len(documents)})
        work.commit()
        return len(documents)
    except BaseException as error:
        told = work.told(error)
        if told is error:
            raise
        raise told from error
    finally:
        work.rollback()


def _follows(series: Series, id: str, numbers: Sequence[Number]) -> Series:
    """The series after those numbers; refuses them when they are not the next."""
    wanted, after = series.issue_many([number.day for number in numbers])
    for next, given in zip(wanted, numbers, strict=True):
        if next != given:
            message = f"the chain `{id}` goes on with {next}, and was given {given}: give the documents in their order"
            raise StoreError(message, code="store.chain_order", field="pending", value=given.text)
    return after


def _read(work: Transaction, cursor: Any, id: str, kind: type[H], *, locking: bool = False) -> Chain[H]:
    with work.own():
        row = _sql.one(_sql.run(cursor, work.dialect, _READ, {"id": id}, locking=locking))
    if row is None:
        message = f"no chain `{id}` is stored: `store.chain` makes it"
        raise StoreError(message, code="store.missing", field="id", value=id)
    series, head, count, last = row
    number = None if last is None else from_json(Number, last)
    return Chain(from_json(kind, head), int(count), number, from_json(Series, series))


def read_chain(connection: Connection, id: str, kind: type[H], dialect: Dialect | None = None) -> Chain[H]:
    """A chain as it is stored; ``kind`` is the type of its head."""
    spoken = of(connection, dialect)
    work = Transaction(connection, spoken, id, reading=True)
    try:
        return _read(work, spoken.own_cursor(connection), id, kind)
    finally:
        work.rollback()


def records(connection: Connection, id: str, first: int = 0, dialect: Dialect | None = None) -> tuple[Link, ...]:
    """The records of a chain from that position on, in their order."""
    spoken = of(connection, dialect)
    work = Transaction(connection, spoken, id, reading=True)
    try:
        with work.own():
            rows = _sql.run(spoken.own_cursor(connection), spoken, _RECORDS, {"id": id, "first": first}).fetchall()
        return tuple(Link(int(position), number, record) for position, number, record in rows)
    finally:
        work.rollback()


_CREATE = "INSERT INTO number_chain (id, series, head, count) VALUES (:id, :series, :head, 0)"
_READ = "SELECT series, head, count, last FROM number_chain WHERE id = :id"
_UPDATE = "UPDATE number_chain SET series = :series, head = :head, count = :count, last = :last WHERE id = :id"
_INSERT = (
    "INSERT INTO number_chain_record (chain, position, number, record) VALUES (:id, :position, :number, :record)"
)
_RECORDS = (
    "SELECT position, number, record FROM number_chain_record WHERE chain = :id AND position >= :first ORDER BY position"
)
