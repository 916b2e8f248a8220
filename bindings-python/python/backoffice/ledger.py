"""What each room hands to the accountant: postings, gathered in journals that balance, per currency."""

from ._backoffice import Journal, Posting

__all__ = ["Journal", "Posting"]
