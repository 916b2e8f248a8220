"""What people get wrong: each is refused by name and value, and what it was done to is as it was before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import backoffice as bo
from backoffice.invoice import chain
from backoffice.payroll import Pay, hours
from backoffice.scheduling import Rules
from backoffice.stock import Book, Movement
from backoffice.tax.wages import uk
from support import Case
from test_invoice import issued
from test_payroll import ADA, APRIL, LAW, PAY_DAY
from test_scheduling import MODEL
from test_stock import MOVES


class BadInput(Case):
    def test_a_truncated_document(self) -> None:
        whole = bo.to_json(MOVES)
        with self.assertRaises(bo.InputError) as caught:
            bo.from_json(tuple[Movement, ...], whole[:-2])
        error = caught.exception
        self.assertEqual((error.code, error.field), ("input.truncated", "text"))
        self.assertTrue(whole.startswith(error.value.rstrip("…")))

    def test_a_key_that_is_there_twice(self) -> None:
        twice = '{"amount": "1", "currency": "EUR", "amount": "2"}'
        self.refused(bo.InputError, "input.duplicate", "text.amount", "amount", bo.from_json, bo.Money, twice)

    def test_an_unknown_currency(self) -> None:
        self.refused(bo.InputError, "money.unknown_currency", "currency", "EUX", bo.Money, "1.00", "EUX")
        self.refused(bo.InputError, "money.unknown_currency", "currency", "gbp", bo.Money, "1.00 gbp")

    def test_more_decimals_than_the_currency_has(self) -> None:
        for amount, currency in (("1.005", "EUR"), ("1.5", "JPY"), ("1.0005", "KWD")):
            self.refused(bo.InputError, "money.too_many_decimals", "amount", amount, bo.Money, amount, currency)

    def test_negative_hours(self) -> None:
        def slip(hours: int) -> bo.payroll.Slip:
            return bo.payroll.slip(ADA, APRIL, PAY_DAY, [Pay.expense(bo.Money("1 GBP")), Pay.overtime(hours)], LAW)

        before = repr(ADA)
        self.refused(bo.InputError, "payroll.negative_hours", "pays.1.worked", "-1 h", slip, -1)
        backwards = hours.Shift(datetime(2026, 11, 2, 18), datetime(2026, 11, 2, 17))
        with self.assertRaises(bo.InputError) as caught:
            hours.count(backwards, hours.Rules())
        self.assertEqual((caught.exception.code, caught.exception.field), ("payroll.negative_hours", "end"))
        self.assertTrue(caught.exception.value)
        self.assertEqual(repr(ADA), before)

    def test_a_tax_code_that_does_not_exist(self) -> None:
        for code in ("", "K0", "1257Q", "X1257L"):
            person = replace(ADA, profile=uk.Profile(code, "A"))
            where = "employee.profile.tax_code"
            self.refused(bo.InputError, "tax.code_invalid", where, code, bo.payroll.slip, person, APRIL, PAY_DAY, [], LAW)

    def test_a_day_before_the_law_begins(self) -> None:
        pack = bo.RulePack.embedded("uk.vat")
        self.refused(bo.LawError, "law.none_in_force", "standard", "1973-03-31", pack.rate, "standard", date(1973, 3, 31))

    def test_a_roster_without_a_feasible_answer(self) -> None:
        must = replace(MODEL, rules=replace(Rules(), coverage="must"))
        before = bo.to_json(must)
        roster = bo.scheduling.solve(must, 500)
        self.assertGreater(roster.hard, 0)
        self.assertIn("bo has no skill till", "".join(gap.reason for gap in roster.unfilled if gap.shift == "early"))
        busy = Rules().hard("busy", bo.scheduling.Total("days", "period", least=9))
        refuse, solve = self.refused, bo.scheduling.solve
        refuse(bo.RefusedError, "scheduling.infeasible", "people", "ada", solve, replace(MODEL, rules=busy), 500)
        self.assertEqual(bo.to_json(must), before)

    def test_a_movement_without_a_cost(self) -> None:
        book = Book("EUR", "fifo", "ifrs_default")
        book.apply(MOVES[0])
        before = book.to_json()
        free = Movement("receipt", "nut", date(2026, 3, 1), Decimal(1))
        error = self.refused(bo.InputError, "stock.no_cost", "unit_cost", "", book.apply, free)
        self.assertIn("nut", str(error))
        self.assertEqual(book.to_json(), before)

    def test_a_broken_chain(self) -> None:
        head, book = chain.Head.start("canonical_json"), []
        for number in ("A1", "A2"):
            sealed, head = chain.append(head, issued(number))
            book.append(sealed)
        altered = replace(book[0], invoice=issued("A1", "9.99 EUR"))
        before = bo.to_json(book)
        self.refused(bo.BrokenError, "invoice.chain_broken", "documents.0", "A1", chain.audit, [altered, book[1]], head)
        self.assertEqual(bo.to_json(book), before)

    def test_a_text_that_is_not_utf_8(self) -> None:
        self.refused(bo.InputError, "input.not_utf8", "account", "\ufffd" * 3, bo.Posting, "2026-03-31", "\ud800",
                     bo.Money(1, "EUR"), "")
        self.refused(bo.InputError, "input.invalid", "account", "b'cash'", bo.Posting, "2026-03-31", b"cash",
                     bo.Money(1, "EUR"), "")
