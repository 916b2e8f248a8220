"""Replenishment: what will be asked for, when to order and how much.

These are estimates, so this is the one room that takes and gives floats (integers and ``Decimal`` are taken too). The border
is the order quantity: ``order_quantity`` turns an estimate into whole packs, a ``Decimal`` again. Of a plan with known demand
and costs (``wagner_whitin``) every figure is exact.

A series has a number for each period, oldest first, in units: a list, or a column that lends its memory (``numpy``,
``array.array('d')``), which is taken without making objects of its numbers. Formulas and sources stand with the functions of
the same name in the Rust documentation, and shortly here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, SupportsFloat, TypeAlias

from .. import _backoffice
from .._load import load
from .._types import Number, Problem

__all__ = [
    "Abc",
    "BackorderedLot",
    "Chosen",
    "Classified",
    "Cover",
    "DemandClass",
    "Discount",
    "ExpiringLot",
    "ExpiryRisk",
    "Fixed",
    "Forecasts",
    "LeadTimeDemand",
    "Lot",
    "OrderRule",
    "Outlook",
    "Performance",
    "Plan",
    "PlanPeriod",
    "Planned",
    "PriceBreak",
    "Projected",
    "ReorderPoint",
    "ReorderQuantity",
    "Seasonality",
    "Trial",
    "UpTo",
    "Xyz",
    "abc",
    "adida",
    "classify",
    "cover",
    "croston",
    "croston_many",
    "eoq",
    "eoq_backorders",
    "eoq_discount",
    "expiry_risk",
    "holt",
    "holt_winters",
    "imapa",
    "newsvendor",
    "newsvendor_poisson",
    "order_quantity",
    "project",
    "reorder_point",
    "reorder_point_observed",
    "reorder_quantity",
    "safety_stock",
    "sba",
    "sba_many",
    "seek_level",
    "ses",
    "simulate",
    "tsb",
    "tsb_many",
    "wagner_whitin",
    "xyz",
]

Series: TypeAlias = Iterable[SupportsFloat]
"""A number for each period, oldest first."""

DemandClass: TypeAlias = Literal["smooth", "erratic", "intermittent", "lumpy", "no_demand"]
"""The kind of an item's demand."""

Abc: TypeAlias = Literal["A", "B", "C"]
"""How much an item matters by its value."""

Xyz: TypeAlias = Literal["X", "Y", "Z"]
"""How well an item's demand can be foretold."""

Seasonality: TypeAlias = Literal["additive", "multiplicative"]
"""How the seasons act on the level."""

Discount: TypeAlias = Literal["all_units", "incremental"]
"""What a quantity discount is given on: all units of the order, or those beyond the break."""


@dataclass(frozen=True, slots=True)
class Classified:
    """What ``classify`` says of a series."""

    class_: DemandClass
    """The class."""
    interval: float | None
    """The mean interval between demands (ADI), in periods; None without demand."""
    variation: float | None
    """The squared coefficient of variation (CV²) of the demands that are not zero; None without demand."""


def classify(demand: Series) -> Classified:
    """The class of a series of demand by Syntetos, Boylan & Croston (2005): ADI cut at 1.32, CV² at 0.49."""
    return Classified(*_backoffice.replenishment_classify(demand))


def abc(values: Series, a: float, b: float) -> tuple[Abc, ...]:
    """The class of each item by its value: A while the items before it, from the greatest value down, have less than the
    share ``a`` of all value, B while they have less than ``b``. Customary are 0.8 and 0.95.
    """
    return tuple(_backoffice.replenishment_abc(values, a, b))


def xyz(demand: Series, x: float, y: float) -> Xyz:
    """The class of a series by its coefficient of variation: X up to ``x``, Y up to ``y``. Customary are 0.5 and 1."""
    kind: Xyz = _backoffice.replenishment_xyz(demand, x, y)
    return kind


def ses(demand: Series, alpha: float) -> float:
    """Simple exponential smoothing, begun at the first demand: the forecast for every period to come."""
    rate: float = _backoffice.replenishment_ses(demand, alpha)
    return rate


def holt(demand: Series, alpha: float, beta: float, periods: int, trend: float | None = None) -> tuple[float, ...]:
    """Holt's linear trend: the forecasts for the next periods. The trend begins at ``trend``, or else at the second demand
    less the first.
    """
    return tuple(_backoffice.replenishment_holt(demand, alpha, beta, trend, periods))


