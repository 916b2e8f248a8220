"""What stands on the store: a leader for many callers, and chains over what was numbered."""

from __future__ import annotations

import sqlite3
import threading
import unittest
from datetime import date, datetime
from typing import Any

import backoffice as bo
from backoffice import store
from backoffice.invoice import chain
from backoffice.invoice.numbering import Number
from store import shop
from test_store import DAY, Shop


class Issuers(Shop):
    def connect(self) -> sqlite3.Connection:
        self.opens += 1
        return shop.open_sqlite(self.path, "OFF")

    opens = 0

    def test_many_callers_share_transactions(self) -> None:
        told: list[Number] = []
        with store.Issuer(self.connect, "sales", limit=16) as issuer:

            def caller(name: str) -> None:
                for count in range(20):
                    told.append(issuer.number(self.draft(f"{name}{count}"), timeout=30))

            threads = [threading.Thread(target=caller, args=(name,)) for name in "abcdefgh"]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(sorted(number.counter for number in told), list(range(1, 161)))
        self.assertFalse(store.audit(self.connection, "sales", shop.SELECT))
        self.assertLess(store.read(self.connection, "sales").version, 160, "nothing was shared")
        issuer.close()
        self.refused(store.StoreError, "store.closed", "issuer", "sales", issuer.submit, self.draft("late"))

    def test_a_draft_that_fails_fails_alone(self) -> None:
        # The first holds the thread until all others wait, so that they are one batch.
        gate = threading.Event()
        held = store.Draft(DAY, self.sale("gate").write_head, lambda cursor: (gate.wait(10), self.sale("gate").write_lines(cursor)))

        def broken(cursor: Any, number: Number) -> None:
            self.sale("broken").write_head(cursor, number)
            raise ZeroDivisionError

        with store.Issuer(self.connect, "sales") as issuer:
            first = issuer.submit(held)
            futures = {str(id): issuer.submit(self.draft(id)) for id in range(20)}
            futures["broken"] = issuer.submit(store.Draft(DAY, broken, self.sale("broken").write_lines))
            futures["twice"] = issuer.submit(self.draft(3))
            futures["late"] = issuer.submit(self.draft("late", date(2027, 1, 1)))
            self.assertTrue(issuer.submit(self.draft("cancelled")).cancel())
            odd = [issuer.submit(draft) for draft in (None, store.Draft(5, print), self.draft("t", datetime(2026, 3, 2)))]  # type: ignore[arg-type]
            gate.set()
            after = [issuer.number(self.draft(id, date(2027, 1, 1))).text for id in ("x", "y")]
            self.assertIsInstance(issuer.submit(self.draft("back")).exception(10), bo.RefusedError)
        self.assertIsInstance(futures.pop("broken").exception(), ZeroDivisionError)
        self.assertIsInstance(futures.pop("twice").exception(), sqlite3.IntegrityError)
        self.assertEqual([type(future.exception()) for future in odd], [AttributeError, bo.InputError, bo.InputError])
        told = [first.result(), *(future.result() for future in futures.values())]
        self.assertEqual(sorted([*(number.text for number in told), *after]), self.stored())
        self.assertEqual(len(self.stored()), 24)
        self.assertFalse(store.audit(self.connection, "sales", shop.SELECT))
        self.assertEqual(self.opens, 1)

    def test_a_lost_connection_is_opened_again(self) -> None:
        connections: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            connections.append(shop.open_sqlite(self.path, "OFF"))
            return connections[-1]

        with store.Issuer(connect, "sales") as issuer:
            lost = issuer.submit(store.Draft(DAY, self.sale(0).write_head, lambda cursor: connections[-1].close()))
            self.assertIsInstance(lost.exception(10), store.LostError)
            self.assertEqual(issuer.number(self.draft(1)).text, "INV-2026-00001")
            lost_once = iter([True])
            twice = store.Draft(DAY, self.sale(2).write_head, lambda cursor: [connections[-1].close() for _ in lost_once])
            self.assertEqual(issuer.number(twice).text, "INV-2026-00002")
        self.assertEqual(len(connections), 4)

        def refuse() -> sqlite3.Connection:
            raise OSError("no such host")

        with store.Issuer(refuse, "sales") as issuer:
            self.assertIsInstance(issuer.submit(self.draft(2)).exception(10), OSError)
        with self.assertRaises(store.StoreError):
            store.Issuer(connect, "sales", limit=0)

    def test_it_links_before_it_tells(self) -> None:
        broken = False

        def link(head: str, number: Number, document: str) -> tuple[str, str]:
            if broken:
                raise ZeroDivisionError
            return f"{head}>{number}", str(number)

        def linked(connection: Any) -> None:
            store.chain(connection, "es", "sales", shop.pending("?"), link, start="")

        with store.Issuer(self.connect, "sales", linked=linked) as issuer:
            number = issuer.number(self.draft(1))
            self.assertEqual([link.number for link in store.records(self.connection, "es")], [number.text])
            broken = True
            failed = issuer.submit(self.draft(2)).exception(10)
            assert isinstance(failed, store.StoreError)
            self.assertEqual((failed.code, failed.value), ("store.not_linked", "INV-2026-00002"))
            broken = False
            issuer.number(self.draft(3))
        self.assertEqual([link.position for link in store.records(self.connection, "es", 1)], [1, 2])


