"""The same shifts as a model of OR-Tools' CP-SAT, solved to a proven optimum on one thread; building the model counts."""

from ortools.sat.python import cp_model
from serve import serve
from staffing import possible


def shifts(needed):
    def work():
        model = cp_model.CpModel()
        counts = [(first, end, cost, model.new_int_var(0, max(needed), ""))
                  for first, end, cost in possible(len(needed))]
        for at, people in enumerate(needed):
            model.add(sum(count for first, end, _, count in counts if first <= at < end) >= people)
        model.minimize(sum(cost * count for _, _, cost, count in counts))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 7
        status = solver.solve(model)
        return {"cost": round(solver.objective_value), "proven": status == cp_model.OPTIMAL}

    return work, lambda answer: answer


serve({"shifts": shifts})
