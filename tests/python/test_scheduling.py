"""Rosters from Python."""

from __future__ import annotations

import doctest
import io
import pickle
import signal
import threading
import time
import unittest
from contextlib import redirect_stderr
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import backoffice as bo
from backoffice import payroll, scheduling
from backoffice.scheduling import (
    Absence, Assignment, Available, Break, Coupling, Days, Demand, Fair, Forbidden, History, Levels, Model, Move, Need, Part, Person,
    Progress, Request, Requirement, RestBetween, Rules, Run, Shift, Shifts, Skill, Soft, Spread, Succession, Term, Total,
    UninterruptedRest, UtcOffset, staffing,
)
from backoffice.scheduling.law import Facts, Labour
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
    """A model that keeps the solver busy: there are enough people, and of many wishes only some can be met."""
    period = bo.Period("2026-03-30", "2026-04-26")
    people = [Person(f"p{i}", hours_at_least=Decimal(28), hours_at_most=Decimal(30 + i % 7)) for i in range(30)]
    shifts = [Shift.every_day(f"s{i}", f"{i:02}:00", f"{i + 7:02}:30", needed=1) for i in range(0, 16)]
    wishes = [
        Request(f"p{i}", "avoid", 3 + i * d % 11, day=period.first + timedelta(days=d), shift=f"s{(i * 5 + d * 7) % 16}")
        for i in range(30)
        for d in range(28)
        if (i + d) % 2
    ]
    rules = Rules().rest_between(11).hard("week", bo.scheduling.MostMinutes(2400, "week"))
    rules = rules.soft("run", bo.scheduling.Run("work", 2, 4), 7).soft("off", bo.scheduling.Run("off", 2), 5)
    return Model(period, people, shifts, requests=wishes, rules=rules)


