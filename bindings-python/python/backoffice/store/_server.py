"""The same in a function of PostgreSQL: lines, claim and heads in one call, so that nothing but COMMIT is under way while
the series is locked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from ..invoice.numbering import Claim, Number, Series, Statement
from . import _sql
from ._dialect import Connection, Dialect
from ._errors import StoreError
from ._known import of
from ._number import stored
from ._postgres import PostgreSQL
from ._transaction import Transaction

_REFUSED = "BO415"
_TYPES = {"count": "bigint", "chronological": "boolean"}

# The claim is the core's statement, its places are the first parameters. A heads statement that writes fewer rows than
# numbers were taken would leave a gap: it is refused.
_FUNCTION = """\
CREATE OR REPLACE FUNCTION number_documents(
    {types}, days text[], befores text[], width integer, afters text[], drafts jsonb[], lines text, heads text
) RETURNS TABLE (first bigint, last text, version bigint) LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE
    granted record;
    written bigint;
BEGIN
    IF lines IS NOT NULL THEN
        EXECUTE 'WITH drafted AS (SELECT * FROM unnest($1, $2) AS d(day, draft)) ' || lines USING days, drafts;
    END IF;
    {claim} INTO granted;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the claim was refused' USING ERRCODE = '{refused}';
    END IF;
    EXECUTE 'WITH numbered AS (SELECT before || CASE WHEN length(counter::text) < $5 THEN lpad(counter::text, $5, ''0'')'
        || ' ELSE counter::text END || after AS number, counter, day, draft'
        || ' FROM (SELECT d.*, $6 + place - 1 AS counter FROM unnest($1, $2, $3, $4) WITH ORDINALITY'
        || ' AS d(before, after, day, draft, place)) AS c) ' || heads
        USING befores, afters, days, drafts, width, granted.first;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(days) THEN
        RAISE EXCEPTION '% heads were written for % numbers', written, cardinality(days) USING ERRCODE = '23514';
    END IF;
    RETURN QUERY SELECT granted.first, granted.last, granted.version;
END $body$"""


def install(connection: Connection, dialect: Dialect | None = None) -> None:
    """Installs the server function that :func:`number_there` calls, or brings it up to date; on PostgreSQL."""
    spoken = _only(of(connection, dialect))
    claim = Statement.of("claim", "dollar")
    types = ", ".join(_TYPES.get(name, "text") for name in claim.names)
    work = Transaction(connection, spoken, "")
    try:
        cursor = spoken.own_cursor(connection)
        with work.own():
            spoken.serialise_creation(cursor)
            cursor.execute(_FUNCTION.format(types=types, claim=claim.text, refused=_REFUSED))
        work.commit()
    finally:
        work.rollback()


def number_there(
    connection: Connection,
    series: str | Series,
    drafts: Sequence[tuple[date, Mapping[str, Any]]],
    heads: str,
    *,
    lines: str | None = None,
    dialect: Dialect | None = None,
) -> tuple[Number, ...]:
    """Numbers for drafts that are written by two statements inside PostgreSQL, all of them or none.

    A draft is its day and what is JSON of it. ``heads`` is a statement over the rows of ``numbered`` (``number``,
    ``counter``, ``day`` as text, ``draft`` as jsonb) that writes one row for each, and ``lines`` one over ``drafted``
    (``day``, ``draft``) that is done before the number is taken:

        store.number_there(
            connection,
            "sales",
            [(date(2026, 12, 31), {"buyer": "Ada", "lines": [["desk lamp", "55.55"]]})],
            "INSERT INTO invoice (number, day, buyer) SELECT number, day::date, draft->>'buyer' FROM numbered",
        )

    The function must have been installed (:func:`install`). Check digits of a pattern depend on the counter and are not
    written there: ``store.unsupported``, number with :func:`backoffice.store.number`.
    """
    spoken = _only(of(connection, dialect))
    if not drafts:
        return ()
    id = series if isinstance(series, str) else series.id
    work = Transaction(connection, spoken, id, early=True)
    try:
        known = stored(work, spoken.own_cursor(connection), series) if isinstance(series, str) else series
        claims = list(_sql.claims(known, [day for day, _ in drafts]))
        calls = _calls(known, claims, [draft for _, draft in drafts], lines, heads)
        cursor = spoken.client_cursor(connection)
        texts = "; ".join(text for text, _ in calls)
        values = [value for _, part in calls for value in part]
        # In one message: the row is locked for no longer than the server needs.
        work.commit(lambda: cursor.execute(f"{texts}; COMMIT", values))
        numbers: list[Number] = []
        for wanted in claims:
            numbers += _sql.granted(known, wanted, _sql.one(cursor))
            cursor.nextset()
        return tuple(numbers)
    except Exception as error:
        work.rollback()
        if getattr(error, "sqlstate", None) == _REFUSED:
            again = _again(connection, spoken, id)
            if again is not None:
                again.issue_many([day for day, _ in drafts])
            claims[0].refused(again)
        raise
    finally:
        work.rollback()


def _calls(
    series: Series, claims: Sequence[Claim], drafts: Sequence[Mapping[str, Any]], lines: str | None, heads: str
) -> list[tuple[str, list[Any]]]:
    """The call of the function for each claim, and its values."""
    calls = []
    rest = iter(drafts)
    for wanted in claims:
        frames = [_sql.frame(series, day) for day in wanted.days]
        values = [
            *wanted.values("dollar"),
            [day.isoformat() for day in wanted.days],
            [frame.before for frame in frames],
            frames[0].width,
            [frame.after for frame in frames],
            [json.dumps(draft) for draft in islice(rest, wanted.count)],
            lines,
            heads,
        ]
        places = ", ".join(["%s"] * (len(values) - 3) + ["%s::text[]::jsonb[]", "%s", "%s"])
        calls.append((f"SELECT first, last, version FROM number_documents({places})", values))
    return calls


def _again(connection: Connection, dialect: Dialect, id: str) -> Series | None:
    work = Transaction(connection, dialect, id, reading=True)
    try:
        return _sql.read(dialect.own_cursor(connection), dialect, id)
    finally:
        work.rollback()


def _only(dialect: Dialect) -> PostgreSQL:
    if isinstance(dialect, PostgreSQL):
        return dialect
    message = f"the server function is for PostgreSQL, and this is {dialect.name}: call `store.number`"
    raise StoreError(message, code="store.unsupported", field="dialect", value=dialect.name)
