"""Invoices and credit notes: totals that add up, numbers without gaps, records that cannot be altered unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Money, Price, Rounding, exact
from .._load import load
from .._types import Granularity, Number
from ..tax import sales
from ..trace import Trace
from . import numbering

__all__ = [
    "Adjustment",
    "AdjustmentTotal",
    "Document",
    "Finding",
    "Invoice",
    "InvoiceReference",
    "Line",
    "LineTotal",
    "OutsideReference",
    "Rounded",
    "Rules",
    "Tax",
    "TaxTotal",
    "Totals",
    "Withholding",
    "totals",
    "totals_traced",
]

Kind: TypeAlias = Literal["326", "380", "381", "383", "384", "386", "389"]
"""What a document is, by UNTDID 1001 (BT-3); in JSON the code, such as ``"380"``."""


Category: TypeAlias = Literal["AE", "B", "E", "G", "K", "L", "M", "O", "S", "Z"]
"""A category of value added tax by UNTDID 5305 (BT-151); in JSON the code."""


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax decision, as it was taken elsewhere: this room knows no country."""

    category: Category
    """BT-151."""
    rate: Decimal
    """BT-152 as a fraction: ``0.2`` is 20 %. Zero where the category knows no tax."""
    reason: str = ""
    """Why it is so, in words that may be printed (BT-120)."""
    source: str = ""
    """Where the decision or the rate stands in the law."""

    @staticmethod
    def standard(rate: Number) -> Tax:
        """Taxed at that rate, a fraction."""
        return Tax("S", exact("rate", rate))

    @staticmethod
    def of(decision: sales.Decision) -> Tax:
        """What was decided by ``tax.sales``."""
        return load(Tax, _backoffice.invoice_tax(decision))


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance (BG-20, BG-27) or a charge (BG-21, BG-28), told apart by the list in which it stands.

    Give ``amount``, or ``share`` to have it computed; when both are given the amount stands and a difference is a finding.
    """

    amount: Money | None = None
    """How much (BT-92, BT-99, BT-136, BT-141)."""
    share: Decimal | None = None
    """As a fraction of the base: ``0.1`` is 10 % (BT-94, BT-101, BT-138, BT-143)."""
    base: Money | None = None
    """What the share is of (BT-93, BT-100, BT-137, BT-142); else the line before allowances, or the sum of the lines."""
    reason: str = ""
    """Why (BT-97, BT-104, BT-139, BT-144)."""
    tax: Tax | None = None
    """Only on a document: the tax that it changes (BT-95, BT-102). Without one it is spread as the rules say."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line (BG-25)."""

    description: str
    """What the reader sees (BT-153)."""
    quantity: Decimal
    """How many (BT-129); below zero for what is taken back."""
    price: Price
    """The price of ``base_quantity`` units (BT-146), with or without tax as the rules say."""
    tax: Tax
    """The tax decision (BG-30)."""
    item: str = ""
    """The seller's code of the item (BT-155)."""
    unit: str = ""
    """Of what unit (BT-130), any text."""
    base_quantity: Decimal = Decimal(1)
    """How many units the price is for (BT-149), above zero; one when left out."""
    net: Money | None = None
    """The line's amount (BT-131) when the caller states it: it stands, and a difference is a finding."""
    allowances: Sequence[Adjustment] = ()
    """Taken off (BG-27)."""
    charges: Sequence[Adjustment] = ()
    """Put on (BG-28)."""
    account: str = ""
    """The account of its revenue, where it is not that of the whole document."""
    credits: int | None = None
    """On a credit note: the line of the credited invoice, from 0."""


@dataclass(frozen=True, slots=True)
class Withholding:
    """A tax that the buyer keeps back and pays for the seller: a share of the total without tax (BT-109)."""

    name: str
    """Its name, such as IRPF."""
    rate: Decimal
    """As a fraction: ``0.15`` is 15 %."""
    source: str = ""
    """Where it stands in the law."""


