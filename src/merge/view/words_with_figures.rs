//! Plain texts that refer to figures, `[@K4]`: words as string literals, references as links with the number of the caption.

use std::ops::Range;

use icu::locale::subtags::Language;

use crate::diagnostics::SourceMap;
use crate::merge::Emitter;
use crate::merge::locale::{Locale, spaces::within};
use crate::merge::marks::line::{Line, MarkedLine, spot, steps};
use crate::rules::named_figures::{Named, references};

/// A piece of such a text.
enum Piece<'t> {
    Words(Range<usize>),
    References(Named<'t>),
}

/// A text with its language and its places.
#[derive(Clone, Copy)]
pub struct Text<'t> {
    pub value: &'t str,
    pub language: Language,
    pub map: &'t SourceMap,
}

/// Writes a text that refers to figures as content. `before` is its earlier version where its changes are marked. Returns whether it
/// refers to any.
pub fn emit(text: Text, tag: &str, before: Option<Option<&str>>, emitter: &mut Emitter) -> bool {
    let pieces = pieces(text.value, emitter);
    if !pieces.iter().any(|piece| matches!(piece, Piece::References(_))) {
        return false;
    }
    emitter.code(&if tag.is_empty() { "{ ".to_owned() } else { format!("text({tag}{{ ") });
    match before {
        None => plain(text, &pieces, emitter),
        Some(old) => marked(text, &pieces, old.unwrap_or_default(), emitter),
    }
    emitter.code(if tag.is_empty() { "}" } else { "})" });
    true
}

fn pieces<'t>(text: &'t str, emitter: &Emitter) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for named in references(text, emitter.input.graph) {
        if done < named.range.start {
            pieces.push(Piece::Words(done..named.range.start));
        }
        done = named.range.end;
        pieces.push(Piece::References(named));
    }
    if done < text.len() {
        pieces.push(Piece::Words(done..text.len()));
    }
    pieces
}

fn plain(Text { value, language, map }: Text, pieces: &[Piece], emitter: &mut Emitter) {
    let spaces = emitter.spaces_by(language, value, Locale::spaces_of_line);
    for piece in pieces {
        match piece {
            Piece::Words(range) => {
                emitter.code_for("text(", map.find(range));
                let own = within(&spaces, range.clone());
                emitter.spaced_string(&value[range.clone()], &own, range.clone(), map);
                emitter.code("); ");
            }
            Piece::References(named) => {
                emit_references(named, map, emitter);
                emitter.code("; ");
            }
        }
    }
}

/// The same with its changes: references count as one word each.
fn marked(Text { value, language, map }: Text, pieces: &[Piece], old: &str, emitter: &mut Emitter) {
    let of_old = self::pieces(old, emitter);
    let mut line = MarkedLine::new(steps(&line_of(old, &of_old), &line_of(value, pieces)), spot(0, map));
    let spaces = emitter.spaces_by(language, value, Locale::spaces_of_line);
    for piece in pieces {
        match piece {
            Piece::Words(range) => {
                let own = within(&spaces, range.clone());
                line.text((&value[range.clone()], &own), range.clone(), map, emitter);
            }
            Piece::References(named) => {
                let close = line.open(emitter);
                emit_references(named, map, emitter);
                emitter.code(close);
                line.pass_words(&said(named));
            }
        }
        emitter.code("; ");
    }
    line.finish(emitter);
}

/// A text as a reader sees it, with ids in place of numbers.
fn line_of(text: &str, pieces: &[Piece]) -> Line {
    let mut line = Line::default();
    for piece in pieces {
        match piece {
            Piece::Words(range) => line.text.push_str(&text[range.clone()]),
            Piece::References(named) => {
                let said = said(named);
                line.atoms.push(line.text.len()..line.text.len() + said.len());
                line.text.push_str(&said);
            }
        }
    }
    line
}

fn said(named: &Named) -> String {
    named.ids.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ")
}

/// Writes references as one expression. No page stands behind them: such texts are titles, heads and cells.
fn emit_references(named: &Named, map: &SourceMap, emitter: &mut Emitter) {
    let place = map.find(&named.range);
    emitter.code("{ ");
    for (number, (id, alone)) in named.ids.iter().enumerate() {
        emitter.code(if number == 0 { "" } else { "text(\", \"); " });
        emitter.code_for("ref(label(", place);
        emitter.string(id);
        emitter.code_for(if *alone { "), supplement: none)" } else { "), supplement: [])" }, place);
        emitter.code("; ");
        emitter.references.referred.extend(place.map(|place| ((*id).to_owned(), place)));
    }
    emitter.code("}");
}
