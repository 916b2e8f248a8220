"""Wage tax and contributions: one input type for each jurisdiction, the same assessment from all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, Rounding, RulePack, Table
from ..._columns import Columns
from ..._load import load
from ..._types import Problem
from ...calendar import PayFrequency
from ...law import Source
from ...trace import Citation, Trace
from . import ae, au, ca, de, eg, fr, jo, ma, sa, uk, us

__all__ = [
    "Assessment",
    "Change",
    "ChangedLine",
    "Comparison",
    "Days",
    "Edition",
    "Kink",
    "Kinks",
    "Line",
    "Marginal",
    "MarginalLine",
    "MarginalTotal",
    "NotFollowed",
    "Part",
    "PayRange",
    "Payment",
    "Problem",
    "Profile",
    "RateLine",
    "Side",
    "StatutoryRate",
    "Supported",
    "Table",
    "ae",
    "assess",
    "assess_table",
    "assess_traced",
    "au",
    "ca",
    "compare",
    "de",
    "eg",
    "fr",
    "jo",
    "kinks",
    "ma",
    "marginal",
    "sa",
    "statutory_rate",
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
class MarginalLine:
    """What a step of pay changes in a line."""

    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    change: Money
    """How much more of it is due with the step than without, every rounding of the rule included."""
    rate: Decimal
    """``change`` ÷ the step, as a fraction, rounded as the call says."""
    statutory: Decimal | None = None
    """The statutory rate where the step begins; none where it could not be followed."""


@dataclass(frozen=True, slots=True)
class MarginalTotal:
    """What a step of pay changes in all that one payer bears."""

    change: Money
    """The sum of the changes."""
    rate: Decimal
    """``change`` ÷ the step, as a fraction, rounded as the call says."""
    statutory: Decimal | None = None
    """The sum of the statutory rates, rounded once; none where one of them could not be followed."""


@dataclass(frozen=True, slots=True)
class Marginal:
    """What a step of pay changes."""

    pay: Money
    """The regular pay from which the step is taken."""
    step: Money
    """The step."""
    lines: Sequence[MarginalLine]
    """Each line."""
    employee: MarginalTotal
    """All that is withheld."""
    employer: MarginalTotal
    """All that the employer bears on top."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""


@dataclass(frozen=True, slots=True)
class RateLine:
    """The statutory rate of a line."""

    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    rate: Decimal | None = None
    """How much of one more unit of pay it takes, as a fraction; none where that could not be followed."""
    not_followed_from: str | None = None
    """The step of the rule from which on it could not be followed."""


@dataclass(frozen=True, slots=True)
class StatutoryRate:
    """What the law's own rates come to for a pay."""

    pay: Money
    """The regular pay."""
    lines: Sequence[RateLine]
    """Each line."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    employee: Decimal | None = None
    """The sum of the employee's rates, rounded once; none where one of them could not be followed."""
    employer: Decimal | None = None
    """The sum of the employer's, likewise."""


@dataclass(frozen=True, slots=True)
class PayRange:
    """A range of regular pay, both ends included."""

    from_: Money
    """The least pay."""
    to: Money
    """The greatest."""
    most_pieces: int = 10_000
    """The most pieces of the rule that are looked at; more are refused."""


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where the statutory rate of a line changes, or its unrounded amount jumps."""

    after: Money
    """The greatest pay, to the minor unit, up to which the rule below the kink holds."""
    code: str
    """The line's code, such as ``uk.ni``."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    rate_before: Decimal
    """The statutory rate up to there."""
    rate_after: Decimal
    """The statutory rate from there on."""
    jump: Decimal
    """By how much the unrounded amount jumps there; below zero it falls."""
    step: str
    """The first and deepest step of the rule that is another beyond the kink, such as ``eg.tax.annual``."""
    step_name: str
    """Its name."""
    cited: Sequence[Citation]
    """Where the figure stands in the law; where it is none of the law's, all that the step rests on."""
    limit: Decimal | None = None
    """The figure with which the rule compared: a threshold, where it is one figure."""


@dataclass(frozen=True, slots=True)
class NotFollowed:
    """A line that could not be followed in a part of a range."""

    code: str
    """The line's code."""
    name: str
    """What the person at the desk calls it."""
    payer: Payer
    """Who bears it."""
    step: str
    """The step of the rule from which on it could not be followed."""
    from_: Money
    """The least pay of the part."""
    through: Money
    """The greatest."""


@dataclass(frozen=True, slots=True)
class Kinks:
    """The kinks in a range of pay."""

    from_: Money
    """The least pay that was looked at."""
    to: Money
    """The greatest."""
    kinks: Sequence[Kink]
    """The kinks, the lowest first; one for each line that has one there."""
    pack: str
    """The rule pack's id."""
    revision: str
    """Its revision."""
    not_followed: Sequence[NotFollowed] = ()
    """What could not be followed, and where: kinks there are not known."""


