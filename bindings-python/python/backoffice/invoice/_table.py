"""The lines of many documents as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from .. import _backoffice
from .._backoffice import Table
from .._columns import Columns
from ._document import Rules

__all__ = ["totals_table"]


def totals_table(
    lines: Columns,
    rules: Rules,
    currency: str,
    *,
    by: Literal["line", "rate", "document"],
    constants: Mapping[str, Any] | None = None,
    pass_through: Sequence[str] = (),
    lazy: bool = False,
) -> Table:
    """What the lines of many documents come to, as ``totals`` says it of one: columns in, columns out.

    ``lines`` is a table of polars, pyarrow, pandas, DuckDB, DataFusion or another that hands over Arrow, or a dict of lists.
    Its columns are ``quantity`` and ``price``, or ``net`` where it is stated; ``base_quantity``, ``allowance`` and ``charge``
    of the line; ``category`` (such as ``S``) and ``rate`` (a fraction); and ``document``, a number or text: rows of one
    document stand beside one another. Amounts are in ``currency``; floats are refused. What is the same everywhere may be
    given once, in ``constants``.

    What comes out, ``by`` line: the columns named in ``pass_through``, ``net``, and ``tax`` where it is rounded on each line;
    by rate: ``document``, ``category``, ``rate``, ``base``, ``tax``; by document: ``document``, ``lines``, ``net``, ``tax``,
    ``gross``. Then ``problem.code``, ``problem.field`` and ``problem.message``, null where the row stands. A ``lazy`` table is
    reckoned while it is read, which may be once.

        >>> from decimal import Decimal
        >>> lines = {"document": ["A", "A"], "quantity": [1, 1], "price": [Decimal("55.55"), Decimal("11.11")]}
        >>> table = totals_table(lines, Rules.en16931("EUR"), "EUR", by="document", constants={"category": "S", "rate": "0.23"})
        >>> table.to_pydict()["tax"]
        [Decimal('15.33')]
    """
    columns = dict(lines) if isinstance(lines, Mapping) else lines
    return _backoffice.invoice_totals_table(
        columns, dict(constants or {}), list(pass_through), rules, currency, by, lazy
    )
