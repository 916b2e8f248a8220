"""What holds columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias


class ArrowStream(Protocol):
    """A table that hands over a stream of Arrow: of polars, pyarrow, pandas, DuckDB, DataFusion."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class ArrowArray(Protocol):
    """A batch that hands over an array of Arrow."""

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...


Columns: TypeAlias = ArrowStream | ArrowArray | Mapping[str, Iterable[Any]]
"""Columns by name, of whichever library, or a dict of lists."""
