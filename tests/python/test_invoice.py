"""Invoices, numbers and chains from Python."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import backoffice as bo
from backoffice.invoice import (
    Accounting,
    Accounts,
    Adjustment,
    Advance,
    Correction,
    CreditLines,
    Document,
    EachRounded,
    Invoice,
    Line,
    Payment,
    Precise,
    Rules,
    StatedTax,
    Taken,
    Tax,
    TaxAccount,
    Withholding,
    chain,
)
from backoffice.invoice.numbering import Allocator, Grant, Profile, Scope, Series, Void, Voided, audit
from support import Case

DAY = date(2026, 3, 2)
STANDARD = Tax.standard("0.23")


def euros(amount: str) -> bo.Money:
    return bo.Money(amount, "EUR")


def document(*lines: Line) -> Document:
    return Document("380", "EUR", DAY, lines, buyer="Ada")


LAMP = Line("desk lamp", Decimal(1), bo.Price("55.55 EUR"), STANDARD)
STAPLER = Line("stapler", Decimal(1), bo.Price("11.11 EUR"), STANDARD)
BOTH = document(LAMP, STAPLER)


def issued(number: str, price: str = "10.00 EUR") -> Invoice:
    line = Line("lamp", Decimal(3), bo.Price(price), STANDARD)
    return Invoice.draft(document(line), Rules.en16931("EUR")).issue(number)


class Totals(Case):
    def test_the_cent_that_people_fought_about(self) -> None:
        self.assertEqual(bo.invoice.totals(BOTH, Rules.per_line("EUR")).tax, euros("15.34"))
        totals, trace = bo.invoice.totals_traced(BOTH, Rules.en16931("EUR"))
        self.assertEqual((totals.tax, totals.due), (euros("15.33"), euros("81.99")))
        self.assertTrue(totals.adds_up())
        self.assertFalse(replace(totals, tax=euros("15.34")).adds_up())
        self.assertIn("15.33", str(trace))
        self.assertEqual(trace.find("no such step"), None)
        self.assertIn("<details", trace._repr_html_())
        self.assertEqual(pickle.loads(pickle.dumps(trace)), trace)
        self.assertEqual(bo.from_json(bo.invoice.Totals, bo.to_json(totals)), totals)
        self.assertEqual(bo.from_json(Document, bo.to_json(BOTH)), BOTH)

    def test_allowances_and_presets(self) -> None:
        less = replace(BOTH, allowances=[Adjustment(share=Decimal("0.1"), reason="loyal")])
        self.assertEqual(bo.invoice.totals(less, Rules.per_document("EUR")).allowances, euros("6.67"))
        self.assertEqual(Rules.gobl_precise("EUR").line, Precise(2, "half_up"))
        self.assertIsInstance(Rules.gobl_currency("EUR").line, EachRounded)
        for preset in (Rules.gobl_precise("EUR"), Rules.gobl_currency("EUR")):
            self.assertEqual(bo.from_json(Rules, bo.to_json(preset)), preset)
        self.assertEqual(bo.from_json(Rules, bo.to_json(Rules.en16931("EUR"))), Rules.en16931("EUR"))

    def test_what_a_document_may_bear(self) -> None:
        rules = Rules.en16931("EUR")
        kept = replace(LAMP, withholdings=[Withholding("IRPF", Decimal("0.15"))])
        taxed = replace(STAPLER, tax=replace(STANDARD, surcharge=Decimal("0.052")))
        accounting = Accounting("SEK", Decimal("11.2"), DAY, "ECB", "on_sum", bo.Rounding(Decimal("0.01"), "half_up"))
        advance = Advance.of(issued("A1", "1.00 EUR"))
        full = replace(
            document(kept, taxed),
            side="purchase",
            tax_point=date(2026, 2, 28),
            taxes=[StatedTax("S", Decimal("0.23"), euros("12.00"))],
            advances=[advance],
            payments=[Payment(share=Decimal("0.5"))],
            accounting=accounting,
        )
        totals, trace = bo.invoice.totals_traced(full, rules)
        self.assertTrue(totals.adds_up())
        self.assertEqual(full.day_of_tax(), date(2026, 2, 28))
        self.assertEqual(document(LAMP).day_of_tax(), DAY)
        self.assertEqual([w.amount for w in totals.withholdings], [euros("8.33")])
        self.assertEqual([f.field for f in totals.findings], ["taxes.0.tax"])
        assert totals.advances is not None and totals.accounting is not None
        self.assertEqual((totals.advances.base, totals.advances.tax), (euros("3.00"), euros("0.69")))
        self.assertEqual(totals.accounting.tax, bo.Money.sum(totals.accounting.parts, "SEK"))
        again = bo.from_json(Document, bo.to_json(full))
        self.assertEqual(bo.to_json(again), bo.to_json(full))
        self.assertEqual(bo.from_json(bo.invoice.Totals, bo.to_json(totals)), totals)
        self.assertIn("A1", str(trace))

    def test_a_decision_becomes_the_tax_of_a_line(self) -> None:
        supply = bo.tax.sales.Supply.goods(date(2010, 12, 1), "GB", "GB", bo.tax.sales.Customer("GB", False))
        eu, uk = bo.RulePack.embedded("eu.vat"), bo.RulePack.embedded("uk.vat")
        rated = bo.tax.sales.decide_rated(supply, {}, eu, "standard", uk)
        tax = Tax.of(rated)
        self.assertEqual((tax.category, tax.rate), ("S", Decimal("0.175")))
        self.assertTrue(tax.source)
        # The lines of a return, of a sale and of a purchase under reverse charge.
        filing = bo.invoice.Filing.sold("GB", supply, rated.decision)
        line = bo.invoice.tax_lines(issued("A1"), filing)[0]
        self.assertEqual((line.document, line.side, line.place), ("A1", "sale", "GB"))
        self.assertEqual(bo.invoice.Filing.at_home("GB").place, "GB")
        own = bo.invoice.OwnTax(Decimal("0.2"), bo.Rounding.minor("EUR", "half_up"))
        bought = replace(bo.invoice.Filing.bought("GB", supply, rated.decision), own_tax=own)
        self.assertEqual(bought.own_tax, own)

    def test_bad_documents(self) -> None:
        rules = Rules.en16931("EUR")
        refuse = self.refused
        refuse(bo.InputError, "invoice.empty", "lines", "", bo.invoice.totals, document(), rules)
        pounds = document(LAMP, replace(STAPLER, price=bo.Price("1 GBP")))
        refuse(bo.InputError, "money.mixed_currencies", "lines.1.price", "GBP", bo.invoice.totals, pounds, rules)
        zero = document(replace(LAMP, tax=Tax("Z", Decimal("0.2"))))
        refuse(bo.InputError, "input.invalid", "lines.0.tax.rate", "0.2", bo.invoice.totals, zero, rules)
        half = document(replace(LAMP, quantity=0.5))  # type: ignore[arg-type]
        refuse(bo.InputError, "input.float", "document.lines.0.quantity", "0.5", bo.invoice.totals, half, rules)
        late = replace(BOTH, day=datetime(2026, 3, 2, 9))
        refuse(bo.InputError, "calendar.invalid_date", "document.day", "2026-03-02T09:00:00", bo.invoice.totals, late, rules)
        strange = replace(BOTH, currency="EUX")
        refuse(bo.InputError, "money.unknown_currency", "document.currency", "EUX", bo.invoice.totals, strange, rules)
        refuse(bo.InputError, "input.missing", "document.lines.0.tax", "", bo.invoice.totals, {"kind": "380", "currency": "EUR",
               "day": DAY, "lines": [{"description": "x", "quantity": 1, "price": bo.Price("1 EUR")}]}, rules)


class States(Case):
    def test_what_was_issued_is_not_changed(self) -> None:
        draft = Invoice.draft(BOTH, Rules.en16931("EUR"))
        self.assertIsNone(draft.number)
        self.assertEqual(draft.change(document(LAMP)).totals.net, euros("55.55"))
        invoice = draft.issue("A1")
        self.assertEqual((invoice.number, draft.number), ("A1", None))
        self.refused(bo.RefusedError, "invoice.issued", "number", "A1", invoice.change, BOTH)
        self.refused(bo.RefusedError, "invoice.issued", "number", "A2", invoice.issue, "A2")
        self.assertEqual(invoice.number, "A1")

    def test_what_was_issued_is_corrected_or_voided_and_kept(self) -> None:
        invoice = issued("A1")
        voided = invoice.void(DAY, "misprint")
        self.assertEqual((invoice.state(), voided.state(), voided.number), ("issued", "voided", "A1"))
        self.assertEqual(bo.from_json(Invoice, bo.to_json(voided)), voided)
        self.refused(bo.RefusedError, "invoice.state", "state", "voided", voided.void, DAY, "again")
        corrected = invoice.correct(Correction("C1", date(2026, 4, 1), "returned"))
        self.assertEqual(corrected.state(), "corrected")
        self.refused(bo.RefusedError, "invoice.state", "state", "corrected", corrected.void, DAY, "late")
        draft = Invoice.draft(BOTH, Rules.en16931("EUR"))
        self.refused(bo.RefusedError, "invoice.state", "state", "draft", draft.void, DAY, "no")

    def test_credits_sum_to_the_invoice(self) -> None:
        sold, credits = issued("A1", "3.35 EUR"), []
        for number in ("C1", "C2", "C3"):
            note = bo.invoice.credit(sold, credits, CreditLines([Taken(0, Decimal(1))]), date(2026, 4, 1))
            credits.append(note.issue(number))
        self.assertEqual(bo.Money.sum([c.totals.tax for c in credits], "EUR"), sold.totals.tax)
        with self.assertRaises(bo.RefusedError) as caught:
            bo.invoice.credit(sold, credits, "whole", date(2026, 4, 2))
        self.assertEqual(caught.exception.code, "invoice.credit_too_great")

    def test_the_journal_balances(self) -> None:
        accounts = Accounts("receivable", "sales", [TaxAccount("S", "output vat")])
        journal = bo.invoice.post(issued("A1"), accounts)
        journal.balanced()
        self.assertEqual(journal.balance("receivable", "EUR"), euros("36.90"))
        draft = Invoice.draft(BOTH, Rules.en16931("EUR"))
        self.refused(bo.InputError, "input.missing", "number", "", bo.invoice.post, draft, accounts)


class Numbers(Case):
    series = Series("sales", "INV-{year}-{number:5}{mod97}", restart="yearly", chronological=True)

    def test_a_series_is_a_value(self) -> None:
        first, series = self.series.issue(date(2026, 12, 31))
        second, series = series.issue(date(2027, 1, 1))
        self.assertEqual((str(first), str(second)), ("INV-2026-0000158", "INV-2027-0000179"))
        self.refused(bo.RefusedError, "invoice.day_before_last", "day", "2026-12-30", series.issue, date(2026, 12, 30))
        self.assertFalse(series.audit([first, second]))
        self.assertEqual(series.parse("INV-2026-0000158").number, 1)
        self.refused(bo.InputError, "invoice.number_invalid", "number", "INV-2026-0000159", series.parse, "INV-2026-0000159")
        self.assertEqual(bo.from_json(Series, bo.to_json(series)), series)
        self.assertEqual(pickle.loads(pickle.dumps(series)), series)
        self.refused(bo.RefusedError, "invoice.series_conflict", "version", "1", series.unchanged, 1)

    def test_many_at_once_and_claims(self) -> None:
        days = [DAY, DAY, date(2026, 3, 3)]
        numbers, series = self.series.issue_many(days)
        self.assertEqual([n.counter for n in numbers], [1, 2, 3])
        claim = self.series.claim(days)
        self.assertEqual((claim.count, claim.first_day, claim.last_day), (3, DAY, date(2026, 3, 3)))
        self.assertEqual(self.series.granted(claim, Grant(1, date(2026, 3, 3), 1)), (numbers, series))
        found = series.audit([numbers[0], numbers[2]])
        self.assertTrue(found)
        self.assertEqual((found.gaps[0].first, found.gaps[0].last), (2, 2))
        self.assertFalse(series.audit([numbers[0], numbers[2]], [Void(numbers[1], "printer jam")]))
        error = self.refused(bo.RefusedError, "invoice.day_before_last", "day", "2026-03-02", self.series.issue_many, days[::-1])
        self.assertEqual(error.row, 1)

    def test_bad_patterns(self) -> None:
        self.refused(bo.InputError, "invoice.pattern_invalid", "series.pattern", "INV-{year}", Series, "sales", "INV-{year}")
        with self.assertRaises(bo.Error) as caught:
            Series("sales", "{number}", restart="yearly")
        self.assertEqual(caught.exception.code, "invoice.pattern_lacks_period")

    def test_a_desk_hands_numbers_out(self) -> None:
        desk = Allocator(Series("till", "T{number:4}"))
        first, second = desk.allocate(DAY), desk.allocate(DAY)
        self.assertEqual(desk.abandon(first, "printer jam"), Voided(Void(first, "printer jam")))
        self.assertEqual(desk.abandon(second, "customer left"), "returned")
        third = desk.allocate(DAY)
        self.assertEqual((str(third), desk.open, len(desk.voids)), ("T0002", (third,), 1))
        before = desk.to_json()
        self.refused(bo.InputError, "invoice.number_invalid", "number", "T0001", desk.commit, first)
        self.refused(bo.InputError, "input.missing", "reason", "", desk.abandon, third, "")
        self.assertEqual(desk.to_json(), before)
        desk.commit(third)
        self.assertEqual(Allocator.from_json(desk.to_json()).series, desk.series)
        self.assertEqual(desk.series.next, 3)

    def test_audits_and_laws(self) -> None:
        found = audit([1, 2, 4, 4, 7], Scope(voids=[3]))
        self.assertEqual([(gap.first, gap.last) for gap in found.gaps], [(5, 6)])
        self.assertEqual([place.number for place in found.repeats], [4])
        spain = Profile.of("ES")
        self.assertTrue(spain.consecutive)
        self.assertEqual(spain.check([("A1", DAY), ("A2", DAY)]), ())
        self.assertEqual(spain.check([("A1", DAY), ("A1", DAY)])[0].number, "A1")
        self.assertTrue(spain.check_counters([1, 3]))
        self.refused(bo.LawError, "law.unsupported", "country", "US", Profile.of, "US")


class Chains(Case):
    def test_every_alteration_is_found(self) -> None:
        head, book = chain.Head.start("canonical_json"), []
        for number in ("A1", "A2", "A3"):
            sealed, head = chain.append(head, issued(number))
            book.append(sealed)
        chain.audit(book, head)
        chain.audit(bo.from_json(tuple[chain.Sealed, ...], bo.to_json(book)), head)
        self.assertIn('"number":"A1"', chain.canonical_text(book[0].invoice))
        other = replace(book[1].invoice, number="A9")
        broken = {
            "removed": [book[0], book[2]],
            "reordered": [book[1], book[0], book[2]],
            "altered": [book[0], replace(book[1], invoice=other), book[2]],
            "cut": book[:2],
        }
        for how, altered in broken.items():
            with self.subTest(how), self.assertRaises(bo.BrokenError) as caught:
                chain.audit(altered, head)
            self.assertEqual(caught.exception.code, "invoice.chain_broken")
            self.assertTrue(caught.exception.field)
        draft = Invoice.draft(BOTH, Rules.en16931("EUR"))
        self.refused(bo.InputError, "input.missing", "number", "", chain.append, head, draft)
