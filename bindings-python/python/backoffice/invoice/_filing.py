"""The lines of a tax return that documents give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .. import _backoffice
from .._backoffice import Rounding
from .._load import load
from ..tax import returns, sales
from ._document import Invoice

__all__ = ["Filing", "OwnTax", "tax_lines"]


@dataclass(frozen=True, slots=True)
class OwnTax:
    """The tax that the buyer owes itself on a purchase."""

    rate: Decimal
    """The rate at home, a fraction."""
    rounding: Rounding
    """How the tax on each row is rounded."""
    deducted: Decimal = Decimal(1)
    """How much of it is deducted, a fraction: 1 is all."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a return asks of a document that the document itself does not carry."""

    home: str
    """The state in which these books file."""
    place: str
    """The place of supply."""
    supplied: returns.Supplied = "goods"
    """Goods or services."""
    counterparty: str | None = None
    """The state of the other party."""
    counterparty_number: str = ""
    """Its VAT number."""
    from_: str | None = None
    """Where goods set out from."""
    scheme: sales.Scheme | None = None
    """The scheme in which the tax is declared."""
    triangular: bool = False
    """Triangular trade."""
    own_tax: OwnTax | None = None
    """How these books account for a purchase whose tax they owe themselves: needed for one of category AE or K."""

    @staticmethod
    def at_home(home: str) -> Filing:
        """Goods at home."""
        return Filing(home, home)

    @staticmethod
    def sold(home: str, supply: sales.Supply, decision: sales.Decision) -> Filing:
        """What was decided about a sale."""
        return load(Filing, _backoffice.invoice_filing_sold(home, supply, decision))

    @staticmethod
    def bought(home: str, supply: sales.Supply, decision: sales.Decision) -> Filing:
        """What was decided about a purchase, from the buyer's side (``tax.sales.acquire``)."""
        return load(Filing, _backoffice.invoice_filing_bought(home, supply, decision))


def tax_lines(invoice: Invoice, filing: Filing) -> Sequence[returns.TaxLine]:
    """The lines of a tax return that an issued document gives; a credit note's are negative."""
    raw = _backoffice.invoice_tax_lines(invoice, filing)
    return tuple(load(returns.TaxLine, line) for line in raw)
