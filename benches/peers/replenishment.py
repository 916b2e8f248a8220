"""Croston's method and those after it, over floats, as a loop."""

from serve import serve


def ses(values, alpha):
    level = values[0]
    for value in values[1:]:
        level += alpha * (value - level)
    return level


def croston(demand, factor):
    size, interval, since = None, 0.0, 1
    for value in demand:
        if value > 0:
            if size is None:
                size, interval = value, since
            else:
                size += 0.1 * (value - size)
                interval += 0.1 * (since - interval)
            since = 0
        since += 1
    return 0.0 if size is None else factor * (size / interval)


def tsb(demand):
    sizes = [value for value in demand if value > 0]
    if not sizes:
        return 0.0
    return ses(sizes, 0.1) * ses([float(value > 0) for value in demand], 0.1)


def job(method):
    def begin(rows):
        series = [[float(value) for value in row] for row in rows]
        return lambda: [method(row) for row in series], lambda rates: [format(rate, ".6f") for rate in rates]

    return begin


serve(
    {
        "croston": job(lambda row: croston(row, 1.0)),
        "sba": job(lambda row: croston(row, 0.95)),
        "tsb": job(tsb),
    }
)