def holt_winters(
    demand: Series, season: int, seasonality: Seasonality, alpha: float, beta: float, gamma: float, periods: int
) -> tuple[float, ...]:
    """Holt-Winters (1960), begun with the first two seasons: the forecasts for the next periods."""
    return tuple(_backoffice.replenishment_holt_winters(demand, season, seasonality, alpha, beta, gamma, periods))


def croston(demand: Series, alpha: float) -> float:
    """Croston's method (1972) for intermittent demand: the forecast for every period to come."""
    rate: float = _backoffice.replenishment_croston(demand, alpha)
    return rate


def sba(demand: Series, alpha: float) -> float:
    """The approximation of Syntetos and Boylan (2005): Croston × (1 − α ÷ 2)."""
    rate: float = _backoffice.replenishment_sba(demand, alpha)
    return rate


def tsb(demand: Series, alpha: float, beta: float) -> float:
    """The method of Teunter, Syntetos and Babai (2011): size smoothed with ``alpha``, the probability of demand with
    ``beta``.
    """
    rate: float = _backoffice.replenishment_tsb(demand, alpha, beta)
    return rate


def adida(demand: Series) -> float:
    """ADIDA (2011): demand added up over its mean interval, smoothed, and divided again."""
    rate: float = _backoffice.replenishment_adida(demand)
    return rate


def imapa(demand: Series) -> float:
    """IMAPA (2015): the mean of what ``adida`` gives for every interval up to the mean one."""
    rate: float = _backoffice.replenishment_imapa(demand)
    return rate


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The forecasts of many series."""

    rates: Sequence[float]
    """Of each series, in units per period; NaN where it was refused. ``numpy.asarray`` takes it as it is."""
    problems: tuple[Problem, ...]
    """Why a series was refused, by its row from 0."""

    @staticmethod
    def _of(many: tuple[bytes, list[tuple[int, str, str, str]]]) -> Forecasts:
        rates, problems = many
        return Forecasts(array("d", rates), tuple(Problem(*told) for told in problems))


def croston_many(offsets: Iterable[int], values: Series, alpha: float) -> Forecasts:
    """``croston`` of many series in two columns, as Arrow keeps lists: series i is ``values[offsets[i]:offsets[i + 1]]``."""
    return Forecasts._of(_backoffice.replenishment_croston_many(offsets, values, alpha))


def sba_many(offsets: Iterable[int], values: Series, alpha: float) -> Forecasts:
    """``sba`` of many series, as ``croston_many``."""
    return Forecasts._of(_backoffice.replenishment_sba_many(offsets, values, alpha))


def tsb_many(offsets: Iterable[int], values: Series, alpha: float, beta: float) -> Forecasts:
    """``tsb`` of many series, as ``croston_many``."""
    return Forecasts._of(_backoffice.replenishment_tsb_many(offsets, values, alpha, beta))


@dataclass(frozen=True, slots=True)
class LeadTimeDemand:
    """Demand and lead time as means and standard deviations; periods are independent, and so is the lead time."""

    demand: float
    """Mean demand, in units per period."""
    demand_deviation: float
    """Its standard deviation, in units."""
    lead_time: float
    """Mean lead time, in periods; under periodic review with the interval between reviews."""
    lead_time_deviation: float = 0.0
    """Its standard deviation, in periods."""


@dataclass(frozen=True, slots=True)
class ReorderPoint:
    """When to order, and what is kept for safety."""

    level: float
    """The inventory position at which to order, in units: ``expected`` + ``safety``."""
    expected: float
    """The mean demand over the lead time, in units."""
    safety: float
    """The safety stock, in units."""


def safety_stock(over: LeadTimeDemand, service: float) -> float:
    """Safety stock under normal demand: z √(L σ² + d² σ_L²) for the share of cycles without a stockout."""
    safety: float = _backoffice.replenishment_safety_stock(over, service)
    return safety


def reorder_point(over: LeadTimeDemand, service: float) -> ReorderPoint:
    """The reorder point under normal demand: the mean demand over the lead time, and ``safety_stock``."""
    return ReorderPoint(*_backoffice.replenishment_reorder_point(over, service))


def reorder_point_observed(demand: Series, lead_times: Iterable[int], service: float) -> ReorderPoint:
    """The reorder point by what was: the least demand over a lead time that the share ``service`` of all stretches of the
    series does not exceed.
    """
    return ReorderPoint(*_backoffice.replenishment_reorder_point_observed(demand, lead_times, service))


@dataclass(frozen=True, slots=True)
class Lot:
    """An order quantity and what it costs."""

    quantity: float
    """How much to order at a time, in units."""
    cost: float
    """What that costs in a period."""


@dataclass(frozen=True, slots=True)
class BackorderedLot:
    """An order quantity with planned backorders."""

    quantity: float
    """How much to order at a time, in units."""
    backordered: float
    """The share of demand that waits."""
    cost: float
    """What that costs in a period."""


def eoq(demand: float, order_cost: float, holding_cost: float) -> Lot:
    """The economic order quantity √(2 K D ÷ h); demand and holding cost are of the same period."""
    return Lot(*_backoffice.replenishment_eoq(demand, order_cost, holding_cost))


def eoq_backorders(demand: float, order_cost: float, holding_cost: float, backorder_cost: float) -> BackorderedLot:
    """The economic order quantity when customers wait, at a cost for each unit owed for a period."""
    return BackorderedLot(*_backoffice.replenishment_eoq_backorders(demand, order_cost, holding_cost, backorder_cost))


@dataclass(frozen=True, slots=True)
class PriceBreak:
    """From a quantity on, a unit costs so much."""

    from_: float
    """From this order quantity on, in units: 0 for the first."""
    unit_cost: float
    """The cost of a unit."""


def eoq_discount(
    demand: float, order_cost: float, rate: float, breaks: Iterable[PriceBreak], discount: Discount
) -> Lot:
    """The order quantity with quantity discounts that costs least, purchase included; holding a unit for a period costs
    ``rate`` of its cost.
    """
    return Lot(*_backoffice.replenishment_eoq_discount(demand, order_cost, rate, breaks, discount))


def newsvendor(mean: float, deviation: float, overage_cost: float, underage_cost: float) -> Lot:
    """The order for one season of normal demand."""
    return Lot(*_backoffice.replenishment_newsvendor(mean, deviation, overage_cost, underage_cost))


def newsvendor_poisson(mean: float, overage_cost: float, underage_cost: float) -> Lot:
    """The order for one season of Poisson demand."""
    return Lot(*_backoffice.replenishment_newsvendor_poisson(mean, overage_cost, underage_cost))


@dataclass(frozen=True, slots=True)
class ReorderQuantity:
    """When and how much to order, and what that costs."""

    level: float
    """The reorder point r, in units."""
    quantity: float
    """The order quantity Q, in units."""
    cost: float
    """What that costs in a period."""


def reorder_quantity(
    demand: float, deviation: float, lead_time: float, order_cost: float, holding_cost: float, shortage_cost: float
) -> ReorderQuantity:
    """Reorder point and order quantity together under normal demand, by the expected inventory level."""
    return ReorderQuantity(
        *_backoffice.replenishment_reorder_quantity(
            demand, deviation, lead_time, order_cost, holding_cost, shortage_cost
        )
    )


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A period to be planned, in exact numbers."""

    demand: Decimal
    """The demand of the period, in units; an order of the same period serves it."""
    order_cost: Decimal
    """What an order in this period costs, whatever its size."""
    holding_cost: Decimal
    """What it costs to hold a unit from this period into the next."""

    @staticmethod
    def constant(demand: Iterable[Number], order_cost: Number, holding_cost: Number) -> tuple[PlanPeriod, ...]:
        """Periods with these demands and the same costs in each."""
        order, holding = _backoffice.exact("order_cost", order_cost), _backoffice.exact("holding_cost", holding_cost)
        return tuple(PlanPeriod(_backoffice.exact("demand", one), order, holding) for one in demand)


