//! Who on this computer may read the shop's folder: its owner alone. What was copied in, or left by an older version, is
//! closed to others at the start; `check` names what is open.
//!
//! Ours is the folder, what is known by name in it, and everything in its own folders. What the owner put beside that,
//! links and what they lead to, and files of other users stay as they are.

mod exposure;
#[cfg(unix)]
mod unix;
#[cfg(any(windows, test))]
pub(crate) mod windows;

pub(crate) use exposure::ExposureCause;
use std::path::{Path, PathBuf};

/// Something of ours that others may read.
#[derive(Debug)]
#[cfg_attr(not(unix), allow(dead_code, reason = "elsewhere nothing is closed file by file"))]
pub(crate) struct StillOpen {
    /// Below the shop's folder; empty for the folder itself.
    pub name: PathBuf,
    pub why: ExposureCause,
}

/// What closing a folder to others came to.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// How many others could read until now.
    pub closed: usize,
    /// The first of those.
    pub first: Option<PathBuf>,
    /// What others may read still.
    pub still_open: Vec<StillOpen>,
}

/// What others may read of the shop in `folder`, the folder itself first. Changes nothing.
#[cfg(unix)]
pub(crate) fn look(folder: &Path) -> Vec<StillOpen> {
    let (me, mut found) = (unix::me(), Vec::new());
    unix::each(folder, me, &mut |name, _, about| {
        found.extend(unix::standing(about, me).map(|why| StillOpen { name: name.to_owned(), why }));
    });
    found
}

/// Makes the shop in `folder` its owner's alone, as far as the system lets us. Never a reason not to open the shop.
#[cfg(unix)]
pub(crate) fn close(folder: &Path) -> Closing {
    close_as(unix::me(), folder)
}

#[cfg(unix)]
fn close_as(me: u32, folder: &Path) -> Closing {
    let mut closing = Closing::default();
    unix::each(folder, me, &mut |name, path, about| match unix::shut(path, about, me) {
        Ok(false) => {}
        Ok(true) => {
            closing.closed = closing.closed.saturating_add(1);
            closing.first.get_or_insert_with(|| name.to_owned());
        }
        Err(why) => closing.still_open.push(StillOpen { name: name.to_owned(), why }),
    });
    closing
}

/// Where files have lists of who may read them, they get their folder's when they are made.
#[cfg(not(unix))]
pub(crate) fn close(_: &Path) -> Closing {
    Closing::default()
}

impl Closing {
    /// Says it in the log.
    pub fn tell(&self) {
        if let Some(first) = &self.first {
            let closed = self.closed;
            let first = if first.as_os_str().is_empty() { Path::new(".") } else { first };
            tracing::warn!(closed, first = %first.display(), "others on this computer could read these until now");
        }
        for StillOpen { name, why } in self.still_open.iter().take(TOLD_MAX) {
            tracing::warn!(name = %name.display(), %why, "others on this computer may read this");
        }
        if let Some(more) = self.still_open.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
            tracing::warn!(more, "others on this computer may read these too");
        }
    }
}

/// Lines of the log about what stays open.
const TOLD_MAX: usize = 20;

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt as _};

    /// A shop's folder that everybody may read.
    fn open_shop() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["shop.db", "lock"] {
            let path = folder.path().join(name);
            fs::write(&path, name).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
        folder
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn what_belongs_to_another_user_is_named_and_left_alone() {
        let folder = open_shop();
        // As another user sees our files.
        let closing = close_as(unix::me().wrapping_add(1), folder.path());
        assert!(closing.closed == 0 && closing.still_open.len() == 3, "{closing:?}");
        assert!(closing.still_open.iter().all(|open| matches!(open.why, ExposureCause::OfAnotherUser)), "{closing:?}");
        assert_eq!((mode(folder.path()), mode(&folder.path().join("shop.db"))), (0o755, 0o644));
    }

    #[test]
    fn what_was_open_is_counted_and_the_second_time_nothing_is() {
        let folder = open_shop();
        assert_eq!(look(folder.path()).len(), 3);
        let closing = close(folder.path());
        assert!(closing.closed == 3 && closing.still_open.is_empty(), "{closing:?}");
        assert_eq!(closing.first, Some(PathBuf::new()), "the folder first: from then on nobody else is in it");
        assert!(look(folder.path()).is_empty() && close(folder.path()).closed == 0);
    }

    /// Linux shows its processes as files that belong to us and whose permissions nobody may change.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_the_system_does_not_let_us_close_is_told_and_stops_nothing() {
        let path = Path::new("/proc/self/status");
        let about = path.symlink_metadata().expect("it is there");
        let shut = unix::shut(path, &about, unix::me());
        assert!(matches!(shut, Err(ExposureCause::Refused(_))), "{shut:?}");
    }

    #[test]
    fn a_disk_that_keeps_no_permissions_is_told_from_one_that_does() {
        let kept = |after: u32| unix::kept(&fs::Permissions::from_mode(after));
        assert!(matches!(kept(0o755), Err(ExposureCause::NotKept)) && matches!(kept(0o700), Ok(true)));
    }
}
