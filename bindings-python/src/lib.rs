//! Python bindings: convert, call, convert back.

// What pyo3 hands over is borrowed or owned as it decides.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]

mod chain;
mod convert;
mod desk;
mod error;
mod history;
mod law;
mod ledger;
mod replenishment;
#[macro_use]
mod rooms;
mod stock;
mod stock_books;
mod stock_parts;
mod stock_table;
mod table;
mod vocabulary;

/// The extension module behind the package `backoffice`.
#[pyo3::pymodule]
mod _backoffice {
    #[pymodule_export]
    use crate::chain::{
        Tree, invoice_fiscal_append_many, invoice_fiscal_verify, invoice_merkle_append, invoice_merkle_leaf,
        invoice_merkle_verify_inclusion,
    };
    #[pymodule_export]
    use crate::desk::Desk;
    #[pymodule_export]
    use crate::history::History;
    #[pymodule_export]
    use crate::law::RulePack;
    #[pymodule_export]
    use crate::ledger::{Journal, Posting};
    #[pymodule_export]
    use crate::replenishment::{
        replenishment_abc, replenishment_adida, replenishment_classify, replenishment_cover,
        replenishment_croston, replenishment_croston_many, replenishment_eoq, replenishment_eoq_backorders,
        replenishment_eoq_discount, replenishment_expiry_risk, replenishment_holt,
        replenishment_holt_winters, replenishment_imapa, replenishment_newsvendor,
        replenishment_newsvendor_poisson, replenishment_order_quantity, replenishment_project,
        replenishment_reorder_point, replenishment_reorder_point_observed, replenishment_reorder_quantity,
        replenishment_safety_stock, replenishment_sba, replenishment_sba_many, replenishment_seek_level,
        replenishment_ses, replenishment_simulate, replenishment_tsb, replenishment_tsb_many,
        replenishment_wagner_whitin, replenishment_xyz,
    };
    #[pymodule_export]
    use crate::rooms::{
        invoice_abandon, invoice_accounts_of_deposits, invoice_adds_up, invoice_advance, invoice_allocate,
        invoice_allocator, invoice_allocator_read, invoice_allocator_reserve, invoice_audit, invoice_block,
        invoice_block_close, invoice_block_hand_over, invoice_block_issue, invoice_block_left,
        invoice_block_reserved, invoice_block_void, invoice_chain_append, invoice_chain_audit,
        invoice_chain_canonical, invoice_chain_canonicalize, invoice_chain_start, invoice_change,
        invoice_claim, invoice_claim_refused, invoice_claim_settle, invoice_claim_values, invoice_commit,
        invoice_correct, invoice_corrections, invoice_credit, invoice_deduct, invoice_draft,
        invoice_filing_bought, invoice_filing_sold, invoice_fiscal_append, invoice_fiscal_canonical,
        invoice_fiscal_start, invoice_fiscal_text, invoice_grant, invoice_iban_check, invoice_iban_countries,
        invoice_iban_format, invoice_iban_holds, invoice_iban_is_qr_iban, invoice_iban_make,
        invoice_iban_parse, invoice_issue, invoice_merkle_head, invoice_merkle_verify_consistency,
        invoice_numbering_schema, invoice_numbering_statement, invoice_portugal_atcud, invoice_post,
        invoice_profile, invoice_profile_check, invoice_profile_check_counters, invoice_profile_check_series,
        invoice_profile_on, invoice_profile_parse, invoice_qr_sepa, invoice_qr_swiss,
        invoice_receivables_age, invoice_receivables_allocate, invoice_receivables_conserved,
        invoice_receivables_expect, invoice_receivables_interest, invoice_receivables_post,
        invoice_receivables_remind, invoice_reference_check, invoice_reference_format,
        invoice_reference_holds, invoice_reference_make, invoice_reference_parse, invoice_reverse_charged,
        invoice_rksv_decrypt_turnover, invoice_rksv_encrypt_turnover, invoice_rksv_signing_input,
        invoice_rules, invoice_rules_checked, invoice_series, invoice_series_audit,
        invoice_series_audit_books, invoice_series_claim, invoice_series_claim_block, invoice_series_frame,
        invoice_series_from_row, invoice_series_granted, invoice_series_granted_block, invoice_series_issue,
        invoice_series_issue_many, invoice_series_parse, invoice_series_reserve, invoice_series_row,
        invoice_series_swap, invoice_series_unchanged, invoice_state, invoice_stated, invoice_tax,
        invoice_tax_lines, invoice_tax_number_check, invoice_tax_number_check_enterprise,
        invoice_tax_number_holds, invoice_tax_number_holds_enterprise, invoice_tax_number_parse,
        invoice_tax_point, invoice_totals, invoice_totals_traced, invoice_tse_process_data, invoice_validate,
        invoice_verdict, invoice_void, payroll_contributions, payroll_cost_pays, payroll_cost_price,
        payroll_cost_table, payroll_hours_count, payroll_hours_count_all, payroll_hours_pay,
        payroll_hours_pays, payroll_html, payroll_page, payroll_post, payroll_post_run, payroll_rate,
        payroll_run, payroll_sif_check, payroll_sif_lines, payroll_sif_read, payroll_sif_text,
        payroll_sif_total, payroll_slip, payroll_slip_traced, payroll_text, payroll_totals,
        scheduling_agents, scheduling_answer, scheduling_answered_curve, scheduling_answered_demand,
        scheduling_apply, scheduling_check, scheduling_csv, scheduling_curve, scheduling_demand,
        scheduling_demand_picture, scheduling_diff, scheduling_due, scheduling_evaluate, scheduling_gantt,
        scheduling_gaps, scheduling_generate, scheduling_grid, scheduling_icalendar, scheduling_law_audit,
        scheduling_law_ids, scheduling_law_limits, scheduling_law_text, scheduling_law_unsupported,
        scheduling_least, scheduling_mentored, scheduling_model_schema, scheduling_move_text,
        scheduling_never_with, scheduling_offer, scheduling_offered, scheduling_placed, scheduling_present,
        scheduling_price, scheduling_replan, scheduling_rest_between, scheduling_senior, scheduling_service,
        scheduling_solve, scheduling_table, scheduling_text, scheduling_timed, scheduling_together,
        scheduling_what_if, scheduling_why, scheduling_why_infeasible, stock_conserved,
        stock_lower_of_cost_and_nrv, stock_policy, stock_post, stock_value, tax_returns_agreed,
        tax_returns_fill, tax_returns_pack, tax_returns_packs, tax_returns_parse, tax_returns_reconcile,
        tax_sales_acquire, tax_sales_assess, tax_sales_assess_traced, tax_sales_components_assess,
        tax_sales_components_assess_traced, tax_sales_decide, tax_sales_decide_rated, tax_sales_exemption,
        tax_sales_jurisdictions, tax_sales_jurisdictions_in, tax_sales_mention, tax_sales_rate,
        tax_sales_rate_in, tax_sales_rates_table, tax_sales_split_amount, tax_sales_tax_point,
        tax_wages_ae_gratuity, tax_wages_ae_gratuity_traced, tax_wages_assess, tax_wages_assess_traced,
        tax_wages_borne_by, tax_wages_compare, tax_wages_de_pap, tax_wages_de_pap_traced,
        tax_wages_eg_tax_of_year, tax_wages_jo_tax_of_year, tax_wages_kinks, tax_wages_ma_income_tax,
        tax_wages_marginal, tax_wages_sa_annual_leave, tax_wages_sa_end_of_service,
        tax_wages_sa_end_of_service_traced, tax_wages_sa_overtime, tax_wages_statutory_rate,
        tax_wages_supported, tax_wages_supported_by, tax_wages_table, tax_wages_uk_employer_due,
        tax_wages_uk_employer_due_traced, tax_wages_uk_minimum_wage_check,
        tax_wages_uk_minimum_wage_check_traced, tax_wages_uk_parental_pay, tax_wages_uk_parental_pay_traced,
        tax_wages_uk_part_week, tax_wages_uk_pension_assess, tax_wages_uk_pension_assess_traced,
        tax_wages_uk_recovery, tax_wages_uk_recovery_traced, tax_wages_uk_sick_pay,
        tax_wages_uk_sick_pay_traced, tax_wages_uk_tax_month, tax_wages_uk_tax_week,
    };
    #[pymodule_export]
    use crate::stock::Book;
    #[pymodule_export]
    use crate::stock_books::{
        stock_post_changes, stock_post_periodic, stock_post_under, stock_post_write_downs,
        stock_reports_ageing, stock_reports_back, stock_reports_below_zero, stock_reports_forward,
        stock_reports_lineage, stock_reports_reconcile, stock_reports_shortages, stock_reports_summary,
    };
    #[pymodule_export]
    use crate::stock_parts::{
        stock_allocation_allocate, stock_allocation_landed, stock_consignment_held, stock_consignment_placed,
        stock_consignment_post, stock_expiry_pick, stock_expiry_report, stock_lots_book, stock_nrv_assess,
        stock_nrv_post, stock_retail_estimate, stock_units_convert, stock_units_convert_rounded,
        stock_units_in_base,
    };
    #[pymodule_export]
    use crate::stock_table::{ValuedTable, stock_value_table};
    #[pymodule_export]
    use crate::table::{
        Table, invoice_totals_table, scheduling_law_audit_table, scheduling_roster_table, table_columns,
        tax_wages_assess_table,
    };
    #[pymodule_export]
    use crate::vocabulary::{
        BusinessDays, FiscalYear, Money, Period, Price, Quantity, Rounding, exact, from_json, minor_digits,
        per_year, to_json, trace_text,
    };

    /// The version of the package, such as 0.1.0.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python calls it so")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Panics, so that the tests can see what becomes of it; not in released builds.
    #[cfg(debug_assertions)]
    #[pyo3::pyfunction]
    fn _panic() -> pyo3::PyResult<()> {
        crate::error::guard(|| panic!("on purpose"))
    }
}
