"""Which database a connection speaks to."""

from __future__ import annotations

from ._dialect import Dialect
from ._errors import StoreError
from ._postgres import PostgreSQL
from ._sqlite import SQLite


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
