//! `SHA256SUMS` of a release, as `sha256sum` writes and checks it.

use std::collections::BTreeMap;

use crate::files::digest;
use crate::files::read::Tree;

/// Something about the files of a folder that is not as the list says.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// A line that is not a sum and a name.
    Line(usize),
    Missing(String),
    /// The list does not know the file.
    Extra(String),
    Differs(String),
}

/// Compares the files of a folder with the list among them, which `name` names.
pub fn check(files: &Tree, name: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let list = files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let mut sums = BTreeMap::new();
    for (number, line) in list.lines().enumerate() {
        match line.split_once("  ") {
            Some((sum, path)) if sum.len() == 64 => _ = sums.insert(path, sum),
            _ => faults.push(Fault::Line(number + 1)),
        }
    }
    for (path, sum) in &sums {
        match files.get(*path) {
            None => faults.push(Fault::Missing((*path).to_owned())),
            Some(bytes) if digest::of(bytes) != *sum => faults.push(Fault::Differs((*path).to_owned())),
            Some(_) => {}
        }
    }
    let extra = files.keys().filter(|path| *path != name && !sums.contains_key(path.as_str()));
    faults.extend(extra.cloned().map(Fault::Extra));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_looked_at() {
        let mut files = Tree::from([("a".to_owned(), b"1".to_vec()), ("b/c".to_owned(), b"2".to_vec())]);
        let list = digest::sums(&files);
        files.insert("S".to_owned(), list.clone().into_bytes());
        assert!(check(&files, "S").is_empty());
        files.insert("d".to_owned(), Vec::new());
        files.insert("a".to_owned(), b"x".to_vec());
        files.remove("b/c");
        let faults = check(&files, "S");
        assert_eq!(faults, [Fault::Differs("a".into()), Fault::Missing("b/c".into()), Fault::Extra("d".into())]);
        files.insert("S".to_owned(), (list + "sum path\n").into_bytes());
        assert!(check(&files, "S").contains(&Fault::Line(3)));
    }
}
