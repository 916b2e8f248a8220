"""A table of people over decimal.Decimal: a loop over its rows."""

from decimal import Decimal

from serve import serve
from uk import MONTHS

TAX_MONTH = 7


def wages(rows):
    codes = [row[0] for row in rows]
    columns = [[Decimal(row[place]) for row in rows] for place in (1, 2, 3)]

    def work():
        taxes = [MONTHS.tax(code, TAX_MONTH, *amounts) for code, *amounts in zip(codes, *columns)]
        insurance = [MONTHS.insurance(pay) for pay in columns[0]]
        return taxes, [employee for employee, _ in insurance], [employer for _, employer in insurance]

    return work, lambda answer: [[str(amount) for amount in row] for row in zip(*answer)]


serve({"wages": wages})
