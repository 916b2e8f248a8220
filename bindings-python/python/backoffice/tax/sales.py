"""Taxes on sales: which tax a supply bears, where, at what rate and why, and how much it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

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
    "Goods",
    "Line",
    "Mention",
    "Rate",
    "RateTotal",
    "Reason",
    "Supply",
    "TaxPoint",
    "TaxPointDays",
    "Rated",
    "Service",
    "Share",
    "StateChoices",
    "Supplier",
    "Turnover",
    "acquire",
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
    "decide_rated",
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


@dataclass(frozen=True, slots=True)
class Turnover:
    """Sales without tax that count for a threshold, in the threshold's currency."""

    __tag__: ClassVar[tuple[str, str]] = ("", "amounts")

    this_year: Money
    """In this calendar year, this supply included."""
    last_year: Money
    """In the year before."""


DistanceSales: TypeAlias = Literal["below_threshold", "above_threshold", "opted"] | Turnover
"""Where a seller stands against the threshold for sales to private persons in other member states: one for the whole Union since
2021-07-01, before that one for each state that goods were sent to."""

Territory: TypeAlias = str
"""A country of ISO 3166-1 (``FR``), or a part of one that VAT knows apart (``XI``, ``ES-CN``)."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sells."""

    country: Territory
    """Where its business is established."""
    distance_sales: DistanceSales | None = None
    """Needed for goods sent to private persons in another member state, and for electronic services to them."""
    establishments: Sequence[Territory] = ()
    """Other places in which it has a fixed establishment that takes part in the supply."""
    one_stop_shop: bool = True
    """Whether it declares in the one-stop shop what may be declared there."""
    import_one_stop_shop: bool = False
    """Whether it is registered in the import one-stop shop."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys."""

    country: Territory
    """Where the customer is established or lives."""
    taxable: bool
    """Whether it is a taxable person (a business acting as such)."""
    vat_id: str | None = None
    """Its VAT number, when it gave one and the caller has found it valid."""
    in_trade: bool | None = None
    """Whether it trades itself in what is supplied: needed where a state asks for it under art. 199."""


Art199: TypeAlias = Literal["a", "b", "c", "d", "e", "f", "g"]
"""What art. 199(1) names, by its letter."""


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods."""

    __tag__: ClassVar[tuple[str, str]] = ("", "goods")

    from_: Territory
    """Where they set out from, or are when they do not move."""
    to: Territory
    """Where they arrive."""
    installed: bool = False
    """Installed or assembled at the end of the journey (art. 36)."""
    on_board: bool = False
    """Sold on board a ship, an aircraft or a train on a journey within the Union (art. 37)."""
    new_transport: bool = False
    """New means of transport: taxed where they arrive, whoever buys."""
    excise: bool = False
    """Subject to excise duty."""
    imported_by_supplier: bool = False
    """Imported into the Union by the supplier, who owes the tax on the import."""
    consignment: Money | None = None
    """The intrinsic value of the consignment in EUR, needed in the import one-stop shop."""
    named: Art199 | None = None
    """What art. 199(1) calls them."""


ServiceKind: TypeAlias = Literal[
    "general",
    "intermediary",
    "immovable",
    "construction",
    "passenger_transport",
    "goods_transport",
    "ancillary_transport",
    "work_on_goods",
    "admission",
    "event",
    "restaurant",
    "on_board_restaurant",
    "vehicle_hire",
    "electronic",
    "telecommunications",
    "broadcasting",
    "professional",
    "rights",
    "advertising",
    "forbearance",
    "insurance",
    "finance",
    "staff",
    "goods_hire",
    "network_access",
]
"""What kind of service, as the Directive tells them apart."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service."""

    __tag__: ClassVar[tuple[str, str]] = ("", "service")

    kind: ServiceKind
    """What kind."""
    at: Territory | None = None
    """The place that the kind names."""
    from_: Territory | None = None
    """Where transport begins."""
    to: Territory | None = None
    """Where it ends."""
    legs: dict[Territory, Decimal] = field(default_factory=dict)
    """The distance over each territory, in any unit."""
    days: int | None = None
    """Days of continuous hire."""
    vessel: bool = False
    """What is hired is a vessel: short is up to 90 days, not 30."""
    pleasure_boat: bool = False
    """What is hired is a pleasure boat; a vessel too."""
    streamed: bool = False
    """Streamed or attended virtually."""
    named: Art199 | None = None
    """What art. 199(1) calls it; building work is (a) without being told."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A supply: when, by whom, to whom, and what."""

    day: date
    """The tax point: it decides which law is in force."""
    supplier: Supplier
    """Who sells."""
    customer: Customer
    """Who buys."""
    what: Goods | Service
    """What is sold."""

    @staticmethod
    def goods(
        day: date, supplier: str, to: str, customer: Customer, distance_sales: DistanceSales | None = None
    ) -> Supply:
        """Goods that are sent from the supplier's own country, or stay there."""
        return Supply(day, Supplier(supplier, distance_sales), customer, Goods(supplier, to))

    @staticmethod
    def service(
        day: date, supplier: str, service: Service, customer: Customer, distance_sales: DistanceSales | None = None
    ) -> Supply:
        """A service."""
        return Supply(day, Supplier(supplier, distance_sales), customer, service)


