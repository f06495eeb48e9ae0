//! The tokens of a project's theme beside those of the program, over which it is laid token by token: what nothing reads, what is of
//! another sort than its place needs, and colours whose inks are still those of the program.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use typst::syntax::ast::{self, AstNode};
use typst::syntax::{LinkedNode, parse};

use crate::diagnostics::{Code, Diagnostic, Files, Place, nearest};
use crate::files::Overlay;
use crate::merge::tokens::THEME_IN_USE as THEME;

/// The dictionaries whose entries templates also name by a kind or a number, and the one whose entries are pairs.
const NAMED_BY_DATA: [&str; 2] = ["colours", "faces"];
const COLOURS: &str = "colours.";
/// The report's own colour, which editors can give without a theme.
const BRAND: &str = "colours.brand";
const FROM_REPORT: &str = "as `colour` of `[brand]` in `report.toml` the colour gets its inks from the program";
/// What black ink alone prints fits a colour of any hue.
const BLACK_ALONE: &str = "cmyk(0%, 0%, 0%,";

/// What a token is, as far as it is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Without a unit.
    Number,
    /// With a unit.
    Measure,
    Colour,
    Text,
    Group,
    /// An expression that only Typst can evaluate.
    Open,
}

/// A token: a value of the theme, or an entry of one that is a dictionary.
#[derive(Debug, Clone)]
struct Token {
    name: Range<usize>,
    value: Range<usize>,
    sort: Sort,
}

/// The tokens of a theme by their names, such as `margins.top`.
type Tokens = BTreeMap<String, Token>;

/// The faults of a project's own theme; none of the program's.
pub fn faults(look: &Overlay, is_printed: bool, files: &mut Files) -> Vec<Diagnostic> {
    let Some(of_program) = look.built_in.get(THEME).filter(|_| look.is_changed(THEME)) else { return Vec::new() };
    // A theme that is not text is reported when it is evaluated.
    let Ok(text) = std::str::from_utf8(&look.own[THEME]) else { return Vec::new() };
    let file = files.add(THEME, text.trim_start_matches('\u{feff}'));
    let (own, of_program) = (files.get(file).text.clone(), String::from_utf8_lossy(of_program).into_owned());
    let compared = Compared {
        tokens: tokens(&own),
        known: tokens(&of_program),
        own: &own,
        of_program: &of_program,
        words: words(look),
    };
    let fault =
        |(range, code, message, hint): Fault| Diagnostic::new(code, Place::new(file, range), message).with_hints(hint);
    let of_token = |(path, token): (&String, &Token)| {
        let unread = compared.unread(path, token);
        let inks = || compared.inks(path, token).filter(|_| is_printed);
        let unfit = || compared.wrong_sort(path, token).or_else(|| compared.half(path, token));
        unread.or_else(unfit).or_else(inks).map(fault)
    };
    compared.tokens.iter().filter_map(of_token).collect()
}

/// The names and the screen colours of the colours that a project has changed in its theme, each with the place of its name.
pub fn changed_colours(own: &str, of_program: &str) -> Vec<(String, [u8; 3], Range<usize>)> {
    let known = tokens(of_program);
    let screen = |tokens: &Tokens, text: &str, path: &str| {
        let token = tokens.get(&format!("{path}.screen"))?;
        from_hex(&text[token.value.clone()])
    };
    let tokens = tokens(own);
    let colours = tokens.iter().filter_map(|(path, token)| {
        let name = path.strip_prefix(COLOURS).filter(|name| !name.contains('.'))?;
        let colour = screen(&tokens, own, path)?;
        (screen(&known, of_program, path) != Some(colour)).then(|| (name.to_owned(), colour, token.name.clone()))
    });
    colours.collect()
}

/// Whether a theme has less than half of the values of a whole one: it was written to lie over that, and not made from it.
pub fn has_few(own: &str, whole: &str) -> bool {
    let (own, whole) = (values(own), values(whole));
    own.keys().filter(|path| whole.contains_key(*path)).count() * 2 < whole.len()
}

/// A value of the program that has changed.
pub struct Change {
    pub path: String,
    pub old: String,
    /// `None` if the program has no such token any more.
    pub new: Option<String>,
}

/// The changes that the program made from `before` to `now` to what a theme has, too.
pub fn changed_since(own: &str, before: &str, now: &str) -> Vec<Change> {
    let (before, now) = (values(before), values(now));
    let change = |path: String| {
        let (old, new) = (before.get(&path)?.clone(), now.get(&path).cloned());
        (new.as_ref() != Some(&old)).then_some(Change { path, old, new })
    };
    values(own).into_keys().filter_map(change).collect()
}

