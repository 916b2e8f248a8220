use super::{Frontier, Head, Tree, leaf, root, verify_consistency, verify_inclusion};
use crate::{error::document, invoice::chain::Hash};
use proptest::prelude::*;

/// Certificate Transparency's reference tests (the leaves, the roots of the first 1 to 8 of them).
const RECORDS: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const LEAF_0: &str = ROOTS[1];
const LEAF_1: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const LEAF_4: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const NODE_01: &str = ROOTS[2];
const NODE_23: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const NODE_45: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const NODE_67: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const NODE_03: &str = ROOTS[4];
const NODE_47: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";

/// Index, count, proof.
const INCLUSION: [(u64, u64, &[&str]); 5] = [
    (0, 1, &[]),
    (0, 8, &[LEAF_1, NODE_23, NODE_47]),
    (5, 8, &[LEAF_4, NODE_67, NODE_03]),
    (2, 3, &[NODE_01]),
    (1, 5, &[LEAF_0, NODE_23, LEAF_4]),
];
/// Earlier, count, proof.
const CONSISTENCY: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (1, 8, &[LEAF_1, NODE_23, NODE_47]),
    (6, 8, &[NODE_45, NODE_67, NODE_03]),
    (2, 5, &[NODE_23, LEAF_4]),
];

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

fn reference() -> Tree {
    RECORDS.iter().map(|record| leaf(record)).collect()
}

/// The hash of a tree as RFC 9162, 2.1.1, defines it: by recursion over the records.
fn defined(records: &[Vec<u8>]) -> Hash {
    match records {
        [] => Hash::of(&[]),
        [record] => Hash::of(&[&[0], record.as_slice()].concat()),
        _ => {
            let middle = records.len().next_power_of_two() / 2;
            let (left, right) = (defined(&records[..middle]), defined(&records[middle..]));
            Hash::of(&[&[1], left.bytes().as_slice(), right.bytes()].concat())
        }
    }
}

fn records(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|at| format!("record {at}").into_bytes()).collect()
}

fn tree(records: &[Vec<u8>]) -> Tree {
    records.iter().map(|record| leaf(record)).collect()
}

#[test]
fn roots_and_proofs_are_those_of_certificate_transparency() {
    let tree = reference();
    let mut frontier = Frontier::new();
    for (count, known) in ROOTS.iter().enumerate() {
        let head = tree.head_at(count as u64).unwrap();
        assert_eq!(head.root.to_string(), *known);
        assert_eq!(frontier.head(), head);
        if let Some(record) = RECORDS.get(count) {
            frontier.append(record).unwrap();
        }
    }
    assert_eq!(tree.head(), frontier.head());
    for (index, count, known) in INCLUSION {
        let proof = tree.inclusion_proof(index, count).unwrap();
        assert_eq!(texts(&proof), known, "{index} of {count}");
        let record = RECORDS[usize::try_from(index).unwrap()];
        verify_inclusion(record, index, &proof, &tree.head_at(count).unwrap()).unwrap();
    }
    for (earlier, count, known) in CONSISTENCY {
        let proof = tree.consistency_proof(earlier, count).unwrap();
        assert_eq!(texts(&proof), known, "{earlier} in {count}");
        let head = |count| tree.head_at(count).unwrap();
        verify_consistency(&head(earlier), &head(count), &proof).unwrap();
    }
}

#[test]
fn every_record_and_every_earlier_ledger_is_proved_up_to_twenty_four_records() {
    let records = records(24);
    let tree = tree(&records);
    for count in 0..=24 {
        let head = tree.head_at(count).unwrap();
        assert_eq!(head.root, defined(&records[..usize::try_from(count).unwrap()]));
        for index in 0..count {
            let proof = tree.inclusion_proof(index, count).unwrap();
            let record = &records[usize::try_from(index).unwrap()];
            verify_inclusion(record, index, &proof, &head).unwrap();
            // The same proof holds for no other place.
            for other in (0..=count).filter(|&other| other != index) {
                let error = verify_inclusion(record, other, &proof, &head).unwrap_err();
                assert_eq!(error.code(), "invoice.chain_proof");
            }
        }
        for earlier in 0..=count {
            let proof = tree.consistency_proof(earlier, count).unwrap();
            let before = tree.head_at(earlier).unwrap();
            verify_consistency(&before, &head, &proof).unwrap();
            // Nor for any other pair of heads, but that the empty ledger begins every one.
            for other in (1..=24).filter(|&other| other != earlier && earlier != 0) {
                let other = tree.head_at(other).unwrap();
                assert!(verify_consistency(&other, &head, &proof).is_err(), "{other:?} {head:?}");
            }
        }
    }
}

#[test]
fn a_writer_goes_on_after_a_restart() {
    let records = records(70);
    let (mut writer, all) = (Frontier::new(), tree(&records));
    for (at, record) in records.iter().enumerate() {
        assert_eq!(all.head_at(at as u64).unwrap(), writer.head());
        assert_eq!(tree(&records[..at]).frontier(), writer);
        assert!(writer.hashes().len() <= 7);
        let stored = document::write("frontier", &writer).unwrap().to_string();
        writer = document::read("frontier", &stored).unwrap();
        let head = writer.append(record).unwrap();
        let stored = document::write("head", &head).unwrap().to_string();
        assert_eq!(document::read::<Head>("head", &stored).unwrap(), head);
    }
    assert_eq!(writer.count(), 70);
}

