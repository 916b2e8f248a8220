"""What employers in the United Kingdom reckon beside PAYE: statutory pay, minimum wage, automatic enrolment, levy."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice.payroll.pension import Band
from backoffice.tax.wages import Payment, assess
from backoffice.tax.wages import uk
from backoffice.tax.wages.uk import employer, minimum_wage, pension, statutory_pay
from support import Case
from test_mirror import known


def pounds(amount: str) -> bo.Money:
    return bo.Money(amount, "GBP")


class Uk(Case):
    def mirrors(self, call: Callable[[Any], Any], sample: Any, *kinds: tuple[type[Any], str]) -> None:
        for kind, path in kinds:
            with self.subTest(kind.__qualname__, module=kind.__module__):
                self.assertEqual(known(call, sample, path), {field.name for field in dataclasses.fields(kind)})

    def travels(self, kind: type[Any], value: Any) -> None:
        self.assertEqual(bo.from_json(kind, bo.to_json(value)), value)


class StatutoryPay(Uk):
    law = bo.RulePack.embedded(statutory_pay.PACK)
    earnings = statutory_pay.Earnings(pounds("2000.00"), statutory_pay.Weeks(8))
    sickness = statutory_pay.Sickness(
        date(2026, 6, 1), date(2026, 6, 5), ["Mon", "Tue", "Wed", "Thu", "Fri"], earnings
    )
    leave = statutory_pay.Leave("maternity", earnings, date(2026, 2, 14), date(2026, 5, 4), 39)

    def test_sick_pay(self) -> None:
        pay, trace = statutory_pay.sick_pay_traced(self.sickness, self.law)
        self.assertEqual(pay, statutory_pay.sick_pay(self.sickness, self.law))
        self.assertEqual((pay.total, pay.reason, pay.waiting_days), (pounds("123.25"), "paid", 0))
        self.assertEqual(pay.weeks, (statutory_pay.SickWeek(date(2026, 6, 6), 5, pounds("123.25")),))
        self.assertEqual(pay.daily_rates, (statutory_pay.DailyRate(date(2026, 6, 1), Decimal("24.65")),))
        daily = trace.find("uk.sick_pay.daily")
        assert daily is not None and pay.carried is not None
        self.assertEqual(daily.value, Decimal("24.65"))
        self.travels(statutory_pay.SickPay, pay)
        again = replace(self.sickness, first=date(2026, 6, 9), last=date(2026, 6, 9), linked=pay.carried)
        linked = statutory_pay.sick_pay(again, self.law)
        self.assertEqual((linked.linked, linked.total), (True, pounds("24.65")))
        monthly = replace(self.earnings, paid=pounds("600.00"), over=statutory_pay.Months(3))
        self.assertEqual(statutory_pay.sick_pay(replace(self.sickness, earnings=monthly), self.law).total, pounds("36.93"))
        self.mirrors(
            lambda given: statutory_pay.sick_pay(given, self.law),
            again,
            (statutory_pay.Sickness, ""),
            (statutory_pay.Earnings, "earnings"),
            (statutory_pay.Linked, "linked"),
        )
        over = replace(self.sickness, first=date(2026, 4, 1), last=date(2026, 4, 7))
        self.refused(bo.LawError, "law.unsupported", "last", "2026-04-07", statutory_pay.sick_pay, over, self.law)
        twice = replace(self.sickness, qualifying_days=["Mon", "Mon"])
        self.refused(bo.InputError, "input.duplicate", "qualifying_days", "Mon", statutory_pay.sick_pay, twice, self.law)

    def test_parental_pay(self) -> None:
        pay, trace = statutory_pay.parental_pay_traced(self.leave, self.law)
        self.assertEqual(pay, statutory_pay.parental_pay(self.leave, self.law))
        self.assertEqual([week.amount for week in pay.weeks[5:7]], [pounds("225.00"), pounds("194.32")])
        self.assertEqual([week.rate for week in pay.weeks[5:7]], ["earnings", "standard"])
        self.assertTrue(trace.lines)
        self.travels(statutory_pay.ParentalPay, pay)
        self.mirrors(lambda given: statutory_pay.parental_pay(given, self.law), self.leave, (statutory_pay.Leave, ""))
        self.assertEqual(statutory_pay.part_week(pounds("194.32"), 3), pounds("83.28"))
        self.refused(bo.InputError, "input.invalid", "days", "8", statutory_pay.part_week, pounds("1"), 8)
        long = replace(self.leave, kind="paternity", weeks=3)
        self.refused(bo.InputError, "input.invalid", "weeks", "3", statutory_pay.parental_pay, long, self.law)

    def test_recovery(self) -> None:
        paid = statutory_pay.Paid(pounds("194.32"), date(2026, 5, 29), pounds("45000"), "half_up")
        recovered, trace = statutory_pay.recovery_traced(paid, self.law)
        self.assertEqual(recovered, statutory_pay.recovery(paid, self.law))
        self.assertEqual((recovered.small_employer, recovered.compensation), (True, pounds("17.49")))
        self.assertTrue(trace.lines)
        self.travels(statutory_pay.Recovered, recovered)
        self.mirrors(lambda given: statutory_pay.recovery(given, self.law), paid, (statutory_pay.Paid, ""))
        big = statutory_pay.recovery(replace(paid, contributions=pounds("45000.01")), self.law)
        self.assertEqual((big.recovered, big.compensation), (pounds("178.77"), pounds("0")))


class MinimumWage(Uk):
    law = bo.RulePack.embedded(minimum_wage.PACK)

    def test_a_shortfall(self) -> None:
        lodging = minimum_wage.Accommodation(4, pounds("12.00"))
        work = minimum_wage.Work(19, date(2025, 6, 2), Decimal(39), pounds("187.46"), 24, lodging)
        check, trace = minimum_wage.check_traced(work, self.law)
        self.assertEqual(check, minimum_wage.check(work, self.law))
        self.assertEqual((check.applies, check.rate, check.entitlement), ("aged_18_to_20", pounds("10.00"), pounds("390.00")))
        self.assertEqual((check.accommodation, check.shortfall), (pounds("-5.36"), pounds("207.90")))
        self.assertTrue(trace.lines)
        self.travels(minimum_wage.Check, check)
        self.mirrors(
            lambda given: minimum_wage.check(given, self.law),
            work,
            (minimum_wage.Work, ""),
            (minimum_wage.Accommodation, "accommodation"),
        )
        self.refused(bo.InputError, "payroll.negative_hours", "hours", "-1", minimum_wage.check, replace(work, hours=Decimal(-1)), self.law)
        self.refused(bo.LawError, "law.none_in_force", "rate.living_wage", "2027-04-01", minimum_wage.check, replace(work, first=date(2027, 4, 1)), self.law)


class Pension(Uk):
    law = bo.RulePack.embedded(pension.PACK)

    def test_an_eligible_jobholder(self) -> None:
        worker = pension.Worker(30, False, date(2026, 6, 30), "monthly", pounds("2000.00"), "half_up")
        assessed, trace = pension.assess_traced(worker, self.law)
        self.assertEqual(assessed, pension.assess(worker, self.law))
        self.assertEqual((assessed.category, assessed.qualifying_earnings), ("eligible_jobholder", pounds("1480.00")))
        self.assertEqual((assessed.minimum_total, assessed.minimum_employer), (pounds("118.40"), pounds("44.40")))
        self.assertEqual(Band(assessed.lower, assessed.upper), Band(pounds("520"), pounds("4189")))
        self.assertTrue(trace.lines)
        self.travels(pension.Assessed, assessed)
        self.mirrors(lambda given: pension.assess(given, self.law), worker, (pension.Worker, ""))
        daily = replace(worker, frequency="daily")
        self.refused(bo.LawError, "law.unsupported", "frequency", "Daily", pension.assess, daily, self.law)


class Employer(Uk):
    law = bo.RulePack.embedded(employer.PACK)

    def test_levy_and_allowance(self) -> None:
        scheme = employer.Scheme("down", levy_allowance=pounds("15000"), employment_allowance=employer.Claim())
        month = employer.Month(date(2026, 5, 5), pounds("500000"), pounds("12000"), pounds("0"))
        due, trace = employer.due_traced(scheme, month, self.law)
        self.assertEqual(due, employer.due(scheme, month, self.law))
        self.assertEqual((due.levy, due.employment_allowance, due.contributions), (pounds("1250"), pounds("10500"), pounds("1500")))
        self.assertTrue(trace.lines)
        self.travels(employer.Due, due)
        calm = employer.Month(date(2026, 6, 5), pounds("0"), pounds("0"))
        self.assertEqual(employer.due(due.carried, calm, self.law).levy, pounds("-1250"))
        refused = employer.due(replace(scheme, employment_allowance=employer.Claim(only_director=True)), month, self.law)
        self.assertEqual((refused.refused, refused.employment_allowance), ("only_director", pounds("0")))
        self.mirrors(
            lambda given: employer.due(given, month, self.law),
            due.carried,
            (employer.Scheme, ""),
            (employer.Claim, "employment_allowance"),
            (employer.ToDate, "to_date"),
        )
        self.mirrors(lambda given: employer.due(scheme, given, self.law), month, (employer.Month, ""))
        self.refused(bo.InputError, "input.invalid", "day", "2026-04-06", employer.due, due.carried, replace(month, day=date(2026, 4, 6)), self.law)


class Annual(Uk):
    def test_annual_pay(self) -> None:
        payment = Payment.of(date(2026, 3, 31), "annual", pounds("52000"))
        assessment = assess(uk.Profile("NT", "A"), payment, bo.RulePack.embedded(uk.PACK))
        self.assertEqual([line.amount for line in assessment.lines[1:]], [pounds("3050.60"), pounds("7050.00")])


class Guidance(Uk):
    """The official examples that Rust runs as well."""

    doors: dict[str, tuple[Callable[..., Any], str, dict[str, type[Any]]]] = {
        "employer.due": (employer.due, employer.PACK, {"scheme": employer.Scheme, "month": employer.Month}),
        "minimum_wage.check": (minimum_wage.check, minimum_wage.PACK, {"work": minimum_wage.Work}),
        "statutory_pay.sick_pay": (statutory_pay.sick_pay, statutory_pay.PACK, {"sickness": statutory_pay.Sickness}),
        "statutory_pay.parental_pay": (statutory_pay.parental_pay, statutory_pay.PACK, {"leave": statutory_pay.Leave}),
    }

    def test_official_examples(self) -> None:
        path = Path(__file__).parent.parent / "vectors" / "payroll" / "uk_employers_guidance.json"
        file = json.loads(path.read_text(encoding="utf-8"))
        self.assertGreaterEqual(len(file["cases"]), 57)
        for case in file["cases"]:
            with self.subTest(case["id"]):
                call, pack, kinds = self.doors[case["door"]]
                given = [bo.from_json(kind, json.dumps(case["input"][name])) for name, kind in kinds.items()]
                law = bo.RulePack(file[case["pack"]]) if "pack" in case else bo.RulePack.embedded(pack)
                answer = json.loads(bo.to_json(call(*given, law)))
                for path_in, wanted in case["expected"].items():
                    at = answer
                    for step in path_in.split("."):
                        at = at[int(step)] if isinstance(at, list) else at[step]
                    if path_in.endswith("amount"):
                        self.assertEqual(Decimal(at), Decimal(wanted), path_in)
                    else:
                        self.assertEqual(at, wanted, path_in)
