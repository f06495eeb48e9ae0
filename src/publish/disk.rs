//! What Linux can do with files and folders. Other systems do without.

pub use system::{exchange, spread};

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::path::Path;

    use rustix::fs::{CWD, IFlags, RenameFlags};

    /// Asks ext4 to put the folders that are made in this one wherever the disk has room, as in the root of a disk. Ignores a file system
    /// that cannot do so.
    pub fn spread(folder: &Path) {
        let _cannot = File::open(folder).and_then(|folder| {
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
    use std::path::Path;

    pub fn spread(_: &Path) {}

    pub fn exchange(_: &Path, _: &Path) -> bool {
        false
    }
}
