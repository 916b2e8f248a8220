"""Names of choices."""

from decimal import Decimal
from typing import Literal, TypeAlias

Number: TypeAlias = Decimal | int | str
"""A number that is exact; a float is refused."""

Mode: TypeAlias = Literal["half_even", "half_up", "half_down", "down", "up", "floor", "ceiling"]
"""Which way a number goes that lies between two multiples of the step."""

Granularity: TypeAlias = Literal["per_line", "per_rate", "per_document"]
"""Where a document's tax is rounded. A choice that changes cents, hence always asked for."""