def marginal(profile: Profile, payment: Payment, step: Money, pack: RulePack, by: Rounding) -> Marginal:
    """What a step of regular pay changes in each line and in all, by the real rule: (f(pay + step) - f(pay)) ÷ step, with
    the statutory rate beside it; rates are rounded by ``by``."""
    return load(Marginal, _backoffice.tax_wages_marginal(profile, payment, step, by, pack))


def statutory_rate(profile: Profile, payment: Payment, pack: RulePack, by: Rounding) -> StatutoryRate:
    """How much of one more unit of regular pay the law's rates take in the bands in which the payment lies, before any
    rounding: for each line and in all, rounded by ``by``."""
    return load(StatutoryRate, _backoffice.tax_wages_statutory_rate(profile, payment, by, pack))


def kinks(profile: Profile, payment: Payment, range: PayRange, pack: RulePack, by: Rounding) -> Kinks:
    """The places in a range of regular pay where a statutory rate changes or an unrounded amount jumps, each with the
    parameter of the law that makes it; rates and jumps are rounded by ``by``.

    >>> import backoffice as bo
    >>> law = bo.RulePack.embedded("ma.wages")
    >>> payment = Payment.of(date(2026, 1, 31), "monthly", bo.Money("6000 MAD"))
    >>> range = PayRange(bo.Money("6100 MAD"), bo.Money("7000 MAD"))
    >>> found = kinks(ma.Profile(0, "half_up"), payment, range, law, bo.Rounding("0.0001", "half_up"))
    >>> [(str(kink.after), kink.limit, kink.cited[0].key) for kink in found.kinks if kink.code == "ma.ir"]
    [('6500.00 MAD', Decimal('78000'), 'ir.expenses.limit')]
    """
    return load(Kinks, _backoffice.tax_wages_kinks(profile, payment, range, by, pack))


Jurisdiction: TypeAlias = Literal["ae", "au", "ca", "de", "eg", "fr", "jo", "ma", "sa", "uk", "us"]
"""Whose taxes they are."""


def assess_table(
    people: Columns,
    *,
    jurisdiction: Jurisdiction,
    constants: Mapping[str, Any] | None = None,
    pass_through: Sequence[str] = (),
    pack: RulePack | None = None,
    lazy: bool = False,
) -> Table:
    """The taxes and contributions of a table of people: columns in, columns out, a row for a row and in the same order.

    ``people`` is a table of polars, pyarrow, pandas, DuckDB, DataFusion or another that hands over Arrow, or a dict of lists.
    Its columns have the names of the fields of a payment and a profile, those that lie deeper with dots: ``pay_day``,
    ``frequency``, ``taxable``, ``tax_code``, ``to_date.taxable_pay``. Amounts are decimals, whole units or text, in the
    currency of the law; floats are refused. Null is a field that is left out; without ``contributory`` it is ``taxable``,
    without ``non_cash`` there is none. What is the same for everybody may be given once, in ``constants``. Other columns are
    refused, but for those named in ``pass_through``, which come back unchanged.

    What comes out is taken by anything that takes Arrow: ``polars.DataFrame(table)``, ``pyarrow.table(table)``. After the
    columns passed through come the figures to date, under the names under which they go in; each line by its code, null where
    its rule was not applied; ``withheld`` and ``employer``, their sums; and ``problem.code``, ``problem.field`` and
    ``problem.message``, null where the row stands. A row that is refused has no figures, the others stand. What came out may
    go in again, with the next month's pay: its results are left aside, and a row that was refused is refused again.

    ``pack`` is the law, the embedded one when left out. A ``lazy`` table is assessed while it is read, which may be once, with
    no more than some thousand rows in memory at a time.

        >>> people = {
        ...     "id": ["ada", "ben"],
        ...     "tax_code": ["1257L", "BR"],
        ...     "taxable": [Decimal("3000.00"), Decimal("1234.50")],
        ... }
        >>> april = {"pay_day": date(2026, 4, 30), "frequency": "monthly", "category": "A"}
        >>> table = assess_table(people, jurisdiction="uk", constants=april, pass_through=["id"])
        >>> table.to_pydict()["uk.paye"]
        [Decimal('390.20'), Decimal('246.80')]
    """
    law = RulePack.embedded(f"{jurisdiction}.wages") if pack is None else pack
    given = {**(constants or {}), "jurisdiction": jurisdiction}
    columns = dict(people) if isinstance(people, Mapping) else people
    return _backoffice.tax_wages_assess_table(columns, given, list(pass_through), law, lazy)


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
