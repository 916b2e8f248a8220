"""Spain, VeriFactu: registrations, cancellations and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

__all__ = ["Cancellation", "Event", "Registration", "Site"]

Site: TypeAlias = Literal["production", "test", "production_kept", "test_kept"]
"""The service that checks the QR of an invoice; ``kept``: of a system that keeps its records instead of sending them."""


@dataclass(frozen=True, slots=True)
class Registration:
    """An invoice that is registered (``RegistroAlta``)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "verifactu_registration")

    issuer: str
    """``IDEmisorFactura``: the issuer's tax number."""
    number: str
    """``NumSerieFactura``."""
    day: str
    """``FechaExpedicionFactura``, as 31-12-2026."""
    kind: str
    """``TipoFactura``: F1, F2, F3, R1 to R5."""
    tax: str
    """``CuotaTotal``: the text of the XML."""
    total: str
    """``ImporteTotal``: the text of the XML."""
    recorded: str
    """``FechaHoraHusoGenRegistro``, as 2026-12-31T09:30:00+01:00."""
    site: Site | None = None
    """Who checks the QR; without it there is none."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A registered invoice that is cancelled (``RegistroAnulacion``)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "verifactu_cancellation")

    issuer: str
    """``IDEmisorFacturaAnulada``."""
    number: str
    """``NumSerieFacturaAnulada``."""
    day: str
    """``FechaExpedicionFacturaAnulada``, as 31-12-2026."""
    recorded: str
    """``FechaHoraHusoGenRegistro``, as 2026-12-31T09:30:00+01:00."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a system that keeps its records (``RegistroEvento``)."""

    __tag__: ClassVar[tuple[str, str]] = ("", "verifactu_event")

    system: str
    """``IdSistemaInformatico``."""
    version: str
    """``Version``."""
    installation: str
    """``NumeroInstalacion``."""
    taxpayer: str
    """``NIF`` of the taxpayer (``ObligadoEmision``)."""
    kind: str
    """``TipoEvento``: two digits."""
    recorded: str
    """``FechaHoraHusoGenEvento``, as 2026-12-31T09:30:00+01:00."""
    maker: str = ""
    """``NIF`` of the system's maker; empty where it has a foreign identifier."""
    maker_id: str = ""
    """``ID``: the maker's foreign identifier."""
