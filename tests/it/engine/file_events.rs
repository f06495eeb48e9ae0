//! Proves which changes of files start a round of `watch`.

use std::path::{Path, PathBuf};

use notify::Event;
use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind};
use raportti::commands::watch::file_events::change_of;

#[test]
fn only_changes_of_the_reports_own_files_are_reported() {
    let changed = EventKind::Modify(ModifyKind::Any);
    let closed = |mode| EventKind::Access(AccessKind::Close(mode));
    for (kind, path, is_reported) in [
        (changed, "/p/report/findings/H1.toml", true),
        (changed, "/p/templates/parts/cover.typ", true),
        (EventKind::Create(CreateKind::Folder), "/p/fonts", true),
        (closed(AccessMode::Write), "/p/report/report.toml", true),
        (closed(AccessMode::Read), "/p/report/report.toml", false),
        (changed, "/p/build/a.pdf", false),
        (changed, "/p/report/ulos/a.pdf", false),
        (changed, "/p/report/findings/.H1.toml.swp", false),
        (changed, "/p/report/findings/H1.toml~", false),
    ] {
        let event = Event::new(kind).add_path(PathBuf::from(path));
        let change = change_of(&event, Path::new("/p"), Path::new("/p/report/ulos"));
        assert_eq!(change.is_some(), is_reported, "{path}");
    }
}
