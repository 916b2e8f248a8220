"""Rosters from Python."""

from __future__ import annotations

import pickle
import signal
import threading
import time
import unittest
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import backoffice as bo
from backoffice import payroll, scheduling
from backoffice.scheduling import (
    Absence, Available, Budget, Demand, Model, Need, Person, Progress, Request, RestBetween, Rules, Shift, Soft, staffing,
)
from support import Case

WEEK = bo.Period.week(2026, 14)
MODEL = Model(
    WEEK,
    people=[Person("ada", ["till"], hours_at_most=Decimal(32)), Person("bo", hours_at_most=Decimal(40))],
    shifts=[Shift.every_day("early", "06:00", "14:00", "till"), Shift.every_day("late", "14:00", "22:00")],
    requests=[Request("ada", "prefer", 10, shift="early")],
    rules=Rules().rest_between(11),
)


def great() -> Model:
    """A model that keeps the solver busy."""
    people = [Person(f"p{i}", hours_at_most=Decimal(30 + i % 7)) for i in range(30)]
    shifts = [Shift.every_day(f"s{i}", f"{i:02}:00", f"{i + 7:02}:30", needed=2) for i in range(0, 16)]
    wishes = [Request(f"p{i}", "avoid", 3, shift=f"s{(i * 5) % 16}") for i in range(30)]
    rules = Rules().rest_between(11).hard("week", bo.scheduling.MostMinutes(2400, "week"))
    return Model(bo.Period("2026-03-30", "2026-04-26"), people, shifts, requests=wishes, rules=rules)


