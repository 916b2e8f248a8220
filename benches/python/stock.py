"""Many movements of stock as columns, beside what is usual in Python: `python benches/python/stock.py [MOVEMENTS]`, with the
wheel, pyarrow and pandas installed. Each figure is the best of three turns, taken alternately; answers are compared before.
When `target/release/stock_table` is built (`cargo build --release -p backoffice-benches --bin stock_table`), it values the
same table from Rust, with no Python between.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from backoffice import stock

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
ITEMS = max(ROWS // 100, 1)
TURNS = 3

Moved = tuple[list[str], list[int], list[int]]


def movements() -> Moved:
    """Item, quantity (out below zero) and unit cost in cents: whole units at whole cents, ordered when there are few."""
    chance = Random(5)
    on_hand = [0] * ITEMS
    items, quantities, costs = [], [], []
    names = [f"ITEM-{number:06}" for number in range(ITEMS)]
    for _ in range(ROWS):
        item = int(chance.random() * ITEMS)
        draw = chance.random()
        if on_hand[item] < 60 or draw < 0.1:
            quantity, cost = 20 + int(draw * 1_810) % 181, 10 + int(chance.random() * 9_990)
        else:
            quantity, cost = -1 - int(chance.random() * 60), 0
        on_hand[item] += quantity
        items.append(names[item])
        quantities.append(quantity)
        costs.append(cost)
    return items, quantities, costs


def deques(moved: Moved) -> list[float]:
    """First in, first out, over floats in a dict of deques: what business software does."""
    layers: dict[str, deque[list[float]]] = {}
    out = []
    for item, quantity, cost in zip(*moved):
        shelf = layers.get(item)
        if shelf is None:
            shelf = layers[item] = deque()
        if quantity > 0:
            shelf.append([float(quantity), cost / 100])
            out.append(0.0)
            continue
        wanted, value = float(-quantity), 0.0
        while wanted > 0:
            layer = shelf[0]
            part = min(wanted, layer[0])
            value += part * layer[1]
            layer[0] -= part
            wanted -= part
            if layer[0] <= 0:
                shelf.popleft()
        out.append(round(value, 2))
    return out


def of_group(group: Any) -> Any:
    """The same for the movements of one item, as it is written in notebooks."""
    shelf: deque[list[float]] = deque()
    out = []
    for _, row in group.iterrows():
        if row["quantity"] > 0:
            shelf.append([row["quantity"], row["unit_cost"]])
            out.append(0.0)
            continue
        wanted, value = -row["quantity"], 0.0
        while wanted > 0:
            layer = shelf[0]
            part = min(wanted, layer[0])
            value += part * layer[1]
            layer[0] -= part
            wanted -= part
            if layer[0] <= 0:
                shelf.popleft()
        out.append(round(value, 2))
    return import_module("pandas").Series(out, index=group.index)


def best(turns: dict[str, tuple[int, Callable[[], Any]]]) -> dict[str, float]:
    """Seconds a movement."""
    least = dict.fromkeys(turns, float("inf"))
    for _ in range(TURNS):
        for name, (rows, work) in turns.items():
            start = time.perf_counter()
            work()
            least[name] = min(least[name], (time.perf_counter() - start) / rows)
    return least


def main() -> None:
    arrow, pandas = import_module("pyarrow"), import_module("pandas")
    compute = import_module("pyarrow.compute")
    moved = movements()
    items, quantities, costs = moved
    signed = arrow.array(quantities, arrow.int64())
    # Cents as a decimal with two digits: the same bytes under another name.
    received = [cost if quantity > 0 else None for quantity, cost in zip(quantities, costs)]
    cents = arrow.array(received, arrow.int64()).cast(arrow.decimal128(19, 0))
    table = arrow.table(
        {
            "item": arrow.array(items),
            "kind": compute.if_else(compute.greater(signed, 0), "receipt", "issue"),
            "day": arrow.array([20_454] * ROWS, arrow.int32()).cast(arrow.date32()),
            "quantity": compute.abs(signed),
            "unit_cost": arrow.Array.from_buffers(arrow.decimal128(19, 2), ROWS, cents.buffers()),
        }
    )

    def ours() -> Any:
        valued = stock.value_table(table, "fifo", "ifrs_default", "EUR")
        return arrow.table(valued).column("cost")

    # The usual notebook answer takes minutes for a million rows: it has a part of them.
    part = min(ROWS, 100_000)
    few = {item for item in items[: max(part // 100, 1)]}
    rows = [row for row, item in enumerate(items) if item in few][:part]
    frame = pandas.DataFrame(
        {
            "item": [items[row] for row in rows],
            "quantity": [float(quantities[row]) for row in rows],
            "unit_cost": [costs[row] / 100 for row in rows],
        }
    )
    whole = pandas.DataFrame({"item": items, "quantity": quantities, "unit_cost": costs})

    def notebook() -> Any:
        return frame.groupby("item", group_keys=False)[["quantity", "unit_cost"]].apply(of_group)

    def totals() -> Any:
        return whole.assign(value=whole["quantity"] * whole["unit_cost"]).groupby("item")[["quantity", "value"]].sum()

    exact = [max(float(cost.as_py()), 0.0) for cost in ours()[:part]]
    floats = deques((items[:part], quantities[:part], costs[:part]))
    different = [row for row, (one, other) in enumerate(zip(exact, floats)) if abs(one - other) > 0.01]
    if different:
        raise SystemExit(f"row {different[0]}: {exact[different[0]]} and {floats[different[0]]}")
    least = best(
        {
            "ours, through Arrow": (ROWS, ours),
            "a dict of deques of floats": (ROWS, lambda: deques(moved)),
            "pandas groupby.apply of a loop": (len(rows), notebook),
            "pandas, totals alone (no cost out)": (ROWS, totals),
        }
    )
    runner = Path("target/release/stock_table")
    if runner.exists():
        with tempfile.NamedTemporaryFile(suffix=".arrow") as file:
            with import_module("pyarrow.ipc").new_file(file.name, table.schema) as writer:
                writer.write_table(table)
            done = subprocess.run([str(runner), file.name, str(TURNS)], capture_output=True, text=True, check=True)
        least["the same from Rust"] = float(done.stdout) / ROWS
    own = least["ours, through Arrow"]
    for name, seconds in least.items():
        print(f"{name:36} {1 / seconds:>14,.0f} movements/s {seconds * 1e9:>10.1f} ns {seconds / own:>8.1f}×")


main()
