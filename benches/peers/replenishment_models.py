"""statsforecast's models by themselves, without a table: a call for each series, the fastest way into it."""

import numpy as np
from statsforecast.models import TSB, CrostonClassic, CrostonSBA

from serve import serve


def job(model):
    def begin(rows):
        series = list(np.asarray(rows, dtype=float))
        return (
            lambda: [model.forecast(row, 1)["mean"][0] for row in series],
            lambda rates: [format(rate, ".6f") for rate in rates],
        )

    return begin


serve({"croston": job(CrostonClassic()), "sba": job(CrostonSBA()), "tsb": job(TSB(alpha_d=0.1, alpha_p=0.1))})
