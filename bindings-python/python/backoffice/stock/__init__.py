"""Stock: movements in, layers and cost out; conserved to the last cent.

A ``Movement`` says what came, went or was counted; a method says which cost leaves with an issue; a ``Policy`` names every
other choice. ``value`` takes all movements at once, a ``Book`` one after the other, amends and deletes them and closes
periods; ``post`` makes the journal, ``reports`` the reports. A ``History`` is one pool's past, in which entries can be added,
changed and deleted anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Book, History, Journal, Money, Price, ValuedTable, exact
from .._columns import Columns
from .._load import load
from .._stock_parts import allocation, consignment, expiry, lots, nrv, retail, units
from .._types import Mode, Number
from . import history, replenishment, reports
from ._books import (
    Change,
    Closed,
    CoverFigures,
    Figures,
    MethodDifference,
    Periodic,
    PriorLine,
    PriorPeriod,
    Restated,
    Scheme,
    WriteDown,
    post_changes,
    post_periodic,
    post_under,
    post_write_downs,
)

__all__ = [
    "Accounts",
    "Book",
    "Carrying",
    "Change",
    "Closed",
    "Consumed",
    "Cover",
    "CoverFigures",
    "Entry",
    "Figures",
    "History",
    "Holding",
    "Layer",
    "MethodDifference",
    "Moved",
    "Movement",
    "Origin",
    "Periodic",
    "Policy",
    "PriorLine",
    "PriorPeriod",
    "Realisable",
    "Restated",
    "Scheme",
    "Shortage",
    "Totals",
    "Valuation",
    "ValuedTable",
    "WriteDown",
    "allocation",
    "conserved",
    "consignment",
    "expiry",
    "history",
    "lots",
    "lower_of_cost_and_nrv",
    "nrv",
    "policy",
    "post",
    "post_changes",
    "post_periodic",
    "post_under",
    "post_write_downs",
    "replenishment",
    "reports",
    "retail",
    "units",
    "value",
    "value_table",
]

Kind: TypeAlias = Literal[
    "opening",
    "receipt",
    "issue",
    "return_from_customer",
    "return_to_supplier",
    "reverse_return",
    "gain",
    "loss",
    "count",
    "transfer",
    "consume",
    "produce",
    "return_from_production",
    "dropship",
    "landed_cost",
    "correct_unit_cost",
    "revalue",
    "set_unit_cost",
    "scale_unit_cost",
    "set_method",
]
"""What a movement is."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of an item. A quantity is never negative: the kind tells the direction."""

    kind: Kind
    """What it is."""
    item: str
    """The stock keeping unit, compared letter by letter."""
    day: date
    """The day on which it counts."""
    quantity: Decimal = Decimal(0)
    """How many of the item's base unit, with at most 6 decimals; above zero, except that a count may be zero, and what
    moves value alone has none.
    """
    id: str | None = None
    """The caller's name for this movement, unique in its book; returns refer to it."""
    sequence: int = 0
    """Where it stands among the movements of its day. Equals stand as they were given."""
    entered: date | None = None
    """The day on which it was entered, where that is not ``day``: the books as they were known before that day do not have
    it.
    """
    unit_cost: Price | None = None
    """The cost of one unit. An opening and a receipt need this or ``total_cost``; a gain and a return without a
    reference may have one.
    """
    total_cost: Money | None = None
    """The cost of all of it, instead of ``unit_cost``."""
    rate: Decimal | None = None
    """What one unit of the cost's currency is in the book's, on the day of the goods, where the two differ. Stock keeps
    this historical rate (IAS 21.23).
    """
    location: str | None = None
    """Where it lies: a warehouse, a shop."""
    lot: str | None = None
    """The lot, batch or serial number."""
    to_location: str | None = None
    """Of a transfer: where it goes; where it already lies, when not told."""
    to_lot: str | None = None
    """Of a transfer: the lot that it becomes part of; that which it is of, when not told."""
    of: str | None = None
    """The ``id`` of the movement that this one returns, adds to, costs more or corrects."""
    order: str | None = None
    """The production or assembly order."""
    share: Decimal | None = None
    """Of what production made: the part of the order's cost so far that these goods take, above 0 and at most 1; all of
    it when not told.
    """
    factor: Decimal | None = None
    """Of a scaled unit cost: by how much, above zero."""
    method: Method | None = None
    """Of a change of method: the new one."""
    reference: str | None = None
    """The document that it rests on: an invoice, a delivery note."""
    reason: str | None = None
    """Why, in words: for gains, losses and counts."""

    @staticmethod
    def opening(item: str, day: date, quantity: Number, unit_cost: Price, **more: Any) -> Movement:
        """Stock that was there before the first movement. Further fields by name."""
        return Movement("opening", item, day, exact("quantity", quantity), unit_cost=unit_cost, **more)

    @staticmethod
    def receive(item: str, day: date, quantity: Number, unit_cost: Price, **more: Any) -> Movement:
        """Goods that came in at a unit cost. Further fields by name."""
        return Movement("receipt", item, day, exact("quantity", quantity), unit_cost=unit_cost, **more)

    @staticmethod
    def receive_total(item: str, day: date, quantity: Number, total_cost: Money, **more: Any) -> Movement:
        """Goods that came in, at the cost of all of them. Further fields by name."""
        return Movement("receipt", item, day, exact("quantity", quantity), total_cost=total_cost, **more)

    @staticmethod
    def issue(item: str, day: date, quantity: Number, **more: Any) -> Movement:
        """Goods that left. Further fields by name."""
        return Movement("issue", item, day, exact("quantity", quantity), **more)

    @staticmethod
    def return_from_customer(item: str, day: date, quantity: Number, of: str | None, **more: Any) -> Movement:
        """Goods of the issue ``of`` (its id) that a customer sent back. Further fields by name."""
        return Movement("return_from_customer", item, day, exact("quantity", quantity), of=of, **more)

    @staticmethod
    def return_to_supplier(item: str, day: date, quantity: Number, of: str | None, **more: Any) -> Movement:
        """Goods of the receipt ``of`` (its id) that were sent back to the supplier. Further fields by name."""
        return Movement("return_to_supplier", item, day, exact("quantity", quantity), of=of, **more)

    @staticmethod
    def gain(item: str, day: date, quantity: Number, reason: str, **more: Any) -> Movement:
        """Goods found. Without a cost they enter at the current unit cost. Further fields by name."""
        return Movement("gain", item, day, exact("quantity", quantity), reason=reason, **more)

    @staticmethod
    def loss(item: str, day: date, quantity: Number, reason: str, **more: Any) -> Movement:
        """Goods lost. Further fields by name."""
        return Movement("loss", item, day, exact("quantity", quantity), reason=reason, **more)

    @staticmethod
    def count(item: str, day: date, counted: Number, reason: str, **more: Any) -> Movement:
        """What was counted on the shelf: all there is of it, not a difference. Further fields by name."""
        return Movement("count", item, day, exact("quantity", counted), reason=reason, **more)

    @staticmethod
    def transfer(item: str, day: date, quantity: Number, origin: str, to: str, **more: Any) -> Movement:
        """Goods that went from one place to another. Further fields by name."""
        quantity = exact("quantity", quantity)
        return Movement("transfer", item, day, quantity, location=origin, to_location=to, **more)

    @staticmethod
    def consume(item: str, day: date, quantity: Number, order: str, **more: Any) -> Movement:
        """Goods used up for a production order. Further fields by name."""
        return Movement("consume", item, day, exact("quantity", quantity), order=order, **more)

    @staticmethod
    def produce(item: str, day: date, quantity: Number, order: str, **more: Any) -> Movement:
        """Goods that a production order made, at all of its cost so far. Further fields by name."""
        return Movement("produce", item, day, exact("quantity", quantity), order=order, **more)

    @staticmethod
    def landed_cost(item: str, day: date, of: str, amount: Money, **more: Any) -> Movement:
        """A cost on top of the receipt ``of`` (its id). Further fields by name."""
        return Movement("landed_cost", item, day, of=of, total_cost=amount, **more)

    @staticmethod
    def correct_unit_cost(item: str, day: date, of: str, unit_cost: Price, **more: Any) -> Movement:
        """What the goods of the receipt ``of`` (its id) really cost each. Further fields by name."""
        return Movement("correct_unit_cost", item, day, of=of, unit_cost=unit_cost, **more)

    @staticmethod
    def revalue(item: str, day: date, amount: Money, **more: Any) -> Movement:
        """An amount added to the value of all that is on hand; one below zero is taken off. Further fields by name."""
        return Movement("revalue", item, day, total_cost=amount, **more)

    @staticmethod
    def set_unit_cost(item: str, day: date, unit_cost: Price, **more: Any) -> Movement:
        """The unit cost of all that is on hand from now on; under ``standard`` the new standard. Further fields by name."""
        return Movement("set_unit_cost", item, day, unit_cost=unit_cost, **more)

    @staticmethod
    def set_method(item: str, day: date, method: Method, **more: Any) -> Movement:
        """Another method of the item from now on. Further fields by name."""
        return Movement("set_method", item, day, method=method, **more)


