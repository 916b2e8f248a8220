"""A Merkle tree over records: that a record is in the ledger, and that the ledger only grew, shown without the ledger.

The auditor keeps a ``Head``. ``verify_inclusion`` and ``verify_consistency`` need nothing else but the record and a proof of
about log2(n) hashes, which a ``Tree`` makes. Whoever appends keeps a ``Frontier``. Hashes are those of RFC 9162.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ... import _backoffice
from ..._backoffice import Tree
from ..._load import load

__all__ = ["Frontier", "Head", "Tree", "leaf", "verify_consistency", "verify_inclusion"]


@dataclass(frozen=True, slots=True)
class Head:
    """What the auditor keeps of a ledger."""

    count: int
    """How many records there are."""
    root: str
    """The hash at the root of their tree."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The state of a ledger that is appended to: stored beside the ledger, and read after a restart."""

    count: int = 0
    """How many records there are."""
    hashes: Sequence[str] = ()
    """The roots of the full trees at the end, from the first and greatest on."""

    def append(self, record: bytes) -> tuple[Head, Frontier]:
        """The head after a record, and the frontier."""
        return load(tuple[Head, Frontier], _backoffice.invoice_merkle_append(self, record))

    @property
    def head(self) -> Head:
        """What the auditor keeps."""
        return load(Head, _backoffice.invoice_merkle_head(self))


def leaf(record: bytes) -> str:
    """The hash of a record: what a store keeps of each to make proofs later (``Tree(leaves)``)."""
    return _backoffice.invoice_merkle_leaf(record)


def verify_inclusion(record: bytes, index: int, proof: Sequence[str], head: Head) -> None:
    """Raises BrokenError (``invoice.chain_proof``) unless the record is in the ledger of the head, at that place from 0."""
    _backoffice.invoice_merkle_verify_inclusion(record, index, proof, head)


def verify_consistency(earlier: Head, later: Head, proof: Sequence[str]) -> None:
    """Raises BrokenError (``invoice.chain_proof``) unless the earlier ledger is the beginning of the later one."""
    _backoffice.invoice_merkle_verify_consistency(earlier, later, proof)
