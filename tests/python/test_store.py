"""Numbers without gaps from Python, on SQLite and on databases that are told by a Dialect."""

from __future__ import annotations

import doctest
import importlib
import itertools
import pickle
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice import store
from backoffice.invoice.numbering import Number, Series, Told
from store import shop
from support import Case

DAY = date(2026, 3, 2)
SALES = Series("sales", "INV-{year}-{number:5}", restart="yearly")


class Shop(Case):
    """A shop on a file of SQLite."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = f"{folder.name}/shop.db"
        self.connection = self.opened()
        shop.furnish(self.connection, SALES)

    def opened(self, **mode: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, **({"isolation_level": None, "timeout": 10} | mode))
        if not connection.in_transaction:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            connection.execute("PRAGMA synchronous = OFF")
        self.addCleanup(connection.close)
        return connection

    def sale(self, id: object, day: date = DAY) -> shop.Sale:
        return shop.Sale(str(id), day, lines=1)

    def draft(self, id: object, day: date = DAY) -> store.Draft:
        return self.sale(id, day).draft()

    def numbered(self, *ids: object, connection: Any = None) -> list[str]:
        drafts = [self.draft(id) for id in ids]
        return [number.text for number in store.number(connection or self.connection, "sales", drafts)]

    def stored(self) -> list[str]:
        reader = sqlite3.connect(self.path)
        try:
            self.assertEqual(
                reader.execute("SELECT draft FROM invoice ORDER BY 1").fetchall(),
                reader.execute("SELECT DISTINCT draft FROM line ORDER BY 1").fetchall(),
                "something is half done",
            )
            return [row[2] for row in reader.execute(shop.SELECT)]
        finally:
            reader.close()


class Modes(Shop):
    def modes(self) -> Iterator[dict[str, Any]]:
        for level in (None, "", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"):
            yield {"isolation_level": level}
            if sys.version_info >= (3, 12):
                for autocommit in (True, False, sqlite3.LEGACY_TRANSACTION_CONTROL):
                    yield {"isolation_level": level, "autocommit": autocommit}

    def state(self, connection: sqlite3.Connection) -> tuple[Any, ...]:
        return connection.isolation_level, getattr(connection, "autocommit", None), connection.in_transaction

    def test_every_mode_numbers_and_comes_back(self) -> None:
        for count, mode in enumerate(self.modes()):
            with self.subTest(**mode):
                connection = self.opened(**mode)
                before = self.state(connection)
                self.assertEqual(self.numbered(f"{count}a", f"{count}b", connection=connection)[-1][-5:], f"{2 * count + 2:05}")
                self.assertEqual(self.state(connection), before)
                with self.assertRaises(ZeroDivisionError), store.numbering(connection, "sales") as n:
                    self.sale("lost").write_lines(n.cursor)
                    n.issue([DAY], lambda cursor, numbers: 1 // 0)
                self.assertEqual(self.state(connection), before)
                self.assertEqual(store.read(connection, "sales").next, 2 * count + 3)
                self.assertFalse(store.audit(connection, "sales", shop.SELECT))
                # Rows and text of the caller's own kinds are not the store's.
                connection.row_factory = lambda cursor, row: {"row": row}
                connection.text_factory = bytes
                self.assertEqual(store.read(connection, "sales").pattern, SALES.pattern)
                connection.close()
        self.assertEqual(len(self.stored()), 2 * count + 2)

    def test_an_open_transaction_is_the_callers(self) -> None:
        for mode in self.modes():
            with self.subTest(**mode):
                connection = self.opened(**mode)
                if not connection.in_transaction:
                    connection.execute("BEGIN")
                connection.execute("INSERT INTO line VALUES ('mine', 0, 'x', '1')")
                with self.assertRaises(store.StoreError) as caught:
                    self.numbered("x", connection=connection)
                self.assertEqual(caught.exception.code, "store.wrong_mode")
                self.assertTrue(connection.in_transaction)
                self.assertEqual(connection.execute("SELECT count(*) FROM line").fetchall(), [(1,)], "it is still there")
                connection.execute("ROLLBACK")
                connection.close()
        self.assertEqual(store.read(self.connection, "sales").next, 1)

    def test_a_transaction_that_other_code_ended_is_not_told(self) -> None:
        for mode in ({}, {"isolation_level": ""}):
            for script in ("ROLLBACK", "COMMIT"):
                with self.subTest(script, **mode), self.assertRaises(store.StoreError) as caught:
                    with store.numbering(self.opened(**mode), "sales") as n:
                        n.issue([DAY], lambda cursor, numbers: cursor.execute(script))
                self.assertEqual(caught.exception.code, "store.interrupted")
                self.assertIn("INV-2026-0000", caught.exception.message)
        self.assertEqual(store.read(self.connection, "sales").next, 3, "COMMIT of the caller's took the numbers: it is told")
        connection = self.opened(isolation_level="")
        if sys.version_info >= (3, 12):  # before, executescript commits first, and nothing can stop it
            with store.numbering(connection, "sales") as n:
                n.issue([DAY], lambda cursor, numbers: cursor.executescript("SELECT 1"))
            return
        with self.assertRaises(store.StoreError), store.numbering(connection, "sales") as n:
            n.issue([DAY], lambda cursor, numbers: cursor.executescript("SELECT 1"))

    def test_a_query_that_was_not_read_to_its_end(self) -> None:
        self.numbered(1, 2, 3)
        query = self.connection.execute("SELECT draft FROM invoice")
        query.fetchone()
        self.numbered(4, connection=self.opened())
        if sys.version_info >= (3, 11):
            self.refused(store.StoreError, "store.wrong_mode", "connection", "cursor", self.numbered, 5)
        query.close()
        self.assertEqual(self.numbered(5), ["INV-2026-00005"])

    def test_one_writer_waits_for_the_other(self) -> None:
        other = self.opened(timeout=0)
        with store.numbering(self.connection, "sales") as n:
            self.refused(store.StoreError, "store.busy", "connection", "sales", self.numbered, "x", connection=other)
            n.abandon()
        self.assertEqual(self.numbered("x", connection=other), ["INV-2026-00001"])


class Numbers(Shop):
    def test_lines_first_then_the_number(self) -> None:
        with store.numbering(self.connection, "sales") as n:
            self.sale(7).write_lines(n.cursor)
            told = n.issue([DAY], lambda cursor, numbers: self.sale(7).write_head(cursor, *numbers))
            self.assertEqual(told, (Number(DAY, 1, "INV-2026-00001"),))
            self.assertRaises(store.StoreError, lambda: n.cursor)
        self.assertEqual(self.stored(), ["INV-2026-00001"])
        self.assertRaises(store.StoreError, n.__enter__)

    def test_a_stale_series_is_as_good(self) -> None:
        self.numbered(1, 2)
        numbers = store.number(self.connection, SALES, [self.draft(3)])
        self.assertEqual([str(number) for number in numbers], ["INV-2026-00003"])
        changed = replace(SALES, pattern="X{year}-{number}")
        error = self.refused(
            bo.RefusedError, "invoice.series_conflict", "id", "sales", store.number, self.connection, changed, [self.draft(4)]
        )
        self.assertNotIsInstance(error, store.StoreError)

    def test_a_number_that_was_not_committed_goes_to_the_next(self) -> None:
        for failure in (ZeroDivisionError, KeyboardInterrupt):
            with self.assertRaises(failure), store.numbering(self.connection, "sales") as n:
                self.sale("a").write_lines(n.cursor)
                raise failure
            with self.assertRaises(failure), store.numbering(self.connection, "sales") as n:

                def heads(cursor: Any, numbers: tuple[Number, ...], failure: type[BaseException] = failure) -> None:
                    self.sale("a").write_head(cursor, *numbers)
                    raise failure

                n.issue([DAY], heads)
        with store.numbering(self.connection, "sales") as n:
            self.sale("a").write_lines(n.cursor)
            n.abandon()
        with self.assertRaises(store.StoreError) as caught, store.numbering(self.connection, "sales") as n:
            self.sale("a").write_lines(n.cursor)
        self.assertEqual(caught.exception.code, "store.not_issued")
        self.assertEqual((self.stored(), self.numbered("b")), ([], ["INV-2026-00001"]))

    def test_a_batch_over_new_year_is_one_transaction(self) -> None:
        days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)]
        numbers = store.number(self.connection, "sales", [self.draft(id, day) for id, day in enumerate(days)])
        self.assertEqual([number.text[4:] for number in numbers], ["2026-00001", "2026-00002", "2027-00001", "2027-00002"])
        back = [self.draft(8, date(2027, 5, 1)), self.draft(9, date(2026, 5, 1))]
        error = self.refused(
            bo.RefusedError, "invoice.day_before_last", "day", "2026-05-01", store.number, self.connection, "sales", back
        )
        self.assertIn("2027-05-01", error.message)
        self.assertEqual(len(self.stored()), 4)
        self.assertFalse(store.audit(self.connection, "sales", shop.SELECT))
        self.assertEqual(store.number(self.connection, "sales", []), ())

    def test_series_are_made_once(self) -> None:
        self.assertEqual(store.create(self.connection, SALES), SALES)
        self.numbered(1)
        self.assertEqual(store.create(self.connection, SALES).next, 2)
        other = replace(SALES, chronological=True)
        self.refused(store.StoreError, "store.exists", "id", "sales", store.create, self.connection, other)
        unknown = "invoice.series_unknown"
        self.refused(store.StoreError, unknown, "id", "tills", store.read, self.connection, "tills")
        self.refused(store.StoreError, unknown, "id", "tills", store.number, self.connection, "tills", [self.draft(1)])
        tills = replace(SALES, id="tills")
        self.refused(bo.RefusedError, unknown, "id", "tills", store.number, self.connection, tills, [self.draft(9)])
        fiscal = Series("fy", "{fy}/{number}", "fiscal", True, bo.calendar.FiscalYear(4, 6), 7)
        self.assertEqual(store.create(self.connection, fiscal), fiscal)
        self.assertEqual(store.read(self.connection, "fy"), fiscal)
        empty = sqlite3.connect(":memory:")
        self.refused(store.StoreError, "store.missing", "connection", "sales", store.read, empty, "sales")
        empty.close()

    def test_days_of_a_chronological_series_do_not_go_back(self) -> None:
        book = Series("book", "{number:3}", chronological=True)
        store.create(self.connection, book)
        store.number(self.connection, "book", [self.draft(1, date(2026, 5, 5))])
        refused = (bo.RefusedError, "invoice.day_before_last", "day", "2026-05-04", store.number, self.connection)
        self.refused(*refused, "book", [self.draft(2, date(2026, 5, 4))])
        self.refused(*refused, book, [self.draft(2, date(2026, 5, 4))])  # read before the first number
        self.assertEqual(store.read(self.connection, "book").next, 2)

    def test_what_is_not_offered_is_refused(self) -> None:
        refused = (store.StoreError, "store.unsupported")
        self.refused(*refused, "early_release", "True", store.numbering, self.connection, "sales", early_release=True)
        self.refused(*refused, "dialect", "sqlite", store.barrier, self.connection)
        self.refused(*refused, "dialect", "sqlite", store.install, self.connection)
        self.refused(*refused, "connection", "object", store.read, object(), "sales")
        self.refused(*refused, "dialect", "database", store.barrier, self.connection, store.Dialect())

    def test_the_audit_finds_what_was_done(self) -> None:
        self.numbered(*"abcd")
        self.connection.execute("DELETE FROM invoice WHERE counter = 2")
        self.connection.execute("UPDATE invoice SET number = 'INV-2026-00009' WHERE counter = 3")
        self.connection.execute("UPDATE number_series SET next = 4")
        found = store.audit(self.connection, "sales", f"{shop.SELECT} LIMIT ?", parameters=(9,))
        self.assertEqual([(gap.first, gap.last) for gap in found.gaps], [(2, 2)])
        self.assertEqual((found.altered, [place.number for place in found.beyond]), (("INV-2026-00009",), [4]))


    def test_the_audit_finds_what_was_told_and_is_not_there(self) -> None:
        a, b, c, _ = self.numbered(*"abcd")
        told = [Told(a, "a"), Told(b, "b"), Told(c, "c"), Told("INV-2026-00005", "e")]
        select = shop.SELECT.replace("number FROM", "number, draft FROM")
        found = store.audit(self.connection, "sales", select, told=told[:3])
        self.assertFalse(found)
        self.connection.execute("UPDATE invoice SET draft = 'z' WHERE draft = 'a'")
        found = store.audit(self.connection, "sales", select, told=told)
        self.assertEqual([place.number for place in found.lost], [5])
        self.assertEqual([place.number for place in found.changed], [1])


class Lost(Shop):
    def test_a_connection_that_goes_away_between_claim_and_commit(self) -> None:
        for when in ("lines", "heads", "after"):
            with self.subTest(when):
                connection = self.opened()
                error: Any = None

                def heads(cursor: Any, numbers: tuple[Number, ...], when: str = when, connection: Any = connection) -> None:
                    if when == "after":
                        self.sale("a").write_head(cursor, *numbers)
                    connection.close()
                    if when == "heads":
                        self.sale("a").write_head(cursor, *numbers)

                with self.assertRaises(store.LostError) as caught, store.numbering(connection, "sales") as n:
                    if when == "lines":
                        connection.close()
                    self.sale("a").write_lines(n.cursor)
                    n.issue([DAY], heads)
                error = caught.exception
                self.assertEqual((error.code, error.outcome, error.series), ("store.lost", "rolled_back", "sales"))
                self.assertEqual([str(number) for number in error.numbers], [] if when == "lines" else ["INV-2026-00001"])
                again = pickle.loads(pickle.dumps(error))
                self.assertEqual((again.outcome, again.numbers, str(again)), (error.outcome, error.numbers, str(error)))
                self.assertIsNone(store.look_up(self.connection, error, lambda cursor: True))
                self.assertEqual(self.stored(), [])
                # SQLite lets go of a closed connection with the last cursor that has a statement.
                error.__cause__ = n = None
        self.assertEqual(self.numbered("b"), ["INV-2026-00001"])

    def test_a_file_that_goes_away_between_claim_and_commit(self) -> None:
        for mode in ("WAL", "DELETE"):
            with self.subTest(mode), tempfile.TemporaryDirectory() as folder:
                connection = sqlite3.connect(f"{folder}/gone.db")
                self.addCleanup(connection.close)
                connection.execute(f"PRAGMA journal_mode = {mode}").fetchall()
                shop.furnish(connection)

                def heads(cursor: Any, numbers: tuple[Number, ...], folder: str = folder) -> None:
                    self.sale("a").write_head(cursor, *numbers)
                    for file in Path(folder).iterdir():
                        file.unlink()

                with self.assertRaises(store.LostError) as caught, store.numbering(connection, "sales") as n:
                    n.issue([DAY], heads)
                self.assertEqual((caught.exception.outcome, len(caught.exception.numbers)), ("unknown", 1))
                lost = self.refused(store.LostError, "store.lost", "connection", "sales", self.numbered, 1, connection=connection)
                assert isinstance(lost, store.LostError)
                self.assertEqual(lost.outcome, "rolled_back")

    def test_a_lost_commit_can_be_looked_up(self) -> None:
        (number,) = store.number(self.connection, "sales", [self.draft("here")])
        for id, held in (("here", (number,)), ("gone", None)):
            lost = store.LostError("lost", outcome="unknown", series="sales", numbers=(number,))
            sql = "SELECT count(*) FROM invoice WHERE draft = ?"
            asked = store.look_up(self.connection, lost, lambda cursor: bool(cursor.execute(sql, [id]).fetchone()[0]))
            self.assertEqual(asked, held)

    def test_a_refused_commit_is_rolled_back(self) -> None:
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("CREATE TABLE paid (draft TEXT REFERENCES invoice (draft) DEFERRABLE INITIALLY DEFERRED)")
        with self.assertRaises(sqlite3.IntegrityError), store.numbering(self.connection, "sales") as n:
            n.cursor.execute("INSERT INTO paid VALUES ('nobody')")
            n.issue([DAY], lambda cursor, numbers: None)
        self.assertFalse(self.connection.in_transaction)
        self.assertEqual(self.numbered("x"), ["INV-2026-00001"])


class Plain:
    """A connection as PEP 249 has it, with nothing of sqlite3 to be seen: transactions begin by themselves."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level="IMMEDIATE", timeout=10)

    def cursor(self) -> Any:
        return self._connection.cursor()

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


