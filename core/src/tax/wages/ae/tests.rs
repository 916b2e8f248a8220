//! What the rules must hold.
