"""A table of people in polars: a function of Python over each of its rows."""

from decimal import Decimal

import polars as pl
from serve import serve
from uk import MONTHS

TAX_MONTH = 7
AMOUNT = pl.Decimal(38, 2)
COLUMNS = ["code", "pay", "pay_before", "tax_before"]


def one(row):
    tax = MONTHS.tax(row["code"], TAX_MONTH, row["pay"], row["pay_before"], row["tax_before"])
    employee, employer = MONTHS.insurance(row["pay"])
    return {"tax": tax, "employee": employee, "employer": employer}


def wages(rows):
    people = pl.DataFrame([[row[0], *map(Decimal, row[1:])] for row in rows], schema=COLUMNS, orient="row")
    due = pl.struct(COLUMNS).map_elements(
        one, return_dtype=pl.Struct({"tax": AMOUNT, "employee": AMOUNT, "employer": AMOUNT})
    )

    def show(answer):
        return [[str(amount) for amount in row] for row in answer.rows()]

    return lambda: people.select(due.alias("due")).unnest("due"), show


serve({"wages": wages})
