//! Ways through declarations: where a path of keys such as `evidence.source` leads.

use crate::model::declared::{Declaration, Declarations, Field, Shape, Type};

impl Declarations {
    /// The kinds that a way leads to, none when it ends at a value; `None` when it leads nowhere.
    pub(super) fn ends<'d>(&'d self, kind: &'d Declaration, way: &str) -> Option<Vec<&'d Declaration>> {
        let mut kinds = vec![kind];
        for key in way.split('.') {
            let next: Option<Vec<Vec<&Declaration>>> = kinds.iter().map(|kind| self.step(kind, key)).collect();
            kinds = next.filter(|next| !next.is_empty())?.into_iter().flatten().collect();
        }
        Some(kinds)
    }

    /// The worked-out fields that nothing leads to, by the numbers of their kinds and their own.
    pub(super) fn lost_ways(&self) -> Vec<(usize, usize)> {
        let kinds = self.kinds.iter().enumerate();
        let fields =
            kinds.flat_map(|(number, kind)| kind.fields.iter().enumerate().map(move |it| ((number, kind), it)));
        let is_lost = |kind: &Declaration, field: &Field| {
            matches!(field.shape, Shape::Through(_)) && field.used && self.ends(kind, &field.key).is_none()
        };
        let lost = fields.filter(|((_, kind), (_, field))| is_lost(kind, field));
        lost.map(|((kind, _), (field, _))| (kind, field)).collect()
    }

    /// Whether a chapter can be divided by what stands at the end of a way.
    pub(super) fn divides(&self, kind: &Declaration, way: &str) -> bool {
        let (around, key) = way.rsplit_once('.').map_or((None, way), |(around, key)| (Some(around), key));
        let from = match around {
            Some(around) => self.ends(kind, around).unwrap_or_default(),
            None => vec![kind],
        };
        let is_dividing =
            |it: &Type| matches!(it, Type::Word(_) | Type::Link(_) | Type::Cvss | Type::YesNo | Type::Any);
        from.iter().any(|kind| match kind.field(key) {
            Some(field) => matches!(field.shape, Shape::Through(_)) || field.types().any(is_dividing),
            // A way back leads to items.
            None => key != "id",
        })
    }

    fn step<'d>(&'d self, kind: &'d Declaration, key: &str) -> Option<Vec<&'d Declaration>> {
        if key == "id" && kind.has_ids {
            return Some(Vec::new());
        }
        let leads = |field: &&Field| field.back.as_ref().is_some_and(|back| back.key.as_deref() == Some(key));
        let backs: Vec<&Declaration> =
            self.links_to(kind).filter(|(_, field)| leads(field)).map(|(from, _)| self.owner(from)).collect();
        if !backs.is_empty() {
            return Some(backs);
        }
        if let Some(holder) = self.holders(kind).find(|holder| holder.key == key) {
            return Some(vec![holder]);
        }
        let field = kind.field(key)?;
        if let Shape::Through(through) = &field.shape {
            // A field through another one that is itself worked out could come back to itself.
            let is_worked_out = kind.field(through).is_some_and(|field| matches!(field.shape, Shape::Through(_)));
            return if is_worked_out { None } else { self.ends(kind, &format!("{through}.{key}")) };
        }
        let kinds = field.types().filter_map(|it| match it {
            Type::Link(kind) | Type::Table(kind) => Some(self.kind(*kind)),
            _ => None,
        });
        Some(kinds.collect())
    }

    /// The fields that link to a kind, each with its kind.
    pub(super) fn links_to<'d>(&'d self, kind: &'d Declaration) -> impl Iterator<Item = (&'d Declaration, &'d Field)> {
        let leads = move |it: &Type| matches!(it, Type::Link(id) if std::ptr::eq(self.kind(*id), kind));
        let all = self.kinds.iter().flat_map(|from| from.fields.iter().map(move |field| (from, field)));
        all.filter(move |(_, field)| field.types().any(leads))
    }
}
