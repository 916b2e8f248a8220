"""The movements of stock as columns: what came out is what ``value`` says of the list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import backoffice as bo
from backoffice import stock
from support import Case
from test_tables import needed

MOVES: dict[str, list[Any]] = {
    "item": ["bolt", "bolt", "nut", "bolt", "nut"],
    "kind": ["receipt", "receipt", "receipt", "issue", "issue"],
    "day": [date(2026, 1, 5), date(2026, 2, 5), date(2026, 2, 6), date(2026, 3, 1), date(2026, 3, 2)],
    "quantity": [100, 100, Decimal("2.5"), 150, 3],
    "unit_cost": [Decimal("0.10"), Decimal("0.12"), 1, None, None],
}
ACCOUNTS = stock.Accounts("inventory", "cost of sales", "adjustment", "goods received", "price difference", "opening")


def movements() -> list[stock.Movement]:
    rows = zip(*MOVES.values())
    return [
        stock.Movement(
            kind, item, day, Decimal(quantity), unit_cost=None if cost is None else bo.Price(Decimal(cost), "EUR")
        )
        for item, kind, day, quantity, cost in rows
    ]


class StockTable(Case):
    def test_a_table_comes_to_what_its_movements_come_to(self) -> None:
        good = movements()[:4]
        for method in ("fifo", "moving_average"):
            wanted = stock.value(good, method, "ifrs_default")
            table = stock.value_table(MOVES, method, "ifrs_default", "EUR", pass_through=["item"])
            self.assertEqual(table.total, wanted.total)
            rows = table.movements.to_pydict()
            self.assertEqual(rows["item"], MOVES["item"])
            self.assertEqual(rows["cost"], [-entry.value.amount for entry in wanted.entries] + [None])
            self.assertEqual(rows["problem.code"], [None, None, None, None, "stock.short"])
            layers = table.layers.to_pydict()
            self.assertEqual(
                list(zip(layers["item"], layers["quantity"], layers["value"])),
                [(layer.item, layer.quantity, layer.value.amount) for item in ("bolt", "nut") for layer in wanted.layers(item)],
            )
            items = table.items.to_pydict()
            self.assertEqual(dict(zip(items["item"], items["cost"]))["bolt"], wanted.cost_of("bolt").amount)
            posted = table.postings(ACCOUNTS).to_pydict()
            self.assertEqual(sum(posted["amount"]), 0)
            self.assertEqual(len(posted["amount"]), 8)

    def test_several_methods_at_once(self) -> None:
        table = stock.value_table(MOVES, ["fifo", "moving_average"], "default", "EUR")
        self.assertEqual(len(table), 5)
        self.assertEqual(table.totals, {"fifo": bo.Money("8.50", "EUR"), "moving_average": bo.Money("8.00", "EUR")})
        self.assertEqual(table.movements.to_pydict()["moving_average.cost"][3], Decimal("16.50"))
        self.assertEqual(repr(table), "<ValuedTable of 5 movements, fifo, moving_average>")
        self.refused(bo.InputError, "input.invalid", "method", "2", lambda: table.total)

    def test_a_table_of_polars_is_read_as_often_as_one_likes(self) -> None:
        polars = needed("polars")
        columns = MOVES | {"unit_cost": [None if cost is None else str(cost) for cost in MOVES["unit_cost"]]}
        columns["quantity"] = [str(quantity) for quantity in MOVES["quantity"]]
        columns["item"] = polars.Series(columns["item"], dtype=polars.Categorical)
        table = stock.value_table(polars.DataFrame(columns), "fifo", "default", "EUR")
        for _ in range(2):
            frame = polars.DataFrame(table)
            self.assertEqual(frame["cost"].to_list()[3], Decimal("16.00"))

    def test_what_is_wrong_is_named_and_a_run_can_be_stopped(self) -> None:
        self.refused(
            bo.RefusedError, "stock.method_not_allowed", "method", "lifo",
            stock.value_table, MOVES, "lifo", "ifrs_default", "EUR",
        )  # fmt: skip
        costs = MOVES | {"unit_cost": ["1"] * 5}
        self.refused(
            bo.InputError, "input.float", "quantity", "Float64",
            stock.value_table, needed("polars").DataFrame(costs | {"quantity": [0.5] * 5}), "fifo", "default", "EUR",
        )  # fmt: skip
        self.refused(
            bo.RefusedError, "run.cancelled", "moves", "0",
            lambda: stock.value_table(MOVES, "fifo", "default", "EUR", progress=lambda done: False),
        )  # fmt: skip
