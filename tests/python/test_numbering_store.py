"""The statements of a numbering store, on a database: the row decides, not what was read."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import backoffice as bo
from backoffice.invoice.numbering import COLUMNS, SCHEMA, Claim, Grant, Number, Placeholders, Series, Statement
from support import Case

YEARLY = Series("s", "{year}-{number:3}", "yearly", chronological=True)


class Store:
    """A table of series in memory."""

    def __init__(self, series: Series, placeholders: Placeholders = "colon") -> None:
        self.style: Placeholders = placeholders
        self.data = sqlite3.connect(":memory:", isolation_level=None)
        self.data.execute(SCHEMA)
        self.send("create", series.row("create", placeholders))

    def send(self, kind: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        statement = Statement.of(kind, self.style)  # type: ignore[arg-type]
        if self.style == "question":
            return self.data.execute(statement.text, values)
        return self.data.execute(statement.text, dict(zip(statement.names, values, strict=True)))

    def read(self, series: Series) -> Series | None:
        row = self.send("read", series.row("read", self.style)).fetchone()
        return row and Series.from_row(row)

    def claim(self, series: Series, days: list[date]) -> tuple[Number, ...]:
        claim = series.claim(days)
        row = self.send("claim", claim.values(self.style)).fetchone()
        if row is None:
            claim.refused(self.read(series))
        numbers, after = series.granted(claim, Grant.from_row(row))
        stored = self.read(series)
        assert stored is not None
        assert (after.next, after.period, after.last, after.version) == (
            stored.next,
            stored.period,
            stored.last,
            stored.version,
        )
        return numbers


class Claims(Case):
    def none(self, code: str, store: Store, series: Series, days: list[date]) -> None:
        """The claim is refused, and nothing is changed."""
        before = store.read(series)
        with self.assertRaises(bo.RefusedError) as caught:
            store.claim(series, days)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(store.read(series), before)

    def test_the_columns_are_those_of_the_table(self) -> None:
        data = sqlite3.connect(":memory:")
        data.execute(SCHEMA)
        self.assertEqual(tuple(row[1] for row in data.execute("PRAGMA table_info(number_series)")), COLUMNS)

    def test_the_row_decides(self) -> None:
        for style in ("colon", "question"):
            store = Store(YEARLY, style)
            texts = [number.text for number in store.claim(YEARLY, [date(2026, 5, 1), date(2026, 5, 2)])]
            self.assertEqual(texts, ["2026-001", "2026-002"])
            # YEARLY was read before any of this, and claims in each case.
            self.none("invoice.day_before_last", store, YEARLY, [date(2026, 5, 1)])
            self.assertEqual(store.claim(YEARLY, [date(2026, 5, 2)])[0].text, "2026-003")
            self.assertEqual(store.claim(YEARLY, [date(2027, 1, 1)])[0].text, "2027-001")
            self.none("invoice.day_before_last", store, YEARLY, [date(2026, 12, 31)])
            self.assertEqual(store.claim(YEARLY, [date(2027, 1, 1)] * 3)[2].text, "2027-004")

    def test_days_in_any_order_stay_in_their_period(self) -> None:
        series = replace(YEARLY, chronological=False, next=7)
        store = Store(series)
        days = [date(2026, 5, 2), date(2026, 5, 1)]
        self.assertEqual([number.counter for number in store.claim(series, days)], [7, 8])
        self.assertEqual(store.claim(series, [date(2026, 1, 1)])[0].counter, 9)
        stored = store.read(series)
        self.assertEqual(stored and stored.last, date(2026, 5, 2))
        self.assertEqual(store.claim(series, [date(2027, 3, 1)])[0].counter, 1)
        self.none("invoice.day_before_last", store, series, [date(2026, 12, 31)])

    def test_each_restart(self) -> None:
        fiscal = Series("f", "{fy}/{number}", "fiscal", fiscal_year=bo.calendar.FiscalYear(4, 1))
        store = Store(fiscal)
        texts = [store.claim(fiscal, [day])[0].text for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31))]
        self.assertEqual(texts, ["2025-26/1", "2026-27/1", "2026-27/2"])
        monthly = Series("m", "{year}{month}/{number}", "monthly")
        store = Store(monthly)
        texts = [store.claim(monthly, [day])[0].text for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 1))]
        self.assertEqual(texts, ["202601/1", "202602/1", "202602/2"])
        never = Series("n", "N{number}")
        store = Store(never)
        texts = [store.claim(never, [day])[0].text for day in (date(2026, 1, 31), date(2028, 2, 1), date(2025, 2, 1))]
        self.assertEqual(texts, ["N1", "N2", "N3"])

    def test_a_series_that_was_redefined(self) -> None:
        store = Store(YEARLY)
        for other in (
            replace(YEARLY, pattern="{year}/{number}"),
            replace(YEARLY, chronological=False),
            replace(YEARLY, pattern="{year}-{number:3}", restart="never"),
            replace(YEARLY, fiscal_year=bo.calendar.FiscalYear(4, 1)),
        ):
            with self.subTest(other):
                self.none("invoice.series_conflict", store, other, [date(2026, 5, 1)])
        self.none("invoice.series_unknown", store, replace(YEARLY, id="t"), [date(2026, 5, 1)])
        self.assertEqual(store.read(YEARLY), YEARLY)

    def test_a_counter_at_its_end_is_refused_by_the_table(self) -> None:
        end = Series("n", "N{number}", next=2**63 - 2)
        store = Store(end)
        with self.assertRaises(sqlite3.IntegrityError):
            store.claim(end, [date(2026, 5, 1)])
        self.assertEqual(store.read(end), end)

    def test_compare_and_swap(self) -> None:
        store = Store(YEARLY)
        mine, theirs = store.read(YEARLY), store.read(YEARLY)
        assert mine is not None and theirs is not None
        _, after = theirs.issue(date(2026, 5, 1))
        self.assertEqual(store.send("swap", after.swap(theirs.version, "colon")).rowcount, 1)
        _, late = mine.issue(date(2026, 5, 1))
        self.assertEqual(store.send("swap", late.swap(mine.version, "colon")).rowcount, 0)
        self.assertEqual(store.read(YEARLY), after)

    def test_rows_that_are_none(self) -> None:
        for row in ((), (1, "2026-05-01"), (1, 20260501, 1), (0.5, "2026-05-01", 1), (-1, "2026-05-01", 1)):
            with self.subTest(row), self.assertRaises(bo.InputError):
                Grant.from_row(row)  # type: ignore[arg-type]
        claim = YEARLY.claim([date(2026, 5, 1)])
        self.assertIsInstance(claim, Claim)
        self.assertEqual(YEARLY.frame(date(2026, 5, 1)), bo.invoice.numbering.Frame("2026-", 3, ""))
