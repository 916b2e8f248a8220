//! From a decision of `tax::sales` to the tax of a line.

use super::{Category, Tax};
use crate::tax::sales;

impl From<&sales::Decision> for Tax {
    fn from(decision: &sales::Decision) -> Self {
        let category = match decision.category {
            sales::Category::S => Category::Standard,
            sales::Category::Z => Category::Zero,
            sales::Category::K => Category::IntraCommunity,
            sales::Category::G => Category::Export,
        };
        Self::new(category, decision.rate).because(&decision.reason).citing(&decision.source)
    }
}
