"""An entry that comes late, and the replay of all movements that it needs, over decimal.Decimal."""

from collections import deque
from decimal import ROUND_HALF_UP, Decimal

from serve import serve

CENT = Decimal("0.01")


def fifo(past):
    """The cost of an issue is cut by its position in its layer."""
    movements = [
        (Decimal(quantity).scaleb(-3), Decimal(value).scaleb(-2))
        for quantity, value in zip(past["quantity"], past["value"])
    ]
    late = [
        (place, (Decimal(quantity).scaleb(-3), Decimal(value).scaleb(-2)))
        for place, quantity, value in past["late"]
    ]

    def closing():
        # quantity and value of a layer, what was taken of both
        layers = deque()
        for quantity, value in movements:
            if quantity > 0:
                layers.append([quantity, value, Decimal(0), Decimal(0)])
                continue
            wanted = -quantity
            while wanted:
                layer = layers[0]
                part = min(wanted, layer[0] - layer[2])
                layer[2] += part
                layer[3] = (layer[1] * layer[2] / layer[0]).quantize(CENT, ROUND_HALF_UP)
                wanted -= part
                if layer[0] == layer[2]:
                    layers.popleft()
        return sum((layer[1] - layer[3] for layer in layers), Decimal(0))

    def work():
        values = []
        for place, movement in late:
            movements.insert(place, movement)
            values.append(closing())
            del movements[place]
            values.append(closing())
        return values

    return work, lambda values: [format(value, ".2f") for value in values]


serve({"fifo": fifo})
