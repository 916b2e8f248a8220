"""A table of people through two months of pay: columns in, columns out, and what came out goes in again.

With polars the table is a DataFrame; without it, it is a dict of lists. pyarrow, pandas and DuckDB do as well.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

from backoffice.tax import wages

try:
    polars: Any = import_module("polars")
except ImportError:
    polars = None

STAFF: dict[str, list[Any]] = {
    "id": ["ada", "ben", "cy"],
    "tax_code": ["1257L", "S1257L", "K100"],
    "category": ["A", "A", "C"],
}
KEPT = list(STAFF)


def with_pay(people: Any, *amounts: str) -> Any:
    """The people, or a table that came out, with the pay of a month beside it."""
    pay = [Decimal(amount) for amount in amounts]
    if polars is not None:
        return polars.DataFrame(people).with_columns(polars.Series("taxable", pay))
    columns = people if isinstance(people, dict) else people.to_pydict()
    return {**columns, "taxable": pay}


def month(people: Any, day: date) -> wages.Table:
    """Everybody's taxes of a month; what is the same for all of them is said once."""
    constants = {"pay_day": day, "frequency": "monthly"}
    return wages.assess_table(people, jurisdiction="uk", constants=constants, pass_through=KEPT)


# April: nobody has figures to date yet. May: April's columns as they came out, and May's pay.
april = month(with_pay(STAFF, "3000.00", "4321.50", "2500.00"), date(2026, 4, 30))
may = month(with_pay(april, "3000.00", "4321.50", "9000.00"), date(2026, 5, 29))

# `polars.DataFrame(may)`, `pyarrow.table(may)` and DuckDB take it as it is; here it is printed.
columns = may.to_pydict()
print(f"{'':5}{'PAYE':>10}{'NI':>10}{'withheld':>10}{'pay to date':>14}")
for row, name in enumerate(columns["id"]):
    figures = (columns[of][row] for of in ("uk.paye", "uk.ni.employee", "withheld"))
    print(f"{name:5}{''.join(f'{amount:>10}' for amount in figures)}{columns['to_date.taxable_pay'][row]:>14}")
assert columns["problem.code"] == [None, None, None]
assert columns["to_date.taxable_pay"] == [Decimal("6000.00"), Decimal("8643.00"), Decimal("11500.00")]
