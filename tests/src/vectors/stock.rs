//! The cases of the room `stock`.

use super::Kind;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "beancount_booking"
        | "erpnext_bins"
        | "erpnext_ledger"
        | "forecast_reference"
        | "issue_regressions"
        | "landed_cost_allocation"
        | "odoo_lot_valuation"
        | "odoo_svl"
        | "replenishment_reference"
        | "textbook"
        | "tryton_scenarios" => Kind::Later("this stock file"),
        _ => Kind::Unknown,
    }
}
