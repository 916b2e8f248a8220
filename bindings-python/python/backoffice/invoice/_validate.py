"""Whether the figures that a document states obey EN 16931: what comes from somebody else is judged, never refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._load import load
from ._document import Invoice

__all__ = [
    "Report",
    "Rule",
    "RuleFinding",
    "Stated",
    "StatedAdjustment",
    "StatedGroup",
    "StatedLine",
    "StatedTotals",
    "rules_checked",
    "stated",
    "validate",
]

Strength: TypeAlias = Literal["exact", "official"]
"""As the standard's words say, or as the official validation artefacts do, with their loose tolerances."""

Verdict: TypeAlias = Literal["passed", "failed", "not_checked"]
"""What became of a rule."""


@dataclass(frozen=True, slots=True)
class StatedAdjustment:
    """An allowance or a charge, as stated."""

    amount: str | None = None
    """BT-92, BT-99, BT-136, BT-141: how much."""
    base: str | None = None
    """BT-93, BT-100, BT-137, BT-142: what it is a share of."""
    category: str | None = None
    """BT-95, BT-102: the code of the tax category that it changes; a line's has none of its own."""
    rate: str | None = None
    """BT-96, BT-103: the rate in per cent."""


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line, as stated."""

    net: str | None = None
    """BT-131: its amount without tax."""
    price: str | None = None
    """BT-146: the price after discount."""
    gross_price: str | None = None
    """BT-148: the price before discount."""
    category: str | None = None
    """BT-151: the code of its tax category."""
    rate: str | None = None
    """BT-152: its rate in per cent."""
    allowances: Sequence[StatedAdjustment] = ()
    """BG-27."""
    charges: Sequence[StatedAdjustment] = ()
    """BG-28."""


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """The totals, as stated."""

    sum: str | None = None
    """BT-106: the sum of the lines."""
    allowances: str | None = None
    """BT-107: allowances of the document."""
    charges: str | None = None
    """BT-108: charges of the document."""
    net: str | None = None
    """BT-109: the total without tax."""
    tax: str | None = None
    """BT-110: the tax."""
    accounting_tax: str | None = None
    """BT-111: the tax in the accounting currency."""
    gross: str | None = None
    """BT-112: the total with tax."""
    prepaid: str | None = None
    """BT-113: paid already."""
    rounding: str | None = None
    """BT-114: the rounding of what is due."""
    due: str | None = None
    """BT-115: what is due."""


@dataclass(frozen=True, slots=True)
class StatedGroup:
    """The tax of one category and rate, as stated."""

    category: str | None = None
    """BT-118: the code of the category."""
    rate: str | None = None
    """BT-119: the rate in per cent."""
    base: str | None = None
    """BT-116: what is taxed."""
    tax: str | None = None
    """BT-117: the tax."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document states, each figure as its text stands; what is not there is None. Rates are in per cent, as they
    are printed."""

    currency: str | None = None
    """The code of the currency of its amounts (BT-5)."""
    tax_currency: str | None = None
    """The code of the currency in which tax is accounted for, where it is another (BT-6)."""
    lines: Sequence[StatedLine] = ()
    """Its lines (BG-25)."""
    allowances: Sequence[StatedAdjustment] = ()
    """Allowances of the document (BG-20)."""
    charges: Sequence[StatedAdjustment] = ()
    """Charges of the document (BG-21)."""
    totals: StatedTotals = StatedTotals()
    """Its totals (BG-22)."""
    breakdown: Sequence[StatedGroup] = ()
    """Its tax by category and rate (BG-23)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is checked."""

    id: str
    """Its name in EN 16931, such as ``BR-CO-10``."""
    text: str
    """What it asks for at the strength ``exact``."""
    official: str = ""
    """What is different at the strength ``official``; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """A figure that breaks a rule."""

    rule: str
    """The rule."""
    field: str
    """Where it stands, a path such as ``lines.3.net`` or ``totals.gross``."""
    message: str
    """What is wrong, in words."""
    stated: str | None = None
    """What is stated there, as its text stands; None where nothing is."""
    computed: Decimal | None = None
    """What the rule gives; None where it gives no figure."""
    difference: Decimal | None = None
    """By how much: stated less computed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What every checked rule says of a document."""

    strength: Strength
    """How strictly it was judged."""
    passed: Sequence[str]
    """The rules that nothing breaks."""
    failed: Sequence[str]
    """The rules that something breaks."""
    findings: Sequence[RuleFinding]
    """What breaks them, in the order of the rules and then of the document."""

    def verdict(self, rule: str) -> Verdict:
        """What became of a rule. One that is not checked is never said to have passed."""
        verdict: Verdict = _backoffice.invoice_verdict(self, rule)
        return verdict

    def holds(self) -> bool:
        """Whether no checked rule is broken. It says nothing about the rules that are not checked."""
        return not self.failed


def validate(stated: Stated, strength: Strength) -> Report:
    """What the checked rules say of a document. Nothing is an error: whatever is stated is judged."""
    return load(Report, _backoffice.invoice_validate(stated, strength))


def rules_checked() -> Sequence[Rule]:
    """The rules that are checked, in the order in which a report lists them."""
    return load(tuple[Rule, ...], _backoffice.invoice_rules_checked())


def stated(invoice: Invoice) -> Stated:
    """What a document of these books states, to be judged like any other."""
    return load(Stated, _backoffice.invoice_stated(invoice))
