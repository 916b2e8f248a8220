//! Payroll.
