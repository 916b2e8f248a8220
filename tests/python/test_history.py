"""The past of a pool from Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice.stock import History
from backoffice.stock.history import At, Closing, Flow
from support import Case


def on(month: int, day: int) -> At:
    return At(date(2026, month, day), 0)


def euros(amount: str) -> bo.Money:
    return bo.Money(amount, "EUR")


BOLTS = [
    Flow.receipt(on(1, 5), 100, euros("10.00")),
    Flow.receipt(on(2, 5), 100, euros("12.00")),
    Flow.issue(on(3, 1), 150),
]
LATE = Flow.receipt(on(1, 3), 20, euros("1.80"))


class TheHistory(Case):
    def test_a_late_receipt(self) -> None:
        # By hand: 20 × 0.09, 100 × 0.10, 100 × 0.12; 150 leave, the oldest first, the newest first, at the average.
        for method, before, after in (("fifo", "16.00", "15.40"), ("lifo", "17.00", "17.00"), ("moving_average", "16.50", "16.23")):
            with self.subTest(method):
                bolts = History("EUR", method, "default", BOLTS)  # type: ignore[arg-type]
                self.assertEqual(bolts.cost_between(date(2026, 3, 1), "2026-03-31"), euros(before))
                change = bolts.insert(LATE)
                self.assertEqual((change.before, change.after, bolts.version, len(bolts)), (0, 1, 1, 4))
                self.assertEqual(bolts.monthly(date(2026, 1, 1), 3), [euros("0"), euros("0"), euros(after)])
                self.assertEqual(bolts.costs()[3], int(Decimal(after) * 100))
                changed = bolts.diff(0)
                self.assertIsNone(changed[0].before)
                self.assertEqual(len(changed), 1 if before == after else 2)
                self.assertEqual([row.way for row in bolts.ledger("2026-01-01", "2026-02-28")], ["in", "in", "in"])
                bolts.delete(LATE.at)
                self.assertEqual(bolts.diff(0), [])
                self.assertEqual(bolts.closing(), Closing(Decimal(50), euros("22.00") - euros(before)))
                self.assertTrue(bolts.explain())
                bolts.forget(2)
                self.refused(bo.InputError, "input.invalid", "since", "1", bolts.diff, 1)

    def test_what_would_be_short_is_refused_and_changes_nothing(self) -> None:
        bolts = History("EUR", "fifo", "ifrs_default", BOLTS)
        self.refused(bo.RefusedError, "stock.short", "quantity", "10", bolts.insert, Flow.issue(on(1, 6), 60))
        self.refused(bo.RefusedError, "stock.short", "quantity", "50", bolts.delete, on(2, 5))
        moved = Flow.receipt(on(3, 2), 100, euros("12.00"))
        self.refused(bo.RefusedError, "stock.short", "quantity", "50", bolts.amend, on(2, 5), moved)
        self.refused(bo.InputError, "stock.unknown_reference", "at", "2026-02-06 number 0", bolts.delete, on(2, 6))
        self.assertEqual((bolts.version, bolts.closing().value), (0, euros("6.00")))

    def test_columns(self) -> None:
        bolts = History.from_columns(
            "EUR", "fifo", "default", day=[20_000, 20_000, 19_999], quantity=[-3, -1, 7], value=[0, 0, 70], digits=0
        )
        self.assertEqual(bolts.costs(), [0, 30, 10])
        self.assertEqual(repr(bolts), "<History of 3 movements, version 0, 3 worth 0.30 EUR>")
        self.assertGreater(bolts.memory(), 0)
        columns = {"day": [20_000], "quantity": [1, 2], "value": [1]}
        self.refused(
            bo.InputError, "input.invalid", "quantity", "2 rows", lambda: History.from_columns("EUR", "fifo", "default", **columns)
        )
