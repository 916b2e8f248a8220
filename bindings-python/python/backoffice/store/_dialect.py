"""How a database is spoken to: SQLite and PostgreSQL, and what another one needs."""

from __future__ import annotations

import os
from importlib import import_module
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias

from ._errors import StoreError

Placeholders: TypeAlias = Literal["qmark", "named", "format", "pyformat"]
"""How a driver writes the place of a value, by the names of PEP 249."""


class Connection(Protocol):
    """A connection of the DB-API (PEP 249), of any driver."""

    def cursor(self) -> Any: ...
    def commit(self) -> object: ...
    def rollback(self) -> object: ...
    def close(self) -> object: ...


def _nothing() -> None:
    """Nothing to restore."""


def wrong_mode(value: object, message: str) -> StoreError:
    return StoreError(message, code="store.wrong_mode", field="connection", value=str(value))


class Dialect:
    """How a database and its driver are spoken to. As it stands it serves any driver of PEP 249 whose transactions begin by
    themselves; change an attribute, or override a method, for what is different.

    >>> from backoffice import store
    >>> class MySQL(store.Dialect):
    ...     name = "mysql"
    ...     placeholders = "pyformat"
    ...     returning = False  # read, lock and swap in place of UPDATE … RETURNING
    ...     locking = " FOR UPDATE"
    """

    name: str = "database"
    """What errors call it."""
    placeholders: Placeholders = "qmark"
    """How the driver writes the place of a value: its module's ``paramstyle``."""
    returning: bool = True
    """Whether it has UPDATE … RETURNING. Without it the row is read and swapped, and read again on a conflict."""
    locking: str = ""
    """What makes a SELECT lock its rows, such as `` FOR UPDATE``; for a database without RETURNING."""
    begin: str | None = None
    """The statement that begins a transaction; none where the driver does it by itself."""
    text: str = "TEXT"
    """The type of the columns that are keys: ``VARCHAR(190)`` for MySQL."""
    early_release: bool = False
    """Whether :meth:`barrier` makes durable what was committed before it without waiting for the disk."""

    def check(self, connection: Any) -> None:
        """Refuses (``store.wrong_mode``) a connection on which no transaction can begin."""

    def enter(self, connection: Any, early: bool) -> Callable[[], None]:
        """Begins a transaction that can write; gives what puts the connection back into the caller's mode.

        With ``early`` its COMMIT does not wait for the disk.
        """
        if self.begin is not None:
            connection.cursor().execute(self.begin)
        return _nothing

    def is_open(self, connection: Any) -> bool:
        """Whether the transaction that was entered is still open and can be committed."""
        return True

    def cursor(self, connection: Any) -> Any:
        """A cursor for the caller's functions, in the connection's transaction."""
        return connection.cursor()

    def own_cursor(self, connection: Any) -> Any:
        """A cursor for the store: its rows are tuples, whatever the caller has set."""
        return self.cursor(connection)

    def commit(self, connection: Any) -> None:
        """Commits."""
        connection.commit()

    def rollback(self, connection: Any) -> None:
        """Rolls back."""
        connection.rollback()

    def place(self, connection: Any) -> object:
        """Which database it is, where a driver would not notice that it is gone or another: asked before BEGIN and after
        COMMIT, which is not believed when the answer has changed. Text says that it is gone.
        """
        return None

    def snapshot(self, connection: Any) -> Callable[[], None]:
        """Begins a transaction in which all reads see the same moment; as :meth:`enter`."""
        return self.enter(connection, early=False)

    def is_lost(self, connection: Any, error: BaseException | None) -> bool:
        """Whether the connection is gone, with its transaction: by itself, or as this error of it tells."""
        return False

    def is_busy(self, error: BaseException) -> bool:
        """Whether another writer held the database for too long."""
        return False

    def is_missing(self, error: BaseException) -> bool:
        """Whether a table of the store, or its function, is not there."""
        return False

    def barrier(self, connection: Any) -> None:
        """Returns when all that was committed before is on the disk."""
        raise StoreError(
            f"{self.name} has no durability barrier: commit as the database does by itself",
            code="store.unsupported",
            field="dialect",
            value=self.name,
        )

    def serialise_creation(self, cursor: Any) -> None:
        """Makes others wait who create the tables at the same moment."""


def _sqlite3() -> Any:
    """The driver, which the caller has imported."""
    return import_module("sqlite3")


