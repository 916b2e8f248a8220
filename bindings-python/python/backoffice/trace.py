"""Traces: what was computed, from which steps, under which rule, and its source in the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from . import _backoffice

__all__ = ["Citation", "Line", "Trace"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure stands in the law."""

    key: str
    """The parameter's key in its pack."""
    value: str
    """The figure as text."""
    since: str
    """In force since."""
    source: str
    """Document and section."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a trace: its value, what it rests on and what it is made of."""

    id: str
    """The step's id, such as ``uk.ni.employee``."""
    name: str
    """What the person at the desk calls it."""
    value: Decimal
    """The figure."""
    note: str = ""
    """How it was come by, where a name does not tell."""
    rests_on: tuple[Citation, ...] = ()
    """The parameters of the law that it rests on."""
    of: tuple[Line, ...] = ()
    """The figures that it is made of."""

    def walk(self) -> Iterator[Line]:
        """This figure and all below it, from above."""
        yield self
        for line in self.of:
            yield from line.walk()

    def _html(self) -> str:
        cited = "".join(
            f" <small>[{escape(c.key)} = {escape(c.value)}: {escape(c.source)}; since {escape(c.since)}]</small>"
            for c in self.rests_on
        )
        note = f" ({escape(self.note)})" if self.note else ""
        told = f"{escape(self.name)} <b>{self.value}</b>{note}{cited}"
        if not self.of:
            return f"<div style='margin-left:1.5em'>{told}</div>"
        inner = "".join(line._html() for line in self.of)
        return f"<details open style='margin-left:1em'><summary>{told}</summary>{inner}</details>"


@dataclass(frozen=True, slots=True)
class Trace:
    """The explanation of a result: a tree of figures, and the edition of the law that they rest on."""

    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    lines: tuple[Line, ...]
    """The figures, the results first."""

    def find(self, id: str) -> Line | None:
        """The first figure with that id."""
        return next((line for top in self.lines for line in top.walk() if line.id == id), None)

    def __str__(self) -> str:
        return _backoffice.trace_text(self)

    def _repr_html_(self) -> str:
        return "".join(line._html() for line in self.lines)
