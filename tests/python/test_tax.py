"""Taxes on sales and on wages from Python."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

import backoffice as bo
from backoffice.tax import returns, sales, wages
from backoffice.tax.wages import ae, au, ca, de, eg, fr, jo, ma, sa, us
from support import Case

T = TypeVar("T")
DAY = date(2010, 12, 1)
VAT = bo.RulePack.embedded("uk.vat")
EU = bo.RulePack.embedded("eu.vat")
MARCH = date(2026, 3, 31)
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
        rated = sales.decide_rated(france, {}, EU, "standard", VAT)
        self.assertEqual((rated.category, rated.rate, rated.decision.place), ("S", Decimal("0.175"), "GB"))
        export = sales.decide(sales.Supply.goods(DAY, "GB", "US", sales.Customer("US", False)), {}, EU)
        self.assertEqual((export.category, export.rate_of), ("G", None))
        unsaid = replace(france, supplier=sales.Supplier("GB"))
        self.refused(bo.InputError, "input.missing", "supplier.distance_sales", "", sales.decide, unsaid, {}, EU)
        nowhere = replace(france, what=sales.Goods("GB", "UK"))
        self.refused(bo.InputError, "input.invalid", "supply.what.goods.to", "UK", sales.decide, nowhere, {}, EU)
        self.refused(bo.InputError, "input.invalid", "pack", "uk.vat", sales.decide, france, {}, VAT)

    def test_services_choices_and_the_buyers_side(self) -> None:
        buyer = sales.Customer("FR", True, "FR12345678901")
        advice = sales.Supply.service(MARCH, "DE", sales.Service("professional"), buyer)
        decision = sales.decide(advice, {}, EU)
        self.assertEqual((decision.place, decision.liable, decision.category), ("FR", "customer", "AE"))
        self.assertEqual(sales.acquire(advice, {}, EU).rate_of, "FR")
        house = sales.Supply.service(MARCH, "DE", sales.Service("immovable", at="ES"), buyer)
        self.refused(bo.LawError, "tax.option_unknown", "choices.ES", "ES art. 194", sales.decide, house, {}, EU)
        choices = {"ES": sales.StateChoices("always", {"a": "customer_in_trade"})}
        self.assertEqual(sales.decide(house, choices, EU).category, "AE")
        bus = sales.Service("passenger_transport", legs={"DE": Decimal(300), "FR": Decimal(100)})
        trip = sales.decide(sales.Supply.service(MARCH, "DE", bus, sales.Customer("FR", False)), {}, EU)
        self.assertEqual([(part.place, part.share) for part in trip.split], [("DE", Decimal("0.75")), ("FR", Decimal("0.25"))])
        self.assertEqual(trip.split_amount(bo.Money("10.00 EUR"))[0], ("DE", bo.Money("7.50 EUR")))
        sold = sales.Turnover(bo.Money("10000.01 EUR"), bo.Money("0.00 EUR"))
        app = sales.Supply.service(MARCH, "DE", sales.Service("electronic"), sales.Customer("FR", False), sold)
        self.assertEqual(sales.decide(app, {}, EU).scheme, "union")

    def test_what_the_law_does_not_know(self) -> None:
        before = date(1900, 1, 1)
        self.refused(bo.LawError, "law.none_in_force", "standard", "1900-01-01", sales.assess, self.lines, before, VAT, "per_line", PENCE)
        luxury = [sales.Line("x", bo.Money("1 GBP"), "luxury")]
        self.refused(bo.LawError, "law.unknown_key", "key", "luxury", sales.assess, luxury, DAY, VAT, "per_line", PENCE)
        self.refused(bo.InputError, "input.invalid", "granularity", "per_page", sales.assess, self.lines, DAY, VAT, "per_page", PENCE)
        self.refused(bo.InputError, "input.invalid", "by", "half_up", sales.assess, self.lines, DAY, VAT, "per_line", "half_up")
        with self.assertRaises(TypeError):
            sales.assess(self.lines, DAY, "uk.vat", "per_line", PENCE)  # type: ignore[arg-type]


ITEM = sales.components.Item("table", "furniture", bo.Money("4000.00 USD"))
LIMIT = sales.components.Limit("item", up_to=1600)
HOLIDAY = sales.components.Holiday("a holiday", date(2026, 8, 1), date(2026, 8, 2))
TABLE = sales.components.Table(
    "tn",
    "illustration",
    "USD",
    [
        sales.components.Component("state", "TN", "0.07", date(2004, 1, 1), "x", holidays=[HOLIDAY]),
        sales.components.Component("local", "county", "0.0225", date(2004, 1, 1), "x", limits=[LIMIT]),
    ],
)


class Rates(Case):
    def test_a_rate_tells_on_what_it_rests(self) -> None:
        cut = sales.rate("DE", "standard", date(2020, 7, 1))
        self.assertEqual((cut.value, cut.until, cut.standing), (Decimal("0.16"), date(2020, 12, 31), "secondary"))
        food = sales.rate("NO", "reduced", date(2020, 7, 1))
        self.assertEqual(food.warnings, ("NO reduced: true beginning unknown; known from 2012-01-01",))
        madeira = sales.rate_in(bo.RulePack.embedded("pt.vat"), "standard.MA", date(2026, 1, 1))
        self.assertEqual(madeira, sales.rate("PT-MA", "standard", date(2026, 1, 1)))
        self.refused(bo.LawError, "law.none_in_force", "reduced", "2011-12-31", sales.rate, "NO", "reduced", date(2011, 12, 31))
        self.refused(bo.LawError, "law.unsupported", "jurisdiction", "US", sales.rate, "US", "standard", DAY)

    def test_what_is_known(self) -> None:
        known = sales.jurisdictions()
        germany = next(row for row in known if row.jurisdiction == "DE")
        self.assertEqual([each.class_ for each in germany.classes], ["reduced", "standard"])
        self.assertEqual(sales.jurisdictions_in([bo.RulePack.embedded("de.vat")]), (germany,))
        self.assertIn("| Madeira (PT-MA) |", sales.rates_table(known))

    def test_what_an_invoice_says(self) -> None:
        told = sales.mention("reverse_charge", "de")
        self.assertEqual((told.text, told.standing), ("Steuerschuldnerschaft des Leistungsempfängers", "secondary"))
        self.refused(bo.LawError, "law.unsupported", "language", "ga", sales.mention, "reverse_charge", "ga")
        hospital = sales.exemption("VATEX-EU-132-1B")
        self.assertEqual((hospital.reference, hospital.category), ("Directive 2006/112/EC, art. 132(1)(b)", None))
        self.assertEqual(sales.exemption("VATEX-EU-F").reason, "second_hand_goods")
        self.refused(bo.InputError, "tax.exemption_unknown", "exemption", "VATEX", sales.exemption, "VATEX")

    def test_when_tax_becomes_chargeable(self) -> None:
        days = sales.TaxPointDays(date(2026, 3, 10), invoice=date(2026, 4, 20))
        told = sales.tax_point("fifteenth_of_next_month", days)
        self.assertEqual((told.day, told.article), (date(2026, 4, 15), "Directive 2006/112/EC, art. 67 and 222"))
        self.refused(bo.InputError, "input.missing", "payment", "", sales.tax_point, "payment", days)

    def test_stacked_taxes(self) -> None:
        cent = bo.Rounding.minor("USD", "half_up")
        call = (TABLE, ["TN", "county"], [ITEM], date(2026, 3, 2), "per_rate", cent)
        taxed, trace = sales.components.assess_traced(*call)  # type: ignore[arg-type]
        self.assertEqual(taxed, sales.components.assess(*call))  # type: ignore[arg-type]
        self.assertEqual([str(part.tax) for part in taxed.components], ["280.00 USD", "36.00 USD"])
        self.assertIn("up to 1600", str(trace))
        again = replace(TABLE, components=[*TABLE.components, TABLE.components[0]])
        self.refused(bo.InputError, "tax.table_invalid", "table", "state", sales.components.assess, again, *call[1:])
class Returns(Case):
    lines = [
        returns.TaxLine(MARCH, "sale", "GB", "GB", "S", Decimal("0.2"), bo.Money("100.70 GBP"), bo.Money("20.14 GBP"), "A1"),
        returns.TaxLine(MARCH, "purchase", "GB", "GB", "S", Decimal("0.2"), bo.Money("50.00 GBP"), bo.Money("10.00 GBP"), "P1"),
    ]
    accounts = [returns.CodeAccount("sale", "S", "output"), returns.CodeAccount("purchase", "S", "input")]

    def test_boxes(self) -> None:
        pack = returns.ReturnPack.embedded("gb.vat")
        self.assertIn(pack.id, returns.ReturnPack.embedded_ids())
        filled = returns.fill(self.lines, pack, bo.Period.month(2026, 3))
        self.assertEqual((filled["1"], filled["5"], filled["6"]), (bo.Money("20.14 GBP"), bo.Money("10.14 GBP"), bo.Money("100.00 GBP")))
        self.assertEqual(filled.boxes[5].rows, (0,))
        plain = [
            {"tax_point": MARCH, "side": "sale", "home": "GB", "place": "GB", "category": "S", "rate": Decimal("0.2"),
             "base": bo.Money("100.70 GBP"), "tax": bo.Money("20.14 GBP"), "document": "A1"},
            {"tax_point": MARCH, "side": "sale", "home": "GB", "place": "GB", "category": "S", "rate": Decimal("0.2"),
             "base": bo.Money("1.00 EUR"), "tax": bo.Money("0.20 EUR"), "document": "A2"},
        ]
        mixed = returns.fill(plain, pack, bo.Period.month(2026, 3))
        self.assertEqual((mixed["1"], mixed.problems[0].row), (bo.Money("20.14 GBP"), 1))
        refuse = self.refused
        refuse(bo.LawError, "law.none_in_force", "period", "2020-12-01 to 2020-12-31", returns.fill, [], pack, bo.Period.month(2020, 12))
        with self.assertRaises(bo.InputError) as caught:
            returns.ReturnPack.parse("id = 1")
        self.assertEqual(caught.exception.code, "tax.return_pack_invalid")

    def test_the_journal(self) -> None:
        journal = bo.Journal()
        journal.post(bo.Posting.credit(MARCH, "output", bo.Money("20.14 GBP"), "A1"))
        journal.post(bo.Posting.debit(MARCH, "input", bo.Money("9.99 GBP"), "P1"))
        found = returns.reconcile(self.lines, journal, self.accounts)
        self.assertEqual((found.differences[0].account, found.differences[0].difference), ("input", bo.Money("-0.01 GBP")))
        self.assertEqual(found.differences[0].documents[0].document, "P1")
        with self.assertRaises(bo.Error) as caught:
            found.agreed()
        self.assertEqual(caught.exception.code, "tax.return_unreconciled")
        journal.post(bo.Posting.debit(MARCH, "input", bo.Money("0.01 GBP"), "P1"))
        returns.reconcile(self.lines, journal, self.accounts).agreed()


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


class Packs(Case):
    """Packs that are read while the program runs, beside those that came with it."""

    # Morocco with another rate of AMO from a day on: the embedded text, edited.
    old = bo.RulePack.embedded(ma.PACK)
    rate = '[rate."amo.employee"]\nsource = "cleiss"\nvalues = [{ since = 2024-01-01, rate = "0.0226" }]'
    later = (
        '[rate."amo.employee"]\nsource = "cleiss"\nvalues = ['
        '{ since = 2024-01-01, until = 2026-06-30, rate = "0.0226" }, { since = 2026-07-01, rate = "0.03" }]'
    )
    new = bo.RulePack(old.text.replace(rate, later).replace('revision = "', 'revision = "edited-', 1))

    @staticmethod
    def paid(on: date, pay: str = "12000 MAD") -> tuple[wages.Profile, wages.Payment]:
        return ma.Profile(0, "half_up"), wages.Payment.of(on, "monthly", bo.Money(pay))

    def test_what_is_supported(self) -> None:
        rows = {row.pack: row for row in wages.supported()}
        self.assertEqual(rows["uk.wages"].years, ("2010-11", "2025-26", "2026-27"))
        self.assertEqual([str(days) for days in rows["uk.wages"].known][0], "2010-04-06 to 2011-04-05")
        self.assertEqual([edition.edition for edition in rows["de.wages"].editions], ["2025-09-17", "2025-10-23"])
        self.assertEqual(rows["jo.wages"].parts[0].official, 0)
        self.assertIn(date(2026, 11, 24), rows["de.wages"].known[0])
        self.assertNotIn(date(2027, 1, 1), rows["de.wages"].known[0])
        self.assertEqual(wages.supported_by([bo.RulePack.embedded("de.wages")])[0], rows["de.wages"])
        self.assertEqual(wages.table(wages.supported()).count("\n"), 2 + len(rows))
        self.refused(bo.LawError, "law.unsupported", "pack", "uk.vat", wages.supported_by, [VAT])
        self.assertEqual(bo.from_json(wages.Supported, bo.to_json(rows["uk.wages"])), rows["uk.wages"])

    def test_two_packs_side_by_side(self) -> None:
        june, july = date(2026, 6, 30), date(2026, 7, 31)
        amo = [
            next(line.amount for line in wages.assess(*self.paid(on), pack).lines if line.code == "ma.amo")
            for on in (june, july)
            for pack in (self.old, self.new)
        ]
        self.assertEqual(amo, [bo.Money(text) for text in ("271.20 MAD", "271.20 MAD", "271.20 MAD", "360.00 MAD")])

    def test_whose_result_changes(self) -> None:
        people = [self.paid(date(2026, 6, 30)), self.paid(date(2026, 7, 31)), self.paid(date(2027, 7, 31))]
        found = wages.compare(people, self.old, self.new)
        self.assertEqual((found.people, found.unchanged, found.changed), (3, 2, 1))
        self.assertEqual((found.old.revision, found.new.revision), ("2026-11-24", "edited-2026-11-24"))
        (change,) = found.changes
        self.assertEqual((change.row, change.old_problem), (1, None))
        self.assertEqual(
            [(line.code, line.old, line.new) for line in change.lines],
            [
                ("ma.ir", bo.Money("1071.40 MAD"), bo.Money("1041.21 MAD")),
                ("ma.amo", bo.Money("271.20 MAD"), bo.Money("360.00 MAD")),
            ],
        )
        self.assertEqual(bo.from_json(wages.Comparison, bo.to_json(found)), found)
        refused = wages.compare(people, self.old, bo.RulePack.embedded("uk.wages"))
        self.assertEqual((refused.newly_refused, refused.unchanged, refused.refused_otherwise), (2, 0, 1))
        problem = refused.changes[0].new_problem
        assert problem is not None
        self.assertEqual(problem.code, "law.unsupported")
        self.refused(bo.InputError, "input.invalid", "people.0", "0", wages.compare, [()], self.old, self.new)

    def test_a_pack_is_refused_as_a_whole(self) -> None:
        holed = self.later.replace("until = 2026-06-30", "until = 2026-05-31")
        for text in (
            self.old.text.replace(self.rate, holed),  # a hole
            self.old.text.replace(self.rate, self.later.replace("2026-06-30", "2026-07-01")),  # an overlap
            self.old.text.replace(self.rate, self.rate.replace('source = "cleiss"', 'source = ""')),  # no citation
        ):
            self.refused(bo.InputError, "law.pack_invalid", "amo.employee", "", bo.RulePack, text)
        (gap,) = bo.RulePack.embedded("uk.wages").gaps
        self.assertEqual((gap.since, gap.until, gap.keys), (date(2011, 4, 6), date(2025, 4, 5), ()))


def profile_of(assessment: wages.Assessment, kind: type[T]) -> T:
    """The profile that is carried on, of that class."""
    assert isinstance(assessment.carried, kind), assessment.carried
    return assessment.carried


class WorkedExamples(Case):
    """An example of each jurisdiction: the authority's own where it publishes one."""

    def assessed(
        self, profile: wages.Profile, payment: wages.Payment, pack: str, *expected: tuple[str, wages.Payer, str]
    ) -> wages.Assessment:
        """The assessment, which has those lines, and comes back as it was from JSON."""
        law = bo.RulePack.embedded(pack)
        assessment, trace = wages.assess_traced(profile, payment, law)
        self.assertEqual(assessment, wages.assess(profile, payment, law))
        self.assertEqual((assessment.pack, trace.pack), (pack, pack))
        told = [(line.code, line.payer, str(line.amount.amount)) for line in assessment.lines]
        self.assertEqual(told, list(expected))
        self.assertIs(type(assessment.carried), type(profile))
        self.assertEqual(bo.from_json(wages.Assessment, bo.to_json(assessment)), assessment)
        return assessment

    def monthly(
        self,
        profile: ae.Profile | eg.Profile | fr.Profile | jo.Profile | ma.Profile | sa.Profile,
        payment: wages.Payment,
        pack: str,
        *expected: tuple[str, wages.Payer, str],
    ) -> None:
        """The same of laws whose only figure to date is the last pay day: a second payment in the month is refused."""
        assessment = self.assessed(profile, payment, pack, *expected)
        self.assertEqual(assessment.carried, replace(profile, through=payment.pay_day))
        with self.assertRaises(bo.LawError) as caught:
            wages.assess(assessment.carried, payment, bo.RulePack.embedded(pack))
        self.assertEqual(caught.exception.code, "law.unsupported")

    def test_united_states(self) -> None:
        # Publication 15-T, Worksheet 1A: 2,000 every two weeks, single, steps 2 to 4 blank.
        dana = us.Profile(us.W4From2020("single_or_married_separately"), "us-15t-once")
        pay = wages.Payment.of(date(2026, 6, 12), "fortnightly", bo.Money("2000 USD"))
        assessment = self.assessed(
            dana,
            pay,
            us.PACK,
            ("us.fit", "employee", "156.15"),
            ("us.social_security", "employee", "124.00"),
            ("us.medicare", "employee", "29.00"),
            ("us.additional_medicare", "employee", "0.00"),
            ("us.social_security", "employer", "124.00"),
            ("us.medicare", "employer", "29.00"),
            ("us.futa", "employer", "12.00"),
        )
        carried = profile_of(assessment, us.Profile)
        zero = bo.Money.zero("USD")
        last = us.LastPeriod("fortnightly", bo.Money("2000 USD"), bo.Money("156.15 USD"))
        self.assertEqual(carried, replace(dana, to_date=us.ToDate(pay.pay_day, bo.Money("2000 USD"), zero, last)))
        old = replace(dana, w4=us.W4Until2019("married", 2, bo.Money("10 USD")))
        assessment = wages.assess(old, pay, bo.RulePack.embedded(us.PACK))
        self.assertEqual(profile_of(assessment, us.Profile).w4, old.w4)
        there, law = replace(dana, state=us.OtherState("CA")), bo.RulePack.embedded(us.PACK)
        self.refused(bo.LawError, "law.unsupported", "state", "CA", wages.assess, there, pay, law)
        # Worksheet 1B: a pension of 5,000 a month beside 50,000 a year from a job.
        pension = replace(dana, w4=us.W4pFrom2022("single_or_married_separately", bo.Money("50000 USD")))
        month = replace(pay, frequency="monthly", taxable=bo.Money("5000 USD"), contributory=zero)
        assessment = wages.assess(pension, month, bo.RulePack.embedded(us.PACK))
        self.assertEqual(str(assessment.lines[0].amount), "962.50 USD")
        self.assertEqual(profile_of(assessment, us.Profile).w4, pension.w4)
        # Booklet IL-700-T of 2026: $800 a week, two allowances on line 1 and two on line 2; Texas has no such tax.
        week = wages.Payment.of(date(2026, 3, 6), "weekly", bo.Money("800 USD"))
        states: list[tuple[us.State, str]] = [
            (us.IllinoisW4(2, 2), "us.il.income_tax 32.13 USD"),
            (us.OtherState("TX"), "us.tx.income_tax 0.00 USD"),
        ]
        for state, expected in states:
            assessment = wages.assess(replace(dana, state=state), week, law)
            found = [f"{line.code} {line.amount}" for line in assessment.lines if line.code == expected.split()[0]]
            self.assertEqual(found, [expected])
            self.assertEqual(profile_of(assessment, us.Profile).state, state)

    def test_rates(self) -> None:
        law, by = bo.RulePack.embedded(ma.PACK), bo.Rounding("0.0001", "half_up")
        yassine = ma.Profile(0, "half_up")
        payment = wages.Payment.of(date(2026, 1, 31), "monthly", bo.Money("6500 MAD"))
        # Up to 78,000 a year 35 % of pay are expenses, above it 25 % of all of it.
        rates = wages.statutory_rate(yassine, payment, law, by)
        self.assertEqual((rates.lines[0].code, rates.lines[0].rate), ("ma.ir", Decimal("0.0627")))
        self.assertEqual(rates.employee, Decimal("0.0853"))
        step = wages.marginal(yassine, payment, bo.Money("100 MAD"), law, by)
        self.assertEqual((step.lines[0].change, step.lines[0].rate), (bo.Money("72.27 MAD"), Decimal("0.7227")))
        self.assertEqual((step.pay, step.lines[0].statutory), (payment.taxable, rates.lines[0].rate))
        span = wages.PayRange(bo.Money("6400 MAD"), bo.Money("6600 MAD"))
        found = wages.kinks(yassine, payment, span, law, by)
        [kink] = found.kinks
        self.assertEqual((str(kink.after), kink.code, kink.payer), ("6500.00 MAD", "ma.ir", "employee"))
        self.assertEqual((kink.limit, kink.cited[0].key), (Decimal(78000), "ir.expenses.limit"))
        for document in (rates, step, found, span):
            self.assertEqual(bo.from_json(type(document), bo.to_json(document)), document)

        salarie = fr.Profile("metropole", "half_up", "under_50")
        payment = wages.Payment.of(date(2026, 1, 31), "monthly", bo.Money("3000 EUR"))
        span, law = wages.PayRange(bo.Money("2900 EUR"), bo.Money("3000 EUR")), bo.RulePack.embedded(fr.PACK)
        [unknown] = wages.kinks(salarie, payment, span, law, by).not_followed
        self.assertEqual((unknown.code, unknown.from_, unknown.through), ("fr.rgdu", span.from_, span.to))
        few = replace(span, most_pieces=0)
        self.refused(bo.InputError, "input.invalid", "step", "0.00 EUR", wages.marginal, salarie, payment, bo.Money("0 EUR"), law, by)
        back = replace(span, to=bo.Money("1 EUR"))
        self.refused(bo.InputError, "input.invalid", "to", "1.00 EUR", wages.kinks, salarie, payment, back, law, by)
        self.refused(bo.InputError, "input.invalid", "most_pieces", "0", wages.kinks, salarie, payment, few, law, by)

    def test_germany(self) -> None:
        # The check table 2026 of the Federal Ministry of Finance: 23 248 on 100 000 a year in class I.
        anna = de.Profile(de.WageTax(1), de.Insurance(de.Statutory(Decimal("2.90")), True, True, childless=True))
        year = wages.Payment.of(date(2026, 12, 31), "annual", bo.Money("100000 EUR"))
        assessment = wages.assess(anna, year, bo.RulePack.embedded(de.PACK))
        self.assertEqual([str(line.amount) for line in assessment.lines[:2]], ["23248.00 EUR", "344.86 EUR"])
        # 8 % of 293.08 is 23.4464: the caller says where the cents go.
        anna = replace(anna, church=de.Church("BY", "down"))
        month = wages.Payment.of(date(2026, 4, 30), "monthly", bo.Money("3000 EUR"))
        assessment = self.assessed(
            anna,
            month,
            de.PACK,
            ("de.lohnsteuer", "employee", "293.08"),
            ("de.soli", "employee", "0.00"),
            ("de.kirchensteuer", "employee", "23.44"),
            ("de.kv", "employee", "219.00"),
            ("de.kv", "employer", "219.00"),
            ("de.kv.zusatz", "employee", "43.50"),
            ("de.kv.zusatz", "employer", "43.50"),
            ("de.rv", "employee", "279.00"),
            ("de.rv", "employer", "279.00"),
            ("de.av", "employee", "39.00"),
            ("de.av", "employer", "39.00"),
            ("de.pv", "employee", "72.00"),
            ("de.pv", "employer", "54.00"),
            ("de.insolvenzgeldumlage", "employer", "4.50"),
        )
        paid = bo.Money("3000 EUR")
        to_date = de.ToDate(month.pay_day, bo.Money.zero("EUR"), 30, paid, paid)
        self.assertEqual(assessment.carried, replace(anna, to_date=to_date))
        private = de.Private(bo.Money("680 EUR"), bo.Money("340 EUR"))
        anna = replace(anna, insurance=replace(anna.insurance, health=private))
        carried = profile_of(wages.assess(anna, month, bo.RulePack.embedded(de.PACK)), de.Profile)
        self.assertEqual(carried.insurance, anna.insurance)
        none, law = replace(anna, wage_tax=de.WageTax(7)), bo.RulePack.embedded(de.PACK)
        self.refused(bo.InputError, "tax.category_invalid", "wage_tax.STKL", "7", wages.assess, none, month, law)

    def test_contributions_in_france(self) -> None:
        # URSSAF's model: 2,500 gross, 542.95 of contributions, 40 euros of health insurance shared by halves.
        half = bo.Money("20 EUR")
        terms = fr.Contributions(False, "under_11", Decimal("0.0208"), Decimal(0), half, half)
        marianne = fr.Profile("metropole", "half_up", "under_50", terms)
        month = wages.Payment.of(date(2026, 7, 31), "monthly", bo.Money("2500 EUR"))
        assessment = wages.assess(marianne, month, bo.RulePack.embedded(fr.PACK))
        withheld = [line for line in assessment.lines if line.payer == "employee" and line.code != "fr.pas"]
        self.assertEqual(sum(line.amount.amount for line in withheld), Decimal("542.95"))
        self.assertEqual(assessment.carried, replace(marianne, through=month.pay_day))

    def test_marginal_employment(self) -> None:
        # 15 % of 100 euros are the employer's; 18.6 % of the minimum base of 175 euros less these are the employee's.
        terms = de.Marginal("by_employer", True, "de-bvv-whole-rate")
        insurance = de.Insurance(
            de.Statutory(Decimal("2.90")), True, False, employment="marginal", marginal=terms
        )
        anna = de.Profile(de.WageTax(1), insurance)
        month = wages.Payment.of(date(2026, 4, 30), "monthly", bo.Money("100 EUR"))
        assessment = self.assessed(
            anna,
            month,
            de.PACK,
            ("de.minijob.kv", "employer", "13.00"),
            ("de.minijob.rv", "employee", "17.55"),
            ("de.minijob.rv", "employer", "15.00"),
            ("de.minijob.pauschsteuer", "employer", "2.00"),
            ("de.minijob.u1", "employer", "0.80"),
            ("de.minijob.u2", "employer", "0.22"),
            ("de.insolvenzgeldumlage", "employer", "0.15"),
        )
        self.assertEqual(profile_of(assessment, de.Profile).insurance, insurance)

    def test_canada(self) -> None:
        def dollars(amount: str) -> bo.Money:
            return bo.Money(amount, "CAD")

        # Guide T4127, chapter 4: 1 000 a week, a bonus of 2 500, an earlier one of 1 500.
        before = ca.ToDate(date(2026, 6, 12), non_periodic=dollars("1500"), non_periodic_cpp=dollars("14.60"))
        worker = ca.Profile("ON", federal_claim=dollars("16452"), to_date=before)
        pay = replace(wages.Payment.of(date(2026, 6, 19), "weekly", dollars("3500")), non_periodic=dollars("2500"))
        assessment = self.assessed(
            worker,
            pay,
            ca.PACK,
            ("ca.cpp", "employee", "204.25"),
            ("ca.cpp2", "employee", "0.00"),
            ("ca.ei", "employee", "57.05"),
            ("ca.cpp", "employer", "204.25"),
            ("ca.cpp2", "employer", "0.00"),
            ("ca.ei", "employer", "79.87"),
            ("ca.federal_tax", "employee", "81.55"),
            ("ca.provincial_tax", "employee", "45.77"),
            ("ca.federal_tax.non_periodic", "employee", "323.54"),
            ("ca.provincial_tax.non_periodic", "employee", "180.18"),
        )
        carried = profile_of(assessment, ca.Profile)
        assert carried.to_date is not None
        self.assertEqual(carried.to_date.non_periodic, dollars("4000"))
        self.assertEqual(carried.to_date.non_periodic_cpp, dollars("39.12"))
        self.assertEqual(replace(carried, to_date=before), worker)
        quebec, law = replace(worker, province="QC"), bo.RulePack.embedded(ca.PACK)
        self.refused(bo.LawError, "law.unsupported", "province", "QC", wages.assess, quebec, pay, law)

    def test_saudi_arabia(self) -> None:
        self.monthly(
            sa.Profile("SA", "half_up", date(2024, 7, 3)),
            wages.Payment.of(date(2026, 7, 31), "monthly", bo.Money("10000 SAR")),
            sa.PACK,
            ("sa.gosi.annuities", "employee", "1000.00"),
            ("sa.gosi.annuities", "employer", "1000.00"),
            ("sa.gosi.saned", "employee", "75.00"),
            ("sa.gosi.saned", "employer", "75.00"),
            ("sa.gosi.hazards", "employer", "200.00"),
        )

    def test_united_arab_emirates(self) -> None:
        self.monthly(
            ae.Profile("private", date(2024, 2, 1), "half_up"),
            wages.Payment.of(date(2026, 11, 30), "monthly", bo.Money("15000 AED")),
            ae.PACK,
            ("ae.gpssa", "employee", "1650.00"),
            ("ae.gpssa", "employer", "1875.00"),
        )

    def test_egypt(self) -> None:
        self.monthly(
            eg.Profile("personal", "after_exemption", "half_up"),
            wages.Payment.of(date(2025, 5, 29), "monthly", bo.Money("100200 EGP")),
            eg.PACK,
            ("eg.salary_tax", "employee", "23401.25"),
            ("eg.insurance", "employee", "1595.00"),
            ("eg.insurance", "employer", "2718.75"),
        )

    def test_jordan(self) -> None:
        self.monthly(
            jo.Profile("personal", "after_2009", "half_up", other_exemption=bo.Money("1000 JOD")),
            wages.Payment.of(date(2022, 1, 31), "monthly", bo.Money("4200 JOD")),
            jo.PACK,
            ("jo.income_tax", "employee", "633.333"),
            ("jo.ssc", "employee", "254.550"),
            ("jo.ssc", "employer", "483.645"),
        )

    def test_australia(self) -> None:
        # 1,250 a week with the tax-free threshold, which the tax office worked through (248.76, in whole dollars).
        weekly = wages.Payment.of(date(2022, 4, 20), "weekly", bo.Money("1250 AUD"))
        matilda = au.Profile("tax_free_threshold")
        assessment = self.assessed(matilda, weekly, au.PACK, ("au.payg", "employee", "249.00"))
        self.assertEqual(assessment.carried, matilda)

    def test_france(self) -> None:
        # 1,867.02 gross with fewer than 50 staff, of which 1,697.99 net are taxable.
        january = wages.Payment.of(date(2026, 1, 31), "monthly", bo.Money("1867.02 EUR"))
        self.monthly(
            fr.Profile("metropole", "half_up", "under_50"),
            replace(january, taxable=bo.Money("1697.99 EUR")),
            fr.PACK,
            ("fr.pas", "employee", "8.49"),
            ("fr.rgdu", "employer", "-700.13"),
        )

    def test_morocco(self) -> None:
        self.monthly(
            ma.Profile(0, "half_up"),
            wages.Payment.of(date(2025, 1, 31), "monthly", bo.Money("12000 MAD")),
            ma.PACK,
            ("ma.ir", "employee", "1071.40"),
            ("ma.cnss", "employee", "268.80"),
            ("ma.amo", "employee", "271.20"),
            ("ma.cnss", "employer", "538.80"),
            ("ma.allocations_familiales", "employer", "768.00"),
            ("ma.amo", "employer", "493.20"),
            ("ma.formation_professionnelle", "employer", "192.00"),
        )


