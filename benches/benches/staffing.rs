//! The jobs of the room `staffing`, timed alone.

use backoffice_benches::rooms;
use criterion::{Criterion, criterion_group, criterion_main};

fn bench(criterion: &mut Criterion) {
    for job in rooms::staffing::jobs().expect("input of our own") {
        criterion.bench_function(&format!("staffing/{} × {}", job.what, job.items), |bencher| {
            bencher.iter(|| job.run());
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
