"""Stock from Python."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import backoffice as bo
from backoffice.stock import Accounts, Book, Movement, Realisable
from support import Case

DAY = date(2026, 1, 5)


def price(amount: str) -> bo.Price:
    return bo.Price(amount, "EUR")


MOVES = [
    Movement.receive("bolt", date(2026, 1, 5), 100, price("0.10"), id="in-1"),
    Movement.receive("bolt", date(2026, 2, 5), "100", price("0.12")),
    Movement.issue("bolt", date(2026, 3, 1), Decimal(150), id="out-1"),
]


class Stock(Case):
    def test_methods_side_by_side(self) -> None:
        fifo = bo.stock.value(MOVES, "fifo", "ifrs_default")
        average = bo.stock.value(MOVES, "moving_average", "ifrs_default")
        self.assertEqual(fifo.cost_of("bolt"), bo.Money("16.00 EUR"))
        self.assertEqual(fifo.on_hand("bolt"), bo.Money("6.00 EUR"))
        self.assertEqual(average.cost_of("bolt"), bo.Money("16.50 EUR"))
        self.assertEqual((fifo.quantity("bolt"), fifo.quantity("nut")), (Decimal(50), Decimal(0)))
        self.assertEqual(fifo.on_hand("nut"), bo.Money(0, "EUR"))
        (layer,) = fifo.layers("bolt")
        self.assertEqual((layer.quantity, layer.day, layer.row), (Decimal(50), date(2026, 2, 5), 1))
        (issue,) = fifo.issues("bolt")
        self.assertEqual([part.quantity for part in issue.consumed], [Decimal(100), Decimal(50)])
        self.assertEqual(issue.movement, MOVES[2])
        bo.stock.conserved(fifo)
        self.assertEqual(pickle.loads(pickle.dumps(fifo)), fifo)
        self.assertEqual(bo.from_json(bo.stock.Valuation, bo.to_json(fifo)), fifo)

    def test_what_was_altered_is_not_conserved(self) -> None:
        valuation = bo.stock.value(MOVES, "fifo", "ifrs_default")
        altered = replace(valuation, total=bo.Money("7.00 EUR"))
        with self.assertRaises(bo.BrokenError) as caught:
            bo.stock.conserved(altered)
        self.assertEqual(caught.exception.code, "stock.not_conserved")

    def test_the_journal_balances(self) -> None:
        accounts = Accounts("inventory", "cost of sales", "adjustment", "goods received", "differences", "opening")
        journal = bo.stock.post(bo.stock.value(MOVES, "fifo", "ifrs_default"), accounts)
        journal.balanced()
        self.assertEqual(journal.balance("inventory", "EUR"), bo.Money("6.00 EUR"))
        self.refused(
            bo.InputError,
            "input.missing",
            "account",
            "",
            bo.stock.post,
            bo.stock.value(MOVES, "fifo", "ifrs_default"),
            replace(accounts, inventory=""),
        )

    def test_policies_are_whole(self) -> None:
        policy = replace(bo.stock.policy("ifrs_default"), negative="recost_covered_units")
        moves = [*MOVES, Movement.issue("bolt", date(2026, 3, 2), 60), Movement.receive("bolt", date(2026, 3, 3), 20, price("0.20"))]
        valuation = bo.stock.value(moves, "fifo", policy)
        (short,) = valuation.shortages
        (cover,) = valuation.covers
        self.assertEqual((short.missing, short.provisional), (Decimal(10), bo.Money("1.20 EUR")))
        self.assertEqual(cover.difference, bo.Money("0.80 EUR"))
        self.assertEqual(valuation.policy, policy)

    def test_lower_of_cost_and_net_realisable_value(self) -> None:
        euros = lambda amount: bo.Money(amount, "EUR")  # noqa: E731
        year = bo.stock.lower_of_cost_and_nrv(euros(720_000), Realisable(euros(740_000), euros(50_000)), euros(0))
        self.assertEqual((year.carrying, year.expense), (euros(690_000), euros(30_000)))

    def test_bad_movements_are_refused_by_row_and_name(self) -> None:
        value = bo.stock.value
        error = self.refused(
            bo.RefusedError, "stock.short", "quantity", "1000", value, [*MOVES, Movement.issue("bolt", date(2026, 3, 2), 1000)], "fifo", "default"
        )
        self.assertEqual(error.row, 3)
        without = Movement("receipt", "bolt", DAY, Decimal(1))
        error = self.refused(bo.InputError, "stock.no_cost", "unit_cost", "", value, [MOVES[0], without], "fifo", "default")
        self.assertEqual(error.row, 1)
        back = Movement.return_from_customer("bolt", date(2026, 3, 2), 1, "out-9")
        self.refused(bo.InputError, "stock.unknown_reference", "of", "out-9", value, [*MOVES, back], "fifo", "default")
        self.refused(bo.RefusedError, "stock.method_not_allowed", "method", "lifo", value, MOVES, "lifo", "ifrs_default")
        self.refused(bo.InputError, "input.invalid", "method", "nifo", value, MOVES, "nifo", "default")
        self.refused(bo.InputError, "input.invalid", "policy", "gaap", value, MOVES, "fifo", "gaap")
        half = replace(MOVES[1], quantity=0.5)  # type: ignore[arg-type]
        self.refused(bo.InputError, "input.float", "movements.1.quantity", "0.5", value, [MOVES[0], half], "fifo", "default")
        self.refused(bo.InputError, "input.float", "quantity", "0.5", Movement.issue, "bolt", DAY, 0.5)
        late = replace(MOVES[1], day=datetime(2026, 2, 5, 10))
        self.refused(
            bo.InputError, "calendar.invalid_date", "movements.0.day", "2026-02-05T10:00:00", value, [late], "fifo", "default"
        )
        odd = {"kind": "issue", "item": "bolt", "day": DAY, "qty": 1, "quantity": 1}
        self.refused(bo.InputError, "input.unknown_field", "movements.0.qty", "1", value, [odd], "fifo", "default")
        self.refused(bo.InputError, "input.missing", "movements", "", value, [], "fifo", "default")

    def test_a_refused_movement_leaves_the_book_as_it_was(self) -> None:
        book = Book("EUR", "fifo", "ifrs_default")
        for movement in MOVES:
            book.apply(movement)
        before = book.to_json()
        too_many = Movement.issue("bolt", date(2026, 3, 2), 51)
        self.refused(bo.RefusedError, "stock.short", "quantity", "51", book.apply, too_many)
        pounds = Movement.receive("bolt", date(2026, 3, 2), 1, bo.Price(1, "GBP"))
        self.refused(bo.InputError, "money.mixed_currencies", "unit_cost", "GBP", book.apply, pounds)
        self.assertEqual(book.to_json(), before)
        self.assertEqual(book.quantity("bolt"), Decimal(50))
        self.assertEqual(Book.from_json(before).valuation(), book.valuation())
        self.assertEqual(pickle.loads(pickle.dumps(book)).to_json(), before)
        self.assertEqual(repr(book), "<Book of 3 movements, EUR, fifo>")
        self.refused(bo.InputError, "money.unknown_currency", "currency", "EUX", Book, "EUX", "fifo", "default")
