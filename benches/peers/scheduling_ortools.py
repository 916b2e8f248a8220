"""The same week as a model of OR-Tools' CP-SAT, solved to a proven optimum on one thread. Building the model counts:
ours reads its model too."""

from ortools.sat.python import cp_model
from serve import serve

REST, WEEK, SHORT, OVER = 11, 40, 10 * 60, 60


def solve(given):
    people, shifts, days = given["people"], given["shifts"], range(given["days"])

    def work():
        model = cp_model.CpModel()
        works, at = {}, {}
        for person, skills in enumerate(people):
            for day in days:
                for index in range(len(shifts)):
                    for skill in skills:
                        at[person, day, index, skill] = model.new_bool_var("")
                    works[person, day, index] = sum(at[person, day, index, skill] for skill in skills)
        spans = [(day * 24 + start, day * 24 + start + length, day, index)
                 for day in days for index, (start, length, _) in enumerate(shifts)]
        spans.sort()
        for person in range(len(people)):
            for place, (begins, ends, day, index) in enumerate(spans):
                model.add(works[person, day, index] <= 1)
                for later, _, other_day, other in spans[place + 1:]:
                    if later - ends < REST:
                        model.add_at_most_one(
                            [at[person, day, index, skill] for skill in people[person]]
                            + [at[person, other_day, other, skill] for skill in people[person]]
                        )
            on = [sum(works[person, day, index] for index in range(len(shifts))) for day in days]
            hours = sum(works[person, day, index] * length for day in days for index, (_, length, _) in enumerate(shifts))
            model.add(hours <= WEEK)
            row = given["in_a_row"]
            for first in range(len(days) - row):
                model.add(sum(on[first:first + row + 1]) <= row)
        costs = []
        for person, day, weight in given["avoid"]:
            costs += [works[person, day, index] * weight for index in range(len(shifts))]
        for day in days:
            for index, (_, length, needs) in enumerate(shifts):
                for skill, needed in enumerate(needs):
                    there = sum(at[person, day, index, skill] for person, has in enumerate(people) if skill in has)
                    missing = model.new_int_var(0, needed, "")
                    extra = model.new_int_var(0, len(people), "")
                    model.add(there + missing - extra == needed)
                    costs += [missing * SHORT * length, extra * OVER * length]
        model.minimize(sum(costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 7
        status = solver.solve(model)
        return {"penalty": round(solver.objective_value), "proven": status == cp_model.OPTIMAL}

    return work, lambda answer: answer


serve({"solve": solve})
