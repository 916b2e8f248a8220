"""One transaction on the caller's connection: begun, committed or rolled back by the store, and the mode put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from ..invoice.numbering import Number
from ._dialect import Dialect
from ._errors import LostError, Outcome, StoreError

_LOST: dict[Outcome, str] = {
    "rolled_back": "nothing was stored: number the documents again on a new one",
    "unknown": "whether the documents were stored is not known: `store.look_up` on a new connection says whether",
}


class Transaction:
    """A transaction from its begin to its end, whichever it is."""

    def __init__(
        self, connection: Any, dialect: Dialect, series: str, *, early: bool = False, reading: bool = False
    ) -> None:
        self.connection, self.dialect, self.series = connection, dialect, series
        self.numbers: tuple[Number, ...] = ()
        self._early = early
        self._state: Literal["open", "committing", "ended"] = "open"
        with self.own():
            dialect.check(connection)
            self._place = None if reading else dialect.place(connection)
            if isinstance(self._place, str):
                raise self._lost("rolled_back")
            self._restore = dialect.snapshot(connection) if reading else dialect.enter(connection, early)

    @property
    def ended(self) -> bool:
        """Whether it was committed, or rolled back."""
        return self._state == "ended"

    @contextmanager
    def own(self) -> Iterator[None]:
        """Around statements of the store: what their failures mean."""
        try:
            yield
        except Exception as error:
            told = self.told(error)
            if told is error and self.dialect.is_busy(error):
                message = "another writer held the database for longer than the connection waits: try again"
                told = self._refused("store.busy", message)
            elif told is error and self.dialect.is_missing(error):
                message = "the tables of the store, or its function, are not there: call `store.create`, or `store.install`"
                told = self._refused("store.missing", message)
            if told is error:
                raise
            raise told from error

    def told(self, error: BaseException) -> BaseException:
        """What to raise in place of an error: of a connection that is gone it says what became of the transaction."""
        if isinstance(error, StoreError) or not self.dialect.is_lost(self.connection, error):
            return error
        return self._lost("unknown" if self._state == "committing" else "rolled_back")

    def check(self) -> None:
        """Refuses to go on in a transaction that other code has ended."""
        if self.dialect.is_lost(self.connection, None):
            raise self._lost("rolled_back")
        if not self.dialect.is_open(self.connection):
            message = (
                "the transaction had failed or was ended before the store could commit it: inside it call neither commit,"
                " rollback nor executescript, and let the errors of statements pass"
            )
            if self.numbers:
                message += f"; audit the series, {self.numbers[0]} may have been stored without its document"
            raise self._refused("store.interrupted", message)

    def commit(self, send: Callable[[], object] | None = None) -> None:
        """Commits, as ``send`` does it if it is given; then, where the lock was given back before the flush, waits for
        the disk.
        """
        self.check()
        self._state = "committing"
        try:
            with self.own():
                if send is None:
                    self.dialect.commit(self.connection)
                else:
                    send()
        except BaseException:
            # A COMMIT that was refused (a deferred constraint, a busy database) has stored nothing.
            self.rollback()
            raise
        self._end()
        if self.dialect.place(self.connection) != self._place:
            raise self._lost("unknown")
        if self._early:
            try:
                self.dialect.barrier(self.connection)
            except Exception as error:
                raise self._lost("unknown") from error

    def rollback(self) -> None:
        """Rolls back, if it has not ended."""
        if self.ended:
            return
        try:
            # What fails here tells nothing new: without COMMIT nothing is stored.
            with suppress(Exception):
                self.dialect.rollback(self.connection)
        finally:
            self._end()

    def _end(self) -> None:
        self._state = "ended"
        self._restore()

    def _refused(self, code: str, message: str) -> StoreError:
        return StoreError(message, code=code, field="connection", value=self.series)

    def _lost(self, outcome: Outcome) -> LostError:
        message = f"the connection, or the database under it, was lost: {_LOST[outcome]}"
        return LostError(message, value=self.series, outcome=outcome, series=self.series, numbers=self.numbers)
