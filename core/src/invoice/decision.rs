//! From a decision of `tax::sales` to the tax of a line.

use super::Tax;
use crate::tax::sales::Rated;

impl From<&Rated> for Tax {
    fn from(rated: &Rated) -> Self {
        Self::new(rated.category, rated.rate).because(&rated.decision.reason).citing(&rated.source)
    }
}
