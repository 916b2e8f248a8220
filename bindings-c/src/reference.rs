//! Payment references, accounts, tax numbers and payment codes.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, guard, json, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    Code, Error,
    invoice::reference::{
        Scheme, iban,
        qr::{self, SepaTransfer, SwissBill},
        tax_number,
    },
};
use std::ffi::c_char;

/// The payment reference of a number. Schemes: `rf`, `finnish`, `estonian`, `kid_mod10`, `kid_mod11`, `ocr`,
/// `ocr_length`, `qrr`, `belgian`, `slovenian`,
/// `slovenian_groups`, `croatian`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_reference_make(
    scheme: *const c_char,
    number: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(scheme: word::<Scheme>, number: text; out, size, needed => scheme.make(number)?)
}

/// BACKOFFICE_OK when a text, written as a person writes it, is a payment reference of that scheme.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_reference_check(
    scheme: *const c_char,
    reference: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (scheme, reference) =
            unsafe { (word::<Scheme>("scheme", scheme)?, text("reference", reference)?) };
        scheme.check(reference)
    })
}

/// A payment reference without spaces and signs: how it is stored and compared.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_reference_parse(
    scheme: *const c_char,
    reference: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(scheme: word::<Scheme>, reference: text; out, size, needed => scheme.parse(reference)?)
}

/// A payment reference as it is printed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_reference_format(
    scheme: *const c_char,
    reference: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(scheme: word::<Scheme>, reference: text; out, size, needed => scheme.format(reference)?)
}

/// The IBAN of an account: the country's code, and the account number as the country writes it in an IBAN (BBAN).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_make(
    country: *const c_char,
    bban: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(country: text, bban: text; out, size, needed => iban::make(country, bban)?)
}

/// BACKOFFICE_OK when a text is an IBAN; spaces are left out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_check(iban: *const c_char) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, by the header's contract.
        iban::check(unsafe { text("iban", iban)? })
    })
}

/// An IBAN without spaces, letters in upper case.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_parse(
    iban: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(iban: text; out, size, needed => iban::parse(iban)?)
}

/// An IBAN in groups of four.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_format(
    iban: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(iban: text; out, size, needed => iban::format(iban)?)
}

/// Whether an IBAN is a QR-IBAN, which takes a QR reference and nothing else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_is_qr_iban(
    iban: *const c_char,
    out: *mut bool,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (iban, out) = unsafe { (text("iban", iban)?, Out::new(out)?) };
        out.give(iban::is_qr_iban(iban)?);
        Ok(())
    })
}

/// What the IBAN of a country looks like: an object with code, length and bban.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_iban_country(
    code: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (code, out) = unsafe { (text("code", code)?, Out::new(out)?) };
        let country = iban::country(code).ok_or_else(|| {
            let message = format!("`code` `{code}` is no country that has IBANs");
            Error::new(Code::InvoiceReferenceCountry, "code", code, message)
        })?;
        out.give_handle(backoffice_document::new(country)?);
        Ok(())
    })
}

/// BACKOFFICE_OK when a text is a VAT number of the country, told by the prefix of its numbers (`EL` for Greece, `EU` for
/// the one-stop shop, `XI` for Northern Ireland).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_number_check(
    country: *const c_char,
    tax_number: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (country, number) = unsafe { (text("country", country)?, text("tax_number", tax_number)?) };
        tax_number::check(country, number)
    })
}

/// A VAT number with its prefix, without spaces and signs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_number_parse(
    country: *const c_char,
    tax_number: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a buffer, by the header's contract.
        let (country, number, out) = unsafe {
            (text("country", country)?, text("tax_number", tax_number)?, Buffer::new(out, size, needed))
        };
        out.give(&tax_number::parse(country, number)?)
    })
}

/// BACKOFFICE_OK when a text is an enterprise number of Switzerland (`CH`) or Norway (`NO`), without the mark that makes
/// a VAT number of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_number_check_enterprise(
    country: *const c_char,
    tax_number: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let (country, number) = unsafe { (text("country", country)?, text("tax_number", tax_number)?) };
        tax_number::check_enterprise(country, number)
    })
}

/// The text of the EPC's QR code for a SEPA transfer: an object with name, iban and what else is known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_qr_sepa(
    transfer: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(transfer: json::<SepaTransfer>; out, size, needed => qr::sepa(&transfer)?)
}

/// The text of the Swiss QR code for a bill: an object with iban, creditor, currency and what else is known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_qr_swiss(
    bill: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(bill: json::<SwissBill>; out, size, needed => qr::swiss(&bill)?)
}
