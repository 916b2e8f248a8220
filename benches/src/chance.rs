//! Chance from a seed, the same on every machine: input for jobs.

/// A generator of numbers (SplitMix64): good enough to make input, and three lines long.
pub struct Chance(u64);

impl Chance {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % span).unwrap_or_default()
    }

    /// A number with so many decimals, as text: from `low` to `high` in units of the last place.
    pub fn decimal(&mut self, low: u32, high: u32, decimals: u32) -> String {
        let (units, step) = (self.between(low, high), 10u32.pow(decimals));
        match decimals {
            0 => units.to_string(),
            _ => format!("{}.{:0width$}", units / step, units % step, width = decimals as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_stays_between_and_repeats() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..1000).map(|_| chance.between(3, 9)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_eq!((draw(1).iter().min(), draw(1).iter().max()), (Some(&3), Some(&9)));
        assert_eq!(Chance::new(1).decimal(7, 7, 2), "0.07");
        assert_eq!(Chance::new(1).decimal(1234, 1234, 3), "1.234");
        assert_eq!(Chance::new(1).decimal(12, 12, 0), "12");
    }
}
