//! The files that a Typst file reads.

use std::cell::OnceCell;
use std::collections::HashSet;

use typst::foundations::{Capturer, Scope};
use typst::syntax::ast::{self, Arg, AstNode, Expr};
use typst::syntax::{SyntaxKind, SyntaxNode, parse};
use typst_eval::CapturesVisitor;

/// Functions that read the file named by their first argument.
const READERS: [&str; 10] = ["image", "read", "csv", "json", "toml", "yaml", "xml", "cbor", "plugin", "bibliography"];
/// Functions that read the files named by some of their named arguments.
const NAMED_READERS: [(&str, &[&str]); 3] =
    [("bibliography", &["style"]), ("cite", &["style"]), ("raw", &["theme", "syntaxes"])];
/// Functions of `pdf` that read the file named by their only positional argument.
const ATTACHING: [&str; 2] = ["attach", "embed"];
/// Fields of the view whose value is a path from the program: of a figure, an attachment, the bibliography.
const GIVEN: [&str; 3] = ["file", "path", "bibliography"];
/// Fields of readers that read nothing, such as `json.encode`.
const PURE: [&str; 4] = ["encode", "decode", "transition", "where"];
/// The most characters shown of an expression.
const SHOWN: usize = 60;

/// The result of a scan of one template.
#[derive(Debug, Default)]
pub struct Found {
    /// Every string.
    pub strings: Vec<String>,
    /// Paths that cannot be read from the text, by their lines, from 1.
    pub open: Vec<(usize, String)>,
}

/// Scans a file.
pub fn scan(text: &str) -> Found {
    let root = parse(text);
    let mut scan = Scan {
        text,
        root: &root,
        free: OnceCell::new(),
        modules: HashSet::new(),
        above: Vec::new(),
        found: Found::default(),
    };
    scan.collect_modules(&root);
    scan.walk(&root, 0);
    scan.found
}

struct Scan<'a> {
    text: &'a str,
    root: &'a SyntaxNode,
    /// Names that the file uses and does not bind: those of the library. Found when a name is asked for.
    free: OnceCell<Scope>,
    /// Names that stand for modules.
    modules: HashSet<String>,
    /// The nodes around the one that is visited, the outermost first, with their offsets in the text, in bytes.
    above: Vec<(&'a SyntaxNode, usize)>,
    found: Found,
}

impl<'a> Scan<'a> {
    fn collect_modules(&mut self, node: &SyntaxNode) {
        if let Some(import) = node.cast::<ast::ModuleImport>() {
            let bare = || import.bare_name().ok().filter(|_| import.imports().is_none());
            let name = import.new_name().map(|name| name.get().clone()).or_else(bare);
            self.modules.extend(name.map(String::from));
        }
        node.children().for_each(|child| self.collect_modules(child));
    }

    /// Visits a node at this offset in the text, in bytes, and those below it.
    fn walk(&mut self, node: &'a SyntaxNode, offset: usize) {
        let is_literal = match node.cast() {
            Some(Expr::Str(string)) => {
                self.found.strings.push(string.get().into());
                true
            }
            Some(Expr::ModuleImport(import)) => is_literal(import.source()) || self.is_module(import.source()),
            Some(Expr::ModuleInclude(include)) => is_literal(include.source()),
            Some(Expr::FuncCall(call)) => self.reads_named_files(call.callee(), call.args()),
            Some(Expr::SetRule(rule)) => name_of(rule.target()).is_none_or(|name| named_are_literal(name, rule.args())),
            Some(Expr::Ident(_)) => !self.is_alias(node),
            _ => true,
        };
        if !is_literal {
            let parent = self.above.last().filter(|_| node.kind() == SyntaxKind::Ident);
            let (shown, start) = parent.copied().unwrap_or((node, offset));
            let line = 1 + self.text[..start].matches('\n').count();
            let text = shown.full_text();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect();
            self.found.open.push((line, text));
        }
        self.above.push((node, offset));
        let mut start = offset;
        for child in node.children() {
            self.walk(child, start);
            start += child.len();
        }
        self.above.pop();
    }

    /// Whether the file binds a name itself.
    fn is_own(&self, name: &str) -> bool {
        // As Typst finds what a closure takes from around it.
        let find = || {
            let mut visitor = CapturesVisitor::new(None, Capturer::Function);
            visitor.visit(self.root);
            visitor.finish()
        };
        self.free.get_or_init(find).get(name).is_none()
    }

    fn is_module(&self, source: Expr) -> bool {
        let known = ["std", "calc", "sym", "emoji", "math", "pdf", "html"];
        match source {
            Expr::Ident(ident) => known.contains(&ident.as_str()) || self.modules.contains(ident.as_str()),
            Expr::FieldAccess(access) => self.is_module(access.target()),
            _ => false,
        }
    }

