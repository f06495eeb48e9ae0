//! Which items are asked for.

use std::collections::HashSet;

use super::nodes::Node;

/// The items that concern one: itself, those that link to it, what stands in these, and what these stand in.
pub fn concerning<'m>(id: &str, nodes: &[Node<'m>]) -> HashSet<&'m str> {
    let is_linked = |node: &&Node| {
        let own = |from: &crate::model::Item| std::ptr::eq(from, node.item);
        node.item.id() == id || node.item.links().iter().any(|link| own(link.from) && link.link.id == id)
    };
    let linked: HashSet<&str> = nodes.iter().filter(is_linked).map(|node| node.item.id()).collect();
    let around = nodes.iter().filter(|node| linked.contains(node.item.id())).filter_map(|node| node.holder);
    let mut found: HashSet<&str> = linked.iter().copied().chain(around.map(|holder| holder.id())).collect();
    found.extend(inside(&linked, nodes));
    found
}

/// Some items, and what stands in them.
pub fn within<'m>(ids: HashSet<&'m str>, nodes: &[Node<'m>]) -> HashSet<&'m str> {
    let inner = inside(&ids, nodes);
    ids.into_iter().chain(inner).collect()
}

fn inside<'m>(ids: &HashSet<&str>, nodes: &[Node<'m>]) -> Vec<&'m str> {
    let stands = |node: &&Node| node.holder.is_some_and(|holder| ids.contains(holder.id()));
    nodes.iter().filter(stands).map(|node| node.item.id()).collect()
}
