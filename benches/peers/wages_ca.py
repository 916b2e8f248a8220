"""Payroll deductions of T4127, option 1, over decimal.Decimal: regular pay without forms TD1, with figures to date."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from serve import serve

CENT = Decimal("0.01")
ZERO = Decimal(0)


def cents(number):
    return number.quantize(CENT, ROUND_HALF_UP)


class Jurisdiction:
    """The income tax of the federation or of a province: bands with the constants K, the claim, what it has of its own."""

    def __init__(self, law, key):
        self.bands = []
        for index, (above, rate) in enumerate(law[f"tax.{key}.bands"], 1):
            constant = law[f"tax.{key}.constant.{index}"] if index > 1 else 0
            self.bands.append((Decimal(above), Decimal(rate), Decimal(constant)))
        self.lowest = self.bands[0][1]
        basic = "federal" if key == "yt" else key
        self.flat = None
        if f"tax.{basic}.basic" in law:
            self.flat = Decimal(law[f"tax.{basic}.basic"])
        else:
            parts = (f"tax.{basic}.basic.{part}" for part in ("start", "end", "from", "to"))
            self.start, self.end, self.begins, self.ends = (Decimal(law[part]) for part in parts)
        self.cea = Decimal(law.get(f"tax.{key}.cea", 0))

    def claim(self, a):
        if self.flat is not None:
            return self.flat
        within = min(max(a - self.begins, ZERO), self.ends - self.begins)
        fall = within * (self.start - self.end) / (self.ends - self.begins)
        return self.start - fall.quantize(CENT, ROUND_HALF_DOWN)

    def rate_and_constant(self, a):
        for above, rate, constant in reversed(self.bands):
            if a >= above:
                return rate, constant

    def basic_tax(self, a, gross, credited):
        rate, constant = self.rate_and_constant(a)
        credits = self.lowest * (self.claim(a) + credited + min(gross, self.cea))
        return rate * a - constant - credits

    def tax(self, a, gross, credited):
        return cents(max(self.basic_tax(a, gross, credited), ZERO))


class Alberta(Jurisdiction):
    def __init__(self, law, key):
        super().__init__(law, key)
        self.threshold = Decimal(law["tax.ab.k5p.threshold"])
        self.times = Decimal(law["tax.ab.k5p.times"]) / Decimal(law["tax.ab.k5p.per"])

    def tax(self, a, gross, credited):
        k1p_and_k2p = self.lowest * (self.claim(a) + credited)
        k5p = max(k1p_and_k2p - self.threshold, ZERO) * self.times
        return cents(max(self.basic_tax(a, gross, credited) - k5p, ZERO))


class BritishColumbia(Jurisdiction):
    def __init__(self, law, key):
        super().__init__(law, key)
        names = ("amount", "from", "to", "rate")
        self.amount, self.over, self.to, self.rate = (Decimal(law[f"tax.bc.reduction.{name}"]) for name in names)

    def tax(self, a, gross, credited):
        t4 = max(self.basic_tax(a, gross, credited), ZERO)
        s = ZERO
        if a <= self.to:
            s = min(t4, self.amount - max(a - self.over, ZERO) * self.rate)
        return cents(max(t4 - s, ZERO))


class Ontario(Jurisdiction):
    def __init__(self, law, key):
        super().__init__(law, key)
        self.surtax = [
            (Decimal(law[f"tax.on.surtax.{n}.above"]), Decimal(law[f"tax.on.surtax.{n}.rate"])) for n in (1, 2)
        ]
        premium = [(Decimal(above), Decimal(rate)) for above, rate in law["tax.on.health_premium"]]
        tops = [above for above, _ in premium[1:]] + [None]
        self.premium = [(above, top, rate) for (above, rate), top in zip(premium, tops)]
        self.reduction = Decimal(law["tax.on.reduction.basic"])

    def tax(self, a, gross, credited):
        t4 = max(self.basic_tax(a, gross, credited), ZERO)
        v1 = sum((max(t4 - above, ZERO) * rate for above, rate in self.surtax), ZERO)
        v2 = ZERO
        for above, top, rate in self.premium:
            if a > above:
                v2 += (min(a, top) - above if top is not None else a - above) * rate
        s = max(min(t4 + v1, 2 * self.reduction - (t4 + v1)), ZERO)
        return cents(max(t4 + v1 + v2 - s, ZERO))


OWN = {"ab": Alberta, "bc": BritishColumbia, "on": Ontario}


class Deductions:
    def __init__(self, law):
        self.law = {key: Decimal(value) for key, value in law.items() if isinstance(value, str)}
        get = self.law.__getitem__
        self.cpp_rate, self.base_rate = get("cpp.rate"), get("cpp.base_rate")
        self.exemption, self.ympe = get("cpp.exemption"), get("cpp.ympe")
        self.cpp_max, self.cpp_max_base = get("cpp.max"), get("cpp.max_base")
        self.cpp2_rate, self.cpp2_max = get("cpp2.rate"), get("cpp2.max")
        self.ei_rate, self.ei_max, self.ei_employer = get("ei.rate"), get("ei.max"), get("ei.employer_multiple")
        self.federal = Jurisdiction(law, "federal")
        keys = [key[4:-6] for key in law if key.startswith("tax.") and key.endswith(".bands")]
        self.provinces = {key.upper(): OWN.get(key, Jurisdiction)(law, key) for key in keys if key != "federal"}

    def due(self, province, periods, pay, pension, dues, pensionable, cpp_before, cpp2_before, ei_before):
        exemption = (self.exemption / periods).quantize(CENT, ROUND_DOWN)
        full = cents(max(pay - exemption, ZERO) * self.cpp_rate)
        c = min(full, max(self.cpp_max - cpp_before, ZERO))
        above = pensionable + pay - max(pensionable, self.ympe)
        c2 = max(min(cents(above * self.cpp2_rate), self.cpp2_max - cpp2_before), ZERO)
        ei = min(cents(pay * self.ei_rate), max(self.ei_max - ei_before, ZERO))
        ei_employer = cents(ei * self.ei_employer)
        f5 = cents(c * (self.cpp_rate - self.base_rate) / self.cpp_rate) + c2

        a = max(periods * (pay - pension - dues - f5), ZERO)
        gross = periods * pay
        base = min(max(periods * c, cpp_before) * self.base_rate / self.cpp_rate, self.cpp_max_base)
        credited = base + min(max(periods * ei, ei_before), self.ei_max)
        federal = cents(self.federal.tax(a, gross, credited) / periods)
        provincial = cents(self.provinces[province].tax(a, gross, credited) / periods)
        return c, c2, ei, ei_employer, federal, provincial


def slips(given):
    deductions = Deductions(given["law"])
    people = [
        (province, Decimal(periods), *(Decimal(amount) / 100 for amount in amounts))
        for province, periods, amounts in given["rows"]
    ]

    def work():
        return [deductions.due(*person) for person in people]

    return work, lambda answers: [[str(amount.quantize(CENT)) for amount in answer] for answer in answers]


serve({"slips": slips})