Method: TypeAlias = Literal[
    "fifo",
    "lifo",
    "moving_average",
    "periodic_fifo",
    "periodic_lifo",
    "periodic_average",
    "standard",
    "specific",
    "hifo",
]
"""A costing method: which cost leaves with an issue."""


Framework: TypeAlias = Literal["ifrs", "any"]
"""Whose rules the accounts follow."""


Pools: TypeAlias = Literal["by_item", "by_item_location", "by_item_lot", "by_item_location_lot"]
"""What shares one cost."""


Cut: TypeAlias = Literal["cumulative", "remaining"]
"""How the cost of a part is cut from the cost of a whole, in whole minor units. Either way the last part takes what is left, so that an empty shelf is worth nothing."""


Negative: TypeAlias = Literal[
    "forbid", "recost_covered_units", "current_cost", "last_receipt_sets_cost", "variance"
]
"""What happens when more is issued than there is."""


SupplierReturn: TypeAlias = Literal["original_cost", "original_cost_capped", "current_average"]
"""At what cost goods go back to the supplier. What the supplier is charged is always the cost of their receipt; where another cost leaves the stock, the difference is the movement's variance."""


LateCost: TypeAlias = Literal["split", "stock_coverage", "replay"]
"""Where a cost goes that arrives after its goods: a landed cost, a late bill, a corrected price."""


