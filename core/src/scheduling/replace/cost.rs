//! Penalties level by level.

/// There are levels 0 to 7.
const LEVELS: usize = 8;

/// Penalties by level of the objective, compared level by level. Sums that do not fit stay at the end of what fits: the
/// judge refuses such a roster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::scheduling) struct Cost([i64; LEVELS]);

impl Cost {
    /// So much in one level.
    pub fn at(level: u8, penalty: i64) -> Self {
        let mut cost = Self::default();
        cost.charge(level, penalty);
        cost
    }

    pub fn charge(&mut self, level: u8, penalty: i64) {
        if let Some(sum) = self.0.get_mut(usize::from(level)) {
            *sum = sum.saturating_add(penalty);
        }
    }

    fn with(mut self, other: Self, each: impl Fn(i64, i64) -> i64) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own = each(*own, other));
        self
    }

    pub fn plus(self, other: Self) -> Self {
        self.with(other, i64::saturating_add)
    }

    pub fn minus(self, other: Self) -> Self {
        self.with(other, i64::saturating_sub)
    }

    pub fn sum(self) -> i64 {
        self.0.iter().fold(0, |sum, level| sum.saturating_add(*level))
    }

    /// The levels up to the last that is not zero; the first always.
    pub fn levels(self) -> Vec<i64> {
        let last = self.0.iter().rposition(|sum| *sum != 0).unwrap_or(0);
        self.0.iter().take(last + 1).copied().collect()
    }
}
