"""Wage tax and contributions: one input type for each jurisdiction, the same assessment from all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack, Table
from ..._columns import Columns
from ..._load import load
from ...calendar import PayFrequency
from ...trace import Trace
from . import ae, au, ca, de, eg, fr, jo, ma, sa, uk, us

__all__ = [
    "Assessment",
    "Line",
    "Payment",
    "Profile",
    "Table",
    "ae",
    "assess",
    "assess_table",
    "assess_traced",
    "au",
    "ca",
    "de",
    "eg",
    "fr",
    "jo",
    "ma",
    "sa",
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
