"""The same payroll in numpy's int64: pence, and 10^-4 of a pound where the routines cut to four decimals. What hangs on the
code, the category and the loan alone is worked out beforehand, by the names that occur."""

import numpy
from serve import serve
from uk_payroll import D, STARTS, Year, limit, part


def pence(amount):
    return int(amount * 100)


def fine(amount):
    return int(amount * 10_000)


def share(earnings, rate):
    return (earnings * rate // 1_000 + 4) // 10


def columns(given):
    year = Year(given["figures"])
    people = given["people"]
    threshold = lambda name: pence(year.amount[f"ni.threshold.{name}.monthly"])
    by_name = lambda names: numpy.unique(names, return_inverse=True)

    codes, code = by_name([person[0] for person in people])
    most = max(len(bands) for bands in year.bands.values())
    free, cumulative, ends, begins, below, rates = [], [], [], [], [], []
    for name in codes:
        nation, counted, allowance, rate = year.code(str(name))
        bands = year.bands[nation] if rate is None else [(None, D(0), D(0), rate)]
        bands = bands + [bands[-1]] * (most - len(bands))
        never = numpy.iinfo(numpy.int64).max
        free.append(pence(allowance))
        cumulative.append(not str(name).endswith(" X"))
        ends.append([never if end is None else pence(limit(end, counted)) for end, *_ in bands[:-1]])
        begins.append([fine(part(begin, counted)) for _, begin, *_ in bands])
        below.append([fine(part(tax, counted)) for *_, tax, _ in bands])
        rates.append([fine(rate) for *_, rate in bands])
    free, cumulative, ends, begins, below, rates = map(numpy.array, (free, cumulative, ends, begins, below, rates))

    categories, category = by_name([person[1] for person in people])
    kinds = ("employee.main", "employee.additional", "employer.main", "employer.above")
    ni = numpy.array([[fine(year.amount[f"ni.{name.lower()}.{kind}"]) for kind in kinds] for name in categories])
    start = numpy.array([threshold(STARTS[str(name)]) for name in categories])
    primary, upper = threshold("primary"), threshold("upper_earnings")

    def loan(names):
        names, which = by_name(names)
        of = lambda name, what: year.amount[f"loan.{name}.{what}"] if name else D(0)
        terms = [(pence(of(name, "threshold.monthly")), fine(of(name, "rate"))) for name in map(str, names)]
        return numpy.array(terms)[which].T

    student = loan([person[2] or "" for person in people])
    postgraduate = loan(["postgraduate" if person[3] else "" for person in people])
    half = fine(year.amount["paye.limit.rate"])
    pay, pay_before, tax_before = numpy.array([person[4] for person in people], dtype=numpy.int64).T.copy()

    def work():
        counts = cumulative[code]
        taxable = numpy.maximum(numpy.where(counts, pay_before, 0) + pay - free[code], 0)
        band = (taxable[:, None] > ends[code]).sum(axis=1)
        in_band = taxable // 100 * 10_000 - begins[code, band]
        due = (below[code, band] + in_band * rates[code, band] // 10_000) // 100
        tax = numpy.minimum(due - numpy.where(counts, tax_before, 0), pay * half // 10_000)
        employee, additional, employer, on_top = ni[category].T
        begin, lower = start[category], numpy.minimum(pay, upper)
        above = numpy.maximum(pay - upper, 0)
        main = share(numpy.maximum(lower - primary, 0), employee) + share(above, additional)
        over = numpy.maximum(pay - numpy.maximum(begin, upper), 0)
        theirs = share(numpy.maximum(lower - begin, 0), employer) + share(over, on_top)
        loans = [numpy.maximum(pay - begins, 0) * rate // 1_000_000 * 100 for begins, rate in (student, postgraduate)]
        return tax, main, theirs, *loans

    def text(amount):
        return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"

    return work, lambda answer: [[text(int(amount)) for amount in row] for row in zip(*answer)]


serve({"columns": columns})
