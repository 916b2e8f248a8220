"""IBAN, the international bank account number: country, check digits, length and structure."""

from __future__ import annotations

from dataclasses import dataclass

from ... import _backoffice
from ..._load import load

__all__ = ["Country", "check", "countries", "format", "holds", "is_qr_iban", "make", "parse"]


@dataclass(frozen=True, slots=True)
class Country:
    """What the IBAN of a country looks like."""

    code: str
    """ISO 3166-1 code; ``XK`` for Kosovo."""
    length: int
    """How many characters an IBAN has."""
    bban: str
    """What stands behind country and check digits: lengths, and ``n`` for digits, ``a`` for letters, ``c`` for either."""


def countries() -> tuple[Country, ...]:
    """Every country that has IBANs, by its code."""
    return load(tuple[Country, ...], _backoffice.invoice_iban_countries())


def make(country: str, bban: str) -> str:
    """The IBAN of an account number as the country writes it in an IBAN."""
    return load(str, _backoffice.invoice_iban_make(country, bban))


def holds(iban: str) -> bool:
    """Whether the text is an IBAN."""
    return load(bool, _backoffice.invoice_iban_holds(iban))


def check(iban: str) -> None:
    """Raises what is wrong with the text."""
    _backoffice.invoice_iban_check(iban)


def parse(iban: str) -> str:
    """The electronic form: no spaces, letters in upper case."""
    return load(str, _backoffice.invoice_iban_parse(iban))


def format(iban: str) -> str:
    """The printed form, in groups of four."""
    return load(str, _backoffice.invoice_iban_format(iban))


def is_qr_iban(iban: str) -> bool:
    """Whether it is a QR-IBAN, which takes a QR reference and nothing else."""
    return load(bool, _backoffice.invoice_iban_is_qr_iban(iban))
