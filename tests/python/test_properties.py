"""Laws of money, with hypothesis."""

from __future__ import annotations

import pickle
import unittest
from decimal import Decimal
from typing import Any

import backoffice as bo

try:
    from hypothesis import given, strategies
except ImportError:
    raise unittest.SkipTest("hypothesis is not installed") from None

CENTS = strategies.integers(-(10**15), 10**15)
CURRENCIES = strategies.sampled_from(["EUR", "GBP", "JPY", "KWD"])


def money(units: int, currency: str) -> bo.Money:
    return bo.Money(Decimal(units).scaleb(-bo.minor_digits(currency)), currency)


class Laws(unittest.TestCase):
    @given(CENTS, CURRENCIES, strategies.lists(strategies.integers(0, 1000), min_size=1, max_size=9).filter(any))
    def test_parts_add_up(self, units: int, currency: str, weights: list[int]) -> None:
        whole = money(units, currency)
        self.assertEqual(bo.Money.sum(whole.split(weights), currency), whole)

    @given(CENTS, CENTS, CURRENCIES)
    def test_sums_are_those_of_decimal(self, a: int, b: int, currency: str) -> None:
        left, right = money(a, currency), money(b, currency)
        self.assertEqual((left + right).amount, left.amount + right.amount)
        self.assertEqual(left + right - right, left)
        self.assertEqual(left < right, a < b)

    @given(CENTS, CURRENCIES)
    def test_values_come_back_as_they_were(self, units: int, currency: str) -> None:
        value = money(units, currency)
        self.assertEqual(eval(repr(value), vars(bo)), value)
        self.assertEqual(pickle.loads(pickle.dumps(value)), value)
        self.assertEqual(bo.from_json(bo.Money, bo.to_json(value)), value)

    @given(strategies.recursive(
        strategies.none() | strategies.booleans() | strategies.integers() | strategies.floats() | strategies.text()
        | strategies.decimals() | strategies.dates() | strategies.datetimes() | strategies.binary(),
        lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    ))
    def test_whatever_comes_in_is_taken_or_refused_with_a_code(self, value: Any) -> None:
        for call in (lambda: bo.stock.value(value, "fifo", "default"), lambda: bo.Journal([value]), lambda: bo.Money(value)):
            try:
                call()
            except bo.InternalError:
                raise
            except bo.Error as error:
                self.assertTrue(error.code)
