"""A leader that numbers the documents of many callers in few transactions."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from ..invoice.numbering import Number
from ._dialect import Connection, Dialect
from ._errors import LostError, StoreError
from ._number import Draft, number

_Job = tuple[Draft, "Future[Number]"]


class Issuer:
    """Numbers the documents of many callers, with one connection and one thread, as many in a transaction as wait.

    Threads that number by themselves wait for one flush to disk each, one after the other; here they share it: with 32
    threads on SQLite 44 times as many numbers a second.

    ``connect`` opens the connection, in the issuer's thread and anew when it was lost; the issuer closes it. What was
    rolled back with a lost connection is tried once more. A draft's functions are called in that thread, in the order of
    days. A transaction that fails is tried again in halves, down to
    single drafts, so that one that cannot be numbered fails alone: its error is the result of its future.

    ``linked(connection)`` is called after each transaction, before the numbers are told: where a record must be chained
    before a receipt is handed over, call :func:`backoffice.store.chain` in it. Should it fail, the numbers are taken all
    the same: the futures raise ``store.not_linked``, and the next call chains what is missing.

    >>> import sqlite3, tempfile
    >>> from datetime import date
    >>> from backoffice import store
    >>> from backoffice.invoice.numbering import Series
    >>> folder = tempfile.TemporaryDirectory()
    >>> connect = lambda: sqlite3.connect(f"{folder.name}/shop.db")
    >>> connection = connect()
    >>> _ = connection.execute("CREATE TABLE invoice (draft, number)")
    >>> _ = store.create(connection, Series("sales", "{number:4}"))
    >>> def draft(id: int) -> store.Draft:
    ...     sql = "INSERT INTO invoice VALUES (?, ?)"
    ...     return store.Draft(date(2026, 3, 2), lambda cursor, number: cursor.execute(sql, (id, number.text)))
    >>> with store.Issuer(connect, "sales") as issuer:
    ...     futures = [issuer.submit(draft(id)) for id in range(3)]
    ...     sorted(str(future.result()) for future in futures)
    ['0001', '0002', '0003']
    >>> connection.close(); folder.cleanup()
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        series: str,
        *,
        limit: int = 512,
        linked: Callable[[Any], object] | None = None,
        dialect: Dialect | None = None,
    ) -> None:
        if limit < 1:
            raise StoreError("at least one in a transaction", code="input.invalid", field="limit", value=str(limit))
        self._connect, self._series, self._limit, self._linked, self._dialect = connect, series, limit, linked, dialect
        self._connection: Connection | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._gate = threading.Lock()
        self._thread = threading.Thread(target=self._lead, name=f"backoffice issuer of {series}", daemon=True)
        self._thread.start()

    def submit(self, draft: Draft) -> Future[Number]:
        """Queues a draft; the future's result is its number, when it is safe."""
        future: Future[Number] = Future()
        with self._gate:
            if self._closed:
                message = "the issuer was closed: open another"
                raise StoreError(message, code="store.closed", field="issuer", value=self._series)
            self._jobs.put((draft, future))
        return future

    def number(self, draft: Draft, timeout: float | None = None) -> Number:
        """Queues a draft and waits for its number."""
        return self.submit(draft).result(timeout)

    def close(self) -> None:
        """Numbers what was queued, and ends the thread. May be called again."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        self._thread.join()

    def __enter__(self) -> Issuer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lead(self) -> None:
        more = True
        while more:
            jobs, more = self._waiting()
            # Stable: of the same day, first come first numbered. As text, so that what is no day fails by itself.
            jobs.sort(key=lambda job: str(getattr(job[0], "day", "")))
            self._settle(jobs)
        self._hang_up()

    def _waiting(self) -> tuple[list[_Job], bool]:
        """What waits, but not more than the limit; and whether more may come."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            if job[1].set_running_or_notify_cancel():
                jobs.append(job)
            if len(jobs) == self._limit:
                return jobs, True
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, True
        return jobs, False

    def _settle(self, jobs: Sequence[_Job], again: bool = True) -> None:
        if not jobs:
            return
        try:
            if self._connection is None:
                self._connection = self._connect()
            # Nobody else waits for the row, so that there is nothing to win from giving it back early.
            drafts = [draft for draft, _ in jobs]
            numbers = number(self._connection, self._series, drafts, dialect=self._dialect, early_release=False)
        except BaseException as error:
            if isinstance(error, LostError):
                self._hang_up()
                if again and error.outcome == "rolled_back":
                    # The server may have closed what was idle.
                    self._settle(jobs, again=False)
                    return
            if len(jobs) == 1 or self._connection is None or isinstance(error, StoreError):
                self._fail(jobs, error)
            else:
                half = len(jobs) // 2
                self._settle(jobs[:half])
                self._settle(jobs[half:])
            return
        if self._linked is not None:
            try:
                self._linked(self._connection)
            except BaseException as error:
                if isinstance(error, LostError):
                    self._hang_up()
                self._fail(jobs, error, numbers)
                return
        for (_, future), taken in zip(jobs, numbers, strict=True):
            future.set_result(taken)

    def _fail(self, jobs: Sequence[_Job], error: BaseException, numbers: Sequence[Number] = ()) -> None:
        for place, (_, future) in enumerate(jobs):
            if numbers:
                message = f"{numbers[place]} is stored, but not in its chain: {error}"
                told = StoreError(message, code="store.not_linked", field="number", value=str(numbers[place]))
                told.__cause__ = error
                future.set_exception(told)
            else:
                future.set_exception(error)

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:
                pass  # it was lost