DayOrder: TypeAlias = Literal["sequence", "receipts_before_issues"]
"""The order of movements within a day."""


CostingPeriod: TypeAlias = Literal["month", "quarter", "year"]
"""The period of the periodic methods."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices that a valuation rests on. ``policy("ifrs_default")`` is a whole one, of which
    ``dataclasses.replace`` makes another.
    """

    framework: Framework
    """Whose rules the accounts follow."""
    pools: Pools
    """What shares one cost."""
    rounding: Mode
    """Which way a cost is rounded to the minor unit of the currency: a receipt's quantity × unit cost once, and cuts."""
    cut: Cut
    """How the cost of a part is cut."""
    negative: Negative
    """What happens when more is issued than there is."""
    supplier_return: SupplierReturn
    """At what cost goods go back to the supplier."""
    period: CostingPeriod
    """The period of the periodic methods."""
    late_cost: LateCost
    """Where a cost goes that arrives after its goods."""
    day_order: DayOrder
    """The order of movements within a day."""
    initial_unit_cost: dict[str, Price] = field(default_factory=dict)
    """By item: the unit cost to assume until one is known, for shortages and for gains without a cost; under the method
    ``standard`` the first standard.
    """
    decimals: dict[str, int] = field(default_factory=dict)
    """By item: the decimals of its base unit, 0 to 6; 6 where it is not told."""


