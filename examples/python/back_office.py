"""A back office in one page: what the law says of a day, and a journal that balances."""

from datetime import date

import backoffice as bo

pounds = bo.Rounding.minor("GBP", "half_up")
day = date(2010, 12, 1)
rate = bo.RulePack.embedded("uk.vat").rate("standard", day)

net = bo.Money("66.66 GBP")
tax = net.share(rate.value, pounds)
print(f"VAT of {rate.value} on {net} is {tax}  [{rate.source}; since {rate.since}]")

journal = bo.Journal()
journal.post(bo.Posting.debit(day, "receivable", net + tax, "1"))
journal.post(bo.Posting.credit(day, "sales", net, "1"))
journal.post(bo.Posting.credit(day, "output vat", tax, "1"))
journal.balanced()
