//! The normal distribution, the same bits on every machine: `exp`, `ln` and `erfc` are libm's, in Rust; only the square
//! root, which IEEE 754 fixes, is the processor's.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The density of the standard normal distribution.
pub fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// The share of the standard normal distribution that lies at or below z.
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The mean of what exceeds z: ∫ (x − z) φ(x) dx above z.
pub fn loss(z: f64) -> f64 {
    (density(z) - z * below(-z)).max(0.0)
}

/// The z below which the share `p`, between 0 and 1, lies: Abramowitz & Stegun (1964), 26.2.23, which is right to 0.00045,
/// and two steps of Halley's method, each of which triples the digits.
pub fn quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -lower(1.0 - p);
    }
    lower(p)
}

fn lower(p: f64) -> f64 {
    let t = (-2.0 * libm::log(p)).sqrt();
    let over = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let under = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = over / under - t;
    for _ in 0..2 {
        let step = (below(z) - p) / density(z);
        z -= step / (1.0 + 0.5 * z * step);
    }
    z
}
