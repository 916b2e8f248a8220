"""Receivables: payments put to documents, ageing, reminders, interest, expected cash."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import backoffice as bo
from backoffice import Money
from backoffice.invoice import receivables as r
from support import Case

DAY = date(2026, 3, 2)
CENT = bo.Rounding("0.01", "half_up")
POLICY = r.Policy(["reference", "amount", "oldest_first"], [Money("0.05 USD")])
ITEM = r.OpenItem(
    "1",
    "Ada",
    DAY,
    DAY + timedelta(30),
    Money("100.00 USD"),
    Money("100.00 USD"),
    discounts=[r.Discount(DAY + timedelta(10), Decimal("0.02"))],
    booked=r.Booked(Money("90.00 EUR"), Money("90.00 EUR")),
)
PAYMENT = r.Payment("p1", DAY + timedelta(9), Money("103.00 USD"), "Ada", ["1"], Money("93.00 EUR"))


class Receivables(Case):
    def test_a_payment_settles_and_the_rest_is_on_account(self) -> None:
        allocation = r.allocate([ITEM], [PAYMENT], POLICY)
        allocation.conserved([ITEM], [PAYMENT])
        (applied,), (left,) = allocation.applied, allocation.on_account
        self.assertEqual(applied.paid, Money("100.00 USD"))
        self.assertEqual(left.amount, Money("3.00 USD"))
        assert applied.booking is not None
        # 100 of 103 of 93.00 is 90.29; the receivable stood at 90.00.
        self.assertEqual(applied.booking.difference, Money("0.29 EUR"))
        accounts = r.Accounts("bank", "receivable", on_account="on account", exchange_difference="exchange")
        journal = r.post(allocation, accounts)
        self.assertEqual(journal.balance("bank", "EUR"), Money("93.00 EUR"))
        self.assertEqual(journal.balance("receivable", "EUR"), Money("-90.00 EUR"))

    def test_what_cannot_be_used_is_a_problem_and_what_is_wrong_an_error(self) -> None:
        other = r.Payment("p2", DAY, Money("100.00 EUR"), "Ada", ["1"])
        (problem,) = r.allocate([ITEM], [other], POLICY).problems
        self.assertEqual((problem.row, problem.code), (0, "invoice.payment_currency"))
        self.refused(
            bo.InputError, "input.duplicate", "items.1.number", "1", r.allocate, [ITEM, ITEM], [], POLICY
        )
        allocation = r.allocate([ITEM], [PAYMENT], POLICY)
        changed = r.Allocation((), allocation.items)
        self.refused(
            bo.BrokenError, "ledger.unbalanced", "payments.0", "p1", changed.conserved, [ITEM], [PAYMENT]
        )

    def test_ageing_reminders_interest_and_expectation(self) -> None:
        late = ITEM.due + timedelta(31)
        (aged,) = r.age([ITEM], late, [30, 60])
        self.assertEqual(aged.late, (Money("0 USD"), Money("100.00 USD"), Money("0 USD")))
        (reminder,) = r.remind([ITEM], late, [r.Level("reminder", 5, fees=[Money("4.00 USD")])])
        self.assertEqual((reminder.name, reminder.fee, reminder.documents[0].days_late), ("reminder", Money("4 USD"), 31))
        rates = [r.RateSince(DAY, Decimal("0.10"), "contract")]
        owed = r.interest(Money("3650.00 EUR"), DAY, DAY + timedelta(9), rates, "actual365", CENT)
        self.assertEqual((owed.total, owed.segments[0].source), (Money("10.00 EUR"), "contract"))
        expected = r.expect([ITEM], [r.Settled("Ada", DAY, DAY + timedelta(4))], DAY, 1)
        self.assertEqual(expected.items[0].day, ITEM.due + timedelta(4))
        self.assertEqual(expected.items[0].basis, {"customer": 1})
        self.refused(bo.InputError, "input.invalid", "minimum", "0", r.expect, [ITEM], [], DAY, 0)
