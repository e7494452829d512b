//! Why this computer cannot show a window, looked for where the answer is: in the environment and among the system's
//! libraries. What a toolkit reports is its own affair; the owner needs the name of what is missing.

use std::{ffi::OsString, fs, path::PathBuf};

/// A library that is loaded only when a window is opened, and the Debian package it comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Library {
    /// As it is looked for.
    pub file: &'static str,
    /// Where Debian and its kin have it.
    pub package: &'static str,
}

const fn library(file: &'static str, package: &'static str) -> Library {
    Library { file, package }
}

/// For a window under X.
const X11: &[Library] = &[
    library("libX11.so.6", "libx11-6"),
    library("libX11-xcb.so.1", "libx11-xcb1"),
    library("libxcb.so.1", "libxcb1"),
    library("libXcursor.so.1", "libxcursor1"),
    library("libXi.so.6", "libxi6"),
    library("libxkbcommon.so.0", "libxkbcommon0"),
    library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];
/// For a window under Wayland.
const WAYLAND: &[Library] =
    &[library("libwayland-client.so.0", "libwayland-client0"), library("libxkbcommon.so.0", "libxkbcommon0")];
/// For drawing: any one way will do.
const DRAWING: &[Library] =
    &[library("libEGL.so.1", "libegl1"), library("libGL.so.1", "libgl1"), library("libvulkan.so.1", "libvulkan1")];

/// Why there is no window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWindow {
    /// Nobody sits before this computer: no display is named.
    NoDisplay,
    /// These libraries are not on this computer.
    Libraries(Vec<Library>),
    /// The display that is named does not answer.
    DisplayGone(String),
    /// Neither way of drawing works; the libraries for it that are missing.
    NoDrawing(Vec<Library>),
}

/// What is looked at: handed in, so that a test can play another computer.
pub(super) struct Computer {
    /// The names of the environment.
    pub variable: fn(&str) -> Option<OsString>,
    /// The system's list of its libraries; `None` where it keeps none, and then nothing is said to be missing.
    pub list: Option<Vec<u8>>,
    /// Folders that are searched besides.
    pub folders: Vec<PathBuf>,
}

impl Computer {
    /// This one.
    pub fn this() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let named = variable("LD_LIBRARY_PATH").map(|all| std::env::split_paths(&all).collect::<Vec<_>>());
        let usual = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
        let debian =
            ["/lib", "/usr/lib"].map(|folder| PathBuf::from(format!("{folder}/{}-linux-gnu", std::env::consts::ARCH)));
        Self {
            variable,
            list: fs::read("/etc/ld.so.cache").ok(),
            folders: named.into_iter().flatten().chain(usual).chain(debian).collect(),
        }
    }

    /// What already tells that a window cannot be opened.
    pub fn before(&self) -> Option<NoWindow> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let wanted = match self.display()? {
            Display::None => return Some(NoWindow::NoDisplay),
            Display::Wayland(_) => WAYLAND,
            Display::X(_) => X11,
        };
        let missing = self.missing(wanted);
        (!missing.is_empty()).then_some(NoWindow::Libraries(missing))
    }

    /// Why the display could not be opened although nothing is missing.
    pub fn display_gone(&self) -> NoWindow {
        match self.display() {
            Some(Display::X(name) | Display::Wayland(name)) => NoWindow::DisplayGone(name),
            Some(Display::None) | None => NoWindow::NoDisplay,
        }
    }

    /// Why nothing can be drawn.
    pub fn no_drawing(&self) -> NoWindow {
        NoWindow::NoDrawing(if cfg!(target_os = "linux") { self.missing(DRAWING) } else { Vec::new() })
    }

    /// `None` where displays have no names.
    fn display(&self) -> Option<Display> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let name = |variable| (self.variable)(variable).map(|value| value.to_string_lossy().into_owned());
        let wayland = name("WAYLAND_DISPLAY").or_else(|| name("WAYLAND_SOCKET"));
        Some(match (wayland, name("DISPLAY")) {
            (Some(name), _) => Display::Wayland(name),
            (None, Some(name)) => Display::X(name),
            (None, None) => Display::None,
        })
    }

    fn missing(&self, wanted: &[Library]) -> Vec<Library> {
        let Some(list) = &self.list else { return Vec::new() };
        let there = |library: &&Library| {
            // Each name ends in a NUL. Before it stands another, or the folder of the file: both may share their end.
            let name = format!("{}\0", library.file);
            let whole = |window: &[u8]| {
                window.split_first().is_some_and(|(before, rest)| b"\0/".contains(before) && rest == name.as_bytes())
            };
            list.windows(name.len().saturating_add(1)).any(whole)
                || self.folders.iter().any(|folder| folder.join(library.file).exists())
        };
        wanted.iter().filter(|library| !there(library)).copied().collect()
    }
}

