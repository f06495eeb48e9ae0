//! Parses the Rust sources of the program, each with its imports and functions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};

use crate::support::project::{files_below, repository};

/// A file below `src/`.
pub struct Source {
    /// Relative to `src/`, such as `build/plan.rs`.
    pub path: String,
    pub text: String,
    pub syntax: syn::File,
}

impl Source {
    /// The path of its module, such as `build::plan`; empty for `lib.rs`.
    pub fn module(&self) -> String {
        let stem = self.path.trim_end_matches(".rs");
        let stem = if stem == "lib" { "" } else { stem.strip_suffix("/mod").unwrap_or(stem) };
        stem.replace('/', "::")
    }
}

/// Every file of the program.
pub fn all() -> Vec<Source> {
    let root = repository().join("src");
    let is_rust = |path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Source { path: path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), text, syntax }
    };
    files_below(&root).into_iter().filter(is_rust).map(read).collect()
}

/// The crates that a file names, except its own.
pub fn crates(file: &syn::File) -> BTreeSet<String> {
    let paths = Paths::of(file);
    let first = paths.used.iter().chain(paths.exported.values()).filter_map(|path| path.first());
    first.filter(|name| !["crate", "self", "super"].contains(&name.as_str())).cloned().collect()
}

/// The imports of each module. Declaring a child and re-exporting its items is no import; naming an item of a parent is. Imports of
/// tests are left out.
pub fn imports(sources: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let named: BTreeMap<String, Paths> =
        sources.iter().map(|source| (source.module(), Paths::of(&source.syntax))).collect();
    let targets = |module: &String, paths: &Paths| {
        let resolved = paths.used.iter().filter_map(|path| resolve(&named, module, path));
        resolved.filter(|target| target != module).collect()
    };
    named.iter().map(|(module, paths)| (module.clone(), targets(module, paths))).collect()
}

/// The module of the program that has what a path names.
fn resolve(named: &BTreeMap<String, Paths>, module: &str, path: &[String]) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &path[1..];
        }
        "self" | "super" => {
            while let Some((first, after)) =
                rest.split_first().filter(|(first, _)| ["self", "super"].contains(&first.as_str()))
            {
                if first == "super" {
                    base.pop();
                }
                rest = after;
            }
        }
        first if named[module].children.contains(first) => {}
        _ => return None,
    }
    while let Some((first, after)) = rest.split_first() {
        let inner = [&base[..], &[first.as_str()]].concat().join("::");
        if !named.contains_key(&inner) {
            break;
        }
        base.push(first);
        rest = after;
    }
    let own = base.join("::");
    let exported = rest.first().and_then(|name| named.get(&own)?.exported.get(name));
    match exported {
        Some(path) => resolve(named, &own, path),
        None => Some(own),
    }
}

/// The paths that a file names.
#[derive(Default)]
struct Paths {
    used: Vec<Vec<String>>,
    /// Names that the file re-exports, with where they come from.
    exported: BTreeMap<String, Vec<String>>,
    /// Its children in files of their own.
    children: BTreeSet<String>,
    /// How many inline modules enclose what is being visited.
    depth: usize,
}

impl Paths {
    fn of(file: &syn::File) -> Self {
        let mut paths = Self::default();
        paths.visit_file(file);
        paths
    }

    fn add(&mut self, path: Vec<String>) {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let is_outside = match path.first().map(String::as_str) {
            Some("super") => supers > self.depth,
            Some("self") => self.depth == 0,
            _ => true,
        };
        if is_outside {
            self.used.push(path[self.depth.min(supers)..].to_vec());
        }
    }

    /// Paths in the tokens of a macro, which have no syntax yet.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Ident(ident) if colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                token => {
                    self.add_if_own(std::mem::take(&mut path));
                    colons = 0;
                    match token {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.add_tokens(group.stream()),
                        TokenTree::Punct(_) | TokenTree::Literal(_) => {}
                    }
                }
            }
        }
        self.add_if_own(path);
    }

    fn add_if_own(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            self.add(path);
        }
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        if module.content.is_none() {
            self.children.insert(module.ident.to_string());
            return;
        }
        self.depth += 1;
        visit::visit_item_mod(self, module);
        self.depth -= 1;
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let mut paths = Vec::new();
        expand(&item.tree, &mut Vec::new(), &mut paths);
        let is_exported = !matches!(item.vis, Visibility::Inherited);
        for (path, name) in paths {
            if is_exported && !["crate", "super"].contains(&path[0].as_str()) {
                self.exported.insert(name, path);
            } else {
                self.add(path);
            }
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.add_if_own(parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.add_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// Each path of a tree of imports, with the name that it gets here.
fn expand(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            expand(&path.tree, before, found);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| expand(tree, before, found)),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            found.push(([&before[..], std::slice::from_ref(&name)].concat(), name));
        }
        UseTree::Rename(renamed) => {
            let path = [&before[..], &[renamed.ident.to_string()]].concat();
            found.push((path, renamed.rename.to_string()));
        }
        UseTree::Glob(_) => found.push((before.clone(), "*".to_owned())),
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether something is compiled for tests only.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|ident| ident == "test")
    })
}
