//! What a Typst file says of the files that it reads.

use std::collections::HashSet;

use typst::syntax::ast::{self, Arg, AstNode, Expr};
use typst::syntax::{LinkedNode, SyntaxKind, parse};

use super::found::Found;

/// Functions that read the file which their first argument names.
const READERS: [&str; 10] = ["image", "read", "csv", "json", "toml", "yaml", "xml", "cbor", "plugin", "bibliography"];
/// Functions that read the files which some of their named arguments name.
const NAMED_READERS: [(&str, &[&str]); 3] =
    [("bibliography", &["style"]), ("cite", &["style"]), ("raw", &["theme", "syntaxes"])];
/// Functions of `pdf` that read the file which their only positional argument names.
const ATTACHING: [&str; 2] = ["attach", "embed"];
/// Fields of the view that hold a path which the program gives: of a figure, an attachment, the bibliography.
const GIVEN: [&str; 3] = ["file", "path", "bibliography"];
/// What the library has of readers that reads nothing.
const PURE: [&str; 4] = ["encode", "decode", "transition", "where"];
/// How much of an expression is shown, in characters.
const SHOWN: usize = 60;

/// Scans a file.
pub fn scan(text: &str) -> Found {
    let root = parse(text);
    let root = LinkedNode::new(&root);
    let mut scan = Scan { text, bound: HashSet::new(), modules: HashSet::new(), found: Found::default() };
    scan.bindings(&root);
    scan.walk(&root);
    scan.found
}

struct Scan<'a> {
    text: &'a str,
    /// Names that the file binds itself, so that they may be other than the library's.
    bound: HashSet<String>,
    /// Names that stand for modules.
    modules: HashSet<String>,
    found: Found,
}

