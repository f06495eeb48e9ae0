//! Unknown names in templates. Typst looks a name up when its code runs, which for show rules and contexts is during layout.

use std::collections::HashSet;
use std::ops::Range;

use typst::World;
use typst::foundations::{Capturer, PathOrStr};
use typst::syntax::ast;
use typst::syntax::{FileId, LinkedNode, Source, SyntaxKind, SyntaxNode};
use typst_eval::CapturesVisitor;

use crate::diagnostics::{Code, Diagnostic};

use super::{Relocator, layout};

/// A fault for each such name in the templates that a project brings and that Typst has read.
pub fn faults(relocator: &mut Relocator) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for source in relocator.world.templates_read() {
        let id: FileId = source.id();
        if relocator.is_built_in(id) {
            continue;
        }
        let library = relocator.world.library();
        let is_known = |name: &str| {
            name == "std" || library.global.scope().get(name).is_some() || library.math.scope().get(name).is_some()
        };
        let world = relocator.world;
        let all_of = |path: &str| {
            let id = PathOrStr::Str(path.into()).resolve_if_some(Some(id)).ok()?.intern();
            let module = layout::eval(world, id)?.0.ok()?;
            Some(module.scope().iter().map(|(name, _)| name.to_string()).collect())
        };
        for (name, range) in unknown(&source, is_known, &all_of) {
            let mut fault = Diagnostic::without_place(Code::Typst, format!("unknown variable: {name}"));
            fault.place = relocator.place_in(id, range);
            found.push(fault);
        }
    }
    found
}

/// The names that neither a file nor the library binds, each at its first use. `all_of` gives the names of a module from which a
/// file imports all; none are reported if it does not know the module.
pub fn unknown(
    source: &Source,
    is_known: impl Fn(&str) -> bool,
    all_of: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Vec<(String, Range<usize>)> {
    let mut imported = HashSet::new();
    if collect_imported(source.root(), &mut imported, all_of).is_none() {
        return Vec::new();
    }
    // As Typst finds what a closure takes from around it.
    let mut visitor = CapturesVisitor::new(None, Capturer::Function);
    visitor.visit(source.root());
    let free = visitor.finish();
    let free = free.iter().map(|(name, _)| name.as_str()).filter(|name| !imported.contains(*name) && !is_known(name));
    let root = LinkedNode::new(source.root());
    free.filter_map(|name| Some((name.to_owned(), first(&root, name)?))).collect()
}

/// Collects the names that imports bind and that the visitor of Typst does not take for bound: those of modules, and all of a module.
fn collect_imported(
    node: &SyntaxNode,
    names: &mut HashSet<String>,
    all_of: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Option<()> {
    if let Some(import) = node.cast::<ast::ModuleImport>() {
        names.extend(import.new_name().map(|name| name.get().to_string()));
        names.extend(import.bare_name().ok().map(String::from));
        if let Some(ast::Imports::Wildcard) = import.imports() {
            let ast::Expr::Str(path) = import.source() else { return None };
            names.extend(all_of(&path.get())?);
        }
    }
    node.children().try_for_each(|child| collect_imported(child, names, all_of))
}

/// The first use of a name as an expression, and not as the name of an argument, a key or a field.
fn first(node: &LinkedNode, name: &str) -> Option<Range<usize>> {
    let is_name = matches!(node.kind(), SyntaxKind::Ident | SyntaxKind::MathIdent) && node.leaf_text() == name;
    if is_name {
        let is_first = node.index() == 0;
        let is_label = match node.parent_kind() {
            Some(SyntaxKind::Named) => is_first,
            Some(SyntaxKind::FieldAccess) => !is_first,
            _ => false,
        };
        return (!is_label).then(|| node.range());
    }
    node.children().find_map(|child| first(&child, name))
}
