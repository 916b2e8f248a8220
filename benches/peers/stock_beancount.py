"""First in, first out by beancount's booking: the text is parsed before the clock starts."""

from collections import defaultdict
from decimal import Decimal

from beancount.core import data
from beancount.parser import booking, parser
from serve import serve


def fifo(rows):
    lines = ['option "booking_method" "FIFO"', "2000-01-01 open Assets:Stock"]
    for day, item, quantity, cost in rows:
        lines.append(f'{day} * "movement"')
        if cost is None:
            lines += [f"  Assets:Stock  -{quantity} {item} {{}}", "  Expenses:Goods"]
        else:
            lines += [f"  Assets:Stock  {quantity} {item} {{{cost} EUR}}", "  Equity:Bank"]
    entries, errors, options = parser.parse_string("\n".join(lines) + "\n")
    if errors:
        raise ValueError(errors[0].message)

    def work():
        booked, errors = booking.book(entries, options)
        if errors:
            raise ValueError(errors[0].message)
        return booked

    return work, show


def show(booked):
    issues, left = [], defaultdict(Decimal)
    for entry in booked:
        postings = entry.postings if isinstance(entry, data.Transaction) else ()
        of_stock = [posting for posting in postings if posting.account == "Assets:Stock"]
        value = Decimal(0)
        for posting in of_stock:
            value += posting.units.number * posting.cost.number
            left[posting.units.currency] += posting.units.number * posting.cost.number
        if value < 0:
            issues.append(format(-value, ".2f"))
    return {"issues": issues, "left": {item: format(value, ".2f") for item, value in left.items()}}


serve({"fifo": fifo})
