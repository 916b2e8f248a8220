"""What the store refuses, and what it says of a database that went away."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from .._errors import RefusedError
from ..invoice.numbering import Number

Outcome: TypeAlias = Literal["rolled_back", "unknown"]
"""What became of a transaction whose connection was lost."""


class StoreError(RefusedError):
    """The store cannot do it: its ``code`` says why.

    - ``store.wrong_mode``: the connection has a transaction open, or one of another kind than was passed;
    - ``store.interrupted``: the transaction was ended by other code before the store committed it;
    - ``store.not_issued``: a block of :func:`backoffice.store.numbering` ended without numbers and without ``abandon``;
    - ``store.busy``: another writer held the database for longer than the connection waits;
    - ``store.exists``: a series or chain of that id is stored with another definition;
    - ``store.missing``: the tables of the store, or its server function, are not there;
    - ``store.unsupported``: the database cannot do it;
    - ``store.closed``: the issuer takes no more drafts, or a block has numbered already;
    - ``store.chain_order``: the documents given to a chain are not those that come next;
    - ``store.not_linked``: the document has its number, but its record could not be chained;
    - ``invoice.series_unknown``: no series of that id is stored;
    - ``store.lost``: see :class:`LostError`.
    """


class LostError(StoreError):
    """The connection went away (``store.lost``). Nothing is half done: the transaction stands whole, or not at all.

    With the outcome ``rolled_back`` it does not stand: number the documents again. With ``unknown`` the connection broke
    while COMMIT was under way, or before its durability was known: on a new connection :func:`backoffice.store.look_up`
    says which, and waits for what is still under way.
    """

    outcome: Outcome
    """Whether it is known that nothing was stored."""
    series: str
    """The id of the series."""
    numbers: tuple[Number, ...]
    """The numbers that the transaction had claimed: its documents have them if it stands, else others will. Empty when the
    answer to the claim was lost as well, as with ``number_there``: the documents' heads have them.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "store.lost",
        field: str = "connection",
        value: str = "",
        row: int | None = None,
        outcome: Outcome = "unknown",
        series: str = "",
        numbers: tuple[Number, ...] = (),
    ) -> None:
        super().__init__(message, code=code, field=field, value=value, row=row)
        self.outcome, self.series, self.numbers = outcome, series, numbers

    def __reduce__(self) -> tuple[Any, ...]:
        named = {name: getattr(self, name) for name in ("code", "field", "value", "row", "outcome", "series", "numbers")}
        return _again, (self.message, named)


def _again(message: str, named: dict[str, Any]) -> LostError:
    return LostError(message, **named)


for _kind in (StoreError, LostError):
    _kind.__module__ = "backoffice.store"
