"""The lines of many documents as columns: what came out is what ``totals`` says of each document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice import invoice
from support import Case
from test_tables import needed

RULES = invoice.Rules.en16931("EUR")
LINES = {
    "document": ["A1", "A1", "A1", "A2"],
    "quantity": [Decimal("1.5"), 2, 1, 3],
    "price": ["9.99", "0.3333", "100", "0.05"],
    "category": ["S", "S", "Z", "S"],
    "rate": ["0.19", "0.07", 0, "0.19"],
}


class InvoiceTable(Case):
    def test_a_table_comes_to_what_its_documents_come_to(self) -> None:
        wanted = []
        for name in ("A1", "A2"):
            rows = [row for row, document in enumerate(LINES["document"]) if document == name]
            lines = [
                invoice.Line(
                    "x",
                    Decimal(LINES["quantity"][row]),
                    bo.Price(LINES["price"][row], "EUR"),
                    invoice.Tax(LINES["category"][row], Decimal(LINES["rate"][row])),
                )
                for row in rows
            ]
            wanted.append(invoice.totals(invoice.Document("380", "EUR", date(2026, 3, 2), lines), RULES))
        whole = invoice.totals_table(LINES, RULES, "EUR", by="document").to_pydict()
        self.assertEqual(whole["document"], ["A1", "A2"])
        self.assertEqual(whole["lines"], [3, 1])
        for name in ("net", "tax", "gross"):
            self.assertEqual(whole[name], [getattr(totals, name).amount for totals in wanted])
        parts = invoice.totals_table(LINES, RULES, "EUR", by="rate").to_pydict()
        self.assertEqual(parts["tax"], [part.tax.amount for totals in wanted for part in totals.breakdown])
        self.assertEqual(parts["rate"], [part.rate for totals in wanted for part in totals.breakdown])

    def test_lines_of_polars(self) -> None:
        polars = needed("polars")
        frame = polars.DataFrame({"line": [1, 2], "quantity": ["1.005", "2"], "price": ["1.00", "x"]})
        lines = polars.DataFrame(invoice.totals_table(frame, RULES, "EUR", by="line", pass_through=["line"]))
        self.assertEqual(lines["line"].to_list(), [1, 2])
        self.assertEqual(lines["net"].to_list(), [Decimal("1.01"), None])
        self.assertEqual(lines["problem.field"].to_list(), [None, "price"])

    def test_what_is_wrong_is_named(self) -> None:
        self.refused(
            bo.InputError, "input.missing", "document", "",
            invoice.totals_table, {"quantity": [1], "price": [1], "category": ["S"], "rate": [0]}, RULES, "EUR", by="rate",
        )  # fmt: skip
        self.refused(
            bo.InputError, "input.unknown_field", "colour", "colour",
            invoice.totals_table, {"quantity": [1], "price": [1], "colour": [1]}, RULES, "EUR", by="line",
        )  # fmt: skip
