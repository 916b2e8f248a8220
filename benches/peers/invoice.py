"""Totals, numbers and the chain over decimal.Decimal, hashlib and json."""

import hashlib
import json
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from serve import serve

CENT = Decimal("0.01")


def total_one(lines):
    nets, bases = [], {}
    for quantity, price, rate in lines:
        net = (quantity * price).quantize(CENT, ROUND_HALF_UP)
        nets.append(net)
        bases[rate] = bases.get(rate, Decimal(0)) + net
    rates = {rate: (base, (base * rate).quantize(CENT, ROUND_HALF_UP)) for rate, base in bases.items()}
    net = sum(nets)
    tax = sum(tax for _, tax in rates.values())
    return {"lines": nets, "net": net, "tax": tax, "due": net + tax, "rates": rates}


def totals(rows):
    documents = [
        [(Decimal(quantity), Decimal(price), Decimal(rate)) for quantity, price, rate in lines] for lines in rows
    ]

    def show(answers):
        return [
            {
                "lines": [str(net) for net in one["lines"]],
                "net": str(one["net"]),
                "tax": str(one["tax"]),
                "due": str(one["due"]),
                "rates": {str(rate): [str(base), str(tax)] for rate, (base, tax) in one["rates"].items()},
            }
            for one in answers
        ]

    return lambda: [total_one(lines) for lines in documents], show


def numbering(rows):
    days = [date.fromisoformat(day) for day in rows]

    def work():
        numbers, year, last, counter = [], None, date.min, 0
        for day in days:
            if day < last:
                raise ValueError(f"{day} is before {last}")
            if day.year != year:
                year, counter = day.year, 0
            counter += 1
            last = day
            numbers.append(f"INV-{year}-{counter:06}")
        return numbers

    return work, lambda numbers: numbers


def audit(given):
    """Keys of this book are ASCII, so that sorting them as Python does is sorting them by UTF-16."""
    book, head = given["book"], given["head"]

    def work():
        previous = bytes(32)
        for position, sealed in enumerate(book):
            invoice, record = sealed["invoice"], sealed["record"]
            text = json.dumps(invoice, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            content = hashlib.sha256(text.encode()).digest()
            link = b"backoffice chain v1\n" + position.to_bytes(8, "big") + previous + content
            hashed = hashlib.sha256(link).digest()
            as_sealed = (record["position"], record["content"], record["previous"], record["hash"])
            if as_sealed != (position, content.hex(), previous.hex(), hashed.hex()):
                raise ValueError(f"record {position} is not as it was")
            previous = hashed
        if (len(book), previous.hex()) != (head["count"], head["hash"]):
            raise ValueError("the end of the book is not as it was")
        return previous.hex()

    return work, lambda hashed: hashed


serve({"totals": totals, "numbering": numbering, "audit": audit})
