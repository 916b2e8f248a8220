//! Taxes on sales.
