"""Invoices that are numbered without a gap on the shop's own database, chained, audited, and a tampered copy caught."""

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice import store
from backoffice.invoice import Document, Invoice, Line, Rules, Tax, chain
from backoffice.invoice.numbering import Number, Series

folder = tempfile.TemporaryDirectory()
path = Path(folder.name, "shop.db")


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    return connection


shop = connect()
shop.executescript(
    """
    CREATE TABLE invoice (id INTEGER PRIMARY KEY, day TEXT, counter INTEGER, number TEXT UNIQUE, document TEXT);
    CREATE TABLE line (invoice INTEGER, text TEXT, price TEXT);
    """
)
store.create(shop, Series("sales", "INV-{year}-{number:5}", restart="yearly"))


def head(id: int, text: str, price: str) -> Any:
    """Writes the invoice with its number; called between the claim and COMMIT."""

    def write(cursor: sqlite3.Cursor, number: Number) -> None:
        line = Line(text, Decimal(1), bo.Price(price), Tax.standard("0.23"))
        draft = Invoice.draft(Document("380", "EUR", number.day, [line], buyer="Ada"), Rules.en16931("EUR"))
        row = (id, str(number.day), number.counter, number.text, bo.to_json(draft.issue(number.text)))
        cursor.execute("INSERT INTO invoice VALUES (?, ?, ?, ?, ?)", row)

    return write


# One by one: lines first, then the number, the head and COMMIT.
with store.numbering(shop, "sales") as n:
    n.cursor.execute("INSERT INTO line VALUES (1, 'desk lamp', '55.55 EUR')")
    write = head(1, "desk lamp", "55.55 EUR")
    (number,) = n.issue([date(2026, 12, 31)], lambda cursor, numbers: write(cursor, *numbers))
print(f"{number} is stored")

# What goes wrong rolls everything back, and the number goes to the next.
try:
    with store.numbering(shop, "sales") as n:
        n.issue([date(2026, 12, 31)], lambda cursor, numbers: 1 // 0)
except ZeroDivisionError:
    print("a failure takes no number:", store.read(shop, "sales").next, "is next")


# Many at once share one flush to the disk; a leader does it for the threads of a server.
def draft(id: int, day: date) -> store.Draft:
    def lines(cursor: sqlite3.Cursor) -> None:
        cursor.execute("INSERT INTO line VALUES (?, 'stapler', '11.11 EUR')", [id])

    return store.Draft(day, head(id, "stapler", "11.11 EUR"), lines)


print(*store.number(shop, "sales", [draft(id, date(2026, 12, 31)) for id in (2, 3)]))
with store.Issuer(connect, "sales") as issuer:
    futures = [issuer.submit(draft(id, date(2027, 1, 1))) for id in range(4, 9)]
    print(*(future.result() for future in futures))


# A tamper-evident record of each, afterwards and in their order; a crash would leave a shorter chain, never a hole.
def pending(cursor: sqlite3.Cursor, last: Number | None, limit: int) -> Iterator[tuple[Number, Invoice]]:
    year, counter = (str(last.day.year), last.counter) if last else ("", 0)
    cursor.execute(
        "SELECT day, counter, number, document FROM invoice WHERE (substr(day, 1, 4), counter) > (?, ?)"
        " ORDER BY substr(day, 1, 4), counter LIMIT ?",
        (year, counter, limit),
    )
    for day, count, text, document in cursor.fetchall():
        yield Number(date.fromisoformat(day), count, text), bo.from_json(Invoice, document)


def link(head: chain.Head, number: Number, invoice: Invoice) -> tuple[chain.Sealed, chain.Head]:
    return chain.append(head, invoice)


start = chain.Head.start("canonical_json")
print(store.chain(shop, "book", "sales", pending, link, start=start), "records were chained")

# The auditor: no gap, and nothing altered.
select = "SELECT day, counter, number FROM invoice ORDER BY substr(day, 1, 4), counter"
print("the audit finds:", store.audit(shop, "sales", select) or "nothing")
kept = store.read_chain(shop, "book", chain.Head).head
shop.execute("UPDATE number_chain_record SET record = replace(record, 'Ada', 'Eve') WHERE position = 3")
shop.execute("DELETE FROM invoice WHERE id = 2")
shop.commit()
print("the audit finds:", *store.audit(shop, "sales", select).gaps)
try:
    chain.audit([bo.from_json(chain.Sealed, link.record) for link in store.records(shop, "book")], kept)
except bo.BrokenError as error:
    print(f"the chain finds: {error}")
shop.close()
folder.cleanup()
