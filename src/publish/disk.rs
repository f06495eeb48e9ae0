//! What Linux can do with many files together. Other systems do it with each file, or not at all.

pub use system::{Disk, exchange, spread};

#[cfg(target_os = "linux")]
mod system {
    use std::io;
    use std::path::Path;

    use rustix::fs::{CWD, IFlags, Mode, OFlags, RenameFlags};

    /// The disk of a folder.
    pub struct Disk(rustix::fd::OwnedFd);

    impl Disk {
        /// Fails if the folder cannot be opened.
        pub fn of(folder: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self(rustix::fs::open(folder, flags, Mode::empty())?))
        }

        /// Waits until all that was written is on the disk. Fails if something could not be written since [`Disk::of`].
        pub fn wait(&self) -> io::Result<()> {
            Ok(rustix::fs::syncfs(&self.0)?)
        }
    }

    /// Asks ext4 to put the folders that are made in this one wherever the disk has room, as in the root of a disk. Ignores a file system
    /// that cannot do so.
    pub fn spread(folder: &Path) {
        let _cannot = Disk::of(folder).and_then(|folder| {
            let flags = rustix::fs::ioctl_getflags(&folder.0)?;
            Ok(rustix::fs::ioctl_setflags(&folder.0, flags | IFlags::TOPDIR)?)
        });
    }

    /// Gives each of two files the name of the other, in one step. Returns whether it did.
    pub fn exchange(one: &Path, other: &Path) -> bool {
        rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::convert::Infallible;
    use std::io;
    use std::path::Path;

    /// There is none: each file is waited for.
    pub struct Disk(Infallible);

    impl Disk {
        pub fn of(_: &Path) -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub fn wait(&self) -> io::Result<()> {
            match self.0 {}
        }
    }

    pub fn spread(_: &Path) {}

    pub fn exchange(_: &Path, _: &Path) -> bool {
        false
    }
}
