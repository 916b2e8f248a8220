//! A check of a reference, an account or a tax number takes no memory from the heap: an allocator that counts says so.

use backoffice::invoice::reference::{Scheme, iban, tax_number};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

struct Counting;

thread_local! {
    static TAKEN: Cell<u32> = const { Cell::new(0) };
}

// SAFETY: everything is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending has no count any more.
        let _ = TAKEN.try_with(|taken| taken.set(taken.get() + 1));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often memory was taken during a call of this thread.
fn taken(call: impl FnOnce()) -> u32 {
    let before = TAKEN.with(Cell::get);
    call();
    TAKEN.with(Cell::get) - before
}

#[test]
fn a_check_takes_no_memory() {
    assert!(taken(|| drop(Scheme::Rf.make("1234"))) > 0, "the allocator does not count");
    for scheme in Scheme::ALL {
        let right = scheme.format(&scheme.make("1234").unwrap()).unwrap();
        let wrong = right.replace('4', "5");
        let calls = || {
            assert!(scheme.holds(&right));
            assert!(scheme.check(&right).is_ok());
            assert!(!scheme.holds(&wrong));
            assert!(!scheme.holds("no reference, and too long for any of the schemes that there are"));
        };
        assert_eq!(taken(calls), 0, "{scheme:?}");
    }
    let calls = || {
        assert!(iban::holds("DE89 3704 0044 0532 0130 00"));
        assert!(iban::check("DE89 3704 0044 0532 0130 00").is_ok());
        assert!(!iban::holds("DE89 3704 0044 0532 0130 01"));
    };
    assert_eq!(taken(calls), 0);
    for (country, right) in [
        ("FR", "FR 13 393 892 815"),
        ("CH", "CHE-107.787.577 IVA"),
        ("NL", "NL 806753742B01"),
        ("IT", "IT 00118439991"),
    ] {
        let calls = || {
            assert!(tax_number::holds(country, right));
            assert!(tax_number::check(country, right).is_ok());
            for country in tax_number::COUNTRIES {
                assert!(!tax_number::holds(country, "12"));
            }
        };
        assert_eq!(taken(calls), 0, "{country}");
    }
}
