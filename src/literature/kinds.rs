//! What the types of other programs are among the kinds of sources, and the other way round.

use crate::model::SourceKind::{self, Document, Interview, Statistic, Statute, Survey, Visit, Web, Workshop};

/// A kind as what a reference can only be.
pub fn only(kind: SourceKind) -> &'static [SourceKind] {
    match kind {
        Document => &[Document],
        Statistic => &[Statistic],
        Statute => &[Statute],
        Interview => &[Interview],
        Survey => &[Survey],
        Workshop => &[Workshop],
        Visit => &[Visit],
        Web => &[Web],
    }
}

/// What a reference is by its type, or by what else is said of its kind there: a kind's own word.
pub fn of(of_type: &str, said: &str) -> &'static [SourceKind] {
    if let Some(kind) = SourceKind::from_word(said) {
        return only(kind);
    }
    match of_type.to_ascii_lowercase().as_str() {
        "online" | "electronic" | "www" | "webpage" | "web" | "elec" | "icomm" | "blog" | "post" | "post-weblog"
        | "thread" => &[Web],
        "dataset" | "data" | "table" | "statistic" => &[Statistic],
        "legislation" | "jurisdiction" | "legal" | "legal_case" | "bill" | "stat" | "case" | "regulation"
        | "treaty" | "hear" => &[Statute],
        "interview" | "broadcast" | "pcomm" | "personal_communication" => &[Interview],
        "misc" | "document" | "gen" | "unpb" | "unpublished" | "speech" | "conference" | "event" => {
            &[Document, Workshop, Visit, Interview, Survey]
        }
        _ => &[Document, Survey],
    }
}
