//! Canonical JSON by RFC 8785: keys in the order of their UTF-16 code units, no white space, one way to write a text.
//!
//! This room's documents have texts, whole numbers, lists and objects only (amounts are texts), so that the part of
//! RFC 8785 on floats never applies; a float is refused.

use crate::error::{Error, Result};
use serde::Serialize;
use serde_json::Value;

/// The bytes of a value.
pub(super) fn bytes<T: Serialize>(field: &str, value: &T) -> Result<Vec<u8>> {
    let refuse = |why: &str| Error::invalid(field, why, "it cannot be written as canonical JSON");
    let value = serde_json::to_value(value).map_err(|error| refuse(&error.to_string()))?;
    let mut text = String::with_capacity(1024);
    write(&value, &mut text).ok_or_else(|| refuse("a float"))?;
    Ok(text.into_bytes())
}

fn write(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.is_u64() || number.is_i64() => out.push_str(&number.to_string()),
        Value::Number(_) => return None,
        Value::String(text) => quote(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(key, out);
                out.push(':');
                write(item, out)?;
            }
            out.push('}');
        }
    }
    Some(())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{9}' => out.push_str("\\t"),
            '\u{a}' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\u{d}' => out.push_str("\\r"),
            // Four hexadecimal digits, of which the first two are zero.
            c if c < ' ' => {
                out.push_str("\\u00");
                let digit = |nibble| char::from_digit(nibble, 16).unwrap_or('0');
                out.extend([digit(u32::from(c) >> 4), digit(u32::from(c) & 15)]);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_by_utf_16_and_texts_escaped_as_rfc_8785_says() {
        // Of the example in RFC 8785, section 3.2.3: the emoji's surrogates sort before U+FB33.
        let value = json!({"\u{20ac}": "Euro", "\r": "CR", "\u{fb33}": "Hebrew", "1": "One", "\u{1f600}": "Emoji", "\u{80}": "Control", "\u{f6}": "o"});
        let text = String::from_utf8(bytes("value", &value).unwrap()).unwrap();
        let wanted = "{\"\\r\":\"CR\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"o\",\"\u{20ac}\":\"Euro\",\"\u{1f600}\":\"Emoji\",\"\u{fb33}\":\"Hebrew\"}";
        assert_eq!(text, wanted);
        let escaped = bytes("value", &json!(["\u{8}\t\n\u{c}\r\"\\\u{f}\u{7f}/", null, true, -3])).unwrap();
        assert_eq!(escaped, b"[\"\\b\\t\\n\\f\\r\\\"\\\\\\u000f\x7f/\",null,true,-3]");
        assert_eq!(bytes("value", &json!(1.5)).unwrap_err().field(), "value");
    }
}
