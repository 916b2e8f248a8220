"""Wage tax of the United Kingdom, and VAT, over decimal.Decimal."""

from decimal import ROUND_HALF_UP, Decimal

from serve import serve
from uk import MONTHS, PENNY

TAX_MONTH = 7


def wages(rows):
    people = [(code, *(Decimal(amount) for amount in amounts)) for code, *amounts in rows]

    def work():
        return [
            (MONTHS.tax(code, TAX_MONTH, pay, pay_before, tax_before), *MONTHS.insurance(pay))
            for code, pay, pay_before, tax_before in people
        ]

    return work, lambda answers: [[str(amount) for amount in answer] for answer in answers]


def vat(rows):
    rates = {"standard": Decimal("0.20"), "reduced": Decimal("0.05"), "zero": Decimal(0)}
    documents = [[(Decimal(amount), rate) for amount, rate in lines] for lines in rows]

    def work():
        answers = []
        for lines in documents:
            net = sum(amount for amount, _ in lines)
            tax = sum((amount * rates[rate]).quantize(PENNY, ROUND_HALF_UP) for amount, rate in lines)
            answers.append((net, tax, net + tax))
        return answers

    return work, lambda answers: [[str(amount) for amount in answer] for answer in answers]


serve({"wages": wages, "vat": vat})
