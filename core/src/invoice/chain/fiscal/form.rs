//! What a country's module knows of its chain.

use super::Scheme;
use crate::error::Result;
use std::borrow::Cow;

/// What takes the parts of a record's text in their order: for each field what stands before it, and its value.
pub trait Parts {
    fn put(&mut self, field: &'static str, before: &str, value: &str);
}

/// A text with the place where each of its fields ends.
#[derive(Default)]
pub struct Text {
    pub(super) text: String,
    ends: Vec<(&'static str, usize)>,
}

impl Parts for Text {
    fn put(&mut self, field: &'static str, before: &str, value: &str) {
        self.text.push_str(before);
        self.text.push_str(value);
        self.ends.push((field, self.text.len()));
    }
}

impl Text {
    /// The first field whose part differs in another text.
    pub(super) fn first_difference(&self, other: &str) -> &'static str {
        let same = self.text.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        // Where the other goes on with a longer value, the texts part at the end of the field.
        self.ends.iter().find(|&&(_, end)| end >= same).map_or("text", |&(field, _)| field)
    }
}

/// Whether a text is made of its parts, without making it anew.
struct Same<'a>(Option<&'a [u8]>);

impl Parts for Same<'_> {
    #[inline]
    fn put(&mut self, _: &'static str, before: &str, value: &str) {
        let rest = self.0.and_then(|rest| rest.strip_prefix(before.as_bytes()));
        self.0 = rest.and_then(|rest| rest.strip_prefix(value.as_bytes()));
    }
}

/// What a record is made of besides its entry.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    pub text: &'a str,
    /// Empty when there is none.
    pub signature: &'a str,
    pub link: &'a str,
}

/// Where the chain ends before a record: the fields of a [`Head`](super::Head).
#[derive(Clone, Copy)]
pub struct Last<'a> {
    pub scheme: Scheme,
    pub count: u64,
    pub number: &'a str,
    pub link: &'a str,
}

/// What a kind of entry knows of its scheme.
pub trait Form: Written {
    fn scheme(&self) -> Scheme;
    /// The number by which people know the record.
    fn number(&self) -> &str;
    /// Whether the values can stand in the text.
    fn check(&self) -> Result<()>;
    /// Whether the entry itself, without the link, may stand after the last record.
    fn follows(&self, _: Last<'_>) -> Result<()> {
        Ok(())
    }
    /// What the record carries of the one before it.
    fn previous<'a>(&self, last: Last<'a>) -> Cow<'a, str> {
        Cow::Borrowed(last.link)
    }
    /// The parts of the text.
    fn parts<P: Parts>(&self, previous: &str, out: &mut P)
    where
        Self: Sized;
    /// The link, after what stands in `out`.
    fn link(&self, text: &str, signature: &str, out: &mut String);
    /// Whether that is the link.
    fn is_link(&self, text: &str, signature: &str, link: &str) -> bool {
        let mut made = String::new();
        self.link(text, signature, &mut made);
        made == link
    }
    /// Whether a signature can be one, and is not a note that the device failed.
    fn signature(&self, _: &str) -> Result<Signature> {
        Ok(Signature::Given)
    }
    /// What is printed beside the QR, after what stands in `out`; false where there is nothing.
    fn printed(&self, _: Made<'_>, _: &mut String) -> Result<bool> {
        Ok(false)
    }
    /// What the QR holds, after what stands in `out`; false where there is none.
    fn qr(&self, _: Made<'_>, _: &mut String) -> Result<bool> {
        Ok(false)
    }
}

/// What follows of an entry's parts.
pub trait Written {
    /// Writes the text.
    fn write(&self, previous: &str, out: &mut Text);
    /// Whether that is the text.
    fn is_text(&self, previous: &str, text: &str) -> bool;
}

impl<F: Form> Written for F {
    fn write(&self, previous: &str, out: &mut Text) {
        self.parts(previous, out);
    }

    fn is_text(&self, previous: &str, text: &str) -> bool {
        let mut same = Same(Some(text.as_bytes()));
        self.parts(previous, &mut same);
        same.0.is_some_and(<[u8]>::is_empty)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    Given,
    /// The device was out of order, which the law lets the record say.
    DeviceFailed,
}
