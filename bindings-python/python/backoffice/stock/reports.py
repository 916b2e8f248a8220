"""Reports of a valuation.

``ageing`` says how long goods have been there, ``shortages`` and ``below_zero`` what was short by date, ``summary`` opening,
in, out and closing by period, ``reconcile`` how the ledger of stock stands against a journal, ``lineage`` from which receipts
came what left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .. import stock as _stock
from .._backoffice import Journal, Money, Period
from .._load import load

__all__ = [
    "Aged",
    "BelowZero",
    "Reconciled",
    "Short",
    "Summary",
    "Traced",
    "ageing",
    "back",
    "below_zero",
    "forward",
    "lineage",
    "reconcile",
    "shortages",
    "summary",
]


@dataclass(frozen=True, slots=True)
class Aged:
    """What is on hand of an item in one pool and has been there for so many days."""

    item: str
    """The item."""
    from_days: int
    """The first day of age of the band."""
    quantity: Decimal
    """How many; below zero what is short."""
    value: Money
    """Their cost."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""
    to_days: int | None = None
    """The last, included; none of the oldest band."""


@dataclass(frozen=True, slots=True)
class Short:
    """Units that left without being there, and what covered them: a part of a shortage."""

    item: str
    """The item."""
    row: int
    """The row of the entry that was short."""
    from_: date
    """The day on which the units left."""
    quantity: Decimal
    """How many."""
    provisional: Money
    """The cost at which they left, or as they were costed anew since."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""
    id: str | None = None
    """Its movement's id."""
    to: date | None = None
    """The day on which they were covered; none while they are not."""
    covered_by: int | None = None
    """The row of the entry that covered them, or costed them anew."""
    covered_by_id: str | None = None
    """Its movement's id."""
    cost: Money | None = None
    """What they cost."""
    difference: Money | None = None
    """``cost`` − ``provisional``: above zero a late expense of the day ``to``."""
    recosted: bool = False
    """Whether they were costed anew and are still short: such a row comes besides those that make up the shortage."""


@dataclass(frozen=True, slots=True)
class BelowZero:
    """A stretch of time in which a pool held less than nothing."""

    item: str
    """The item."""
    from_: date
    """The day on which it went below zero."""
    row: int
    """The row of the entry that did it."""
    lowest: Decimal
    """The least that it held."""
    value: Money
    """What that was worth, at provisional costs."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""
    to: date | None = None
    """The day on which it was there again; none while it is not."""
    ended_by: int | None = None
    """The row of the entry with which it was there again."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What moved in one pool in a period. Of quantities, opening + in − out = closing; of values, opening + received − cost +
    adjustments + revalued + produced + transferred − variance = closing, both exactly.
    """

    item: str
    """The item."""
    first: date
    """The first day of the period."""
    last: date
    """Its last, included."""
    opening_quantity: Decimal
    """How many were there when it began."""
    quantity_in: Decimal
    """How many came in."""
    quantity_out: Decimal
    """How many left."""
    closing_quantity: Decimal
    """How many were there when it ended."""
    opening_value: Money
    """What was there when it began was worth."""
    received: Money
    """What came from outside, later costs included, less what went back to suppliers."""
    cost: Money
    """The cost of what was issued, less what came back, with late differences of the period."""
    adjustments: Money
    """Gains less losses."""
    revalued: Money
    """What revaluations and new unit costs added."""
    produced: Money
    """What production made, less what it consumed."""
    transferred: Money
    """What came from other pools, less what went there; over all pools of an item nothing."""
    variance: Money
    """What was paid above what goods are worth in stock."""
    closing_value: Money
    """What was there when it ended was worth."""
    location: str | None = None
    """The location, where the policy's pools tell them apart."""
    lot: str | None = None
    """The lot, where the policy's pools tell them apart."""


Role: TypeAlias = Literal[
    "inventory",
    "cost_of_sales",
    "adjustment",
    "goods_received",
    "price_difference",
    "opening",
    "revaluation",
    "production",
    "in_transit",
    "write_down",
    "allowance",
    "purchases",
    "change_of_purchases",
    "change_of_products",
]
"""What an account is for: the field of ``Accounts``."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An account as stock says it must be, and as a journal has it."""

    account: str
    """The account."""
    roles: Sequence[Role]
    """What it is for; several where the caller gave one account to several."""
    expected: Money
    """The balance by the movements: debit above zero."""
    found: Money
    """The balance in the journal."""
    difference: Money
    """``found`` − ``expected``."""
    reference: str | None = None
    """The first reference whose postings to the account do not add up to the same; none where all do."""
    reference_expected: Money | None = None
    """What the movements say of that reference."""
    reference_found: Money | None = None
    """What the journal says of it."""

    @property
    def agrees(self) -> bool:
        """Whether balance and every reference agree."""
        return self.reference is None and not self.difference.amount


