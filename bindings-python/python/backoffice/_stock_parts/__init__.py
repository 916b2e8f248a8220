"""What stands apart from the book of stock; reached through ``backoffice.stock``."""

from . import allocation, consignment, expiry, lots, nrv, retail, units

__all__ = ["allocation", "consignment", "expiry", "lots", "nrv", "retail", "units"]
