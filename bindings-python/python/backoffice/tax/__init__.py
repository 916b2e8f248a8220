"""The taxes of a company: what is charged on sales, its returns, and what is withheld from wages and paid on them."""

from . import returns, sales, wages

__all__ = ["returns", "sales", "wages"]
