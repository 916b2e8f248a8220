//! The jobs of the room `chain`, timed alone.

use backoffice_benches::rooms;
use criterion::{Criterion, criterion_group, criterion_main};

fn bench(criterion: &mut Criterion) {
    for job in rooms::chain::jobs().expect("input of our own") {
        criterion.bench_function(&format!("chain/{} × {}", job.what, job.items), |bencher| {
            bencher.iter(|| job.run());
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
