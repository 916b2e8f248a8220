"""Canada without Quebec: Canada Pension Plan, employment insurance, federal, provincial and territorial income tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from ..._backoffice import Money

__all__ = ["PACK", "Credits", "Deductions", "Profile", "Province", "ToDate"]

PACK = "ca.wages"
"""The rule pack's id."""

_NOTHING = Money.zero("CAD")

Province: TypeAlias = Literal["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
"""A province or territory, by its two letters. Quebec is here by name so that it can be refused by name."""


@dataclass(frozen=True, slots=True)
class Deductions:
    """What is taken off pay before tax. Annual amounts that begin in mid-year come adjusted: × pay periods ÷ those left."""

    pension_plan: Money | None = None
    """Registered pension plan or retirement savings contributions from the regular pay of the period (F)."""
    alimony: Money | None = None
    """Alimony or maintenance of the period under a document dated before May 1997 (F2)."""
    union_dues: Money | None = None
    """Union dues of the period (U1)."""
    annual: Money | None = None
    """Annual deductions that the tax office authorised (F1)."""
    prescribed_zone: Money | None = None
    """The annual deduction for living in a prescribed zone (HD)."""
    non_periodic: Money | None = None
    """Registered contributions and other deductions from the non-periodic part of this payment (F3)."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Credits beyond those of the claim amounts."""

    federal: Money | None = None
    """Other federal credits of the year that the tax office authorised (K3); adjusted like an annual deduction."""
    provincial: Money | None = None
    """Other provincial credits of the year (K3P)."""
    labour_funds: Money | None = None
    """What was withheld this period for shares of a labour-sponsored venture capital corporation (for LCF and LCP)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody on a Canadian payroll outside Quebec."""

    __tag__: ClassVar[tuple[str, str]] = ("jurisdiction", "ca")

    province: Province
    """The province or territory of employment."""
    pay_periods: int | None = None
    """The pay periods of the year (P), where they are not those of the frequency: 53 or 27 in some years, 10 or 22 where
    nothing is paid in part of the year. Required of somebody paid daily.
    """
    federal_claim: Money | None = None
    """The total claim amount of form TD1 (TC); none when no form is on file: the basic personal amount by the formula BPAF. A
    non-resident's is 0.
    """
    provincial_claim: Money | None = None
    """The total claim amount of the provincial or territorial form TD1 (TCP); none when no form is on file: the province's
    basic personal amount.
    """
    cpp_exempt: bool = False
    """No CPP contributions are due: under 18, over 70, or an election on form CPT30."""
    cpp2_exempt: bool = False
    """No second additional CPP contributions are due."""
    ei_exempt: bool = False
    """The employment is not insurable."""
    pensionable_months: int | None = None
    """The months of the year in which CPP contributions are to be deducted (PM), 1 to 12; none is the whole year."""
    insurable: Money | None = None
    """Insurable earnings of this payment (IE), where they are not its contributory pay."""
    deductions: Deductions = Deductions()
    """What is taken off before tax."""
    credits: Credits = Credits()
    """Credits beyond those of the claim amounts."""
    additional_tax: Money | None = None
    """Additional tax of the pay period that the employee asked for on form TD1 (L)."""
    dependants: int = 0
    """Dependants who are disabled or under 19, as form TD1ON shows them (for Y, Ontario only)."""
    to_date: ToDate | None = None
    """The figures to date with this employer, before this payment; none before the first. Those of an earlier year no longer
    count.
    """


@dataclass(frozen=True, slots=True)
class ToDate:
    """What was paid and withheld since 1 January by this employer."""

    through: date
    """The pay day of the last payment in the figures: it tells their year."""
    pay_periods: int | None = None
    """The pay periods of the year by which it was reckoned (P): they may not change within the year."""
    regular: Money | None = None
    """The regular pay of the last payment that had some (the most recent I), for a bonus that is paid alone."""
    pensionable: Money = _NOTHING
    """Pensionable earnings (PI to date)."""
    cpp: Money = _NOTHING
    """CPP contributions (D)."""
    cpp2: Money = _NOTHING
    """Second additional CPP contributions (D2)."""
    ei: Money = _NOTHING
    """Employment insurance premiums (D1)."""
    non_periodic: Money = _NOTHING
    """Bonuses and other non-periodic payments (B1)."""
    non_periodic_deductions: Money = _NOTHING
    """Registered contributions and other deductions from them (F4)."""
    non_periodic_cpp: Money = _NOTHING
    """Additional CPP contributions deducted from them (F5B to date)."""