@dataclass(frozen=True, slots=True)
class InvoiceReference:
    """An invoice of these books."""

    __tag__: ClassVar = ("", "invoice")

    number: str
    """Its number (BT-25)."""
    day: date
    """The day it was issued (BT-26)."""


@dataclass(frozen=True, slots=True)
class OutsideReference:
    """An invoice that these books do not have: said so, never invented."""

    __tag__: ClassVar = ("", "outside")

    why: str
    """Why it is not here."""
    number: str | None = None
    """Its number, when known."""


Reference: TypeAlias = InvoiceReference | OutsideReference
"""A document that came before (BG-3)."""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note as written, before it is totalled and numbered."""

    kind: Kind
    """What it is (BT-3)."""
    currency: str
    """The currency of all its amounts (BT-5)."""
    day: date
    """The day it is issued (BT-2); its number follows this day."""
    lines: Sequence[Line]
    """What is sold, at least one."""
    seller: str = ""
    """Who sells, as the caller writes it (BG-4)."""
    buyer: str = ""
    """Who buys, as the caller writes it (BG-7)."""
    allowances: Sequence[Adjustment] = ()
    """Taken off the whole (BG-20)."""
    charges: Sequence[Adjustment] = ()
    """Put on the whole (BG-21)."""
    withholdings: Sequence[Withholding] = ()
    """What the buyer keeps back."""
    prepaid: Money | None = None
    """Paid already (BT-113)."""
    payable_rounding: Money | None = None
    """The rounding of what is due (BT-114) when the caller states it: it stands."""
    preceding: Sequence[Reference] = ()
    """The documents that it follows from (BG-3)."""
    note: str = ""
    """Anything the reader should know (BT-22)."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """Rounded in this way."""

    __tag__: ClassVar = ("", "rounded")
    __newtype__: ClassVar = True

    value: Rounding


Lines: TypeAlias = Literal["unrounded"] | Rounded
"""How a line's amount is rounded (BT-131)."""


Spread: TypeAlias = Literal["by_lines", "refused"]
"""Where an allowance or charge of the whole document goes that does not name its tax."""


Prices: TypeAlias = Literal["net", "gross_round_tax", "gross_round_net"]
"""What the prices, and the amounts of allowances and charges, are."""


