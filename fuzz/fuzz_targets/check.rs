//! Any tree of files: checking never panics and never hangs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raportti::build::{Inputs, check};
use raportti::files::read::Tree;
use raportti::diagnostics::print::{self, Format};

fuzz_target!(|changes: Vec<(u8, String)>| {
    let mut report: Tree = include!("minimal.rs");
    let paths: Vec<String> = report.keys().cloned().collect();
    for (selector, content) in changes {
        let selector = usize::from(selector);
        let path = &paths[selector % paths.len()];
        match selector / paths.len() % 3 {
            0 => _ = report.insert(path.clone(), content.into_bytes()),
            1 => report.get_mut(path).into_iter().for_each(|file| file.extend(content.bytes())),
            _ => _ = report.remove(path),
        }
    }
    let mut inputs = Inputs::in_memory(report);
    // One font is enough to look characters up, and loads faster.
    inputs.fonts.retain(|path, _| path.contains("SourceSerif4_400Regular.ttf"));
    let checked = check(&inputs, false);
    let _printed = print::print(&checked.faults.diagnostics, &checked.faults.files, Format::Human, true);
});
