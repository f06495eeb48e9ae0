//! Tables that would stand inside themselves.

use std::collections::HashSet;

use crate::diagnostics::Code;
use crate::model::declared::{Field, Type};

use super::Merge;

impl Merge<'_> {
    /// Reports each field that closes a circle of tables inside tables, and leaves it out: everything that goes through tables ends only
    /// because they do.
    pub(super) fn leave_out_circles(&mut self) {
        for kind in 0..self.declarations.kinds.len() {
            for field in 0..self.declarations.kinds[kind].fields.len() {
                if self.closes_circle(kind, field) {
                    self.circle(kind, field);
                }
            }
        }
    }

    /// Whether tables of a field can hold, at any depth, tables of the kind that has the field. Built-in kinds alone have no such field.
    fn closes_circle(&self, kind: usize, field: usize) -> bool {
        let mut waiting = held(&self.declarations.kinds[kind].fields[field]);
        let mut seen = HashSet::new();
        while let Some(next) = waiting.pop() {
            if next == kind {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(self.declarations.kinds[next].fields.iter().flat_map(held));
            }
        }
        false
    }

    fn circle(&mut self, kind: usize, field: usize) {
        let holder = &mut self.declarations.kinds[kind];
        let key = holder.key.clone();
        let field = &mut holder.fields[field];
        let name = field.key.clone();
        field.leave_out();
        let place = self.at(&[&key, "fields", &name, "holds"]);
        let message = format!("tables of `{key}` would stand inside themselves");
        let hint = format!("leave the field out, or give `[{key}]` a folder and link to its items");
        self.fault(Code::CircularDeclaration, place, message, Some(hint));
    }
}

/// The numbers of the kinds whose tables stand in a field.
fn held(field: &Field) -> Vec<usize> {
    field.types().filter_map(|it| if let Type::Table(id) = it { Some(usize::from(id.0)) } else { None }).collect()
}
