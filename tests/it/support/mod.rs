//! What the suites share: it makes projects, runs the program, and reads PDFs by other means than those that made them. No tests.

pub mod carried;
pub mod case;
pub mod git;
pub mod made;
pub mod pdf;
pub mod project;
pub mod spoken;
pub mod tags;
pub mod x4;
