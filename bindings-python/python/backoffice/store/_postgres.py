"""PostgreSQL, by psycopg 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ._dialect import Dialect, Placeholders, wrong_mode

# A level below the caller's is not taken: with replicas the barrier waits for what the caller's commits wait for.
_DURABLE = (
    "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
    " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)"
)


def _psycopg() -> Any:
    """The driver, which the caller has imported."""
    return import_module("psycopg")


class PostgreSQL(Dialect):
    """PostgreSQL by psycopg 3, in whichever mode the connection is.

    The lock on the series is given back before the flush to disk, and the numbers are told after a durability barrier:
    the commit records stand in the log in the order of the numbers, so that a crash can take the last ones only, and
    those were told to nobody. A reader inside the database may see a number a moment before it is durable.
    """

    name = "postgresql"
    placeholders: Placeholders = "pyformat"
    locking = " FOR UPDATE"
    early_release = True

    def check(self, connection: Any) -> None:
        if connection.closed:
            return  # the first statement says so
        status = connection.info.transaction_status.name
        if status != "IDLE":
            raise wrong_mode(
                status.lower(), "the connection has a transaction open: commit it or roll it back first"
            )
        if connection.pgconn.pipeline_status:
            raise wrong_mode("pipeline", "the connection is in pipeline mode: leave it first")

    def enter(self, connection: Any, early: bool) -> Callable[[], None]:
        level = "SET LOCAL synchronous_commit = off" if early else _DURABLE
        # Others wait for the row and then go on with it as it is: stricter levels would fail instead.
        return self._enter(connection, f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {level}")

    def snapshot(self, connection: Any) -> Callable[[], None]:
        return self._enter(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def _enter(self, connection: Any, begin: str) -> Callable[[], None]:
        autocommit = connection.autocommit

        def restore() -> None:
            if not connection.closed and connection.autocommit != autocommit:
                connection.autocommit = autocommit

        if not autocommit:
            connection.autocommit = True
        try:
            self.own_cursor(connection).execute(begin, prepare=False)
        except BaseException:
            if not connection.closed and connection.info.transaction_status.name != "IDLE":
                self.rollback(connection)
            restore()
            raise
        return restore

    def is_open(self, connection: Any) -> bool:
        # COMMIT of a transaction with a failed statement rolls it back, and says nothing.
        return not connection.closed and connection.info.transaction_status.name == "INTRANS"

    def own_cursor(self, connection: Any) -> Any:
        return _psycopg().Cursor(connection, row_factory=_psycopg().rows.tuple_row)

    @contextmanager
    def together(self, connection: Any) -> Iterator[None]:
        if not _psycopg().Pipeline.is_supported():
            yield
            return
        # Nothing is prepared meanwhile: psycopg would take for prepared what an error before it has kept from being so.
        threshold, connection.prepare_threshold = connection.prepare_threshold, None
        try:
            with connection.pipeline():
                yield
        finally:
            connection.prepare_threshold = threshold

    def rollback(self, connection: Any) -> None:
        if not connection.closed and connection.info.transaction_status.name != "IDLE":
            self.own_cursor(connection).execute("ROLLBACK")

    def is_lost(self, connection: Any, error: BaseException | None) -> bool:
        return bool(connection.closed) and (error is None or isinstance(error, _psycopg().Error))

    def is_busy(self, error: BaseException) -> bool:
        return getattr(error, "sqlstate", None) in ("55P03", "57014")  # lock_timeout, statement_timeout

    def is_missing(self, error: BaseException) -> bool:
        undefined = getattr(error, "sqlstate", None) in ("42P01", "42883")  # a table, a function
        first = str(error).partition("\n")[0]
        return undefined and ('"number_' in first or "number_documents(" in first)

    def barrier(self, connection: Any) -> None:
        self.check(connection)
        # A transaction that writes nothing is not flushed, and a message outside one neither: this record is, and all
        # that stands before it in the log.
        cursor = self.own_cursor(connection)
        cursor.execute(f"BEGIN; {_DURABLE}; SELECT pg_logical_emit_message(true, 'backoffice', ''); COMMIT", prepare=False)

    def client_cursor(self, connection: Any) -> Any:
        """A cursor that sends several statements in one message, with values."""
        return _psycopg().ClientCursor(connection, row_factory=_psycopg().rows.tuple_row)

    def serialise_creation(self, cursor: Any) -> None:
        cursor.execute("SELECT pg_advisory_xact_lock(7160438190221344815)")
