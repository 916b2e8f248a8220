"""Rounding, prices and splitting over decimal.Decimal."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from serve import serve

CENT = Decimal("0.01")


def texts(values):
    return [str(value) for value in values]


def round_all(rows):
    modes = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
    numbers = [(Decimal(text), modes[mode]) for text, mode in rows]
    return lambda: [number.quantize(CENT, mode) for number, mode in numbers], texts


def price(rows):
    lines = [(Decimal(price), Decimal(quantity)) for price, quantity in rows]
    return lambda: [(price * quantity).quantize(CENT, ROUND_HALF_UP) for price, quantity in lines], texts


def split_one(amount, weights):
    total = sum(weights)
    products = [amount * weight for weight in weights]
    parts = [(product / total).quantize(CENT, ROUND_DOWN) for product in products]
    left = int((amount - sum(parts)) / CENT)
    remainders = [product - part * total for product, part in zip(products, parts)]
    for index in sorted(range(len(parts)), key=lambda index: -remainders[index])[:left]:
        parts[index] += CENT
    return parts


def split(rows):
    shares = [(Decimal(amount), [Decimal(weight) for weight in weights]) for amount, weights in rows]
    return lambda: [part for amount, weights in shares for part in split_one(amount, weights)], texts


serve({"round": round_all, "price": price, "split": split})
