//! A shop that moves: what the command line says about it.

use crate::{arguments::MoveTo, backups, say};
use std::path::Path;
use zhanggui::{
    app::{
        moving,
        shop_data::{DatabasePlace, ShopData},
    },
    base::{env::Env, environment, keyring::Keyring},
    settings::{BadSettings, SecretKey, Settings, StorePassword, stored_secret},
    ui::Lang,
};

/// Moves the shop in `folder` there.
pub(super) fn to(folder: &Path, to: &MoveTo, lang: Lang) -> anyhow::Result<()> {
    let from = backups::data(folder)?;
    let to = match to {
        MoveTo::File(path) => ShopData::File(path.clone()),
        MoveTo::Database(url) => {
            let ca = match Settings::load(folder) {
                Ok(settings) => settings.store.ca,
                Err(BadSettings::Missing(_)) => None,
                Err(bad) => return Err(bad.into()),
            };
            let words = stored_secret(folder, &Keyring::system(), environment::key, SecretKey::StorePassword);
            let password = words.and_then(|words| StorePassword::new(words.as_str()));
            ShopData::Server(DatabasePlace { url: url.clone(), ca, password })
        }
    };
    let moved = moving::to(folder, (&from, &to), &Env::system(), &mut |table| say(&moving::line(lang, table)))?;
    for line in moving::end_words(lang, &moved) {
        say(&line);
    }
    Ok(())
}
