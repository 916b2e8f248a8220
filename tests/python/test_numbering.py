"""Blocks for tills, audits of whole books, and what laws ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import backoffice as bo
from backoffice.invoice.numbering import (
    Allocator,
    Block,
    Books,
    Closed,
    Entry,
    Gap,
    Grant,
    Place,
    Profile,
    Reserved,
    Scope,
    Series,
    Told,
    audit,
)
from support import Case

DAY = date(2026, 3, 2)
SHOP = Series("shop", "S{year}-{number:3}{mod97}", "yearly")


class Blocks(Case):
    def test_a_till_gives_numbers_by_itself(self) -> None:
        block, series = SHOP.reserve("till 7", 10, DAY)
        self.assertEqual((block.till, block.left, series.next), ("till 7", 10, 11))
        self.assertEqual(block.reserved(), Reserved(1, 10, date(2026, 1, 1)))
        first, second = block.issue(DAY), block.issue(DAY)
        self.assertEqual([first.counter, second.counter], [1, 2])
        block.void(second, "spoilt")
        other = block.hand_over(5, "till 8")
        self.assertEqual((block.left, other.left, other.issue(DAY).counter), (3, 5, 6))
        stored = Block.from_json(block.to_json())
        self.assertEqual((stored.numbers, len(stored.voids)), ((first,), 1))
        self.refused(bo.InputError, "input.missing", "reason", "", block.close)
        returned = block.close("closing time")
        self.assertEqual(([number.counter for number in returned.numbers], len(returned.voids)), ([1], 4))
        books = Books(
            [Entry(number.text, number.day) for number in returned.numbers],
            first=1,
            voids=returned.voids,
            reserved=[other.reserved()],
        )
        self.assertFalse(series.audit_books(books))

    def test_blocks_that_cannot_be_are_refused(self) -> None:
        block, series = SHOP.reserve("till", 1, DAY)
        self.refused(bo.RefusedError, "invoice.block_period", "day", "2027-01-01", block.issue, date(2027, 1, 1))
        block.issue(DAY)
        before = block.to_json()
        self.refused(bo.RefusedError, "invoice.block_used_up", "block", "1", block.issue, DAY)
        self.assertEqual(block.to_json(), before)
        ordered = replace(SHOP, chronological=True)
        self.refused(bo.RefusedError, "invoice.block_order", "series", "shop", ordered.reserve, "till", 1, DAY)
        with self.assertRaises(bo.InputError):
            Block.from_json(before.replace('"next":2', '"next":1'))

    def test_claimed_and_from_a_desk(self) -> None:
        claim = SHOP.claim_block(100, DAY)
        block, series = SHOP.granted_block(claim, Grant(42, DAY, 7), "till")
        self.assertEqual((block.left, series.next, series.version), (100, 142, 7))
        desk = Allocator(SHOP)
        self.assertEqual((desk.reserve("till", 3, DAY).left, desk.allocate(DAY).counter), (3, 4))


class Audits(Case):
    def test_what_clients_were_told(self) -> None:
        numbers, series = SHOP.issue_many([DAY] * 3)
        entries = [Entry(number.text, DAY, str(number.counter)) for number in numbers]
        told = [Told(entry.text, entry.document) for entry in entries]
        self.assertFalse(series.audit_books(Books(entries, first=1, told=told)))
        period = date(2026, 1, 1)
        found = series.audit_books(Books(entries[:2], first=1, told=told))
        self.assertEqual((found.gaps, found.lost), ((Gap(3, 3, period),), (Place(3, period),)))
        changed = [*entries[:2], replace(entries[2], document="another")]
        self.assertEqual(series.audit_books(Books(changed, told=told)).changed, (Place(3, period),))
        wrong = replace(entries[2], text=entries[2].text.replace("-003", "-004"))
        self.assertEqual(series.audit_books(Books([*entries[:2], wrong])).wrong_check, (wrong.text,))
        moved = replace(entries[2], day=date(2027, 1, 1))
        self.assertEqual(series.audit_books(Books([*entries[:2], moved])).wrong_day, (Place(3, period),))
        _, later = series.issue(date(2027, 1, 1))
        missed = later.audit_books(Books(entries[:2], closed=[Closed(period, 4)]))
        self.assertEqual(missed.gaps, (Gap(3, 3, period), Gap(1, 1, date(2027, 1, 1))))

    def test_counters(self) -> None:
        found = audit([1, 2, 9], Scope(reserved=[Reserved(3, 5)], told=[2, 7]))
        self.assertEqual((found.gaps, found.lost), ((Gap(6, 8),), (Place(7),)))
        self.assertFalse(audit(list(range(1, 1000)), Scope(first=1, next=1000)))


class Laws(Case):
    def test_series_of_their_own(self) -> None:
        spain = Profile.of("ES")
        self.assertEqual(spain.check_series(SHOP, ["corrective"], DAY), ())
        breach = spain.check_series(SHOP, ["invoice", "corrective"], DAY)[0]
        self.assertEqual((breach.rule, breach.source), ("apart", spain.sources["apart"]))
        self.assertEqual(Profile.of("PT").check([("FT A/1", DAY), ("FTA1", DAY)])[0].rule, "form")
        self.refused(bo.LawError, "law.none_in_force", "day", "2012-12-31", Profile.on, "ES", date(2012, 12, 31))
        self.assertEqual(Profile.on("ES", DAY), spain)
        with self.assertRaises(bo.InputError) as caught:
            Profile.parse("id = 1")
        self.assertEqual(caught.exception.code, "law.pack_invalid")
