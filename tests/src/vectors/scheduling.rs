//! The cases of the room `scheduling`.

use super::Kind;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "curtois-evaluate" | "inrc2-evaluate" => Kind::Later("this scheduling file"),
        _ => Kind::Unknown,
    }
}
