"""Replenishment from Python: the reference values that Rust runs too, and what is refused."""

from __future__ import annotations

import json
import math
import pickle
from array import array
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice.stock import replenishment as r
from support import Case

VECTORS = Path(__file__).parent.parent / "vectors" / "stock"

TRIAL = r.Trial([0, 0, 3, 5, 1], [2, 3], 0.02, 15.0, 4.0, periods=5_000, warm_up=100, seed=7)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return found


class Reference(Case):
    def test_forecasts(self) -> None:
        found = cases("forecast_reference")
        self.assertEqual(len(found), 24)
        for case in found:
            name, *parameters = case["model"].split("_")
            if name == "croston":
                rate = (r.croston if parameters == ["classic"] else r.sba)(case["y"], 0.1)
            else:
                rate = {"tsb": r.tsb, "ses": r.ses, "adida": r.adida, "imapa": r.imapa}[name](
                    case["y"], *map(float, parameters)
                )
            with self.subTest(case["id"]):
                for wanted in case["expect"]:
                    self.assertLessEqual(abs(rate - wanted), case["tolerance"])

    def test_policies(self) -> None:
        found = {case["id"].removeprefix("stockpyl."): case for case in cases("replenishment_reference")}
        got: dict[str, tuple[float, ...]] = {}
        args = {name: case["args"] for name, case in found.items()}
        a = args["eoq"]
        lot = r.eoq(a["demand_rate"], a["fixed_cost"], a["holding_cost"])
        got["eoq"] = (lot.quantity, lot.cost)
        a = args["eoqb"]
        waits = r.eoq_backorders(a["demand_rate"], a["fixed_cost"], a["holding_cost"], a["stockout_cost"])
        got["eoqb"] = (waits.quantity, waits.backordered, waits.cost)
        a = args["newsvendor_normal"]
        lot = r.newsvendor(a["demand_mean"], a["demand_sd"], a["holding_cost"], a["stockout_cost"])
        got["newsvendor_normal"] = (lot.quantity, lot.cost)
        a = args["newsvendor_poisson"]
        lot = r.newsvendor_poisson(a["demand_mean"], a["holding_cost"], a["stockout_cost"])
        got["newsvendor_poisson"] = (lot.quantity, lot.cost)
        a = args["rq_eil"]
        policy = r.reorder_quantity(
            a["demand_mean"], a["demand_sd"], a["lead_time"], a["fixed_cost"], a["holding_cost"], a["stockout_cost"]
        )
        got["rq_eil"] = (policy.level, policy.quantity, policy.cost)
        for name, results in got.items():
            for result, wanted in zip(results, found[name]["expect"], strict=True):
                self.assertTrue(math.isclose(result, wanted, rel_tol=1e-6), name)
        case = found["wagner_whitin"]
        a = case["args"]
        plan = r.wagner_whitin(r.PlanPeriod.constant(a["demand"], a["fixed_cost"], a["holding_cost"]))
        self.assertEqual([0, *(period.order for period in plan.periods)], case["expect_Q"])
        self.assertEqual(plan.cost, Decimal(1380))


