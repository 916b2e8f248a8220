"""The dataclasses have the fields that the core knows: it names them when it is given one that it does not know."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import typing
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import backoffice as bo
import test_chain
import test_invoice
import test_payroll
import test_receivables
import test_reference
import test_scheduling
import test_stock
import test_stock_book
import test_tax
import test_working_time
from backoffice import _backoffice, invoice, payroll, scheduling, stock, tax
from backoffice.invoice import numbering, receivables
from backoffice.invoice.chain import fiscal, merkle, tse
from backoffice.invoice.reference import qr
from backoffice.payroll import hours, pension, sif
from backoffice.tax.wages import ae, au, ca, de, eg, fr, jo, ma, sa, uk, us
from support import Case

ODD = "no such field"


def known(call: Callable[[Any], Any], sample: Any, path: str) -> set[str]:
    """The fields that the core knows at a path of a document."""
    document = json.loads(bo.to_json(sample))
    at = document
    for step in filter(None, path.split(".")):
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[ODD] = 1
    try:
        call(document)
    except bo.InputError as error:
        assert error.code == "input.unknown_field" and error.field.endswith(ODD), error
        listed = re.search(r"there is (.*)$", str(error))
        assert listed is not None, error
        return set(listed[1].split(", "))
    raise AssertionError(f"nothing was refused at {path}")


AWAY = scheduling.Absence(datetime(2026, 3, 31), datetime(2026, 4, 1))


def full_model() -> scheduling.Model:
    """A model that has something of everything."""
    away = AWAY
    demand = scheduling.Demand(away.from_, away.to, 1)
    locked = scheduling.Assignment(test_scheduling.WEEK.first, "bo", "late")
    pause = scheduling.Break("08:00", "08:30")
    split = scheduling.Shift("split", parts=[scheduling.Part("06:00", "10:00")], breaks=[pause])
    limits: list[scheduling.Limit] = [
        scheduling.Run("work", 1, 2),
        scheduling.Total("days", "week", 1, 2),
        scheduling.Succession(["late"], ["early"]),
        scheduling.DaysBetween(["late"], ["early"], 2),
        scheduling.Fair("assignments", 3),
        scheduling.Spread("assignments", 3),
    ]
    rules = test_scheduling.MODEL.rules
    for limit in limits:
        rules = rules.soft("another", limit, 1)
    history = scheduling.History(shifts={"late": 1}, last_shift="late", last_end=datetime(2026, 3, 29))
    skill = scheduling.Skill("till", 1)
    return dataclasses.replace(
        test_scheduling.MODEL,
        people=[
            scheduling.Person(
                "bo", [skill], available=[scheduling.Available("06:00", "15:00")], unavailable=[away], history=history
            ),
            scheduling.Person("ada"),
        ],
        shifts=[*test_scheduling.MODEL.shifts, split],
        demand=[demand],
        requirements=[scheduling.Requirement("late", 1)],
        locked=[locked],
        forbidden=[scheduling.Forbidden("bo", shift="late")],
        couplings=[scheduling.Coupling("c", [scheduling.Term(1, "days")], least=1)],
        clock=[scheduling.UtcOffset(away.from_, 60)],
        law=scheduling.law.Labour(["eu.working_time"], [scheduling.law.Facts("ada")]),
        rules=rules,
    )


class Mirror(Case):
    def mirrors(
        self, kind: type[Any], call: Callable[[Any], Any], sample: Any, path: str = "", besides: set[str] = set()
    ) -> None:
        with self.subTest(kind.__qualname__, module=kind.__module__):
            own = {field.name.rstrip("_") for field in dataclasses.fields(kind)}
            self.assertEqual(known(call, sample, path), own | besides)

    def test_annotations_are_read_by_every_python(self) -> None:
        # Python 3.10 does not read a class variable that does not say of what it is.
        modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "backoffice"]
        kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
        for kind in (kind for kind in kinds if dataclasses.is_dataclass(kind)):
            with self.subTest(kind):
                hints = typing.get_type_hints(kind, vars(sys.modules[kind.__module__]))
                self.assertNotIn(typing.ClassVar, hints.values())

    def test_stock(self) -> None:
        valuation = stock.value(test_stock.MOVES, "fifo", "ifrs_default")
        self.mirrors(stock.Movement, lambda moves: stock.value(moves, "fifo", "default"), test_stock.MOVES, "0")
        # A document may name another policy as its base; in Python `dataclasses.replace` makes one from another.
        call = lambda policy: stock.value(test_stock.MOVES, "fifo", policy)  # noqa: E731
        self.mirrors(stock.Policy, call, valuation.policy, besides={"base"})
        for kind, path in (
            (stock.Valuation, ""),
            (stock.Entry, "entries.2"),
            (stock.Consumed, "entries.2.consumed.0"),
            (stock.Holding, "holdings.0"),
            (stock.Layer, "holdings.0.layers.0"),
            (stock.Totals, "items.bolt"),
        ):
            self.mirrors(kind, _backoffice.stock_conserved, valuation, path)
        accounts = stock.Accounts("a", "b", "c", "d", "e", "f")
        self.mirrors(stock.Accounts, lambda given: stock.post(valuation, given), accounts)

    def test_the_book_of_stock(self) -> None:
        book, accounts = test_stock_book.tea("moving_average"), test_stock_book.ACCOUNTS
        book.close("2026-01-31")
        book.apply_late(test_stock_book.EARLIER, "2026-02-03")
        value = book.valuation()
        for kind, path in (
            (stock.Origin, "entries.2.origins.0"),
            (stock.PriorPeriod, "prior_periods.0"),
            (stock.PriorLine, "prior_periods.0.lines.0"),
            (stock.Movement, "prior_periods.0.movement"),
        ):
            self.mirrors(kind, _backoffice.stock_conserved, value, path)
        self.mirrors(
            stock.Closed, lambda given: stock.Book.from_json(json.dumps(given)), book, "operations.0.what.close"
        )
        covered = test_stock_book.covered()
        for kind, path in ((stock.Shortage, "shortages.0"), (stock.Cover, "covers.0")):
            self.mirrors(kind, _backoffice.stock_conserved, covered.valuation(), path)
        changes = covered.diff(0)
        for kind, path in (
            (stock.Change, "2"),
            (stock.Figures, "2.after"),
            (stock.Moved, "2.after.pools.0"),
            (stock.CoverFigures, "2.after.covers.0"),
        ):
            self.mirrors(kind, lambda given: stock.post_changes(given, accounts), changes, path)
        euro = bo.Money("1 EUR")
        written = [stock.WriteDown(test_stock.DAY, "tea", stock.Carrying(euro, euro, euro))]
        for kind, path in ((stock.WriteDown, "0"), (stock.Carrying, "0.carrying")):
            self.mirrors(kind, lambda given: stock.post_write_downs(given, accounts), written, path)

    def test_replenishment(self) -> None:
        # The others cross field by field, and what is missing there is missed by the calls of its own test.
        periods = stock.replenishment.PlanPeriod.constant([1], 1, 1)
        self.mirrors(stock.replenishment.PlanPeriod, stock.replenishment.wagner_whitin, periods, "0")

    def test_invoice(self) -> None:
        rules = invoice.Rules.en16931("EUR")
        adjusted = dataclasses.replace(
            test_invoice.BOTH,
            allowances=[invoice.Adjustment(share=Decimal("0.1"))],
            withholdings=[invoice.Withholding("IRPF", Decimal("0.15"))],
            taxes=[invoice.StatedTax("S", Decimal("0.23"), test_invoice.euros("1.00"))],
            advances=[
                dataclasses.replace(
                    invoice.Advance.of(test_invoice.issued("A1")),
                    parts=[
                        invoice.TaxTotal(
                            "S",
                            Decimal("0.23"),
                            test_invoice.euros("1.00"),
                            test_invoice.euros("1.00"),
                            invoice.Surcharge(Decimal("0.05"), test_invoice.euros("1.00")),
                        )
                    ],
                )
            ],
            payments=[invoice.Payment(share=Decimal("0.1"))],
            accounting=invoice.Accounting(
                "SEK", Decimal("11.2"), test_invoice.DAY, "ECB", "on_sum", bo.Rounding(Decimal("0.01"), "half_up")
            ),
        )
        for kind, path in (
            (invoice.Document, ""),
            (invoice.Line, "lines.0"),
            (invoice.Tax, "lines.0.tax"),
            (invoice.Adjustment, "allowances.0"),
            (invoice.Withholding, "withholdings.0"),
            (invoice.StatedTax, "taxes.0"),
            (invoice.Advance, "advances.0"),
            (invoice.TaxTotal, "advances.0.parts.0"),
            (invoice.Surcharge, "advances.0.parts.0.surcharge"),
            (invoice.Payment, "payments.0"),
            (invoice.Accounting, "accounting"),
        ):
            self.mirrors(kind, lambda given: invoice.totals(given, rules), adjusted, path)
        self.mirrors(invoice.Rules, lambda given: invoice.totals(adjusted, given), rules)
        precise = invoice.Rules.gobl_precise("EUR")
        self.mirrors(invoice.Precise, lambda given: invoice.totals(adjusted, given), precise, "line.precise")
        issued = test_invoice.issued("A1")
        for kind, path in ((invoice.Invoice, ""), (invoice.Totals, "totals")):
            self.mirrors(kind, lambda given: invoice.credit(given, [], "whole", test_invoice.DAY), issued, path)
        corrected = issued.correct(invoice.Correction("C1", test_invoice.DAY, "returned"))
        self.mirrors(invoice.Correction, _backoffice.invoice_state, corrected, "corrections.0")
        self.mirrors(
            invoice.Voided, _backoffice.invoice_state, issued.void(test_invoice.DAY, "misprint"), "voided"
        )
        bearing = dataclasses.replace(
            test_invoice.LAMP, withholdings=adjusted.withholdings, informative=adjusted.withholdings
        )
        whole = dataclasses.replace(adjusted, withholdings=(), lines=[bearing])
        all_totals = invoice.totals(whole, rules)
        for kind, path in (
            (invoice.LineTotal, "lines.0"),
            (invoice.AdjustmentTotal, "allowance_parts.0"),
            (invoice.AdvanceTotal, "advances"),
            (invoice.WithholdingTotal, "withholdings.0"),
            (invoice.AccountingTotal, "accounting"),
            (invoice.Finding, "findings.0"),
        ):
            self.mirrors(kind, _backoffice.invoice_adds_up, all_totals, path)
        what = invoice.CreditLines([invoice.Taken(0, Decimal(1))])
        self.mirrors(invoice.Taken, lambda given: invoice.credit(issued, [], given, test_invoice.DAY), what, "lines.0")
        accounts = invoice.Accounts("a", "b", [invoice.TaxAccount("S", "c")])
        for kind, path in ((invoice.Accounts, ""), (invoice.TaxAccount, "tax.0")):
            self.mirrors(kind, lambda given: invoice.post(issued, given), accounts, path)
        reverse = dataclasses.replace(accounts, reverse=[invoice.ReverseCharge("AE", Decimal(0), "a", "b")])
        self.mirrors(invoice.ReverseCharge, lambda given: invoice.post(issued, given), reverse, "reverse.0")
        cheaper = invoice.CreditAmounts([invoice.Reduced(0, bo.Money("1 EUR"))])
        self.mirrors(invoice.Reduced, lambda given: invoice.credit(issued, [], given, test_invoice.DAY), cheaper, "amounts.0")
        claim, cent = invoice.Claim.of(issued), bo.Rounding("0.01", "half_up")
        call = lambda given: _backoffice.invoice_claim_settle(given, claim.owed, claim.booked, cent)  # noqa: E731
        self.mirrors(invoice.Claim, call, claim)
        received = dataclasses.replace(invoice.stated(issued), allowances=[invoice.StatedAdjustment("1")])
        for kind, path in (
            (invoice.Stated, ""),
            (invoice.StatedLine, "lines.0"),
            (invoice.StatedAdjustment, "allowances.0"),
            (invoice.StatedTotals, "totals"),
            (invoice.StatedGroup, "breakdown.0"),
        ):
            self.mirrors(kind, lambda given: invoice.validate(given, "exact"), received, path)
        report = invoice.validate(received, "exact")
        for kind, path in ((invoice.Report, ""), (invoice.RuleFinding, "findings.0")):
            self.mirrors(kind, lambda given: _backoffice.invoice_verdict(given, "BR-16"), report, path)
        sealed, head = invoice.chain.append(invoice.chain.Head.start("canonical_json"), issued)
        for kind, path in ((invoice.chain.Sealed, "0"), (invoice.chain.Record, "0.record")):
            self.mirrors(kind, invoice.chain.audit, [sealed], path)
        self.mirrors(invoice.chain.Head, lambda given: invoice.chain.audit([sealed], given), head)

    def test_receivables(self) -> None:
        r, t = receivables, test_receivables
        allocation = r.allocate([t.ITEM], [t.PAYMENT], t.POLICY)
        self.mirrors(r.Payment, lambda given: r.allocate([t.ITEM], given, t.POLICY), [t.PAYMENT], "0")
        self.mirrors(r.Policy, lambda given: r.allocate([t.ITEM], [], given), t.POLICY)
        for kind, path in ((r.OpenItem, "0"), (r.Discount, "0.discounts.0"), (r.Booked, "0.booked")):
            self.mirrors(kind, lambda given: r.age(given, t.DAY, [30]), [t.ITEM], path)
        accounts = r.Accounts("bank", "receivable", "on account", "discount", "written off", "exchange")
        for kind, path in (
            (r.Allocation, ""),
            (r.Applied, "applied.0"),
            (r.Booking, "applied.0.booking"),
            (r.OnAccount, "on_account.0"),
        ):
            self.mirrors(kind, lambda given: r.post(given, accounts), allocation, path)
        self.mirrors(r.Accounts, lambda given: r.post(allocation, given), accounts)
        levels, sent = [r.Level("reminder", 5)], [r.Sent("1", 0, t.DAY)]
        self.mirrors(r.Level, lambda given: r.remind([], t.DAY, given), levels, "0")
        self.mirrors(r.Sent, lambda given: r.remind([], t.DAY, levels, given), sent, "0")
        rates, cut = [r.RateSince(t.DAY, Decimal("0.1"))], [r.Reduction(t.DAY, bo.Money("1 EUR"))]
        ask = lambda given, paid: r.interest(bo.Money("1 EUR"), t.DAY, t.DAY, given, "actual365", t.CENT, paid)  # noqa: E731
        self.mirrors(r.RateSince, lambda given: ask(given, []), rates, "0")
        self.mirrors(r.Reduction, lambda given: ask(rates, given), cut, "0")
        settled = [r.Settled("Ada", t.DAY, t.DAY)]
        self.mirrors(r.Settled, lambda given: r.expect([], given, t.DAY, 1), settled, "0")

    def test_chains(self) -> None:
        for scheme, entry in (*test_chain.ENTRIES.items(), ("verifactu", test_chain.REGISTRATIONS[2])):
            head, kind = fiscal.Head.start(scheme), type(entry)
            self.mirrors(kind, lambda given: fiscal.text(head, given), entry, kind.__tag__[1])
        record, head = fiscal.append(fiscal.Head.start("verifactu"), test_chain.REGISTRATION)
        self.mirrors(fiscal.Record, fiscal.verify, [record], "0")
        self.mirrors(fiscal.Head, lambda given: fiscal.verify([record], given), head)
        gross, payment = ["0.00"] * 5, tse.Payment("1.00", "Bar")
        self.mirrors(tse.Payment, lambda given: tse.process_data("Beleg", gross, given), [payment], "0")
        tree, frontier = merkle.Tree(), merkle.Frontier()
        self.mirrors(merkle.Head, lambda given: merkle.verify_consistency(given, given, []), tree.head_at(0))
        self.mirrors(merkle.Frontier, lambda given: _backoffice.invoice_merkle_append(given, b""), frontier)

    def test_numbering(self) -> None:
        series = test_invoice.Numbers.series
        number, after = series.issue(test_invoice.DAY)
        voids = [numbering.Void(number, "x")]
        self.mirrors(numbering.Series, _backoffice.invoice_series, series)
        self.mirrors(numbering.Number, lambda given: after.audit(given), [number], "0")
        self.mirrors(numbering.Void, lambda given: after.audit([number], given), voids, "0")
        claim = series.claim([test_invoice.DAY])
        grant = numbering.Grant(1, test_invoice.DAY, 1)
        self.mirrors(numbering.Claim, lambda given: series.granted(given, grant), claim)
        self.mirrors(numbering.Grant, lambda given: series.granted(claim, given), grant)
        books = numbering.Books(
            [numbering.Entry("A1", test_invoice.DAY)],
            reserved=[numbering.Reserved(1, 2)],
            closed=[numbering.Closed(test_invoice.DAY, 1)],
            told=[numbering.Told("A1")],
        )
        for kind, path in (
            (numbering.Books, ""),
            (numbering.Entry, "entries.0"),
            (numbering.Reserved, "reserved.0"),
            (numbering.Closed, "closed.0"),
            (numbering.Told, "told.0"),
        ):
            self.mirrors(kind, series.audit_books, books, path)
        self.mirrors(numbering.Scope, lambda given: numbering.audit([1], given), numbering.Scope())
        profile = numbering.Profile.of("ES")
        self.mirrors(
            numbering.Profile, lambda given: _backoffice.invoice_profile_check_counters(given, [1], []), profile
        )

    def test_tax(self) -> None:
        def assess(lines: Any) -> Any:
            return tax.sales.assess(lines, test_tax.MARCH, test_tax.VAT, "per_line", test_tax.PENCE)

        self.mirrors(tax.sales.Line, assess, test_tax.Sales.lines, "0")
        days = tax.sales.TaxPointDays(test_tax.MARCH)
        self.mirrors(tax.sales.TaxPointDays, lambda given: tax.sales.tax_point("supply", given), days)
        stacks, cent = tax.sales.components, bo.Rounding.minor("USD", "half_up")

        def stack(table: Any, lines: Any) -> Any:
            return stacks.assess(table, ["TN"], lines, test_tax.MARCH, "per_rate", cent)

        for kind, path in (
            (stacks.Table, ""),
            (stacks.Component, "components.0"),
            (stacks.Holiday, "components.0.holidays.0"),
            (stacks.Limit, "components.1.limits.0"),
        ):
            self.mirrors(kind, lambda given: stack(given, [test_tax.ITEM]), test_tax.TABLE, path)
        self.mirrors(stacks.Item, lambda given: stack(test_tax.TABLE, given), [test_tax.ITEM], "0")
        sold = tax.sales.Turnover(bo.Money("1 EUR"), bo.Money("1 EUR"))
        supply = tax.sales.Supply.goods(test_tax.MARCH, "GB", "US", tax.sales.Customer("US", False), sold)
        served = tax.sales.Supply.service(test_tax.MARCH, "DE", tax.sales.Service("general"), tax.sales.Customer("DE", False))

        def decide(given: Any) -> Any:
            return tax.sales.decide(given, {}, test_tax.EU)

        for kind, sample, path in (
            (tax.sales.Supply, supply, ""),
            (tax.sales.Supplier, supply, "supplier"),
            (tax.sales.Turnover, supply, "supplier.distance_sales.amounts"),
            (tax.sales.Customer, supply, "customer"),
            (tax.sales.Goods, supply, "what.goods"),
            (tax.sales.Service, served, "what.service"),
        ):
            self.mirrors(kind, decide, sample, path)
        choices = {"ES": tax.sales.StateChoices("always")}
        self.mirrors(
            tax.sales.StateChoices, lambda given: tax.sales.decide(served, given, test_tax.EU), choices, "ES"
        )
        rated = tax.sales.decide_rated(
            tax.sales.Supply.goods(test_tax.DAY, "GB", "GB", tax.sales.Customer("GB", False)), {}, test_tax.EU, "standard", test_tax.VAT
        )
        bus = tax.sales.Service("passenger_transport", legs={"DE": Decimal(1), "FR": Decimal(1)})
        trip = tax.sales.decide(dataclasses.replace(served, what=bus), {}, test_tax.EU)
        self.mirrors(tax.sales.Rated, _backoffice.invoice_tax, rated)
        for kind, path in ((tax.sales.Decision, ""), (tax.sales.Share, "split.0")):
            self.mirrors(kind, lambda given: _backoffice.tax_sales_split_amount(given, bo.Money("1 EUR")), trip, path)
        returns, march = tax.returns, bo.Period.month(2026, 3)
        pack = returns.ReturnPack.embedded("gb.vat")
        self.mirrors(returns.TaxLine, lambda given: returns.fill(given, pack, march), test_tax.Returns.lines, "0")
        for kind, path in ((returns.ReturnPack, ""), (returns.ReturnBox, "box.0"), (returns.Takes, "box.0.takes.0")):
            self.mirrors(kind, lambda given: returns.fill([], given, march), pack, path)
        self.mirrors(
            returns.CodeAccount,
            lambda given: returns.reconcile([], bo.Journal(), given),
            test_tax.Returns.accounts,
            "0",
        )
        found = returns.reconcile(test_tax.Returns.lines, bo.Journal(), test_tax.Returns.accounts)
        for kind, path in (
            (returns.Reconciliation, ""),
            (returns.AccountDifference, "differences.0"),
            (returns.DocumentDifference, "differences.0.documents.0"),
        ):
            self.mirrors(kind, _backoffice.tax_returns_agreed, found, path)
        filing = invoice.Filing("DE", "DE", own_tax=invoice.OwnTax(Decimal(1), test_tax.PENCE))
        for kind, path in ((invoice.Filing, ""), (invoice.OwnTax, "own_tax")):
            self.mirrors(kind, lambda given: invoice.tax_lines(test_invoice.issued("A1"), given), filing, path)
        payment, pack = test_tax.Wages.payment, test_tax.Wages.pack
        profile = tax.wages.assess(uk.Profile("647L", "A"), payment, pack).carried
        director = dataclasses.replace(profile, director=uk.Director("annual", 52))
        self.mirrors(tax.wages.Payment, lambda given: tax.wages.assess(profile, given, pack), payment)
        loans = dataclasses.replace(profile, student_loans=uk.StudentLoans())
        self.mirrors(
            uk.StudentLoans, lambda given: tax.wages.assess(given, payment, pack), loans, "student_loans"
        )
        for kind, path in (
            (uk.Profile, ""),
            (uk.ToDate, "to_date"),
            (uk.Contributions, "to_date.contributions"),
            (uk.Director, "director"),
        ):
            self.mirrors(kind, lambda given: tax.wages.assess(given, payment, pack), director, path)

    def test_profiles(self) -> None:
        payment, pack = test_tax.Wages.payment, test_tax.Wages.pack
        day, dollars, euros = payment.pay_day, bo.Money("1 USD"), bo.Money("1 EUR")
        dana = us.Profile(
            us.W4From2020("head_of_household"),
            "us-15t-once",
            to_date=us.ToDate(day, dollars, dollars, us.LastPeriod("weekly", dollars, dollars)),
        )
        old = us.Profile(us.W4Until2019("single", 0), "us-15t-once")
        insurance = de.Insurance(de.Statutory(Decimal("2.90")), True, True)
        anna = de.Profile(
            de.WageTax(1),
            insurance,
            de.Church("BE", "down"),
            to_date=de.ToDate(day, euros, 30, euros, euros),
        )
        private = dataclasses.replace(insurance, health=de.Private(euros, euros))
        minor = dataclasses.replace(insurance, marginal=de.Marginal("by_employer", True, "de-bvv-whole-rate"))
        contributions = fr.Contributions(False, "under_11", Decimal("0.0208"), Decimal(0))
        samples: list[tuple[tax.wages.Profile, list[tuple[type[Any], str]]]] = [
            (
                dana,
                [
                    (us.Profile, ""),
                    (us.W4From2020, "w4"),
                    (us.ToDate, "to_date"),
                    (us.LastPeriod, "to_date.last_period"),
                ],
            ),
            (old, [(us.W4Until2019, "w4")]),
            (dataclasses.replace(old, w4=us.W4pFrom2022("head_of_household")), [(us.W4pFrom2022, "w4")]),
            (dataclasses.replace(old, w4=us.W4pUntil2021("single", 0)), [(us.W4pUntil2021, "w4")]),
            (
                anna,
                [
                    (de.Profile, ""),
                    (de.WageTax, "wage_tax"),
                    (de.Insurance, "insurance"),
                    (de.Statutory, "insurance.health"),
                    (de.Church, "church"),
                    (de.ToDate, "to_date"),
                ],
            ),
            (dataclasses.replace(anna, insurance=private), [(de.Private, "insurance.health")]),
            (dataclasses.replace(anna, insurance=minor), [(de.Marginal, "insurance.marginal")]),
            (
                ca.Profile("ON", to_date=ca.ToDate(day)),
                [
                    (ca.Profile, ""),
                    (ca.Deductions, "deductions"),
                    (ca.Credits, "credits"),
                    (ca.ToDate, "to_date"),
                ],
            ),
            (ae.Profile("private", day, "half_up"), [(ae.Profile, "")]),
            (au.Profile("tax_free_threshold"), [(au.Profile, "")]),
            (eg.Profile("personal", "after_exemption", "half_up"), [(eg.Profile, "")]),
            (
                fr.Profile("metropole", "half_up", "under_50", contributions),
                [(fr.Profile, ""), (fr.Contributions, "contributions")],
            ),
            (jo.Profile("personal", "after_2009", "half_up"), [(jo.Profile, "")]),
            (ma.Profile(0, "half_up"), [(ma.Profile, "")]),
            (sa.Profile("SA", "half_up"), [(sa.Profile, "")]),
        ]
        certificates: list[us.State] = [
            us.ArizonaA4(),
            us.GeorgiaG4("A"),
            us.IllinoisW4(),
            us.IndianaWh4(),
            us.IowaW4("other"),
            us.LouisianaL4(),
            us.NorthCarolinaNc4("head_of_household"),
            us.UtahW4(day),
        ]
        samples += [(dataclasses.replace(dana, state=state), [(type(state), "state")]) for state in certificates]
        for profile, kinds in samples:
            for kind, path in kinds:
                self.mirrors(kind, lambda given: tax.wages.assess(given, payment, pack), profile, path)
        span, law = tax.wages.PayRange(payment.taxable, payment.taxable), test_tax.Wages.pack
        person, by = uk.Profile("647L", "A"), bo.Rounding("0.01", "down")
        self.mirrors(tax.wages.PayRange, lambda given: tax.wages.kinks(person, payment, given, law, by), span)

    def test_parts_of_the_law(self) -> None:
        law = bo.RulePack.embedded
        for kind, path in ((de.Inputs, ""), (de.Provision, "provision"), (de.Pay, "pay")):
            call = lambda given: _backoffice.tax_wages_de_pap(given, test_tax.MARCH, law(de.PACK))  # noqa: E731
            self.mirrors(kind, call, test_tax.PAP, path)
        award, service = test_tax.AWARD, sa.Actual365(test_tax.MARCH)
        end = lambda given: _backoffice.tax_wages_sa_end_of_service(given, law(sa.PACK))  # noqa: E731
        self.mirrors(sa.EndOfService, end, award)
        self.mirrors(sa.Months, end, award, "service")
        self.mirrors(sa.Actual365, end, dataclasses.replace(award, service=service), "service")
        overtime = lambda given: _backoffice.tax_wages_sa_overtime(given, law(sa.PACK))  # noqa: E731
        self.mirrors(sa.Overtime, overtime, test_tax.OVERTIME)
        gratuity = lambda given: _backoffice.tax_wages_ae_gratuity(given, law(ae.PACK))  # noqa: E731
        self.mirrors(ae.EndOfService, gratuity, test_tax.GRATUITY)

    def test_choices_of_profiles(self) -> None:
        payment, pack = test_tax.Wages.payment, test_tax.Wages.pack
        w4, old = us.W4From2020("head_of_household"), us.W4Until2019("single", 0)
        dana = us.Profile(w4, "us-15t-once", supplemental="flat")
        north_carolina = us.NorthCarolinaNc4("head_of_household")
        contributions = fr.Contributions(False, "under_11", Decimal("0.0208"), Decimal(0))
        insurance = de.Insurance(de.Statutory(Decimal("2.90")), True, True)
        anna = de.Profile(de.WageTax(1), insurance, de.Church("BE", "down"))
        terms = de.Marginal("by_employer", True, "de-bvv-whole-rate")
        berta = dataclasses.replace(anna, insurance=dataclasses.replace(insurance, marginal=terms))
        egypt, jordan = eg.Profile("personal", "after_exemption", "down"), jo.Profile("personal", "after_2009", "down")
        samples: list[tuple[Any, tax.wages.Profile, str]] = [
            (us.FilingStatus, dana, "w4.filing_status"),
            (us.MaritalStatus, us.Profile(old, "us-15t-once"), "w4.marital_status"),
            (us.RoundingProfile, dana, "rounding"),
            (us.SupplementalMethod, dana, "supplemental"),
            (us.GeorgiaStatus, dataclasses.replace(dana, state=us.GeorgiaG4("A")), "state.line3_marital_status"),
            (us.IowaStatus, dataclasses.replace(dana, state=us.IowaW4("other")), "state.marital_status"),
            (us.NorthCarolinaStatus, dataclasses.replace(dana, state=north_carolina), "state.filing_status"),
            (de.Employment, anna, "insurance.employment"),
            (de.FlatTax, berta, "insurance.marginal.flat_tax"),
            (de.BorneRounding, berta, "insurance.marginal.rounding"),
            (de.Land, anna, "church.land"),
            (de.CentRounding, anna, "church.rounding"),
            (ca.Province, ca.Profile("ON"), "province"),
            (ae.Sector, ae.Profile("private", payment.pay_day, "down"), "sector"),
            (eg.Exemption, egypt, "exemption"),
            (eg.Compared, egypt, "compared"),
            (jo.Exemption, jordan, "exemption"),
            (jo.Registered, jordan, "registered"),
            (au.WithholdingScale, au.Profile("tax_free_threshold"), "scale"),
            (fr.Territory, fr.Profile("metropole", "down"), "territory"),
            (fr.Headcount, fr.Profile("metropole", "down", "under_50"), "rgdu"),
            (fr.Staff, fr.Profile("metropole", "down", contributions=contributions), "contributions.staff"),
            (bo.Mode, ma.Profile(0, "down"), "rounding"),
        ]
        for choice, profile, path in samples:
            with self.subTest(path, profile=type(profile).__module__):
                document = json.loads(bo.to_json(profile))
                *steps, last = path.split(".")
                at = document
                for step in steps:
                    at = at[step]
                at[last] = ODD
                with self.assertRaises(bo.InputError) as caught:
                    tax.wages.assess(document, payment, pack)
                listed = re.search(r": write (?:.* one of )?(.*)$", str(caught.exception))
                assert listed is not None, caught.exception
                self.assertEqual(re.split("[, ]+", listed[1]), list(typing.get_args(choice)))

    def test_scheduling(self) -> None:
        away, model = AWAY, full_model()
        for kind, path in (
            (scheduling.Model, ""),
            (scheduling.Person, "people.0"),
            (scheduling.Available, "people.0.available.0"),
            (scheduling.Absence, "people.0.unavailable.0"),
            (scheduling.History, "people.0.history"),
            (scheduling.Shift, "shifts.0"),
            (scheduling.Part, "shifts.2.parts.0"),
            (scheduling.Break, "shifts.2.breaks.0"),
            (scheduling.Need, "shifts.0.needs.0"),
            (scheduling.Demand, "demand.0"),
            (scheduling.Requirement, "requirements.0"),
            (scheduling.Request, "requests.0"),
            (scheduling.Assignment, "locked.0"),
            (scheduling.Forbidden, "forbidden.0"),
            (scheduling.Coupling, "couplings.0"),
            (scheduling.Term, "couplings.0.terms.0"),
            (scheduling.UtcOffset, "clock.0"),
            (scheduling.law.Labour, "law"),
            (scheduling.law.Facts, "law.facts.0"),
            (scheduling.Rules, "rules"),
            (scheduling.Levels, "rules.levels"),
            (scheduling.Rule, "rules.rules.0"),
            (scheduling.Run, "rules.rules.1.limit.run"),
            (scheduling.Total, "rules.rules.2.limit.total"),
            (scheduling.Succession, "rules.rules.3.limit.succession"),
            (scheduling.DaysBetween, "rules.rules.4.limit.days_between"),
            (scheduling.Fair, "rules.rules.5.limit.fair"),
            (scheduling.Spread, "rules.rules.6.limit.spread"),
        ):
            self.mirrors(kind, _backoffice.scheduling_check, model, path)
        _backoffice.scheduling_check(model)
        changes = scheduling.Changes(absent=[("bo", test_scheduling.WEEK.last)])
        self.mirrors(scheduling.Changes, lambda given: _backoffice.scheduling_apply(given, model), changes)
        roster = scheduling.solve(test_scheduling.MODEL, 10)
        for kind, path in (
            (scheduling.Roster, ""),
            (scheduling.RowCount, "rows"),
            (scheduling.Gap, "unfilled.0"),
            (scheduling.Reason, "unfilled.0.reasons.0"),
        ):
            self.mirrors(kind, _backoffice.scheduling_text, roster, path)
        explain = scheduling.explain
        for kind, suppose, path in (
            (explain.Absent, explain.Absent("bo", test_scheduling.WEEK.last), "absent"),
            (explain.HasSkill, explain.HasSkill("bo", "till"), "skill"),
            (explain.HasHours, explain.HasHours("bo", 40), "hours"),
        ):
            self.mirrors(kind, lambda given: _backoffice.scheduling_what_if(model, [], given), suppose, path)
        desk = scheduling.Desk(model, [locked := model.locked[0]])
        taken = scheduling.Replacement("bo", locked, (), 0, (), ())
        self.mirrors(scheduling.Replacement, desk.take_over, taken)
        self.mirrors(scheduling.Swap, desk.exchange, scheduling.Swap(locked, locked, 0, (), ()))
        (move,) = scheduling.diff((), roster.assignments[:1])
        self.mirrors(scheduling.Move, _backoffice.scheduling_move_text, move)
        arrival = scheduling.staffing.Arrival(away.from_, away.to, 1)
        work = scheduling.staffing.Workload(
            Decimal(1), 60, [scheduling.staffing.Open(away.from_, away.to)], None, [arrival]
        )
        for kind, path in (
            (scheduling.staffing.Workload, ""),
            (scheduling.staffing.Open, "open.0"),
            (scheduling.staffing.Arrival, "arrivals.0"),
        ):
            self.mirrors(kind, _backoffice.scheduling_least, work, path)
        offer = scheduling.staffing.Offer("08:00", "18:00", 30, 240, 480)
        self.mirrors(scheduling.staffing.Offer, _backoffice.scheduling_offer, offer)
        self.mirrors(
            scheduling.staffing.CutOff,
            lambda cut_off: _backoffice.scheduling_due(cut_off, [], away.from_),
            scheduling.staffing.CutOff("13:00", "17:00", "12:00"),
        )
        queue = scheduling.staffing.Queue(180, "0.8", 20)
        forecast = scheduling.staffing.Forecast(queue, [scheduling.staffing.Calls(away.from_, away.to, 1)])
        answered = scheduling.staffing.answer(forecast)
        interval = scheduling.staffing.Interval(away.from_, away.to)
        dearer = scheduling.staffing.Dearer("22:00", "06:00", 1)
        generation = scheduling.staffing.Generation([interval], 60, 120, 60, 60, 1, dearer=[dearer])
        for kind, call, sample, path in (
            (scheduling.staffing.Forecast, _backoffice.scheduling_answer, forecast, ""),
            (scheduling.staffing.Queue, _backoffice.scheduling_answer, forecast, "queue"),
            (scheduling.staffing.Calls, _backoffice.scheduling_answer, forecast, "calls.0"),
            (scheduling.staffing.Generation, _backoffice.scheduling_generate, generation, ""),
            (scheduling.staffing.Interval, _backoffice.scheduling_generate, generation, "curve.0"),
            (scheduling.staffing.Dearer, _backoffice.scheduling_generate, generation, "dearer.0"),
        ):
            self.mirrors(kind, call, sample, path)
        self.assertEqual(answered.skill, None)
        cost = scheduling.cost
        band = cost.Band(60, bo.Price("1", "EUR"))
        week, rounding = bo.Period.week(2026, 14), bo.Rounding.minor("EUR", "half_up")
        table = cost.CostTable(
            "EUR",
            [cost.DutyCost("ada", "early", week.first, bo.Money("1.00", "EUR"), 60)],
            [cost.Overtime("ada", week, [band], rounding)],
        )
        for kind, path in (
            (cost.CostTable, ""),
            (cost.DutyCost, "duties.0"),
            (cost.Overtime, "overtime.0"),
            (cost.Band, "overtime.0.bands.0"),
        ):
            self.mirrors(kind, lambda table: _backoffice.scheduling_price(table, []), table, path)

    def test_working_time(self) -> None:
        law, eu, march = scheduling.law, test_working_time.EU, test_working_time.MARCH
        work = test_working_time.WORK
        for kind, path in ((law.Work, "0"), (law.Break, "0.breaks.0")):
            self.mirrors(kind, lambda given: _backoffice.scheduling_law_audit(eu, march, [], given), work, path)
        facts = law.Facts("ada", reference=law.Reference(7))
        for kind, path in ((law.Facts, ""), (law.Reference, "reference")):
            call = lambda given: _backoffice.scheduling_law_audit(eu, march, [given], [])  # noqa: E731
            self.mirrors(kind, call, facts, path)
        self.mirrors(law.Setting, lambda given: _backoffice.scheduling_law_audit(eu, given, [], []), march)

    def test_payment_codes(self) -> None:
        self.mirrors(qr.SepaTransfer, qr.sepa, test_reference.TRANSFER)
        self.mirrors(qr.SwissBill, qr.swiss, test_reference.BILL)
        self.mirrors(qr.Address, qr.swiss, test_reference.BILL, "creditor")

    def test_payroll(self) -> None:
        ada, extra = test_payroll.ADA, test_payroll.EXTRA
        scheme = pension.Scheme(
            "x", Decimal(0), Decimal(0), "all_pay", "net_pay", test_payroll.PENCE
        )
        member = dataclasses.replace(ada, pension=scheme)
        bases = payroll.Bases(True, True, True, True)
        rows = [payroll.Row(member, [dataclasses.replace(extra[1], bases=bases)])]

        def run(given: Any) -> Any:
            return payroll.run(given, test_payroll.APRIL, test_payroll.PAY_DAY, test_payroll.LAW)

        for kind, path in (
            (payroll.Row, "0"),
            (payroll.Employee, "0.employee"),
            (pension.Scheme, "0.employee.pension"),
            (payroll.Pay, "0.pays.0"),
            (payroll.Bases, "0.pays.0.bases"),
        ):
            self.mirrors(kind, run, rows, path)
        slip = payroll.slip(ada, test_payroll.APRIL, test_payroll.PAY_DAY, extra, test_payroll.LAW)
        accounts = payroll.Accounts(authorities={"HMRC": "x"})
        self.mirrors(payroll.Accounts, lambda given: payroll.post(slip, given), accounts)
        overtime = hours.Overtime("Mon", Decimal("1.5"))
        rules = dataclasses.replace(test_payroll.Hours.rules, overtime=overtime)
        for kind, path in ((hours.Rules, ""), (hours.Night, "night"), (hours.Overtime, "overtime")):
            self.mirrors(kind, lambda given: hours.count(test_payroll.Hours.shift, given), rules, path)
        for kind, path in ((hours.Shift, ""), (hours.Break, "breaks.0")):
            self.mirrors(kind, lambda given: hours.count(given, rules), test_payroll.Hours.shift, path)
        self.mirrors(hours.Rates, _backoffice.payroll_rate, hours.Rates("positions"))
        for kind, path in ((sif.File, ""), (sif.Employee, "employees.0")):
            self.mirrors(kind, _backoffice.payroll_sif_text, test_payroll.SALARIES, path)
