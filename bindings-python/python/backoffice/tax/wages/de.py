"""Germany: wage tax by the Programmablaufplan of the Ministry of Finance, solidarity surcharge, church tax and social
insurance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from ... import _backoffice
from ..._backoffice import Money, RulePack
from ..._load import load
from ...trace import Trace

__all__ = [
    "PACK",
    "BorneRounding",
    "CentRounding",
    "Church",
    "Employment",
    "FlatTax",
    "Health",
    "Inputs",
    "Insurance",
    "Land",
    "Marginal",
    "Outputs",
    "Pay",
    "Private",
    "Profile",
    "Provision",
    "Statutory",
    "ToDate",
    "WageTax",
    "pap",
    "pap_traced",
]

PACK = "de.wages"
"""The rule pack's id."""

_NOTHING = Money.zero("EUR")


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a German payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "de")

    wage_tax: WageTax
    """Wage tax features, under the names of the Programmablaufplan."""
    insurance: Insurance
    """Social insurance; the Vorsorgepauschale follows it."""
    church: Church | None = None
    """Church tax, for members of a church that levies it."""
    pension: bool = False
    """Whether the pay is a pension from the employer (Versorgungsbezug); no contributions are known for it here."""
    insolvency_levy: bool = True
    """Whether the employer owes the insolvency levy; public employers do not."""
    to_date: ToDate | None = None
    """The figures of the year so far; none before the first payment. Those of an earlier year no longer count."""


@dataclass(frozen=True, slots=True)
class WageTax:
    """A person's wage tax features (ELStAM) and what is expected of the year."""

    STKL: int
    """The tax class, 1 (I) to 6 (VI)."""
    f: Decimal | None = None
    """The factor of the factor method, class IV only, three decimals."""
    ZKF: Decimal = Decimal(0)
    """The number of allowances for children, one decimal."""
    LZZFREIB: Money = _NOTHING
    """The allowance of the period."""
    LZZHINZU: Money = _NOTHING
    """The amount to be added in the period."""
    JFREIB: Money = _NOTHING
    """The allowance of the year, for other pay."""
    JHINZU: Money = _NOTHING
    """The amount to be added in the year, for other pay."""
    JRE4: Money = _NOTHING
    """The expected pay of the year without other pay; needed when other pay is paid."""
    JRE4ENT: Money = _NOTHING
    """Compensations (§ 24 no. 1 EStG) within ``JRE4``."""
    JVBEZ: Money = _NOTHING
    """Pensions within ``JRE4``."""
    ALTER1: int = 0
    """1 for somebody who was 64 at the beginning of the year, else 0."""
    AJAHR: int = 0
    """The year after the 64th birthday, where ``ALTER1`` is 1."""
    VJAHR: int = 0
    """The year in which the pension was paid first."""
    VBEZM: Money = _NOTHING
    """The pension of January 2005, or of the first whole month if it began later."""
    VBEZS: Money = _NOTHING
    """Expected special payments of pensions in the year in which it began."""
    ZMVB: int = 0
    """For how many months a pension is paid, where it is paid by the year."""


@dataclass(frozen=True, slots=True)
class Insurance:
    """In which social insurances somebody is."""

    health: Health
    """Health and care insurance."""
    pension: bool
    """Whether in the statutory pension insurance."""
    unemployment: bool
    """Whether in the unemployment insurance."""
    saxony: bool = False
    """Whether the place of employment is in Saxony."""
    childless: bool = False
    """Whether the surcharge of the childless in the care insurance is due: somebody of 23 or more who never had a child."""
    children: int = 0
    """The number of children under 25; the second to the fifth lower the employee's care contribution."""
    employment: Employment = "regular"
    """What kind of employment it is."""
    marginal: Marginal | None = None
    """What marginal employment needs to be known of beside; for no other."""
    sv_days: int | None = None
    """The days of social insurance in the payment, 30 for a whole month; none: those of the whole pay period."""


@dataclass(frozen=True, slots=True)
class Statutory:
    """In the statutory health and care insurances."""

    __tag__: ClassVar[tuple[str, str]] = ("kind", "statutory")

    extra: Decimal
    """The whole extra rate of the insurer, in percent with two decimals."""
    reduced: bool = False
    """At the reduced rate, without a claim to sick pay."""


@dataclass(frozen=True, slots=True)
class Private:
    """Privately insured: no contribution through the payroll."""

    __tag__: ClassVar[tuple[str, str]] = ("kind", "private")

    premium: Money
    """Contributions to basic health and care insurance, of a month."""
    subsidy: Money
    """The employer's subsidy to them, of a month."""


Health: TypeAlias = Statutory | Private
"""Health and care insurance."""

Employment: TypeAlias = Literal["regular", "transition_band", "marginal"]
"""What kind of employment it is. ``transition_band`` is pay regularly in that band (Midijob); ``marginal`` is marginal
employment (Minijob), by the month: flat rates, and the flat-rate tax in place of the wage tax.
"""


