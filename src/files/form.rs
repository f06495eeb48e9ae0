//! The forms of what a report, a PDF or a release says of itself. A record may come from anybody, and what it says is printed,
//! compared and put into paths: so each field has a form, and nothing else is taken for it.

use crate::bounds::record::{LONGEST_ID, LONGEST_TOOL, LONGEST_VERSION};

/// The id of a report, which becomes part of file names and addresses: small letters, digits, and hyphens between them.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_ID && text.starts_with(plain) && text.chars().all(|c| plain(c) || c == '-')
}

/// The version of a report: three numbers.
pub fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    text.len() <= LONGEST_VERSION && text.split('.').count() == 3 && text.split('.').all(is_number)
}

/// The three numbers of a version, in the order in which versions compare; `None` when it is none.
pub fn version_numbers(version: &str) -> Option<[u32; 3]> {
    if !is_version(version) {
        return None;
    }
    let numbers: Option<Vec<u32>> = version.split('.').map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// The version of a program, such as `0.1.0` or `1.0.0-beta.2` (Semantic Versioning 2.0.0).
pub fn is_tool_version(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    text.len() <= LONGEST_TOOL && text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(plain)
}

/// A language: two or three small letters (ISO 639).
pub fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase())
}

/// An edition, as `model` names them.
pub fn is_edition(text: &str) -> bool {
    matches!(text, "screen" | "print" | "changes")
}

/// A SHA-256 in hexadecimal, with small letters.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && is_hexadecimal(text)
}

/// A commit of git, by its SHA-1 or SHA-256.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && is_hexadecimal(text)
}

/// The name of a build of the program: 32 hexadecimal digits.
pub fn is_build(text: &str) -> bool {
    text.len() == 32 && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_their_edges() {
        let long = |length: usize| "a".repeat(length);
        assert!(is_id("uusimaa-tki") && is_id(&long(LONGEST_ID)) && !is_id(&long(LONGEST_ID + 1)));
        for wrong in ["", "-a", "A", "a b", "a\nb", "a\u{1b}[8m", "ä", "a/../b"] {
            assert!(!is_id(wrong), "{wrong:?}");
        }
        assert!(is_version("1.0.10") && !is_version("1.0") && !is_version("1.+0.0") && !is_version("1.0.0\n"));
        let padded = |length: usize| format!("{}.0.0", "1".repeat(length - 4));
        assert!(is_version(&padded(LONGEST_VERSION)) && !is_version(&padded(LONGEST_VERSION + 1)));
        assert!(is_tool_version("0.1.0") && is_tool_version("1.0.0-beta.2+5") && !is_tool_version("v1 \u{202e}"));
        assert!(is_tool_version(&"1".repeat(LONGEST_TOOL)) && !is_tool_version(&"1".repeat(LONGEST_TOOL + 1)));
        assert!(is_language("fi") && is_language("smn") && !is_language("f") && !is_language("fi-FI"));
        assert!(is_sha256(&"0f".repeat(32)) && !is_sha256(&"0F".repeat(32)) && !is_sha256("0f"));
        assert!(is_commit(&"a".repeat(40)) && is_commit(&"a".repeat(64)) && !is_commit(&"a".repeat(41)));
        assert!(is_build(&"0".repeat(32)) && !is_build("x"));
    }
}
