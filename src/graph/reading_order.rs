//! The order of items on pages, where it is another one than that of ids.

use crate::model::{Item, Kind, Value};

/// Puts actors of one kind together, kinds in the order of their first actors. Everything else stays where it is.
pub fn by_kind_of_actor(items: &mut [&Item]) {
    for actors in items.chunk_by_mut(|a, b| a.kind() == b.kind()) {
        if actors[0].kind() == Kind::ACTOR {
            let kinds: Vec<_> = actors.iter().map(|actor| kind_of(actor)).collect();
            actors.sort_by_key(|actor| kinds.iter().position(|kind| *kind == kind_of(actor)));
        }
    }
}

fn kind_of(actor: &Item) -> Option<&'static str> {
    match actor.get("kind") {
        Some(Value::Word(said)) => Some(said.word),
        _ => None,
    }
}
