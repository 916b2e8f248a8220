"""A payroll of the United Kingdom by HMRC's routines: PAYE of three nations, National Insurance, loans.

`rows` and `columns` are the same over decimal.Decimal, a payment at a time; figures are those of the rule pack. The rows are
[code, category, plan, postgraduate loan, [pence of pay, of pay to date, of tax to date]]."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_DOWN, ROUND_UP, Decimal

from serve import serve

D = Decimal
POUND, PENNY, MILL, TABLE = D(1), D("0.01"), D("0.001"), D("0.0001")
MONTH, MONTHS = 7, 12
NATIONS = {"S": "scotland", "C": "wales"}
# Where the employer's contributions begin.
STARTS = {"A": "secondary", "C": "secondary", "J": "secondary", "H": "upper_secondary", "M": "upper_secondary"}


def cut(number, step):
    return number.quantize(step, ROUND_DOWN)


class Year:
    def __init__(self, figures):
        self.figures = figures
        self.amount = {key: D(value) for key, value in figures.items() if isinstance(value, str)}
        self.bands = {nation: list(self.rows(nation)) for nation in ("england", "scotland", "wales")}

    def rows(self, nation):
        """A band: where it ends, where it begins, the year's tax below it, its rate."""
        scale = [(D(above), D(rate)) for above, rate in self.figures[f"paye.bands.{nation}"]]
        below = D(0)
        for index, (above, rate) in enumerate(scale):
            if index:
                begins, lower = scale[index - 1]
                below += cut((above - begins) * lower, TABLE)
            yield scale[index + 1][0] if index + 1 < len(scale) else None, above, below, rate

    def code(self, code):
        """A code read: nation, months that count, free pay (below zero: additional pay), the only rate."""
        week1 = code.endswith(" X")
        counted = 1 if week1 else MONTH
        bare = code.removesuffix(" X")
        nation = NATIONS.get(bare[0], "england")
        bare = bare[1:] if bare[0] in NATIONS else bare
        if bare in ("BR", "D0", "D1"):
            basic = int(self.amount[f"paye.basic_rate_pointer.{nation}"]) - 1
            return nation, counted, D(0), self.bands[nation][basic + ("BR", "D0", "D1").index(bare)][3]
        free = self.free_pay(int(bare.strip("KLT")), counted)
        return nation, counted, -free if bare[0] == "K" else free, None

    def free_pay(self, number, counted):
        if not number:
            return D(0)
        blocks, rest = divmod(number - 1, 500)
        one = cut(D(10 * (rest + 1) + 9) / MONTHS, TABLE).quantize(PENNY, ROUND_UP)
        return (one + blocks * self.amount["paye.q.monthly"]) * counted

    def tax(self, code, pay, pay_before, tax_before):
        nation, counted, free, rate = self.code(code)
        if code.endswith(" X"):
            pay_before = tax_before = D(0)
        taxable = max(pay_before + pay - free, D(0))
        whole = cut(taxable, POUND)
        due = self.due(nation, taxable, whole, counted) if rate is None else cut(whole * rate, PENNY)
        return min(due - tax_before, cut(pay * self.amount["paye.limit.rate"], PENNY))

    def due(self, nation, taxable, whole, counted):
        for upper, above, below, rate in self.bands[nation]:
            if upper is None or taxable <= limit(upper, counted):
                return cut(part(below, counted) + cut((whole - part(above, counted)) * rate, TABLE), PENNY)

    def insurance(self, category, pay):
        threshold = lambda name: self.amount[f"ni.threshold.{name}.monthly"]
        rate = lambda name: self.amount[f"ni.{category.lower()}.{name}"]
        upper, start = threshold("upper_earnings"), threshold(STARTS[category])
        main = max(min(pay, upper) - threshold("primary"), D(0))
        on_top = max(min(pay, upper) - start, D(0))
        above, above_both = max(pay - upper, D(0)), max(pay - max(start, upper), D(0))
        return (
            share(main, rate("employee.main")) + share(above, rate("employee.additional")),
            share(on_top, rate("employer.main")) + share(above_both, rate("employer.above")),
        )

    def loan(self, name, pay):
        if name is None:
            return D("0.00")
        above = max(pay - self.amount[f"loan.{name}.threshold.monthly"], D(0))
        return cut(above * self.amount[f"loan.{name}.rate"], POUND).quantize(PENNY)


def part(annual, counted):
    return cut(annual * counted / MONTHS, TABLE)


def limit(annual, counted):
    return part(annual, counted).quantize(POUND, ROUND_CEILING)


def share(earnings, rate):
    return cut(earnings * rate, MILL).quantize(PENNY, ROUND_HALF_DOWN)


def rows(given):
    year = Year(given["figures"])
    people = [(*who, *(D(amount) / 100 for amount in pence)) for *who, pence in given["people"]]

    def one(code, category, plan, postgraduate, pay, pay_before, tax_before):
        loans = year.loan(plan, pay), year.loan("postgraduate" if postgraduate else None, pay)
        return year.tax(code, pay, pay_before, tax_before), *year.insurance(category, pay), *loans

    show = lambda answers: [[str(amount.quantize(PENNY)) for amount in answer] for answer in answers]
    return lambda: [one(*person) for person in people], show


if __name__ == "__main__":
    serve({"rows": rows, "columns": rows})