class Rosters(Case):
    def test_what_is_short_and_why(self) -> None:
        roster = bo.scheduling.solve(MODEL, Budget(20_000, seed=7))
        self.assertEqual(len(roster.unfilled), 5)
        self.assertTrue(roster.proven)
        self.assertIn("bo has no skill till", "".join(gap.reason for gap in roster.unfilled))
        verdict = bo.scheduling.evaluate(MODEL, roster.assignments)
        self.assertEqual((verdict.penalty, verdict.hard), (roster.penalty, 0))
        self.assertEqual(len(bo.scheduling.gaps(MODEL, roster.assignments, verdict)), 5)
        self.assertEqual(bo.scheduling.solve(MODEL, Budget(20_000, seed=7)), roster)
        self.assertEqual(len(roster.of("ada")), 4)
        self.assertIn("ada", str(roster))
        self.assertTrue(roster._repr_html_().startswith("<svg"))
        self.assertTrue(bo.scheduling.gantt(MODEL, roster).startswith("<svg"))
        self.assertEqual(len(bo.scheduling.csv(MODEL, roster).splitlines()), 1 + len(roster.assignments))
        self.assertEqual(pickle.loads(pickle.dumps(roster)), roster)
        self.assertEqual(bo.to_json(bo.from_json(Model, bo.to_json(MODEL))), bo.to_json(MODEL))

    def test_the_judge_names_every_violation(self) -> None:
        roster = bo.scheduling.solve(MODEL, Budget(20_000, seed=7))
        both = [a for a in roster.assignments if a.person == "bo"]
        verdict = bo.scheduling.evaluate(MODEL, [*both, replace(both[0], shift="early", skill="till")])
        self.assertGreater(verdict.hard, 0)
        self.assertTrue(any(violation.person == "bo" for violation in verdict.violations))

    def test_rules_are_those_of_the_core(self) -> None:
        self.assertEqual(bo.from_json(Rules, "{}"), Rules())
        self.assertEqual(bo.from_json(Model, bo.to_json(Model(WEEK))).rules, Rules())
        directive = Rules.working_time_directive()
        self.assertEqual(directive.rules[0].limit, RestBetween(660))
        mixed = directive.soft("few", bo.scheduling.ConsecutiveDays(5), 100)
        self.assertEqual(mixed.rules[-1].strength, Soft(100))
        Model(WEEK, rules=mixed).check()
        named = replace(MODEL, people=[replace(MODEL.people[0], available=[Available("06:00", "15:00", ["Mon", "Tue"])],
                        unavailable=[Absence(datetime(2026, 3, 31), datetime(2026, 4, 1))])])
        roster = bo.scheduling.solve(named, Budget(2_000))
        self.assertEqual([a.day for a in roster.of("ada")], [date(2026, 3, 30)])

    def test_bad_models(self) -> None:
        refuse, solve, budget = self.refused, bo.scheduling.solve, Budget(100)
        unknown = replace(MODEL, requests=[Request("cy", "prefer", 10, shift="early")])
        refuse(bo.InputError, "scheduling.unknown_name", "requests.0.person", "cy", solve, unknown, budget)
        refuse(bo.InputError, "scheduling.unknown_name", "requests.0.person", "cy", unknown.check)
        twice = replace(MODEL, people=[MODEL.people[0], MODEL.people[0]])
        refuse(bo.InputError, "input.duplicate", "people.name", "ada", solve, twice, budget)
        point = replace(MODEL, shifts=[Shift.every_day("none", "06:00", "06:00")])
        refuse(bo.InputError, "scheduling.no_length", "shifts.none.end", "06:00", solve, point, budget)
        half = replace(MODEL, people=[Person("ada", hours_at_most=7.5)])  # type: ignore[arg-type]
        refuse(bo.InputError, "input.float", "model.people.0.hours_at_most", "7.5", solve, half, budget)
        day = Demand(date(2026, 3, 30), datetime(2026, 3, 31), 1)  # type: ignore[arg-type]
        with self.assertRaises(bo.InputError) as caught:
            solve(replace(MODEL, demand=[day]), budget)
        self.assertEqual((caught.exception.field, caught.exception.value), ("model.demand.0.from", "2026-03-30"))

    def test_no_roster_is_possible(self) -> None:
        must = replace(MODEL, rules=replace(Rules(), coverage="must"))
        with self.assertRaises(bo.RefusedError) as caught:
            bo.scheduling.solve(must, Budget(2_000))
        self.assertEqual(caught.exception.code, "scheduling.infeasible")
        self.assertTrue(caught.exception.field)

    def test_work_becomes_demand(self) -> None:
        nine = datetime(2010, 12, 1, 9)
        work = staffing.Workload(
            Decimal(30), 60, [staffing.Open(nine, nine.replace(hour=17))], "packer",
            [staffing.Arrival(nine, nine.replace(hour=13), 120)],
        )
        least = staffing.least(work)
        self.assertEqual((least.peak, least.arrival_peak), (1, 4))
        self.assertEqual(len(least.demand()), 4)
        offered = staffing.offer(staffing.Offer("08:00", "18:00", 30, 240, 480, 30, 360, ["picker", "packer"]))
        self.assertEqual((len(offered), offered[0].name), (81, "08:00-12:00"))
        self.assertEqual(offered[0].needs, ())
        self.assertEqual(Need(2, "till"), Need(needed=2, skill="till"))

    def test_backlog_with_a_cut_off(self) -> None:
        friday, monday = datetime(2010, 12, 3, 8), datetime(2010, 12, 6, 8)
        open = [staffing.Open(day, day.replace(hour=18)) for day in (friday, monday)]
        cut_off = staffing.CutOff("13:00", "17:00", "12:00")
        self.assertEqual(staffing.due(cut_off, open, friday.replace(hour=14)), monday.replace(hour=12))
        self.assertIsNone(staffing.due(cut_off, open, monday.replace(hour=14)))
        work = staffing.Workload(Decimal(20), 60, open, None, [staffing.Arrival(friday, monday, 50)])
        self.assertEqual([interval.carried for interval in staffing.least(work).intervals][:3], [30, 10, 0])

    def test_queues(self) -> None:
        queue = staffing.Queue(180, "0.8", 20, "support", shrinkage="0.3")
        found = staffing.agents(queue, 200)
        self.assertEqual((found.staff, found.rostered, found.level), (14, 20, Decimal("0.888350")))
        self.assertEqual(staffing.service(queue, 200, 13).level, Decimal("0.795594"))
        with self.assertRaises(bo.RefusedError) as caught:
            staffing.service(queue, 200, 10)
        self.assertEqual(caught.exception.code, "scheduling.queue_grows")
        nine, ten, eleven = (datetime(2026, 3, 30, hour) for hour in (9, 10, 11))
        forecast = staffing.Forecast(queue, [staffing.Calls(nine, ten, 200), staffing.Calls(ten, eleven, "80.5")])
        answered = staffing.answer(forecast)
        self.assertEqual([demand.needed for demand in answered.demand()], [20, 10])
        generated = staffing.generate(staffing.Generation(answered.curve(), 60, 120, 60, 60, 1, "support"))
        self.assertEqual((generated.cost, generated.bound, generated.proven), (20 * 60 + 10 * 60, 1800, True))
        self.assertEqual(staffing.offered([generated])[0].skills, ("support",))
        with self.assertRaises(bo.RefusedError) as caught:
            staffing.generate(staffing.Generation(answered.curve()[:1], 90, 120, 60, 60, 1))
        self.assertEqual(caught.exception.code, "scheduling.no_shifts")

    def test_pictures_and_calendars(self) -> None:
        roster = scheduling.solve(MODEL, Budget(20_000, 7))
        self.assertTrue(scheduling.demand(MODEL, roster).endswith("</svg>\n"))
        self.assertIn("hours", scheduling.table(MODEL, roster).splitlines()[0])
        calendar = scheduling.icalendar(MODEL, roster, "ada", datetime(2026, 3, 1, 12))
        self.assertEqual(calendar.count("BEGIN:VEVENT"), len(roster.of("ada")))
        self.assertIn("DTSTAMP:20260301T120000Z\r\n", calendar)

    def test_costs(self) -> None:
        roster = scheduling.solve(MODEL, Budget(20_000, 7))
        pounds = bo.Rounding.minor("GBP", "half_up")
        people = [payroll.Employee(name, basis=payroll.Hourly(bo.Price("16", "GBP")), rounding=pounds) for name in ("ada", "bo")]
        terms = payroll.cost.Terms(days={WEEK.last: "day_off"}, rules=payroll.hours.Rules(day_off_factor=Decimal(2)))
        table = payroll.cost.table(MODEL, people, terms, "GBP")
        priced = scheduling.cost.price(table, roster.assignments)
        self.assertEqual(priced, payroll.cost.price(MODEL, roster.assignments, people, terms, "GBP"))
        sundays = sum(assignment.day == WEEK.last for assignment in roster.assignments)
        self.assertEqual(priced.total, bo.Money(16 * 8 * (len(roster.assignments) + sundays), "GBP"))
        self.assertGreater(len(payroll.cost.pays(MODEL, roster.assignments, people[1], terms)), 0)
        with self.assertRaises(bo.InputError) as caught:
            scheduling.cost.price(scheduling.cost.CostTable("GBP"), roster.assignments)
        self.assertEqual(caught.exception.code, "scheduling.no_cost")


