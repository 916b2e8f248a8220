//! From a decision of `tax::sales` to the tax of a line.

use super::Tax;
use crate::tax::sales::Decision;

impl From<&Decision> for Tax {
    fn from(decision: &Decision) -> Self {
        Self::new(decision.category, decision.rate).because(&decision.reason).citing(&decision.source)
    }
}
