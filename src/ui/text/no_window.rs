//! Why there is no window, for whoever started the program from a terminal: there is nowhere else to read it.

use super::Lang;
use crate::ui::no_window::{Library, NoWindow};

texts! { in lang;
    /// What is missing, and the way on.
    no_window(why: &NoWindow):
        "{cause}没有窗口也能照常营业：zhanggui serve。",
        "{cause} The shop also works without a window: zhanggui serve.",
        cause = cause(lang, why);

    cause(why: &NoWindow) -> String = match why {
        NoWindow::NoDisplay =>
            "打不开窗口：这里没有显示器（DISPLAY 和 WAYLAND_DISPLAY 都没有设置）。请在桌面环境里启动，或在 ssh 后加 -X。",
            "The window cannot be opened: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it on a desktop, or use ssh -X.";
        NoWindow::Libraries(missing) =>
            "打不开窗口：这台电脑缺少 {files}。{install}",
            "The window cannot be opened: {files} {are} not on this computer. {install}",
            files = files(missing, lang.pick("、", ", ")), are = if missing.len() == 1 { "is" } else { "are" },
            install = install(lang, missing);
        NoWindow::DisplayGone(name) =>
            "打不开窗口：显示器 {name} 没有应答，或者不允许这个用户使用。请检查桌面是否已登录。",
            "The window cannot be opened: the display {name} does not answer, or does not let this user in. See whether the desktop is logged in.";
        NoWindow::NoDrawing(missing) if missing.is_empty() => { no_drawing(lang).to_owned() };
        NoWindow::NoDrawing(missing) =>
            "{cause}{install}", "{cause} {install}", cause = no_drawing(lang), install = install(lang, missing);
    }

    no_drawing:
        "打不开窗口：这台电脑的显卡驱动画不出窗口（OpenGL 和 Vulkan 都不行）。",
        "The window cannot be opened: this computer's graphics can draw none (neither OpenGL nor Vulkan works).";
    install(missing: &[Library]):
        "Debian 和 Ubuntu：apt-get install {packages}。",
        "On Debian and Ubuntu: apt-get install {packages}.",
        packages = missing.iter().map(|library| library.package).collect::<Vec<_>>().join(" ");
}

/// In English.
impl std::fmt::Display for NoWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&no_window(Lang::En, self))
    }
}

fn files(missing: &[Library], between: &str) -> String {
    missing.iter().map(|library| library.file).collect::<Vec<_>>().join(between)
}

/// A sentence as it stands alone in a window: begun with a capital, but for the name of a file.
pub(in crate::ui) fn begun(words: &str) -> String {
    let named = words.split(' ').next().is_some_and(|first| first.contains(['.', '/', '_']));
    let mut rest = words.chars();
    match rest.next() {
        Some(first) if !named => first.to_uppercase().chain(rest).collect(),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_is_missing_how_to_get_it_and_the_way_on() {
        let missing = vec![Library { file: "libXi.so.6", package: "libxi6" }];
        for (why, words) in [
            (NoWindow::Libraries(missing.clone()), &["libXi.so.6", "apt-get install libxi6"][..]),
            (NoWindow::NoDisplay, &["DISPLAY"]),
            (NoWindow::DisplayGone(":7".to_owned()), &[":7"]),
            (NoWindow::NoDrawing(missing), &["OpenGL", "libxi6"]),
            (NoWindow::NoDrawing(Vec::new()), &["Vulkan"]),
        ] {
            for lang in [Lang::Zh, Lang::En] {
                let said = no_window(lang, &why);
                assert!(words.iter().all(|word| said.contains(word)), "{said}");
                assert!(said.contains("zhanggui serve") && !said.contains("  "), "{said}");
            }
        }
    }
}
