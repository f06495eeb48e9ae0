//! Converts files between a git repository and a checkout: line ends, encodings and `$Id$`, as git does (gitattributes(5)). No
//! program is run: files under a filter are left to the caller.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use gix::attrs::StateRef;
use gix::bstr::{BStr, ByteSlice};
use gix::filter::plumbing::eol::{self, AttributesDigest, Mode};
use gix::filter::plumbing::{Driver, encoding, ident, worktree};
use gix::worktree::stack::state::ignore;

use super::git_files;

pub use gix::worktree::stack::state::attributes::Source;

/// The attributes that control conversion, in the order of [`Checkout::rules`].
const NAMES: [&str; 6] = ["text", "crlf", "eol", "working-tree-encoding", "ident", "filter"];

/// Opens the repository of a folder, by the nearest `.git` upwards. `None` if there is none. Fails if it is damaged or another user's.
pub fn open(folder: &Path) -> Result<Option<gix::Repository>, String> {
    let real = folder.canonicalize().map_err(|error| format!("`{}`: {error}", folder.display()))?;
    for folder in real.ancestors() {
        let git = folder.join(".git");
        match std::fs::symlink_metadata(&git) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(format!("`{}`: {error}", git.display())),
            Ok(_) => {
                git_files::check_own(&git)?;
                let options = gix::open::Options::default().bail_if_untrusted(true).strict_config(true);
                let opened = gix::open_opts(folder, options);
                return opened.map(Some).map_err(|error| format!("`{}`: {}", git.display(), plain(&error)));
            }
        }
    }
    Ok(None)
}

