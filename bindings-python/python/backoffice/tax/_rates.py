"""Dated rates, what an invoice must say, and tax points: what ``backoffice.tax.sales`` gives out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from .. import _backoffice
from .._backoffice import RulePack
from .._load import load

Standing: TypeAlias = Literal["official", "secondary"]
"""How far a source can be trusted."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as it stands on a day, with what it rests on."""

    value: Decimal
    """The rate as a fraction: 0.2 is 20 %."""
    class_: str
    """Its class: ``standard``, ``reduced``, ``gst``."""
    jurisdiction: str
    """Whose rate it is: ``GB``, ``PT-MA``."""
    since: date
    """In force since; where a warning says that the true beginning is unknown, the first day that is known."""
    source: str
    """Document and section."""
    standing: Standing
    """Official when all its sources are."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    until: date | None = None
    """The last day in force, when one is known."""
    warnings: Sequence[str] = ()
    """What is not known of it, in words; empty as a rule."""


Beginning: TypeAlias = Literal["since", "known_from", "seen_on"]
"""What the first day of a rate tells: its true beginning, the first day that is known, or a day on which it was seen."""


@dataclass(frozen=True, slots=True)
class Class:
    """What is known of a class of rates."""

    class_: str
    """The class: ``standard``, ``reduced``, ``gst``."""
    since: date
    """The first day of which a rate is known."""
    beginning: Beginning
    """What that day tells."""
    official: int
    """How many of its dated rates rest on official sources alone."""
    secondary: int
    """How many rest on a secondary one."""
    until: date | None = None
    """The last day, where the class has ended."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """What is known of the rates of a jurisdiction."""

    jurisdiction: str
    """Its code: ``GB``, ``PT-MA``."""
    name: str
    """Its name."""
    classes: Sequence[Class]
    """Its classes, in the order of their keys."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


def rate(jurisdiction: str, class_: str, day: date) -> Rate:
    """The rate of a class in a jurisdiction on the day of the tax point. The pack is read anew: ``rate_in`` for many."""
    return load(Rate, _backoffice.tax_sales_rate(jurisdiction, class_, day))


def rate_in(pack: RulePack, class_: str, day: date) -> Rate:
    """The same from a pack; the rates of a region end in its letters: ``standard.MA``, ``hst.NS``."""
    return load(Rate, _backoffice.tax_sales_rate_in(class_, day, pack))


def jurisdictions() -> tuple[Jurisdiction, ...]:
    """What is embedded, in order of the codes: every jurisdiction with its classes and since when they are known."""
    return load(tuple[Jurisdiction, ...], _backoffice.tax_sales_jurisdictions())


def jurisdictions_in(packs: Sequence[RulePack]) -> tuple[Jurisdiction, ...]:
    """The same of packs that were loaded at run time."""
    return load(tuple[Jurisdiction, ...], _backoffice.tax_sales_jurisdictions_in(packs))


def rates_table(jurisdictions: Sequence[Jurisdiction]) -> str:
    """The table of what is known, in Markdown: a row for each jurisdiction."""
    return load(str, _backoffice.tax_sales_rates_table(jurisdictions))


Reason: TypeAlias = Literal[
    "reverse_charge",
    "self_billing",
    "cash_accounting",
    "travel_agents",
    "second_hand_goods",
    "works_of_art",
    "antiques",
    "intra_community",
    "export",
]
"""Why an invoice must say something."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What an invoice says."""

    reason: Reason
    """Why."""
    language: str
    """The language, by ISO 639-1."""
    text: str
    """The words."""
    article: str
    """The article that asks for them."""
    source: str
    """Where the words were read."""
    standing: Standing
    """How far that can be trusted."""


def mention(reason: Reason, language: str) -> Mention:
    """What an invoice says for a reason in a language (``de``)."""
    return load(Mention, _backoffice.tax_sales_mention(reason, language))


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why a supply bears no tax, by the code list VATEX."""

    code: str
    """The code, such as ``VATEX-EU-132-1A``."""
    law: Literal["directive", "french_tax_code", "saudi_regulations"]
    """The law that it belongs to."""
    reference: str
    """The law and the article: what an invoice may refer to."""
    article: str | None = None
    """Article and point; None where the code names none."""
    category: str | None = None
    """The category that goes with it, where the code list ties it to one."""
    reason: Reason | None = None
    """The mention that the Directive asks for in words, where it does."""


def exemption(code: str) -> Exemption:
    """The exemption reason with that code of the list VATEX."""
    return load(Exemption, _backoffice.tax_sales_exemption(code))


TaxPoint: TypeAlias = Literal["supply", "invoice", "payment", "fifteenth_of_next_month"]
"""The rule by which tax becomes chargeable: Directive 2006/112/EC, art. 63 and 65, 66(a) and (c), 66(b), 67."""


@dataclass(frozen=True, slots=True)
class TaxPointDays:
    """The days of a supply; those that have not come are left out."""

    supply: date
    """When the goods or services are supplied."""
    invoice: date | None = None
    """When the invoice is issued."""
    payment: date | None = None
    """When the payment, or the payment on account that is asked about, is received."""
    invoice_limit: date | None = None
    """The last day on which the state lets the invoice be issued."""


@dataclass(frozen=True, slots=True)
class Chargeable:
    """When tax becomes chargeable, and why."""

    day: date
    """The tax point: the rate of this day applies, and the return of its period takes the tax."""
    on_account: bool
    """Whether only the amount that was paid on account is chargeable, not the whole supply."""
    reason: str
    """Why, in a sentence."""
    article: str
    """The articles of the Directive."""


def tax_point(rule: TaxPoint, days: TaxPointDays) -> Chargeable:
    """The day on which the tax on a supply becomes chargeable by a rule."""
    return load(Chargeable, _backoffice.tax_sales_tax_point(rule, days))
