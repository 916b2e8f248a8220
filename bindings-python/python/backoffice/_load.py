"""From documents to dataclasses, as their annotations say."""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union

from . import _backoffice
from ._backoffice import (
    Book,
    BusinessDays,
    FiscalYear,
    Journal,
    Money,
    Period,
    Posting,
    Price,
    Quantity,
    Rounding,
    RulePack,
)

T = TypeVar("T")
Loader = Callable[[Any], Any]

_SCALARS: dict[Any, Loader] = {
    Any: lambda raw: raw,
    object: lambda raw: raw,
    str: lambda raw: raw,
    bool: lambda raw: raw,
    int: lambda raw: raw,
    type(None): lambda raw: None,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: time.fromisoformat,
    Money: lambda raw: Money(raw["amount"], raw["currency"]),
    Price: lambda raw: Price(raw["amount"], raw["currency"]),
    Quantity: lambda raw: Quantity(raw["amount"], raw["unit"]),
    Rounding: lambda raw: Rounding(raw["step"], raw["mode"], raw.get("cut")),
    Period: lambda raw: Period(raw["first"], raw["last"]),
    Posting: lambda raw: Posting(**{**raw, "amount": Money(raw["amount"]["amount"], raw["amount"]["currency"])}),
    FiscalYear: lambda raw: FiscalYear(raw["month"], raw["day"]),
    BusinessDays: lambda raw: BusinessDays(raw["weekend"], raw["holidays"]),
    Journal: Journal,
    Book: lambda raw: Book.from_json(_backoffice.to_json(raw)),
    RulePack: RulePack,
}


def load(kind: type[T], raw: Any) -> T:
    """The value of type ``kind`` that the document ``raw`` describes."""
    return typing.cast(T, _loader(typing.cast(Any, kind))(raw))


def from_json(kind: type[T], text: str) -> T:
    """The value of type ``kind`` that was stored as JSON, in whichever language."""
    return load(kind, _backoffice.from_json(text))


@cache
def _loader(kind: Any) -> Loader:
    if kind in _SCALARS:
        return _SCALARS[kind]
    origin, of = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return _SCALARS[Any]
    if origin in (Union, types.UnionType):
        return _union(of)
    if origin is Sequence or (origin is tuple and len(of) == 2 and of[1] is Ellipsis):
        item = _loader(of[0])
        return lambda raw: tuple(map(item, raw))
    if origin is tuple:
        items = [_loader(part) for part in of]
        return lambda raw: tuple(load_item(part) for load_item, part in zip(items, raw, strict=True))
    if origin is dict:
        key, value = _loader(of[0]), _loader(of[1])
        return lambda raw: {key(name): value(held) for name, held in raw.items()}
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    raise TypeError(f"{kind!r} has no form in a document")


def _union(of: tuple[Any, ...]) -> Loader:
    tagged = {kind: kind.__tag__ for kind in of if hasattr(kind, "__tag__")}
    names = [kind for kind in of if typing.get_origin(kind) is Literal]
    others = [kind for kind in of if kind not in tagged and kind not in names and kind is not type(None)]

    def read(raw: Any) -> Any:
        if raw is None:
            return None
        if names and isinstance(raw, str) and any(raw in typing.get_args(kind) for kind in names):
            return raw
        for kind, (key, name) in tagged.items():
            if isinstance(raw, dict) and (raw.get(key) == name if key else set(raw) == {name}):
                return _loader(kind)(raw)
        # A name, or an object that says more: `Skill` is one.
        fitting = [kind for kind in others if dataclasses.is_dataclass(kind) == isinstance(raw, dict)]
        for kind in fitting or others:
            return _loader(kind)(raw)
        raise TypeError(f"{raw!r} is none of {of!r}")

    return read


def _dataclass(kind: Any) -> Loader:
    hints = typing.get_type_hints(kind, vars(sys.modules[kind.__module__]))
    fields = {field.name.rstrip("_"): (field.name, hints[field.name]) for field in dataclasses.fields(kind)}
    loaders: dict[str, tuple[str, Loader]] = {}
    key, name = getattr(kind, "__tag__", (None, ""))
    newtype = hasattr(kind, "__newtype__")

    def read(raw: Any) -> Any:
        if key == "":
            raw = {"value": raw[name]} if newtype else raw[name]
        elif key is not None:
            raw = {held: value for held, value in raw.items() if held != key}
        if not loaders:  # now, not when compiling: a class may hold itself
            loaders.update({field: (own, _loader(hint)) for field, (own, hint) in fields.items()})
        unknown = raw.keys() - loaders.keys()
        if unknown:
            raise TypeError(f"{kind.__qualname__} does not know {', '.join(sorted(unknown))}")
        return kind(**{loaders[field][0]: loaders[field][1](held) for field, held in raw.items()})

    return read
