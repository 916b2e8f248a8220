"""PAYE and National Insurance of 2026-27 by HMRC's routines, over decimal.Decimal: England, category A.

The figures stand here, as anyone would write them down for one year."""

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_DOWN, Decimal

D = Decimal
POUND, PENNY, MILL, TABLE = D("1"), D("0.01"), D("0.001"), D("0.0001")
# Where a band begins in a year, its rate.
BANDS = [(D(0), D("0.20")), (D(37700), D("0.40")), (D(125140), D("0.45"))]


def cut(number, step):
    return number.quantize(step, ROUND_DOWN)


class Periods:
    """Weeks or months: how many a year has, free pay of a full 500, thresholds of National Insurance."""

    def __init__(self, per_year, quotient, primary, secondary, upper):
        self.per_year, self.quotient = per_year, D(quotient)
        self.primary, self.secondary, self.upper = D(primary), D(secondary), D(upper)
        self.bands = list(self.rows())

    def rows(self):
        below = D(0)
        for index, (above, rate) in enumerate(BANDS):
            if index:
                begins, lower = BANDS[index - 1]
                below += cut((above - begins) * lower, TABLE)
            upper = BANDS[index + 1][0] if index + 1 < len(BANDS) else None
            yield upper, above, below, rate

    def part(self, annual, counted):
        return cut(annual * counted / self.per_year, TABLE)

    def free_pay(self, number, counted):
        if not number:
            return D(0)
        blocks, rest = divmod(number - 1, 500)
        one = cut(D(10 * (rest + 1) + 9) / self.per_year, TABLE).quantize(PENNY, ROUND_CEILING)
        return (one + blocks * self.quotient) * counted

    def tax(self, code, counted, pay, pay_before, tax_before):
        if code.endswith(" X"):
            code, counted, pay_before, tax_before = code[:-2], 1, D(0), D(0)
        taxable = pay_before + pay
        if code[0] == "K":
            taxable += self.free_pay(int(code[1:]), counted)
        elif code != "BR":
            taxable -= self.free_pay(int(code[:-1]), counted)
        taxable = max(taxable, D(0))
        whole = cut(taxable, POUND)
        due = cut(whole * BANDS[0][1], PENNY) if code == "BR" else self.due(taxable, whole, counted)
        return min(due - tax_before, cut(pay * D("0.5"), PENNY))

    def due(self, taxable, whole, counted):
        for upper, above, below, rate in self.bands:
            if upper is None or taxable <= self.part(upper, counted).quantize(POUND, ROUND_CEILING):
                in_band = whole - self.part(above, counted)
                return cut(self.part(below, counted) + cut(in_band * rate, TABLE), PENNY)

    def insurance(self, pay):
        above = max(pay - self.upper, D(0))
        main = max(min(pay, self.upper) - self.primary, D(0))
        on_top = max(min(pay, self.upper) - self.secondary, D(0))
        employee = share(main, D("0.08")) + share(above, D("0.02"))
        return employee, share(on_top, D("0.15")) + share(above, D("0.15"))


def share(earnings, rate):
    return cut(earnings * rate, MILL).quantize(PENNY, ROUND_HALF_DOWN)


WEEKS = Periods(52, "96.16", 242, 96, 967)
MONTHS = Periods(12, "416.67", 1048, 417, 4189)
