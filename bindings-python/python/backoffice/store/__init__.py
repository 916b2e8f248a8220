"""Numbers without gaps on a real database, over the connection that the caller already has.

A number belongs to the transaction that stores its document: it is taken by the last statement before COMMIT, so that a
transaction that is rolled back gives it back, and the row of its series is locked for a moment only. :func:`numbering`
is that transaction on the caller's connection, :func:`number` the same for many drafts, :class:`Issuer` a thread that
does it for many callers, :func:`chain` appends tamper-evident records afterwards, and :func:`audit` is the judge.

``sqlite3`` of the standard library and psycopg 3 are known; another driver is told by a :class:`Dialect`. Nothing is
imported that the caller's connection has not imported already.
"""

from ._audit import audit
from ._chain import Chain, Link, chain, read_chain, records
from ._dialect import Connection, Dialect
from ._errors import LostError, Outcome, StoreError
from ._issuer import Issuer
from ._number import Draft, Numbering, barrier, create, look_up, number, numbering, read
from ._postgres import PostgreSQL
from ._server import install, number_there
from ._sqlite import SQLite

__all__ = [
    "Chain",
    "Connection",
    "Dialect",
    "Draft",
    "Issuer",
    "Link",
    "LostError",
    "Numbering",
    "Outcome",
    "PostgreSQL",
    "SQLite",
    "StoreError",
    "audit",
    "barrier",
    "chain",
    "create",
    "install",
    "look_up",
    "number",
    "number_there",
    "numbering",
    "read",
    "read_chain",
    "records",
]
