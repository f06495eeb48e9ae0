//! Lists and opens files in folders without following links. An opened file is checked again: it may have been replaced meanwhile.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::path::Path;

/// The kind of an entry in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// Neither of these, in words.
    Special(&'static str),
}

/// The system's data on a file or folder. If it differs, the file may have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stat {
    /// The length, in bytes.
    pub length: u64,
    /// The last change of its content: seconds and nanoseconds since 1970.
    pub modified: (i64, u32),
    /// The last change of its content, name or permissions, if the system reports it.
    pub changed: (i64, u32),
    pub device: u64,
    pub inode: u64,
    pub user: u32,
    pub group: u32,
    /// Whether its owner may execute it.
    pub executable: bool,
}

impl Stat {
    /// The last change of the file.
    pub fn touched(&self) -> (i64, u32) {
        if cfg!(unix) { self.changed } else { self.modified }
    }
}

/// An open folder: its entries stay those of this folder, even if its path is replaced.
#[cfg(unix)]
pub struct Folder(rustix::fd::OwnedFd);

#[cfg(unix)]
mod unix {
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};

    use super::*;

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    impl Folder {
        /// Opens the folder at a path. Follows links. Fails if it is missing, not a folder, or cannot be read.
        pub fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty())?))
        }

        /// Opens a folder in this one. Fails if it is missing, not a folder (such as a link to one), or cannot be read.
        pub fn inner(&self, name: &OsStr) -> io::Result<Self> {
            Ok(Self(rustix::fs::openat(&self.0, name, FOLDER.union(OFlags::NOFOLLOW), Mode::empty())?))
        }

        /// The wanted names in this folder, sorted; at most `most`, since a folder may have any number.
        pub fn names(&self, most: usize, is_wanted: impl Fn(&OsStr) -> bool) -> io::Result<Vec<OsString>> {
            use std::os::unix::ffi::OsStrExt;
            let mut names = Vec::new();
            for entry in Dir::read_from(&self.0)? {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if names.len() < most && name != b"." && name != b".." && is_wanted(OsStr::from_bytes(name)) {
                    names.push(OsStr::from_bytes(name).to_owned());
                }
            }
            names.sort();
            Ok(names)
        }

        /// The kind and data of an entry, without following a link or opening it.
        pub fn inspect(&self, name: &OsStr) -> io::Result<(Kind, Stat)> {
            let stat = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
            Ok((kind(&stat), short(&stat)))
        }

        /// Opens a plain file in this folder. Never blocks. Fails if it is missing, a link, not a plain file, or cannot be read.
        pub fn file(&self, name: &OsStr) -> io::Result<(File, Stat)> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
            let no_file = || io::Error::new(io::ErrorKind::InvalidData, "it is not a plain file");
            let file = rustix::fs::openat(&self.0, name, flags, Mode::empty()).map_err(|error| match error {
                rustix::io::Errno::LOOP => no_file(),
                error => error.into(),
            })?;
            let stat = rustix::fs::fstat(&file)?;
            match kind(&stat) {
                Kind::File => Ok((file.into(), short(&stat))),
                _ => Err(no_file()),
            }
        }
    }

    fn kind(stat: &rustix::fs::Stat) -> Kind {
        match FileType::from_raw_mode(stat.st_mode as _) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            FileType::Fifo => Kind::Special("a pipe"),
            FileType::Socket => Kind::Special("a socket"),
            FileType::CharacterDevice | FileType::BlockDevice => Kind::Special("a device"),
            _ => Kind::Special("no file"),
        }
    }

    #[allow(
        clippy::unnecessary_cast,
        clippy::useless_conversion,
        clippy::cast_lossless,
        reason = "the types differ between systems"
    )]
    fn short(stat: &rustix::fs::Stat) -> Stat {
        Stat {
            length: u64::try_from(stat.st_size).unwrap_or(u64::MAX),
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u32),
            changed: (stat.st_ctime as i64, stat.st_ctime_nsec as u32),
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            user: stat.st_uid,
            group: stat.st_gid,
            executable: stat.st_mode & 0o100 != 0,
        }
    }
}

/// A folder by its path: other systems cannot open files relative to a folder.
#[cfg(not(unix))]
pub struct Folder(std::path::PathBuf);

#[cfg(not(unix))]
impl Folder {
    pub fn open(path: &Path) -> io::Result<Self> {
        std::fs::read_dir(path).map(|_| Self(path.to_owned()))
    }

    pub fn inner(&self, name: &OsStr) -> io::Result<Self> {
        match self.inspect(name)? {
            (Kind::Folder, _) => Self::open(&self.0.join(name)),
            _ => Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a folder")),
        }
    }

    pub fn names(&self, most: usize, is_wanted: impl Fn(&OsStr) -> bool) -> io::Result<Vec<OsString>> {
        let names = std::fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name()));
        let wanted = names.filter(|name: &io::Result<OsString>| name.as_ref().map_or(true, |name| is_wanted(name)));
        let mut names = wanted.take(most).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    pub fn inspect(&self, name: &OsStr) -> io::Result<(Kind, Stat)> {
        let metadata = std::fs::symlink_metadata(self.0.join(name))?;
        Ok((kind(&metadata), short(&metadata)))
    }

    #[expect(clippy::disallowed_methods, reason = "a part of the one reader")]
    pub fn file(&self, name: &OsStr) -> io::Result<(File, Stat)> {
        let file = File::open(self.0.join(name))?;
        let metadata = file.metadata()?;
        match kind(&metadata) {
            Kind::File => Ok((file, short(&metadata))),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it is no longer a plain file")),
        }
    }
}

#[cfg(not(unix))]
fn kind(metadata: &std::fs::Metadata) -> Kind {
    match metadata.file_type() {
        kind if kind.is_symlink() => Kind::Link,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_file() => Kind::File,
        _ => Kind::Special("no file"),
    }
}

#[cfg(not(unix))]
fn short(metadata: &std::fs::Metadata) -> Stat {
    let since = |time: io::Result<std::time::SystemTime>| {
        let time = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok()).unwrap_or_default();
        (i64::try_from(time.as_secs()).unwrap_or(i64::MAX), time.subsec_nanos())
    };
    let modified = since(metadata.modified());
    Stat {
        length: metadata.len(),
        modified,
        // The time of creation, which git uses here, too.
        changed: since(metadata.created()),
        device: 0,
        inode: 0,
        user: 0,
        group: 0,
        executable: false,
    }
}

/// A lock on a folder. Writers share it. It ends with the process.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held for as long as it lives")] Option<File>);

impl Lock {
    /// Takes the shared lock of a folder; waits for an exclusive one. A no-op on systems without such locks.
    pub fn shared(folder: &Path) -> io::Result<Self> {
        let Some(file) = lockable(folder)? else { return Ok(Self(None)) };
        Ok(Self(file.lock_shared().is_ok().then_some(file)))
    }

    /// Takes the exclusive lock of a folder; `None` if others have it, or on systems without such locks.
    pub fn exclusive(folder: &Path) -> io::Result<Option<Self>> {
        let Some(file) = lockable(folder)? else { return Ok(None) };
        Ok(file.try_lock().is_ok().then_some(Self(Some(file))))
    }
}

#[cfg(unix)]
fn lockable(folder: &Path) -> io::Result<Option<File>> {
    Folder::open(folder).map(|folder| Some(folder.0.into()))
}

/// Other systems cannot open a folder as a file.
#[cfg(not(unix))]
fn lockable(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}
