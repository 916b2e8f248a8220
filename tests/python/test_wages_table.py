"""A table of people in, columns out: from every library of tables, and the same as the single calls."""

from __future__ import annotations

import doctest
import subprocess
import sys
import unittest
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

import backoffice as bo
from backoffice.tax import wages
from support import Case

PEOPLE: dict[str, list[Any]] = {
    "id": ["ada", "ben", "cy"],
    "tax_code": ["1257L", "K100", "BR"],
    "category": ["A", "A", "C"],
    "taxable": [Decimal("3000.00"), Decimal("4321.50"), Decimal("800.00")],
}
APRIL = {"pay_day": date(2026, 4, 30), "frequency": "monthly"}
KEPT = ["id", "tax_code", "category"]
TAX = [Decimal("390.20"), Decimal("1133.66"), Decimal("160.00")]


def needed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise unittest.SkipTest(f"{name} is not installed") from None


def assess(people: Any, **named: Any) -> wages.Table:
    given: dict[str, Any] = {"jurisdiction": "uk", "constants": APRIL, "pass_through": KEPT, **named}
    return wages.assess_table(people, **given)


def single(row: dict[str, Any], law: bo.RulePack) -> wages.Assessment:
    """The single call for a row of the table."""
    person = wages.uk.Profile(row["tax_code"], row["category"], to_date=row.get("to_date"))
    payment = wages.Payment.of(row["pay_day"], row["frequency"], bo.Money(row["taxable"], "GBP"))
    return wages.assess(person, payment, law)


