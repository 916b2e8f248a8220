"""Law as dated data: rule packs of parameters, each with the days on which it is in force and a citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Literal

from ._backoffice import RulePack

__all__ = ["Band", "Figure", "Gap", "RulePack", "Scale", "Source", "load"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a pack cites."""

    key: str
    title: str
    standing: Literal["official", "secondary"]
    url: str | None = None
    edition: str | None = None
    """The edition, as its authority numbers or dates it, where it is an official routine that is followed step by step."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of which a pack knows nothing between days of which it does."""

    since: date
    until: date
    why: str
    keys: tuple[str, ...] = ()
    """The parameters that it is of; all of them when none is named."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law as it stands on a day."""

    key: str
    value: Decimal
    """An amount in the pack's currency, or a rate as a fraction."""
    since: date
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A band of a scale: the rate on what lies above a threshold, up to the next band."""

    above: Decimal
    rate: Decimal
    base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of the law as it stands on a day."""

    key: str
    bands: tuple[Band, ...]
    per: str
    since: date
    source: str
    until: date | None = None


def load(path: str | PathLike[str]) -> RulePack:
    """The rule pack in a file of TOML."""
    with open(path, encoding="utf-8") as file:
        return RulePack(file.read())