@dataclass(frozen=True, slots=True)
class Valuation:
    """What the stock is worth and how it came to that: the result of ``value`` and of ``Book.valuation``.

    Rows of entries count from 0, in their order: by the day on which they are booked, then as given. All amounts are in
    ``currency``. Entries of closed periods are as they were when closed; ``prior_periods`` has what they would be otherwise.
    Whether it holds together is for ``conserved`` to say.
    """

    currency: str
    """The currency of all costs."""
    method: Method
    """The method."""
    policy: Policy
    """The choices that it rests on."""
    entries: Sequence[Entry]
    """What each movement did, in the order applied."""
    holdings: Sequence[Holding]
    """What is on hand, by item and pool."""
    shortages: Sequence[Shortage]
    """The issues and losses of more than there was."""
    covers: Sequence[Cover]
    """What came in and covered shortages."""
    items: dict[str, Totals]
    """Totals by item."""
    total: Money
    """The value of all that is on hand."""
    prior_periods: Sequence[PriorPeriod] = ()
    """What came late for periods that are closed, in the order in which it was booked."""

    def cost_of(self, item: str) -> Money:
        """The cost of what was issued of an item, less what customers sent back."""
        totals = self.items.get(item)
        return totals.cost if totals else Money.zero(self.currency)

    def on_hand(self, item: str) -> Money:
        """The value on hand of an item."""
        totals = self.items.get(item)
        return totals.value if totals else Money.zero(self.currency)

    def quantity(self, item: str) -> Decimal:
        """The quantity on hand of an item."""
        totals = self.items.get(item)
        return totals.quantity if totals else Decimal(0)

    def layers(self, item: str) -> tuple[Layer, ...]:
        """What is on the shelf of an item, and from when."""
        return tuple(layer for holding in self.holdings if holding.item == item for layer in holding.layers)

    def issues(self, item: str) -> tuple[Entry, ...]:
        """The issues of an item, each with the layers that it took from."""
        return tuple(e for e in self.entries if e.movement.item == item and e.movement.kind == "issue")


@dataclass(frozen=True, slots=True)
class Entry:
    """What one movement did to the stock."""

    movement: Movement
    """The movement."""
    quantity: Decimal
    """By how much the quantity on hand changed: out is below zero."""
    value: Money
    """By how much the value on hand changed: out is below zero. Of a shortage this holds the provisional cost."""
    consumed: Sequence[Consumed] = ()
    """The layers that it took from, in order. Under an average there is one, without a row."""
    charged: Money | None = None
    """Of a return to the supplier: what the supplier is charged, the cost of the receipt."""
    late: Money | None = None
    """Cost of goods that had left before: of a landed cost or a correction that came after them. Above zero an expense, of
    the movement's day.
    """
    variance: Money | None = None
    """What it cost above what it is worth in stock: a purchase price variance under ``standard``, what stock does not
    cover of a late cost. Above zero an expense.
    """
    passed: Money | None = None
    """The cost of goods that never touched the shelf."""
    pools: Sequence[Moved] = ()
    """By pool, where it is not its own pool alone that changed: of a transfer, a late cost, a revaluation."""
    booked_on: date | None = None
    """The day on which it is booked, where that is not the movement's own: it came late for a closed period."""
    origins: Sequence[Origin] = ()
    """Where ``consumed`` has no rows: the units that left by the entries that they came with, as units leave first in, first
    out, whatever their cost.
    """

    @property
    def cost(self) -> Money:
        """What left with the movement; below zero for one that came in."""
        return -self.value

    @property
    def posted_on(self) -> date:
        """The day on which it is posted: ``booked_on``, else the movement's own."""
        return self.booked_on or self.movement.day


