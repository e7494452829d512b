//! Starts the shop when its owner logs in to the computer, if wanted.

use super::NoDevice;
use auto_launch::{AutoLaunch, AutoLaunchBuilder, LinuxLaunchMode, MacOSLaunchMode, WindowsEnableMode};
use std::path::Path;

/// Makes the system's list of what starts at login say what is wanted. Touches nothing that says so already, and nothing
/// of another program.
///
/// # Errors
/// [`NoDevice`]: the list cannot be read or written.
pub fn set(wanted: bool, program: &Path, folder: &Path) -> Result<(), NoDevice> {
    let failed = |error: auto_launch::Error| NoDevice(error.to_string());
    let entry = entry(program, folder).map_err(failed)?;
    match (wanted, entry.is_enabled().map_err(failed)?) {
        // Written anew each time: the program may have moved.
        (true, _) => entry.enable().map_err(failed),
        (false, true) => entry.disable().map_err(failed),
        (false, false) => Ok(()),
    }
}

fn entry(program: &Path, folder: &Path) -> auto_launch::Result<AutoLaunch> {
    AutoLaunchBuilder::new()
        .set_app_name("zhanggui")
        .set_app_path(&quoted(program))
        .set_args(&["--data".to_owned(), quoted(folder)])
        .set_linux_launch_mode(LinuxLaunchMode::XdgAutostart)
        .set_macos_launch_mode(MacOSLaunchMode::LaunchAgent)
        .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
        .build()
}

/// As the list wants it: it is read like a command line.
#[cfg(target_os = "linux")]
fn quoted(path: &Path) -> String {
    let mut text = String::from("\"");
    for c in path.display().to_string().chars() {
        match c {
            '"' | '`' | '$' | '\\' => text.extend(['\\', '\\', c]),
            '%' => text.push_str("%%"),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(target_os = "windows")]
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}

#[cfg(not(any(target_os = "linux", target_os = "windows")))]
fn quoted(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_a_blank_in_its_name_stays_one_word() {
        assert_eq!(quoted(Path::new("/home/li lei/100%/店")), "\"/home/li lei/100%%/店\"");
        assert_eq!(quoted(Path::new("/a\"$b")), r#""/a\\"\\$b""#);
    }
}
