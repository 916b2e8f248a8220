"""Names of choices, and what batches tell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Number: TypeAlias = Decimal | int | str
"""A number that is exact; a float is refused."""

Mode: TypeAlias = Literal["half_even", "half_up", "half_down", "down", "up", "floor", "ceiling"]
"""Which way a number goes that lies between two multiples of the step."""

Granularity: TypeAlias = Literal["per_line", "per_rate", "per_document"]
"""Where a document's tax is rounded. A choice that changes cents, hence always asked for."""

Weekday: TypeAlias = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
"""A day of the week."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a batch tells of a row that it could not do, beside the results of the others."""

    row: int
    """The row, from 0."""
    field: str
    """The field whose value was refused."""
    code: str
    """The stable code."""
    message: str
    """What happened, to what, and what to do."""
