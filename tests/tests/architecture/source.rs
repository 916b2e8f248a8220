//! Rust source as words and signs: comments and texts are gone, and every word knows its line.

/// What a piece of source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A name or a keyword.
    Word,
    /// A number, as written.
    Number,
    /// A sign; those of two or three characters are one.
    Sign,
    /// A text or a character: its contents do not count.
    Text,
    /// A lifetime or a label.
    Lifetime,
}

/// A piece of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub sort: Sort,
    pub text: &'a str,
    pub line: usize,
}

/// Signs that are read as one, the longer first.
const SIGNS: [&str; 22] = [
    "<<=", ">>=", "..=", "...", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=",
    "%=", "^=", "&=", "|=", "..",
];

/// The source without comments, white space and what stands in texts.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut reader = Reader { source, at: 0, line: 1, tokens: Vec::new() };
    while reader.at < source.len() {
        reader.step();
    }
    reader.tokens
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    line: usize,
    tokens: Vec<Token<'a>>,
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn skip(&mut self, length: usize) {
        self.line += self.rest()[..length].matches('\n').count();
        self.at += length;
    }

    fn take(&mut self, sort: Sort, length: usize) {
        self.tokens.push(Token { sort, text: &self.rest()[..length], line: self.line });
        self.skip(length);
    }

    fn step(&mut self) {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        if rest.starts_with("//") {
            self.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.skip(block_comment(rest));
        } else if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if let Some(length) = text(rest) {
            self.take(Sort::Text, length);
        } else if first == '\'' {
            let name = rest[1..].find(|c| !is_word(c)).map_or(rest.len(), |end| end + 1);
            self.take(Sort::Lifetime, name);
        } else if first.is_ascii_digit() {
            let after_point = self.tokens.last().is_some_and(|token| token.text == ".");
            self.take(Sort::Number, number(rest, after_point));
        } else if is_word(first) {
            let raw = if rest.starts_with("r#") { 2 } else { 0 };
            self.skip(raw);
            self.take(Sort::Word, rest[raw..].find(|c| !is_word(c)).unwrap_or(rest.len() - raw));
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            self.take(Sort::Sign, sign.map_or(first.len_utf8(), |sign| sign.len()));
        }
    }
}

/// The length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a text or character at the beginning, if there is one.
fn text(rest: &str) -> Option<usize> {
    let prefix = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
    let body = &rest[prefix..];
    match &rest[..prefix] {
        "r" | "br" | "cr" if body.starts_with('"') || body.trim_start_matches('#').starts_with('"') => {
            let hashes = body.len() - body.trim_start_matches('#').len();
            let end = format!("\"{}", "#".repeat(hashes));
            let inner = &body[hashes + 1..];
            Some(inner.find(&end).map_or(rest.len(), |found| prefix + hashes + 1 + found + end.len()))
        }
        "" | "b" | "c" if body.starts_with('"') => Some(prefix + quoted(body, '"')),
        "" | "b" if body.starts_with('\'') => {
            // A character closes after one (escaped) sign; else it is a lifetime.
            let mut inner = body[1..].chars();
            let one = inner.next()?;
            (one == '\\' || inner.next() == Some('\'')).then(|| prefix + quoted(body, '\''))
        }
        _ => None,
    }
}

/// The length of a quoted text, quotes included.
fn quoted(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    body.len()
}

/// The length of a number. After a point it is the place in a tuple: `pair.0.1` is no fraction.
fn number(rest: &str, after_point: bool) -> usize {
    let whole = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let fraction = &rest[whole..];
    let is_fraction = !after_point
        && fraction.starts_with('.')
        && !fraction[1..].starts_with(|c: char| c == '.' || c == '_' || c.is_alphabetic());
    let mut length = whole;
    if is_fraction {
        length += 1 + fraction[1..].find(|c| !is_word(c)).unwrap_or(fraction.len() - 1);
    }
    // `1e-3`: the sign belongs to the number.
    let exponent = !rest.starts_with("0x") && rest[..length].ends_with(['e', 'E']);
    if exponent && rest[length..].starts_with(['-', '+']) {
        length += 1 + rest[length + 1..].find(|c| !is_word(c)).unwrap_or(rest.len() - length - 1);
    }
    length
}

