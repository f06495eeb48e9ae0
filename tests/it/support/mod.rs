//! What the suites share: it makes projects, runs the program, and reads PDFs by other means than those that made them. No tests.

pub mod browser;
pub mod carried;
pub mod case;
pub mod git;
pub mod made;
pub mod pdf;
pub mod printed;
pub mod project;
pub mod spoken;
pub mod tags;
pub mod theme;
pub mod watching;
pub mod x4;