class Rosters(Case):
    def test_what_is_short_and_why(self) -> None:
        roster = bo.scheduling.solve(MODEL, 2_000, seed=7)
        self.assertEqual(len(roster.unfilled), 5)
        self.assertTrue(roster.proven)
        self.assertIn("bo has no skill till", "".join(gap.reason for gap in roster.unfilled))
        verdict = bo.scheduling.evaluate(MODEL, roster.assignments)
        self.assertEqual((verdict.penalty, verdict.hard), (roster.penalty, 0))
        self.assertEqual(len(bo.scheduling.gaps(MODEL, roster.assignments, verdict)), 5)
        self.assertEqual(bo.scheduling.solve(MODEL, 2_000, seed=7), roster)
        self.assertEqual(len(roster.of("ada")), 4)
        self.assertIn("ada", str(roster))
        self.assertTrue(roster._repr_html_().startswith("<svg"))
        self.assertTrue(bo.scheduling.gantt(MODEL, roster).startswith("<svg"))
        self.assertEqual(len(bo.scheduling.csv(MODEL, roster).splitlines()), 1 + len(roster.assignments))
        self.assertEqual(pickle.loads(pickle.dumps(roster)), roster)
        self.assertEqual(bo.to_json(bo.from_json(Model, bo.to_json(MODEL))), bo.to_json(MODEL))

    def test_the_judge_names_every_violation(self) -> None:
        roster = bo.scheduling.solve(MODEL, 2_000, seed=7)
        both = [a for a in roster.assignments if a.person == "bo"]
        verdict = bo.scheduling.evaluate(MODEL, [*both, replace(both[0], shift="early", skill="till")])
        self.assertGreater(verdict.hard, 0)
        self.assertTrue(any(violation.person == "bo" for violation in verdict.violations))

    def test_rules_are_those_of_the_core(self) -> None:
        self.assertEqual(bo.from_json(Rules, "{}"), Rules())
        self.assertEqual(bo.from_json(Model, bo.to_json(Model(WEEK))).rules, Rules())
        resting = Rules().rest_between(11)
        self.assertEqual(resting.rules[0].limit, RestBetween(660))
        mixed = resting.soft("few", bo.scheduling.ConsecutiveDays(5), 100)
        self.assertEqual(mixed.rules[-1].strength, Soft(100))
        Model(WEEK, rules=mixed).check()
        named = replace(MODEL, people=[replace(MODEL.people[0], available=[Available("06:00", "15:00", ["Mon", "Tue"])],
                        unavailable=[Absence(datetime(2026, 3, 31), datetime(2026, 4, 1))])])
        roster = bo.scheduling.solve(named, 500)
        self.assertEqual([a.day for a in roster.of("ada")], [date(2026, 3, 30)])

    def test_bad_models(self) -> None:
        refuse, solve, budget = self.refused, bo.scheduling.solve, 100
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

    def test_no_roster_keeps_all_hard_rules(self) -> None:
        must = replace(MODEL, rules=replace(Rules(), coverage="must"))
        roster = bo.scheduling.solve(must, 500)
        verdict = bo.scheduling.evaluate(must, roster.assignments)
        self.assertEqual((roster.hard, verdict.hard), (5, 5))
        self.assertTrue(all(cover.hard for cover in verdict.uncovered))
        never = Rules().hard("busy", Total("days", "period", least=9))
        with self.assertRaises(bo.RefusedError) as caught:
            bo.scheduling.solve(replace(MODEL, rules=never), 500)
        error = caught.exception
        self.assertEqual((error.code, error.field, error.value), ("scheduling.infeasible", "people", "ada"))

    def test_all_that_a_model_can_say(self) -> None:
        first = WEEK.first
        rules = replace(
            Rules().hard("run", Run("work", most=5)).soft("nights", Fair(Shifts(["night"]), squared=True), 3)
            .soft("few", Total(Shifts(["night"]), "week", most=3), 2).hard("order", Succession(["night"], ["split"]))
            .soft("weekends", "complete_weekends", 4),
            levels=Levels(requests=1), weekend=["Fri", "Sat"],
        )
        split = Shift("split", parts=[Part("06:00", "10:00"), Part("16:00", "20:00"), Part("20:00", "23:00", "on_call")])
        model = Model(
            WEEK,
            people=[
                Person("ada", ["till", Skill("aid", 2, first, WEEK.last)], history=History(shifts={"night": 2}, run_of_work=2)),
                Person("bo", sites=["north"], starts=first, days_left_out=[first]),
                Person("cy"),
            ],
            shifts=[Shift("night", "22:00", "06:00", breaks=[Break("01:00", "03:00", 30)]), split],
            requirements=[Requirement("night", 1, short=500, over=100), Requirement("split", 1, days=["Mon"])],
            requests=[Request("ada", "avoid", 3, day=first)],
            forbidden=[Forbidden("cy", shift="night")],
            couplings=[
                Coupling.never_with("apart", "ada", "bo", "split"),
                Coupling("two", [Term(1, "assignments", ["ada", "bo"])], least=1, per="week", strength=Soft(5)),
            ],
            clock=[UtcOffset(datetime(2026, 3, 29, 3), 120)],
            rules=rules,
        )
        self.assertEqual(bo.from_json(Model, bo.to_json(model)), bo.from_json(Model, bo.to_json(bo.from_json(Model, bo.to_json(model)))))
        roster = bo.scheduling.solve(model, 300, threads=2)
        self.assertEqual((roster.hard, len(roster.levels) <= 2, roster.complete), (0, True, True))
        self.assertEqual(sum(a.shift == "night" for a in roster.assignments), 7)
        self.assertEqual(bo.scheduling.solve(model, 300, threads=2), roster)
        spread = replace(model, rules=rules.soft("spread", Spread("assignments", 0), 1))
        judged = bo.scheduling.evaluate(spread, [Assignment(first, "ada", "night")]).violations
        self.assertEqual([(v.person, v.by) for v in judged if v.rule == "spread"], [("", 1)])
        even = bo.scheduling.solve(spread, 300)
        self.assertEqual(bo.scheduling.evaluate(spread, even.assignments).penalty, even.penalty)
        self.assertTrue(even.hard == 0 and even.bound <= even.penalty)
        rolling = replace(model, rules=rules.soft("rolling", UninterruptedRest(1440, Days(7)), 1))
        self.refused(bo.RefusedError, "scheduling.unsupported", "rules", "rolling", bo.scheduling.solve, rolling, 10)
        work = bo.scheduling.timed(model, [Assignment(first, "ada", "night"), Assignment(first, "bo", "split")])
        self.assertEqual([stretch.kind for stretch in work], ["work", "work", "on_call", "work"])
        self.assertEqual((work[3].start_offset, work[3].breaks[0].minutes), (120, 30))
        self.assertEqual(len(model.shifts[0].placed(30)), 4)
        seniors = Coupling.senior("aid", "night", model, "aid", 2, 1)
        self.assertEqual((seniors.least, seniors.terms[0].people, seniors.terms[0].of), (1, ("ada",), Shifts(("night",))))
        self.assertEqual(Coupling.present("aid", "night", ["ada"], 1), seniors)
        self.assertEqual((Coupling.together("w", "ada", "bo", "split").most, Coupling.mentored("m", "cy", ["bo"], "split").most), (0, None))
        by = {v.rule: v for v in bo.scheduling.evaluate(model, [Assignment(first, "cy", "night")]).violations}
        self.assertTrue(by["forbidden"].hard)
        self.assertFalse(by["forbidden"].law)

    def test_a_model_carries_its_labour_law(self) -> None:
        law = Labour(["uk.working_time"], [Facts("bo", born=date(2009, 5, 1))], except_=["break of a young worker"])
        shifts = [Shift.every_day("early", "06:00", "13:30"), Shift.every_day("late", "15:00", "22:30")]
        shifts = [replace(shift, break_minutes=30) for shift in shifts]
        model = Model(WEEK, [Person("ada"), Person("bo")], shifts, law=law)
        self.assertEqual(bo.from_json(Model, bo.to_json(model)).law, replace(law, packs=("uk.working_time",),
                         facts=tuple(law.facts), except_=tuple(law.except_)))
        verdict = bo.scheduling.evaluate(model, [Assignment(WEEK.first, "bo", "late")])
        self.assertEqual([(v.rule, v.law, v.by) for v in verdict.violations if v.hard], [("young worker at night", True, 30)])
        roster = bo.scheduling.solve(model, 200)
        self.assertEqual((roster.hard, {a.shift for a in roster.of("bo")}), (0, {"early"}))
        work = bo.scheduling.timed(model, roster.assignments)
        setting = bo.scheduling.law.Setting(WEEK)
        self.assertEqual([v for v in bo.scheduling.law.audit(["uk.working_time"], setting, work, law.facts)
                          if v.rule not in law.except_], [])
        self.refused(bo.LawError, "law.unsupported", "law.packs.0", "fr",
                     replace(model, law=Labour(["fr"])).check)

    def test_a_known_roster_is_not_made_worse(self) -> None:
        roster = scheduling.solve(MODEL, 2_000, 7)
        self.assertEqual(scheduling.solve(MODEL, 1, known=roster.assignments).penalty, roster.penalty)

    def test_who_is_ill_is_replaced_with_the_least_change(self) -> None:
        people = [Person(name, hours_at_most=Decimal(40)) for name in ("ada", "bo", "cy")]
        shifts = [Shift.every_day("early", "06:00", "14:00"), Shift.every_day("late", "14:00", "22:00")]
        model = Model(WEEK, people, shifts, rules=Rules().rest_between(11))
        roster = scheduling.solve(model, 1_000)
        self.assertEqual((roster.replan().moves, roster.replan().roster.assignments), ((), roster.assignments))
        ill = roster.assignments[0]
        moved = roster.replan(absent=[(ill.person, ill.day)], model=None)
        self.assertEqual(moved.diff(roster), moved.moves)
        self.assertEqual((moved.roster.hard, moved.broken), (0, ()))
        self.assertIn(Move(ill.person, ill.day, (ill,), ()), moved.moves)
        self.assertFalse(any(a.person == ill.person and a.day == ill.day for a in moved.roster.assignments))
        self.assertIn(f"{ill.person}, Mon 30 Mar: {ill.shift} -> off", [str(move) for move in moved.moves])
        verdict = scheduling.evaluate(moved.model, moved.roster.assignments)
        self.assertEqual(moved.cost, verdict.penalty + 20 * len(moved.moves))
        self.assertTrue(moved._repr_html_().startswith("<svg"))
        again = moved.roster.replan(away=[("bo", Absence(datetime(2026, 4, 4), datetime(2026, 4, 5)))], weight=5)
        self.assertFalse(any(a.person == "bo" and a.day == date(2026, 4, 4) for a in again.roster.assignments))
        frozen = roster.replan(absent=[(ill.person, ill.day)], freeze=datetime(2026, 4, 6))
        self.assertEqual(frozen.moves, ())
        self.assertGreater(len(frozen.broken), 0)
        stored = bo.from_json(scheduling.Roster, bo.to_json(roster))
        self.assertEqual(stored, roster)
        with self.assertRaises(TypeError):
            stored.replan()
        self.assertEqual(stored.replan(model=model).moves, ())
        unknown = lambda: roster.replan(absent=[("di", WEEK.first)])  # noqa: E731
        self.refused(bo.InputError, "scheduling.unknown_name", "absent.person", "di", unknown)

    def test_replacements_and_swaps(self) -> None:
        people = [Person("ada", hours_at_most=Decimal(8)), Person("bo"), Person("cy", unavailable=[Absence(datetime(2026, 3, 30), datetime(2026, 3, 31))])]
        shifts = [Shift.every_day("early", "06:00", "14:00"), Shift.every_day("late", "14:00", "22:00")]
        model = Model(WEEK, people, shifts, requests=[Request("bo", "avoid", 7, shift="late")])
        monday, tuesday = WEEK.first, date(2026, 3, 31)
        roster = [Assignment(monday, "ada", "early"), Assignment(tuesday, "bo", "late")]
        before = scheduling.evaluate(model, roster).penalty
        desk = scheduling.Desk(model, roster)
        best, other = desk.replacements("late", monday)
        self.assertEqual((best.person, best.touches, best.gives_up), ("bo", ("request",), ()))
        after = scheduling.evaluate(model, [*roster, best.takes]).penalty
        self.assertEqual((best.cost, best.levels), (after - before, (best.cost,)))
        self.assertEqual((other.person, other.gives_up), ("ada", (roster[0],)))
        self.assertEqual(len(desk.replacements("early", tuesday, most=1)), 1)
        (swap,) = desk.swaps(roster[0])
        self.assertEqual((swap.takes, swap.gives, swap.cost), (roster[1], roster[0], -7))
        refined = desk.refine("late", tuesday, ["ada", "cy"])
        self.assertEqual(sorted(one.person for one in refined), ["ada", "cy"])
        instead = desk.next_best(roster[1])
        assert instead is not None
        self.assertEqual((instead.person, instead.cost), ("cy", -7))
        self.assertIsNone(scheduling.Desk(replace(model, locked=[roster[1]]), roster).next_best(roster[1]))
        self.refused(bo.InputError, "scheduling.unknown_name", "shift", "noon", desk.replacements, "noon", monday)
        self.refused(bo.InputError, "input.invalid", "most", "-1", desk.replacements, "late", monday, None, -1)

    def test_a_desk_stays_what_it_has_become(self) -> None:
        people = [Person("ada", hours_at_most=Decimal(16)), Person("bo")]
        model = Model(WEEK, people, [Shift.every_day("early", "06:00", "14:00")])
        monday, tuesday = WEEK.first, date(2026, 3, 31)
        on = lambda day, person: Assignment(day, person, "early")  # noqa: E731
        desk = scheduling.Desk(model, [on(monday, "ada")])
        del model  # The desk holds its own.
        desk.assign(on(tuesday, "bo"))
        desk.exchange(desk.swaps(on(monday, "ada"))[0])
        self.assertEqual(desk.assignments(), [on(monday, "bo"), on(tuesday, "ada")])
        desk.release(on(tuesday, "ada"))
        self.refused(bo.InputError, "input.invalid", "assignment", "ada on early, Tue 31 Mar", desk.release, on(tuesday, "ada"))
        first = desk.replacements("early", tuesday)[0]
        desk.take_over(first)
        self.assertIn(first.takes, desk.assignments())
        why = desk.why("early", monday)
        self.assertEqual([one.person for one in why.people], ["ada"])

    def test_why_and_what_if(self) -> None:
        explain = scheduling.explain
        self.assertEqual(doctest.testmod(explain).failed, 0)
        monday, tuesday = WEEK.first, date(2026, 3, 31)
        people = [Person("ada", hours_at_most=Decimal(8)), Person("bo", leaves=monday), Person("cy")]
        shifts = [Shift.every_day("early", "06:00", "14:00")]
        model = Model(WEEK, people, shifts, requests=[Request("cy", "avoid", 7, shift="early")], rules=Rules().hard("one", scheduling.ConsecutiveDays(1)))
        roster = [Assignment(monday, "ada", "early")]
        why = explain.why(model, roster, "early", tuesday)
        ada, bo_, cy = why.people
        self.assertEqual((why.shift, why.day, why.skill), ("early", tuesday, None))
        conflicts = sorted(ada.conflicts, key=lambda conflict: conflict.causes[0].name)
        self.assertEqual([[cause.name for cause in conflict.causes] for conflict in conflicts], [["contract hours", "early"], ["one", "early"]])
        self.assertEqual([(cause.what, cause.law) for cause in conflicts[0].causes], [("rule", False), ("assignment", False)])
        assert ada.instead is not None
        self.assertEqual(ada.instead.gives_up, (roster[0],))
        self.assertEqual([cause.fact for cause in bo_.conflicts[0].causes], ["bo is not available"])
        self.assertEqual((cy.conflicts, cy.preferences), ((), (explain.Preference("request", 7),)))
        self.assertEqual(cy.cost, 7 - 4800)
        self.assertEqual(scheduling.Desk(model, roster).why("early", tuesday), why)

        ask = lambda suppose: explain.what_if(model, roster, suppose)  # noqa: E731
        more = ask(explain.Assign(Assignment(tuesday, "ada", "early")))
        self.assertEqual((more.cost, more.hard, [one.rule for one in more.broken]), (-4800, (0, 2), ["contract hours", "one"]))
        self.assertEqual((len(more.filled), more.opened, more.mended, more.levels), (1, (), (), (-4800,)))
        self.assertEqual(ask(explain.Release(roster[0])).cost, 4800)
        self.assertEqual(ask(explain.Absent("ada", monday)).hard, (0, 1))
        self.assertEqual(ask(explain.HasSkill("ada", Skill("till", 2))).cost, 0)
        self.assertEqual(ask(explain.HasHours("ada", Decimal("7.5"))).broken[0].by, 30)
        self.assertEqual(ask(explain.Without("one")).hard, (0, 0))
        demand = Demand(datetime(2026, 3, 31, 6), datetime(2026, 3, 31, 7), 1)
        self.assertEqual(ask(explain.MoreDemand(demand)).cost, 600)
        self.assertEqual(ask(explain.MoreNeed(Requirement("early", 1, dates=[tuesday], short=5))).cost, 5)
        self.refused(bo.InputError, "scheduling.unknown_name", "without", "two", ask, explain.Without("two"))

        must = Model(WEEK, [Person("ada", hours_at_most=Decimal(40))], shifts, rules=Rules(coverage="must"))
        seen: list[Progress] = []
        infeasible = explain.why_infeasible(must, 2_000, progress=lambda told: seen.append(told))
        self.assertEqual(infeasible, explain.Infeasible(
            ("56 h 0 min of work must be done, those who can do it may work 40 h 0 min",), ("contract hours", "demand"), True
        ))
        self.assertEqual({told.of for told in seen}, {2_000})
        self.assertIsNone(explain.why_infeasible(model, 2_000))
        # No count shows it; stopped before any roster is found, nothing is known.
        every_other = Rules(coverage="must").hard("every other", scheduling.DaysOff(1, scheduling.Days(2)))
        hidden = replace(must, people=[Person("ada")], rules=every_other)
        with self.assertRaises(bo.RefusedError) as caught:
            explain.why_infeasible(hidden, 2_000, progress=lambda told: False)
        self.assertEqual(caught.exception.code, "run.cancelled")

    def test_tables_in_and_out(self) -> None:
        people = {"name": ["ada", "bo"], "hours": [Decimal(32), Decimal(40)], "skills": ["till, aid", None]}
        shifts = {
            "name": ["early", "early", "late"], "start": ["06:00", "06:00", "14:00"], "end": ["14:00", "14:00", "22:00"],
            "day": [WEEK.first, WEEK.last, None], "skill": ["till", "till", None], "needed": [1, 2, None],
        }
        model = Model.of_tables(WEEK, people, shifts, Rules().rest_between(11))
        self.assertEqual(model.people[0].skills, ("till", "aid"))
        self.assertEqual([shift.name for shift in model.shifts], ["early", "late"])
        roster = scheduling.solve(model, 500, 7)
        self.assertEqual(sorted(a.day for a in roster.of("ada") if a.shift == "early"), [WEEK.first, WEEK.last])
        self.assertEqual([gap.missing for gap in roster.unfilled if gap.shift == "early"], [1])
        strange = {"name": ["ada"], "wage": [1]}
        self.refused(bo.InputError, "input.unknown_field", "people.wage", "", Model.of_tables, WEEK, strange, shifts)
        self.refused(bo.InputError, "input.missing", "people.name", "", Model.of_tables, WEEK, {"hours": [1]}, shifts)

    def test_data_frames(self) -> None:
        try:
            import polars as pl
        except ImportError:
            self.skipTest("polars is not installed")
        people = pl.DataFrame({"name": ["ada", "bo"], "hours": ["32", "40"], "skills": ["till", None]})
        shifts = pl.DataFrame({"name": ["early"], "start": ["06:00"], "end": ["14:00"], "skill": ["till"], "needed": [1]})
        roster = scheduling.solve(Model.of_tables(WEEK, people, shifts), 500, 7)
        frame = pl.DataFrame(roster)
        self.assertEqual(frame.columns, ["person", "day", "shift", "skill"])
        self.assertEqual((frame.height, frame["day"].dtype), (4, pl.Date))
        self.assertEqual(frame["person"].unique().to_list(), ["ada"])

    def test_work_becomes_demand(self) -> None:
        nine = datetime(2010, 12, 1, 9)
        work = staffing.Workload(
            Decimal(30), 60, [staffing.Open(nine, nine.replace(hour=17))], "packer",
            [staffing.Arrival(nine, nine.replace(hour=13), 120)],
        )
        least = staffing.least(work)
        self.assertEqual((least.peak, least.arrival_peak), (1, 4))
        self.assertEqual(len(least.demand()), 4)
        there = staffing.least(replace(work, site="north"))
        self.assertEqual({demand.site for demand in there.demand()}, {"north"})
        self.assertEqual({demand.site for demand in least.demand()}, {None})
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
        there = staffing.answer(staffing.Forecast(replace(queue, site="north"), forecast.calls))
        self.assertEqual((there.site, {demand.site for demand in there.demand()}), ("north", {"north"}))
        generated = staffing.generate(staffing.Generation(answered.curve(), 60, 120, 60, 60, 1, "support"))
        self.assertEqual((generated.cost, generated.bound, generated.proven), (20 * 60 + 10 * 60, 1800, True))
        self.assertEqual(staffing.offered([generated])[0].skills, ("support",))
        with self.assertRaises(bo.RefusedError) as caught:
            staffing.generate(staffing.Generation(answered.curve()[:1], 90, 120, 60, 60, 1))
        self.assertEqual(caught.exception.code, "scheduling.no_shifts")

    def test_pictures_and_calendars(self) -> None:
        roster = scheduling.solve(MODEL, 2_000, 7)
        self.assertTrue(scheduling.demand(MODEL, roster).endswith("</svg>\n"))
        self.assertIn("hours", scheduling.table(MODEL, roster).splitlines()[0])
        calendar = scheduling.icalendar(MODEL, roster, "ada", datetime(2026, 3, 1, 12))
        self.assertEqual(calendar.count("BEGIN:VEVENT"), len(roster.of("ada")))
        self.assertIn("DTSTAMP:20260301T120000Z\r\n", calendar)

    def test_costs(self) -> None:
        roster = scheduling.solve(MODEL, 2_000, 7)
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

        try:
            roster = bo.scheduling.solve(great(), 10_000_000, progress=twice)
        except bo.RefusedError as error:  # When it is stopped before it has any roster.
            self.assertEqual(error.code, "run.cancelled")
        else:
            self.assertFalse(roster.complete)
        self.assertEqual((len(seen), seen[0].of), (2, 10_000_000))

    def test_the_best_so_far_is_given(self) -> None:
        def enough(progress: Progress) -> bool:
            return not progress.lawful

        roster = bo.scheduling.solve(great(), 10_000_000, progress=enough)
        self.assertEqual((roster.hard, roster.complete), (0, False))
        self.assertEqual(bo.scheduling.evaluate(great(), roster.assignments).penalty, roster.penalty)

    def test_progress_can_be_a_line(self) -> None:
        with redirect_stderr(io.StringIO()) as told:
            bo.scheduling.solve(MODEL, 500, progress=True)
        self.assertIn("bound", told.getvalue())

    def test_what_the_caller_raises_comes_out(self) -> None:
        def broken(progress: Progress) -> bool:
            raise KeyError(progress.nodes)

        with self.assertRaises(KeyError):
            bo.scheduling.solve(great(), 10_000_000, progress=broken)

    @unittest.skipUnless(hasattr(signal, "pthread_kill"), "this system has no signals between threads")
    def test_ctrl_c_stops_the_solver_and_other_threads_run_meanwhile(self) -> None:
        ticks: list[float] = []
        over = threading.Event()

        def clock() -> None:
            while not over.wait(0.01):
                ticks.append(time.monotonic())
                if len(ticks) == 20:
                    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        # A shell that starts this in the background has it ignored.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        thread = threading.Thread(target=clock)
        thread.start()
        try:
            with self.assertRaises(KeyboardInterrupt):
                bo.scheduling.solve(great(), 2_000_000_000)
        finally:
            over.set()
            thread.join()
            signal.signal(signal.SIGINT, before)
        self.assertGreaterEqual(len(ticks), 20)
