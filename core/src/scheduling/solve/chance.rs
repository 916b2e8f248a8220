//! Chance that the caller seeded, in integers: the same bits everywhere.

/// A stream of numbers that look random and follow from the seed (xorshift64*, Vigna 2016).
pub(crate) struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        // Spreads small seeds over all bits (a step of splitmix64), and is never 0, where xorshift would stay.
        let mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Self((mixed ^ (mixed >> 27)) | 1)
    }

    const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of them.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }

    /// The greatest step up that is taken at `heat` (in 1/1024) this time: at least so much at a chance of
    /// exp(−so much / heat), in 256 grades.
    pub fn allowance(&mut self, heat: i64) -> i64 {
        let grade = self.pick(&MINUS_LOG).unwrap_or(0);
        i64::try_from((i128::from(heat) * i128::from(grade)) >> 20).unwrap_or(i64::MAX)
    }

    /// Whether a step that is worse by `delta` is taken at `heat` (in 1/1024): at a chance of exp(−delta / heat), in 256
    /// grades.
    #[cfg(test)]
    pub fn takes(&mut self, delta: i64, heat: i64) -> bool {
        delta <= 0 || {
            let grade = self.pick(&MINUS_LOG).unwrap_or(0);
            i128::from(delta) << 20 <= i128::from(heat) * i128::from(grade)
        }
    }
}

/// −ln((k + ½) / 256) in 1/1024, for k from 0 to 255.
#[rustfmt::skip]
const MINUS_LOG: [i64; 256] = [
    6388, 5263, 4740, 4395, 4138, 3933, 3762, 3615, 3487, 3373, 3270, 3177, 3092, 3013, 2940, 2872,
    2808, 2747, 2690, 2637, 2585, 2537, 2490, 2445, 2403, 2362, 2322, 2285, 2248, 2213, 2179, 2145,
    2113, 2082, 2052, 2023, 1995, 1967, 1940, 1914, 1888, 1863, 1839, 1815, 1792, 1769, 1747, 1725,
    1704, 1683, 1662, 1642, 1622, 1603, 1584, 1565, 1547, 1529, 1512, 1494, 1477, 1460, 1444, 1428,
    1412, 1396, 1380, 1365, 1350, 1335, 1321, 1306, 1292, 1278, 1264, 1250, 1237, 1224, 1210, 1197,
    1185, 1172, 1160, 1147, 1135, 1123, 1111, 1099, 1088, 1076, 1065, 1054, 1042, 1031, 1020, 1010,
    999, 988, 978, 968, 957, 947, 937, 927, 917, 908, 898, 889, 879, 870, 860, 851,
    842, 833, 824, 815, 806, 797, 789, 780, 772, 763, 755, 746, 738, 730, 722, 714,
    706, 698, 690, 682, 674, 667, 659, 651, 644, 636, 629, 622, 614, 607, 600, 593,
    586, 579, 572, 565, 558, 551, 544, 537, 530, 524, 517, 510, 504, 497, 491, 484,
    478, 472, 465, 459, 453, 447, 441, 434, 428, 422, 416, 410, 404, 398, 392, 387,
    381, 375, 369, 364, 358, 352, 347, 341, 335, 330, 324, 319, 313, 308, 303, 297,
    292, 287, 281, 276, 271, 266, 260, 255, 250, 245, 240, 235, 230, 225, 220, 215,
    210, 205, 200, 196, 191, 186, 181, 176, 172, 167, 162, 158, 153, 148, 144, 139,
    134, 130, 125, 121, 116, 112, 107, 103, 99, 94, 90, 85, 81, 77, 73, 68,
    64, 60, 55, 51, 47, 43, 39, 35, 30, 26, 22, 18, 14, 10, 6, 2,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_streams_and_others_do_not() {
        let stream = |seed| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| chance.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(stream(7), stream(7));
        assert_ne!(stream(7), stream(8));
        assert!(stream(0).iter().any(|n| *n > 500) && stream(0).iter().any(|n| *n < 500));
    }

    #[test]
    fn a_step_worse_by_the_heat_is_taken_about_37_times_in_100() {
        let mut chance = Chance::new(1);
        let taken = (0..100_000).filter(|_| chance.takes(50, 50 << 10)).count();
        assert!((36_000..37_600).contains(&taken), "{taken}");
        assert!((0..1000).all(|_| chance.takes(0, 0)));
        assert!((0..1000).all(|_| !chance.takes(1, 0)));
    }
}
