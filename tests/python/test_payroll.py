"""Payslips from Python."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import backoffice as bo
from backoffice.payroll import Accounts, Employee, Hourly, Pay, Row, Salaried, hours, pension, sif
from backoffice.tax.wages import uk
from support import Case

LAW = bo.RulePack.embedded(uk.PACK)
PENCE = bo.Rounding.minor("GBP", "half_up")
APRIL, PAY_DAY = bo.Period.month(2026, 4), date(2026, 4, 30)


def pounds(amount: str) -> bo.Money:
    return bo.Money(amount, "GBP")


ADA = Employee(
    "ada",
    name="Ada",
    basis=Salaried(pounds("3000.00")),
    contract_hours=Decimal(150),
    rounding=PENCE,
    profile=uk.Profile("1257L", "A"),
)
EXTRA = [Pay.overtime("6.5", factor=Decimal("1.5")), Pay.expense(pounds("84.20"))]


class Slips(Case):
    def test_a_slip_adds_up_and_is_explained(self) -> None:
        slip, trace = bo.payroll.slip_traced(ADA, APRIL, PAY_DAY, EXTRA, LAW)
        self.assertEqual(slip, bo.payroll.slip(ADA, APRIL, PAY_DAY, EXTRA, LAW))
        self.assertEqual(slip.gross, pounds("3195.00"))
        self.assertEqual(slip.net, slip.gross - slip.withheld + pounds("84.20"))
        held = [line.amount for line in slip.lines if line.section == "deduction"]
        self.assertEqual(bo.Money.sum(held, "GBP"), slip.withheld)
        self.assertIn("Payslip of Ada", str(slip))
        self.assertIn("How each figure came about", bo.payroll.text(slip, trace))
        self.assertTrue(slip._repr_html_().startswith("<article"))
        self.assertIn("<!doctype html>", bo.payroll.page(slip, trace))
        self.assertIn("<article", bo.payroll.html(slip))
        found = trace.find("gross")
        assert found is not None
        self.assertEqual(found.value, Decimal("3195.00"))
        self.assertEqual(pickle.loads(pickle.dumps(slip)), slip)
        self.assertEqual(bo.from_json(bo.payroll.Slip, bo.to_json(slip)), slip)
        self.assertEqual(bo.from_json(Employee, bo.to_json(ADA)), ADA)

    def test_the_next_payment_carries_on(self) -> None:
        first = bo.payroll.slip(ADA, APRIL, PAY_DAY, [], LAW)
        may = bo.Period.month(2026, 5)
        second = bo.payroll.slip(replace(ADA, profile=first.carried), may, date(2026, 5, 29), [], LAW)
        assert second.carried.to_date is not None
        self.assertEqual(second.carried.to_date.taxable_pay, pounds("6000.00"))

    def test_a_pension_scheme_is_data(self) -> None:
        scheme = pension.Scheme(
            "Works pension",
            Decimal("0.05"),
            Decimal("0.03"),
            pension.Band(pounds("520.00"), pounds("4189.00")),
            pension.ReliefAtSource(Decimal("0.2")),
            PENCE,
        )
        due = scheme.contributions(pounds("3000.00"))
        self.assertEqual((due.deducted, due.claimed, due.employer), (pounds("99.20"), pounds("24.80"), pounds("74.40")))
        slip = bo.payroll.slip(replace(ADA, pension=scheme), APRIL, PAY_DAY, [], LAW)
        self.assertIn(pounds("99.20"), [line.amount for line in slip.lines])

    def test_a_run_reports_the_rows_it_could_not_do(self) -> None:
        wrong = replace(ADA, id="cy", profile=None)
        run = bo.payroll.run([Row(ADA, EXTRA), Row(wrong), Row(ADA)], APRIL, PAY_DAY, LAW)
        self.assertEqual([slip.employee for slip in run.slips], ["ada"])
        self.assertEqual([(p.row, p.code) for p in run.problems], [(1, "input.missing"), (2, "input.duplicate")])
        slip = run.slip("ada")
        assert slip is not None
        self.assertEqual(run.totals().net, slip.net)
        self.assertIsNone(run.slip("cy"))
        accounts = Accounts(authorities={"HMRC": "due to HMRC"})
        journal = bo.payroll.post_run(run, accounts)
        journal.balanced()
        self.assertEqual(journal, bo.payroll.post(slip, accounts))
        self.assertEqual(journal.balance("wages", "GBP"), pounds("3195.00"))
        asked: list[tuple[int, int]] = []
        with self.assertRaises(bo.RefusedError) as caught:
            bo.payroll.run([Row(ADA)] * 3, APRIL, PAY_DAY, LAW, lambda done, all: asked.append((done, all)) or done < 1)
        self.assertEqual((caught.exception.code, asked), ("run.cancelled", [(0, 3), (1, 3)]))

    def test_bad_pay(self) -> None:
        def slip(employee: Employee = ADA, pays: list[Pay] = [], day: date = PAY_DAY) -> bo.payroll.Slip:
            return bo.payroll.slip(employee, APRIL, day, pays, LAW)

        refuse = self.refused
        refuse(bo.InputError, "payroll.negative_hours", "pays.0.worked", "-2 h", slip, pays=[Pay.basic(-2)])
        refuse(bo.InputError, "input.missing", "profile", "", slip, replace(ADA, profile=None))
        with self.assertRaises(bo.InputError) as none:
            slip(Employee("di", profile=ADA.profile, rounding=PENCE), [Pay.basic(2)])
        self.assertEqual(none.exception.code, "payroll.no_rate")
        wrong = replace(ADA, profile=uk.Profile("K0", "A"))
        refuse(bo.InputError, "tax.code_invalid", "employee.profile.tax_code", "K0", slip, wrong)
        with self.assertRaises(bo.LawError) as early:
            slip(day=date(1999, 1, 29))
        self.assertEqual(early.exception.code, "law.none_in_force")
        with self.assertRaises(bo.RefusedError) as greater:
            slip(pays=[Pay.deduction(pounds("9000.00"))])
        self.assertEqual(greater.exception.code, "payroll.negative_net")
        euros = replace(ADA, basis=Salaried(bo.Money("3000 EUR")))
        with self.assertRaises(bo.InputError) as mixed:
            slip(euros)
        self.assertEqual(mixed.exception.code, "money.mixed_currencies")
        refuse(bo.InputError, "input.float", "hours", "6.5", Pay.overtime, 6.5)
        half = replace(ADA, contract_hours=150.5)  # type: ignore[arg-type]
        refuse(bo.InputError, "input.float", "employee.contract_hours", "150.5", slip, half)
        refuse(bo.InputError, "calendar.invalid_date", "pay_day", "2026-04-30T09:00:00", slip, day=datetime(2026, 4, 30, 9))


class Hours(Case):
    night = hours.Night(time(20), time(8), "by_overlapping", "time_crossing", "rate", Decimal("1.5"))
    rules = hours.Rules(night=night)
    shift = hours.Shift(datetime(2026, 11, 2, 18), datetime(2026, 11, 2, 23), [hours.Break(30)])

    def test_night_hours(self) -> None:
        counted = hours.count(self.shift, self.rules)
        self.assertEqual((counted.minutes, counted.night_minutes), (270, 180))
        pay = counted.pay(bo.Price("10 GBP"), PENCE)
        self.assertEqual(pay, pounds("60.00"))
        self.assertEqual(hours.count_all([self.shift], self.rules), (counted,))
        pays = hours.pays([self.shift], self.rules)
        self.assertEqual(sum(p.worked.value for p in pays if isinstance(p.worked, bo.payroll.Minutes)), 270)
        person = replace(ADA, basis=Hourly(bo.Price("10 GBP")), frequency="weekly")
        slip = bo.payroll.slip(person, bo.Period.week(2026, 45), date(2026, 11, 13), pays, LAW)
        self.assertEqual(slip.gross, pounds("60.00"))

    def test_rates(self) -> None:
        rates = hours.Rates("positions", position=bo.Price("40 USD"), company=bo.Price("20 USD"))
        self.assertEqual(rates.rate(), bo.Price("40 USD"))
        self.refused(bo.InputError, "payroll.no_rate", "rate", "", hours.Rates("locations").rate)

    def test_a_shift_that_ends_before_it_starts(self) -> None:
        backwards = replace(self.shift, end=datetime(2026, 11, 2, 17))
        with self.assertRaises(bo.InputError) as caught:
            hours.count(backwards, self.rules)
        self.assertEqual(caught.exception.code, "payroll.negative_hours")
        self.assertIn("end", caught.exception.field)


JUNE = bo.Period.month(2009, 6)
SALARIES = sif.File(
    "9103",
    "302210101",
    datetime(2009, 7, 16, 11, 7),
    JUNE,
    "AED",
    [
        sif.Employee(id, "640110101", account, JUNE, 30, bo.Money(fixed, "AED"), bo.Money.zero("AED"), 0)
        for id, account, fixed in (("10001016594125", "4551902459", "1221.92"), ("30305106000500", "155481121", "1000"))
    ],
    "1141",
)


class SalaryFile(Case):
    def test_it_is_made_read_and_checked(self) -> None:
        self.assertEqual(
            list(SALARIES.lines()),
            [
                "EDR,10001016594125,640110101,4551902459,2009-06-01,2009-06-30,30,1221.92,0,0",
                "EDR,30305106000500,640110101,155481121,2009-06-01,2009-06-30,30,1000,0,0",
                "SCR,0000000009103,302210101,2009-07-16,1107,062009,2,2221.92,AED,1141",
            ],
        )
        text = SALARIES.text()
        self.assertEqual(text.split("\r\n")[:-1], list(SALARIES.lines()))
        self.assertEqual(SALARIES.total(), bo.Money("2221.92", "AED"))
        sif.check(text)
        read = sif.read(text)
        self.assertEqual(read, replace(SALARIES, employer_id="0000000009103", employees=tuple(SALARIES.employees)))
        self.assertEqual(bo.from_json(sif.File, bo.to_json(read)), read)

    def test_what_is_wrong_is_told(self) -> None:
        altered = SALARIES.text().replace("1221.92", "1221.93")
        self.refused(bo.BrokenError, "payroll.control_total", "SCR.total", "2221.92", sif.check, altered)
        self.refused(bo.InputError, "payroll.record", "SCR.record", "EDR", sif.read, SALARIES.lines()[0])
        again = replace(SALARIES, employees=[SALARIES.employees[0]] * 2)
        self.refused(bo.InputError, "input.duplicate", "employees.1.id", "10001016594125", again.text)
