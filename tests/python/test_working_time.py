"""Labour law from Python."""

from __future__ import annotations

import unittest
from dataclasses import replace
from datetime import date, datetime, timezone

import backoffice as bo
from backoffice.scheduling import law
from backoffice.scheduling.law import Break, Facts, Reference, Setting, Work
from support import Case

EU = ["eu.working_time"]
MARCH = Setting(bo.Period.month(2026, 3))
WORK = [
    Work("ada", datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 22), breaks=[Break(240, 30)]),
    Work("ada", datetime(2026, 3, 3, 6), datetime(2026, 3, 3, 12)),
]


class WorkingTime(Case):
    def test_what_is_found_says_how_much_and_where_it_stands(self) -> None:
        [found] = law.audit(EU, MARCH, WORK)
        self.assertEqual((found.law, found.rule, found.person, found.effect), ("eu.working_time", "daily rest", "ada", "breach"))
        self.assertEqual((found.first, found.last), (date(2026, 3, 2), date(2026, 3, 2)))
        self.assertEqual((found.amount, found.limit, found.by), (480, 660, 180))
        self.assertIn("2003/88/EC", found.source)
        self.assertEqual(law.audit(EU, MARCH, WORK[:1]), ())

    def test_the_night_when_the_clock_changes(self) -> None:
        saturday = Work("ada", datetime(2026, 3, 28, 14), datetime(2026, 3, 28, 20), 60, 60)
        sunday = lambda hour: Work("ada", datetime(2026, 3, 29, hour), datetime(2026, 3, 29, 14), 120, 120)  # noqa: E731
        self.assertEqual(law.audit(EU, MARCH, [saturday, sunday(8)]), ())
        self.assertEqual([one.amount for one in law.audit(EU, MARCH, [saturday, sunday(7)])], [600])

    def test_facts_and_figures(self) -> None:
        young = Facts("ada", born=date(2009, 5, 1))
        found = law.audit(["uk.working_time"], MARCH, [replace(WORK[0], end=datetime(2026, 3, 2, 22, 31))], [young])
        told = [(one.rule, one.by) for one in found]
        self.assertEqual(told, [("hours of a young worker's day", 1), ("young worker at night", 31)])
        figures = law.limits(["uk.working_time"], MARCH, young, date(2026, 3, 2))
        self.assertEqual((figures.day, figures.no_night), (480, law.Night(1320, 360)))
        adult = law.limits(EU, MARCH, Facts("bo", reference=Reference(119)), date(2026, 3, 2))
        self.assertEqual([(most.minutes, most.days) for most in adult.average], [(48_960, 119)])

    def test_laws_are_texts(self) -> None:
        self.assertIn("sa.working_time", law.known())
        stricter = law.text("eu.working_time").replace("minutes = 660, within", "minutes = 720, within")
        [found] = law.audit([stricter], MARCH, WORK)
        self.assertEqual(found.limit, 720)
        self.assertTrue(all(one.why for one in law.unsupported("ae.working_time")))
        for laws, code in ((["xx"], "law.unsupported"), (["x\nx"], "law.pack_invalid")):
            with self.assertRaises(bo.Error) as refused:
                law.audit(laws, MARCH, WORK)
            self.assertEqual(refused.exception.code, code)

    def test_columns(self) -> None:
        at = [int(moment.replace(tzinfo=timezone.utc).timestamp()) for one in WORK for moment in (one.start, one.end)]
        try:
            import pyarrow
        except ImportError:
            self.skipTest("pyarrow is not there")
        seconds = pyarrow.timestamp("s")
        table = pyarrow.table(
            {
                "person": ["ada", "ada", "bo"],
                "start": pyarrow.array([at[0], at[2], at[2]], seconds),
                "end": pyarrow.array([at[1], at[3], at[2]], seconds),
                "break_minutes": [30, None, None],
            }
        )
        found, problems = law.audit_table(table, EU, MARCH)
        self.assertEqual(found.to_pydict()["amount"], [480])
        self.assertEqual([(problem.row, problem.code) for problem in problems], [(2, "scheduling.no_length")])


if __name__ == "__main__":
    unittest.main()
