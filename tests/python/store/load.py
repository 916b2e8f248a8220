"""How many invoices a second, and what of plain inserts without a number in the same run:

    python tests/python/store/load.py --writers 8 --each 1000 [--database sqlite|postgres] [--folder DISK]

An invoice has a head and ten lines; two in a hundred are rolled back after the number was taken. Every writer is a process
with its own connection; the issuer is one process with as many threads. The ratios are to be trusted, the rates are this
machine's; without a disk under the folder (fdatasync below 1 ms) they say nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from store import shop
from store.cluster import Cluster, why_not

from backoffice import store
from backoffice.invoice.numbering import Number

DAY = date(2026, 3, 2)
FORK = multiprocessing.get_context("fork")

HEADS = "INSERT INTO invoice SELECT draft->>'id', day, counter, number FROM numbered"
LINES = "INSERT INTO line SELECT draft->>'id', place, 'desk lamp', '55.55' FROM drafted, generate_series(0, 9) AS g(place)"


class Left(Exception):
    """The customer left."""


def rolled_back(count: int) -> bool:
    return count % 50 == 49


def plain(connection: Any, sales: list[shop.Sale]) -> None:
    """The invoice without a number, in a transaction of its own."""
    place = sales[0].place
    for count, sale in enumerate(sales):
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if place == "?" else "BEGIN")
        sale.write_lines(cursor)
        sale.write_head(cursor, None)
        cursor.execute("ROLLBACK" if rolled_back(count) else "COMMIT")


def claim(connection: Any, sales: list[shop.Sale]) -> None:
    for count, sale in enumerate(sales):

        def heads(cursor: Any, numbers: tuple[Number, ...], sale: shop.Sale = sale, count: int = count) -> None:
            sale.write_head(cursor, *numbers)
            if rolled_back(count):
                raise Left

        try:
            with store.numbering(connection, shop.SERIES) as n:
                sale.write_lines(n.cursor)
                n.issue([sale.day], heads)
        except Left:
            pass


def server(connection: Any, sales: list[shop.Sale]) -> None:
    import psycopg

    for count, sale in enumerate(sales):
        heads = HEADS + " WHERE false" if rolled_back(count) else HEADS
        try:
            store.number_there(connection, shop.SERIES, [(sale.day, {"id": sale.id})], heads, lines=LINES)
        except psycopg.errors.CheckViolation:
            pass


def batch(connection: Any, sales: list[shop.Sale]) -> None:
    for begin in range(0, len(sales), 100):
        store.number(connection, shop.SERIES, [sale.draft() for sale in sales[begin : begin + 100]])


def server_batch(connection: Any, sales: list[shop.Sale]) -> None:
    for begin in range(0, len(sales), 100):
        drafts = [(sale.day, {"id": sale.id}) for sale in sales[begin : begin + 100]]
        store.number_there(connection, shop.SERIES, drafts, HEADS, lines=LINES)


def sales(where: str, name: str, each: int) -> list[shop.Sale]:
    place = "%s" if "=" in where else "?"
    return [shop.Sale(f"{name}.{count}", DAY, place) for count in range(each)]


def processes(where: str, protocol: Callable[[Any, list[shop.Sale]], None], writers: int, each: int) -> float:
    """The seconds that all writers need."""
    begin = FORK.Barrier(writers + 1)

    def writer(name: str) -> None:
        connection = shop.opened(where)
        mine = sales(where, name, each)
        begin.wait()
        protocol(connection, mine)
        connection.close()

    started = [FORK.Process(target=writer, args=(f"{protocol.__name__}{one}",)) for one in range(writers)]
    for process in started:
        process.start()
    begin.wait()
    since = time.perf_counter()
    for process in started:
        process.join()
        if process.exitcode:
            raise SystemExit(f"a writer of {protocol.__name__} failed")
    return time.perf_counter() - since


def leader(where: str, writers: int, each: int) -> float:
    """The seconds that all threads need by one issuer."""

    def refuse(cursor: Any, number: Number) -> None:
        raise Left

    def writer(name: str) -> None:
        for count, sale in enumerate(sales(where, name, each)):
            try:
                issuer.number(store.Draft(sale.day, refuse, sale.write_lines) if rolled_back(count) else sale.draft())
            except Left:
                pass

    with store.Issuer(lambda: shop.opened(where), "sales") as issuer:
        threads = [threading.Thread(target=writer, args=(f"leader{one}",)) for one in range(writers)]
        since = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - since


def flush(folder: str) -> float:
    """The milliseconds that the disk takes for a flush."""
    with tempfile.TemporaryFile(dir=folder) as file:
        took = []
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            since = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - since)
    return sorted(took)[25] * 1000


def measure(name: str, where: str, writers: int, each: int) -> None:
    connection = shop.opened(where)
    shop.furnish(connection)
    protocols = [plain, claim, batch]
    if "=" in where:
        store.install(connection)
        protocols += [server, server_batch]
    base = 0.0
    for protocol in (*protocols, leader):
        seconds = leader(where, writers, each) if protocol is leader else processes(where, protocol, writers, each)
        rate = writers * each / seconds
        base = base or rate
        sql = "SELECT day, counter, number FROM invoice WHERE number IS NOT NULL ORDER BY counter"
        found = store.audit(connection, "sales", sql)
        print(f"{name:9} {protocol.__name__:12} {writers:3} writers {rate:8.0f}/s  {rate / base:6.2f} of plain", flush=True)
        if found:
            raise SystemExit(f"the numbers are not right: {found}")
    connection.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--each", type=int, default=200)
    options.add_argument("--database", choices=("sqlite", "postgres"))
    options.add_argument("--folder", help="where the databases lie for the time: on a disk", default=tempfile.gettempdir())
    given = options.parse_args()
    print(f"fdatasync {flush(given.folder):.2f} ms in {given.folder}")
    if given.database != "postgres":
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            measure("sqlite", f"{folder}/shop.db", given.writers, given.each)
    if given.database != "sqlite":
        if why_not():
            raise SystemExit(f"postgres: {why_not()}")
        cluster = Cluster(given.folder, shared_buffers="128MB", max_wal_size="1GB", max_connections=str(given.writers + 20))
        try:
            cluster.start()
            measure("postgres", cluster.dsn, given.writers, given.each)
        finally:
            cluster.remove()


if __name__ == "__main__":
    main()
