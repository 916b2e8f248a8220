"""Wage tax and contributions: one input type for each jurisdiction, the same assessment from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ..._types import Problem
from ...calendar import PayFrequency
from ...law import Source
from ...trace import Trace
from . import ae, au, ca, de, eg, fr, jo, ma, sa, uk, us

__all__ = [
    "Assessment",
    "Change",
    "ChangedLine",
    "Comparison",
    "Days",
    "Edition",
    "Line",
    "Part",
    "Payment",
    "Problem",
    "Profile",
    "Side",
    "Supported",
    "ae",
    "assess",
    "assess_traced",
    "au",
    "ca",
    "compare",
    "de",
    "eg",
    "fr",
    "jo",
    "ma",
    "sa",
    "supported",
    "supported_by",
    "table",
    "uk",
    "us",
]

Profile: TypeAlias = (
    ae.Profile
    | au.Profile
    | ca.Profile
    | de.Profile
    | eg.Profile
    | fr.Profile
    | jo.Profile
    | ma.Profile
    | sa.Profile
    | uk.Profile
    | us.Profile
)
"""Who is paid, in the terms of the authority that taxes them; the figures to date included."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What is paid to somebody on a day, as the bases that the law taxes."""

    pay_day: date
    """The day of the payment: it decides the tax year and the period."""
    frequency: PayFrequency
    """How often this person is paid."""
    taxable: Money
    """Pay that is taxed, this payment only."""
    contributory: Money
    """Earnings on which contributions are due, this payment only."""
    non_cash: Money
    """The part of ``taxable`` that is not paid in cash (benefits taxed through the payroll)."""
    non_periodic: Money | None = None
    """The part of ``taxable`` and ``contributory`` that is no regular pay (a bonus, back pay), for laws that tax it apart."""

    @staticmethod
    def of(pay_day: date, frequency: PayFrequency, pay: Money) -> Payment:
        """A payment in cash, all of it taxed and contributory."""
        return Payment(pay_day, frequency, pay, pay, Money.zero(pay.currency))


Payer: TypeAlias = Literal["employee", "employer"]
"""Who bears a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One tax or contribution on a payment."""

    authority: str
    """Whom it is paid to, such as ``HMRC``."""
    code: str
    """What it is, stable: ``uk.paye``, ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    base: Money
    """What it is due on."""
    payer: Payer
    """Who bears it."""
    amount: Money
    """How much; below zero is a refund."""
    source: str
    """Document and section."""
    rate: Decimal | None = None
    """The rate as a fraction, where a single one applied."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The taxes and contributions of one payment."""

    lines: Sequence[Line]
    """The lines; one of zero stands there too when the rule was applied."""
    carried: Profile
    """The profile with this payment in its figures to date: hand it over with the next payment."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""

    def borne_by(self, payer: Payer, currency: str) -> Money:
        """The sum of what that payer bears."""
        return load(Money, _backoffice.tax_wages_borne_by(self, payer, currency))


def assess(profile: Profile, payment: Payment, pack: RulePack) -> Assessment:
    """The taxes and contributions of a payment."""
    return load(Assessment, _backoffice.tax_wages_assess(profile, payment, pack))


def assess_traced(profile: Profile, payment: Payment, pack: RulePack) -> tuple[Assessment, Trace]:
    """The same, with every figure explained."""
    return load(tuple[Assessment, Trace], _backoffice.tax_wages_assess_traced(profile, payment, pack))


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, the last included; open when no last day is known."""

    since: date
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"since {self.since}" if self.until is None else f"{self.since} to {self.until}"


@dataclass(frozen=True, slots=True)
class Edition:
    """An official routine that is followed step by step, pinned by its edition."""

    title: str
    """The document, and how it was read."""
    edition: str
    """The edition, as the authority numbers or dates it."""
    standing: Literal["official", "secondary"]
    """Whether the document itself was read."""
    days: Sequence[Days]
    """The days on which its figures are in force."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pack, by the first word of its keys: on what its figures rest."""

    part: str
    """The first word of the keys: ``paye``, ``ni``, ``loans``."""
    official: int
    """Dated figures all of whose sources are official."""
    secondary: int
    """Dated figures of which a source is a transcription or a summary by somebody else."""
    sources: Sequence[str]
    """The keys of the sources that they cite, in the pack's order."""


@dataclass(frozen=True, slots=True)
class Supported:
    """What is known of the wage taxes and contributions of a jurisdiction, in one pack."""

    country: str
    """The code of ISO 3166-1, such as ``GB``."""
    name: str
    """The country's name."""
    module: str
    """The module, such as ``uk``."""
    pack: str
    """The pack's id."""
    revision: str
    """Its revision."""
    currency: str
    """The currency of its amounts."""
    known: Sequence[Days]
    """The days for whose payments the law resolves, oldest first."""
    years: Sequence[str]
    """The tax years that lie in these days: ``2026-27``; in part, ``2026 (to 2026-06-30)``; without an end, ``2026 on``."""
    editions: Sequence[Edition]
    """The editions of the official routines, oldest first."""
    parts: Sequence[Part]
    """On what its figures rest."""
    sources: Sequence[Source]
    """The documents that it cites."""
    covers: Sequence[str]
    """What the module covers."""
    not_covered: Sequence[str]
    """What it does not."""
    known_in_part: Sequence[Days] = ()
    """The days for some of whose payments it does: a parameter is not known that others need."""


@dataclass(frozen=True, slots=True)
class Side:
    """Which pack a side of a comparison was reckoned under."""

    pack: str
    revision: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that is not the same under both packs."""

    code: str
    name: str
    payer: Payer
    old: Money | None = None
    """Its amount under the old pack; none when there is no such line."""
    new: Money | None = None
    """Its amount under the new one."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose result is not the same under both packs."""

    row: int
    """The person's place in the list, from 0."""
    lines: Sequence[ChangedLine]
    """The lines whose amounts differ, those of only one side included; empty when a side is refused."""
    old_problem: Problem | None = None
    """Why the old pack refuses, where it does."""
    new_problem: Problem | None = None
    """Why the new one does."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a new pack changes for a list of people."""

    old: Side
    new: Side
    people: int
    """How many people were compared."""
    unchanged: int
    """How many results are the same, refusals for the same reason among them."""
    changed: int
    """How many are reckoned under both, to other amounts."""
    newly_refused: int
    """How many the new pack refuses, which the old one did not."""
    newly_known: int
    """How many the old pack refused, which the new one does not."""
    refused_otherwise: int
    """How many both refuse, each for another reason."""
    changes: Sequence[Change]
    """Everybody who is not counted as unchanged, in order."""


def supported() -> tuple[Supported, ...]:
    """What is known of each jurisdiction, as the packs that came with this version say."""
    return load(tuple[Supported, ...], _backoffice.tax_wages_supported())


def supported_by(packs: Sequence[RulePack]) -> tuple[Supported, ...]:
    """The same of packs that were loaded at run time, one entry for each."""
    return load(tuple[Supported, ...], _backoffice.tax_wages_supported_by(packs))


def table(supported: Sequence[Supported]) -> str:
    """The table of what is supported, in Markdown: a row for each pack."""
    return load(str, _backoffice.tax_wages_table(supported))


def compare(people: Sequence[tuple[Profile, Payment]], old: RulePack, new: RulePack) -> Comparison:
    """Everybody whose result changes from one pack to the other: other amounts, and refusals that appear or vanish."""
    return load(Comparison, _backoffice.tax_wages_compare(people, old, new))
