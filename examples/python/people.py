"""A table of people through two months of pay: columns in, columns out, and what came out goes in again.

With polars or pyarrow the table is theirs; without either it is a dict of lists.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

from backoffice.tax import wages


def table_of(columns: dict[str, list[Any]]) -> Any:
    """The columns as a table of whichever library is there."""
    for library, kind in (("polars", "DataFrame"), ("pyarrow", "table")):
        try:
            return getattr(import_module(library), kind)(columns)
        except ImportError:
            continue
    return columns


STAFF: dict[str, list[Any]] = {
    "id": ["ada", "ben", "cy"],
    "tax_code": ["1257L", "S1257L", "K100"],
    "category": ["A", "A", "C"],
}
KEPT = list(STAFF)

# April: nobody has figures to date yet.
april = wages.assess_table(
    table_of({**STAFF, "taxable": [Decimal("3000.00"), Decimal("4321.50"), Decimal("2500.00")]}),
    jurisdiction="uk",
    constants={"pay_day": date(2026, 4, 30), "frequency": "monthly"},
    pass_through=KEPT,
)

# May: April's columns as they came out, and May's pay beside them.
may = wages.assess_table(
    table_of({**april.to_pydict(), "taxable": [Decimal("3000.00"), Decimal("4321.50"), Decimal("9000.00")]}),
    jurisdiction="uk",
    constants={"pay_day": date(2026, 5, 29), "frequency": "monthly"},
    pass_through=KEPT,
)

# `polars.DataFrame(may)`, `pyarrow.table(may)` and DuckDB take it as it is; here it is printed.
columns = may.to_pydict()
print(f"{'':5}{'PAYE':>10}{'NI':>10}{'withheld':>10}{'pay to date':>14}")
for row, name in enumerate(columns["id"]):
    figures = (columns[of][row] for of in ("uk.paye", "uk.ni.employee", "withheld"))
    print(f"{name:5}{''.join(f'{amount:>10}' for amount in figures)}{columns['to_date.taxable_pay'][row]:>14}")
assert columns["problem.code"] == [None, None, None]
assert columns["to_date.taxable_pay"] == [Decimal("6000.00"), Decimal("8643.00"), Decimal("11500.00")]
