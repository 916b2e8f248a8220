//! The stores: what they promise, and that it holds when they are killed.