class LongCalls(Case):
    def test_the_caller_can_say_stop(self) -> None:
        seen: list[Progress] = []

        def twice(progress: Progress) -> bool:
            seen.append(progress)
            return len(seen) < 2

        with self.assertRaises(bo.RefusedError) as caught:
            bo.scheduling.solve(great(), Budget(10_000_000), twice)
        self.assertEqual((caught.exception.code, len(seen)), ("run.cancelled", 2))
        self.assertEqual(seen[0].of, 10_000_000)

    def test_what_the_caller_raises_comes_out(self) -> None:
        def broken(progress: Progress) -> bool:
            raise KeyError(progress.nodes)

        with self.assertRaises(KeyError):
            bo.scheduling.solve(great(), Budget(10_000_000), broken)

    @unittest.skipUnless(hasattr(signal, "pthread_kill"), "this system has no signals between threads")
    def test_ctrl_c_stops_the_solver_and_other_threads_run_meanwhile(self) -> None:
        ticks: list[float] = []
        over = threading.Event()

        def clock() -> None:
            while not over.wait(0.01):
                ticks.append(time.monotonic())
                if len(ticks) == 20:
                    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        thread = threading.Thread(target=clock)
        thread.start()
        try:
            with self.assertRaises(KeyboardInterrupt):
                bo.scheduling.solve(great(), Budget(2_000_000_000))
        finally:
            over.set()
            thread.join()
        self.assertGreaterEqual(len(ticks), 20)
