"""A back office in one page: a payslip, an invoice, a stock valuation, and the journal that they come to."""

from datetime import date
from decimal import Decimal

import backoffice as bo
from backoffice.invoice import Accounts as SalesAccounts
from backoffice.invoice import Document, Invoice, Line, Rules, Tax, TaxAccount
from backoffice.invoice.numbering import Series
from backoffice.payroll import Accounts as PayAccounts
from backoffice.payroll import Employee, Pay, Salaried
from backoffice.stock import Accounts as StockAccounts
from backoffice.stock import Movement
from backoffice.tax import sales
from backoffice.tax.wages import uk

journal = bo.Journal()
pence = bo.Rounding.minor("GBP", "half_up")

# A payslip: 6 h 30 min of overtime at 150 %, and expenses paid back.
ada = Employee(
    "ada",
    name="Ada Byron",
    basis=Salaried(bo.Money("3000.00 GBP")),
    contract_hours=Decimal(150),
    rounding=pence,
    profile=uk.Profile("1257L", "A"),
)
extra = [Pay.overtime("6.5", factor=Decimal("1.5")), Pay.expense(bo.Money("84.20 GBP"))]
slip, trace = bo.payroll.slip_traced(
    ada, bo.Period.month(2026, 4), date(2026, 4, 30), extra, bo.RulePack.embedded(uk.PACK)
)
print(slip)
print(trace)
journal.append(bo.payroll.post(slip, PayAccounts(authorities={"HMRC": "due to HMRC"})))

# An invoice: which tax, what it comes to, and the next number of its series.
day = date(2010, 12, 1)
supply = sales.Supply.goods(day, "GB", "GB", sales.Customer("GB", taxable=False))
eu, rates = bo.RulePack.embedded("eu.vat"), bo.RulePack.embedded("uk.vat")
vat = Tax.of(sales.decide_rated(supply, {}, eu, "standard", rates))
document = Document(
    "380",
    "GBP",
    day,
    [Line("lantern", Decimal(1), bo.Price("55.55 GBP"), vat), Line("candle", Decimal(1), bo.Price("11.11 GBP"), vat)],
    buyer="Mary Shelley",
)
number, series = Series("sales", "INV-{year}-{number:5}", restart="yearly").issue(day)
invoice = Invoice.draft(document, Rules.en16931("GBP")).issue(number)
print(f"\n{invoice.number}: {invoice.totals.net} and VAT {invoice.totals.tax} ({vat.reason}) are {invoice.totals.due}")
print(f"to be stored with it, in one transaction: {bo.to_json(series)}")
journal.append(bo.invoice.post(invoice, SalesAccounts("receivable", "sales", [TaxAccount("S", "output vat")])))

# A stock valuation, by two methods side by side.
moves = [
    Movement.receive("lantern", date(2010, 11, 2), 100, bo.Price("21.50 GBP")),
    Movement.receive("lantern", date(2010, 11, 20), 100, bo.Price("22.10 GBP")),
    Movement.issue("lantern", day, 150),
]
fifo = bo.stock.value(moves, "fifo", "ifrs_default")
average = bo.stock.value(moves, "moving_average", "ifrs_default")
print(f"\n150 lanterns cost {fifo.cost_of('lantern')} by fifo, {average.cost_of('lantern')} by average")
for layer in fifo.layers("lantern"):
    print(f"on the shelf: {layer.quantity} from {layer.day}, {layer.value}")
accounts = StockAccounts("inventory", "cost of sales", "adjustments", "goods received", "price differences", "opening")
journal.append(bo.stock.post(fifo, accounts))

# What is refused says which field, which value, and what to do.
try:
    bo.stock.value([*moves, Movement.issue("lantern", day, 51)], "fifo", "ifrs_default")
except bo.RefusedError as error:
    print(f"\n{error.code}: {error}")

journal.balanced()
print()
for account, left in journal.accounts():
    print(f"{account:<24}{left!s:>16}")
