"""The retail method: what is left, estimated from selling prices and the ratio of cost to retail (IAS 2.22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .. import _backoffice
from .. import stock as _stock
from .._backoffice import Money, Rounding
from .._load import load

__all__ = ["AtBoth", "Estimate", "Figures", "estimate"]

RetailMethod: TypeAlias = Literal["conventional", "average", "lifo"]
"""Which goods the ratio is that of: without markdowns (the lower of cost and market), with them (average cost), or
purchases alone, in layers (not allowed under IFRS, IAS 2.25)."""


@dataclass(frozen=True, slots=True)
class AtBoth:
    """Goods at what they cost, and at the prices that they are to be sold at."""

    cost: Money
    """At cost."""
    retail: Money
    """At retail."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a department for a period, all in one currency and none below zero; None is nothing."""

    opening: Sequence[AtBoth]
    """Stock at the beginning: its layers, the oldest first. Only last in, first out tells them apart."""
    purchases: AtBoth
    """Purchases."""
    sales: Money
    """Sales, net of what employees were let off."""
    purchase_returns: AtBoth | None = None
    """Goods that went back to suppliers."""
    purchase_allowances: Money | None = None
    """Discounts and allowances on purchases, which change the cost alone."""
    freight_in: Money | None = None
    """Freight in, which changes the cost alone."""
    abnormal_shortage: AtBoth | None = None
    """Thefts and losses beyond the usual: an expense of their own, out of the ratio altogether."""
    markups: Money | None = None
    """Rises above the first selling price."""
    markup_cancellations: Money | None = None
    """Markups taken back."""
    markdowns: Money | None = None
    """Falls below the first selling price."""
    markdown_cancellations: Money | None = None
    """Markdowns taken back."""
    sales_returns: Money | None = None
    """What customers sent back, at retail."""
    employee_discounts: Money | None = None
    """What employees were let off: sales are recorded net of it, the goods are gone at full price."""
    normal_shortage: Money | None = None
    """The usual shrinkage, at retail."""
    counted: Money | None = None
    """What was counted at the end, at retail."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is left and what was sold, as the retail method estimates them."""

    ratio_of: AtBoth
    """The goods whose cost ÷ retail is the ratio."""
    closing: AtBoth
    """What is left at the end."""
    layers: Sequence[AtBoth]
    """The layers of what is left, the oldest first: the next period's opening. One, but for last in, first out."""
    cost_of_sales: Money
    """The cost of what was sold, with the usual shrinkage and what a count found missing."""
    missing: Money | None = None
    """What a count found missing, at retail; below zero when there was more."""


def estimate(
    figures: Figures, method: RetailMethod, framework: _stock.Framework, ratio_rounding: Rounding | None = None
) -> Estimate:
    """The cost of what is left, estimated. The ratio is not rounded, unless by a named rounding. Raises
    ``stock.method_not_allowed`` for last in, first out under IFRS, ``stock.short``, ``stock.retail_ratio``.
    """
    return load(Estimate, _backoffice.stock_retail_estimate(figures, method, framework, ratio_rounding))
