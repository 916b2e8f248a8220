"""Costing over decimal.Decimal."""

from collections import defaultdict, deque
from decimal import ROUND_HALF_UP, Decimal

from serve import serve

CENT = Decimal("0.01")


def read(rows):
    return [
        (item, Decimal(quantity), None if cost is None else Decimal(cost)) for _, item, quantity, cost in rows
    ]


def show(valuation):
    entries, left = valuation
    return {
        "issues": [format(-value, ".2f") for _, quantity, value, _ in entries if quantity < 0],
        "left": {item: format(value, ".2f") for item, value in left.items()},
    }


def fifo(rows):
    movements = read(rows)

    def work():
        layers = defaultdict(deque)
        entries = []
        for row, (item, quantity, cost) in enumerate(movements):
            shelf = layers[item]
            if cost is not None:
                shelf.append([row, quantity, cost])
                entries.append((item, quantity, quantity * cost, ()))
                continue
            wanted, value, consumed = quantity, Decimal(0), []
            while wanted:
                if not shelf:
                    raise ValueError(f"{item} is short")
                layer = shelf[0]
                part = min(wanted, layer[1])
                part_value = part * layer[2]
                consumed.append((layer[0], part, part_value))
                value += part_value
                layer[1] -= part
                wanted -= part
                if not layer[1]:
                    shelf.popleft()
            entries.append((item, -quantity, -value, consumed))
        left = {item: sum(quantity * cost for _, quantity, cost in shelf) for item, shelf in layers.items()}
        return entries, left

    return work, show


def moving_average(rows):
    """The cost of an issue is cut by its position in the whole that the last receipt made."""
    movements = read(rows)

    def work():
        # quantity and value of the whole, what was taken of it, the value that is left
        wholes = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
        entries = []
        for item, quantity, cost in movements:
            whole = wholes[item]
            if cost is not None:
                value = (quantity * cost).quantize(CENT, ROUND_HALF_UP)
                total = whole[3] + value
                whole[:] = [whole[0] - whole[2] + quantity, total, Decimal(0), total]
                entries.append((item, quantity, value, ()))
                continue
            whole[2] += quantity
            if whole[2] > whole[0]:
                raise ValueError(f"{item} is short")
            left = whole[1] - (whole[1] * whole[2] / whole[0]).quantize(CENT, ROUND_HALF_UP)
            value = whole[3] - left
            whole[3] = left
            entries.append((item, -quantity, -value, ((None, quantity, value),)))
        return entries, {item: whole[3] for item, whole in wholes.items()}

    return work, show


serve({"fifo": fifo, "moving_average": moving_average})
