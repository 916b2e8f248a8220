//! What rosters cost.

use crate::{
    document::backoffice_document,
    edge::{json, word},
    error::backoffice_status,
};
use backoffice_core::{
    Currency,
    payroll::{
        Employee,
        cost::{self, Terms},
    },
    scheduling::{Assignment, Model, cost::CostTable},
};
use std::ffi::c_char;

/// What a roster (a list of assignments) costs by a table (an object with currency, duties and overtime).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_price(
    table: *const c_char,
    assignments: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(table: json::<CostTable>, assignments: json::<Vec<Assignment>>; out => table.price(&assignments)?)
}

/// The cost of every duty of a model, and of overtime by the week, by the rules of pay: `people` are employees by the ids
/// of the model, `terms` an object with rules and days.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_cost_table(
    model: *const c_char,
    people: *const c_char,
    terms: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, people: json::<Vec<Employee>>, terms: json::<Terms>, currency: word::<Currency>;
        out => cost::table(&model, &people, &terms, currency)?
    )
}

/// What a roster costs as it is paid: each person's lines, each rounded once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_cost_price(
    model: *const c_char,
    assignments: *const c_char,
    people: *const c_char,
    terms: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>, people: json::<Vec<Employee>>,
        terms: json::<Terms>, currency: word::<Currency>;
        out => cost::price(&model, &assignments, &people, &terms, currency)?
    )
}

/// The lines of pay of one person's assignments, as a pay run takes them; none for somebody on a salary.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_payroll_cost_pays(
    model: *const c_char,
    assignments: *const c_char,
    employee: *const c_char,
    terms: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>, employee: json::<Employee>,
        terms: json::<Terms>;
        out => cost::pays(&model, &assignments, &employee, &terms)?
    )
}