@dataclass(frozen=True, slots=True)
class Planned:
    """A period of a ``Plan``."""

    order: Decimal
    """How much to order, in units; 0 when nothing."""
    stock: Decimal
    """What is left at the end of the period, in units."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to order when."""

    periods: Sequence[Planned]
    """Of each period, in order."""
    order_cost: Decimal
    """What all orders cost."""
    holding_cost: Decimal
    """What all holding costs."""
    cost: Decimal
    """Both together: no other plan that meets the demand in time costs less."""


def wagner_whitin(periods: Sequence[PlanPeriod]) -> Plan:
    """The plan of least cost that meets every period's demand in time: Wagner & Whitin (1958), exact."""
    return load(Plan, _backoffice.replenishment_wagner_whitin(periods))


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule is tried on. All costs are in one currency."""

    demand: Sequence[float]
    """The demand of periods that were: each period of the trial draws one of them."""
    lead_times: Sequence[int]
    """Lead times that were, in whole periods: each order draws one of them."""
    holding_cost: float
    """What a unit on hand at the end of a period costs."""
    order_cost: float
    """What an order costs."""
    shortage_cost: float
    """What a unit costs that is owed at the end of a period, or that is lost."""
    lost_sales: bool = False
    """Whether demand that cannot be served is lost, instead of waiting."""
    periods: int = 100_000
    """How many periods count."""
    warm_up: int = 1_000
    """How many periods go before."""
    seed: int = 1
    """The seed: the same one gives the same trial, to the bit."""


@dataclass(frozen=True, slots=True)
class UpTo:
    """(s, S): at or below ``level``, as much as brings the position to ``up_to``."""

    level: float
    """s, in units."""
    up_to: float
    """S, in units, above s."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """(r, Q): at or below ``level``, the least multiple of ``quantity`` that brings the position above."""

    level: float
    """r, in units."""
    quantity: float
    """Q, in units."""


OrderRule: TypeAlias = UpTo | Fixed
"""When and how much to order, by the inventory position at the end of a period."""


@dataclass(frozen=True, slots=True)
class Performance:
    """How a rule did."""

    fill_rate: float
    """The share of demanded units that were served from the shelf at once."""
    ready_rate: float
    """The share of periods in which all demand was served from the shelf."""
    stock: float
    """Units on hand at the end of a period, on average."""
    short: float
    """Units owed at the end of a period, on average; with lost sales, units lost in a period."""
    orders: float
    """Orders per period."""
    cost: float
    """Cost per period."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule, and how it does."""

    rule: OrderRule
    """The rule."""
    performance: Performance
    """How it does on the trial."""


