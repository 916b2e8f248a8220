"""What goes into a ``History`` and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .._backoffice import Money, exact
from .._types import Number

__all__ = ["At", "Change", "Closing", "Difference", "Flow", "Recorded"]


@dataclass(frozen=True, slots=True)
class At:
    """The place of a movement in its history. No two have the same."""

    day: date
    """The day on which it counts."""
    sequence: int
    """The number within the day, in any steps."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A movement of a pool: goods in at a value, or goods out, whose cost the history finds."""

    at: At
    """Its place."""
    quantity: Decimal
    """How many of the base unit, above zero."""
    value: Money | None = None
    """What goods in are worth in all; none: goods out."""

    @staticmethod
    def receipt(at: At, quantity: Number, value: Money) -> Flow:
        """Goods in."""
        return Flow(at, exact("quantity", quantity), value)

    @staticmethod
    def issue(at: At, quantity: Number) -> Flow:
        """Goods out."""
        return Flow(at, exact("quantity", quantity))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A movement with what it did."""

    at: At
    """Its place."""
    way: Literal["in", "out"]
    """Whether goods came or went."""
    quantity: Decimal
    """How many, above zero."""
    value: Money
    """What goods in were worth, or the cost of goods out."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A movement that is not as it was: added, deleted, amended, or of another cost."""

    before: Recorded | None
    """As it was; none if it was not there."""
    after: Recorded | None
    """As it is; none if it is no longer there."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is on hand at the end."""

    quantity: Decimal
    """How many of the base unit."""
    value: Money
    """What they are worth."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did."""

    before: int
    """The version before it, for ``History.diff``."""
    after: int
    """The version now."""
