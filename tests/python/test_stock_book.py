"""The book of stock as it is amended, closed and looked back on, its postings and reports, from Python."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice.stock import Accounts, Book, Movement, Origin, Periodic, WriteDown, reports
from support import Case

ACCOUNTS = Accounts(
    "inventory",
    "cost of sales",
    "adjustment",
    "goods received",
    "differences",
    "opening",
    write_down="write-down",
    allowance="allowance",
    purchases="purchases",
    change_of_purchases="change of stock",
    in_transit="in transit",
    transit_locations=["ship"],
)
JANUARY = bo.Period.month(2026, 1)


def euros(amount: str) -> bo.Money:
    return bo.Money(amount, "EUR")


def each(amount: str) -> bo.Price:
    return bo.Price(amount, "EUR")


# 10 at 2.00 and 10 at 3.00, of which 12 left at 20.00 + 6.00 = 26.00.
TEA = [
    Movement.receive("tea", date(2026, 1, 5), 10, each("2.00"), id="in 1"),
    Movement.receive("tea", date(2026, 1, 10), 10, each("3.00"), id="in 2"),
    Movement.issue("tea", date(2026, 1, 20), 12, id="out"),
]
EARLIER = Movement.receive("tea", date(2026, 1, 2), 4, each("1.00"), id="in 0")
# Of 10 in the shop 12 leave, at 2.00 each; what covers the two costs 3.00 each.
SHORT = [TEA[0], TEA[2], Movement.receive("tea", date(2026, 1, 25), 10, each("3.00"), id="in 2")]


def tea(method: bo.stock.Method = "fifo") -> Book:
    book = Book("EUR", method, "ifrs_default")
    for movement in TEA:
        book.apply(movement)
    return book


def covered() -> Book:
    book = Book("EUR", "fifo", replace(bo.stock.policy("odoo_18"), pools="by_item_location"))
    for movement in SHORT:
        book.apply(replace(movement, location="shop"))
    return book


class TheBook(Case):
    def test_a_change_of_the_past_is_told_and_posted(self) -> None:
        book = tea()
        before = bo.stock.post(book.valuation(), ACCOUNTS)
        self.assertEqual((book.version, book.diff(3)), (3, []))
        book.apply(EARLIER)
        # 12 now cost 4.00 + 16.00.
        out, new = book.diff(3)
        self.assertEqual((out.movement, new.movement, new.before), ("out", "in 0", None))
        assert out.before and out.after and new.after
        self.assertEqual((out.before.value, out.after.value), (euros("-26.00"), euros("-20.00")))
        self.assertEqual((new.after.movement, new.after.booked_on), (EARLIER, EARLIER.day))
        journal = bo.stock.post_changes([out, new], ACCOUNTS)
        self.assertEqual(journal.balance("cost of sales", "EUR"), euros("-6.00"))
        self.assertEqual(journal.balance("inventory", "EUR"), euros("10.00"))
        whole = bo.stock.post(book.valuation(), ACCOUNTS)
        for account in ("inventory", "cost of sales", "goods received"):
            both = before.balance(account, "EUR") + journal.balance(account, "EUR")
            self.assertEqual(both, whole.balance(account, "EUR"))
        self.assertEqual(bo.from_json(bo.stock.Change, bo.to_json(out)), out)

    def test_movements_are_amended_and_deleted(self) -> None:
        book = tea()
        book.apply(EARLIER)
        book.amend("in 0", replace(EARLIER, quantity=Decimal(2)))
        self.assertEqual(book.on_hand("tea"), euros("30.00"))
        # 56.00 came in, and 12 cost 4 × 1.50 + 8 × 2.00 = 22.00.
        book.amend_on("in 0", replace(EARLIER, unit_cost=each("1.50")), date(2026, 1, 25))
        self.assertEqual(book.on_hand("tea"), euros("34.00"))
        self.assertEqual(book.known_on("2026-01-24").on_hand("tea"), euros("30.00"))
        book.delete("in 0")
        self.assertEqual((book.on_hand("tea"), book.movements()), (euros("24.00"), TEA))
        self.assertEqual(book.diff(3), [])
        self.assertEqual(repr(book), "<Book of 3 movements, EUR, fifo>")
        before = book.to_json()
        self.refused(bo.InputError, "stock.unknown_reference", "id", "in 0", book.delete, "in 0")
        self.refused(bo.RefusedError, "stock.short", "quantity", "12", book.delete_on, "in 1", date(2026, 1, 25))
        self.refused(bo.InputError, "input.invalid", "item", "nut", book.amend, "in 1", replace(TEA[0], item="nut"))
        self.refused(bo.InputError, "input.invalid", "since", "9", book.diff, 9)
        self.assertEqual(book.to_json(), before)
        book.forget(book.version)
        self.refused(bo.InputError, "input.invalid", "since", "3", book.diff, 3)

    def test_what_is_closed_stays(self) -> None:
        book = tea()
        closed = book.close(date(2026, 1, 31))
        self.assertEqual((closed.upto, closed.entries, len(closed.hash)), (date(2026, 1, 31), 3, 64))
        self.assertEqual(book.closings(), [closed])
        self.refused(bo.RefusedError, "stock.period_closed", "day", "2026-01-02", book.apply, EARLIER)
        book.apply_late(EARLIER, "2026-02-03")
        value = book.valuation()
        bo.stock.conserved(value)
        self.assertEqual(value.entries[2].cost, euros("26.00"))
        self.assertEqual(value.entries[-1].posted_on, date(2026, 2, 3))
        (prior,) = value.prior_periods
        self.assertEqual((prior.operation, prior.row, prior.belongs_to), ("applied", 3, date(2026, 1, 31)))
        (line,) = prior.lines
        assert line.after
        self.assertEqual((line.before.cost, line.after.cost), (euros("26.00"), euros("20.00")))
        self.assertEqual(line.difference.cost, euros("-6.00"))
        self.assertEqual(bo.stock.post(value, ACCOUNTS).balance("cost of sales", "EUR"), euros("20.00"))
        (change,) = (change for change in book.diff(4) if change.prior_period)
        self.assertEqual((change.prior_period, change.movement), (date(2026, 2, 3), "out"))
        book.amend_late("in 0", replace(EARLIER, unit_cost=each("1.50")), date(2026, 2, 4))
        book.delete_late("in 0", date(2026, 2, 5))
        self.assertEqual([prior.operation for prior in book.valuation().prior_periods], ["applied", "amended", "deleted"])
        self.assertEqual(book.on_hand("tea"), euros("24.00"))
        book.verify()
        self.assertEqual(pickle.loads(pickle.dumps(book)).to_json(), book.to_json())
        altered = book.to_json().replace(closed.hash, "0" * 64)
        path = "book.operations.0.what.close.hash"
        self.refused(bo.BrokenError, "stock.checkpoint_broken", path, "0" * 64, Book.from_json, altered)
        book.reopen(date(2026, 1, 31))
        self.assertEqual((book.closings(), book.valuation().prior_periods), ([], ()))

    def test_another_method_is_restated(self) -> None:
        # 8 of 20 that cost 50.00 are worth 20.00, and 30.00 have left.
        restated = tea().restated("moving_average", None, date(2026, 1, 15))
        self.assertEqual(restated.from_, date(2026, 1, 15))
        tea_ = restated.differences["tea"]
        self.assertEqual((tea_.opening, tea_.cost, tea_.other, tea_.closing), (euros("0"), euros("4"), euros("0"), euros("-4")))
        self.assertEqual(restated.book.on_hand("tea"), euros("20.00"))
        again = bo.from_json(bo.stock.Restated, bo.to_json(restated))
        self.assertEqual((again.differences, again.book.to_json()), (restated.differences, restated.book.to_json()))
        self.refused(
            bo.RefusedError, "stock.method_not_allowed", "method", "lifo", tea().restated, "lifo", None, date(2026, 1, 15)
        )
        self.assertEqual(tea().restated("lifo", "default", "2026-01-15").book.on_hand("tea"), euros("16.00"))

    def test_an_average_knows_where_its_units_came_from(self) -> None:
        out = tea("moving_average").valuation().entries[2]
        self.assertEqual(out.origins, (Origin(0, Decimal(10)), Origin(1, Decimal(2))))


class Posted(Case):
    def test_the_continental_scheme(self) -> None:
        value = tea().valuation()
        journal = bo.stock.post_periodic(value, ACCOUNTS, [JANUARY])
        self.assertEqual(journal.balance("purchases", "EUR"), euros("50.00"))
        self.assertEqual(journal.balance("change of stock", "EUR"), euros("-24.00"))
        self.assertEqual(bo.stock.post_under(value, ACCOUNTS, Periodic([JANUARY])), journal)
        self.assertEqual(bo.stock.post_under(value, ACCOUNTS, "perpetual"), bo.stock.post(value, ACCOUNTS))
        self.refused(
            bo.InputError, "input.invalid", "periods", str(JANUARY),
            bo.stock.post_periodic, value, ACCOUNTS, [JANUARY, JANUARY],
        )  # fmt: skip

    def test_write_downs(self) -> None:
        carrying = bo.stock.lower_of_cost_and_nrv(
            euros("24.00"), bo.stock.Realisable(euros("21.00"), euros("1.00")), euros("0")
        )
        journal = bo.stock.post_write_downs([WriteDown(date(2026, 1, 31), "tea", carrying)], ACCOUNTS)
        self.assertEqual(journal.balance("write-down", "EUR"), euros("4.00"))
        self.assertEqual(journal.balance("allowance", "EUR"), euros("-4.00"))

    def test_profiles_of_other_systems(self) -> None:
        for name in ("odoo_18", "odoo_19", "erpnext", "tryton", "beancount", "sap"):
            self.assertEqual(bo.stock.policy(name).framework, "any")  # type: ignore[arg-type]


class Reported(Case):
    def test_ageing_and_summary(self) -> None:
        value = tea().valuation()
        (aged,) = reports.ageing(value, date(2026, 1, 31), [20, 40])
        self.assertEqual((aged.from_days, aged.to_days, aged.quantity, aged.value), (21, 40, Decimal(8), euros("24.00")))
        self.refused(bo.InputError, "input.invalid", "bands", "20", reports.ageing, value, date(2026, 1, 31), [40, 20])
        (row,) = reports.summary(value, [JANUARY])
        self.assertEqual((row.quantity_in, row.quantity_out, row.closing_quantity), (Decimal(20), Decimal(12), Decimal(8)))
        self.assertEqual((row.received, row.cost, row.closing_value), (euros("50.00"), euros("26.00"), euros("24.00")))

    def test_negative_stock(self) -> None:
        value = covered().valuation()
        (short,) = reports.shortages(value)
        self.assertEqual((short.from_, short.to, short.covered_by_id), (date(2026, 1, 20), date(2026, 1, 25), "in 2"))
        self.assertEqual((short.quantity, short.provisional, short.difference), (Decimal(2), euros("4.00"), euros("2.00")))
        (stretch,) = reports.below_zero(value)
        self.assertEqual((stretch.from_, stretch.to, stretch.lowest), (date(2026, 1, 20), date(2026, 1, 25), Decimal(-2)))

    def test_the_ledger_against_the_journal(self) -> None:
        value = tea().valuation()
        journal = bo.stock.post(value, ACCOUNTS)
        self.assertTrue(all(row.agrees for row in reports.reconcile(value, ACCOUNTS, "perpetual", [], journal)))
        journal.post(bo.Posting.debit(date(2026, 1, 31), "inventory", euros("1.00"), "out"))
        rows = {row.account: row for row in reports.reconcile(value, ACCOUNTS, "perpetual", [], journal)}
        inventory = rows["inventory"]
        self.assertEqual((inventory.roles, inventory.difference, inventory.agrees), (("inventory",), euros("1.00"), False))
        self.assertEqual(
            (inventory.reference, inventory.reference_expected, inventory.reference_found), ("out", euros("-26"), euros("-25"))
        )

    def test_lineage(self) -> None:
        value = tea().valuation()
        rows = reports.back(value, 2)
        self.assertEqual([(row.origin_id, row.value) for row in rows], [("in 1", euros("20.00")), ("in 2", euros("6.00"))])
        self.assertEqual(reports.lineage(value), rows)
        self.assertEqual(reports.forward(value, 1), rows[1:])
        made = [
            *TEA[:1],
            Movement.consume("tea", date(2026, 1, 6), 4, "o"),
            Movement.produce("box", date(2026, 1, 6), 2, "o", total_cost=euros("1.00")),
            Movement.issue("box", date(2026, 1, 7), 1),
        ]
        boxes = reports.back(bo.stock.value(made, "fifo", "ifrs_default"), 3)
        # Half of 8.00 of tea, and half of the 1.00 that it cost to make them.
        self.assertEqual({(row.origin_item, row.made): row.value for row in boxes}, {("tea", 2): euros("4.00"), ("box", None): euros("0.50")})
