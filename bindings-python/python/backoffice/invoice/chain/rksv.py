"""Austria, the ordinance on tills (RKSV): receipts of a till."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ... import _backoffice
from ..._load import load

__all__ = ["CANCELLATION", "DEVICE_FAILED", "TRAINING", "Receipt", "decrypt_turnover", "encrypt_turnover", "signing_input"]

TRAINING = "VFJB"
"""The turnover field of a training receipt."""
CANCELLATION = "U1RP"
"""The turnover field of a cancellation."""
DEVICE_FAILED = "U2ljaGVyaGVpdHNlaW5yaWNodHVuZyBhdXNnZWZhbGxlbg"
"""The signature of a receipt while the device is out of order."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt; amounts have a comma."""

    __tag__: ClassVar[tuple[str, str]] = ("", "rksv")

    suite: str
    """Suite and provider, such as ``R1-AT1``."""
    cash_box: str
    """The till's identifier."""
    number: str
    """The receipt's number."""
    issued: str
    """The local time, as 2026-12-31T09:30:00."""
    normal: str
    """Gross at the normal rate, as ``34,77``."""
    reduced_1: str
    """Gross at the first reduced rate."""
    reduced_2: str
    """Gross at the second reduced rate."""
    zero: str
    """Gross at no tax."""
    special: str
    """Gross at the special rate."""
    turnover: str
    """The encrypted turnover counter (``encrypt_turnover``), ``TRAINING`` or ``CANCELLATION``."""
    certificate: str
    """The certificate's serial number in hexadecimal digits, or what stands for it."""


def signing_input(text: str) -> str:
    """What is signed (ES256) of a receipt's text: the JWS without its signature, which is base64url without padding."""
    return load(str, _backoffice.invoice_rksv_signing_input(text))


def encrypt_turnover(key: str, cash_box: str, number: str, cents: int, length: int) -> str:
    """The turnover field of a receipt: the counter after it, in cents. ``key`` is 32 bytes in base64, ``length`` 5 to 8."""
    return load(str, _backoffice.invoice_rksv_encrypt_turnover(key, cash_box, number, cents, length))


def decrypt_turnover(key: str, cash_box: str, number: str, turnover: str) -> int | None:
    """The turnover counter of a receipt, in cents; None on a training receipt or cancellation."""
    cents: int | None = _backoffice.invoice_rksv_decrypt_turnover(key, cash_box, number, turnover)
    return cents
