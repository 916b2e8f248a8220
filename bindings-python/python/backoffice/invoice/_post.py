"""A document as the accountant sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Journal, Money, Rounding
from .._load import load
from ._document import Category, Invoice, TaxTotal

__all__ = ["Accounts", "Claim", "ReverseCharge", "Settled", "TaxAccount", "post", "reverse_charged"]

Direction: TypeAlias = Literal["output", "input"]
"""Whether a tax is owed to the state (of sales) or asked back from it (of purchases)."""


@dataclass(frozen=True, slots=True)
class TaxAccount:
    """The account of a tax."""

    category: Category
    """Its category."""
    account: str
    """The account."""
    rate: Decimal | None = None
    """Its rate, a fraction; none for every rate of the category that has no account of its own."""
    code: str = ""
    """The caller's code of the tax; empty for every code that has no account of its own."""
    direction: Direction = "output"
    """Whether it is the tax of sales or of purchases."""


@dataclass(frozen=True, slots=True)
class ReverseCharge:
    """The tax that the buyer owes on a purchase whose seller charged none (reverse charge, intra-community acquisition):
    it is owed to the state, and asked back from it."""

    category: Category
    """AE or K."""
    rate: Decimal
    """The buyer's rate, a fraction."""
    output: str
    """The account of the tax that is owed."""
    input: str
    """The account of the tax that is asked back."""
    code: str = ""
    """The caller's code of the tax on the line; empty for every code that has no rate of its own."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The caller's accounts. One that is needed and empty is an error, never a guess."""

    receivable: str = ""
    """What customers owe."""
    revenue: str = ""
    """Revenue, where a line names no account of its own."""
    tax: Sequence[TaxAccount] = ()
    """Tax, by category, rate, code and direction."""
    rounding: str = ""
    """Rounding differences (BT-114)."""
    withheld: str = ""
    """Tax that buyers keep back."""
    advances: str = ""
    """Payments of customers in advance (BT-113)."""
    payable: str = ""
    """What is owed to suppliers."""
    expense: str = ""
    """Expense, where a line of a purchase names no account of its own."""
    reverse: Sequence[ReverseCharge] = ()
    """The tax of purchases whose seller charged none."""
    withheld_payable: str = ""
    """Tax that is kept back from suppliers, and owed to the state."""
    advances_paid: str = ""
    """Payments to suppliers in advance (BT-113 of a purchase)."""
    deposits_received: str = ""
    """What was invoiced to customers in advance (386), until the final invoice."""
    deposits_paid: str = ""
    """What suppliers invoiced in advance (386), until the final invoice."""
    exchange: str = ""
    """Cents between amounts that are each converted into the accounting currency."""

    def of_deposits(self) -> Accounts:
        """The same for a document that takes back, or adds to, an advance invoice."""
        return load(Accounts, _backoffice.invoice_accounts_of_deposits(self))


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document's receivable or payable stands at: the amount that is owed, and what it was booked at."""

    owed: Money
    """What is owed, in the document's currency (BT-115)."""
    booked: Money
    """What it was posted at, in the currency of the books."""

    @staticmethod
    def of(invoice: Invoice) -> Claim:
        """Of a document, as ``post`` books it."""
        return load(Claim, _backoffice.invoice_claim(invoice))

    def settle(self, paid: Money, received: Money, by: Rounding) -> Settled:
        """Pays ``paid`` of what is owed, for which ``received`` came in (or went out) in the currency of the books."""
        return load(Settled, _backoffice.invoice_claim_settle(self, paid, received, by))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment does to a ``Claim``."""

    cleared: Money
    """What is taken off the receivable or payable, in the currency of the books."""
    difference: Money
    """What came in or went out less that: for a receivable a gain when above zero, for a payable a loss."""
    left: Claim
    """What is left of the claim."""


def post(invoice: Invoice, accounts: Accounts) -> Journal:
    """The journal of an issued document, balanced, in the accounting currency where it has one."""
    return load(Journal, _backoffice.invoice_post(invoice, accounts))


def reverse_charged(invoice: Invoice, accounts: Accounts) -> Sequence[tuple[ReverseCharge, TaxTotal]]:
    """The tax that the buyer owes and asks back on the rows of a purchase whose seller charged none (AE, K)."""
    rows = _backoffice.invoice_reverse_charged(invoice, accounts)
    return load(tuple[tuple[ReverseCharge, TaxTotal], ...], rows)
