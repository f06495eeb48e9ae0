//! Which Typst sets the pages.

/// Such as `0.15.1`.
pub fn version() -> &'static str {
    typst::utils::version().raw()
}
