"""Taxes on sales and on wages from Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice.tax import sales, wages
from support import Case

DAY = date(2010, 12, 1)
VAT = bo.RulePack.embedded("uk.vat")
PENCE = bo.Rounding.minor("GBP", "half_up")


class Sales(Case):
    lines = [
        sales.Line("lantern", bo.Money("55.55 GBP")),
        sales.Line("candle", bo.Money("11.11 GBP")),
    ]

    def test_where_it_is_rounded_is_asked(self) -> None:
        by_line = sales.assess(self.lines, DAY, VAT, "per_line", PENCE)
        by_document, trace = sales.assess_traced(self.lines, DAY, VAT, "per_document", PENCE)
        self.assertEqual((by_line.tax, by_document.tax), (bo.Money("11.66 GBP"), bo.Money("11.67 GBP")))
        self.assertEqual(by_line.rates[0].rate.value, Decimal("0.175"))
        total = trace.find("sales.total")
        assert total is not None
        self.assertEqual(total.value, Decimal("11.67"))
        self.assertIn("Value Added Tax Act", str(trace))
        self.assertEqual(trace.revision, VAT.revision)

    def test_where_a_supply_is_taxed(self) -> None:
        france = sales.Supply.goods(DAY, "GB", "FR", sales.Customer("FR", False), "below_threshold")
        decision = sales.decide(france, "standard", VAT)
        self.assertEqual((decision.category, decision.rate, decision.place), ("S", Decimal("0.175"), "GB"))
        export = sales.decide(sales.Supply.goods(DAY, "GB", "US", sales.Customer("US", False)), "standard", VAT)
        self.assertEqual(export.category, "G")
        self.refused(bo.InputError, "input.missing", "distance_sales", "", sales.decide, replace(france, distance_sales=None), "standard", VAT)
        self.refused(bo.InputError, "input.invalid", "supply.to", "UK", sales.decide, replace(france, to="UK"), "standard", VAT)

    def test_what_the_law_does_not_know(self) -> None:
        before = date(1900, 1, 1)
        self.refused(bo.LawError, "law.none_in_force", "standard", "1900-01-01", sales.assess, self.lines, before, VAT, "per_line", PENCE)
        luxury = [sales.Line("x", bo.Money("1 GBP"), "luxury")]
        self.refused(bo.LawError, "law.unknown_key", "key", "luxury", sales.assess, luxury, DAY, VAT, "per_line", PENCE)
        self.refused(bo.InputError, "input.invalid", "granularity", "per_page", sales.assess, self.lines, DAY, VAT, "per_page", PENCE)
        self.refused(bo.InputError, "input.invalid", "by", "half_up", sales.assess, self.lines, DAY, VAT, "per_line", "half_up")
        with self.assertRaises(TypeError):
            sales.assess(self.lines, DAY, "uk.vat", "per_line", PENCE)  # type: ignore[arg-type]


class Wages(Case):
    pack = bo.RulePack.embedded("uk.wages")
    payment = wages.Payment.of(date(2010, 12, 10), "weekly", bo.Money("400.00 GBP"))

    def test_a_week_of_pay(self) -> None:
        profile = wages.uk.Profile("647L W1", "A")
        assessment, trace = wages.assess_traced(profile, self.payment, self.pack)
        self.assertEqual(assessment, wages.assess(profile, self.payment, self.pack))
        self.assertEqual(len(assessment.lines), 3)
        employee = assessment.borne_by("employee", "GBP")
        parts = [line.amount for line in assessment.lines if line.payer == "employee"]
        self.assertEqual(bo.Money.sum(parts, "GBP"), employee)
        self.assertTrue(trace.lines)
        self.assertEqual(trace.pack, "uk.wages")
        carried = assessment.carried
        assert carried.to_date is not None
        self.assertEqual(carried.to_date.taxable_pay, bo.Money("400.00 GBP"))
        again = wages.assess(carried, replace(self.payment, pay_day=date(2010, 12, 17)), self.pack)
        assert again.carried.to_date is not None
        self.assertEqual(again.carried.to_date.taxable_pay, bo.Money("800.00 GBP"))
        self.assertEqual(bo.from_json(wages.Assessment, bo.to_json(assessment)), assessment)

    def test_tax_weeks(self) -> None:
        self.assertEqual((wages.uk.tax_week(date(2010, 12, 10)), wages.uk.tax_month(date(2010, 12, 10))), (36, 9))

    def test_codes_and_days_that_do_not_exist(self) -> None:
        none = wages.uk.Profile("K0", "A")
        self.refused(bo.InputError, "tax.code_invalid", "profile.tax_code", "K0", wages.assess, none, self.payment, self.pack)
        self.refused(bo.InputError, "tax.category_invalid", "profile.category", "Q", wages.assess, wages.uk.Profile("647L", "Q"), self.payment, self.pack)
        early = replace(self.payment, pay_day=date(1999, 1, 8))
        with self.assertRaises(bo.LawError) as caught:
            wages.assess(wages.uk.Profile("647L", "A"), early, self.pack)
        self.assertEqual(caught.exception.code, "law.none_in_force")
        euros = wages.Payment.of(date(2010, 12, 10), "weekly", bo.Money("400.00 EUR"))
        with self.assertRaises(bo.InputError) as wrong:
            wages.assess(wages.uk.Profile("647L", "A"), euros, self.pack)
        self.assertEqual(wrong.exception.code, "money.mixed_currencies")
