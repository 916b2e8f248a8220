"""Days as the back office counts them: periods, pay frequencies, fiscal years, business days."""

from typing import Literal, TypeAlias

from ._backoffice import BusinessDays, FiscalYear, Period, per_year

__all__ = ["BusinessDays", "FiscalYear", "PayFrequency", "Period", "per_year"]

PayFrequency: TypeAlias = Literal[
    "daily", "weekly", "fortnightly", "four_weekly", "semi_monthly", "monthly", "quarterly", "semi_annual", "annual"
]
"""How often somebody is paid."""
