"""A weekly pay run over decimal.Decimal: hours to gross pay, to net, to what it costs the employer."""

from decimal import ROUND_HALF_UP, Decimal

from serve import serve
from uk import PENNY, WEEKS

TAX_WEEK = 30
LOWER, UPPER = Decimal(120), Decimal(967)
OVERTIME, NIGHT = Decimal("1.5"), Decimal("1.25")
EMPLOYEE, EMPLOYER, RELIEF = Decimal("0.05"), Decimal("0.03"), Decimal("0.2")


def rounded(amount):
    return amount.quantize(PENNY, ROUND_HALF_UP)


def slip(code, rate, basic, night, overtime, expense, pay_before, tax_before):
    lines = [
        ("basic", rounded(rate * basic)),
        ("premium", rounded(rate * night * NIGHT)),
        ("overtime", rounded(rate * overtime * OVERTIME)),
    ]
    gross = sum(amount for _, amount in lines)
    tax = WEEKS.tax(code, TAX_WEEK, gross, pay_before, tax_before)
    employee, employer = WEEKS.insurance(gross)
    base = max(min(gross, UPPER) - LOWER, Decimal(0))
    contribution = rounded(base * EMPLOYEE)
    deducted = contribution - rounded(contribution * RELIEF)
    withheld = tax + employee + deducted
    on_top = employer + rounded(base * EMPLOYER)
    return {"lines": lines, "gross": gross, "withheld": withheld, "net": gross + expense - withheld, "cost": gross + on_top}


def run(rows):
    people = [(code, *(Decimal(number) for number in numbers)) for code, *numbers in rows]

    def show(slips):
        return [[str(one[name]) for name in ("gross", "withheld", "net", "cost")] for one in slips]

    return lambda: [slip(*person) for person in people], show


serve({"run": run})
