"""GOSI of a month, over decimal.Decimal: the wage between its floor and its ceiling, each branch half up to the halala."""

from decimal import ROUND_HALF_UP, Decimal

from serve import serve

HALALA = Decimal("0.01")


def share(wage, rate):
    return (wage * rate).quantize(HALALA, ROUND_HALF_UP)


class Gosi:
    def __init__(self, law):
        self.floor_saudi = Decimal(law["gosi.floor.saudi"])
        self.floor_foreign = Decimal(law["gosi.floor.non_saudi"])
        self.ceiling = Decimal(law["gosi.ceiling"])
        self.annuities_old = Decimal(law["gosi.annuities.old"])
        self.annuities_new = Decimal(law["gosi.annuities.new"])
        self.saned = Decimal(law["gosi.saned"])
        self.hazards = Decimal(law["gosi.hazards"])
        self.nothing = Decimal("0.00")

    def due(self, nationality, registered, wage):
        saudi = nationality == "SA"
        if wage > 0:
            wage = min(max(wage, self.floor_saudi if saudi else self.floor_foreign), self.ceiling)
        annuities = saned = self.nothing
        if saudi:
            annuities = share(wage, self.annuities_old if registered < 2024 else self.annuities_new)
            saned = share(wage, self.saned)
        return annuities, saned, share(wage, self.hazards)


def slips(given):
    gosi = Gosi(given["law"])
    people = [(nationality, registered, Decimal(wage) / 100) for nationality, registered, wage in given["rows"]]

    def work():
        return [gosi.due(*person) for person in people]

    return work, lambda answers: [[str(amount) for amount in answer] for answer in answers]


serve({"slips": slips})
