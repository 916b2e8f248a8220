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
        self.assertIn("<pre>", roster._repr_html_())
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
