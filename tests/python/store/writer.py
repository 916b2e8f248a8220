"""Numbers invoices until it is killed, and writes down what it was told: `writer.py WHERE TOLD PROTOCOL YEAR`.

WHERE is a path of SQLite or what psycopg wants; in TOLD each thread keeps a file. Each thread turns to the next year after
a while, and gives up one transaction in ten after the number was taken.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import shop

import backoffice as bo
from backoffice import store
from backoffice.invoice.numbering import Number

THREADS = 8
TURN = 3

Send = Callable[[Sequence[shop.Sale], bool], Sequence[Number]]


class Abandoned(Exception):
    """The customer left."""


def by_claim(connection: Any) -> Send:
    def send(sales: Sequence[shop.Sale], abandon: bool) -> Sequence[Number]:
        with store.numbering(connection, shop.SERIES) as n:
            for sale in sales:
                sale.write_lines(n.cursor)

            def heads(cursor: Any, numbers: Sequence[Number]) -> None:
                for sale, number in zip(sales, numbers, strict=True):
                    sale.write_head(cursor, number)
                if abandon:
                    raise Abandoned

            return n.issue([sale.day for sale in sales], heads)

    return send


def by_issuer(issuer: store.Issuer) -> Send:
    def send(sales: Sequence[shop.Sale], abandon: bool) -> Sequence[Number]:
        def give_up(cursor: Any, number: Number) -> None:
            raise Abandoned

        drafts = [store.Draft(sale.day, give_up if abandon else sale.write_head, sale.write_lines) for sale in sales]
        return [future.result(60) for future in [issuer.submit(draft) for draft in drafts]]

    return send


def by_server(connection: Any) -> Send:
    lines = "INSERT INTO line SELECT draft->>'id', place, 'desk lamp', '55.55' FROM drafted, generate_series(0, 9) AS g(place)"
    heads = "INSERT INTO invoice SELECT draft->>'id', day, counter, number FROM numbered"

    def send(sales: Sequence[shop.Sale], abandon: bool) -> Sequence[Number]:
        import psycopg

        drafts = [(sale.day, {"id": sale.id}) for sale in sales]
        try:
            given_up = heads + " WHERE false"
            return store.number_there(connection, shop.SERIES, drafts, given_up if abandon else heads, lines=lines)
        except psycopg.errors.CheckViolation:
            raise Abandoned from None

    return send


def work(send: Send, told: Path, name: str, year: int, place: str) -> None:
    with open(told / name, "a") as file:
        turned = False
        for count in itertools.count():
            turned = turned or count >= TURN
            day = date(year + 1, 1, 1) if turned else date(year, 12, 31)
            sales = [shop.Sale(f"{name}.{count}.{one}", day, place) for one in range(1 + count % 3)]
            try:
                numbers = send(sales, count % 10 == 9)
            except Abandoned:
                continue
            except store.LostError as lost:
                for sale in sales:
                    file.write(f"{lost.outcome} {sale.id} {sale.day}\n")
                return
            except bo.RefusedError as error:
                if error.code != "invoice.day_before_last":
                    raise
                turned = True
                continue
            # What stands here was told: it survives this process.
            file.write("".join(f"{number} {sale.id} {sale.day}\n" for sale, number in zip(sales, numbers, strict=True)))
            file.flush()
            # A till has its pauses. Without any, SQLite keeps those who wait waiting, for as long as others come.
            time.sleep(0.005)


def main() -> None:
    where, told, protocol, year = sys.argv[1:5]
    place = "%s" if "=" in where else "?"
    issuer = store.Issuer(lambda: shop.opened(where), "sales") if protocol == "issuer" else None

    def thread(name: str) -> None:
        if issuer is not None:
            send = by_issuer(issuer)
        else:
            send = (by_server if protocol == "server" else by_claim)(shop.opened(where))
        try:
            work(send, Path(told), name, int(year), place)
        except sqlite3.Error:
            os._exit(3)

    threads = [
        threading.Thread(target=thread, args=(f"{protocol}-{os.getpid()}-{one}",), daemon=True) for one in range(THREADS)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


if __name__ == "__main__":
    main()
