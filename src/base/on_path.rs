//! Programs by their name, as a shell finds them.

use std::path::{Path, PathBuf};

/// Where the program of this name is; a name with a folder in it is that very file. `None`: it is not there, or cannot be run.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    if Path::new(name).components().count() > 1 {
        return Some(PathBuf::from(name)).filter(|file| is_program(file));
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file() || file.with_extension("exe").is_file()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[cfg(unix)]
    #[test]
    fn a_program_is_found_by_its_name_or_by_its_place() {
        let shell = find("sh").expect("every Unix has one");
        assert_eq!(find(&shell.display().to_string()), Some(shell));
        let file = tempfile::NamedTempFile::new().expect("a file nobody can run");
        for name in ["no-such-program-here", &file.path().display().to_string(), "/", "", "./sh"] {
            assert_eq!(find(name), None, "{name}");
        }
    }
}
