"""Tamper-evident chains.

``append`` and ``audit`` chain whole issued documents, in canonical JSON. The chains that tax offices prescribe are in
``fiscal``, with a module for each country's entries (``verifactu``, ``ticketbai``, ``zatca``, ``portugal``, ``rksv``,
``tse``). ``merkle`` is a ledger of which one record, or that it only grew, is shown without the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ... import _backoffice
from ..._load import load
from .._document import Invoice
from . import fiscal, merkle, portugal, rksv, ticketbai, tse, verifactu, zatca

__all__ = [
    "Head",
    "Record",
    "Scheme",
    "Sealed",
    "append",
    "audit",
    "canonical_text",
    "canonicalize",
    "fiscal",
    "merkle",
    "portugal",
    "rksv",
    "ticketbai",
    "tse",
    "verifactu",
    "zatca",
]

Scheme: TypeAlias = Literal["canonical_json"]
"""How a chain is made."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: what the auditor keeps where the bookkeeper cannot reach it."""

    scheme: Scheme
    """How the chain is made."""
    count: int
    """How many records it has."""
    hash: str
    """The hash of the last one; 32 zero bytes before the first."""

    @staticmethod
    def start(scheme: Scheme) -> Head:
        """Where a chain begins."""
        return load(Head, _backoffice.invoice_chain_start(scheme))


@dataclass(frozen=True, slots=True)
class Record:
    """A link of the chain."""

    scheme: Scheme
    """How the chain is made."""
    position: int
    """Its place, from 0."""
    content: str
    """The hash of the document."""
    previous: str
    """The hash of the record before it."""
    hash: str
    """The hash of all of these."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An issued document with its record: what a book consists of, one row each."""

    invoice: Invoice
    """The document."""
    record: Record
    """Its link."""


def append(head: Head, invoice: Invoice) -> tuple[Sealed, Head]:
    """An issued invoice with its record, and where the chain ends now."""
    return load(tuple[Sealed, Head], _backoffice.invoice_chain_append(head, invoice))


def audit(book: Sequence[Sealed], head: Head | None = None) -> None:
    """Raises BrokenError (``invoice.chain_broken``) for the first document that is not as it was, naming its place."""
    _backoffice.invoice_chain_audit(book, head)


def canonical_text(invoice: Invoice) -> str:
    """What is hashed of an issued invoice: canonical JSON (RFC 8785).

    Amounts are hashed as they are stored: ``1.5`` and ``1.50`` differ, so store the JSON as text.
    """
    return load(str, _backoffice.invoice_chain_canonical(invoice))


def canonicalize(text: str) -> str:
    """A JSON text in canonical form (RFC 8785): what goes into a ``merkle`` ledger, encoded as UTF-8.

    Raises InputError for numbers that programs write differently: ``input.float`` when not whole, ``number.not_exact``
    beyond 2**53 - 1.
    """
    return load(str, _backoffice.invoice_chain_canonicalize(text))
