//! The trace of a slip: its own sums, with the law's figures in their places.

use super::{
    employee::Employee,
    slip::{Line, PENSION, Section, Slip},
};
use crate::{
    money::Money,
    trace::{self, Trace},
};

/// The explanation of `slip`, with `tax` the explanation of its taxes. A figure of the law stands where its line does: its
/// id is the line's code, or the code and who bears it (`uk.ni.employee`).
pub fn trace(slip: &Slip, employee: &Employee, mut tax: Trace) -> Trace {
    let mut section = |of: Section| -> Vec<trace::Line> {
        slip.section(of).map(|line| figure(line, employee, &mut tax.lines)).collect()
    };
    let gross = sum("gross", "Gross pay", slip.gross).of(section(Section::Earning));
    let withheld = sum("withheld", "Withheld", slip.withheld).of(section(Section::Deduction));
    let employer = section(Section::Employer);
    let mut of = vec![gross];
    if !slip.reimbursed.is_zero() {
        let lines = section(Section::Reimbursement);
        of.push(sum("reimbursed", "Reimbursed", slip.reimbursed).of(lines));
    }
    of.push(withheld);
    let net = sum("net", "Net pay", slip.net).noting("gross + reimbursed − withheld").of(of);

    let mut of = vec![sum("gross", "Gross pay", slip.gross)];
    of.extend(employer);
    let cost = sum("cost", "Cost to the employer", slip.cost).of(of);

    let bases = [
        ("taxable", "Taxable pay", slip.taxable),
        ("contributory", "Contributory earnings", slip.contributory),
        ("pensionable", "Pensionable pay", slip.pensionable),
    ];
    let bases = bases.map(|(id, name, amount)| sum(id, name, amount));

    let mut lines = vec![net, cost];
    lines.extend(bases);
    lines.extend(section(Section::Benefit));
    lines.append(&mut tax.lines);
    Trace { lines, ..tax }
}

fn sum(id: &str, name: &str, amount: Money) -> trace::Line {
    let mut value = amount.amount();
    value.rescale(amount.currency().minor_digits());
    trace::Line::new(id, name, value)
}

fn figure(line: &Line, employee: &Employee, law: &mut Vec<trace::Line>) -> trace::Line {
    let bearer = match line.section {
        Section::Employer => "employer",
        _ => "employee",
    };
    let borne = format!("{}.{bearer}", line.code);
    let known =
        line.authority.as_ref().and_then(|_| law.iter().position(|f| f.id == line.code || f.id == borne));
    if let Some(index) = known {
        return law.remove(index);
    }
    let mut note = line.terms();
    let rounding = match &employee.pension {
        Some(scheme) if line.code == PENSION => Some(scheme.rounding),
        _ => employee.rounding.filter(|_| line.worked.is_some()),
    };
    if line.worked.is_some() && line.rate.is_none() {
        let hours = employee.contract_hours.unwrap_or_default();
        note = format!("{note}, of the salary ÷ {hours} h");
    }
    if let Some(rounding) = rounding {
        note = format!("{note}, {rounding}");
    }
    sum(&line.code, &line.name, line.amount).noting(note)
}
