"""The back office of a company as a library: it pays people, applies the tax law, numbers and totals invoices, puts the
right people on the right shifts and knows what the stock is worth, exact to the cent, every figure explained.

Amounts are ``Money`` over ``decimal.Decimal``; a float is refused where a number is exact; whatever is refused is an
``Error`` that names the field and the value.
"""

from . import calendar, invoice, law, ledger, payroll, scheduling, stock, store, tax, trace
from ._backoffice import Money, Period, Price, Quantity, Rounding, __version__, minor_digits, to_json
from ._errors import BrokenError, Error, InputError, InternalError, LawError, OutOfRangeError, RefusedError
from ._load import from_json
from ._types import Granularity, Mode, Problem, Weekday
from .law import RulePack
from .ledger import Journal, Posting
from .trace import Trace

__all__ = [
    "BrokenError",
    "Error",
    "Granularity",
    "InputError",
    "InternalError",
    "Journal",
    "LawError",
    "Mode",
    "Money",
    "OutOfRangeError",
    "Period",
    "Posting",
    "Price",
    "Problem",
    "Quantity",
    "RefusedError",
    "Rounding",
    "RulePack",
    "Trace",
    "Weekday",
    "__version__",
    "calendar",
    "law",
    "from_json",
    "invoice",
    "ledger",
    "minor_digits",
    "payroll",
    "scheduling",
    "stock",
    "store",
    "tax",
    "to_json",
    "trace",
]