Cash: TypeAlias = Literal["exact"] | Rounded
"""Whether what is to be paid is rounded for cash (BT-114). It never changes the tax."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Every choice on which a cent may hang."""

    line: Lines
    """How lines are rounded."""
    tax: Granularity
    """Where tax is rounded."""
    amount: Rounding
    """How every other amount is rounded: tax, computed allowances and charges, withholdings."""
    spread: Spread
    """Where allowances and charges go that name no tax."""
    prices: Prices
    """What the prices are."""
    cash: Cash
    """Whether cash is rounded."""

    @staticmethod
    def en16931(currency: str) -> Rules:
        """Lines and the tax of each rate rounded to the cent, half away from zero; prices without tax."""
        return load(Rules, _backoffice.invoice_rules("EN16931", currency))

    @staticmethod
    def per_line(currency: str) -> Rules:
        """As EN 16931, but the tax of each line is rounded and then summed."""
        return load(Rules, _backoffice.invoice_rules("PER_LINE", currency))

    @staticmethod
    def per_document(currency: str) -> Rules:
        """As EN 16931, but the tax is rounded once, on the document."""
        return load(Rules, _backoffice.invoice_rules("PER_DOCUMENT", currency))

    @staticmethod
    def unrounded(currency: str) -> Rules:
        """Nothing is rounded before it is printed; what is printed may not add up."""
        return load(Rules, _backoffice.invoice_rules("UNROUNDED", currency))


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What a line comes to."""

    net: Money
    """BT-131: its amount without tax."""
    tax: Money | None = None
    """Its tax, where tax is known by line: rounded per line, or contained in the price."""


@dataclass(frozen=True, slots=True)
class AdjustmentTotal:
    """What an allowance or charge of the document comes to within one category and rate."""

    index: int
    """Which one of the document's list, from 0."""
    category: Category
    """The category whose base it changes (BT-95, BT-102)."""
    rate: Decimal
    """The rate, a fraction (BT-96, BT-103)."""
    net: Money
    """BT-92, BT-99: its amount without tax."""


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The tax of one category and rate (BG-23)."""

    category: Category
    """BT-118."""
    rate: Decimal
    """BT-119 as a fraction: ``0.2`` is 20 %."""
    base: Money
    """BT-116: lines less allowances plus charges."""
    tax: Money
    """BT-117."""
    reason: str = ""
    """BT-120."""
    source: str = ""
    """Where the decision stands in the law."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that the caller stated, which stands, and that is not what the rule gives."""

    field: str
    """The field, a path such as ``lines.3.net``."""
    stated: Money
    """What the caller stated."""
    computed: Money
    """What the rule gives."""
    rule: str
    """The rule."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document comes to. Under every rule but ``Lines::Unrounded`` what is printed adds up, exactly."""

    currency: str
    """Of all figures."""
    lines: Sequence[LineTotal]
    """Each line, in order."""
    sum: Money
    """BT-106: the sum of the lines."""
    allowances: Money
    """BT-107: allowances of the document."""
    charges: Money
    """BT-108: charges of the document."""
    net: Money
    """BT-109: the total without tax, 106 − 107 + 108."""
    tax: Money
    """BT-110: the tax."""
    gross: Money
    """BT-112: the total with tax, 109 + 110."""
    withheld: Money
    """What the buyer keeps back of it."""
    prepaid: Money
    """BT-113: paid already."""
    rounding: Money
    """BT-114: the rounding of what is due."""
    due: Money
    """BT-115: what is due, 112 − withheld − 113 + 114."""
    breakdown: Sequence[TaxTotal]
    """By category and rate (BG-23), sorted."""
    allowance_parts: Sequence[AdjustmentTotal] = ()
    """The document's allowances, by category and rate."""
    charge_parts: Sequence[AdjustmentTotal] = ()
    """The document's charges, by category and rate."""
    findings: Sequence[Finding] = ()
    """Stated figures that stand but differ from the rule."""

    def adds_up(self) -> bool:
        """Whether what is printed adds up: a judge of its own, apart from the computation."""
        return load(bool, _backoffice.invoice_adds_up(self))


@dataclass(frozen=True, slots=True)
class Invoice:
    """A document with its totals: a draft until it gets its number, immutable from then on.

    What was issued is taken back by a credit note; a number that was spoilt is voided in its series.

    Read from JSON it must fit together: totals of the document's lines and currency, that add up while it is a draft,
    and what ``Invoice::issue`` asks for. Whether an issued one is still what it was is the ``chain``'s to
    say, which names the document.
    """

    document: Document
    rules: Rules
    totals: Totals
    number: str | None = None

    @staticmethod
    def draft(document: Document, rules: Rules) -> Invoice:
        """A draft, totalled under these rules."""
        return load(Invoice, _backoffice.invoice_draft(document, rules))

    def change(self, document: Document) -> Invoice:
        """The draft with another document in its place; refused once it has a number."""
        return load(Invoice, _backoffice.invoice_change(self, document))

    def issue(self, number: numbering.Number | str) -> Invoice:
        """The invoice with its number: from then on it cannot be changed."""
        return load(Invoice, _backoffice.invoice_issue(self, str(number)))


def totals(document: Document, rules: Rules) -> Totals:
    """What a document comes to under rules that name every rounding."""
    return load(Totals, _backoffice.invoice_totals(document, rules))


def totals_traced(document: Document, rules: Rules) -> tuple[Totals, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Totals, Trace], _backoffice.invoice_totals_traced(document, rules))
