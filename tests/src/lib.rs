//! What the tests of the workspace share: the runner of golden vectors.

pub mod vectors;
