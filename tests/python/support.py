"""What the tests of the Python package share."""

from __future__ import annotations

import pickle
import unittest
from collections.abc import Callable
from typing import Any

import backoffice as bo


class Case(unittest.TestCase):
    def refused(
        self, kind: type[bo.Error], code: str, field: str, value: str, call: Callable[..., Any], *given: Any, **named: Any
    ) -> bo.Error:
        """The call is refused with that code, and the error names the field and the value, also after pickling."""
        with self.assertRaises(kind) as caught:
            call(*given, **named)
        error = caught.exception
        self.assertEqual((error.code, error.field, error.value), (code, field, value), str(error))
        self.assertIs(type(error), kind)
        self.assertTrue(error.message)
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual(
            (type(again), again.code, again.field, again.value, again.row, str(again)),
            (kind, error.code, error.field, error.value, error.row, str(error)),
        )
        return error

    def value(self, value: Any, names: dict[str, Any] | None = None) -> None:
        """It is equal to, and hashes as, its pickled copy and its evaluated repr."""
        again = pickle.loads(pickle.dumps(value))
        self.assertEqual(again, value)
        told = eval(repr(value), {**vars(bo), **(names or {})})
        self.assertEqual(told, value)
        self.assertEqual({hash(again), hash(told)}, {hash(value)})
        self.assertNotEqual(value, object())