/// The values of a theme by their names, such as `margins.top`.
fn values(theme: &str) -> BTreeMap<String, String> {
    let on_one_line = |range: Range<usize>| theme[range].split_whitespace().collect::<Vec<_>>().join(" ");
    let values = tokens(theme).into_iter().filter(|(_, token)| token.sort != Sort::Group);
    values.map(|(path, token)| (path, on_one_line(token.value))).collect()
}

/// The colour of `rgb("#0c3c4c")`.
fn from_hex(call: &str) -> Option<[u8; 3]> {
    let (_, rest) = call.split_once('"')?;
    let digits = rest.split_once('"')?.0.trim_start_matches('#');
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    if digits.len() == 6 { Some([byte(0)?, byte(2)?, byte(4)?]) } else { None }
}

type Fault = (Range<usize>, Code, String, Vec<String>);

struct Compared<'t> {
    tokens: Tokens,
    known: Tokens,
    own: &'t str,
    of_program: &'t str,
    /// How often each word stands in the templates in use, the theme among them.
    words: HashMap<String, usize>,
}

impl Compared<'_> {
    /// A token that the program does not have, and that no template names.
    fn unread(&self, path: &str, token: &Token) -> Option<Fault> {
        let (group, name) = path.rsplit_once('.').unwrap_or(("", path));
        let is_of_known = group.is_empty() || self.known.get(group).is_some_and(|it| it.sort == Sort::Group);
        if self.known.contains_key(path) || !is_of_known || self.words.get(name).is_some_and(|count| *count > 1) {
            return None;
        }
        let siblings = self.known.keys().filter_map(|known| {
            let (of, name) = known.rsplit_once('.').unwrap_or(("", known));
            (of == group && !self.tokens.contains_key(known)).then_some(name)
        });
        let siblings: Vec<&str> = siblings.collect();
        let without_number = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let near = nearest::nearest(name, siblings.iter().copied());
        let near = near.filter(|near| without_number(near) != without_number(name) || *near == without_number(name));
        if near.is_none() && (NAMED_BY_DATA.contains(&group) || group.starts_with(COLOURS)) {
            return None;
        }
        let of = if group.is_empty() { String::new() } else { format!(" of `{group}`") };
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "delete it, or read it in a template".to_owned(),
        };
        Some((
            token.name.clone(),
            Code::UnreadTemplate,
            format!("no template reads the token `{name}`{of}"),
            vec![hint],
        ))
    }

    /// A token that cannot be used where the program's is.
    fn wrong_sort(&self, path: &str, token: &Token) -> Option<Fault> {
        let known = self.known.get(path)?;
        let (written, usual) = (&self.own[token.value.clone()], &self.of_program[known.value.clone()]);
        let needed = match (known.sort, token.sort) {
            (Sort::Measure, Sort::Number) => "a number with a unit",
            (Sort::Measure, Sort::Text | Sort::Colour | Sort::Group) => "a number with a unit",
            (Sort::Colour, Sort::Text | Sort::Number | Sort::Measure) => "a colour",
            (Sort::Text, Sort::Number | Sort::Measure | Sort::Colour) => "words in quotes",
            (Sort::Group, Sort::Colour | Sort::Text | Sort::Number | Sort::Measure) if path.starts_with(COLOURS) => {
                "a pair of colours"
            }
            (Sort::Group, Sort::Colour | Sort::Text | Sort::Number | Sort::Measure) => "a dictionary",
            _ => return None,
        };
        let message = format!("the token `{path}` must be {needed}, not `{written}`");
        let usual = if usual.contains('\n') { "(…)" } else { usual };
        let hint = match (known.sort, token.sort) {
            (Sort::Measure, Sort::Number) => {
                let unit = usual.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                format!("write it with its unit, such as `{written}{unit}`")
            }
            _ => format!("the program has `{usual}` there"),
        };
        Some((token.value.clone(), Code::Typst, message, vec![hint]))
    }

    /// A colour that has no value for a screen or for print.
    fn half(&self, path: &str, token: &Token) -> Option<Fault> {
        path.strip_prefix(COLOURS).filter(|name| !name.contains('.') && token.sort == Sort::Group)?;
        // A pair can also be put together from others.
        if self.own[token.value.clone()].contains("..") {
            return None;
        }
        let lacking =
            ["screen", "print"].into_iter().find(|part| !self.tokens.contains_key(&format!("{path}.{part}")))?;
        let hint = "a colour is a pair: `(screen: rgb(\"#0c3c4c\"), print: cmyk(95%, 45%, 35%, 50%))`".to_owned();
        let hints = [hint].into_iter().chain((path == BRAND).then(|| FROM_REPORT.to_owned())).collect();
        Some((token.name.clone(), Code::Typst, format!("the token `{path}` has no `{lacking}`"), hints))
    }

    /// A colour of which only the half for a screen is the project's own.
    fn inks(&self, path: &str, token: &Token) -> Option<Fault> {
        path.strip_prefix(COLOURS).filter(|name| !name.contains('.'))?;
        let part = |tokens: &Tokens, text: &str, part: &str| {
            let token = tokens.get(&format!("{path}.{part}"))?;
            Some(text[token.value.clone()].split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        };
        let both = |name| Some([part(&self.tokens, self.own, name)?, part(&self.known, self.of_program, name)?]);
        let ([screen, of_program], [print, inks]) = (both("screen")?, both("print")?);
        if screen == of_program || print != inks || print.starts_with(BLACK_ALONE) {
            return None;
        }
        let message =
            format!("the token `{path}` has a colour of its own on a screen, but in print the inks of the program's");
        let mut hints = vec!["change `print`, too: the inks do not follow here".to_owned()];
        if path == BRAND {
            hints.push(FROM_REPORT.to_owned());
        }
        Some((token.name.clone(), Code::UnreadTemplate, message, hints))
    }
}