/// The message of an error, with its causes, on one line.
pub fn plain(error: &dyn std::error::Error) -> String {
    let mut words = vec![error.to_string()];
    for text in std::iter::successors(error.source(), |error| error.source()).map(ToString::to_string) {
        if !words.iter().any(|earlier| earlier.contains(&text)) {
            words.push(text);
        }
    }
    words.join(": ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The attributes and settings of a repository that control conversion.
pub struct Checkout<'r> {
    stack: gix::AttributeStack<'r>,
    found: gix::attrs::search::Outcome,
    line_ends: eol::Configuration,
    drivers: Vec<Driver>,
    hash: gix::hash::Kind,
    /// The working tree, whose attribute files may be read.
    root: Option<PathBuf>,
    checked: git_files::Checked,
}

/// The conversion of one file.
pub struct Rules {
    /// The name of the filter that would convert it.
    pub filter: Option<String>,
    encoding: Option<Encoding>,
    ident: bool,
    line_ends: AttributesDigest,
}

#[derive(Clone, Copy)]
struct Encoding {
    charset: &'static encoding::Encoding,
    /// In UTF-16: whether files begin with a mark of their byte order.
    marked: bool,
}

impl<'r> Checkout<'r> {
    /// The rules of the files in an index: by the `.gitattributes` in it (`IdMapping`), or first by those of the working tree. Fails if
    /// the settings of the repository are invalid.
    pub fn new(repository: &'r gix::Repository, index: &gix::index::State, source: Source) -> Result<Self, gix::Error> {
        let options = gix::filter::Pipeline::options(repository)?;
        let ignored = ignore::Source::WorktreeThenIdMappingIfNotSkipped.adjust_for_bare(repository.is_bare());
        let mut found = gix::attrs::search::Outcome::default();
        found.initialize_with_selection(&gix::attrs::search::MetadataCollection::default(), NAMES);
        Ok(Self {
            stack: repository.attributes(index, source, ignored, None)?,
            found,
            line_ends: options.eol_config,
            drivers: options.drivers,
            hash: repository.object_hash(),
            root: repository.workdir().map(Path::to_owned),
            checked: git_files::Checked::default(),
        })
    }

    /// The conversion of a file, by its path. Fails if an attributes file cannot be read, or names an unknown encoding.
    pub fn rules(&mut self, path: &str) -> Result<Rules, String> {
        self.check_rules(path)?;
        let entry = self.stack.at_entry(BStr::new(path), None).map_err(|error| plain(&error))?;
        entry.matching_attributes(&mut self.found);
        let states: Vec<StateRef> = self.found.iter_selected().map(|it| it.assignment.state).collect();
        let value = |at: usize| match states.get(at) {
            Some(StateRef::Value(value)) => Some(value.as_bstr().to_string()),
            _ => None,
        };
        let filter = value(5).filter(|name| {
            let runs = |driver: &Driver| driver.clean.is_some() || driver.smudge.is_some() || driver.process.is_some();
            self.drivers.iter().any(|driver| driver.name == name.as_str() && runs(driver))
        });
        let encoding = value(3).map(|name| Encoding::of(&name)).transpose();
        Ok(Rules {
            filter,
            encoding: encoding.map_err(|reason| format!("`{path}`: {reason}"))?.flatten(),
            ident: matches!(states.get(4), Some(StateRef::Set)),
            line_ends: line_ends(&states, value(2).as_deref(), self.line_ends),
        })
    }

    /// Whether git would ignore an untracked file, by its path in the repository. Fails if a `.gitignore` cannot be read.
    pub fn is_ignored(&mut self, path: &str) -> Result<bool, String> {
        self.check_rules(path)?;
        let entry = self.stack.at_entry(BStr::new(path), None).map_err(|error| plain(&error))?;
        Ok(entry.is_excluded())
    }

    fn check_rules(&mut self, path: &str) -> Result<(), String> {
        self.root.as_ref().map_or(Ok(()), |root| self.checked.check_rules(root, path))
    }

    /// The bytes that git would store for a file. `kept` returns those that it stores now. Fails if there is not enough memory.
    pub fn to_git<'b>(
        &self,
        rules: &Rules,
        bytes: &'b [u8],
        kept: &dyn Fn() -> Option<Vec<u8>>,
    ) -> Result<Cow<'b, [u8]>, gix::Error> {
        let mut bytes = Cow::Borrowed(bytes);
        // Like git, leaves bytes as they are that are not in the encoding.
        if let Some(text) = rules.encoding.and_then(|encoding| encoding.decode(&bytes)) {
            bytes = Cow::Owned(text);
        }
        let mut changed = Vec::new();
        let options = eol::convert_to_git::Options { round_trip_check: None, config: self.line_ends };
        let mut index = |buffer: &mut Vec<u8>| Ok(kept().map(|kept| *buffer = kept));
        if eol::convert_to_git(&bytes, rules.line_ends, &mut changed, &mut index, options)? {
            bytes = Cow::Owned(std::mem::take(&mut changed));
        }
        if rules.ident && ident::undo(&bytes, &mut changed).is_ok_and(|changed| changed) {
            bytes = Cow::Owned(changed);
        }
        Ok(bytes)
    }

    /// The bytes that git would check out, without filters. Fails if a conversion runs out of memory.
    pub fn to_worktree(&self, rules: &Rules, kept: Vec<u8>) -> Result<Vec<u8>, gix::Error> {
        let (mut bytes, mut changed) = (kept, Vec::new());
        if rules.ident {
            // gix leaves out the space at the end (convert.c, `ident_to_worktree`).
            let id = gix::objs::compute_hash(self.hash, gix::objs::Kind::Blob, &bytes)?;
            bytes = bytes.replace("$Id$", format!("$Id: {id} $"));
        }
        if eol::convert_to_worktree(&bytes, rules.line_ends, &mut changed, self.line_ends)? {
            bytes = changed;
        }
        Ok(rules.encoding.and_then(|encoding| encoding.encode(&bytes)).unwrap_or(bytes))
    }
}

