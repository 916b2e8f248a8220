"""Numbers without gaps from Python, on PostgreSQL: a server of our own, where one is installed."""

from __future__ import annotations

import logging
import threading
import unittest
from dataclasses import replace
from datetime import date
from typing import Any

import backoffice as bo
from backoffice import store
from backoffice.invoice.numbering import Number, Series
from store import shop
from store.cluster import Cluster, why_not
from support import Case

DAY = date(2026, 3, 2)
HEADS = "INSERT INTO invoice (draft, day, counter, number) SELECT draft->>'id', day, counter, number FROM numbered"
LINES = (
    "INSERT INTO line (draft, place, item, amount)"
    " SELECT draft->>'id', place, 'desk lamp', amount"
    " FROM drafted, jsonb_array_elements_text(draft->'lines') WITH ORDINALITY AS l(amount, place)"
)


CLUSTER: Cluster


def setUpModule() -> None:
    global CLUSTER
    if why_not():
        return
    # It warns of a message that was under way when the connection was lost.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    CLUSTER = Cluster()
    unittest.addModuleCleanup(CLUSTER.remove)
    CLUSTER.start()


@unittest.skipIf(why_not(), why_not())
class Postgres(Case):
    def setUp(self) -> None:
        self.connection = self.opened()
        for table in ("invoice", "line", "number_series", "number_chain", "number_chain_record"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute("DROP FUNCTION IF EXISTS number_documents")
        shop.furnish(self.connection)

    def opened(self, **mode: Any) -> Any:
        import psycopg

        connection = psycopg.connect(CLUSTER.dsn, **({"autocommit": True} | mode))
        self.addCleanup(connection.close)
        return connection

    def sale(self, id: object, day: date = DAY) -> shop.Sale:
        return shop.Sale(str(id), day, "%s", lines=1)

    def draft(self, id: object, day: date = DAY) -> store.Draft:
        return self.sale(id, day).draft()

    def numbered(self, *ids: object, connection: Any = None, **named: Any) -> list[str]:
        drafts = [self.draft(id) for id in ids]
        return [number.text for number in store.number(connection or self.connection, "sales", drafts, **named)]

    def stored(self) -> list[str]:
        half = "SELECT i.draft FROM invoice i FULL JOIN line l USING (draft) WHERE i.draft IS NULL OR l.draft IS NULL"
        self.assertEqual(self.connection.execute(half).fetchall(), [], "something is half done")
        return [row[2] for row in self.connection.execute(shop.SELECT)]


class Connections(Postgres):
    def test_every_mode_numbers_and_comes_back(self) -> None:
        import psycopg
        from psycopg.rows import dict_row

        modes: list[dict[str, Any]] = [{}, {"autocommit": False}, {"row_factory": dict_row}]
        modes += [{"cursor_factory": psycopg.ClientCursor}, {"prepare_threshold": 0}, {"prepare_threshold": None}]
        for count, mode in enumerate(modes):
            with self.subTest(**mode):
                connection = self.opened(**mode)
                if not connection.autocommit:
                    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
                    connection.read_only = True
                self.assertEqual(len([self.numbered(f"{count}/{one}", connection=connection) for one in range(8)]), 8)
                with self.assertRaises(ZeroDivisionError), store.numbering(connection, "sales") as n:
                    n.issue([DAY], lambda cursor, numbers: 1 // 0)
                self.assertEqual(store.read(connection, "sales").next, 8 * count + 9)
                self.assertFalse(store.audit(connection, "sales", shop.SELECT))
                self.assertEqual(connection.autocommit, mode.get("autocommit", True))
                self.assertEqual(connection.info.transaction_status.name, "IDLE")
                self.assertEqual(store.create(connection, shop.SERIES).next, 8 * count + 9)
                connection.close()
        self.assertEqual(len(self.stored()), 8 * len(modes))

    def test_an_open_transaction_is_the_callers(self) -> None:
        connection = self.opened(autocommit=False)
        connection.execute("SELECT 1")
        self.refused(store.StoreError, "store.wrong_mode", "connection", "intrans", self.numbered, "x", connection=connection)
        connection.commit()
        self.assertEqual(self.numbered("x", connection=connection), ["INV-2026-00001"])
        with connection.pipeline():
            self.refused(store.StoreError, "store.wrong_mode", "connection", "pipeline", self.numbered, "y", connection=connection)

    def test_a_failed_statement_is_not_committed(self) -> None:
        import psycopg

        def heads(cursor: Any, numbers: tuple[Number, ...]) -> None:
            try:
                cursor.execute("SELECT 1 / 0")
            except psycopg.Error:
                pass  # COMMIT would roll back, and say nothing

        with self.assertRaises(store.StoreError) as caught, store.numbering(self.connection, "sales") as n:
            n.issue([DAY], heads)
        self.assertEqual(caught.exception.code, "store.interrupted")
        with self.assertRaises(psycopg.errors.UniqueViolation):
            self.numbered("twice", "twice")
        self.assertEqual((self.stored(), self.numbered("x")), ([], ["INV-2026-00001"]))

    def test_refusals(self) -> None:
        unknown = (store.StoreError, "invoice.series_unknown", "id", "tills")
        self.refused(*unknown, store.number, self.connection, "tills", [self.draft(1)])
        self.connection.execute("DROP TABLE number_series")
        self.refused(store.StoreError, "store.missing", "connection", "sales", self.numbered, "x")
        store.create(self.connection, replace(shop.SERIES, chronological=True))
        self.numbered("x")
        early = [self.draft("y", date(2026, 3, 1))]
        self.refused(
            bo.RefusedError, "invoice.day_before_last", "day", "2026-03-01", store.number, self.connection, "sales", early
        )
        self.connection.execute("SET lock_timeout = '50ms'")
        with store.numbering(other := self.opened(), "sales") as n:
            n.issue([DAY], lambda cursor, numbers: self.refused(
                store.StoreError, "store.busy", "connection", "sales", self.numbered, "z") and None)
        other.close()
        self.assertEqual(store.read(self.connection, "sales").next, 3)

    def test_many_clients(self) -> None:
        told: list[str] = []

        def client(name: str) -> None:
            connection = self.opened()
            for count in range(25):
                if count % 10 == 9:
                    try:
                        with store.numbering(connection, "sales") as n:
                            n.issue([DAY], lambda cursor, numbers: 1 // 0)
                    except ZeroDivisionError:
                        continue
                told.extend(self.numbered(f"{name}{count}", connection=connection))

        threads = [threading.Thread(target=client, args=(name,)) for name in "abcdef"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(told), self.stored())
        self.assertEqual(len(told), 6 * 23)
        self.assertFalse(store.audit(self.connection, "sales", shop.SELECT))

    def test_an_issuer_and_a_chain(self) -> None:
        def link(head: str, number: Number, draft: str) -> tuple[object, str]:
            return number, head + str(number.counter % 10)

        def linked(connection: Any) -> None:
            store.chain(connection, "es", "sales", shop.pending("%s"), link, start="", limit=7)

        with store.Issuer(lambda: shop.open_postgres(CLUSTER.dsn), "sales", linked=linked) as issuer:
            days = [date(2026, 12, 31)] * 13 + [date(2027, 1, 1)] * 8
            futures = [issuer.submit(self.draft(place, day)) for place, day in enumerate(days)]
            told = [future.result(20) for future in futures]
        chain = store.read_chain(self.connection, "es", str)
        self.assertEqual((chain.count, chain.head, chain.last), (21, "123456789012312345678", told[-1]))
        records = [bo.from_json(Number, link.record) for link in store.records(self.connection, "es")]
        self.assertEqual(records, told)


    def test_drafts_that_fail_among_many(self) -> None:
        import psycopg

        def broken(cursor: Any, number: Number) -> None:
            cursor.execute("INSERT INTO invoice VALUES (%s, %s)", ("broken", None))

        told: list[str] = []
        with store.Issuer(lambda: shop.open_postgres(CLUSTER.dsn), "sales", limit=20) as issuer:
            for round in range(6):  # psycopg prepares what comes often
                good = [issuer.submit(self.draft(f"{round}/{one}")) for one in range(12)]
                bad = issuer.submit(store.Draft(DAY, broken, self.sale("broken").write_lines))
                twice = issuer.submit(self.draft(f"{round}/3"))
                good += [issuer.submit(self.draft(f"{round}/more {one}")) for one in range(5)]
                self.assertIsInstance(bad.exception(20), psycopg.errors.NotNullViolation)
                self.assertIsInstance(twice.exception(20), psycopg.errors.UniqueViolation)
                told += [future.result(20).text for future in good]
        self.assertEqual(sorted(told), self.stored())
        self.assertEqual(len(told), 6 * 17)


class Durability(Postgres):
    def flushed(self) -> tuple[int, int]:
        """Where the log ends, and how far it is on the disk."""
        sql = "SELECT pg_current_wal_insert_lsn() - '0/0', pg_current_wal_flush_lsn() - '0/0'"
        inserted, flushed = self.connection.execute(sql).fetchone()
        return int(inserted), int(flushed)

    def test_the_barrier_moves_the_flush_beyond_the_commit(self) -> None:
        # The log writer sleeps for ten seconds, so that nothing else flushes: see the cluster's settings.
        connection = self.opened(prepare_threshold=None)
        connection.execute("SET synchronous_commit = off")
        asks = (("SELECT 1", 0), ("SELECT pg_logical_emit_message(false, 'x', '')", 0), ("", 5))
        for ask, wanted in asks:
            moved = 0
            for _ in range(5):
                connection.execute("INSERT INTO line VALUES ('x', 1, 'x', '1')")
                committed, _ = self.flushed()
                connection.execute(ask) if ask else store.barrier(connection)
                moved += self.flushed()[1] >= committed
            self.assertEqual(moved, wanted, ask)
        self.assertEqual(connection.execute("SHOW synchronous_commit").fetchone(), ("off",))

    def test_a_number_is_told_when_it_is_on_the_disk(self) -> None:
        for level in ("off", "on", "local"):
            for early in (True, False):
                with self.subTest(level, early=early):
                    connection = self.opened(options=f"-c synchronous_commit={level}")
                    held: list[int] = []

                    def heads(cursor: Any, numbers: tuple[Number, ...], held: list[int] = held) -> None:
                        setting = cursor.execute("SHOW synchronous_commit").fetchone()[0]
                        self.assertEqual(setting, "off" if early else {"off": "on"}.get(level, level))
                        held.append(cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()[0])

                    with store.numbering(connection, "sales", early_release=early) as n:
                        n.cursor.execute("INSERT INTO line VALUES ('x', 1, 'x', '1')")
                        n.issue([DAY], heads)
                    self.assertGreater(self.flushed()[1], held[0])
                    connection.close()

    def test_the_lock_is_free_before_the_flush(self) -> None:
        # Without a barrier a reader sees the number, and it is not on the disk yet: that is what is won, and what the
        # barrier is for.
        from unittest import mock

        with mock.patch.object(store.PostgreSQL, "barrier", lambda self, connection: None):
            self.numbered("x")
        inserted, flushed = self.flushed()
        self.assertEqual(self.stored(), ["INV-2026-00001"])
        self.assertLess(flushed, inserted)

    def test_a_server_that_goes_away_between_claim_and_commit(self) -> None:
        for when in ("lines", "heads", "commit", "barrier"):
            with self.subTest(when):
                connection = self.opened()
                kill = f"SELECT pg_terminate_backend({connection.info.backend_pid}, 5000)"

                class Fragile(store.PostgreSQL):
                    def commit(self, connection: Any) -> None:
                        if when == "commit":
                            killer.execute(kill)
                        super().commit(connection)

                    def barrier(self, connection: Any) -> None:
                        killer.execute(kill)
                        super().barrier(connection)

                killer = self.connection
                with self.assertRaises(store.LostError) as caught:
                    with store.numbering(connection, "sales", dialect=Fragile()) as n:
                        if when == "lines":
                            killer.execute(kill)
                        self.sale(when).write_lines(n.cursor)

                        def heads(cursor: Any, numbers: tuple[Number, ...], when: str = when) -> None:
                            if when == "heads":
                                killer.execute(kill)
                            self.sale(when).write_head(cursor, *numbers)

                        n.issue([DAY], heads)
                lost = caught.exception
                self.assertEqual(lost.outcome, "unknown" if when in ("commit", "barrier") else "rolled_back")
                sql = "SELECT count(*) FROM invoice WHERE draft = %s"
                found = store.look_up(self.connection, lost, lambda cursor: cursor.execute(sql, [when]).fetchone()[0] == 1)
                self.assertEqual(found, lost.numbers if when == "barrier" else None)
        self.assertEqual(self.stored(), ["INV-2026-00001"])
        self.refused(store.LostError, "store.lost", "connection", "sales", self.numbered, "x", connection=connection)

    def test_looking_up_waits_for_what_is_under_way(self) -> None:
        lost = store.LostError("lost", outcome="unknown", series="sales", numbers=(Number(DAY, 1, "INV-2026-00001"),))
        connection, found = self.opened(), []
        sql = "SELECT count(*) FROM invoice"

        def look_up() -> None:
            found.append(store.look_up(self.connection, lost, lambda cursor: cursor.execute(sql).fetchone()[0] == 1))

        thread = threading.Thread(target=look_up)
        with store.numbering(connection, "sales") as n:

            def heads(cursor: Any, numbers: tuple[Number, ...]) -> None:
                thread.start()
                thread.join(0.2)
                self.assertEqual(found, [])
                self.sale("x").write_head(cursor, *numbers)
                self.sale("x").write_lines(cursor)

            n.issue([DAY], heads)
        thread.join(10)
        self.assertEqual(found, [lost.numbers])


class There(Postgres):
    def setUp(self) -> None:
        super().setUp()
        store.install(self.connection)

    def number(self, *ids: object, day: date = DAY, heads: str = HEADS, series: Any = "sales") -> list[str]:
        drafts = [(day, {"id": str(id), "lines": ["55.55", "11.11"]}) for id in ids]
        return [number.text for number in store.number_there(self.connection, series, drafts, heads, lines=LINES)]

    def test_the_server_writes_what_the_client_says(self) -> None:
        self.assertEqual(self.number(1, 2), ["INV-2026-00001", "INV-2026-00002"])
        store.install(self.connection)
        self.assertEqual(self.number(3, day=date(2027, 1, 1)), ["INV-2027-00001"])
        drafts = [(day, {"id": str(day), "lines": ["1"]}) for day in (date(2027, 12, 31), date(2028, 1, 1))]
        numbers = store.number_there(self.connection, shop.SERIES, drafts, HEADS, lines=LINES)
        self.assertEqual([number.text for number in numbers], ["INV-2027-00002", "INV-2028-00001"])
        self.assertEqual(len(self.stored()), 5)
        self.assertFalse(store.audit(self.connection, "sales", shop.SELECT))
        self.assertEqual(store.number_there(self.connection, "sales", [], HEADS), ())
        for pattern in ("{series}/{fy}/{number}x{month}", "a'b%s{number:12}"):
            series = Series(pattern, pattern, "never", False, bo.calendar.FiscalYear(4, 1), 9)
            store.create(self.connection, series)
            told = self.number(f"{pattern}1", f"{pattern}2", series=series)
            wanted, _ = series.issue_many([DAY, DAY])
            written = [row[0] for row in self.connection.execute("SELECT number FROM invoice ORDER BY ctid DESC LIMIT 2")]
            self.assertEqual((told, written[::-1]), ([str(number) for number in wanted],) * 2)

    def test_what_it_refuses(self) -> None:
        import psycopg

        self.number(1)
        back = (bo.RefusedError, "invoice.day_before_last", "day", "2025-03-02")
        self.refused(*back, self.number, 2, day=date(2025, 3, 2))
        days = [(date(2027, 1, 1), {"id": "2", "lines": []}), (date(2025, 3, 2), {"id": "3", "lines": []})]
        with self.assertRaises(bo.RefusedError) as caught:
            store.number_there(self.connection, shop.SERIES, days, HEADS)
        self.assertEqual((caught.exception.code, caught.exception.row), ("invoice.day_before_last", 1))
        self.refused(store.StoreError, "invoice.series_unknown", "id", "x", self.number, 2, series="x")
        unknown = replace(shop.SERIES, id="x")
        self.refused(bo.RefusedError, "invoice.series_unknown", "id", "x", self.number, 2, series=unknown)
        for _ in range(8):  # psycopg prepares what comes often
            with self.assertRaises(psycopg.errors.CheckViolation):
                self.number(2, 3, heads=HEADS + " WHERE draft->>'id' = '2'")  # a missing head is a gap
        with self.assertRaises(psycopg.errors.UndefinedTable):
            self.number(2, heads="INSERT INTO nowhere SELECT number FROM numbered")
        check = Series("check", "{number:5}{mod97}")
        store.create(self.connection, check)
        self.refused(store.StoreError, "store.unsupported", "pattern", check.pattern, self.number, 2, series=check)
        self.assertEqual((self.number(2), len(self.stored())), (["INV-2026-00002"], 2))
        self.connection.execute("DROP FUNCTION number_documents")
        self.refused(store.StoreError, "store.missing", "connection", "sales", self.number, 3)

    def test_it_is_told_when_it_is_on_the_disk(self) -> None:
        sql = "SELECT pg_current_wal_flush_lsn() >= %s::pg_lsn"
        before = self.connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()[0]
        self.number(*range(5))
        self.assertEqual(self.connection.execute(sql, [before]).fetchone(), (True,))


if __name__ == "__main__":
    unittest.main()
