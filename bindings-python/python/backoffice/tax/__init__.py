"""The taxes of a company: what is charged on sales, and what is withheld from wages and paid on them."""

from . import sales, wages

__all__ = ["sales", "wages"]
