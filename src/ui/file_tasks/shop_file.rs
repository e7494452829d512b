//! Files about the shop that hold none of its rows.

use super::{
    files::{FileTarget, place},
    task::FileTaskResult,
};
use crate::{
    domain::Day,
    ui::{
        ShopSwitcher,
        picker::Picker,
        shop_switcher::ShopFile,
        text::{self, Lang},
    },
};

/// Where the owner says. Without a switcher there is no shop to tell of.
pub(super) fn write(
    picker: &dyn Picker,
    switcher: Option<&dyn ShopSwitcher>,
    (what, day): (ShopFile, Day),
    lang: Lang,
) -> FileTaskResult {
    let Some(switcher) = switcher else { return FileTaskResult::Nothing { no_dialog: false } };
    let name = match what {
        ShopFile::Support => text::support_file(lang, day),
        ShopFile::MiniProgram => text::mini_program_file(lang).to_owned(),
    };
    let path = match place(picker, &name) {
        FileTarget::Here(path) => path,
        FileTarget::Nowhere { no_dialog } => return FileTaskResult::Nothing { no_dialog },
    };
    FileTaskResult::Timeline(switcher.write_file(what, &path).map(|()| path))
}