/// The place of the bracket that closes the one at `open`.
pub fn closing(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match (token.sort, token.text) {
            (Sort::Sign, "(" | "[" | "{") => depth += 1,
            (Sort::Sign, ")" | "]" | "}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    tokens.len().saturating_sub(1)
}

/// Whether the tokens from `at` on read like `pattern`.
pub fn reads(tokens: &[Token<'_>], at: usize, pattern: &[&str]) -> bool {
    tokens.len() >= at + pattern.len()
        && tokens[at..].iter().zip(pattern).all(|(token, wanted)| token.text == *wanted)
}

/// Whether a file of `core/src` is of tests alone, by its name.
pub fn is_test(file: &str) -> bool {
    file.ends_with("tests.rs") || file.contains("/tests/")
}

/// The tokens without the items that stand under `#[cfg(test)]`.
pub fn without_tests<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if reads(tokens, at, &["#", "[", "cfg", "(", "test", ")", "]"]) {
            at = item_end(tokens, at + 7);
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

/// Where the item that begins at `at` ends: behind its `;` or its block.
pub fn item_end(tokens: &[Token<'_>], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].text {
            ";" => return at + 1,
            "{" => {
                at = closing(tokens, at) + 1;
                // `use a::{b};` goes on to its semicolon.
                return if tokens.get(at).is_some_and(|token| token.text == ";") { at + 1 } else { at };
            }
            "(" | "[" => at = closing(tokens, at) + 1,
            _ => at += 1,
        }
    }
    at
}

#[test]
fn comments_and_texts_are_no_source() {
    let words = |source| tokens(source).iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
    assert_eq!(words("a // crate::tax\nb"), "a b");
    assert_eq!(words("a /* x /* y */ f64 */ b"), "a b");
    assert_eq!(words("let c: char = '\"'; f64"), "let c : char = '\"' ; f64");
    assert_eq!(words(r"let c = '\''; d"), r"let c = '\'' ; d");
    assert_eq!(words("fn f<'a>(x: &'a str)"), "fn f < 'a > ( x : & 'a str )");
    let source = "f(\"a \\\" f64\", r#\"crate::\"tax\"\"#, b\"x\", 'é')";
    let texts: Vec<_> = tokens(source).into_iter().filter(|token| token.sort == Sort::Text).collect();
    let texts: Vec<_> = texts.iter().map(|token| token.text).collect();
    assert_eq!(texts, ["\"a \\\" f64\"", "r#\"crate::\"tax\"\"#", "b\"x\"", "'é'"]);
    assert_eq!(
        words("pair.0.1 + 1.5 + 1e-3 + 0..2 + 1.max(2)"),
        "pair . 0 . 1 + 1.5 + 1e-3 + 0 .. 2 + 1 . max ( 2 )"
    );
    assert_eq!(
        tokens("a\n/*\n\n*/ b \"\n\" c").iter().map(|token| token.line).collect::<Vec<_>>(),
        [1, 4, 4, 5]
    );
}

#[test]
fn items_under_test_are_left_out() {
    let kept =
        |source| without_tests(&tokens(source)).iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
    assert_eq!(kept("#[cfg(test)] mod tests { fn f() { g() } } fn h() {}"), "fn h ( ) { }");
    assert_eq!(kept("#[cfg(test)] mod tests; fn h() {}"), "fn h ( ) { }");
    assert_eq!(kept("#[cfg(test)] #[path = \"x\"] use a::{b, c}; fn h() {}"), "fn h ( ) { }");
    assert_eq!(kept("#[cfg(test)] fn f(x: [u8; 2]) { } fn h() {}"), "fn h ( ) { }");
}
