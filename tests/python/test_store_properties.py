"""No order of allocate, commit, abandon and crash leaves a gap, with hypothesis, on SQLite."""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
import unittest
from collections import Counter
from datetime import date, timedelta
from typing import Any

import backoffice as bo
from backoffice import store
from backoffice.invoice.numbering import Number, Series
from store import shop

try:
    from hypothesis import given, settings, strategies
except ImportError:
    raise unittest.SkipTest("hypothesis is not installed") from None

WAYS = ("commit", "commit", "raise before", "raise after", "abandon", "crash before", "crash after", "begin", "leave")
ACT = strategies.tuples(
    strategies.integers(0, 1),
    strategies.sampled_from(WAYS),
    strategies.lists(strategies.integers(0, 40), min_size=1, max_size=4),
)


# Files that need no disk, where the system has such a place: a crash here is one of the process.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Customer(Exception):
    """The customer left."""


class Till:
    """One of two tills on the same database, which may have a transaction open for as long as it likes."""

    def __init__(self, path: str) -> None:
        self.path, self.open = path, contextlib.ExitStack()
        self.connection = shop.open_sqlite(path, "OFF")
        self.connection.execute("PRAGMA busy_timeout = 0")
        self.numbering: store.Numbering | None = None

    def crash(self) -> None:
        """The process is gone: the connection is closed, whatever it was doing."""
        numbering, self.numbering = self.numbering, None
        self.connection.close()
        if numbering is not None:
            with contextlib.suppress(Exception):
                numbering.__exit__(None, None, None)
        del numbering
        gc.collect()  # SQLite lets go with the last cursor
        self.__init__(self.path)  # type: ignore[misc]


class Shop:
    def __init__(self, path: str, series: Series) -> None:
        self.tills = [Till(path), Till(path)]
        self.series = series
        shop.furnish(self.tills[0].connection, series)
        self.count = 0
        self.told: dict[str, Number] = {}

    def act(self, which: int, way: str, ahead: list[int]) -> None:
        till = self.tills[which]
        if till.numbering is None:
            numbering = store.numbering(till.connection, self.series.id)
            numbering.__enter__()
            till.numbering = numbering
        numbering = till.numbering
        sales = []
        for days in sorted(ahead):
            self.count += 1
            sales.append(shop.Sale(f"d{self.count}", date(2026, 12, 10) + timedelta(days), lines=1))
            sales[-1].write_lines(numbering.cursor)
        if way == "begin":
            # Its lines are rolled back with whatever ends it, or kept without a head: only the numbers are looked at.
            return
        till.numbering = None
        if way == "crash before":
            till.numbering = numbering
            del numbering
            till.crash()
            return

        def heads(cursor: Any, numbers: tuple[Number, ...]) -> None:
            for sale, number in zip(sales, numbers, strict=True):
                sale.write_head(cursor, number)
            if way == "raise after":
                raise Customer
            if way == "crash after":
                till.connection.close()

        crashed = False
        try:
            with contextlib.ExitStack() as stack:
                stack.push(numbering.__exit__)
                if way == "raise before":
                    raise Customer
                if way == "abandon":
                    numbering.abandon()
                elif way != "leave":
                    numbers = numbering.issue([sale.day for sale in sales], heads)
                    self.told |= {sale.id: number for sale, number in zip(sales, numbers, strict=True)}
        except Customer:
            pass
        except store.LostError as lost:
            assert (way, lost.outcome) == ("crash after", "rolled_back")
            crashed = True
        except bo.RefusedError as error:
            allowed = "store.not_issued" if way == "leave" else "invoice.day_before_last"
            assert error.code == allowed, error
        if crashed:
            del numbering, stack
            till.crash()


class Property(unittest.TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        strategies.lists(ACT, max_size=14),
        strategies.sampled_from([("never", "N{number:3}"), ("yearly", "{year}-{number}"), ("monthly", "{year}{month}/{number}")]),
        strategies.booleans(),
    )
    def test_no_order_leaves_a_gap(self, acts: list[Any], restart: Any, chronological: bool) -> None:
        series = Series("sales", restart[1], restart[0], chronological)
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            tills = Shop(f"{folder}/shop.db", series)
            for which, way, ahead in acts:
                other = tills.tills[1 - which]
                try:
                    tills.act(which, way, ahead)
                except store.StoreError as error:
                    # One writes at a time: the other has its transaction open.
                    self.assertEqual(error.code, "store.busy")
                    self.assertIsNotNone(other.numbering)
            for till in tills.tills:
                till.crash()
            connection = tills.tills[0].connection
            rows = connection.execute("SELECT draft, day, counter, number FROM invoice ORDER BY day, counter").fetchall()
            self.assertEqual({row[0]: row[3] for row in rows}, {id: str(number) for id, number in tills.told.items()})
            cut = {"never": 0, "yearly": 4, "monthly": 7}[restart[0]]
            for period, count in Counter(row[1][:cut] for row in rows).items():
                counters = sorted(row[2] for row in rows if row[1][:cut] == period)
                self.assertEqual(counters, list(range(1, count + 1)))
            select = f"SELECT day, counter, number FROM invoice ORDER BY substr(day, 1, {cut}), counter"
            self.assertFalse(store.audit(connection, "sales", select))
            for till in tills.tills:
                till.connection.close()
            del connection


if __name__ == "__main__":
    unittest.main()
