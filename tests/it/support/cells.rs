//! The cells of tables in Markdown, as a web page shows them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The cells of each row, the header included; code is in angle quotes.
pub fn rows(markdown: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => rows.last_mut().unwrap().push(String::new()),
            Event::Text(words) if !rows.is_empty() => rows.last_mut().unwrap().last_mut().unwrap().push_str(&words),
            Event::Code(words) if !rows.is_empty() => {
                *rows.last_mut().unwrap().last_mut().unwrap() += &format!("‹{words}›");
            }
            Event::End(TagEnd::Table) => return rows,
            _ => {}
        }
    }
    rows
}
