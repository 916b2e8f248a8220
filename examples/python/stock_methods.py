"""The goods of a shop's week under six costing methods side by side, and their value over time as a picture.

    python3 examples/python/stock_methods.py [picture.svg]

The sales, returns and write-offs are those of the week in `examples/data`. What lay on the shelves is assumed: two layers of
each article, of 60 % of what leaves in the week each, at 50 % and 54 % of its lowest price, and a delivery on Monday of 35 % at
56 %. Articles without a price in the week are left out.
"""

# %% The rows of the shop.
from __future__ import annotations

import csv
import sys
import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import backoffice as bo
from backoffice import stock

SERVICES = {"AMAZONFEE", "BANK CHARGES", "C2", "D", "DOT", "M", "POST", "S"}
LAYERS = [
    ("opening", date(2010, 10, 4), Decimal("0.60"), Decimal("0.50")),
    ("opening", date(2010, 11, 15), Decimal("0.60"), Decimal("0.54")),
    ("receipt", date(2010, 12, 6), Decimal("0.35"), Decimal("0.56")),
]

data = Path(__file__).parents[1] / "data" / "online-retail-2010-12-01_07.csv"
with data.open(newline="", encoding="utf-8") as file:
    rows = [row for row in csv.DictReader(file) if row["StockCode"].upper() not in SERVICES]
invoiced = {row["InvoiceNo"] for row in rows if Decimal(row["UnitPrice"]) > 0}

price: dict[str, Decimal] = {}
for row in rows:
    if Decimal(row["UnitPrice"]) > 0:
        item = row["StockCode"].upper()
        price[item] = min(Decimal(row["UnitPrice"]), price.get(item, Decimal("Infinity")))

# %% What moved: sales, what customers sent back, and the shop's notes at price 0 of what was lost and found.
moved: list[tuple[str, str, date, Decimal, Decimal | None]] = []
need: dict[str, Decimal] = defaultdict(Decimal)
for row in rows:
    item, pieces = row["StockCode"].upper(), Decimal(row["Quantity"])
    if item not in price:
        continue
    day = datetime.strptime(row["InvoiceDate"], "%m/%d/%y %H:%M").date()
    if row["InvoiceNo"].startswith("C"):
        kind = "return_from_customer"
    elif row["InvoiceNo"] in invoiced:
        kind = "issue"
    else:
        kind = "gain" if pieces > 0 else "loss"
    if kind in ("issue", "loss"):
        need[item] += abs(pieces)
    moved.append((item, kind, day, abs(pieces), None))

stocked: list[tuple[str, str, date, Decimal, Decimal | None]] = []
first_cost: dict[str, bo.Price] = {}
for kind, day, of_need, of_price in LAYERS:
    for item, lowest in sorted(price.items()):
        cost = bo.Price(lowest * of_price, "GBP")
        first_cost.setdefault(item, cost)
        if need[item]:
            stocked.append((item, kind, day, (need[item] * of_need).to_integral_value("ROUND_UP"), cost.amount))

names = ("item", "kind", "day", "quantity", "unit_cost")
moves = dict(zip(names, map(list, zip(*stocked, *moved)), strict=True))

# %% Six methods in one pass. `standard` starts from the cost of the first layer.
METHODS: list[stock.Method] = ["fifo", "lifo", "hifo", "moving_average", "periodic_average", "standard"]
policy = replace(stock.policy("default"), initial_unit_cost=first_cost)
table = stock.value_table(moves, METHODS, policy, "GBP")
out: dict[str, list[Any]] = table.movements.to_pydict()
refused = [code for name, column in out.items() if name.endswith("problem.code") for code in column if code]
assert not refused, refused[:3]

print(f"{len(table)} movements of {len(price)} articles\n")
print(f"{'':18}{'cost of sales':>16}{'on hand':>14}")
curves: dict[str, list[Decimal]] = {}
days = [date(2010, 11, 30) + timedelta(number) for number in range(8)]
for method in METHODS:
    costs = out[f"{method}.cost"]
    sold = sum(cost for cost, kind in zip(costs, moves["kind"]) if kind in ("issue", "return_from_customer"))
    print(f"{method:18}{sold:>16,.2f}{table.totals[method].amount:>14,.2f}")
    # What came in less what left, up to the end of each day.
    change = dict.fromkeys(days, Decimal(0))
    for cost, day in zip(costs, moves["day"]):
        change[max(day, days[0])] -= cost
    curves[method] = list(accumulate(change.values()))
    assert curves[method][-1] == table.totals[method].amount


# %% The picture: a line for each method, its name at its end.
def picture(curves: dict[str, list[Decimal]], days: list[date]) -> str:
    """Value on hand by day, as SVG."""
    width, height, left, right, top, bottom = 860, 460, 70, 150, 50, 40
    colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#555555"]
    every = [float(value) for curve in curves.values() for value in curve]
    step = 10_000
    low, high = min(every) // step * step, (max(every) // step + 1) * step

    def across(number: int) -> float:
        return left + (width - left - right) * number / (len(days) - 1)

    def up(value: float) -> float:
        return top + (height - top - bottom) * (high - value) / (high - low)

    def text(x: float, y: float, words: str, more: str = "") -> str:
        return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'

    parts = [text(left, 24, "Stock at cost at the end of each day, in thousands of pounds", 'font-size="15"')]
    for tick in range(int(low), int(high) + 1, step):
        parts.append(f'<line x1="{left}" x2="{width - right}" y1="{up(tick):.1f}" y2="{up(tick):.1f}" stroke="#ddd"/>')
        parts.append(text(left - 8, up(tick) + 4, str(tick // 1000), 'text-anchor="end"'))
    for number, day in enumerate(days):
        parts.append(text(across(number), height - 14, f"{day.day} {day:%b}", 'text-anchor="middle"'))
    # Names stand at the ends of their lines, in their order, as far apart as they are high.
    ends = {method: up(float(curve[-1])) for method, curve in curves.items()}
    middle = sum(ends.values()) / len(ends)
    ranked = sorted(ends, key=lambda method: ends[method])
    place = {method: middle + 16 * (rank - (len(ends) - 1) / 2) for rank, method in enumerate(ranked)}
    for colour, (method, curve) in zip(colours, curves.items(), strict=True):
        points = " ".join(f"{across(number):.1f},{up(float(value)):.1f}" for number, value in enumerate(curve))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(width - right + 8, place[method] + 4, method, f'fill="{colour}"'))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n{body}\n</svg>\n'
    )


target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "stock_methods.svg"
target.write_text(picture(curves, days), encoding="utf-8")
print(f"\n{target}")