class Dialects(Shop):
    def test_any_driver_of_the_db_api(self) -> None:
        for count, (returning, places) in enumerate(itertools.product((True, False), ("qmark", "named"))):
            with self.subTest(returning=returning, placeholders=places):

                class Other(store.Dialect):
                    name = "other"
                    placeholders = places
                    begin = "BEGIN IMMEDIATE"

                dialect = Other()
                dialect.returning = returning
                plain = Plain(self.path)
                self.addCleanup(plain.close)
                series = replace(SALES, id=f"series {count}", pattern=f"{count}-" + SALES.pattern)
                self.assertEqual(store.create(plain, series, dialect), series)
                drafts = [self.draft(f"{count}a", date(2026, 12, 31)), self.draft(f"{count}b", date(2027, 1, 1))]
                numbers = store.number(plain, series.id, drafts, dialect=dialect)
                self.assertEqual([number.counter for number in numbers], [1, 1])
                with self.assertRaises(ZeroDivisionError), store.numbering(plain, series, dialect=dialect) as n:
                    n.issue([date(2027, 1, 1)], lambda cursor, numbers: 1 // 0)
                self.assertEqual(store.read(plain, series.id, dialect).next, 2)
                refused = (bo.RefusedError, "invoice.day_before_last", "day", "2026-03-02")
                self.refused(*refused, store.number, plain, series, [self.draft("x")], dialect=dialect)
                missing = (bo.RefusedError, "invoice.series_unknown", "id", "none")
                self.refused(*missing, store.number, plain, replace(series, id="none"), [self.draft("x")], dialect=dialect)
                select = f"SELECT day, counter, number FROM invoice WHERE draft LIKE '{count}%' ORDER BY day"
                self.assertFalse(store.audit(plain, series.id, select, dialect=dialect))

    def test_a_row_that_was_swapped_meanwhile_is_read_again(self) -> None:
        class Optimist(store.Dialect):
            name = "optimist"
            returning = False
            raced = 0

            def own_cursor(self, connection: Any) -> Any:
                race = self

                class Racing(sqlite3.Cursor):
                    def execute(self, sql: str, *values: Any) -> Any:
                        if sql.startswith("UPDATE number_series") and race.raced > 0:
                            race.raced -= 1
                            super().execute("UPDATE number_series SET version = version + 1, next = next + 1")
                        return super().execute(sql, *values)

                return Racing(connection._connection)

        plain, dialect = Plain(self.path), Optimist()
        self.addCleanup(plain.close)
        dialect.raced = 3
        self.assertEqual(store.number(plain, "sales", [self.draft(1)], dialect=dialect)[0].counter, 4)
        dialect.raced = 10**6
        self.refused(store.StoreError, "store.busy", "series", "sales", store.number, plain, "sales", [self.draft(2)], dialect=dialect)


class Documents(unittest.TestCase):
    def test_what_the_documentation_shows(self) -> None:
        for name in ("_audit", "_chain", "_dialect", "_issuer", "_number", "_server", "_transaction"):
            module = importlib.import_module(f"backoffice.store.{name}")
            self.assertEqual(doctest.testmod(module).failed, 0, name)

    def test_no_driver_is_imported_that_the_caller_did_not(self) -> None:
        script = "import sys, backoffice; assert not {'psycopg', 'sqlite3'} & set(sys.modules)"
        subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


if __name__ == "__main__":
    unittest.main()
