//! The cases of the room `payroll`.

use super::Kind;
use backoffice::tax::wages::{self, Assessment};

mod au;
mod ca;
mod de;
mod fr;
mod gulf;
mod hours;
mod uk;
mod uk_guidance;
mod us;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "ae_gpssa" => Kind::Cases(gulf::gpssa),
        "ae_wps_sif" => Kind::Cases(gulf::salary_file),
        "ae_gratuity" => Kind::Cases(gulf::gratuity),
        "au_payg_schedule1" => Kind::Cases(au::judge),
        "fr_pas_rgdu" => Kind::Cases(fr::judge),
        "fr_payslip_peer" => Kind::Cases(fr::payslip),
        "eg_tax_insurance" => Kind::Cases(gulf::egypt),
        "jo_tax_ssc" => Kind::Cases(gulf::jordan),
        "ma_ir_cnss" => Kind::Cases(gulf::morocco),
        "sa_ae_eg_jo_ma_parameters" => Kind::Cases(gulf::parameters),
        "sa_end_of_service" | "sa_gosi" | "sa_overtime_leave" => Kind::Cases(gulf::saudi),
        "ca_t4127_examples" => Kind::Cases(ca::example),
        "ca_t4127_parameters" => Kind::Cases(ca::parameters),
        "ca_t4127_pdoc" => Kind::Cases(ca::judge),
        "de_bmf_check_table_2026" | "de_lohnsteuer_pap" | "de_lohnsteuer_random" => Kind::Cases(de::wage_tax),
        "de_social_insurance" | "de_transition_band" => Kind::Cases(de::social),
        "gen_hours_and_premiums" => Kind::Cases(hours::judge),
        "uk_2010_11"
        | "uk_ni_boundaries_2026_27"
        | "uk_ni_directors_2025_26"
        | "uk_ni_directors_annual_2026_27"
        | "uk_ni_hmrc_2025_26"
        | "uk_paye_boundaries_2026_27"
        | "uk_paye_hmrc_2025_26"
        | "uk_paye_hmrc_2026_27"
        | "uk_paye_random_2026_27" => Kind::Cases(uk::judge),
        "uk_employers_guidance" => Kind::Cases(uk_guidance::judge),
        "uk_student_loans_2026_27" => Kind::Cases(uk::loan),
        "us_fica_futa_supplemental" | "us_fit_percentage_method" | "us_fit_random" => Kind::Cases(us::judge),
        "gen_aeo_uk" | "gen_garnishment_us" | "gen_grossup" | "gen_leave" | "gen_overtime" | "gen_payrun"
        | "gen_pfaendung_de" | "gen_proration" | "gen_regressions" => Kind::Later("this payroll file"),
        _ => Kind::Unknown,
    }
}

/// Tables have a column for each line of the list, so every line stands on it, in its order and once.
///
/// # Panics
/// When one does not.
fn listed(assessment: &Assessment) {
    let mut list = wages::lines(&assessment.pack).iter();
    for line in &assessment.lines {
        let found = list.any(|(code, payer)| (*code, *payer) == (line.code.as_str(), line.payer));
        assert!(found, "`LINES` of {} lacks `{}` at its place: {:?}", assessment.pack, line.code, line.payer);
    }
}
