"""OpenFisca's country template and its package of France, and what their formulas come to in exact numbers.

Answers are the float32 results as they are, written out in full."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy
from openfisca_core.simulation_builder import SimulationBuilder

from serve import serve

MONTH = "2026-01"


def exactly(numbers):
    return [str(Decimal(float(number))) for number in numbers]


def simulation(system, count, inputs):
    made = SimulationBuilder().build_default_simulation(system, count)
    for variable, values in inputs.items():
        made.set_input(variable, MONTH, values)
    return made


def calculated(made, *variables):
    """The variables, anew: what was calculated before is forgotten."""
    for variable in variables:
        made.delete_arrays(variable, MONTH)
    return [made.calculate(variable, MONTH) for variable in variables]


def template():
    from openfisca_country_template import CountryTaxBenefitSystem

    system = CountryTaxBenefitSystem()
    return system, system.get_parameters_at_instant(f"{MONTH}-01").taxes


def law(_):
    """The figures of the template, as text."""
    _, taxes = template()
    scale = taxes.social_security_contribution
    bands = [[str(above), str(rate)] for above, rate in zip(scale.thresholds, scale.rates)]
    return lambda: None, lambda _: {"income_tax": str(taxes.income_tax_rate), "bands": bands}


def net(made):
    tax, contribution = calculated(made, "income_tax", "social_security_contribution")
    return made.calculate("salary", MONTH) - tax - contribution


def nets(salaries):
    """The calculation alone: the persons and their salaries are there."""
    system, _ = template()
    made = simulation(system, len(salaries), {"salary": numpy.array([float(salary) for salary in salaries])})
    return lambda: net(made), exactly


def whole(salaries):
    """With the simulation made anew."""
    system, _ = template()
    values = numpy.array([float(salary) for salary in salaries])
    return lambda: net(simulation(system, len(values), {"salary": values})), exactly


def exact_nets(salaries):
    """The same formulas over decimal.Decimal."""
    _, taxes = template()
    rate = Decimal(str(taxes.income_tax_rate))
    scale = taxes.social_security_contribution
    thresholds = [Decimal(str(above)) for above in scale.thresholds]
    rates = [Decimal(str(rate)) for rate in scale.rates]
    bands = list(zip(thresholds, [*thresholds[1:], None], rates))

    def one(salary):
        contribution = Decimal(0)
        for low, high, share in bands:
            if salary > low:
                contribution += ((salary if high is None else min(salary, high)) - low) * share
        return salary - salary * rate - contribution

    salaries = [Decimal(salary) for salary in salaries]
    return lambda: [one(salary) for salary in salaries], lambda nets: [str(net) for net in nets]


def france():
    from openfisca_france import CountryTaxBenefitSystem

    system = CountryTaxBenefitSystem()
    return system, system.get_parameters_at_instant(f"{MONTH}-01")


def reductions(pay):
    """The general reduction of an employer of 20: the rate by the formula of 2026, × the pay."""
    system, _ = france()
    count = len(pay)
    inputs = {
        "assiette_allegement": numpy.array([float(one) for one in pay]),
        "coefficient_proratisation": numpy.ones(count),
        "effectif_entreprise": numpy.full(count, 20),
    }
    made = simulation(system, count, inputs)

    def work():
        (rate,) = calculated(made, "taux_allegement_general")
        return rate * made.calculate("assiette_allegement", MONTH)

    return work, exactly


def exact_reductions(given):
    """The same formula over decimal.Decimal: on the package's hours of a month, or on others (a fraction)."""
    hours, pay = given
    _, law = france()
    general = law.prelevements_sociaux.reductions_cotisations_sociales.allegement_general.ensemble_des_entreprises
    delta, least = Decimal(str(general.t_delta_petites_entreprises)), Decimal(str(general.t_min))
    power, limit = Decimal(str(general.puissance)), Decimal(str(general.plafond))
    with localcontext() as context:
        context.prec = 50
        if hours is None:
            hours = Decimal(str(law.marche_travail.salaire_minimum.smic.nb_heures_travail_mensuel))
        else:
            hours = Decimal(hours[0]) / Decimal(hours[1])
        smic = Decimal(str(general.smic_reference)) * hours

        def one(pay):
            if pay >= limit * smic:
                return Decimal(0)
            raised = max((3 * smic / pay - 1) / 2, Decimal(0)) ** power
            rate = least + (delta * raised).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            return min(rate, least + delta) * pay

        exact = [one(Decimal(amount)) for amount in pay]
    return lambda: exact, lambda amounts: [str(amount) for amount in amounts]


serve(
    {
        "law": law,
        "nets": nets,
        "whole": whole,
        "exact nets": exact_nets,
        "reductions": reductions,
        "exact reductions": exact_reductions,
    }
)
