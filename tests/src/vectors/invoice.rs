//! The cases of the room `invoice`.

use super::Kind;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "chains" | "issue_regressions" | "numbering" | "place_of_supply" | "references" | "rounding"
        | "rules_en16931" | "totals_en16931" | "totals_gobl" | "totals_gobl_random" | "vat_lookup" => {
            Kind::Later("this invoice file")
        }
        _ => Kind::Unknown,
    }
}