impl Scan<'_> {
    fn bindings(&mut self, node: &LinkedNode) {
        if let Some(import) = node.cast::<ast::ModuleImport>() {
            match import.imports() {
                None => {
                    let name = import.new_name().map(|name| name.get().clone());
                    let name = name.or_else(|| import.bare_name().ok());
                    self.modules.extend(name.map(String::from));
                }
                Some(ast::Imports::Items(items)) => {
                    self.bound.extend(items.iter().map(|item| item.bound_name().get().to_string()));
                    self.modules.extend(import.new_name().map(|name| name.get().to_string()));
                }
                Some(ast::Imports::Wildcard) => {}
            }
        }
        if let Some(binding) = node.cast::<ast::LetBinding>() {
            self.bound.extend(binding.kind().bindings().iter().map(|name| name.get().to_string()));
        }
        if let Some(closure) = node.cast::<ast::Closure>() {
            for param in closure.params().children() {
                match param {
                    ast::Param::Pos(pattern) => {
                        self.bound.extend(pattern.bindings().iter().map(|name| name.get().to_string()));
                    }
                    ast::Param::Named(named) => _ = self.bound.insert(named.name().get().to_string()),
                    ast::Param::Spread(_) => {}
                }
            }
        }
        node.children().for_each(|child| self.bindings(&child));
    }

    fn walk(&mut self, node: &LinkedNode) {
        match node.kind() {
            SyntaxKind::Str => self.found.strings.extend(node.cast::<ast::Str>().map(|string| string.get().into())),
            SyntaxKind::ModuleImport => {
                let source = node.cast::<ast::ModuleImport>().map(ast::ModuleImport::source);
                self.must(node, source.is_some_and(|source| is_said(source) || self.is_module(source)));
            }
            SyntaxKind::ModuleInclude => {
                self.must(node, node.cast::<ast::ModuleInclude>().is_some_and(|include| is_said(include.source())));
            }
            SyntaxKind::FuncCall => {
                if let Some(call) = node.cast::<ast::FuncCall>() {
                    self.must(node, self.reads_what_is_said(call.callee(), call.args()));
                }
            }
            SyntaxKind::SetRule => {
                if let Some(rule) = node.cast::<ast::SetRule>() {
                    let said = name_of(rule.target()).is_none_or(|name| named_are_said(name, rule.args()));
                    self.must(node, said);
                }
            }
            SyntaxKind::Ident => self.must(node, !self.is_alias(node)),
            _ => {}
        }
        node.children().for_each(|child| self.walk(&child));
    }

    fn must(&mut self, node: &LinkedNode, holds: bool) {
        if !holds {
            let node = if node.kind() == SyntaxKind::Ident { node.parent().unwrap_or(node) } else { node };
            let line = 1 + self.text[..node.offset()].matches('\n').count();
            let text = self.text.get(node.range()).unwrap_or_default();
            let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
            self.found.open.push((line, text));
        }
    }

    fn is_module(&self, source: Expr) -> bool {
        let known = ["std", "calc", "sym", "emoji", "math", "pdf", "html"];
        match source {
            Expr::Ident(ident) => known.contains(&ident.as_str()) || self.modules.contains(ident.as_str()),
            Expr::FieldAccess(access) => self.is_module(access.target()),
            _ => false,
        }
    }

    /// Whether a call reads nothing, or what its text says.
    fn reads_what_is_said(&self, callee: Expr, args: ast::Args) -> bool {
        let positional: Vec<Expr> = args
            .items()
            .filter_map(|arg| match arg {
                Arg::Pos(expr) => Some(expr),
                _ => None,
            })
            .collect();
        let spread = args.items().any(|arg| matches!(arg, Arg::Spread(_)));
        if let Expr::FieldAccess(access) = callee
            && matches!(access.target(), Expr::Ident(target) if target.as_str() == "pdf")
            && ATTACHING.contains(&access.field().as_str())
        {
            return !spread && (positional.len() > 1 || positional.first().is_none_or(|path| is_said(*path)));
        }
        let Some(name) = name_of(callee) else { return true };
        if name == "eval" {
            return false;
        }
        let own = matches!(callee, Expr::Ident(_)) && self.is_own_function(name);
        if !READERS.contains(&name) || own {
            return named_are_said(name, args);
        }
        !spread && positional.first().is_none_or(|path| is_said(*path)) && named_are_said(name, args)
    }

    /// Whether the file imports or defines a function of this name, which then is not the library's.
    fn is_own_function(&self, name: &str) -> bool {
        self.bound.contains(name)
    }

    /// Whether a name hands on a function that reads, so that nobody can say what is read with it.
    fn is_alias(&self, node: &LinkedNode) -> bool {
        let Some(name) = node.cast::<ast::Ident>() else { return false };
        let name = name.as_str();
        if !(READERS.contains(&name) || name == "eval") || self.bound.contains(name) {
            return false;
        }
        let Some(parent) = node.parent() else { return true };
        let is_first = parent.children().next().is_some_and(|first| first.offset() == node.offset());
        match parent.kind() {
            SyntaxKind::FuncCall | SyntaxKind::SetRule => false,
            // A key of a dictionary, the name of an argument, and what a figure shows.
            SyntaxKind::Named => {
                !is_first && parent.cast::<ast::Named>().is_none_or(|named| named.name().as_str() != "kind")
            }
            SyntaxKind::FieldAccess if is_first => {
                !parent.cast::<ast::FieldAccess>().is_some_and(|access| PURE.contains(&access.field().as_str()))
            }
            SyntaxKind::FieldAccess => {
                let of_library = parent
                    .cast::<ast::FieldAccess>()
                    .is_some_and(|access| matches!(access.target(), Expr::Ident(target) if target.as_str() == "std"));
                let called = parent.parent().is_some_and(|outer| outer.kind() == SyntaxKind::FuncCall);
                of_library && !called
            }
            SyntaxKind::Binary | SyntaxKind::ImportItemPath | SyntaxKind::RenamedImportItem => false,
            SyntaxKind::ShowRule => parent
                .cast::<ast::ShowRule>()
                .is_some_and(|rule| rule.selector().is_none_or(|selector| selector.to_untyped().span() != node.span())),
            _ => true,
        }
    }
}

/// The name of a function of the library: `image`, `std.image`.
fn name_of(callee: Expr<'_>) -> Option<&str> {
    match callee {
        Expr::Ident(ident) => Some(ident.as_str()),
        Expr::FieldAccess(access) if matches!(access.target(), Expr::Ident(target) if target.as_str() == "std") => {
            Some(access.field().as_str())
        }
        _ => None,
    }
}

/// Whether the named arguments that are paths are said.
fn named_are_said(function: &str, args: ast::Args) -> bool {
    let paths = NAMED_READERS.iter().find(|(name, _)| *name == function).map_or(&[][..], |(_, paths)| paths);
    args.items().all(|arg| match arg {
        Arg::Named(named) if paths.contains(&named.name().as_str()) => is_said(named.expr()),
        _ => true,
    })
}

/// Whether an expression is a path that its text says, one that the program gives, or no path at all.
fn is_said(expr: Expr) -> bool {
    match expr {
        Expr::Str(_) | Expr::None(_) | Expr::Auto(_) => true,
        Expr::Parenthesized(inner) => is_said(inner.expr()),
        Expr::Array(array) => array.items().all(|item| matches!(item, ast::ArrayItem::Pos(expr) if is_said(expr))),
        Expr::FieldAccess(access) => GIVEN.contains(&access.field().as_str()),
        // Bytes, not paths; what `read` and `path` are given is looked at where they are called.
        Expr::FuncCall(call) => match name_of(call.callee()) {
            Some("bytes" | "read") => true,
            Some("path") => call.args().items().all(|arg| matches!(arg, Arg::Pos(expr) if is_said(expr))),
            _ => false,
        },
        _ => false,
    }
}
