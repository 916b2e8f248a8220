"""Taxes on sales: which tax a supply bears, where, at what rate and why, and how much it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Rounding, RulePack
from .._load import load
from .._types import Granularity
from ..law import Figure
from ..trace import Trace
from . import _components as components
from ._rates import (
    Chargeable,
    Class,
    Exemption,
    Jurisdiction,
    Mention,
    Rate,
    Reason,
    TaxPoint,
    TaxPointDays,
    exemption,
    jurisdictions,
    jurisdictions_in,
    mention,
    rate,
    rate_in,
    rates_table,
    tax_point,
)

__all__ = [
    "Assessed",
    "Chargeable",
    "Class",
    "Customer",
    "Decision",
    "Exemption",
    "Jurisdiction",
    "Line",
    "Mention",
    "Rate",
    "RateTotal",
    "Reason",
    "Supply",
    "TaxPoint",
    "TaxPointDays",
    "assess",
    "assess_traced",
    "components",
    "decide",
    "exemption",
    "jurisdictions",
    "jurisdictions_in",
    "mention",
    "rate",
    "rate_in",
    "rates_table",
    "tax_point",
]

@dataclass(frozen=True, slots=True)
class Line:
    """A line whose tax is asked for."""

    description: str
    """What was sold."""
    amount: Money
    """Its amount without tax."""
    class_: str = "standard"
    """The key of its rate in the pack: ``standard``, ``reduced``, ``zero``."""


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What one rate comes to."""

    rate: Figure
    """The rate in the pack."""
    base: Money
    """The sum of the lines at that rate."""
    tax: Money
    """The tax on them. Under ``PerDocument`` the document's tax is shared out over the rates by the largest
    remainders, ties to the higher rate, so that it adds up."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The tax on a document."""

    net: Money
    """The sum of the lines."""
    tax: Money
    """The tax on them."""
    gross: Money
    """Both together."""
    rates: Sequence[RateTotal]
    """By rate, in the order of their keys."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    warnings: Sequence[str] = ()
    """What is not known of a rate's days, in words; empty as a rule."""


Kind: TypeAlias = Literal["goods", "services"]
"""What is supplied."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys."""

    country: str
    """Where the customer is established or lives."""
    taxable: bool
    """Whether it is a taxable person (a business acting as such)."""
    vat_id: str | None = None
    """Its VAT number, when it gave one and the caller has found it valid."""


DistanceSales: TypeAlias = Literal["below_threshold", "above_threshold", "opted"]
"""Where a seller stands against the threshold of the state that goods are sent to (until 2021-06-30 each state had its own)."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A supply: when, what, from where to where, to whom."""

    day: date
    """The tax point: it decides which law is in force."""
    kind: Kind
    """What is supplied."""
    supplier: str
    """Where the supplier is established."""
    from_: str
    """Where the goods set out from."""
    to: str
    """Where they arrive."""
    customer: Customer
    """Who buys."""
    distance_sales: DistanceSales | None = None
    """Needed when goods go to a private person in another member state."""

    @staticmethod
    def goods(
        day: date, supplier: str, to: str, customer: Customer, distance_sales: DistanceSales | None = None
    ) -> Supply:
        """Goods from the supplier's own country."""
        return Supply(day, "goods", supplier, supplier, to, customer, distance_sales)


Liable: TypeAlias = Literal["supplier", "customer"]
"""Who owes the tax."""


Category: TypeAlias = Literal["S", "Z", "K", "G"]
"""The category of EN 16931 (UNTDID 5305) that an invoice names."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which tax a supply bears, and why."""

    place: str
    """The country in which it is taxed."""
    liable: Liable
    """Who owes the tax."""
    category: Category
    """The category of EN 16931."""
    rate: Decimal
    """The rate as a fraction; zero where the supplier charges nothing."""
    reason: str
    """Why, in a sentence."""
    source: str
    """The articles."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    since: date | None = None
    """Since when that rate is in force; None where no rate decides."""


def decide(supply: Supply, class_: str, pack: RulePack) -> Decision:
    """Which tax the supply bears. ``class_`` names the rate that the goods have at home: standard, reduced, zero."""
    return load(Decision, _backoffice.tax_sales_decide(supply, class_, pack))


def assess(lines: Sequence[Line], day: date, pack: RulePack, granularity: Granularity, by: Rounding) -> Assessed:
    """The tax on lines at the rates of a day, rounded by name where ``granularity`` says."""
    return load(Assessed, _backoffice.tax_sales_assess(lines, day, granularity, by, pack))


def assess_traced(
    lines: Sequence[Line], day: date, pack: RulePack, granularity: Granularity, by: Rounding
) -> tuple[Assessed, Trace]:
    """The same, with every figure explained."""
    raw = _backoffice.tax_sales_assess_traced(lines, day, granularity, by, pack)
    return load(tuple[Assessed, Trace], raw)
