"""Stated figures, corrections, advances and the books from Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice.invoice import (
    Accounts,
    Claim,
    CreditAmounts,
    CreditShare,
    Document,
    Invoice,
    Line,
    Reduced,
    ReverseCharge,
    Rules,
    Stated,
    StatedGroup,
    StatedLine,
    StatedTotals,
    Tax,
    TaxAccount,
    correct,
    credit,
    deduct,
    post,
    reverse_charged,
    rules_checked,
    stated,
    validate,
)
from support import Case

DAY = date(2026, 3, 2)
RULES = Rules.en16931("EUR")
RECEIVED = Stated(
    currency="EUR",
    lines=[StatedLine(net="128.47", price="128.47", category="S", rate="19")],
    totals=StatedTotals(sum="128.47", net="128.47", tax="25.40", gross="153.87", due="153.87"),
    breakdown=[StatedGroup(category="S", rate="19.0", base="128.47", tax="25.40")],
)


def euros(amount: str) -> bo.Money:
    return bo.Money(amount, "EUR")


def written(quantity: int, price: str = "3.35 EUR") -> Document:
    return Document("380", "EUR", DAY, [Line("lamp", Decimal(quantity), bo.Price(price), Tax.standard("0.19"))])


def issued(document: Document, number: str) -> Invoice:
    return Invoice.draft(document, RULES).issue(number)


class Validated(Case):
    def test_the_official_validators_are_loose(self) -> None:
        self.assertTrue(validate(RECEIVED, "official").holds())
        report = validate(RECEIVED, "exact")
        self.assertEqual(tuple(report.failed), ("BR-CO-17", "BR-S-09"))
        finding = report.findings[0]
        self.assertEqual((finding.field, finding.stated), ("breakdown.0.tax", "25.40"))
        self.assertEqual((finding.computed, finding.difference), (Decimal("24.41"), Decimal("0.99")))
        self.assertEqual([report.verdict(rule) for rule in ("BR-S-09", "BR-CO-15", "BR-CO-25")], ["failed", "passed", "not_checked"])

    def test_whatever_is_stated_is_judged(self) -> None:
        hostile = Stated(lines=[StatedLine(net="NaN", category="IC", rate="1e9")], breakdown=[StatedGroup(tax=".00")])
        report = validate(hostile, "exact")
        self.assertEqual(len(report.passed) + len(report.failed), len(rules_checked()))
        self.assertIn("BR-CL-18", report.failed)
        self.refused(bo.InputError, "input.invalid", "strength", "loose", validate, RECEIVED, "loose")

    def test_our_own_documents_hold(self) -> None:
        printed = stated(issued(written(3), "A1"))
        self.assertEqual(printed.breakdown[0].tax, "1.91")
        self.assertTrue(validate(printed, "exact").holds())
        wrong = replace(printed, breakdown=[replace(printed.breakdown[0], tax="1.92")])
        self.assertFalse(validate(wrong, "exact").holds())


class Corrected(Case):
    def test_by_difference_and_by_replacement(self) -> None:
        sold = issued(written(3), "A1")
        (less,) = correct(sold, [], written(2), "difference", "two came", date(2026, 4, 1))
        self.assertEqual((less.document.kind, less.totals.net), ("381", euros("3.35")))
        drafts = correct(sold, [], written(2), "replacement", "two came", date(2026, 4, 1))
        self.assertEqual([draft.document.kind for draft in drafts], ["381", "384"])
        self.refused(bo.InputError, "input.missing", "reason", "", correct, sold, [], written(2), "difference", "", DAY)

    def test_credits_by_amount_and_share(self) -> None:
        sold = issued(written(3), "A1")
        cheaper = credit(sold, [], CreditAmounts([Reduced(0, euros("1.00"))]), DAY).issue("C1")
        self.assertEqual(cheaper.totals.tax, euros("0.19"))
        half = credit(sold, [cheaper], CreditShare(Decimal("0.5")), DAY)
        self.assertEqual(half.document.lines[0].quantity, Decimal("1.5"))

    def test_advances_are_deducted(self) -> None:
        before = replace(written(1, "100.00 EUR"), kind="386")
        advance = issued(before, "A1")
        last = deduct(written(1, "1000.00 EUR"), RULES, [advance])
        self.assertEqual(last.advances[0].parts[0].tax, euros("19.00"))
        self.assertEqual(Invoice.draft(last, RULES).totals.due, euros("1071.00"))
        refuse = self.refused
        too_small = written(1, "99.99 EUR")
        refuse(bo.RefusedError, "invoice.deduction_too_great", "advances", "100.00 EUR", deduct, too_small, RULES, [advance])


class Books(Case):
    def test_both_sides(self) -> None:
        accounts = Accounts(
            receivable="receivable",
            revenue="sales",
            payable="payable",
            expense="goods",
            tax=[TaxAccount("S", "output"), TaxAccount("S", "input", direction="input")],
            reverse=[ReverseCharge("AE", Decimal("0.19"), "owed", "asked")],
            deposits_received="deposits",
        )
        sale = post(issued(written(1, "100.00 EUR"), "A1"), accounts)
        self.assertEqual(sale.balance("output", "EUR"), euros("-19.00"))
        bought = issued(replace(written(1, "100.00 EUR"), side="purchase"), "S-1")
        self.assertEqual(post(bought, accounts).balance("input", "EUR"), euros("19.00"))
        steel = Line("steel", Decimal(1), bo.Price("100.00 EUR"), Tax("AE", Decimal(0)))
        reverse = issued(Document("380", "EUR", DAY, [steel], side="purchase"), "S-2")
        journal = post(reverse, accounts)
        journal.balanced()
        self.assertEqual((journal.balance("owed", "EUR"), journal.balance("asked", "EUR")), (euros("-19.00"), euros("19.00")))
        ((entry, row),) = reverse_charged(reverse, accounts)
        self.assertEqual((entry.category, row.tax), ("AE", euros("19.00")))
        self.assertEqual(accounts.of_deposits().revenue, "deposits")

    def test_claims(self) -> None:
        claim = Claim(bo.Money("119.00 USD"), euros("100.00"))
        cent = bo.Rounding("0.01", "half_up")
        settled = claim.settle(bo.Money("59.50 USD"), euros("52.00"), cent)
        self.assertEqual((settled.cleared, settled.difference, settled.left.booked), (euros("50.00"), euros("2.00"), euros("50.00")))
        self.assertEqual(Claim.of(issued(written(1, "100.00 EUR"), "A1")), Claim(euros("119.00"), euros("119.00")))
        refuse = self.refused
        refuse(bo.InputError, "input.invalid", "paid", "119.01 USD", claim.settle, bo.Money("119.01 USD"), euros("1.00"), cent)
