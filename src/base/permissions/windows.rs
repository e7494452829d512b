//! Who may read a folder on Windows, by where it lies. What is made in a user's own folder is closed to other users by the
//! list it inherits; a folder elsewhere, on a second disk for one, lets every user of the computer read.

/// Where the shop's folder lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FolderPlace {
    /// In the folder of the user who runs the shop.
    OwnFolder,
    /// Anywhere else, or nobody knows.
    Elsewhere,
}

/// Compares whole paths as Windows writes them: capitals mean nothing, `/` is `\`, and `\\?\` only says that a path is
/// long. Neither may hold a `..`.
pub(crate) fn place(folder: &str, user_folder: Option<&str>) -> FolderPlace {
    let plain = |path: &str| {
        let path = path.replace('/', r"\").to_lowercase();
        path.strip_prefix(r"\\?\").unwrap_or(&path).trim_end_matches('\\').to_owned()
    };
    let (folder, user) = (plain(folder), user_folder.map(plain).filter(|user| !user.is_empty()));
    let below = user.and_then(|user| folder.strip_prefix(&user).map(|rest| rest.starts_with('\\')));
    let climbs = folder.split('\\').any(|part| part == "..");
    if below == Some(true) && !climbs { FolderPlace::OwnFolder } else { FolderPlace::Elsewhere }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_the_users_own_folder_is_closed_to_other_users() {
        let home = Some(r"C:\Users\Li Lei");
        for own in [
            r"C:\Users\Li Lei\AppData\Roaming\zhanggui\data",
            r"\\?\C:\Users\Li Lei\shop",
            r"c:\users\li lei\shop\",
            "C:/Users/Li Lei/shop",
        ] {
            assert_eq!(place(own, home), FolderPlace::OwnFolder, "{own}");
        }
        for other in [
            r"D:\shop",
            r"C:\Users\Li Lei 2\shop",
            r"C:\Users\Public\shop",
            r"C:\Users\Li Lei\..\Public",
            r"\\server\share\shop",
            "",
        ] {
            assert_eq!(place(other, home), FolderPlace::Elsewhere, "{other}");
        }
        assert_eq!(place(r"C:\shop", None), FolderPlace::Elsewhere);
        assert_eq!(place(r"C:\shop", Some("")), FolderPlace::Elsewhere);
    }
}