def simulate(trial: Trial, rule: OrderRule) -> Performance:
    """How a rule does on a trial: the same trial and rule give the same bits on every machine."""
    return Performance(*_backoffice.replenishment_simulate(trial, rule))


def seek_level(trial: Trial, rule: OrderRule, step: float, fill_rate: float | None = None) -> Chosen:
    """The level of a rule, sought on the trial in steps of ``step`` units from 0 up, with S − s or Q as the rule has it: the
    least with at least that ``fill_rate``, or without one the cheapest.
    """
    level, performance = _backoffice.replenishment_seek_level(trial, rule, fill_rate, step)
    found: OrderRule
    if isinstance(rule, UpTo):
        found = UpTo(level, level + (rule.up_to - rule.level))
    else:
        found = Fixed(level, rule.quantity)
    return Chosen(found, Performance(*performance))


@dataclass(frozen=True, slots=True)
class Cover:
    """How long stock lasts."""

    periods: float
    """For so many periods, with the part of the period in which it runs out."""
    runs_out: bool
    """Whether it runs out within the forecast."""


def cover(on_hand: float, forecast: Series) -> Cover:
    """Days of cover: how many periods of the forecast the stock on hand serves."""
    return Cover(*_backoffice.replenishment_cover(on_hand, forecast))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of a period to come, in units."""

    receipts: float
    """What is expected to come in."""
    orders: float
    """What customers have ordered for this period."""
    forecast: float
    """What is forecast to be demanded, those orders included."""


@dataclass(frozen=True, slots=True)
class Projected:
    """A period of a projection, in units."""

    available: float
    """What will be there at the end of the period; below zero when it is short."""
    promisable: float
    """What can be promised for this period in all, with no promise for this or a later period broken."""


def project(on_hand: float, periods: Iterable[Outlook]) -> tuple[Projected, ...]:
    """Projected availability and what can still be promised, period by period."""
    return tuple(Projected(*seen) for seen in _backoffice.replenishment_project(on_hand, periods))


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """A lot with a date by which it must be sold."""

    quantity: float
    """How many units."""
    from_: int
    """The period in which it is there, from 0: what is on hand has 0."""
    last: int
    """The last period in which it may be sold, from 0."""


@dataclass(frozen=True, slots=True)
class ExpiryRisk:
    """What will expire."""

    expired: Sequence[float]
    """Of each lot: units that will be unsold when it expires within the forecast."""
    left: Sequence[float]
    """Of each lot: units still there, and good, after the last period."""
    short: Sequence[float]
    """Of each period: demand that no good lot could serve."""
    total: float
    """All units that will expire."""


def expiry_risk(lots: Iterable[ExpiringLot], forecast: Series) -> ExpiryRisk:
    """Which units of which lots will expire unsold when demand comes as forecast, served first expired, first out."""
    expired, left, short, total = _backoffice.replenishment_expiry_risk(lots, forecast)
    return ExpiryRisk(tuple(expired), tuple(left), tuple(short), total)


def order_quantity(need: float, pack: Number, minimum: Number = 0) -> Decimal:
    """The border: the least whole number of packs that holds an estimated need and at least ``minimum``, exactly. A need of
    zero or less is no order.
    """
    quantity: Decimal = _backoffice.replenishment_order_quantity(need, pack, minimum)
    return quantity
