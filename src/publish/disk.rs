//! What Linux can do with files and folders. Other systems do without.

pub use system::{Disk, exchange, settle, spread};

#[cfg(target_os = "linux")]
mod system {
    use std::io;
    use std::path::Path;

    use rustix::fd::OwnedFd;
    use rustix::fs::{CWD, FsWord, IFlags, Mode, OFlags, RenameFlags};

    /// The numbers of ext4, XFS and tmpfs, of `man 2 statfs`.
    const LOCAL: [FsWord; 3] = [0xEF53, 0x5846_5342, 0x0102_1994];

    fn open(path: impl AsRef<Path>) -> io::Result<OwnedFd> {
        Ok(rustix::fs::open(path.as_ref(), OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?)
    }

    /// A disk of this machine.
    pub struct Disk(OwnedFd);

    impl Disk {
        /// The disk of a folder, if a wait for the whole disk reports files that could not be written. Other disks, such as those behind FUSE,
        /// report them only when the file itself is waited for, and Linux before 5.8 does not report them. `None` for those.
        pub fn of(folder: &Path) -> Option<Self> {
            let folder = open(folder).ok()?;
            let kind = rustix::fs::fstatfs(&folder).ok()?.f_type;
            (LOCAL.contains(&kind) && linux_version()? >= (5, 8)).then_some(Self(folder))
        }

        /// Waits until all that was written is on the disk. Fails if something could not be, also what another program wrote.
        pub fn wait(&self) -> io::Result<()> {
            Ok(rustix::fs::syncfs(&self.0)?)
        }
    }

    fn linux_version() -> Option<(u32, u32)> {
        let mut release = [0; 64];
        let length = rustix::io::read(open("/proc/sys/kernel/osrelease").ok()?, &mut release).ok()?;
        let mut numbers = std::str::from_utf8(&release[..length]).ok()?.split('.');
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    }

    /// Waits until a file, or the names in a folder, are on the disk. Fails if they cannot be.
    pub fn settle(path: &Path) -> io::Result<()> {
        Ok(rustix::fs::fsync(open(path)?)?)
    }

    /// Asks ext4 to put the folders that are made in this one wherever the disk has room, as in the root of a disk. Ignores a file system
    /// that cannot do so.
    pub fn spread(folder: &Path) {
        let _cannot = open(folder).and_then(|folder| {
            let flags = rustix::fs::ioctl_getflags(&folder)?;
            Ok(rustix::fs::ioctl_setflags(&folder, flags | IFlags::TOPDIR)?)
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
        pub fn of(_: &Path) -> Option<Self> {
            None
        }

        pub fn wait(&self) -> io::Result<()> {
            match self.0 {}
        }
    }

    pub fn settle(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn spread(_: &Path) {}

    pub fn exchange(_: &Path, _: &Path) -> bool {
        false
    }
}
