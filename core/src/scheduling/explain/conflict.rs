//! Minimal conflicts of any set of causes, found by deletion.

use std::collections::BTreeSet;

/// Minimal conflicts among the causes `0..causes`: sets that block together, none of whose parts does. `blocks` says whether
/// a set of causes blocks; more causes never block less. Up to `most` are found, the first few in ascending order; all there
/// are, when there are no more than that.
///
/// One conflict is found by deletion: each cause is left out that is not needed to block. Every other minimal conflict
/// lacks some cause of it, so the search goes on without each of them in turn (Reiter's tree).
pub(super) fn minimal(
    causes: usize,
    most: usize,
    known: Vec<BTreeSet<usize>>,
    blocks: &mut impl FnMut(&BTreeSet<usize>) -> bool,
) -> Vec<BTreeSet<usize>> {
    let mut found = known;
    let mut seen: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
    let mut without: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
    let mut at = 0;
    while let Some(left_out) = without.get(at).cloned() {
        at += 1;
        if found.len() >= most {
            break;
        }
        // A known conflict that is whole without them saves a search.
        let known = found.iter().find(|conflict| conflict.is_disjoint(&left_out)).cloned();
        let conflict = known.or_else(|| {
            let all: BTreeSet<usize> = (0..causes).filter(|cause| !left_out.contains(cause)).collect();
            blocks(&all).then(|| by_deletion(all, blocks))
        });
        let Some(conflict) = conflict else { continue };
        for cause in &conflict {
            let mut next = left_out.clone();
            next.insert(*cause);
            if seen.insert(next.clone()) {
                without.push(next);
            }
        }
        if !found.contains(&conflict) {
            found.push(conflict);
        }
    }
    found
}

/// Of a set that blocks, a part that blocks and of which nothing can be left out.
pub(super) fn by_deletion(
    mut all: BTreeSet<usize>,
    blocks: &mut impl FnMut(&BTreeSet<usize>) -> bool,
) -> BTreeSet<usize> {
    for cause in all.clone() {
        all.remove(&cause);
        if !blocks(&all) {
            all.insert(cause);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(causes: &[usize]) -> BTreeSet<usize> {
        causes.iter().copied().collect()
    }

    #[test]
    fn planted_conflicts_are_found() {
        let planted = [set(&[2]), set(&[0, 3]), set(&[1, 3, 4])];
        let mut blocks = |all: &BTreeSet<usize>| planted.iter().any(|own| own.is_subset(all));
        let found: BTreeSet<_> = minimal(6, 9, vec![], &mut blocks).into_iter().collect();
        assert_eq!(found, planted.iter().cloned().collect());
        assert_eq!(minimal(6, 1, vec![], &mut blocks).len(), 1);
        assert_eq!(minimal(6, 9, vec![], &mut |_| false), []);
        // What blocks without any cause has the empty conflict.
        assert_eq!(minimal(3, 9, vec![], &mut |_| true), [set(&[])]);
    }

    proptest! {
        #[test]
        fn all_minimal_conflicts_are_found_and_no_other(planted in prop::collection::vec(1_u32..64, 0..6)) {
            let mask = |all: &BTreeSet<usize>| all.iter().fold(0_u32, |mask, cause| mask | 1 << cause);
            let mut blocks = |all: &BTreeSet<usize>| planted.iter().any(|own| own & mask(all) == *own);
            let found: BTreeSet<u32> = minimal(6, 100, vec![], &mut blocks).iter().map(mask).collect();
            let least = planted.iter().filter(|own| !planted.iter().any(|other| other != *own && other & *own == *other));
            prop_assert_eq!(found, least.copied().collect::<BTreeSet<u32>>());
        }
    }
}
