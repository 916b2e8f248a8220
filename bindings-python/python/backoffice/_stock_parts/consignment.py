"""Consignment: goods that are held and not owned, or owned and held elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import Journal, Money, Price
from .._load import load
from .._types import Number

__all__ = ["Accounts", "Balance", "Consignment", "Move", "Note", "held", "placed", "post"]

Kind: TypeAlias = Literal["arrived", "used", "returned"]
"""What happened to goods on consignment: they came to the consignee, changed hands, or went back."""

Side: TypeAlias = Literal["held", "placed"]
"""Whose book it is: the consignee's or the consignor's."""


@dataclass(frozen=True, slots=True)
class Note:
    """One delivery, use or return."""

    kind: Kind
    """What happened."""
    party: str
    """The other party: the consignor of goods held, the consignee of goods placed."""
    item: str
    """The item."""
    day: date
    """The day."""
    quantity: Number
    """How many, at most 6 decimals, above zero."""
    unit_price: Price | None = None
    """Of goods held that are used: the price agreed for each."""
    cost: Money | None = None
    """Of goods placed that arrive: what they cost, all of them."""
    reference: str | None = None
    """The document."""


@dataclass(frozen=True, slots=True)
class Move:
    """A note, and what it is worth to the side whose book this is."""

    note: Note
    """The note."""
    value: Money
    """Goods held: the purchase when they are used, else nothing. Goods placed: what they cost."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What there is of an item with a party, after all notes."""

    party: str
    """The party."""
    item: str
    """The item."""
    quantity: Decimal
    """How many."""
    value: Money
    """What they are carried at: nothing for goods held."""


@dataclass(frozen=True, slots=True)
class Consignment:
    """Goods on consignment, from one side."""

    side: Side
    """Whose book it is."""
    moves: Sequence[Move]
    """The notes in order, with their values."""
    balances: Sequence[Balance]
    """What there is, by party and item."""


def held(notes: Sequence[Note], currency: str) -> Consignment:
    """Goods held and not owned: quantities, and a purchase at the agreed price when some are used."""
    return load(Consignment, _backoffice.stock_consignment_held(notes, currency))


def placed(notes: Sequence[Note], currency: str) -> Consignment:
    """Goods owned and held elsewhere: the value stays, and leaves at the average of what is there."""
    return load(Consignment, _backoffice.stock_consignment_placed(notes, currency))


@dataclass(frozen=True, slots=True)
class Accounts:
    """The caller's names of the accounts that consignments are posted to."""

    inventory: str
    """Goods on hand: the asset."""
    on_consignment: str
    """Goods of ours that lie with others: an asset too."""
    cost_of_sales: str
    """The cost of what was sold or used."""
    payables: str
    """What consignors are owed for what was used."""


def post(consignment: Consignment, accounts: Accounts) -> Journal:
    """The postings, balanced. Of goods held only a use is posted; the reference is the note's document, else the item."""
    return load(Journal, _backoffice.stock_consignment_post(consignment, accounts))