@dataclass(frozen=True, slots=True)
class Moved:
    """What an entry did to one pool."""

    quantity: Decimal
    """By how much the quantity on hand changed."""
    value: Money
    """By how much the value on hand changed."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""


@dataclass(frozen=True, slots=True)
class Consumed:
    """A part of a layer that an entry took."""

    quantity: Decimal
    """How many."""
    value: Money
    """Their cost."""
    row: int | None = None
    """The row of the entry that brought it in; none for a part of an average."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Units that left an average, by the entry that they came with."""

    row: int
    """The row of the entry that brought them in."""
    quantity: Decimal
    """How many."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What is on hand of an item in one pool."""

    item: str
    """The item."""
    quantity: Decimal
    """How many; below zero while a shortage is not covered."""
    value: Money
    """Their value; nothing when the quantity is zero."""
    layers: Sequence[Layer]
    """What it is made of, oldest first. An average is one layer."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""
    origins: Sequence[Layer] = ()
    """Of an average or a standard: the units that are there by the entries that they came with, as units leave first in,
    first out, and their parts of the value by quantity.
    """


@dataclass(frozen=True, slots=True)
class Layer:
    """Goods on the shelf that came in together, with what they cost in total."""

    item: str
    """The item."""
    day: date
    """The day on which it came in; of an average, the day of the last that came in."""
    quantity: Decimal
    """How many are left."""
    value: Money
    """What those cost, in total."""
    row: int | None = None
    """The row of the entry that brought it in; none for an average."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Units that left although they were not there, at a provisional cost."""

    row: int
    """The row of the entry that was short."""
    item: str
    """The item."""
    day: date
    """The day."""
    missing: Decimal
    """How many were missing."""
    provisional: Money
    """The cost at which they left."""
    open: Decimal
    """How many are not covered yet."""
    open_value: Money
    """The part of the provisional cost that is not covered yet."""
    movement: str | None = None
    """Its movement's id."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Units that came in for ones that had left before them."""

    short: int
    """The row of the entry that was short."""
    row: int
    """The row of the entry that covered it."""
    item: str
    """The item."""
    day: date
    """The day of the cover, in whose period the difference belongs."""
    quantity: Decimal
    """How many."""
    provisional: Money
    """What they had left at."""
    cost: Money
    """What they cost."""
    difference: Money
    """``cost`` − ``provisional``: above zero it is a late expense."""
    open: bool = False
    """Whether the units are still short, at another cost now."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What an item comes to."""

    quantity: Decimal
    """On hand over all pools."""
    value: Money
    """The value on hand: received − cost + adjustments + revalued + produced − variance."""
    received: Money
    """What came from outside at what it cost: openings, receipts, later costs, less what went back to suppliers at what
    they are charged.
    """
    cost: Money
    """The cost of what was issued, less what customers sent back, with the late differences of covered shortages."""
    adjustments: Money
    """Gains less losses, with the late differences of losses."""
    revalued: Money
    """What revaluations and new unit costs added."""
    produced: Money
    """What production made, less what it consumed."""
    variance: Money
    """What was paid above what goods are worth in stock; above zero an expense."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The caller's names of the accounts that stock is posted to. One that nothing is posted to may be left out."""

    inventory: str = ""
    """Goods on hand: the asset."""
    cost_of_sales: str = ""
    """The cost of what was issued."""
    adjustment: str = ""
    """Gains, losses and differences of counts."""
    goods_received: str = ""
    """Goods received, not invoiced: what suppliers are owed until their invoice comes."""
    price_difference: str = ""
    """What goods cost above what they are worth in stock; what returns to suppliers were charged above or below the cost at
    which they left.
    """
    opening: str = ""
    """The balance carried forward that opening stock comes from."""
    revaluation: str = ""
    """What revaluations and new unit costs add or take."""
    production: str = ""
    """Work in progress: what production consumed and has not made yet."""
    in_transit: str = ""
    """Goods on the way: the asset of pools at ``transit_locations``."""
    transit_locations: Sequence[str] = ()
    """The locations whose goods are on the way. They are told apart where the policy's pools tell locations apart."""
    write_down: str = ""
    """The expense of write-downs to net realisable value, and of their reversals."""
    allowance: str = ""
    """The allowance beside the cost of stock that write-downs make (IAS 2.34)."""
    purchases: str = ""
    """Periodic: what was bought (France 607, 601)."""
    change_of_purchases: str = ""
    """Periodic: the change of stock of what is bought (France 6037, 6031; in Germany part of the Materialaufwand)."""
    change_of_products: str = ""
    """Periodic: the change of stock of what is made (France 7135; Germany Bestandsveränderung)."""