@dataclass(frozen=True, slots=True)
class Traced:
    """A part of what an entry took, with the entry that first brought it in: a row for an audit sample."""

    row: int
    """The row of the entry that took it."""
    kind: _stock.Kind
    """What it was: an issue, a loss, a return to a supplier, a consumption."""
    item: str
    """Its item."""
    day: date
    """Its day."""
    origin_item: str
    """The item of the origin, of which ``quantity`` are units."""
    quantity: Decimal
    """How many units of the origin."""
    value: Money
    """Their part of the cost at which the goods left."""
    id: str | None = None
    """The id of the movement that took it."""
    origin: int | None = None
    """The row of the entry with which the goods came from outside; none of what is short and not covered."""
    origin_id: str | None = None
    """Its movement's id."""
    origin_kind: _stock.Kind | None = None
    """What it was: an opening, a receipt, a gain; a production for what it cost besides what it consumed."""
    origin_day: date | None = None
    """Its day."""
    made: int | None = None
    """The row of the production that made the goods which were taken out of these, where one did."""


def ageing(valuation: _stock.Valuation, day: date, bands: Sequence[int]) -> tuple[Aged, ...]:
    """What is on hand at the end of the valuation, by age on ``day``: by item and pool, and in each by age, youngest first.

    ``bands`` are the last days of age of all bands but the oldest: ``[30, 60]`` gives 0 to 30, 31 to 60, and more. Raises
    ``input.invalid`` when they are not in order, or goods came in after ``day``.
    """
    return load(tuple[Aged, ...], _backoffice.stock_reports_ageing(valuation, day, bands))


def shortages(valuation: _stock.Valuation) -> tuple[Short, ...]:
    """Every shortage by what covered it, in the order of the movements that were short; what is still open last."""
    return load(tuple[Short, ...], _backoffice.stock_reports_shortages(valuation))


def below_zero(valuation: _stock.Valuation) -> tuple[BelowZero, ...]:
    """Every stretch in which a pool held less than nothing, movement by movement, in the order in which they began."""
    return load(tuple[BelowZero, ...], _backoffice.stock_reports_below_zero(valuation))


def summary(valuation: _stock.Valuation, periods: Sequence[Period]) -> tuple[Summary, ...]:
    """What moved in each period, by item and pool. The periods are in order (else ``input.invalid``); movements between them
    count in the opening of the next.
    """
    return load(tuple[Summary, ...], _backoffice.stock_reports_summary(valuation, periods))


def reconcile(
    valuation: _stock.Valuation,
    accounts: _stock.Accounts,
    scheme: _stock.Scheme,
    written: Sequence[_stock.WriteDown],
    journal: Journal,
) -> tuple[Reconciled, ...]:
    """Every account of the map against a journal: as the valuation's movements would be posted under the scheme, with the
    write-downs. Postings in other currencies, and to accounts that are not in the map, are not looked at.
    """
    raw = _backoffice.stock_reports_reconcile(valuation, accounts, scheme, written, journal)
    return load(tuple[Reconciled, ...], raw)


def lineage(valuation: _stock.Valuation) -> tuple[Traced, ...]:
    """All that left, back to where it came from, by the entries that took it: through transfers, customers' returns and
    production orders. Under an average or a standard units leave first in, first out, and the value goes by quantity.
    """
    return load(tuple[Traced, ...], _backoffice.stock_reports_lineage(valuation))


def back(valuation: _stock.Valuation, row: int) -> tuple[Traced, ...]:
    """Where the goods came from that one entry took: the rows of ``lineage`` of that entry."""
    return load(tuple[Traced, ...], _backoffice.stock_reports_back(valuation, row))


def forward(valuation: _stock.Valuation, origin: int) -> tuple[Traced, ...]:
    """What took the goods that came with one entry: the rows of ``lineage`` with that origin."""
    return load(tuple[Traced, ...], _backoffice.stock_reports_forward(valuation, origin))
