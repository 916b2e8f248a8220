"""How a database is spoken to, and what one that the store does not know needs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
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

    def together(self, connection: Any) -> AbstractContextManager[object]:
        """A block whose statements are sent without waiting for each answer, where the driver can; its end waits."""
        return nullcontext()

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