    /// Whether a call reads nothing, or a file that its text names.
    fn reads_named_files(&self, callee: Expr, args: ast::Args) -> bool {
        let positional = args.items().filter_map(|arg| match arg {
            Arg::Pos(expr) => Some(expr),
            _ => None,
        });
        let positional: Vec<Expr> = positional.collect();
        let is_spread = args.items().any(|arg| matches!(arg, Arg::Spread(_)));
        let first_is_literal = !is_spread && positional.first().is_none_or(|path| is_literal(*path));
        if let Expr::FieldAccess(access) = callee
            && is_named(access.target(), "pdf")
            && ATTACHING.contains(&access.field().as_str())
        {
            return first_is_literal || !is_spread && positional.len() > 1;
        }
        let Some(name) = name_of(callee) else { return true };
        let reads_first = READERS.contains(&name) && !(matches!(callee, Expr::Ident(_)) && self.is_own(name));
        name != "eval" && (first_is_literal || !reads_first) && named_are_literal(name, args)
    }

    /// Whether a name passes on a function that reads, so that its calls cannot be found.
    fn is_alias(&self, node: &SyntaxNode) -> bool {
        let Some(name) = node.cast::<ast::Ident>() else { return false };
        let name = name.as_str();
        if !(READERS.contains(&name) || name == "eval") || self.is_own(name) {
            return false;
        }
        let Some(((parent, _), outer)) = self.above.split_last() else { return true };
        let is_first = parent.children().next().is_some_and(|first| std::ptr::eq(first, node));
        let access = parent.cast::<ast::FieldAccess>();
        match parent.kind() {
            SyntaxKind::FuncCall | SyntaxKind::SetRule => false,
            // A key of a dictionary, the name of an argument, and the `kind` of a figure.
            SyntaxKind::Named => {
                !is_first && parent.cast::<ast::Named>().is_none_or(|named| named.name().as_str() != "kind")
            }
            SyntaxKind::FieldAccess if is_first => {
                !access.is_some_and(|access| PURE.contains(&access.field().as_str()))
            }
            SyntaxKind::FieldAccess => {
                let is_called = outer.last().is_some_and(|(outer, _)| outer.kind() == SyntaxKind::FuncCall);
                access.is_some_and(|access| is_named(access.target(), "std")) && !is_called
            }
            SyntaxKind::Binary | SyntaxKind::ImportItemPath | SyntaxKind::RenamedImportItem => false,
            SyntaxKind::ShowRule => parent
                .cast::<ast::ShowRule>()
                .is_some_and(|rule| rule.selector().is_none_or(|selector| selector.to_untyped().span() != node.span())),
            _ => true,
        }
    }
}

fn is_named(expr: Expr, name: &str) -> bool {
    matches!(expr, Expr::Ident(ident) if ident.as_str() == name)
}

/// The name of a function of the library: `image`, `std.image`.
fn name_of(callee: Expr<'_>) -> Option<&str> {
    match callee {
        Expr::Ident(ident) => Some(ident.as_str()),
        Expr::FieldAccess(access) if is_named(access.target(), "std") => Some(access.field().as_str()),
        _ => None,
    }
}

/// Whether the text names all paths among the named arguments.
fn named_are_literal(function: &str, args: ast::Args) -> bool {
    let paths = NAMED_READERS.iter().find(|(name, _)| *name == function).map_or(&[][..], |(_, paths)| paths);
    args.items().all(|arg| match arg {
        Arg::Named(named) if paths.contains(&named.name().as_str()) => is_literal(named.expr()),
        _ => true,
    })
}

/// Whether an expression is a literal path, a path from the program, or no path at all.
fn is_literal(expr: Expr) -> bool {
    match expr {
        Expr::Str(_) | Expr::None(_) | Expr::Auto(_) => true,
        Expr::Parenthesized(inner) => is_literal(inner.expr()),
        Expr::Array(array) => array.items().all(|item| matches!(item, ast::ArrayItem::Pos(expr) if is_literal(expr))),
        Expr::FieldAccess(access) => GIVEN.contains(&access.field().as_str()),
        // Bytes, not paths; the arguments of `read` and `path` are checked as those of calls.
        Expr::FuncCall(call) => match name_of(call.callee()) {
            Some("bytes" | "read") => true,
            Some("path") => call.args().items().all(|arg| matches!(arg, Arg::Pos(expr) if is_literal(expr))),
            _ => false,
        },
        _ => false,
    }
}