class Chains(Shop):
    def append(self, limit: int = 512, start: Any = chain.Head.start("canonical_json")) -> int:
        from test_invoice import issued

        def link(head: chain.Head, number: Number, draft: str) -> tuple[object, chain.Head]:
            return chain.append(head, issued(number.text))

        return store.chain(self.connection, "book", "sales", shop.pending("?"), link, start=start, limit=limit)

    def test_records_follow_in_the_order_of_numbers(self) -> None:
        self.assertEqual(self.append(), 0)
        days = [DAY] * 5 + [date(2027, 1, 1)] * 4
        store.number(self.connection, "sales", [self.draft(id, day) for id, day in enumerate(days)])
        self.assertEqual((self.append(limit=2), self.append()), (9, 0))
        self.numbered_2027 = store.number(self.connection, "sales", [self.draft("z", date(2027, 1, 1))])
        self.assertEqual(self.append(), 1)
        stored = store.read_chain(self.connection, "book", chain.Head)
        book = [bo.from_json(chain.Sealed, link.record) for link in store.records(self.connection, "book")]
        self.assertEqual((stored.count, stored.head.count, stored.last), (10, 10, self.numbered_2027[0]))
        chain.audit(book, stored.head)
        self.assertRaises(bo.BrokenError, chain.audit, book[:-1], stored.head)
        self.assertEqual([sealed.invoice.number for sealed in book], self.stored())

    def test_a_document_out_of_its_order_is_refused(self) -> None:
        self.numbered(1, 2, 3)
        self.connection.execute("DELETE FROM invoice WHERE counter = 2")
        self.refused(store.StoreError, "store.chain_order", "pending", "INV-2026-00003", self.append)
        self.assertEqual(store.records(self.connection, "book"), ())
        self.refused(store.StoreError, "store.missing", "id", "x", store.read_chain, self.connection, "x", str)
        with self.assertRaises(store.StoreError):
            self.append(limit=0)

    def test_a_link_that_fails_leaves_a_shorter_chain(self) -> None:
        self.numbered(*range(7))
        failing = {"INV-2026-00006"}

        def link(head: str, number: Number, draft: str) -> tuple[str, str]:
            if number.text in failing:
                raise ZeroDivisionError
            return draft, head + draft

        def append() -> int:
            return store.chain(self.connection, "d", "sales", shop.pending("?"), link, start="", limit=2)

        self.assertRaises(ZeroDivisionError, append)
        self.assertEqual(len(store.records(self.connection, "d")), 4)
        failing.clear()
        self.assertEqual(append(), 3)
        self.assertEqual(store.read_chain(self.connection, "d", str).head, "0123456")

    def test_two_writers_make_one_chain(self) -> None:
        self.numbered(*range(40))
        other = self.opened(check_same_thread=False)

        def link(head: str, number: Number, draft: str) -> tuple[str, str]:
            return f"{head}>{number.counter}", str(number.counter)

        def append(connection: Any) -> int:
            return store.chain(connection, "d", "sales", shop.pending("?"), link, start="0", limit=1)

        counts: list[int] = []
        thread = threading.Thread(target=lambda: counts.append(append(other)))
        thread.start()
        counts.append(append(self.connection))
        thread.join()
        self.assertEqual(sum(counts), 40)
        wanted = [f"{count}>{count + 1}" for count in range(40)]
        self.assertEqual([link.record for link in store.records(self.connection, "d")], wanted)


if __name__ == "__main__":
    unittest.main()
