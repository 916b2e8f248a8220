"""Payment references and accounts by python-stdnum."""

from serve import serve
from stdnum import iban, iso11649, luhn
from stdnum.be import ogm_vcs
from stdnum.ch import esr
from stdnum.eu import vat


def each(holds):
    def job(texts):
        return (lambda: [holds(text) for text in texts]), (lambda answers: answers)

    return job


serve(
    {
        # Without the check digits inside account numbers, as here.
        "iban": each(lambda text: iban.is_valid(text, check_country=False)),
        "rf": each(iso11649.is_valid),
        "qrr": each(esr.is_valid),
        "belgian": each(ogm_vcs.is_valid),
        "luhn": each(luhn.is_valid),
        "vat": each(vat.is_valid),
    }
)
