//! The functions of the rooms: their values come in as documents and go out as documents, which the Python side gives
//! their classes.

use crate::{
    convert::{give, take},
    error::enter,
    law::RulePack,
};
use backoffice::{
    Money, stock,
};
use pyo3::prelude::*;

/// Functions of values, and of values and a rule pack: `name(value: Type, …; pack) = what it gives`.
macro_rules! functions {
    ($($name:ident($($value:ident: $type:ty),* $(; $pack:ident)?) = $result:expr;)*) => {$(
        #[pyfunction]
        pub fn $name<'py>(
            py: Python<'py>,
            $($value: &Bound<'py, PyAny>,)*
            $($pack: &Bound<'py, RulePack>,)?
        ) -> PyResult<Bound<'py, PyAny>> {
            $(let $value: $type = take(stringify!($value), $value)?;)*
            $(let $pack = &$pack.get().0;)?
            give(py, &enter(py, move || $result)?)
        }
    )*};
}

functions! {
    stock_policy(name: String) = stock::Policy::named(&name);
    stock_value(movements: Vec<stock::Movement>, method: stock::Method, policy: stock::Policy) =
        stock::value(&movements, method, &policy);
    stock_conserved(valuation: stock::Valuation) = valuation.conserved();
    stock_post(valuation: stock::Valuation, accounts: stock::Accounts) = stock::post(&valuation, &accounts);
    stock_lower_of_cost_and_nrv(cost: Money, realisable: stock::Realisable, allowance: Money) =
        stock::lower_of_cost_and_nrv(cost, realisable, allowance);
}
