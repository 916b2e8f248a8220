//! C bindings: convert, call, convert back.
