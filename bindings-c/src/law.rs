//! Rule packs.

use crate::{
    document::backoffice_document,
    edge::{Kept, Out, behind, day, guard, release, text},
    error::backoffice_status,
};
use backoffice_core::law::RulePack;
use std::ffi::c_char;

/// A set of dated parameters of one jurisdiction, with their sources.
///
/// From backoffice_pack_embedded or _parse; freed by the caller with backoffice_pack_free. Immutable: threads may share
/// it.
pub struct backoffice_pack {
    pub(crate) pack: RulePack,
    id: Kept,
    revision: Kept,
}

impl backoffice_pack {
    fn new(pack: RulePack) -> Self {
        Self { pack, id: Kept::default(), revision: Kept::default() }
    }
}

/// The pack of that id which came with this version, such as `uk.wages`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_embedded(
    id: *const c_char,
    out: *mut *mut backoffice_pack,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (id, out) = unsafe { (text("id", id)?, Out::new(out)?) };
        out.give_handle(backoffice_pack::new(RulePack::embedded(id)?));
        Ok(())
    })
}

/// Reads a pack from the text of its TOML file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_parse(
    toml: *const c_char,
    out: *mut *mut backoffice_pack,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (toml, out) = unsafe { (text("toml", toml)?, Out::new(out)?) };
        out.give_handle(backoffice_pack::new(RulePack::parse(toml)?));
        Ok(())
    })
}

/// Its id; belongs to the pack. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_id(pack: *const backoffice_pack) -> *const c_char {
    // SAFETY: NULL or a live pack, by the header's contract.
    match unsafe { pack.as_ref() } {
        Some(held) => held.id.get(|| held.pack.id().to_owned()),
        None => std::ptr::null(),
    }
}

/// The edition of the pack, carried into every result; belongs to the pack. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_revision(pack: *const backoffice_pack) -> *const c_char {
    // SAFETY: NULL or a live pack, by the header's contract.
    match unsafe { pack.as_ref() } {
        Some(held) => held.revision.get(|| held.pack.revision().to_owned()),
        None => std::ptr::null(),
    }
}

/// The amount in force on a day: an object with key, value, since, until and source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_amount(
    pack: *const backoffice_pack,
    key: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (held, key, on, out) =
            unsafe { (behind("pack", pack)?, text("key", key)?, day("on", on)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.pack.amount(key, on)?)?);
        Ok(())
    })
}

/// The rate (a fraction: 0.2 is 20 %) in force on a day: an object with key, value, since, until and source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_rate(
    pack: *const backoffice_pack,
    key: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (held, key, on, out) =
            unsafe { (behind("pack", pack)?, text("key", key)?, day("on", on)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.pack.rate(key, on)?)?);
        Ok(())
    })
}

/// The scale in force on a day: an object with key, bands, per, since, until and source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_scale(
    pack: *const backoffice_pack,
    key: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (held, key, on, out) =
            unsafe { (behind("pack", pack)?, text("key", key)?, day("on", on)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.pack.scale(key, on)?)?);
        Ok(())
    })
}

/// Frees a pack; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_pack_free(pack: *mut backoffice_pack) {
    // SAFETY: NULL or a pack that the caller gives back.
    unsafe { release(pack) }
}
