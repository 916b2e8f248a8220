"""Queues over floats, work that may wait in whole numbers, and shifts as a flow along shortest paths, as loops."""

import heapq
from math import ceil, exp

from serve import serve


def erlang_c(load, staff, within):
    inverse = 1.0
    for n in range(1, staff + 1):
        inverse = 1.0 + n / load * inverse
    return 1.0 - staff / ((staff - load) * inverse + load) * exp(-(staff - load) * within)


def series(z, c):
    total, term, j = 0.0, 1.0, 0
    while j < 4 or term > 1e-17 * total or z > (c + j) / 2:
        term *= (z if j else 1.0) / (c + 1 + j)
        total += term
        j += 1
    return total


def erlang_a(load, staff, within, patience):
    # Times in units of the mean call.
    inverse = 1.0
    for n in range(1, staff):
        inverse = 1.0 + n / load * inverse
    r, c, y = load * patience, staff * patience, exp(-within / patience)
    served = r * series(r, c)
    late = r * exp(r * (1 - y) - (c + 1) * within / patience) * series(r * y, c)
    return (inverse + served - late) / (inverse + load / staff * (1 + served))


def queue(given):
    calls, handling = given["calls"], given["handling"]
    within, patience = given["within"] / handling, given["patience"]

    def staff(count):
        if not count:
            return 0
        load = count * handling / (given["minutes"] * 60)
        n = int(load) + 1 if patience is None else max(1, ceil(load * given["level"]))
        while True:
            level = (erlang_c(load, n, within) if patience is None
                     else erlang_a(load, n, within, patience / handling))
            if level >= given["level"]:
                return n
            n += 1

    return lambda: [staff(count) for count in calls], lambda answer: answer


def backlog(given):
    starts = [day * 96 + at for day in range(given["days"])
              for at in range(given["opens"], given["closes"], given["step"])]
    step, rate = given["step"], given["units_per_ten_intervals"]

    def work():
        # One person does rate / 100 units in an interval: all in hundredths.
        first_of = [sum(start < at for start in starts) for at in range(max(starts) + step + 1)]
        last_of = [sum(start + step <= due for start in starts) - 1 for due in range(max(starts) + step + 1)]
        slots = {}
        for at, due, units in given["arrivals"]:
            slots.setdefault(first_of[at], []).append((last_of[due], units))
        due, stretches = [0] * len(starts), []
        for first in sorted(slots, reverse=True):
            for last, units in slots[first]:
                due[last] += units
            total = 0
            for last in range(first, len(starts)):
                if due[last]:
                    total += due[last]
                    stretches.append((first, last, -(-total * 100 // rate)))
        peak = max(-(-people // (last - first + 1)) for first, last, people in stretches)
        staff = [0] * len(starts)
        for first, last, people in stretches:
            lacks, at = people - sum(staff[first:last + 1]), first
            while lacks > 0:
                more = min(lacks, peak - staff[at])
                staff[at] += more
                lacks -= more
                at += 1
        return {"peak": peak, "person_intervals": sum(staff)}

    return work, lambda answer: answer


def possible(moments):
    """Shifts of 4 to 9 hours every half hour over quarters: first, end, cost."""
    for first in range(0, moments, 2):
        for quarters in range(16, 37, 2):
            if first + quarters <= moments:
                paid = quarters * 15 - (30 if quarters * 15 > 360 else 0)
                yield first, first + quarters, 900 + 30 * paid


def shifts(needed):
    def work():
        moments = len(needed) + 1
        to, cost, room, leaving = [], [], [], [[] for _ in range(moments)]

        def arc(a, b, price):
            leaving[a].append(len(to)), leaving[b].append(len(to) + 1)
            to.extend((b, a)), cost.extend((price, -price)), room.extend((10**9, 0))

        excess = [0] * moments
        for at, people in enumerate(needed):
            excess[at] += people
            excess[at + 1] -= people
            arc(at + 1, at, 0)
        for first, end, price in possible(len(needed)):
            arc(first, end, price)
        prices = [0] * moments
        for source in range(moments):
            while excess[source] > 0:
                far, by, done, heap = {source: 0}, {}, {}, [(0, source)]
                while heap:
                    length, node = heapq.heappop(heap)
                    if node in done:
                        continue
                    done[node] = length
                    if excess[node] < 0:
                        break
                    for index in leaving[node]:
                        if room[index]:
                            there = length + cost[index] + prices[node] - prices[to[index]]
                            if there < far.get(to[index], 10**18):
                                far[to[index]], by[to[index]] = there, index
                                heapq.heappush(heap, (there, to[index]))
                else:
                    raise ValueError("no shifts keep the coverage")
                for nearer, at in done.items():
                    prices[nearer] += at - length
                path, at = [], node
                while at != source:
                    path.append(by[at])
                    at = to[by[at] ^ 1]
                amount = min(excess[source], -excess[node], *(room[index] for index in path))
                for index in path:
                    room[index] -= amount
                    room[index ^ 1] += amount
                excess[source] -= amount
                excess[node] += amount
        total = sum(cost[index] * room[index + 1] for index in range(0, len(to), 2))
        return {"cost": total, "proven": True}

    return work, lambda answer: answer


if __name__ == "__main__":
    serve({"erlang_c": queue, "erlang_a": queue, "backlog": backlog, "shifts": shifts})
