"""Rosters beside CP-SAT, on the instances of Curtois and Qu (2014), in one table:

    python benches/python/rosters.py FOLDER [--instances 1,2,5] [--seconds 10] [--peer-seconds 60] [--threads 2]

FOLDER holds `InstanceN.txt`; `ortools` and a built runner (`cargo build --release -p backoffice-tests --bin roster`) are
needed. CP-SAT runs with 2 and with 8 workers, each for the peer's seconds; the better one counts. With `--best FILE` (JSON
with `cases` of `instance` and `best_known`) the published best stands beside. Every penalty of ours is the judge's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Employee:
    """A line of SECTION_STAFF and what later sections say of it."""

    name: str
    most_of: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_off: int
    most_weekends: int
    off: set[int] = field(default_factory=set)
    on_request: list[tuple[int, str, int]] = field(default_factory=list)
    off_request: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass
class Instance:
    """What is to be rostered."""

    days: int
    minutes: dict[str, int]
    not_after: dict[str, list[str]]
    staff: dict[str, Employee]
    cover: list[tuple[int, str, int, int, int]]


def read(path: Path) -> Instance:
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in path.read_text().splitlines():
        line = line.strip()
        if line.startswith("SECTION_"):
            current = sections.setdefault(line, [])
        elif line and not line.startswith("#"):
            current.append([cell.strip() for cell in line.split(",")])
    shifts = sections["SECTION_SHIFTS"]
    staff = {}
    for name, limits, *numbers in sections["SECTION_STAFF"]:
        most_of = dict(limit.split("=") for limit in limits.split("|") if limit)
        staff[name] = Employee(name, {key: int(most) for key, most in most_of.items()}, *map(int, numbers))
    for name, *off in sections.get("SECTION_DAYS_OFF", []):
        staff[name].off |= {int(day) for day in off}
    for name, day, shift, weight in sections.get("SECTION_SHIFT_ON_REQUESTS", []):
        staff[name].on_request.append((int(day), shift, int(weight)))
    for name, day, shift, weight in sections.get("SECTION_SHIFT_OFF_REQUESTS", []):
        staff[name].off_request.append((int(day), shift, int(weight)))
    return Instance(
        days=int(sections["SECTION_HORIZON"][0][0]),
        minutes={cells[0]: int(cells[1]) for cells in shifts},
        not_after={cells[0]: [other for other in (cells[2:] or [""])[0].split("|") if other] for cells in shifts},
        staff=staff,
        cover=[(int(c[0]), c[1], int(c[2]), int(c[3]), int(c[4])) for c in sections["SECTION_COVER"]],
    )


def cp_sat(instance: Instance, seconds: float, workers: int) -> tuple[int | None, int]:
    """The penalty and the bound that CP-SAT reaches; no penalty when it finds no roster."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    cost: list[Any] = []
    on: dict[tuple[str, int, str], Any] = {}
    for name, person in instance.staff.items():
        works = []
        for day in range(instance.days):
            for shift in instance.minutes:
                on[name, day, shift] = model.new_bool_var("")
                if day in person.off:
                    model.add(on[name, day, shift] == 0)
            work = model.new_bool_var("")
            model.add(sum(on[name, day, shift] for shift in instance.minutes) == work)
            works.append(work)
        for day in range(instance.days - 1):
            for shift, others in instance.not_after.items():
                for other in others:
                    model.add_bool_or(~on[name, day, shift], ~on[name, day + 1, other])
        for shift, most in person.most_of.items():
            model.add(sum(on[name, day, shift] for day in range(instance.days)) <= most)
        minutes = sum(on[name, day, shift] * long for day in range(instance.days) for shift, long in instance.minutes.items())
        model.add_linear_constraint(minutes, person.least_minutes, person.most_minutes)
        for first in range(instance.days - person.most_run):
            model.add(sum(works[first : first + person.most_run + 1]) <= person.most_run)
        # A short run of work, or of days off, between two days of the other kind.
        for least, kind in ((person.least_run, works), (person.least_off, [~work for work in works])):
            for length in range(1, least):
                for first in range(1, instance.days - length):
                    inside = [~kind[first + day] for day in range(length)]
                    model.add_bool_or(kind[first - 1], *inside, kind[first + length])
        weekends = []
        for saturday in range(5, instance.days, 7):
            weekend = model.new_bool_var("")
            for day in range(saturday, min(saturday + 2, instance.days)):
                model.add_implication(works[day], weekend)
            weekends.append(weekend)
        model.add(sum(weekends) <= person.most_weekends)
        cost += [weight * (1 - on[name, day, shift]) for day, shift, weight in person.on_request]
        cost += [weight * on[name, day, shift] for day, shift, weight in person.off_request]
    for day, shift, wanted, under, over in instance.cover:
        short = model.new_int_var(0, wanted, "")
        many = model.new_int_var(0, len(instance.staff), "")
        model.add(sum(on[name, day, shift] for name in instance.staff) + short - many == wanted)
        cost += [under * short, over * many]
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (round(solver.objective_value) if found else None), round(solver.best_objective_bound)


def ours(runner: Path, path: Path, seconds: float, threads: int) -> dict[str, Any]:
    command = [str(runner), "--seconds", str(seconds), "--threads", str(threads), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise SystemExit(f"{path}: {done.stderr}")
    report: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    return report


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--instances", default="")
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--peer-seconds", type=float, default=60)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--best", type=Path)
    arguments.add_argument("--runner", type=Path, default=Path("target/release/roster"))
    given = arguments.parse_args()
    wanted = [int(number) for number in given.instances.split(",") if number]
    files = {int(path.stem.removeprefix("Instance")): path for path in given.folder.glob("Instance*.txt")}
    best: dict[int, Any] = {}
    if given.best:
        best = {case["instance"]: case["best_known"] for case in json.loads(given.best.read_text())["cases"]}
    print(f"ours: {given.seconds:g} s on {given.threads} threads; CP-SAT: {given.peer_seconds:g} s, the better of 2 and 8 workers")
    print(f"{'instance':>8} {'best known':>10} {'ours':>8} {'bound':>8} {'proven':>6} {'s':>6} {'CP-SAT':>8} {'its bound':>9}")
    behind = []
    for number in wanted or sorted(files):
        report = ours(given.runner, files[number], given.seconds, given.threads)
        instance = read(files[number])
        results = []
        for workers in (2, 8):
            begun = time.monotonic()
            results.append(cp_sat(instance, given.peer_seconds, workers))
            print(f"CP-SAT, {workers} workers: {results[-1]} in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        theirs = min((penalty for penalty, _ in results if penalty is not None), default=None)
        bound = max(bound for _, bound in results)
        print(
            f"{number:>8} {best.get(number, ''):>10} {report['penalty']:>8} {report['bound']:>8} {'yes' if report['proven'] else 'no':>6}"
            f" {report['seconds']:>6.1f} {'none' if theirs is None else theirs:>8} {bound:>9}",
            flush=True,
        )
        if theirs is not None and report["penalty"] > theirs:
            behind.append(number)
    print("ours is at or below CP-SAT on every instance" if not behind else f"CP-SAT is ahead on {behind}")


if __name__ == "__main__":
    main()
