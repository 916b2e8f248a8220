"""SQLite, by the standard library."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ._dialect import Dialect, Placeholders, wrong_mode


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
