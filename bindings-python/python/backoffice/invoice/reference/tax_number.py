"""VAT numbers of the EU's members, the United Kingdom, Switzerland and Norway: form and check digits.

Countries are told by the prefix of their numbers: ``EL`` for Greece, ``XI`` for Northern Ireland, ``EU`` for the one-stop
shop of suppliers from outside.
"""

from __future__ import annotations

from ... import _backoffice
from ..._load import load

__all__ = ["check", "check_enterprise", "holds", "holds_enterprise", "parse"]


def holds(country: str, tax_number: str) -> bool:
    """Whether the text is a VAT number of the country."""
    return load(bool, _backoffice.invoice_tax_number_holds(country, tax_number))


def check(country: str, tax_number: str) -> None:
    """Raises what is wrong with the text."""
    _backoffice.invoice_tax_number_check(country, tax_number)


def parse(country: str, tax_number: str) -> str:
    """The number with its prefix, without spaces and signs."""
    return load(str, _backoffice.invoice_tax_number_parse(country, tax_number))


def holds_enterprise(country: str, tax_number: str) -> bool:
    """Whether the text is an enterprise number of Switzerland or Norway, without the mark of a VAT number."""
    return load(bool, _backoffice.invoice_tax_number_holds_enterprise(country, tax_number))


def check_enterprise(country: str, tax_number: str) -> None:
    """Raises what is wrong with the text."""
    _backoffice.invoice_tax_number_check_enterprise(country, tax_number)
