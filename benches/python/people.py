"""Rows a second of a table of people, beside single calls: `python benches/python/people.py [ROWS]`, with the wheel installed.

With polars the table is a DataFrame, else a dict of lists. Each figure is the best of three turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import backoffice as bo
from backoffice.tax import wages

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
SINGLE = min(ROWS, 2_000)
CODES = ["1257L", "1257L", "1100T", "K475", "BR", "0T", "S1257L", "1257L X"]
KEPT = ["id", "tax_code", "category"]
PEOPLE: dict[str, list[Any]] = {
    "id": list(range(ROWS)),
    "tax_code": [CODES[row % len(CODES)] for row in range(ROWS)],
    "category": ["A"] * ROWS,
    "taxable": [Decimal(50_000 + row * 7919 % 1_150_000).scaleb(-2) for row in range(ROWS)],
}
DAYS = [date(2026, 4, 30), date(2026, 5, 29)]


def best(what: str, rows: int, work: Callable[[], Any]) -> Any:
    least = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        least = min(least, time.perf_counter() - start)
    print(f"{what:40} {rows / least:>12,.0f} rows/s {least / rows * 1e6:>9.2f} µs")
    return result


def table(people: Any, day: date) -> wages.Table:
    constants = {"pay_day": day, "frequency": "monthly"}
    return wages.assess_table(people, jurisdiction="uk", constants=constants, pass_through=KEPT)


def single(people: list[wages.uk.Profile], day: date, law: bo.RulePack) -> list[wages.Assessment]:
    payments = [wages.Payment.of(day, "monthly", bo.Money(pay, "GBP")) for pay in PEOPLE["taxable"][:SINGLE]]
    return [wages.assess(person, payment, law) for person, payment in zip(people, payments)]


def main() -> None:
    law = bo.RulePack.embedded("uk.wages")
    people: Any = PEOPLE
    try:
        polars: Any = import_module("polars")
        people = polars.DataFrame(PEOPLE)
    except ImportError:
        polars = None
    first = best("table, the first month", ROWS, lambda: table(people, DAYS[0]))
    if polars is not None:
        second = polars.DataFrame(first).with_columns(people["taxable"])
        last = best("table, with figures to date", ROWS, lambda: table(second, DAYS[1])).to_pydict()
    else:
        last = table({**first.to_pydict(), "taxable": PEOPLE["taxable"]}, DAYS[1]).to_pydict()
    staff = [wages.uk.Profile(code, "A") for code in PEOPLE["tax_code"][:SINGLE]]
    assessed = best("single calls, the first month", SINGLE, lambda: single(staff, DAYS[0], law))
    staff = [one.carried for one in assessed]  # type: ignore[misc]
    assessed = best("single calls, with figures to date", SINGLE, lambda: single(staff, DAYS[1], law))
    for row, one in enumerate(assessed):
        assert last["withheld"][row] == one.borne_by("employee", "GBP").amount, row


main()