class SQLite(Dialect):
    """``sqlite3`` of the standard library, in whichever mode the connection is.

    A transaction begins with BEGIN IMMEDIATE: one that reads first and writes then fails at once when another has
    written meanwhile, however long it may wait. Whether a commit outlives a power cut is the connection's
    ``PRAGMA synchronous``: FULL, or in WAL mode the last commits may be lost with it.
    """

    name = "sqlite"
    placeholders: Placeholders = "named"

    def __init__(self) -> None:
        self.returning = _sqlite3().sqlite_version_info >= (3, 35)

    def check(self, connection: Any) -> None:
        if getattr(connection, "autocommit", -1) is False:
            if _writes(connection):
                raise wrong_mode("autocommit=False", "the connection has changes that are not committed: commit them first")
        elif connection.in_transaction:
            raise wrong_mode("in_transaction", "the connection has a transaction open: commit it or roll it back first")

    def enter(self, connection: Any, early: bool) -> Callable[[], None]:
        return self._enter(connection, "BEGIN IMMEDIATE")

    def snapshot(self, connection: Any) -> Callable[[], None]:
        return self._enter(connection, "BEGIN")

    def _enter(self, connection: Any, begin: str) -> Callable[[], None]:
        # No statement may begin a transaction of its own meanwhile: it would hide that ours is gone. With autocommit=True,
        # from Python 3.12 on, `commit` and `executescript` of the caller do not end ours either.
        mode, quiet = ("autocommit", True) if hasattr(connection, "autocommit") else ("isolation_level", None)
        before = getattr(connection, mode)

        def restore() -> None:
            try:
                if getattr(connection, mode) is not before:
                    setattr(connection, mode, before)
            except _sqlite3().ProgrammingError:
                pass  # it is closed

        if before is not quiet:
            setattr(connection, mode, quiet)
        try:
            self.own_cursor(connection).execute(begin)
        except BaseException as error:
            restore()
            if getattr(error, "sqlite_errorname", None) == "SQLITE_BUSY_SNAPSHOT":
                message = "a query of the connection was not read to its end, and others have written since: read or close it"
                raise wrong_mode("cursor", message) from error
            raise
        return restore

    def is_open(self, connection: Any) -> bool:
        return bool(connection.in_transaction)

    def place(self, connection: Any) -> object:
        # In WAL mode SQLite goes on with files that were deleted or replaced under it.
        rows = self.own_cursor(connection).execute("PRAGMA database_list").fetchall()
        path = next((row[2] for row in rows if row[0] == 0), None)
        if not path:
            return None  # in memory
        path = os.fsdecode(path)
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return str(path)
        except OSError:
            return None  # not a file of ours to look at
        return found.st_dev, found.st_ino

    def own_cursor(self, connection: Any) -> Any:
        cursor: Any = _sqlite3().Cursor(connection)
        cursor.row_factory = None
        return cursor

    def commit(self, connection: Any) -> None:
        # Not `commit()`, which does nothing with autocommit=True.
        self.own_cursor(connection).execute("COMMIT")

    def rollback(self, connection: Any) -> None:
        if connection.in_transaction:
            self.own_cursor(connection).execute("ROLLBACK")

    def is_lost(self, connection: Any, error: BaseException | None) -> bool:
        if error is not None and not isinstance(error, _sqlite3().Error):
            return False
        try:
            connection.total_changes
        except _sqlite3().ProgrammingError:
            return True
        name = getattr(error, "sqlite_errorname", None)  # from Python 3.11 on
        if name is None:
            return any(text in str(error) for text in ("disk I/O error", "unable to open", "malformed", "not a database"))
        gone = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY_DBMOVED")
        return str(name).startswith(gone)

    def is_busy(self, error: BaseException) -> bool:
        return isinstance(error, _sqlite3().OperationalError) and "locked" in str(error)

    def is_missing(self, error: BaseException) -> bool:
        return isinstance(error, _sqlite3().OperationalError) and "no such table: number_" in str(error)


class _Tried(Exception):
    """One step was tried."""


def _writes(connection: Any) -> bool:
    """Whether the connection has written in its open transaction: then SQLite says BUSY to a backup of it.

    With autocommit=False a transaction is open all the time, and nothing else tells whether there is something in it.
    """
    busy = False

    def tried(status: int, remaining: int, total: int) -> None:
        nonlocal busy
        busy = status not in (0, 101)  # SQLITE_OK, SQLITE_DONE
        raise _Tried

    target = _sqlite3().connect(":memory:")
    try:
        connection.backup(target, pages=1, progress=tried, sleep=0)
    except _Tried:
        pass
    finally:
        target.close()
    return busy


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


def of(connection: object, dialect: Dialect | None = None) -> Dialect:
    """How that connection is spoken to."""
    if dialect is not None:
        return dialect
    for kind in type(connection).__mro__:
        module = kind.__module__.partition(".")[0]
        if (module, kind.__name__) == ("sqlite3", "Connection"):
            return SQLite()
        if (module, kind.__name__) == ("psycopg", "Connection"):
            return PostgreSQL()
    raise StoreError(
        "the store knows connections of sqlite3 and of psycopg 3 (not its AsyncConnection): pass a Dialect for another",
        code="store.unsupported",
        field="connection",
        value=type(connection).__qualname__,
    )
