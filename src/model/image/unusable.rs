//! Why an image cannot be used, and what to do.

/// Why an image cannot be used, after its name, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unusable {
    pub message: String,
    pub hint: &'static str,
}

pub const SAVE_AGAIN: &str = "copy or download it again, or save it anew in the program that it comes from";
pub const FORMATS: &str = "save it as PNG, JPEG, GIF, WebP or SVG";

impl Unusable {
    pub fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint }
    }

    pub fn not_read(format: &str) -> Self {
        Self::new(format!("is {format}, which is not read"), FORMATS)
    }

    pub fn cut_off() -> Self {
        Self::new("is cut off: its end is missing", SAVE_AGAIN)
    }
}
