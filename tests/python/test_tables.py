"""Values out of tables: what numpy, pandas, polars and pyarrow hand over is exact or refused."""

from __future__ import annotations

import unittest
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import backoffice as bo
from support import Case

ROWS = {
    "kind": ["receipt", "receipt", "issue"],
    "item": ["bolt"] * 3,
    "day": [date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 1)],
    "quantity": [Decimal("100.0"), Decimal("100.0"), Decimal("150.0")],
}
COSTS = [bo.Price("0.10 EUR"), bo.Price("0.12 EUR"), None]


def needed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise unittest.SkipTest(f"{name} is not installed") from None


class Tables(Case):
    def valued(self, rows: list[dict[str, Any]]) -> None:
        moves = [{**row, "unit_cost": cost} for row, cost in zip(rows, COSTS, strict=True)]
        self.assertEqual(bo.stock.value(moves, "fifo", "ifrs_default").cost_of("bolt"), bo.Money("16.00 EUR"))  # type: ignore[arg-type]

    def test_pandas(self) -> None:
        pandas = needed("pandas")
        frame = pandas.DataFrame(ROWS)
        self.valued(frame.to_dict("records"))
        stamp = pandas.Timestamp("2026-03-01")
        self.refused(bo.InputError, "calendar.invalid_date", "first", "2026-03-01T00:00:00", bo.Period, stamp, stamp)
        floats = pandas.DataFrame({"amount": [1.1]})["amount"]
        self.refused(bo.InputError, "input.float", "amount", "1.1", bo.Money, floats.tolist()[0], "EUR")

    def test_numpy(self) -> None:
        numpy = needed("numpy")
        self.assertEqual(bo.Money(numpy.int64(7), "EUR"), bo.Money(7, "EUR"))
        self.refused(bo.InputError, "input.float", "amount", "1.1", bo.Money, numpy.float64("1.1"), "EUR")
        with self.assertRaises(bo.InputError) as caught:
            bo.Money(numpy.float32(1.5), "EUR")
        self.assertEqual((caught.exception.field, caught.exception.value), ("amount", "1.5"))

    def test_polars(self) -> None:
        polars = needed("polars")
        frame = polars.DataFrame(ROWS)
        self.valued(frame.to_dicts())
        self.refused(bo.InputError, "input.float", "amount", "1.1", bo.Money, polars.Series([1.1])[0], "EUR")

    def test_pyarrow(self) -> None:
        pyarrow = needed("pyarrow")
        table = pyarrow.table(ROWS)
        self.valued(table.to_pylist())
