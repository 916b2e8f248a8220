//! The first December week of a gift shop, through all five rooms.

fn main() {}