class Examples(Case):
    def test_forecasts_of_trend_and_season(self) -> None:
        self.assertEqual(r.holt([10, 12, 14], 0.5, 0.5, 2), (16.0, 18.0))
        nist = [6.4, 5.6, 7.8, 8.8, 11.0, 11.6, 16.7, 15.3, 21.6, 22.4]
        self.assertEqual(round(r.holt(nist, 0.3623, 1.0, 1, trend=0.8)[0], 1), 25.8)
        ahead = r.holt_winters([10, 20, 30, 10, 20, 30, 10], 3, "additive", 0.4, 0.2, 0.3, 2)
        self.assertEqual([round(one, 9) for one in ahead], [20.0, 30.0])

    def test_classes(self) -> None:
        seen = r.classify([0, 0, 5, 0, 0, 4, 0, 6])
        self.assertEqual((seen.class_, seen.interval), ("intermittent", 8 / 3))
        self.assertEqual(r.classify([0, 0]), r.Classified("no_demand", None, None))
        self.assertEqual(r.abc([30, 900, 20, 50], 0.8, 0.95), ("C", "A", "C", "B"))
        self.assertEqual(r.xyz([0, 0, 12, 0], 0.5, 1.0), "Z")

    def test_columns_lend_their_memory(self) -> None:
        offsets, values = [0, 4, 6, 8], [0.0, 4.0, 0.0, 4.0, 3.0, 3.0, 1.0, -1.0]
        wanted = r.croston_many(offsets, values, 0.1)
        self.assertEqual(list(wanted.rates[:2]), [2.0, 3.0])
        self.assertTrue(math.isnan(wanted.rates[2]))
        problem = wanted.problems[0]
        self.assertEqual((problem.row, problem.field, problem.code), (2, "demand.1", "number.negative"))
        for many in (array("q", offsets), array("Q", offsets), tuple(offsets), iter(offsets)):
            again = r.croston_many(many, array("d", values), 0.1)
            self.assertEqual((again.rates[:2], again.problems), (wanted.rates[:2], wanted.problems))
        self.assertEqual(r.sba_many([0, 4], array("f", values), 0.1).rates[0], 1.9)
        self.assertEqual(r.tsb_many([0, 3], [8, 0, 0], 0.2, 0.5).rates[0], 2.0)
        self.assertEqual(r.ses(array("d", [10, 20]), 0.5), r.ses([10, Decimal(20)], 0.5))
        self.assertEqual(r.ses(memoryview(array("d", [10, 0, 20]))[::2], 0.5), 15.0)

    def test_when_to_order(self) -> None:
        over = r.LeadTimeDemand(100, 20, 4)
        point = r.reorder_point(over, 0.95)
        self.assertEqual((point.expected, round(point.safety, 2)), (400.0, 65.79))
        self.assertEqual(r.safety_stock(over, 0.95), point.safety)
        self.assertEqual(r.reorder_point_observed([2, 0, 5, 1, 3], [2], 0.75).level, 5.0)
        breaks = [r.PriceBreak(0, 500), r.PriceBreak(200, 475), r.PriceBreak(500, 450)]
        self.assertEqual(r.eoq_discount(1000, 200, 0.2, breaks, "all_units"), r.Lot(500.0, 472_900.0))

    def test_trials(self) -> None:
        for rule in (r.Fixed(4, 40), r.UpTo(4, 44)):
            done = r.simulate(TRIAL, rule)
            self.assertEqual(r.simulate(TRIAL, rule), done)
            self.assertNotEqual(r.simulate(replace(TRIAL, seed=8), rule), done)
            chosen = r.seek_level(TRIAL, rule, 1.0, fill_rate=0.98)
            self.assertGreaterEqual(chosen.performance.fill_rate, 0.98)
            self.assertIs(type(chosen.rule), type(rule))
            self.assertEqual(r.simulate(TRIAL, chosen.rule), chosen.performance)
        self.assertLessEqual(r.seek_level(TRIAL, r.Fixed(0, 40), 1.0).performance.cost, done.cost)

    def test_what_lies_ahead(self) -> None:
        self.assertEqual(r.cover(25, [10, 10, 10]), r.Cover(2.5, True))
        ahead = [r.Outlook(0, 8, 6), r.Outlook(30, 5, 12), r.Outlook(0, 20, 10)]
        seen = r.project(10, ahead)
        self.assertEqual([one.available for one in seen], [2.0, 20.0, 0.0])
        self.assertEqual([one.promisable for one in seen], [2.0, 7.0, 7.0])
        risk = r.expiry_risk([r.ExpiringLot(30, 0, 5), r.ExpiringLot(20, 0, 1)], [6] * 6)
        self.assertEqual((risk.expired, risk.total), ((6.0, 8.0), 14.0))
        told = r.expiry_risk([{"quantity": 30, "from": 0, "last": 5}], [6] * 6)  # type: ignore[list-item]
        self.assertEqual(told.total, 0.0)

    def test_the_border_is_exact(self) -> None:
        self.assertEqual(r.order_quantity(304.05, 12), Decimal(312))
        self.assertEqual(str(r.order_quantity(0.3, "0.25")), "0.50")
        self.assertEqual(r.order_quantity(5, 12, 30), Decimal(36))

    def test_values_are_values(self) -> None:
        for value in (r.eoq(1200, 50, 0.75), r.simulate(TRIAL, r.Fixed(4, 40)), r.Fixed(1, 2)):
            self.assertEqual(pickle.loads(pickle.dumps(value)), value)


