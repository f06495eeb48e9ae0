//! What editors may write. In come the declarations of `kinds/`, out go kinds with their fields.
//!
//! It knows no report.

pub mod declared;
