//! The line about who else on this computer may read the shop's files.

use crate::app::check::line::CheckLine;
use crate::base::lang::Lang;
#[cfg(any(windows, test))]
use crate::base::permissions::windows::FolderPlace;
#[cfg(any(not(unix), test))]
use std::path::Path;

#[cfg(unix)]
pub(super) use by_mode::look;

fn alone(lang: Lang) -> CheckLine {
    let said =
        lang.pick("这台电脑上的其他用户读不到店铺的文件", "nobody else on this computer may read the shop's files");
    CheckLine::good("files", said.to_owned())
}

#[cfg(unix)]
mod by_mode {
    use crate::{
        app::check::{files::alone, line::CheckLine},
        base::{
            lang::Lang,
            permissions::{self, ExposureCause, StillOpen},
        },
    };
    use std::path::Path;

    /// Names that are said; the rest is a number.
    const NAMED_MAX: usize = 3;

    pub(crate) fn look(folder: &Path, lang: Lang) -> CheckLine {
        let open = permissions::look(folder);
        if open.is_empty() {
            return alone(lang);
        }
        let names: Vec<String> = open.iter().take(NAMED_MAX).map(|open| name(folder, open)).collect();
        let (names, more) = (names.join(lang.pick("、", ", ")), open.len().saturating_sub(NAMED_MAX));
        let found = match (lang, more) {
            (Lang::Zh, 0) => format!("这台电脑上的其他用户可能读得到 {names}"),
            (Lang::Zh, more) => format!("这台电脑上的其他用户可能读得到 {names}，还有 {more} 个"),
            (Lang::En, 0) => format!("{names} may be read by others on this computer"),
            (Lang::En, more) => format!("{names} and {more} more may be read by others on this computer"),
        };
        CheckLine::bad("files", found, next(&open, lang))
    }

    fn name(folder: &Path, open: &StillOpen) -> String {
        let itself = open.name.as_os_str().is_empty();
        if itself { folder } else { open.name.as_path() }.display().to_string()
    }

    fn next(open: &[StillOpen], lang: Lang) -> &'static str {
        let any = |wanted: fn(&ExposureCause) -> bool| open.iter().any(|open| wanted(&open.why));
        if any(|why| matches!(why, ExposureCause::OfEverybody)) {
            return lang.pick(
                "谁都可以往这个文件夹里放东西：给店铺换一个自己的文件夹（--data）",
                "everybody may put files into this folder: give the shop one of its own (--data)",
            );
        }
        if any(|why| matches!(why, ExposureCause::OfAnotherUser)) {
            return lang.pick(
                "其中有文件属于另一个用户：用那个用户打开店铺，或把文件改成自己的（chown）",
                "some of it belongs to another user: open the shop as that user, or make the files your own (chown)",
            );
        }
        lang.pick(
            "打开一次店铺，它会只留给您自己；如果还是这样，这个盘不记权限（U 盘和网络盘常常如此）：把文件夹搬到电脑自己的硬盘上",
            "open the shop once, and they are yours alone; if it stays like this, the disk keeps no permissions (a USB stick, a \
             network folder): move the folder to the computer's own disk",
        )
    }
}

#[cfg(windows)]
pub(super) fn look(folder: &Path, lang: Lang) -> CheckLine {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string();
    let user = directories::UserDirs::new().map(|dirs| whole(dirs.home_dir()));
    by_place(crate::base::permissions::windows::place(&whole(folder), user.as_deref()), folder, lang)
}

#[cfg(any(windows, test))]
fn by_place(place: FolderPlace, folder: &Path, lang: Lang) -> CheckLine {
    if place == FolderPlace::OwnFolder {
        return alone(lang);
    }
    let folder = folder.display();
    let found = match lang {
        Lang::Zh => format!("{folder} 不在您的用户文件夹里，这台电脑上的其他用户可能读得到"),
        Lang::En => format!("{folder} is not in your user folder, so others on this computer may read it"),
    };
    let next = lang.pick(
        "把它搬进您的用户文件夹（C:\\Users\\您的名字），或在文件夹的“属性 → 安全”里只留下自己",
        "move it into your user folder (C:\\Users\\your name), or leave only yourself under Properties → Security",
    );
    CheckLine::bad("files", found, next)
}

/// Neither modes nor Windows' lists: nothing is known, and nothing is claimed.
#[cfg(not(any(unix, windows)))]
pub(super) fn look(_: &Path, lang: Lang) -> CheckLine {
    CheckLine::good("files", lang.pick("在这个系统上没有检查", "not looked at on this system").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_outside_the_users_own_is_told_on_windows_with_what_to_do() {
        let folder = Path::new("D:/shop");
        assert!(by_place(FolderPlace::OwnFolder, folder, Lang::Zh).ok);
        let (chinese, english) =
            (by_place(FolderPlace::Elsewhere, folder, Lang::Zh), by_place(FolderPlace::Elsewhere, folder, Lang::En));
        assert!(!chinese.ok && chinese.found.contains("用户文件夹") && chinese.next.contains("安全"), "{chinese}");
        assert!(!english.ok && english.found.contains("D:/shop") && english.next.contains("Security"), "{english}");
    }
}