class Refused(Case):
    def test_numbers(self) -> None:
        self.refused(bo.InputError, "input.missing", "demand", "", r.ses, [], 0.5)
        self.refused(bo.InputError, "number.negative", "demand.1", "-2.5", r.croston, [1, -2.5], 0.5)
        self.refused(bo.InputError, "input.invalid", "demand.1", "NaN", r.croston, array("d", [1, math.nan]), 0.5)
        self.refused(bo.InputError, "input.invalid", "demand.0", "inf", r.sba, [math.inf], 0.5)
        self.refused(bo.InputError, "input.invalid", "demand.1", "x", r.tsb, [1, "x"], 0.5, 0.5)
        self.refused(bo.InputError, "input.invalid", "demand.0", "True", r.tsb, [True], 0.5, 0.5)
        self.refused(bo.InputError, "input.invalid", "demand", "12", r.ses, "12", 0.5)
        self.refused(bo.InputError, "input.invalid", "demand", "7", r.ses, 7, 0.5)
        self.refused(bo.InputError, "input.invalid", "alpha", "1.5", r.ses, [1], 1.5)
        self.refused(bo.InputError, "input.invalid", "alpha", "None", r.ses, [1], None)
        self.refused(bo.InputError, "input.invalid", "season", "9", r.holt_winters, [1] * 8, 9, "additive", 0, 0, 0, 1)
        self.refused(bo.InputError, "input.invalid", "seasonality", "odd", r.holt_winters, [1] * 8, 2, "odd", 0, 0, 0, 1)
        self.refused(bo.InputError, "input.invalid", "periods", "-1", r.holt, [1, 2], 0, 0, -1)
        self.refused(bo.InputError, "input.invalid", "offsets.1", "9", r.sba_many, [0, 9], [1.0], 0.1)
        self.refused(bo.InputError, "input.invalid", "offsets.0", "-1", r.sba_many, [-1], [1.0], 0.1)
        huge = str(2**64 - 1)
        self.refused(bo.InputError, "input.invalid", "offsets.1", huge, r.sba_many, array("q", [0, -1]), [1.0], 0.1)

    def test_records(self) -> None:
        odd: Any = {"from": 0, "unit_price": 1}
        self.refused(
            bo.InputError, "input.unknown_field", "breaks.0.unit_price", "", r.eoq_discount, 1, 1, 1, [odd], "all_units"
        )
        self.refused(
            bo.InputError, "input.missing", "breaks.0.unit_cost", "", r.eoq_discount, 1, 1, 1, [{"from": 0}], "all_units"
        )
        below = [r.Outlook(0, -1, 0)]
        self.refused(bo.InputError, "number.negative", "periods.0.orders", "-1", r.project, 1, below)
        self.refused(bo.InputError, "input.missing", "lots.0.quantity", "", r.expiry_risk, [object()], [1])
        self.refused(bo.InputError, "input.invalid", "trial.demand", "7", r.simulate, replace(TRIAL, demand=7), r.Fixed(1, 1))
        self.refused(bo.InputError, "input.invalid", "up_to", "1", r.simulate, TRIAL, r.UpTo(1, 1))
        self.refused(bo.InputError, "input.invalid", "fill_rate", "2", r.seek_level, TRIAL, r.Fixed(1, 1), 1, 2)
        self.refused(bo.InputError, "input.float", "pack", "0.5", r.order_quantity, 1.0, 0.5)
        self.refused(bo.InputError, "input.invalid", "pack", "0", r.order_quantity, 1.0, 0)
        period: Any = {"demand": 0.5, "order_cost": 1, "holding_cost": 1}
        self.refused(bo.InputError, "input.float", "periods.0.demand", "0.5", r.wagner_whitin, [period])
