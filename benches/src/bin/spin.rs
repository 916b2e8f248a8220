//! spin
use std::env;
fn main() {
    let wanted = env::args().nth(1).unwrap_or_default();
    for job in backoffice_benches::rooms::wages::jobs().unwrap() {
        if job.what.contains(&wanted) {
            let t = std::time::Instant::now();
            let n = env::args().nth(2).and_then(|n| n.parse().ok()).unwrap_or(2000u32);
            let mut best = u128::MAX;
            for _ in 0..n / 100 {
                let s = std::time::Instant::now();
                for _ in 0..100 {
                    job.run();
                }
                best = best.min(s.elapsed().as_nanos());
            }
            println!(
                "{}: best {} ns, mean {}",
                job.what,
                best / 100 / u128::from(job.items),
                t.elapsed().as_nanos() / u128::from(n) / u128::from(job.items)
            );
        }
    }
}
