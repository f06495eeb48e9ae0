//! Tables, each with its caption if it has one.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag};

use crate::merge::marks::blocks::Spot;
use crate::model::Setting;
use crate::model::markdown::caption;
use crate::model::markdown::nodes::outermost;

use super::translator::{Nodes, Translator};

/// Opens the block around a table. Without Typst's feature `a11y-extras`, as in many of its editors, cells have no marks.
/// `templates/look/cells.typ` does the same for the templates.
const CELL_MARKS: &str = "{
let row-head = dictionary(pdf).at(\"header-cell\", default: (scope: none, body) => body).with(scope: \"row\")
let no-head = dictionary(pdf).at(\"data-cell\", default: body => body)
";

/// The template of tables, which aligns their numbers and keeps rows together. Older templates of a project may lack it.
pub const TABLES: &str = "templates/look/markdown-table.typ";

impl<'t> Translator<'t, '_> {
    pub(super) fn table(&mut self, alignments: &[Alignment], range: &Range<usize>, rows: Nodes<'t>) {
        let names = alignments.iter().map(|alignment| match alignment {
            Alignment::None => "auto, ",
            Alignment::Left => "left, ",
            Alignment::Center => "center, ",
            Alignment::Right => "right, ",
        });
        let align: String = names.collect();
        let named = alignments.len() > 1 && self.rows_have_names(rows);
        let is_designed = self.emitter.input.templates.contains_key(TABLES);
        let caption = self.caption.take().and_then(|block| outermost(block).next());
        if let Some((paragraph, words)) = caption {
            self.removed_blocks(Spot::Before(paragraph.range.start));
            if !is_designed {
                self.paragraph(&paragraph.range, words);
                self.write("\n");
            }
        }
        self.write(CELL_MARKS);
        let head = self.head_of_words_and_more(range, rows);
        // The template itself marks the cells that name rows.
        let marks_names = named && !is_designed;
        let table = if is_designed { "markdown-table" } else { "table" };
        if is_designed {
            self.write(&format!("import \"/{TABLES}\": markdown-table\n"));
        }
        let names = if is_designed { format!("named: {named}, ") } else { String::new() };
        self.code(&format!("{table}(columns: {}, align: ({align}), {names}", alignments.len()), range);
        if let Some((paragraph, words)) = caption.filter(|_| is_designed) {
            self.caption_of_table(&paragraph.range, words);
        }
        for (row, cells) in outermost(rows) {
            let start = row.range.start;
            let is_head = matches!(row.event, Event::Start(Tag::TableHead));
            self.removed_rows(Spot::Before(start), (alignments.len(), marks_names));
            let changed = self.is_marked(start);
            self.write(if is_head { "table.header(" } else { "" });
            for (column, (cell, inside)) in outermost(cells).enumerate() {
                let mark = match is_head {
                    true if inside.is_empty() => "no-head(",
                    false if marks_names && column == 0 => "row-head(",
                    _ => "(",
                };
                let bar = changed && column == 0;
                self.write(mark);
                self.write(if bar { "bar-cell(" } else { "" });
                match &head {
                    Some(key) if is_head => {
                        self.head_cell(&format!("{key}-{column}"), start, column, (&cell.range, inside));
                    }
                    _ => self.line(start, column, inside),
                }
                self.write(if bar { ")), " } else { "), " });
            }
            self.write(if is_head { "), " } else { "" });
            self.removed_rows(Spot::After(start), (alignments.len(), marks_names));
        }
        self.write(")\n}");
    }

    /// Whether a block is the caption of the table that may follow it.
    pub(super) fn is_caption(&self, block: Nodes) -> bool {
        let paragraph = block.first().filter(|node| matches!(node.event, Event::Start(Tag::Paragraph)));
        paragraph.and_then(|node| self.markdown.get(node.range.clone())).is_some_and(caption::is_caption)
    }

    /// Writes the words above a table, and the label by which texts refer to it.
    fn caption_of_table(&mut self, paragraph: &Range<usize>, words: Nodes<'t>) {
        self.write("caption: ");
        let bar = self.open_bar(paragraph.start);
        self.line(paragraph.start, 0, words);
        self.write(bar);
        self.write(", ");
        let markdown = self.markdown;
        let id = markdown.get(paragraph.clone()).and_then(caption::id_of).filter(|_| self.setting == Setting::Chapter);
        if let Some(id) = id {
            self.emitter.references.tables.extend(self.id_at(id, paragraph));
            self.with_string("id: ", id, ", ", paragraph);
        }
    }

    /// Whether the first cells of the rows name the rows, for which Markdown has no mark: none is empty, and no two are alike.
    fn rows_have_names(&self, rows: Nodes) -> bool {
        let mut names = HashSet::new();
        let rows = outermost(rows).filter(|(row, _)| matches!(row.event, Event::Start(Tag::TableRow)));
        rows.filter_map(|(_, cells)| cells.first())
            .map(|cell| self.markdown[cell.range.clone()].trim())
            .all(|name| !name.is_empty() && names.insert(name))
    }
}

/// Whether a block is a table.
pub(super) fn is_table(block: Nodes) -> bool {
    matches!(block.first().map(|node| &node.event), Some(Event::Start(Tag::Table(_))))
}
