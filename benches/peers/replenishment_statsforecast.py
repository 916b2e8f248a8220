"""statsforecast as its documentation uses it: one long table, one call, one core."""

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import TSB, CrostonClassic, CrostonSBA

from serve import serve


def job(model):
    def begin(rows):
        count, weeks = len(rows), len(rows[0])
        table = pd.DataFrame(
            {
                "unique_id": np.repeat(np.arange(count), weeks),
                "ds": np.tile(np.arange(weeks), count),
                "y": np.asarray(rows, dtype=float).ravel(),
            }
        )
        forecast = StatsForecast(models=[model], freq=1, n_jobs=1)
        return lambda: forecast.forecast(df=table, h=1), show

    def show(table):
        rates = table.sort_values("unique_id")[str(model)]
        return [format(rate, ".6f") for rate in rates]

    return begin


serve({"croston": job(CrostonClassic()), "sba": job(CrostonSBA()), "tsb": job(TSB(alpha_d=0.1, alpha_p=0.1))})