ReverseCharge: TypeAlias = Literal["never", "always", "customer_established", "customer_identified", "customer_in_trade"]
"""Whom a state makes liable where it may choose."""


@dataclass(frozen=True, slots=True)
class StateChoices:
    """What one state chose."""

    art_194: ReverseCharge | None = None
    """Supplies of a supplier that is not established there."""
    art_199: dict[Art199, ReverseCharge] = field(default_factory=dict)
    """Art. 199(1), by letter."""


Choices: TypeAlias = dict[Territory, StateChoices]
"""What the states chose. A choice that is needed and not given is an error."""

Liable: TypeAlias = Literal["supplier", "customer", "nobody"]
"""Who owes the tax."""

Scheme: TypeAlias = Literal["union", "non_union", "import"]
"""The one-stop shop in which the supplier declares the tax."""

Category: TypeAlias = Literal["AE", "B", "E", "G", "K", "L", "M", "O", "S", "Z"]
"""The category of EN 16931 (UNTDID 5305) that an invoice names."""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a supply that is taxed in one place, where a supply is taxed by distance."""

    place: Territory
    """The place."""
    share: Decimal
    """Its share of the whole, a fraction; the shares add up to 1."""
    distance: Decimal
    """The distance over it, as given."""
    liable: Liable
    """Who owes the tax on it."""
    category: Category
    """Its category."""
    scheme: Scheme | None = None
    """The scheme in which it is declared."""
    rate_of: Territory | None = None
    """The territory whose rate is charged."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a supply is taxed, who owes the tax, and why."""

    liable: Liable
    """Who owes the tax."""
    category: Category
    """The category of EN 16931. Whether a taxed supply is ``S`` or ``Z`` its rate says."""
    reason: str
    """Why, in a sentence."""
    source: str
    """Document and articles; what was not read in its own text says so."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    place: Territory | None = None
    """The place of supply; none where it is several, by distance."""
    scheme: Scheme | None = None
    """The scheme in which the supplier declares the tax."""
    rate_of: Territory | None = None
    """The territory whose rate is charged; none where the supplier charges nothing."""
    split: Sequence[Share] = ()
    """The parts of a supply that is taxed by distance."""
    mention: str = ""
    """What the invoice says of it, in English."""
    conditions: Sequence[str] = ()
    """What the answer rests on and the caller keeps proof of."""

    def split_amount(self, amount: Money) -> Sequence[tuple[Territory, Money]]:
        """The parts of an amount that are taxed in each place of a split supply; they add up to it."""
        return load(Sequence[tuple[str, Money]], _backoffice.tax_sales_split_amount(self, amount))  # type: ignore[type-abstract]


@dataclass(frozen=True, slots=True)
class Rated:
    """A decision with the rate that it charges."""

    decision: Decision
    """Where, who and why."""
    category: Category
    """The category with the rate known: ``Z`` where the rate is zero."""
    rate: Decimal
    """The rate as a fraction; zero where the supplier charges nothing."""
    source: str
    """Where the decision and the rate stand."""
    class_: str | None = None
    """The rate's key in its pack."""
    since: date | None = None
    """Since when that rate is in force."""


def decide(supply: Supply, choices: Choices, pack: RulePack) -> Decision:
    """Where a supply is taxed, who owes the tax and why. ``pack`` is the Union's, ``eu.vat``."""
    return load(Decision, _backoffice.tax_sales_decide(supply, choices, pack))


def acquire(supply: Supply, choices: Choices, pack: RulePack) -> Decision:
    """What the buyer accounts for itself: acquisition, import, reverse charge. Else what :func:`decide` says."""
    return load(Decision, _backoffice.tax_sales_acquire(supply, choices, pack))


def decide_rated(supply: Supply, choices: Choices, pack: RulePack, class_: str, rates: RulePack) -> Rated:
    """The decision and its rate: ``class_`` names it in ``rates``, the pack of the place."""
    return load(Rated, _backoffice.tax_sales_decide_rated(supply, choices, class_, rates, pack))


def assess(lines: Sequence[Line], day: date, pack: RulePack, granularity: Granularity, by: Rounding) -> Assessed:
    """The tax on lines at the rates of a day, rounded by name where ``granularity`` says."""
    return load(Assessed, _backoffice.tax_sales_assess(lines, day, granularity, by, pack))


def assess_traced(
    lines: Sequence[Line], day: date, pack: RulePack, granularity: Granularity, by: Rounding
) -> tuple[Assessed, Trace]:
    """The same, with every figure explained."""
    raw = _backoffice.tax_sales_assess_traced(lines, day, granularity, by, pack)
    return load(tuple[Assessed, Trace], raw)