PAP = de.Inputs(
    de.WageTax(1), de.Provision(KVZ=Decimal("2.90"), PVZ=1), de.Pay(1, bo.Money(100_000, "EUR"))
)
AWARD = sa.EndOfService(bo.Money(10_000, "SAR"), sa.Months(7, 0), date(2026, 11, 30), "end_by_employer", "half_up")
OVERTIME = sa.Overtime(bo.Money(9_600, "SAR"), bo.Money(7_200, "SAR"), Decimal(10), 240, MARCH, "half_up")
GRATUITY = ae.EndOfService(bo.Money(10_000, "AED"), 7, 0, 0, "basic/30", date(2026, 11, 30), "half_up")


class PartsOfTheLaw(Case):
    """What a law says beside an assessment."""

    def test_the_programmablaufplan_alone(self) -> None:
        # The check table of the Federal Ministry of Finance for 2026.
        law = bo.RulePack.embedded(de.PACK)
        outputs, trace = de.pap_traced(PAP, date(2026, 1, 31), law)
        self.assertEqual((outputs.LSTLZZ, outputs.SOLZLZZ), (bo.Money(23_248, "EUR"), bo.Money("344.86", "EUR")))
        self.assertEqual(de.pap(PAP, date(2026, 1, 31), law), outputs)
        self.assertTrue(trace.lines)
        self.refused(
            bo.LawError, "law.none_in_force", "pap.method", "1999-01-31", de.pap, PAP, date(1999, 1, 31), law
        )

    def test_saudi_arabia(self) -> None:
        law = bo.RulePack.embedded(sa.PACK)
        award, _ = sa.end_of_service_traced(AWARD, law)
        self.assertEqual((award.award, award.fraction), (bo.Money(45_000, "SAR"), "1"))  # 5 × ½ + 2 months
        self.assertEqual(sa.end_of_service(AWARD, law), award)
        counted = replace(AWARD, service=sa.Actual365(date(2023, 12, 1)), reason="resignation")
        self.assertEqual(sa.end_of_service(counted, law).fraction, "1/3")
        self.assertEqual(sa.overtime(OVERTIME, law).pay, bo.Money(550, "SAR"))  # 10 × (40 + ½ × 30)
        self.assertEqual([sa.annual_leave(years, MARCH, law).days for years in (1, 5)], [21, 30])
        self.refused(
            bo.InputError,
            "input.invalid",
            "service.months",
            "12",
            sa.end_of_service,
            replace(AWARD, service=sa.Months(1, 12)),
            law,
        )

    def test_the_emirates(self) -> None:
        law = bo.RulePack.embedded(ae.PACK)
        gratuity, trace = ae.gratuity_traced(GRATUITY, law)
        self.assertEqual((gratuity.gratuity, gratuity.capped), (bo.Money(55_000, "AED"), False))
        self.assertEqual(ae.gratuity(GRATUITY, law), gratuity)
        self.assertTrue(trace.lines)

    def test_taxes_of_a_year(self) -> None:
        egypt = eg.Profile("personal", "after_exemption", "half_up")
        law = bo.RulePack.embedded(eg.PACK)
        self.assertEqual(eg.tax_of_year(egypt, bo.Money(40_000, "EGP"), MARCH, law).annual, bo.Money(0, "EGP"))
        jordan = jo.Profile("personal", "after_2009", "half_up")
        year = jo.tax_of_year(jordan, bo.Money(14_000, "JOD"), MARCH, bo.RulePack.embedded(jo.PACK))
        self.assertEqual((year.taxable, year.annual), (bo.Money(5_000, "JOD"), bo.Money(250, "JOD")))  # 5 %
        morocco = ma.income_tax(ma.Profile(0, "half_up"), bo.Money(3_000, "MAD"), MARCH, bo.RulePack.embedded(ma.PACK))
        self.assertEqual(morocco.annual, bo.Money(0, "MAD"))
        self.refused(bo.LawError, "law.unsupported", "profile", "jo.wages", eg.tax_of_year, jordan, bo.Money(1, "EGP"), MARCH, law)
