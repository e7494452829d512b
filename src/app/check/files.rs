//! Who else on this computer may read the shop's files.

#[cfg(any(not(unix), test))]
use crate::app::check::finding::Readers;
#[cfg(any(windows, test))]
use crate::base::permissions::windows::FolderPlace;
#[cfg(any(not(unix), test))]
use std::path::Path;

#[cfg(unix)]
pub(super) use by_mode::look;

#[cfg(unix)]
mod by_mode {
    use crate::{
        app::check::finding::{OpenCause, Readers},
        base::permissions::{self, ExposureCause, StillOpen},
    };
    use std::path::Path;

    /// Names that are said; the rest is a number.
    const NAMED_MAX: usize = 3;

    pub(crate) fn look(folder: &Path) -> Readers {
        let open = permissions::look(folder);
        if open.is_empty() {
            return Readers::Alone;
        }
        let names = open.iter().take(NAMED_MAX).map(|open| name(folder, open)).collect();
        Readers::Open { names, more: open.len().saturating_sub(NAMED_MAX), cause: cause(&open) }
    }

    fn name(folder: &Path, open: &StillOpen) -> String {
        let itself = open.name.as_os_str().is_empty();
        if itself { folder } else { open.name.as_path() }.display().to_string()
    }

    fn cause(open: &[StillOpen]) -> OpenCause {
        let any = |wanted: fn(&ExposureCause) -> bool| open.iter().any(|open| wanted(&open.why));
        if any(|why| matches!(why, ExposureCause::OfEverybody)) {
            OpenCause::OfEverybody
        } else if any(|why| matches!(why, ExposureCause::OfAnotherUser)) {
            OpenCause::OfAnotherUser
        } else {
            OpenCause::NotClosed
        }
    }
}

#[cfg(windows)]
pub(super) fn look(folder: &Path) -> Readers {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string();
    let user = directories::UserDirs::new().map(|dirs| whole(dirs.home_dir()));
    by_place(crate::base::permissions::windows::place(&whole(folder), user.as_deref()), folder)
}

#[cfg(any(windows, test))]
fn by_place(place: FolderPlace, folder: &Path) -> Readers {
    if place == FolderPlace::OwnFolder { Readers::Alone } else { Readers::Elsewhere(folder.to_owned()) }
}

#[cfg(not(any(unix, windows)))]
pub(super) fn look(_: &Path) -> Readers {
    Readers::NotLookedAt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::check::{finding::Finding, words},
        base::lang::Lang,
    };

    #[test]
    fn a_folder_outside_the_users_own_is_told_on_windows_with_what_to_do() {
        let folder = Path::new("D:/shop");
        let line = |place, lang| words::line(lang, &Finding::Files(by_place(place, folder)));
        assert!(line(FolderPlace::OwnFolder, Lang::Zh).ok);
        let (chinese, english) = (line(FolderPlace::Elsewhere, Lang::Zh), line(FolderPlace::Elsewhere, Lang::En));
        assert!(!chinese.ok && chinese.found.contains("用户文件夹") && chinese.next.contains("安全"), "{chinese}");
        assert!(!english.ok && english.found.contains("D:/shop") && english.next.contains("Security"), "{english}");
    }
}
