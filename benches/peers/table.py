"""Tables of people and of invoice lines over decimal.Decimal: a loop over their rows."""

from decimal import ROUND_HALF_UP, Decimal

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


CENT = Decimal("0.01")


def lines(rows):
    numbers = [(Decimal(quantity), Decimal(price)) for _, quantity, price, _ in rows]

    def work():
        return [(quantity * price).quantize(CENT, ROUND_HALF_UP) for quantity, price in numbers]

    return work, lambda answer: [str(net) for net in answer]


def documents(rows):
    numbers = [(document, Decimal(q), Decimal(p), Decimal(rate)) for document, q, p, rate in rows]

    def work():
        bases = {}
        for document, quantity, price, rate in numbers:
            net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
            bases[document, rate] = bases.get((document, rate), 0) + net
        return [(base, (base * rate).quantize(CENT, ROUND_HALF_UP)) for (_, rate), base in sorted(bases.items())]

    return work, lambda answer: {"base": [str(base) for base, _ in answer], "tax": [str(tax) for _, tax in answer]}


serve({"wages": wages, "lines": lines, "documents": documents})
