"""An older and a newer pack side by side, both read while the program runs: whose withholding changes."""

from datetime import date
from pathlib import Path

import backoffice as bo
from backoffice.law import load
from backoffice.tax import wages
from backoffice.tax.wages import au

folder = Path(__file__).parents[2] / "core" / "law" / "au"
old, new = load(folder / "wages.toml"), load(folder / "wages-from-2026-07.toml")
print(wages.table(wages.supported_by([old, new])))


def paid(on: date, scale: au.WithholdingScale) -> tuple[wages.Profile, wages.Payment]:
    return au.Profile(scale), wages.Payment.of(on, "weekly", bo.Money("1000 AUD"))


people = [paid(date(2026, month, 15), "tax_free_threshold") for month in (6, 7)]
found = wages.compare(people, old, new)
print(f"{found.people} people, {found.unchanged} as before")
for change in found.changes:
    refusals = (change.old_problem, change.new_problem)
    print(f"row {change.row}:", *("known" if refusal is None else refusal.code for refusal in refusals))

# The same text, edited: another rate from 10 June on for those who gave no tax file number.
until = '{ since = 2024-07-01, until = 2026-06-30, rate = "0.47" }'
split = '{ since = 2024-07-01, until = 2026-06-09, rate = "0.47" }, { since = 2026-06-10, until = 2026-06-30, rate = "0.40" }'
edited = bo.RulePack(old.text.replace(until, split))
for change in wages.compare([paid(date(2026, 6, 15), "no_tfn_resident")], old, edited).changes:
    for line in change.lines:
        print(f"row {change.row}: {line.code} {line.old} -> {line.new}")