@dataclass(frozen=True, slots=True)
class Marginal:
    """What marginal employment needs to be known of beside the insurances."""

    flat_tax: FlatTax
    """Who bears the flat-rate tax of § 40a(2) EStG, which has solidarity surcharge and church tax in it."""
    sick_pay_levy: bool
    """Whether the employer takes part in the levy for continued pay in sickness (U1): one with up to 30 employees."""
    rounding: BorneRounding
    """How contributions are rounded that the employer bears alone."""


FlatTax: TypeAlias = Literal["by_employer", "by_employee"]
"""Who bears the flat-rate tax of marginal employment: the employer, on top of the pay; the employee, out of it, as was
agreed.
"""

BorneRounding: TypeAlias = Literal["de-bvv-whole-rate", "de-bvv-half-rate"]
"""How the flat contributions to health and pension insurance are rounded that the employer bears alone (§ 2(1) BVV): the
whole rate, rounded; or half the rate, rounded and doubled, as sentence 2 allows.
"""


@dataclass(frozen=True, slots=True)
class ToDate:
    """Pay since 1 January."""

    through: date
    """The pay day of the last payment in the figures: it tells their year."""
    other_pay: Money
    """Other pay (bonuses) that was paid since: the Programmablaufplan adds it to ``JRE4``."""
    sv_days: int
    """The days of social insurance since, with this employer."""
    health_base: Money
    """What health and care contributions were due on since, with this employer."""
    pension_base: Money
    """What pension and unemployment contributions were due on since, with this employer."""


@dataclass(frozen=True, slots=True)
class Church:
    """Church tax."""

    land: Land
    """The Land whose rate applies."""
    rounding: CentRounding
    """How the tax becomes cents: no law was found here, so the caller says."""


CentRounding: TypeAlias = Literal["down", "half_up"]
"""A rounding to the cent, as a profile where no law was found."""

Land: TypeAlias = Literal[
    "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"
]
"""The Länder, by their codes in ISO 3166-2."""


@dataclass(frozen=True, slots=True)
class Provision:
    """What the Vorsorgepauschale depends on."""

    KRV: int = 0
    """0 for members of the statutory pension insurance or of a professional pension fund, else 1."""
    ALV: int = 0
    """Of 2026: 0 for members of the unemployment insurance, else 1."""
    PKV: int = 0
    """0 for members of the statutory health insurance, 1 for the privately insured; in 2025 2 with a subsidy."""
    KVZ: Decimal = Decimal(0)
    """The whole extra rate of the health insurer, in percent with two decimals."""
    PKPV: Money = _NOTHING
    """Contributions to private basic health and care insurance, of a month."""
    PKPVAGZ: Money = _NOTHING
    """Of 2026: the employer's subsidy to them, of a month."""
    PVA: int = 0
    """The number of reductions for children in the care insurance, 0 to 4."""
    PVS: int = 0
    """1 for employment in Saxony, else 0."""
    PVZ: int = 0
    """1 for the surcharge of the childless in the care insurance, else 0."""


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid."""

    LZZ: Literal[1, 2, 3, 4]
    """The period: 1 the year, 2 the month, 3 the week, 4 the day."""
    RE4: Money
    """Taxable pay of the period, pensions included."""
    VBEZ: Money = _NOTHING
    """Pensions within ``RE4``."""
    SONSTB: Money = _NOTHING
    """Other pay (bonuses, compensations)."""
    SONSTENT: Money = _NOTHING
    """Compensations (§ 24 no. 1 EStG) within ``SONSTB``."""
    STERBE: Money = _NOTHING
    """Death benefits of pensions and lump sums within ``SONSTB``."""
    VBS: Money = _NOTHING
    """Pensions within ``SONSTB``, ``STERBE`` included."""
    MBV: Money = _NOTHING
    """Untaxed benefits of employee share ownership (§ 19a EStG)."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of the Programmablaufplan, under its own names."""

    wage_tax: WageTax
    """The person's wage tax features."""
    provision: Provision
    """What the Vorsorgepauschale depends on."""
    pay: Pay
    """What is paid."""
    R: int = 0
    """0 for nobody of a church that levies tax, else above."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """The results of the Programmablaufplan, under its own names."""

    LSTLZZ: Money
    """Wage tax of the period."""
    SOLZLZZ: Money
    """Solidarity surcharge of the period."""
    BK: Money
    """What church tax of the period is due on."""
    STS: Money
    """Wage tax on other pay."""
    SOLZS: Money
    """Solidarity surcharge on other pay."""
    BKS: Money
    """What church tax on other pay is due on."""


def pap(inputs: Inputs, day: date, pack: RulePack) -> Outputs:
    """The Programmablaufplan alone, in the edition of that day."""
    return load(Outputs, _backoffice.tax_wages_de_pap(inputs, day, pack))


def pap_traced(inputs: Inputs, day: date, pack: RulePack) -> tuple[Outputs, Trace]:
    """The same, with every variable explained."""
    return load(tuple[Outputs, Trace], _backoffice.tax_wages_de_pap_traced(inputs, day, pack))