/// Combines `text`, `crlf` and `eol` with `core.autocrlf` and `core.eol` (convert.c, `convert_attrs`).
fn line_ends(states: &[StateRef], eol: Option<&str>, settings: eol::Configuration) -> AttributesDigest {
    let text = |state: Option<&StateRef>| match state {
        Some(StateRef::Set) => Some(AttributesDigest::Text),
        Some(StateRef::Unset) => Some(AttributesDigest::Binary),
        Some(StateRef::Value(value)) if value.as_bstr() == "input" => Some(AttributesDigest::TextInput),
        Some(StateRef::Value(value)) if value.as_bstr() == "auto" => Some(AttributesDigest::TextAuto),
        _ => None,
    };
    let attribute = text(states.first()).or_else(|| text(states.get(1)));
    match (attribute, eol) {
        (Some(AttributesDigest::Binary), _) => AttributesDigest::Binary,
        (Some(AttributesDigest::TextAuto), Some("lf")) => AttributesDigest::TextAutoInput,
        (Some(AttributesDigest::TextAuto), Some("crlf")) => AttributesDigest::TextAutoCrlf,
        (_, Some("lf")) => Mode::Lf.into(),
        (_, Some("crlf")) => Mode::CrLf.into(),
        (None, _) => settings.auto_crlf.into(),
        (Some(AttributesDigest::Text), _) => settings.to_eol().into(),
        (Some(attribute), _) => attribute,
    }
}

impl Encoding {
    /// The encoding with this name; `None` for UTF-8, which needs no conversion.
    fn of(name: &str) -> Result<Option<Self>, String> {
        let plain = name.to_ascii_uppercase();
        let (charset, marked) = match plain.strip_prefix("UTF").map(|rest| rest.trim_start_matches('-')) {
            Some("8") => return Ok(None),
            Some("16" | "16LE-BOM") => (encoding::UTF_16LE, true),
            Some("16BE-BOM") => (encoding::UTF_16BE, true),
            Some("16LE") => (encoding::UTF_16LE, false),
            Some("16BE") => (encoding::UTF_16BE, false),
            _ => {
                let known = worktree::encoding::for_label(name);
                (known.map_err(|_| format!("git's encoding `{name}` is not supported"))?, false)
            }
        };
        Ok(Some(Self { charset, marked }))
    }

    fn is_utf16(self) -> bool {
        [encoding::UTF_16LE, encoding::UTF_16BE].contains(&self.charset)
    }

    /// The text in UTF-8; `None` if it is not in this encoding.
    fn decode(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let by_mark = match bytes {
            [0xfe, 0xff, rest @ ..] if self.is_utf16() => Some((encoding::UTF_16BE, rest)),
            [0xff, 0xfe, rest @ ..] if self.is_utf16() => Some((encoding::UTF_16LE, rest)),
            _ => None,
        };
        let (charset, rest) = match by_mark {
            Some(by_mark) if self.marked => by_mark,
            None if !self.marked => (self.charset, bytes),
            _ => return None,
        };
        let mut text = Vec::new();
        let check = worktree::encode_to_git::RoundTripCheck::Skip;
        worktree::encode_to_git(rest, charset, &mut text, check).ok().map(|()| text)
    }

    /// The text in this encoding; `None` if that is impossible.
    fn encode(self, text: &[u8]) -> Option<Vec<u8>> {
        if !self.is_utf16() {
            let mut bytes = Vec::new();
            return worktree::encode_to_worktree(text, self.charset, &mut bytes).ok().map(|()| bytes);
        }
        let is_big = self.charset == encoding::UTF_16BE;
        let text = std::str::from_utf8(text).ok()?;
        let units = self.marked.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        Some(units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect())
    }
}

/// The SHA-256 and the length in bytes in a pointer of Git LFS (git-lfs, docs/spec.md). `None` if the text is not a pointer.
pub fn parse_lfs_pointer(kept: &[u8]) -> Option<(String, usize)> {
    let text = std::str::from_utf8(kept).ok().filter(|text| text.len() < 1024)?;
    text.strip_prefix("version https://git-lfs.github.com/spec/v1\n")?;
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
    Some((value("oid sha256:")?.to_owned(), value("size ")?.parse().ok()?))
}