class WagesTable(Case):
    def test_the_examples_of_the_documentation(self) -> None:
        results = doctest.testmod(wages)
        self.assertEqual((results.failed, results.attempted), (0, 10))

    def test_a_dict_of_lists(self) -> None:
        table = assess(PEOPLE)
        self.assertEqual(table.columns[:4], [*KEPT, "to_date.through"])
        columns = table.to_pydict()
        self.assertEqual(columns["id"], PEOPLE["id"])
        self.assertEqual(columns["uk.paye"], TAX)
        self.assertEqual(columns["to_date.through"], [date(2026, 4, 30)] * 3)
        self.assertEqual(columns["uk.student_loan"], [None] * 3)
        self.assertEqual(columns["problem.code"], [None] * 3)
        self.assertEqual(repr(table), "<Table 3 rows, 19 columns>")
        self.assertEqual(assess({name: [] for name in PEOPLE}).to_pydict()["uk.paye"], [])

    def test_pyarrow(self) -> None:
        pa = needed("pyarrow")
        table = pa.table(PEOPLE)
        for people in (table, table.to_batches()[0], table.to_reader(), pa.chunked_array([table.to_struct_array().chunk(0)])):
            with self.subTest(type(people).__name__):
                got = pa.table(assess(people))
                self.assertEqual(got["uk.paye"].to_pylist(), TAX)
                self.assertEqual(got.schema.field("withheld").type, pa.decimal128(38, 2))
                self.assertEqual(got["tax_code"], table["tax_code"])
        coded = table.set_column(1, "tax_code", table["tax_code"].dictionary_encode())
        self.assertEqual(pa.table(assess(coded))["tax_code"].type, coded["tax_code"].type)
        self.refused(bo.InputError, "input.invalid", "people", "Decimal128(6, 2)", assess, table["taxable"].chunk(0))

    def test_polars(self) -> None:
        pl = needed("polars")
        frame = pl.DataFrame(PEOPLE).with_columns(pl.col("category").cast(pl.Categorical))
        got = pl.DataFrame(assess(frame))
        self.assertEqual(got["uk.paye"].to_list(), TAX)
        self.assertEqual(got["to_date.through"].to_list(), [date(2026, 4, 30)] * 3)
        # What came out goes in again with the next month's pay.
        may = pl.DataFrame(assess(got.with_columns(frame["taxable"]), constants={**APRIL, "pay_day": date(2026, 5, 29)}))
        self.assertEqual(may["to_date.taxable_pay"].to_list(), [2 * pay for pay in PEOPLE["taxable"]])
        # A column that is null alone has no type in polars.
        self.assertEqual(frame.with_columns(pl.lit(None).alias("to_date.tax")).schema["to_date.tax"], pl.Null)
        nobody = pl.DataFrame(assess(frame.with_columns(pl.lit(None).alias("to_date.tax"))))
        self.assertEqual(nobody["uk.paye"].to_list(), TAX)
        floats = frame.with_columns(pl.col("taxable").cast(pl.Float64))
        error = self.refused(bo.InputError, "input.float", "taxable", "Float64", assess, floats)
        self.assertIn("not exact", str(error))

    def test_pandas(self) -> None:
        pd, _ = needed("pandas"), needed("pyarrow")
        got = pd.DataFrame.from_arrow(assess(pd.DataFrame(PEOPLE)))
        self.assertEqual(list(got["uk.paye"]), TAX)
        stamped = pd.DataFrame({**PEOPLE, "to_date.through": [pd.Timestamp("2026-04-10")] * 3})
        with self.assertRaises(bo.InputError) as caught:
            assess(stamped)
        self.assertIn("date32", str(caught.exception))

    def test_duckdb(self) -> None:
        duckdb, pa = needed("duckdb"), needed("pyarrow")
        people = pa.table(PEOPLE)  # noqa: F841
        taxes = assess(duckdb.sql("select id, tax_code, category, taxable from people"))  # noqa: F841
        self.assertEqual(duckdb.sql('select sum("uk.paye") from taxes').fetchall(), [(sum(TAX),)])

    def test_lazy_tables_are_read_once(self) -> None:
        table = assess(PEOPLE, lazy=True)
        self.assertEqual(table.to_pydict()["uk.paye"], TAX)
        self.refused(bo.RefusedError, "input.consumed", "lazy", "True", table.to_pydict)
        self.assertEqual(repr(table), "<Table lazy, read, 19 columns>")
        pa = needed("pyarrow")
        reader = pa.RecordBatchReader.from_stream(assess(PEOPLE, lazy=True))
        self.assertEqual([batch.num_rows for batch in reader], [3])

    def test_large_tables_come_in_batches(self) -> None:
        pa = needed("pyarrow")
        rows = 20_000
        people = pa.table({"id": range(rows), "taxable": pa.array(range(rows), pa.int64())})
        constants = {**APRIL, "tax_code": "1257L", "category": "A"}
        table = wages.assess_table(people, jurisdiction="uk", constants=constants, pass_through=["id"])
        got = pa.table(table)
        self.assertEqual([len(chunk) for chunk in got["id"].chunks], [8192, 8192, 3616])
        self.assertEqual(got["id"].to_pylist(), list(range(rows)))
        self.assertEqual(got["to_date.taxable_pay"].to_pylist(), [Decimal(pay) for pay in range(rows)])

    def test_a_row_that_is_refused_says_why_and_the_others_stand(self) -> None:
        got = assess({**PEOPLE, "tax_code": ["1257L", "1257Q", None]}).to_pydict()
        self.assertEqual(got["uk.paye"], [TAX[0], None, None])
        self.assertEqual(got["problem.code"], [None, "tax.code_invalid", "input.missing"])
        self.assertEqual(got["problem.field"], [None, "tax_code", "tax_code"])
        self.assertIn("1257Q", got["problem.message"][1])
        # Without figures to date it is not to be taken for somebody new.
        again = assess({**got, "taxable": PEOPLE["taxable"]}).to_pydict()
        self.assertEqual(again["problem.field"], [None, "problem.code", "problem.code"])

    def test_a_table_that_cannot_be_read_is_refused(self) -> None:
        wrong = {**PEOPLE, "to_date.taxable_pai": [1, 2, 3]}
        error = self.refused(
            bo.InputError, "input.unknown_field", "to_date.taxable_pai", "to_date.taxable_pai", assess, wrong
        )
        self.assertIn("`to_date.taxable_pay`", str(error))
        self.refused(bo.InputError, "input.unknown_field", "ids", "ids", assess, PEOPLE, pass_through=[*KEPT, "ids"])
        self.refused(bo.InputError, "input.float", "taxable.1", "1.5", assess, {**PEOPLE, "taxable": [1, 1.5, 2]})
        self.refused(bo.InputError, "input.invalid", "taxable", "1", assess, {**PEOPLE, "taxable": [1]})
        self.refused(bo.InputError, "input.invalid", "people", "int", assess, 7)
        self.refused(bo.InputError, "input.float", "constants.to_date.tax", "0.5", assess, PEOPLE, constants={"to_date": {"tax": 0.5}})
        self.refused(bo.LawError, "law.unsupported", "jurisdiction", "uk", assess, PEOPLE, pack=bo.RulePack.embedded("us.wages"))
        stamp = {**APRIL, "pay_day": datetime(2026, 4, 30)}
        self.refused(bo.InputError, "calendar.invalid_date", "pay_day", "2026-04-30T00:00:00", assess, PEOPLE, constants=stamp)
        money = {**PEOPLE, "taxable": [bo.Money(1, "GBP")] * 3}
        with self.assertRaises(bo.InputError) as caught:
            assess(money)
        self.assertIn("Decimal", str(caught.exception))

    def test_an_error_of_the_stream_comes_through(self) -> None:
        pa = needed("pyarrow")
        table = pa.table(PEOPLE)

        def batches() -> Any:
            yield table.to_batches()[0]
            raise ValueError("the disk is full")

        reader = pa.RecordBatchReader.from_batches(table.schema, batches())
        with self.assertRaises(bo.InputError) as caught:
            assess(reader)
        self.assertIn("the disk is full", str(caught.exception))

    def test_tables_say_what_the_single_calls_say(self) -> None:
        hypothesis = needed("hypothesis")
        st = import_module("hypothesis.strategies")
        law = bo.RulePack.embedded("uk.wages")
        money = st.decimals(-5_000, 20_000, places=2) | st.integers(0, 10_000).map(Decimal)
        rows = st.fixed_dictionaries(
            {
                "tax_code": st.sampled_from(["1257L", "K100", "BR", "S1257L", "C1257L X", "NT", "1257Q"]),
                "category": st.sampled_from(["A", "B", "C", "H", "J", "M", "Z", "?"]),
                "pay_day": st.dates(date(2025, 4, 6), date(2027, 4, 5)),
                "frequency": st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly", "annual"]),
                "taxable": money,
                "pay_before": st.none() | money,
                "tax_before": money,
            }
        )

        @hypothesis.given(st.lists(rows, min_size=1, max_size=20))  # type: ignore[untyped-decorator]
        @hypothesis.settings(max_examples=60, deadline=None)  # type: ignore[untyped-decorator]
        def agree(rows: list[dict[str, Any]]) -> None:
            plain = ["tax_code", "category", "pay_day", "frequency", "taxable"]
            people: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in plain}
            known = [row["pay_before"] is not None for row in rows]
            people["to_date.through"] = [date(2025, 4, 10) if is_known else None for is_known in known]
            people["to_date.taxable_pay"] = [row["pay_before"] for row in rows]
            people["to_date.tax"] = [row["tax_before"] if is_known else None for row, is_known in zip(rows, known, strict=True)]
            got = wages.assess_table(people, jurisdiction="uk").to_pydict()
            for index, row in enumerate(rows):
                if known[index]:
                    pay, tax = (bo.Money(row[name], "GBP") for name in ("pay_before", "tax_before"))
                    row = {**row, "to_date": wages.uk.ToDate(date(2025, 4, 10), pay, tax)}
                try:
                    assessed = single(row, law)
                except bo.Error as error:
                    self.assertEqual(got["problem.code"][index], error.code)
                    self.assertIsNone(got["withheld"][index])
                    continue
                lines = {(line.code, line.payer): line.amount.amount for line in assessed.lines}
                self.assertEqual(got["uk.paye"][index], lines["uk.paye", "employee"])
                self.assertEqual(got["uk.ni.employee"][index], lines["uk.ni", "employee"])
                self.assertEqual(got["uk.ni.employer"][index], lines["uk.ni", "employer"])
                self.assertEqual(got["withheld"][index], assessed.borne_by("employee", "GBP").amount)
                assert isinstance(assessed.carried, wages.uk.Profile) and assessed.carried.to_date is not None
                self.assertEqual(got["to_date.taxable_pay"][index], assessed.carried.to_date.taxable_pay.amount)
                self.assertEqual(got["to_date.tax"][index], assessed.carried.to_date.tax.amount)

        agree()

    def test_the_package_imports_no_library_of_tables(self) -> None:
        heavy = "numpy", "pandas", "pyarrow", "polars", "duckdb"
        code = f"import backoffice, sys; print([name for name in {heavy!r} if name in sys.modules])"
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(told.stdout.strip(), "[]")
