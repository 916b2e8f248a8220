"""The Programmablaufplan of 2026 over decimal.Decimal; its methods and variables keep their names. Amounts are euros."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from types import SimpleNamespace

from serve import serve

EURO, CENT = Decimal(1), Decimal("0.01")
ZERO = Decimal(0)
YEAR, MONTH, WEEK, DAY = 1, 2, 3, 4

AMOUNTS = "RE4 VBEZ LZZFREIB LZZHINZU VBEZM VBEZS PKPV PKPVAGZ SONSTB SONSTENT STERBE VBS MBV JRE4 JRE4ENT JVBEZ JFREIB JHINZU"
NUMBERS = "STKL LZZ KRV ALV PKV PVA PVS PVZ R ALTER1 AJAHR VJAHR ZMVB"


def cent(number):
    return number.quantize(CENT, ROUND_DOWN)


def cent_up(number):
    return number.quantize(CENT, ROUND_UP)


def euro(number):
    return number.quantize(EURO, ROUND_DOWN)


def euro_up(number):
    return number.quantize(EURO, ROUND_UP)


def entry(table, year):
    """The entry of a table for a year: the last that begins in it or before."""
    for since, value in reversed(table):
        if since <= year:
            return value


def inputs(given):
    g = SimpleNamespace()
    for name in AMOUNTS.split():
        setattr(g, name.lower(), Decimal(given.get(name, 0)) / 100)
    for name in NUMBERS.split():
        setattr(g, name.lower(), int(given.get(name, 0)))
    g.f = Decimal(given["f"]) if "f" in given else None
    g.zkf, g.kvz = Decimal(given.get("ZKF", 0)), Decimal(given.get("KVZ", 0))
    g.kztab = 2 if g.stkl == 3 else 1
    return g


def digits(number):
    return -number.as_tuple().exponent


def check(g):
    """Refuses what does not exist or does not go together."""
    if not 1 <= g.stkl <= 6:
        raise ValueError("STKL")
    if g.f is not None and (not 0 < g.f <= 1 or digits(g.f) > 3 or (g.stkl != 4 and g.f != 1)):
        raise ValueError("f")
    if not 0 <= g.zkf <= 100 or digits(g.zkf) > 1:
        raise ValueError("ZKF")
    if g.alter1 > 1 or g.krv > 1 or g.alv > 1 or g.pvs > 1 or g.pvz > 1:
        raise ValueError("a flag")
    if g.alter1 == 1 and not 1905 <= g.ajahr <= 2200:
        raise ValueError("AJAHR")
    if g.zmvb > 12 or g.pkv > 1 or g.pva > 4:
        raise ValueError("a number")
    if not 0 <= g.kvz <= 100 or digits(g.kvz) > 2:
        raise ValueError("KVZ")
    for amount in (
        g.lzzfreib, g.lzzhinzu, g.jfreib, g.jhinzu, g.jre4, g.jre4ent, g.jvbez, g.vbezm, g.vbezs,
        g.pkpv, g.pkpvagz, g.re4, g.vbez, g.sonstb, g.sonstent, g.sterbe, g.vbs, g.mbv,
    ):  # fmt: skip
        if amount < 0:
            raise ValueError("an amount below zero")
    for part, whole in (
        (g.jre4ent, g.jre4), (g.jvbez, g.jre4), (g.vbez, g.re4),
        (g.sonstent, g.sonstb), (g.vbs, g.sonstb), (g.sterbe, g.vbs),
    ):  # fmt: skip
        if part and part > whole:
            raise ValueError("a part that is more than the whole")
    pension = g.vbez or g.vbs or g.jvbez
    if pension and not 1900 <= g.vjahr <= 2200:
        raise ValueError("VJAHR")
    if pension and g.lzz == YEAR and g.zmvb == 0:
        raise ValueError("ZMVB")


def of_year(g, amount):
    """MRE4JL: an amount of the period as that of a year."""
    if g.lzz == YEAR:
        return amount
    if g.lzz == MONTH:
        return cent(amount * 12)
    if g.lzz == WEEK:
        return cent(amount * 360 / 7)
    return cent(amount * 360)


def upanteil(g, amount):
    """The share of the period in an amount of a year."""
    if g.lzz == YEAR:
        return amount
    if g.lzz == MONTH:
        return cent(amount / 12)
    if g.lzz == WEEK:
        return cent(amount * 7 / 360)
    return cent(amount / 360)


def mre4abz(year, fvb, alte):
    zre4 = year.zre4j - fvb - alte - year.jlfreib + year.jlhinzu
    return max(zre4, ZERO), max(year.zvbezj - fvb, ZERO)


class Pap:
    def __init__(self, law):
        for key, value in law.items():
            if key.startswith("pap.") and isinstance(value, str):
                setattr(self, key[4:].replace(".", "_"), Decimal(value))
            elif key.startswith("pap."):
                setattr(self, key[4:], [(int(above), Decimal(rate)) for above, rate in value])

    def run(self, g):
        check(g)
        f = EURO if g.f is None else g.f
        year = SimpleNamespace(
            zre4j=of_year(g, g.re4),
            zvbezj=of_year(g, g.vbez),
            jlfreib=of_year(g, g.lzzfreib),
            jlhinzu=of_year(g, g.lzzhinzu),
            vbezbso=ZERO,
            months=g.zmvb if g.lzz == YEAR else None,
        )
        # MPARA
        kvsatzan = g.kvz * Decimal("0.005") + self.kvsatzan
        pvsatzan = self.pvsatzan_pvs if g.pvs == 1 else self.pvsatzan
        pvsatzan += self.pvz if g.pvz == 1 else -g.pva * self.pva
        kvpv = kvsatzan + pvsatzan
        # MBERECH
        fvb, fvbz, _, _, alte = self.mre4(g, year)
        zre4, zvbez = mre4abz(year, fvb, alte)
        ztabfb = self.mztabfb(g, zre4, zvbez, fvbz)
        _, st = self.mlstjahr(g, zre4, year.zre4j, ztabfb, kvpv)
        lstjahr = euro(st * f)
        lstlzz = upanteil(g, lstjahr)
        kfb = ZERO
        jbmg = lstjahr
        if g.zkf > 0:
            if g.stkl < 4:
                kfb = euro(g.zkf * self.kfb)
            elif g.stkl == 4:
                kfb = euro(g.zkf * self.kfb_stkl4)
            _, st = self.mlstjahr(g, zre4, year.zre4j, ztabfb + kfb, kvpv)
            jbmg = euro(st * f)
        # MSOLZ
        solzfrei = self.solzfrei * g.kztab
        solzlzz = ZERO
        if jbmg > solzfrei:
            solzj = min(cent(jbmg * self.solz), cent((jbmg - solzfrei) * self.solzmin))
            solzlzz = upanteil(g, solzj)
        bk = upanteil(g, jbmg) if g.r > 0 else ZERO
        sts = solzs = ZERO
        if g.sonstb > 0 or g.mbv > 0:
            sts, zve = self.msonst(g, f, kvpv)
            if sts < 0:
                if g.mbv > 0:
                    lstlzz = max(lstlzz + sts, ZERO)
                    solzlzz = max(cent(solzlzz + sts * self.solz), ZERO)
                    bk = max(bk + sts, ZERO)
                sts = ZERO
            else:
                # MSOLZSTS
                solzsbmg = euro(self.upmlst(g, zve - kfb) * f)
                if solzsbmg > solzfrei:
                    solzs = cent(sts * self.solz)
        bks = sts if g.r > 0 else ZERO
        return lstlzz, solzlzz, bk, sts, solzs, bks

    def msonst(self, g, f, kvpv):
        without = SimpleNamespace(
            zre4j=g.jre4, zvbezj=g.jvbez, jlfreib=g.jfreib, jlhinzu=g.jhinzu, vbezbso=ZERO, months=g.zmvb or 12
        )
        fvb, fvbz, _, _, alte = self.mre4(g, without)
        zre4, zvbez = mre4abz(without, fvb, alte)
        ztabfb = self.mztabfb(g, zre4, zvbez, fvbz)
        _, lstoso = self.mlstjahr(g, zre4, without.zre4j - g.jre4ent, ztabfb, kvpv)
        # MRE4SONST
        added = SimpleNamespace(
            zre4j=g.jre4 + g.sonstb,
            zvbezj=g.jvbez + g.vbs,
            jlfreib=g.jfreib,
            jlhinzu=g.jhinzu,
            vbezbso=g.sterbe,
            months=without.months,
        )
        _, _, fvbso, fvbzso, alte = self.mre4(g, added)
        zre4, zvbez = mre4abz(added, fvbso, alte)
        zre4vp = added.zre4j + g.mbv - g.jre4ent - g.sonstent
        ztabfb = self.mztabfb(g, zre4, zvbez, fvbzso)
        zve, lstso = self.mlstjahr(g, zre4, zre4vp, ztabfb, kvpv)
        return euro((lstso - lstoso) * f), zve

    def mre4(self, g, year):
        alte = ZERO
        if g.alter1 == 1:
            relief = euro_up((year.zre4j - year.zvbezj) * entry(self.tab4, g.ajahr))
            alte = min(relief, entry(self.tab5, g.ajahr))
        if year.zvbezj == 0:
            return ZERO, ZERO, ZERO, ZERO, alte
        tab1, tab2, tab3 = entry(self.tab1, g.vjahr), entry(self.tab2, g.vjahr), entry(self.tab3, g.vjahr)
        vbezb = g.vbezm * (12 if year.months is None else year.months) + g.vbezs
        hfvb, fvbz = tab2, tab3
        if year.months is not None:
            hfvb, fvbz = euro_up(tab2 * year.months / 12), euro_up(tab3 * year.months / 12)
        fvb = min(cent_up(vbezb * tab1), hfvb, year.zvbezj)
        fvbso = min(cent_up(fvb + year.vbezbso * tab1), tab2)
        fvbzso = min(euro_up(fvbz + year.vbezbso), euro_up(vbezb + year.vbezbso - fvbso), tab3)
        return fvb, min(fvbz, euro_up(vbezb - fvb)), fvbso, fvbzso, alte

    def mztabfb(self, g, zre4, zvbez, fvbz):
        if g.stkl == 6:
            return ZERO
        fvbz = min(fvbz, euro(zvbez))
        anp = euro_up(min(zvbez - fvbz, self.anp_vbez)) + euro_up(min(max(zre4 - zvbez, ZERO), self.anp))
        return (self.efa if g.stkl == 2 else ZERO) + anp + self.sap + fvbz

    def mlstjahr(self, g, zre4, zre4vp, ztabfb, kvpv):
        zve = max(zre4 - ztabfb - self.upevp(g, zre4vp, kvpv), ZERO)
        return zve, self.upmlst(g, zve)

    def upevp(self, g, zre4vp, kvpv):
        for_pension = min(zre4vp, self.bbgrvalv)
        vspr = ZERO if g.krv == 1 else cent(for_pension * self.rvsatzan)
        # MVSPKVPV
        if g.pkv == 0:
            vspkvpv = cent(min(zre4vp, self.bbgkvpv) * kvpv)
        elif g.stkl == 6:
            vspkvpv = ZERO
        else:
            vspkvpv = max(g.pkpv * 12 - g.pkpvagz * 12, ZERO)
        vsp = euro_up(vspkvpv + vspr)
        if g.alv == 1 or g.stkl == 6:
            return vsp
        # MVSPHB
        vsphb = min(cent(for_pension * self.avsatzan) + vspkvpv, self.vhb)
        return max(vsp, euro_up(vspr + vsphb))

    def upmlst(self, g, zve):
        x = euro(max(zve, ZERO) / g.kztab)
        if g.stkl < 5:
            return self.uptab(x) * g.kztab
        return self.mst5_6(x)

    def uptab(self, x):
        if x < self.gfb + 1:
            return ZERO
        if x < self.uptab_zone3:
            y = (x - self.gfb) / 10000
            return euro((self.uptab_zone2_square * y + self.uptab_zone2_slope) * y)
        if x < self.uptab_zone4:
            y = (x - self.uptab_zone3 + 1) / 10000
            return euro((self.uptab_zone3_square * y + self.uptab_zone3_slope) * y + self.uptab_zone3_constant)
        if x < self.uptab_zone5:
            return euro(x * self.uptab_zone4_rate - self.uptab_zone4_less)
        return euro(x * self.uptab_zone5_rate - self.uptab_zone5_less)

    def mst5_6(self, zzx):
        if zzx > self.w2stkl5:
            st = self.up5_6(self.w2stkl5)
            if zzx > self.w3stkl5:
                st += euro((self.w3stkl5 - self.w2stkl5) * self.mst5_6_w2)
                return st + euro((zzx - self.w3stkl5) * self.mst5_6_w3)
            return st + euro((zzx - self.w2stkl5) * self.mst5_6_w2)
        vergl = self.up5_6(zzx)
        if zzx > self.w1stkl5:
            hoch = self.up5_6(self.w1stkl5) + euro((zzx - self.w1stkl5) * self.mst5_6_w1)
            return min(vergl, hoch)
        return vergl

    def up5_6(self, zx):
        difference = self.uptab(euro(zx * self.up5_6_upper)) - self.uptab(euro(zx * self.up5_6_lower))
        return max(difference * 2, euro(zx * self.up5_6_mist))


def pap(given):
    flow = Pap(given["law"])
    cases = [inputs(case) for case in given["cases"]]

    def work():
        return [flow.run(case) for case in cases]

    return work, lambda answers: [[str(amount.quantize(CENT)) for amount in answer] for answer in answers]


serve({"pap": pap})