@dataclass(frozen=True, slots=True)
class Realisable:
    """What goods would bring: both amounts for all of them, in the currency of their cost."""

    selling_price: Money
    """The estimated selling price in the ordinary course of business."""
    selling_costs: Money
    """The estimated costs of completion and of the sale."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """What goods are carried at. The cost itself stays as it is: the write-down is an allowance beside it."""

    carrying: Money
    """The lower of cost and net realisable value."""
    allowance: Money
    """Cost − carrying: what is written down at this date, and what the next date starts from."""
    expense: Money
    """The expense of the period; below zero for a reversal."""


PolicyName: TypeAlias = Literal[
    "ifrs_default", "default", "odoo_18", "odoo_19", "erpnext", "tryton", "beancount", "sap"
]
"""The name of a policy: that of IFRS, the same for accounts that may use any method, and the profiles of other systems."""


def policy(name: PolicyName) -> Policy:
    """The whole policy of that name."""
    return load(Policy, _backoffice.stock_policy(name))


def value(movements: Sequence[Movement], method: Method, policy: Policy | PolicyName) -> Valuation:
    """What the stock is worth after all movements, and how it came to that.

    Movements are taken by day, and within a day in the order given. Raises an error of the movement's row: ``stock.short``,
    ``stock.no_cost``, ``stock.unknown_reference`` and others.
    """
    return load(Valuation, _backoffice.stock_value(movements, method, policy))


def value_table(
    moves: Columns,
    method: Method | Sequence[Method],
    policy: Policy | PolicyName,
    currency: str,
    *,
    constants: Mapping[str, Any] | None = None,
    pass_through: Sequence[str] = (),
    threads: int = 1,
    progress: Callable[[int], bool] | None = None,
) -> ValuedTable:
    """What the movements of a table come to, as ``value`` says it of a list: columns in, columns out, under one method or
    several in one pass.

    ``moves`` is a table of polars, pyarrow, pandas, DuckDB, DataFusion or another that hands over Arrow, or a dict of lists.
    Its columns are ``item``, ``kind``, ``day`` (or ``date``) and ``quantity``, and as far as there are any ``unit_cost``,
    ``total_cost``, ``location``, ``lot``, ``id``, ``returns``, ``to_location``, ``reference``, ``reason``; ``currency`` with
    ``rate`` where a cost is in another; ``sequence`` and ``entered``, which order a day. Floats are refused. ``progress`` is
    asked now and then whether to go on, with the rows read and valued so far.

    What comes out is a table itself, a row for each that came in: the columns named in ``pass_through``, ``cost`` (what left,
    below zero what came in; with several methods ``fifo.cost`` and so on) and ``problem.code``, ``problem.field`` and
    ``problem.message``, null where the row stands. Beside it ``layers``, ``items``, ``postings(accounts)``, ``total`` and
    ``totals``.

        >>> moves = {
        ...     "item": ["bolt"] * 3, "kind": ["receipt", "receipt", "issue"], "quantity": [100, 100, 150],
        ...     "day": ["2026-01-05", "2026-02-05", "2026-03-01"], "unit_cost": [Decimal("0.10"), Decimal("0.12"), None],
        ... }
        >>> fifo = value_table(moves, "fifo", "ifrs_default", "EUR")
        >>> fifo.total, fifo.movements.to_pydict()["cost"][2]
        (Money('6.00', 'EUR'), Decimal('16.00'))
    """
    columns = dict(moves) if isinstance(moves, Mapping) else moves
    methods = [method] if isinstance(method, str) else list(method)
    return _backoffice.stock_value_table(
        columns, methods, policy, currency, dict(constants or {}), list(pass_through), threads, progress
    )


def conserved(valuation: Valuation) -> None:
    """Raises BrokenError (``stock.not_conserved``) unless quantity and value in are those out and on hand."""
    _backoffice.stock_conserved(valuation)


def post(valuation: Valuation, accounts: Accounts) -> Journal:
    """The postings of every movement, by day, each movement's balanced in itself. What came late for a closed period is posted
    on the day on which it is booked.
    """
    return load(Journal, _backoffice.stock_post(valuation, accounts))


def lower_of_cost_and_nrv(cost: Money, realisable: Realisable, allowance: Money) -> Carrying:
    """The lower of cost and net realisable value at a date, and the expense that brings the books there (IAS 2).

    ``allowance`` is what the date before left; zero at first.
    """
    return load(Carrying, _backoffice.stock_lower_of_cost_and_nrv(cost, realisable, allowance))
