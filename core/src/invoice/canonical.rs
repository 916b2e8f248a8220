//! Canonical JSON by RFC 8785: keys in the order of their UTF-16 code units, no white space, one way to write a text.
//!
//! RFC 8785 writes numbers as ECMAScript does, from binary floats. Amounts are texts here, so that only whole numbers of
//! at most 2⁵³ − 1 are written, on which all programs agree; any other number is refused rather than rounded.

use crate::error::{Code, Error, Result, document};
use serde::Serialize;
use serde_json::Value;

/// Every whole number up to this one is told from its neighbours by a binary float (RFC 7493, section 2.2).
const GREATEST: u64 = (1 << 53) - 1;

/// The bytes of a value. `name` is what the caller calls it, and begins every path in an error; it may be empty.
pub(super) fn bytes<T: Serialize>(name: &str, value: &T) -> Result<Vec<u8>> {
    of_value(name, &document::write(name, value)?)
}

/// The bytes of what a JSON text says.
pub(super) fn of_text(name: &str, text: &str) -> Result<Vec<u8>> {
    of_value(name, &document::parse(name, text)?)
}

fn of_value(name: &str, value: &Value) -> Result<Vec<u8>> {
    let mut text = String::with_capacity(1024);
    write(value, &mut text).map_err(|error| if name.is_empty() { error } else { error.within(name) })?;
    Ok(text.into_bytes())
}

fn write(value: &Value, out: &mut String) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            match size {
                Some(..=GREATEST) => out.push_str(&number.to_string()),
                Some(_) => return Err(refuse(Code::NumberNotExact, number, "is beyond 2⁵³ − 1")),
                None => return Err(refuse(Code::InputFloat, number, "is no whole number")),
            }
        }
        Value::String(text) => quote(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out).map_err(|error| error.within(index))?;
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
                write(item, out).map_err(|error| error.within(key))?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn refuse(code: Code, number: &serde_json::Number, what: &str) -> Error {
    let message = format!("the number {number} {what}, and programs write it differently: give it as a text");
    Error::new(code, "", number, message)
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
    use proptest::prelude::*;
    use serde_json::json;

    fn written(text: &str) -> String {
        String::from_utf8(of_text("value", text).unwrap()).unwrap()
    }

    #[test]
    fn texts_literals_and_order_are_those_of_rfc_8785() {
        // Section 3.2.2, without its numbers: those are not whole.
        let text =
            r#"{"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#;
        let known = r#"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(written(text), known);
        // Its bytes as section 3.2.4 prints them, from `"string"` on.
        let bytes = of_text("value", text).unwrap();
        let known = [
            0x22, 0x73, 0x74, 0x72, 0x69, 0x6e, 0x67, 0x22, 0x3a, 0x22, 0xe2, 0x82, 0xac, 0x24, 0x5c, 0x75,
            0x30, 0x30, 0x30, 0x66, 0x5c, 0x6e, 0x41, 0x27, 0x42, 0x5c, 0x22, 0x5c, 0x5c, 0x5c, 0x5c, 0x5c,
            0x22, 0x2f, 0x22, 0x7d,
        ];
        assert_eq!(&bytes[bytes.len() - known.len()..], known);
        // Section 3.2.3: the emoji's surrogates sort before U+FB33.
        let text = r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}"#;
        let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let written = written(text);
        let places: Vec<_> = order.iter().map(|word| written.find(word).unwrap()).collect();
        assert!(places.is_sorted(), "{written}");
        let escaped = bytes_of(&json!(["\u{8}\t\n\u{c}\r\"\\\u{f}\u{7f}/", null, true, -3]));
        assert_eq!(escaped, "[\"\\b\\t\\n\\f\\r\\\"\\\\\\u000f\x7f/\",null,true,-3]");
    }

    fn bytes_of(value: &Value) -> String {
        String::from_utf8(bytes("", value).unwrap()).unwrap()
    }

    #[test]
    fn only_numbers_on_which_all_programs_agree_are_written() {
        // Appendix B of RFC 8785: the greatest whole number of which that holds, and its neighbours.
        let whole = "[9007199254740991,-9007199254740991,0]";
        assert_eq!(written(whole), whole);
        for (text, code) in [
            ("9007199254740992", "number.not_exact"),
            ("-9007199254740992", "number.not_exact"),
            ("18446744073709551615", "number.not_exact"),
            ("295147905179352825856", "input.float"),
            ("333333333.33333329", "input.float"),
            ("1E30", "input.float"),
            ("4.50", "input.float"),
            ("1.0", "input.float"),
            ("-0", "input.float"),
        ] {
            let error = of_text("value", &format!(r#"{{"numbers": [1, {text}]}}"#)).unwrap_err();
            assert_eq!((error.code().as_str(), error.field()), (code, "value.numbers.1"), "{text}");
        }
        assert_eq!(of_text("value", r#"{"a": 1, "\u0061": 2}"#).unwrap_err().code(), "input.duplicate");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let number = prop_oneof![any::<i32>().prop_map(i64::from), Just((1 << 53) - 1)];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number.prop_map(Value::from),
            ".{0,6}".prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((".{0,4}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_json_says_the_same_and_is_its_own_canonical_form(value in any_value()) {
            let text = bytes_of(&value);
            prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &value);
            prop_assert_eq!(written(&text), text);
            // However it was written.
            prop_assert_eq!(written(&serde_json::to_string_pretty(&value).unwrap()), bytes_of(&value));
        }
    }
}
