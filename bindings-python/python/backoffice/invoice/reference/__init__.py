"""Payment references, bank accounts, tax numbers: their check digits made, checked and printed; and payment codes.

A check reads the text as a person writes it. ``holds`` says yes or no, ``check`` raises what is wrong with it (an
``InputError`` such as ``invoice.reference_check_digit``), ``parse`` gives the electronic form, ``format`` the printed one.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from ... import _backoffice
from ..._load import load
from . import iban, qr, tax_number

__all__ = ["Scheme", "check", "format", "holds", "iban", "make", "parse", "qr", "tax_number"]

Scheme: TypeAlias = Literal[
    "rf",
    "finnish",
    "estonian",
    "kid_mod10",
    "kid_mod11",
    "ocr",
    "ocr_length",
    "qrr",
    "belgian",
    "slovenian",
    "slovenian_groups",
    "croatian",
]
"""A kind of payment reference."""


def make(scheme: Scheme, number: str) -> str:
    """The reference of a number, such as an invoice's."""
    return load(str, _backoffice.invoice_reference_make(scheme, number))


def holds(scheme: Scheme, reference: str) -> bool:
    """Whether the text is a reference of this scheme."""
    return load(bool, _backoffice.invoice_reference_holds(scheme, reference))


def check(scheme: Scheme, reference: str) -> None:
    """Raises what is wrong with the text."""
    _backoffice.invoice_reference_check(scheme, reference)


def parse(scheme: Scheme, reference: str) -> str:
    """The reference without spaces and signs: how it is stored and compared."""
    return load(str, _backoffice.invoice_reference_parse(scheme, reference))


def format(scheme: Scheme, reference: str) -> str:
    """The reference as it is printed."""
    return load(str, _backoffice.invoice_reference_format(scheme, reference))