/// How often each word stands in the templates in use that are not the program's theme.
fn words(look: &Overlay) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    let is_template = |path: &str| path.ends_with(".typ") || path.ends_with(".j2");
    for text in look.iter().filter(|(path, _)| is_template(path)).map(|(_, bytes)| String::from_utf8_lossy(bytes)) {
        let is_end = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
        for word in text.split(is_end).filter(|word| !word.is_empty()) {
            *found.entry(word.to_owned()).or_default() += 1;
        }
    }
    found
}

fn tokens(theme: &str) -> Tokens {
    let root = parse(theme);
    let mut found = Tokens::new();
    for node in LinkedNode::new(&root).children() {
        let Some(binding) = node.cast::<ast::LetBinding>() else { continue };
        let names = binding.kind().bindings();
        if let ([name], Some(value)) = (names.as_slice(), binding.init())
            && let (Some(name), Some(value)) = (find(&node, name.to_untyped()), find(&node, value.to_untyped()))
        {
            collect(&name, &value, "", &mut found);
        }
    }
    found
}

/// The child of a node that is this one, with its place.
fn find<'n>(node: &LinkedNode<'n>, wanted: &typst::syntax::SyntaxNode) -> Option<LinkedNode<'n>> {
    if std::ptr::eq(node.get(), wanted) {
        return Some(node.clone());
    }
    node.children().find_map(|child| find(&child, wanted))
}

fn collect(name: &LinkedNode, value: &LinkedNode, prefix: &str, found: &mut Tokens) {
    let path = format!("{prefix}{}", name.leaf_text());
    let sort = value.cast::<ast::Expr>().map_or(Sort::Open, sort);
    if sort == Sort::Group {
        for entry in value.children() {
            let Some(named) = entry.cast::<ast::Named>() else { continue };
            let parts = (find(&entry, named.name().to_untyped()), find(&entry, named.expr().to_untyped()));
            if let (Some(name), Some(value)) = parts {
                collect(&name, &value, &format!("{path}."), found);
            }
        }
    }
    found.insert(path, Token { name: name.range(), value: value.range(), sort });
}

fn sort(value: ast::Expr) -> Sort {
    match value {
        ast::Expr::Int(_) | ast::Expr::Float(_) => Sort::Number,
        ast::Expr::Numeric(_) => Sort::Measure,
        ast::Expr::Str(_) => Sort::Text,
        ast::Expr::Dict(_) => Sort::Group,
        ast::Expr::FuncCall(call) => match call.callee() {
            ast::Expr::Ident(name) if ["rgb", "cmyk", "luma", "oklab", "oklch"].contains(&name.as_str()) => {
                Sort::Colour
            }
            _ => Sort::Open,
        },
        _ => Sort::Open,
    }
}
