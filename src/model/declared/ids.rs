//! The form of a kind's ids, which an example gives: in `OBS-001` letters and hyphens stay, and digits count.

use super::{Declaration, Declarations};

use crate::model::id_fault;

/// The form of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdForm {
    /// An id of this form.
    pub example: String,
}

impl IdForm {
    /// The id that a string begins with. Digits may be more than in the example, and not fewer.
    pub fn at_start<'s>(&self, string: &'s str) -> Option<&'s str> {
        let mut rest = string;
        let mut example = self.example.as_str();
        while let Some(first) = example.chars().next() {
            let digits = leading_digits(example);
            if digits == 0 {
                rest = rest.strip_prefix(first)?;
                example = &example[first.len_utf8()..];
            } else {
                let counted = leading_digits(rest);
                if counted < digits {
                    return None;
                }
                rest = &rest[counted..];
                example = &example[digits..];
            }
        }
        Some(&string[..string.len() - rest.len()])
    }

    pub fn fits(&self, id: &str) -> bool {
        self.at_start(id) == Some(id)
    }

    /// A regular expression for ids of this form, for schemas.
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        let mut example = self.example.as_str();
        while let Some(first) = example.chars().next() {
            let digits = leading_digits(example);
            match digits {
                0 if first == '.' => pattern.push_str("\\."),
                0 => pattern.push(first),
                _ => pattern += &format!("[0-9]{{{digits},}}"),
            }
            example = &example[digits.max(1)..];
        }
        pattern
    }
}

fn leading_digits(string: &str) -> usize {
    string.find(|c: char| !c.is_ascii_digit()).unwrap_or(string.len())
}

impl Declaration {
    /// The id in the name of a file, without its ending: what has the form of the kind's ids, or else what stands before the first
    /// hyphen. It may be none.
    pub fn id_of<'s>(&self, stem: &'s str) -> &'s str {
        let by_form = self.id.as_ref().and_then(|form| form.at_start(stem));
        let ends = |id: &&str| matches!(stem.as_bytes().get(id.len()), None | Some(b'-'));
        by_form.filter(ends).unwrap_or_else(|| stem.split('-').next().unwrap_or_default())
    }

    /// Why a string is no id of the kind, if it is none.
    pub fn id_fault(&self, id: &str) -> Option<String> {
        match &self.id {
            Some(form) if form.fits(id) => None,
            Some(form) => Some(format!("an id of {} is written as `{}`", self.kind_with_article(), form.example)),
            None => id_fault(id).map(str::to_owned),
        }
    }

    fn kind_with_article(&self) -> String {
        crate::model::kind::with_article(&self.key)
    }
}

impl Declarations {
    /// Why a string can be no id of any kind, if it can be none.
    pub fn id_fault(&self, id: &str) -> Option<&'static str> {
        let has_form = || self.kinds.iter().filter_map(|kind| kind.id.as_ref()).any(|form| form.fits(id));
        id_fault(id).filter(|_| !has_form())
    }
}
