"""The chains that tax offices prescribe, behind one interface.

An entry becomes a text, byte for byte as the country wants it (``text``); where the country wants a signature the caller
signs that text; ``append`` then gives the record and where the chain ends now. ``verify`` names the first record that was
altered, removed, added or moved. Signing, certificates, canonical XML and sending stay with the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ... import _backoffice
from ..._load import load
from . import portugal, rksv, ticketbai, tse, verifactu, zatca

__all__ = [
    "Entry",
    "Head",
    "Proof",
    "Record",
    "Scheme",
    "Verified",
    "append",
    "append_many",
    "canonical_text",
    "text",
    "verify",
    "verify_from",
]

Scheme: TypeAlias = Literal["verifactu", "verifactu_events", "ticket_bai", "zatca", "portugal", "rksv", "tse"]
"""How a chain is made."""

Entry: TypeAlias = (
    verifactu.Registration
    | verifactu.Cancellation
    | verifactu.Event
    | ticketbai.Ticket
    | zatca.Invoice
    | portugal.Document
    | rksv.Receipt
    | tse.Receipt
)
"""What is recorded: the fields of a document or event, as they are printed or sent."""

Proof: TypeAlias = Literal["hashed", "signed", "unsigned"]
"""How far a book is proved: by hashes, so that the head matters; by signatures, each of which ``check`` accepted; or not,
where texts are signed and no check was given or a record says that the device had failed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: what the next record continues, and what the auditor keeps. A row of four columns."""

    scheme: Scheme
    """How the chain is made."""
    count: int
    """How many records it has."""
    number: str
    """The number of the last one; empty before the first."""
    link: str
    """The link of the last one; before the first, what the scheme says (most often nothing)."""

    @staticmethod
    def start(scheme: Scheme) -> Head:
        """Where a chain begins."""
        return load(Head, _backoffice.invoice_fiscal_start(scheme))


@dataclass(frozen=True, slots=True)
class Record:
    """A link of a chain. All texts are as the country prints or sends them."""

    position: int
    """Its place, from 0."""
    entry: Entry
    """What was recorded."""
    previous: str
    """The link of the record before it."""
    text: str
    """The text that is hashed or signed."""
    link: str
    """What the next record carries: the hash, or what the scheme makes of the signature."""
    signature: str | None = None
    """The caller's signature of the text."""
    printed: str | None = None
    """What is printed beside the QR: TicketBAI's identifier, Portugal's four characters, Austria's OCR text."""
    qr: str | None = None
    """What the QR holds."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found when nothing was wrong."""

    head: Head
    """Where the book ends."""
    proof: Proof
    """How far it is proved."""
    unsigned: int
    """How many records have no signature that was checked; 0 where the proof is by hash."""


def text(head: Head, entry: Entry) -> str:
    """The text of the next record: what is hashed, and what the caller signs."""
    return load(str, _backoffice.invoice_fiscal_text(head, entry))


def append(head: Head, entry: Entry, signature: str | None = None) -> tuple[Record, Head]:
    """The record of an entry at the end of the chain, and where the chain ends now. ``signature`` is of ``text``'s text."""
    return load(tuple[Record, Head], _backoffice.invoice_fiscal_append(head, entry, signature))


def append_many(
    head: Head, entries: Sequence[Entry], sign: Callable[[str], str | None] | None = None
) -> tuple[tuple[Record, ...], Head]:
    """The records of many entries in their order, and where the chain ends then: for a store that links many in one
    transaction. All or nothing.

    ``sign`` gives the signature of a text; what it raises comes out as it is. TicketBAI and Saudi Arabia have the link in
    the XML that is hashed: there each entry is made when the record before it is known, and given to ``append``.
    """
    return load(tuple[tuple[Record, ...], Head], _backoffice.invoice_fiscal_append_many(head, entries, sign))


def verify(
    book: Sequence[Record], kept: Head | None = None, check: Callable[[str, str], bool] | None = None
) -> Verified:
    """Raises BrokenError (``invoice.chain_broken``) for the first record that is not as it was, naming its place and field.

    ``kept`` is the head that the auditor kept; without one, records removed from the end are not missed. ``check`` is given
    a text and its signature and says whether the one is of the other; what it raises comes out as it is. Without one a
    chain whose texts are signed is ``unsigned``.
    """
    return load(Verified, _backoffice.invoice_fiscal_verify(None, book, kept, check))


def verify_from(
    start: Head, book: Sequence[Record], kept: Head | None = None, check: Callable[[str, str], bool] | None = None
) -> Verified:
    """As ``verify``, of the records that come after a head, such as a year's."""
    return load(Verified, _backoffice.invoice_fiscal_verify(start, book, kept, check))


def canonical_text(record: Record) -> str:
    """A record in canonical JSON (RFC 8785): what goes into a ``merkle`` ledger, encoded as UTF-8."""
    return load(str, _backoffice.invoice_fiscal_canonical(record))
