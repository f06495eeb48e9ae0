//! Whether a drawing shows nothing: no area or line of it is painted inside of its frame.

use usvg::{Group, Node, Opacity, Path, Size, Tree};

pub fn is_blank(tree: &Tree) -> bool {
    !shows(tree.root(), tree.size())
}

fn shows(group: &Group, frame: Size) -> bool {
    group.opacity() != Opacity::ZERO
        && group.children().iter().any(|node| match node {
            Node::Group(group) => shows(group, frame),
            Node::Path(path) => is_seen(path, frame),
            Node::Image(_) | Node::Text(_) => true,
        })
}

fn is_seen(path: &Path, frame: Size) -> bool {
    let opacities = [path.fill().map(|fill| fill.opacity()), path.stroke().map(|stroke| stroke.opacity())];
    let is_painted = opacities.into_iter().flatten().any(|opacity| opacity != Opacity::ZERO);
    let ink = path.abs_stroke_bounding_box();
    let is_inside = ink.right() > 0.0 && ink.bottom() > 0.0 && ink.left() < frame.width() && ink.top() < frame.height();
    path.is_visible() && is_painted && is_inside
}
