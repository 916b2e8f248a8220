"""How soon Ctrl-C ends `solve` in Python: milliseconds from the signal until the call has returned.

    python benches/python/interrupt.py [--tries 20] [--people 30] [--days 28] [--threads 1]

The package must be installed (`pip install ./bindings-python`). In each try the solver works for between half a second and a
second and a half, with a budget without end; then another thread sends SIGINT, as Ctrl-C does.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import threading
import time
from datetime import date, timedelta
from decimal import Decimal

import backoffice as bo
from backoffice.scheduling import DaysOff, Model, MostMinutes, Person, Request, Rules, Run, Shift, solve

HOURS = [("early", "06:00", "14:00"), ("day", "08:00", "16:30"), ("late", "14:00", "22:00"), ("night", "22:00", "06:00")]


def model(people: int, days: int) -> Model:
    """A ward: four shifts around the clock, runs, rest, days off, hours, and everybody's wishes."""
    first = date(2026, 3, 30)
    least = max(people // 8, 1)
    rules = Rules().rest_between(11).hard("runs", Run("work", 2, 5, "exempt", "exempt"))
    rules = rules.hard("days off", DaysOff(2, "week")).hard("hours", MostMinutes(48 * 60, "week"))
    wishes = [
        Request(f"p{number}", "avoid" if (number + day) % 3 else "prefer", 1 + (number * 7 + day) % 9,
                day=first + timedelta(days=day), shift=HOURS[(number + day) % 4][0])
        for number in range(people)
        for day in range(number % 5, days, 5)
    ]
    return Model(
        bo.Period(first, first + timedelta(days=days - 1)),
        [Person(f"p{number}", hours_at_most=Decimal((32, 36, 40)[number % 3])) for number in range(people)],
        [Shift.every_day(name, start, end, needed=least + (name == "early")) for name, start, end in HOURS],
        requests=wishes,
        rules=rules,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--tries", type=int, default=20)
    arguments.add_argument("--people", type=int, default=30)
    arguments.add_argument("--days", type=int, default=28)
    arguments.add_argument("--threads", type=int, default=1)
    given = arguments.parse_args()
    asked = model(given.people, given.days)
    main_thread = threading.main_thread().ident
    assert main_thread is not None
    took = []
    for number in range(given.tries):
        sent = 0.0

        def interrupt() -> None:
            nonlocal sent
            sent = time.perf_counter()
            signal.pthread_kill(main_thread, signal.SIGINT)

        timer = threading.Timer(0.5 + number / given.tries, interrupt)
        timer.start()
        try:
            solve(asked, 2**62, seed=number, threads=given.threads)
        except KeyboardInterrupt:
            took.append(1000 * (time.perf_counter() - sent))
        else:
            raise SystemExit("the solver was done before the signal came: take more people")
        finally:
            timer.cancel()
    print(
        f"{given.people} people, {given.days} days, {given.threads} threads, {given.tries} tries:"
        f" p50 {statistics.median(took):.1f} ms, worst {max(took):.1f} ms"
    )


if __name__ == "__main__":
    main()