#[test]
fn what_cannot_be_is_refused() {
    let tree = reference();
    let field = |result: crate::error::Result<Vec<Hash>>| result.unwrap_err().field().to_owned();
    assert_eq!(field(tree.inclusion_proof(8, 8)), "index");
    assert_eq!(field(tree.inclusion_proof(0, 0)), "index");
    assert_eq!(field(tree.inclusion_proof(0, 9)), "count");
    assert_eq!(field(tree.consistency_proof(8, 9)), "count");
    assert_eq!(field(tree.consistency_proof(8, 7)), "earlier");
    assert_eq!(tree.head_at(9).unwrap_err().field(), "count");

    let (head, proof) = (tree.head(), tree.inclusion_proof(5, 8).unwrap());
    let field = |index, proof: &[Hash]| {
        let error = verify_inclusion(RECORDS[5], index, proof, &head).unwrap_err();
        assert_eq!(error.code(), "invoice.chain_proof");
        error.field().to_owned()
    };
    assert_eq!(field(8, &proof), "index");
    assert_eq!(field(u64::MAX, &proof), "index");
    assert_eq!(field(5, &proof[..2]), "proof");
    assert_eq!(field(5, &[proof.clone(), vec![proof[0]]].concat()), "proof");
    assert_eq!(field(4, &proof), "record");

    let field = |earlier: &Head, later: &Head, proof: &[Hash]| {
        let error = verify_consistency(earlier, later, proof).unwrap_err();
        assert_eq!(error.code(), "invoice.chain_proof");
        error.field().to_owned()
    };
    let (six, proof) = (tree.head_at(6).unwrap(), tree.consistency_proof(6, 8).unwrap());
    assert_eq!(field(&head, &six, &[]), "later");
    assert_eq!(field(&six, &head, &[]), "proof");
    assert_eq!(field(&six, &head, &proof[..2]), "proof");
    assert_eq!(field(&six, &six, &proof), "proof");
    assert_eq!(field(&Head { root: head.root, ..six }, &head, &proof), "earlier");
    assert_eq!(field(&Head { root: head.root, ..six }, &six, &[]), "earlier");
    assert_eq!(field(&six, &Head { root: six.root, ..head }, &proof), "later");
    assert_eq!(field(&Head { count: 0, ..six }, &head, &[]), "earlier");
    verify_consistency(&Head::empty(), &head, &[]).unwrap();

    let stored = r#"{"count": 3, "hashes": []}"#;
    assert_eq!(document::read::<Frontier>("frontier", stored).unwrap_err().code(), "input.invalid");
    let full = format!(r#"{{"count": {}, "hashes": {:?}}}"#, u64::MAX, vec![LEAF_0; 64]);
    let mut full: Frontier = document::read("frontier", &full).unwrap();
    let before = full.clone();
    assert_eq!(full.append(b"").unwrap_err().code(), "number.out_of_range");
    assert_eq!(full, before);
}

proptest! {
    #[test]
    fn any_altered_byte_is_found(count in 1..200_u64, index: prop::sample::Index, part: prop::sample::Index, byte: prop::sample::Index, flip in 1..=255_u8) {
        let records = records(usize::try_from(count).unwrap());
        let tree = tree(&records);
        let index = index.index(records.len());
        let (mut record, mut head) = (records[index].clone(), tree.head());
        let mut proof = tree.inclusion_proof(index as u64, count).unwrap();
        let flipped = |hash: &Hash| {
            let mut bytes = *hash.bytes();
            bytes[byte.index(32)] ^= flip;
            Hash(bytes)
        };
        match part.index(proof.len() + 2) {
            0 => head.root = flipped(&head.root),
            1 => {
                let at = byte.index(record.len());
                record[at] ^= flip;
            }
            at => proof[at - 2] = flipped(&proof[at - 2]),
        }
        let error = verify_inclusion(&record, index as u64, &proof, &head).unwrap_err();
        prop_assert_eq!(error.field(), "record");
    }

    #[test]
    fn a_ledger_that_was_altered_does_not_follow(before in 1..60_usize, after in 0..60_usize, at: prop::sample::Index, how in 0..4_u8) {
        let mut kept = records(before + after);
        let leaves: Vec<Hash> = kept[..before].iter().map(|record| leaf(record)).collect();
        let earlier = root(&leaves);
        let earlier = Head { count: before as u64, root: earlier };
        let at = at.index(before);
        match how {
            0 => kept[at].push(b'!'),
            1 => { kept.remove(at); kept.push(b"more".to_vec()); }
            2 => kept.insert(at, b"more".to_vec()),
            _ => { let record = kept.remove(at); kept.insert(if at == 0 { before } else { 0 }.min(kept.len()), record); }
        }
        let tree = tree(&kept);
        prop_assume!(defined(&kept[..before.min(kept.len())]) != earlier.root);
        let proof = tree.consistency_proof(before as u64, tree.count()).unwrap();
        prop_assert!(verify_consistency(&earlier, &tree.head(), &proof).is_err());
    }
}
