//! Whether a drawing is flat: made of areas and lines of one opaque colour each, which a press prints as inks.

use usvg::{Group, Node, Opacity, Paint, Path, Transform, Tree};

/// Why a drawing is not flat; `None` for one that is.
pub fn unlike_inks(tree: &Tree) -> Option<&'static str> {
    of_group(tree.root())
}

fn of_group(group: &Group) -> Option<&'static str> {
    if group.opacity() != Opacity::ONE || group.blend_mode() != usvg::BlendMode::Normal {
        return Some("colours that shine through");
    }
    if !group.filters().is_empty() {
        return Some("filters, such as shadows");
    }
    if group.mask().is_some() || group.clip_path().is_some_and(|clip| clip_path(clip).is_none()) {
        return Some("masks");
    }
    group.children().iter().find_map(of_node)
}

fn of_node(node: &Node) -> Option<&'static str> {
    match node {
        Node::Group(group) => of_group(group),
        Node::Path(path) => of_path(path),
        Node::Image(_) => Some("an image in it"),
        Node::Text(text) => of_group(text.flattened()),
    }
}

fn of_path(path: &Path) -> Option<&'static str> {
    let fill = path.fill().map(|fill| (fill.paint(), fill.opacity()));
    let stroke = path.stroke().map(|stroke| (stroke.paint(), stroke.opacity()));
    fill.into_iter().chain(stroke).filter(|_| path.is_visible()).find_map(|(paint, opacity)| match paint {
        Paint::Color(_) if opacity == Opacity::ONE => None,
        Paint::Color(_) => Some("colours that shine through"),
        _ => Some("gradients or patterns"),
    })
}

/// The one path to which a group is clipped, with the transformation from it to the group; `None` for more of them.
pub fn clip_path(clip: &usvg::ClipPath) -> Option<(&Path, Transform)> {
    let mut group = clip.root();
    let mut to_group = clip.transform();
    while clip.clip_path().is_none() && group.clip_path().is_none() {
        to_group = to_group.pre_concat(group.transform());
        match group.children() {
            [Node::Path(path)] => return Some((path, to_group)),
            [Node::Group(inner)] => group = inner,
            _ => return None,
        }
    }
    None
}
