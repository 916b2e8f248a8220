//! The jobs of the room `replenishment`, timed alone, and the same over a million series.

use backoffice_benches::rooms::replenishment::{METHODS, Weeks, jobs};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const MILLION: usize = 1_000_000;

fn bench(criterion: &mut Criterion) {
    for job in jobs().expect("input of our own") {
        criterion.bench_function(&format!("replenishment/{} × {}", job.what, job.items), |bencher| {
            bencher.iter(|| job.run());
        });
    }
    let weeks = Weeks::of(MILLION);
    let mut group = criterion.benchmark_group("replenishment/a million");
    group.sample_size(10).throughput(Throughput::Elements(MILLION as u64));
    for (name, _, method) in METHODS {
        group.bench_function(name, |bencher| {
            bencher.iter(|| method(black_box(weeks.columns())));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