enum Display {
    X(String),
    Wayland(String),
    None,
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    /// A computer whose list holds these files.
    fn with(files: &[&str], variable: fn(&str) -> Option<OsString>) -> Computer {
        let mut list = b"glibc-ld.so.cache1.1\0".to_vec();
        for file in files {
            list.extend(format!("{file}\0/usr/lib/x86_64-linux-gnu/{file}\0").bytes());
        }
        Computer { variable, list: Some(list), folders: Vec::new() }
    }

    fn x(name: &str) -> Option<OsString> {
        (name == "DISPLAY").then(|| ":0".into())
    }

    fn files(of: &[Library]) -> Vec<&'static str> {
        of.iter().map(|library| library.file).collect()
    }

    #[test]
    fn a_computer_without_a_display_is_told_so_before_anything_is_tried() {
        assert_eq!(with(&files(X11), |_| None).before(), Some(NoWindow::NoDisplay));
    }

    #[test]
    fn each_missing_library_is_named_and_nothing_that_is_there() {
        for at in 0..X11.len() {
            let mut there = files(X11);
            let gone = there.remove(at);
            let Some(NoWindow::Libraries(missing)) = with(&there, x).before() else { panic!("{gone} is not missed") };
            assert_eq!(files(&missing), [gone]);
        }
        assert_eq!(with(&files(X11), x).before(), None);
        // `libX11.so.6` is not there because `libX11.so.6.4.0` is.
        let Some(NoWindow::Libraries(all)) = with(&["libX11.so.6.4.0"], x).before() else { panic!("all are missing") };
        assert_eq!(all, X11);
    }

    #[test]
    fn a_name_that_shares_its_end_with_the_path_of_its_file_is_there() {
        let mut list = b"glibc-ld.so.cache1.1\0".to_vec();
        for library in X11 {
            list.extend(format!("/lib/x86_64-linux-gnu/{}\0", library.file).bytes());
        }
        assert_eq!(Computer { variable: x, list: Some(list), folders: Vec::new() }.before(), None);
    }

    #[test]
    fn wayland_asks_for_its_own_libraries_only() {
        let wayland = |name: &str| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into());
        assert_eq!(with(&files(WAYLAND), wayland).before(), None);
        assert!(matches!(with(&[], wayland).before(), Some(NoWindow::Libraries(all)) if all == WAYLAND));
    }

    #[test]
    fn a_system_without_a_list_is_not_judged_and_a_folder_counts_as_well() {
        assert_eq!(Computer { variable: x, list: None, folders: Vec::new() }.before(), None);
        let folder = tempfile::tempdir().expect("a folder");
        for library in X11 {
            fs::write(folder.path().join(library.file), b"").expect("written");
        }
        let computer = Computer { variable: x, list: Some(Vec::new()), folders: vec![folder.path().to_owned()] };
        assert_eq!(computer.before(), None);
    }

    #[test]
    fn what_could_not_be_opened_in_spite_of_all_is_named() {
        assert_eq!(with(&files(X11), x).display_gone(), NoWindow::DisplayGone(":0".to_owned()));
        let drawing = with(&["libGL.so.1"], x).no_drawing();
        let NoWindow::NoDrawing(missing) = drawing else { panic!("{drawing:?}") };
        assert_eq!(files(&missing), ["libEGL.so.1", "libvulkan.so.1"]);
    }
}
