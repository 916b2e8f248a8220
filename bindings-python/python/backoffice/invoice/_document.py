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
from .._types import Granularity, Mode, Number
from ..tax import sales
from ..trace import Trace
from . import numbering

__all__ = [
    "Accounting",
    "AccountingTotal",
    "Adjustment",
    "AdjustmentTotal",
    "Advance",
    "AdvanceTotal",
    "Correction",
    "Document",
    "EachRounded",
    "Finding",
    "Invoice",
    "InvoiceReference",
    "Line",
    "LineTotal",
    "OutsideReference",
    "Payment",
    "Precise",
    "Rounded",
    "Rules",
    "StatedTax",
    "Surcharge",
    "Tax",
    "TaxTotal",
    "Totals",
    "Voided",
    "Withholding",
    "WithholdingTotal",
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
    surcharge: Decimal | None = None
    """The rate of a surcharge on the same base, a fraction: Spain's recargo de equivalencia, ``0.052`` beside ``0.21``.
    It is part of the tax (BT-110) and never contained in prices with tax."""
    code: str = ""
    """A code of the caller's: what differs in it is taxed and printed apart, even in the same category and rate."""
    reason: str = ""
    """Why it is so, in words that may be printed (BT-120)."""
    source: str = ""
    """Where the decision or the rate stands in the law."""

    @staticmethod
    def standard(rate: Number) -> Tax:
        """Taxed at that rate, a fraction."""
        return Tax("S", exact("rate", rate))

    @staticmethod
    def of(rated: sales.Rated) -> Tax:
        """What was decided by ``tax.sales``."""
        return load(Tax, _backoffice.invoice_tax(rated))


@dataclass(frozen=True, slots=True)
class Withholding:
    """A tax beside the tax on sales that a line, an adjustment or the whole document bears: one that the buyer keeps back
    and pays for the seller (IRPF, ritenuta d'acconto), or one that is told for information only. Its base is the net of
    what bears it; of the whole document, the total without tax (BT-109).
    """

    name: str
    """Its name, such as IRPF."""
    rate: Decimal
    """As a fraction: ``0.15`` is 15 %."""
    source: str = ""
    """Where it stands in the law."""


@dataclass(frozen=True, slots=True)
class StatedTax:
    """The tax of a row of the breakdown (BT-117) as the caller states it: it stands, and a difference is a finding."""

    category: Category
    """BT-118."""
    rate: Decimal
    """BT-119 as a fraction."""
    tax: Money
    """BT-117, without a surcharge."""
    surcharge: Decimal | None = None
    """The rate of the surcharge of the row, where it has one."""
    code: str = ""
    """As in ``Tax.code``."""


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
    withholdings: Sequence[Withholding] = ()
    """Only on a document: taxes that the buyer keeps back of a charge, or no longer of an allowance."""


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
    withholdings: Sequence[Withholding] = ()
    """Taxes that the buyer keeps back of this line."""
    informative: Sequence[Withholding] = ()
    """Taxes of this line that are told for information: they count nowhere."""
    account: str = ""
    """The account of its revenue or expense, where it is not that of the whole document."""
    credits: int | None = None
    """On a credit note: the line of the credited invoice, from 0."""


@dataclass(frozen=True, slots=True)
class InvoiceReference:
    """An invoice of these books."""

    __tag__: ClassVar[tuple[str, str]] = ("", "invoice")

    number: str
    """Its number (BT-25)."""
    day: date
    """The day it was issued (BT-26)."""


@dataclass(frozen=True, slots=True)
class OutsideReference:
    """An invoice that these books do not have: said so, never invented."""

    __tag__: ClassVar[tuple[str, str]] = ("", "outside")

    why: str
    """Why it is not here."""
    number: str | None = None
    """Its number, when known."""


Reference: TypeAlias = InvoiceReference | OutsideReference
"""A document that came before (BG-3)."""


Side: TypeAlias = Literal["sale", "purchase"]
"""Whose document it is: ``sale`` where these books sell, ``purchase`` where they buy."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment made before the document (a part of BT-113). Give ``amount``, or ``share`` to have it computed; when both
    are given the amount stands and a difference is a finding.
    """

    amount: Money | None = None
    """How much."""
    share: Decimal | None = None
    """As a fraction of what is payable (after withholding and rounding): ``0.3`` is 30 %."""
    day: date | None = None
    """When it was paid."""
    reference: str = ""
    """What it was, such as the reference of the bank."""


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A surcharge on the base of a tax."""

    rate: Decimal
    """A fraction of the base."""
    amount: Money
    """How much, part of BT-110."""


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
    """BT-117, without the surcharge."""
    surcharge: Surcharge | None = None
    """The surcharge on the same base."""
    code: str = ""
    """The caller's code of the tax."""
    reason: str = ""
    """BT-120."""
    source: str = ""
    """Where the decision stands in the law."""


@dataclass(frozen=True, slots=True)
class Advance:
    """An advance invoice (386) that a final invoice deducts: its base and tax per category and rate, as they were charged.

    Every base is taken off the total without tax (it counts in BT-107) and off the base of its own category and rate; its
    tax is taken off the tax of that row, to the cent. Where the rate changed since, the row of the old rate is negative.
    """

    number: str
    """The number of the advance invoice (BT-25)."""
    day: date
    """The day it was issued (BT-26)."""
    parts: Sequence[TaxTotal]
    """What it charged, as its own breakdown has it (BG-23)."""

    @staticmethod
    def of(invoice: Invoice) -> Advance:
        """What a final invoice deducts of an issued advance invoice."""
        return load(Advance, _backoffice.invoice_advance(invoice))


Conversion: TypeAlias = Literal["per_rate", "on_sum"]
"""How the tax is brought into the accounting currency: each row of the breakdown converted and rounded, or the sum."""


@dataclass(frozen=True, slots=True)
class Accounting:
    """The currency in which the tax is accounted for, where it is not the document's (BT-6)."""

    currency: str
    """BT-6."""
    rate: Decimal
    """So many units of it are one unit of the document's currency, above zero."""
    day: date
    """The day of the rate."""
    source: str
    """Who says so, such as a central bank."""
    conversion: Conversion
    """Where it is converted."""
    rounding: Rounding
    """How a converted amount is rounded."""


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
    side: Side = "sale"
    """Whether these books sell or buy; a sale when left out."""
    tax_point: date | None = None
    """The day that decides the rate and the return (BT-7), where it is not the day of issue; see ``day_of_tax``."""
    seller: str = ""
    """Who sells, as the caller writes it (BG-4)."""
    buyer: str = ""
    """Who buys, as the caller writes it (BG-7)."""
    allowances: Sequence[Adjustment] = ()
    """Taken off the whole (BG-20)."""
    charges: Sequence[Adjustment] = ()
    """Put on the whole (BG-21)."""
    withholdings: Sequence[Withholding] = ()
    """What the buyer keeps back of the whole; what only some lines bear stands on them."""
    taxes: Sequence[StatedTax] = ()
    """The tax of rows of the breakdown (BT-117) where the caller states it: it stands, and a difference is a finding."""
    advances: Sequence[Advance] = ()
    """Advance invoices that this one deducts."""
    payments: Sequence[Payment] = ()
    """Payments made before."""
    prepaid: Money | None = None
    """Paid already (BT-113) when the caller states it: it stands, and a difference to the payments is a finding."""
    payable_rounding: Money | None = None
    """The rounding of what is due (BT-114) when the caller states it: it stands."""
    accounting: Accounting | None = None
    """The currency in which the tax is accounted for (BT-6)."""
    preceding: Sequence[Reference] = ()
    """The documents that it follows from (BG-3)."""
    note: str = ""
    """Anything the reader should know (BT-22)."""

    def day_of_tax(self) -> date:
        """The day that decides the rate and the return: BT-7, else the day of issue."""
        return load(date, _backoffice.invoice_tax_point(self))


@dataclass(frozen=True, slots=True)
class Rounded:
    """Rounded in this way."""

    __tag__: ClassVar[tuple[str, str]] = ("", "rounded")
    __newtype__: ClassVar[bool] = True

    value: Rounding


@dataclass(frozen=True, slots=True)
class EachRounded:
    """Price × quantity is rounded by itself, and allowances and charges are shares of that."""

    __tag__: ClassVar[tuple[str, str]] = ("", "each_rounded")
    __newtype__: ClassVar[bool] = True

    value: Rounding


@dataclass(frozen=True, slots=True)
class Precise:
    """To the digits of the price, at least ``extra`` more than the currency has; what is printed may not add up."""

    __tag__: ClassVar[tuple[str, str]] = ("", "precise")

    extra: int
    """Digits beyond those of the currency."""
    mode: Mode
    """How a line is rounded to them."""


Lines: TypeAlias = Rounded | EachRounded | Precise
"""How a line's amount is rounded (BT-131)."""


Spread: TypeAlias = Literal["by_lines", "refused"]
"""Where an allowance or charge of the whole document goes that does not name its tax."""


Prices: TypeAlias = Literal["net", "gross_round_tax", "gross_round_net", "gross_round_each"]
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
    def gobl_precise(currency: str) -> Rules:
        """GOBL's rule ``precise``: each figure is rounded on its own when it is printed; what is printed may not add up."""
        return load(Rules, _backoffice.invoice_rules("GOBL_PRECISE", currency))

    @staticmethod
    def gobl_currency(currency: str) -> Rules:
        """GOBL's rule ``currency``: price × quantity, allowances, charges and the tax of each rate rounded before they
        are summed."""
        return load(Rules, _backoffice.invoice_rules("GOBL_CURRENCY", currency))


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What a line comes to."""

    net: Money
    """BT-131: its amount without tax."""
    tax: Money | None = None
    """Its tax, where tax is known by line: rounded per line, or contained in the price."""
    exact: Decimal | None = None
    """The amount with all its digits, under rules that keep more than the currency has; with tax where prices are."""


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
    surcharge: Decimal | None = None
    """The rate of the surcharge on the same base."""
    code: str = ""
    """The caller's code of the tax."""


@dataclass(frozen=True, slots=True)
class WithholdingTotal:
    """What a tax beside the tax on sales comes to."""

    name: str
    """Its name."""
    rate: Decimal
    """As a fraction."""
    base: Money
    """The net of what bears it."""
    amount: Money
    """How much."""
    source: str = ""
    """Where it stands in the law."""


@dataclass(frozen=True, slots=True)
class AdvanceTotal:
    """What the advance invoices of a final invoice take off it."""

    base: Money
    """Their bases, a part of BT-107 and taken off BT-116 per category and rate."""
    tax: Money
    """Their tax, taken off BT-117 per category and rate, surcharges included."""


@dataclass(frozen=True, slots=True)
class AccountingTotal:
    """The tax in the accounting currency."""

    tax: Money
    """BT-111: the tax in the accounting currency."""
    parts: Sequence[Money]
    """The same of each row of the breakdown, in its order, surcharges included."""


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
    """What a document comes to. Under every rule but ``Precise`` and ``gross_round_each`` what is
    printed adds up, exactly."""

    currency: str
    """Of all figures."""
    lines: Sequence[LineTotal]
    """Each line, in order."""
    sum: Money
    """BT-106: the sum of the lines."""
    allowances: Money
    """BT-107: allowances of the document, and the bases of advance invoices."""
    charges: Money
    """BT-108: charges of the document."""
    net: Money
    """BT-109: the total without tax, 106 − 107 + 108."""
    tax: Money
    """BT-110: the tax, surcharges included."""
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
    advances: AdvanceTotal | None = None
    """What advance invoices take off."""
    withholdings: Sequence[WithholdingTotal] = ()
    """Of what ``withheld`` consists, by name and rate."""
    informative: Sequence[WithholdingTotal] = ()
    """Taxes that are told for information and count nowhere, by name and rate."""
    accounting: AccountingTotal | None = None
    """The tax in the accounting currency (BT-111)."""
    findings: Sequence[Finding] = ()
    """Stated figures that stand but differ from the rule."""

    def adds_up(self) -> bool:
        """Whether what is printed adds up: a judge of its own, apart from the computation."""
        return load(bool, _backoffice.invoice_adds_up(self))


State: TypeAlias = Literal["draft", "issued", "corrected", "voided"]
"""Where a document stands: a draft may be changed; what was issued may be corrected by another document, or voided."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A document that credits, corrects or replaces another."""

    number: str
    """The number of the document that corrects."""
    day: date
    """The day it was issued."""
    reason: str
    """Why."""


@dataclass(frozen=True, slots=True)
class Voided:
    """That a document took no effect."""

    day: date
    """The day."""
    reason: str
    """Why; never empty."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """A document with its totals: a draft until it gets its number, immutable from then on.

    What was issued is taken back by a credit note, or voided where it never took effect; either way its record is kept.

    Read from JSON it must fit together: totals of the document's lines and currency, that add up while it is a draft,
    and what ``Invoice::issue`` asks for. Whether an issued one is still what it was is the ``chain``'s to
    say, which names the document.
    """

    document: Document
    rules: Rules
    totals: Totals
    number: str | None = None
    corrections: Sequence[Correction] = ()
    voided: Voided | None = None

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

    def correct(self, by: Correction) -> Invoice:
        """The invoice marked as corrected by another: a credit note, a debit note or a corrected invoice."""
        return load(Invoice, _backoffice.invoice_correct(self, by))

    def void(self, day: date, reason: str) -> Invoice:
        """The invoice marked as having taken no effect; its record and its number are kept."""
        return load(Invoice, _backoffice.invoice_void(self, day, reason))

    def state(self) -> State:
        """Where it stands."""
        state: State = _backoffice.invoice_state(self)
        return state


def totals(document: Document, rules: Rules) -> Totals:
    """What a document comes to under rules that name every rounding."""
    return load(Totals, _backoffice.invoice_totals(document, rules))


def totals_traced(document: Document, rules: Rules) -> tuple[Totals, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Totals, Trace], _backoffice.invoice_totals_traced(document, rules))
