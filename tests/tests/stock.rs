//! Stock under drawn movements, a short run; `--bin stock_fuzz` is the long one.

use backoffice_tests::stock_fuzz::run;

#[test]
fn drawn_books_hold() {
    let counts = run(20_000, 12, 2).unwrap_or_else(|why| panic!("{why}"));
    assert!(counts.movements >= 20_000);
    // Enough of each to mean something.
    assert!(counts.applied > 8_000 && counts.refused > 1_000, "{counts}");
    assert!(counts.out_of_order > 4_000 && counts.deleted > 500, "{counts}");
    assert_eq!(run(1_000, 7, 1), run(1_000, 7, 1));
}
