"""What stands apart from the book of stock, from Python."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import backoffice as bo
from backoffice import _backoffice
from backoffice.stock import Realisable, allocation, consignment, expiry, lots, nrv, retail, units
from support import Case
from test_mirror import known

JAN, FEB, JUN = date(2026, 1, 15), date(2026, 2, 16), date(2026, 6, 1)


def usd(amount: object) -> bo.Money:
    return bo.Money(str(amount), "USD")


def eur(amount: object) -> bo.Money:
    return bo.Money(str(amount), "EUR")


def stocked(booking: lots.Booking) -> lots.Inventory:
    bought = [
        lots.Change("HOOL", 50, lots.CostSpec(unit_cost="115.00", currency="USD", date=JAN)),
        lots.Change("HOOL", 3, lots.CostSpec(total_cost="350.00", currency="USD", date=FEB, label="b")),
    ]
    return lots.book(lots.Inventory(booking), FEB, bought).inventory


YEAR = retail.Figures(
    [retail.AtBoth(usd(58_000), usd(100_000))],
    retail.AtBoth(usd(122_000), usd(200_000)),
    usd(186_000),
    markups=usd(20_000),
    markdowns=usd(30_000),
)
HELD = [
    nrv.Position("chair", eur(900), nrv.Sale(Realisable(eur(1_000), eur(150)))),
    nrv.Position("timber", eur(300), nrv.Material(True, eur(240)), group="wood"),
]
SHELF = [
    expiry.DatedLot("A", 10, date(2026, 3, 31), date(2026, 1, 2), eur(8)),
    expiry.DatedLot("B", "8", date(2026, 3, 15)),
    expiry.DatedLot("C", Decimal(5), date(2026, 2, 28)),
]
SENT = [
    consignment.Note("arrived", "Hydra", "valve", JAN, 100, cost=eur(250), reference="D1"),
    consignment.Note("used", "Hydra", "valve", FEB, 30),
]
SCREWS = units.Units("pcs", 0, {"box": "12", "pallet": "125/2"})


class Lots(Case):
    def test_a_lot_is_named(self) -> None:
        inventory = stocked("STRICT")
        sale = lots.Change("HOOL", -2, lots.CostSpec())
        with self.assertRaises(bo.RefusedError) as caught:
            lots.book(inventory, JUN, [sale])
        self.assertEqual((caught.exception.code, caught.exception.row), ("stock.lot_ambiguous", 0))
        self.assertIn("50 HOOL {115.00 USD, 2026-01-15}", str(caught.exception))
        after = lots.book(inventory, JUN, [dataclasses.replace(sale, cost=lots.CostSpec(label="b"))])
        (booked,) = after.booked
        assert booked.cost is not None and booked.cost.of is not None
        self.assertEqual((booked.quantity, booked.cost.value), (Decimal(-2), usd("-233.33")))
        self.assertEqual(booked.cost.of.value, usd("350.00"))
        self.assertEqual([lot.quantity for lot in after.inventory.lots], [Decimal(50), Decimal(1)])
        self.assertEqual(pickle.loads(pickle.dumps(after)), after)
        self.assertEqual(bo.from_json(lots.After, bo.to_json(after)), after)

    def test_methods_choose(self) -> None:
        for booking, cost in (("FIFO", "-115.00"), ("LIFO", "-116.67"), ("HIFO", "-116.67")):
            (booked,) = lots.book(stocked(booking), JUN, [lots.Change("HOOL", -1, lots.CostSpec())]).booked  # type: ignore[arg-type]
            assert booked.cost is not None
            self.assertEqual(booked.cost.value, usd(cost), booking)

    def test_refusals(self) -> None:
        change = lots.Change("HOOL", -9, lots.CostSpec(unit_cost="115.01"))
        self.refused(
            bo.RefusedError, "stock.lot_unmatched", "cost", "{115.01}", lots.book, stocked("FIFO"), JUN, [change]
        )
        short = lots.Change("HOOL", -54, lots.CostSpec())
        self.refused(bo.RefusedError, "stock.short", "quantity", "-54", lots.book, stocked("FIFO"), JUN, [short])


class Parts(Case):
    def test_allocation(self) -> None:
        lines = [allocation.Line(1, weight=weight) for weight in (50, "50", Decimal(20))]
        parts = allocation.allocate(eur("100.00"), lines, "weight", "largest_remainder_last")
        self.assertEqual(parts, (eur("41.66"), eur("41.67"), eur("16.67")))
        self.refused(
            bo.InputError, "input.missing", "lines.0.volume", "", allocation.allocate, eur(1), lines, "volume", "last"
        )
        charges = [allocation.Charge(usd(10), "62.9"), allocation.Charge(bo.Money("100 INR"), 1)]
        self.assertEqual(allocation.landed(charges, "INR", "half_up"), bo.Money("729.00 INR"))

    def test_retail(self) -> None:
        estimate = retail.estimate(YEAR, "conventional", "any")
        self.assertEqual((estimate.closing.cost, estimate.cost_of_sales), (usd(58_500), usd(121_500)))
        rounded = retail.estimate(YEAR, "average", "ifrs", bo.Rounding("0.01", "half_up"))
        self.assertEqual(rounded.closing.cost, usd(64_480))  # 62 % of 104,000
        self.refused(
            bo.RefusedError,
            "stock.method_not_allowed",
            "method",
            "retail lifo",
            retail.estimate,
            YEAR,
            "lifo",
            "ifrs",
        )

    def test_net_realisable_value(self) -> None:
        year = nrv.assess(date(2026, 12, 31), HELD, "item_by_item")
        self.assertEqual((year.carrying, year.expense, year.allowances), (eur(1_150), eur(50), {"chair": eur(50)}))
        journal = nrv.post(year, nrv.Accounts("allowance", "write-down", "cost of sales"))
        self.assertEqual(journal.balance("allowance", "EUR"), eur(-50))
        gone = nrv.assess(date(2027, 12, 31), [], "by_group", year.allowances)
        self.assertEqual((gone.expense, gone.compared[0].positions), (eur(-50), ()))

    def test_units(self) -> None:
        self.assertEqual(units.in_base(SCREWS, bo.Quantity(2, "box")), Decimal(24))
        self.assertEqual(units.convert(SCREWS, bo.Quantity(30, "pcs"), "box"), bo.Quantity("2.5", "box"))
        up = bo.Rounding("1", "ceiling")
        self.assertEqual(units.convert_rounded(SCREWS, bo.Quantity(30, "pcs"), "box", up), bo.Quantity(3, "box"))
        self.refused(
            bo.InputError,
            "stock.quantity_scale",
            "quantity",
            "1 pallet",
            units.in_base,
            SCREWS,
            bo.Quantity(1, "pallet"),
        )
        self.assertEqual(bo.from_json(units.Units, bo.to_json(SCREWS)), SCREWS)

    def test_expiry(self) -> None:
        picks = expiry.pick(SHELF, 20, expiry.Picking(date(2026, 3, 1)))
        self.assertEqual([(pick.lot, pick.quantity) for pick in picks.picks], [("B", Decimal(8)), ("A", Decimal(10))])
        self.assertEqual((picks.missing, picks.passed_over[0].lot), (Decimal(2), "C"))
        expiring = expiry.report(SHELF, date(2026, 3, 1), [14, 30], "EUR")
        self.assertEqual([bucket.quantity for bucket in expiring.within], [Decimal(8), Decimal(10), Decimal(0)])
        self.assertEqual(expiring.within[1].value, eur(8))

    def test_consignment(self) -> None:
        book = consignment.placed(SENT, "EUR")
        self.assertEqual((book.moves[1].value, book.balances[0].value), (eur(75), eur(175)))
        journal = consignment.post(book, consignment.Accounts("a", "b", "c", "d"))
        self.assertEqual(journal.balance("b", "EUR"), eur(175))
        arrived = dataclasses.replace(SENT[0], cost=None)
        used = dataclasses.replace(SENT[1], unit_price=bo.Price("4.20", "EUR"))
        store = consignment.held([arrived, used], "EUR")
        self.assertEqual((store.moves[1].value, store.balances[0].value), (eur(126), eur(0)))


class Mirror(Case):
    """The dataclasses have the fields that the core knows."""

    def mirrors(self, kind: type[Any], call: Callable[[Any], Any], sample: Any, path: str = "") -> None:
        with self.subTest(kind.__qualname__, module=kind.__module__):
            self.assertEqual(known(call, sample, path), {field.name for field in dataclasses.fields(kind)})

    def test_fields(self) -> None:
        half = lots.book(stocked("FIFO"), JUN, [lots.Change("HOOL", -51, lots.CostSpec())]).inventory
        change = lots.Change("HOOL", 1, lots.CostSpec(currency="USD"))
        booked = lambda given: lots.book(given, JUN, [])  # noqa: E731
        for kind, path in (
            (lots.Inventory, ""),
            (lots.Lot, "lots.0"),
            (lots.Cost, "lots.0.cost"),
            (lots.Whole, "lots.0.cost.of"),
        ):
            self.mirrors(kind, booked, half, path)
        for kind, path in ((lots.Change, "0"), (lots.CostSpec, "0.cost")):
            self.mirrors(kind, lambda given: lots.book(half, JUN, given), [change], path)
        lines = [allocation.Line(1)]
        self.mirrors(allocation.Line, lambda given: allocation.allocate(eur(1), given, "equal", "last"), lines, "0")
        charges = [allocation.Charge(eur(1), 1)]
        self.mirrors(allocation.Charge, lambda given: allocation.landed(given, "EUR", "down"), charges, "0")
        for kind, path in ((retail.Figures, ""), (retail.AtBoth, "opening.0")):
            self.mirrors(kind, lambda given: retail.estimate(given, "average", "any"), YEAR, path)
        assess = lambda given: nrv.assess(JUN, given, "by_group")  # noqa: E731
        for kind, path in ((nrv.Position, "0"), (nrv.Material, "1.measure.material")):
            self.mirrors(kind, assess, HELD, path)
        year, names = assess(HELD), nrv.Accounts("a", "b", "c")
        for kind, path in ((nrv.Assessment, ""), (nrv.Compared, "compared.0")):
            self.mirrors(kind, lambda given: nrv.post(given, names), year, path)
        self.mirrors(nrv.Accounts, lambda given: nrv.post(year, given), names)
        self.mirrors(units.Units, lambda given: units.in_base(given, bo.Quantity(1, "box")), SCREWS)
        picking = expiry.Picking(JUN)
        self.mirrors(expiry.DatedLot, lambda given: expiry.pick(given, 1, picking), SHELF, "0")
        self.mirrors(expiry.Picking, lambda given: expiry.pick(SHELF, 1, given), picking)
        self.mirrors(consignment.Note, lambda given: consignment.placed(given, "EUR"), SENT, "0")
        book, accounts = consignment.placed(SENT, "EUR"), consignment.Accounts("a", "b", "c", "d")
        for kind, path in (
            (consignment.Consignment, ""),
            (consignment.Move, "moves.0"),
            (consignment.Balance, "balances.0"),
        ):
            self.mirrors(kind, lambda given: consignment.post(given, accounts), book, path)
        self.mirrors(consignment.Accounts, lambda given: consignment.post(book, given), accounts)

    def test_results(self) -> None:
        for kind, document in (
            (lots.After, _backoffice.stock_lots_book(stocked("FIFO"), JUN, [])),
            (retail.Estimate, _backoffice.stock_retail_estimate(dataclasses.replace(YEAR, counted=usd(1)), "average", "any", None)),
            (expiry.Picks, _backoffice.stock_expiry_pick(SHELF, 1, expiry.Picking(JUN))),
            (expiry.Pick, _backoffice.stock_expiry_pick(SHELF, 1, expiry.Picking(JUN))["passed_over"][0]),
            (expiry.Expiring, _backoffice.stock_expiry_report(SHELF, JUN, [1], "EUR")),
            (expiry.Bucket, _backoffice.stock_expiry_report(SHELF, JUN, [1], "EUR")["within"][0]),
        ):
            self.assertEqual(set(document), {field.name for field in dataclasses.fields(kind)}, kind)
