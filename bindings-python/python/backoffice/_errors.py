"""What can be refused, as exceptions: the same codes as in Rust and in C."""

from __future__ import annotations

from typing import Any


class Error(Exception):
    """Anything that backoffice refuses: which field, which value, and what to do."""

    code: str
    """The stable code, such as ``law.none_in_force``."""
    field: str
    """The field whose value was refused; a path such as ``lines.3.price`` where it lies deeper."""
    value: str
    """The refused value as text; empty when a value is missing."""
    row: int | None
    """The row of a batch, from 0."""
    message: str
    """What happened, to what, and what to do; without the row."""

    def __init__(
        self, message: str, *, code: str = "", field: str = "", value: str = "", row: int | None = None
    ) -> None:
        super().__init__(message if row is None else f"row {row}: {message}")
        self.message, self.code, self.field, self.value, self.row = message, code, field, value, row

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.message, self.code, self.field, self.value, self.row)


def _again(kind: type[Error], message: str, code: str, field: str, value: str, row: int | None) -> Error:
    return kind(message, code=code, field=field, value=value, row=row)


class InputError(Error, ValueError):
    """A value that cannot be accepted: malformed, negative where it may not be, unknown."""


class LawError(Error, LookupError):
    """No rule is known for that day, person or place. Never answered with the nearest one."""


class OutOfRangeError(Error, ArithmeticError):
    """A number left the range in which it can be held exactly."""


class RefusedError(Error):
    """The request is well-formed, but the state of things forbids it."""


class BrokenError(Error):
    """Records that contradict one another: an altered chain, a journal that does not balance."""


class InternalError(Error, RuntimeError):
    """A defect of backoffice, caught at the edge; please report it."""


for _kind in (Error, InputError, LawError, OutOfRangeError, RefusedError, BrokenError, InternalError):
    _kind.__module__ = "backoffice"
