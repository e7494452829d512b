//! Where a shop's rows lie: in the file of its folder, or in a database on a server. Whoever opens or reads a shop from outside
//! asks here; what only a file can do is refused with a sentence.

use crate::{
    base::{database_url::DatabaseUrl, keyring::Keyring},
    domain::ShopId,
    settings::{BadSettings, SecretKey, Settings, StorePassword, StoreSettings, stored_secret},
    store::{Reader, ServerAddress, ServerFault, Store, StoreError, Tuning},
};
use std::path::{Path, PathBuf};

/// The file's name in the folder.
const FILE: &str = "shop.db";

/// A place of rows.
#[derive(Debug, Clone)]
pub enum ShopData {
    /// In SQLite's form, on this computer.
    File(PathBuf),
    /// A database on a server.
    Server(DatabasePlace),
}

/// How a database is reached.
#[derive(Debug, Clone)]
pub struct DatabasePlace {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The roots of its certificate, where they are not the system's.
    pub ca: Option<PathBuf>,
    /// What the server asks for.
    pub password: Option<StorePassword>,
}

impl DatabasePlace {
    /// For the store.
    ///
    /// # Errors
    /// [`ServerFault::Address`].
    pub fn address(&self) -> Result<ServerAddress, StoreError> {
        let address = ServerAddress::parse(self.url.as_str(), self.password.as_ref().map(StorePassword::as_str))?;
        Ok(address.with_roots(self.ca.clone()))
    }
}

impl ShopData {
    /// As the settings of the shop in `folder` say.
    #[must_use]
    pub fn of(folder: &Path, settings: &StoreSettings, password: Option<&StorePassword>) -> Self {
        match &settings.url {
            None => Self::in_folder(folder),
            Some(url) => {
                Self::Server(DatabasePlace { url: url.clone(), ca: settings.ca.clone(), password: password.cloned() })
            }
        }
    }

    /// The file of the folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self::File(folder.join(FILE))
    }

    /// The same for whoever has not read the settings and needs no other key than the password. A folder without settings has
    /// its rows in a file, and settings that cannot be read hide none: a file that moved away says so itself.
    ///
    /// # Errors
    /// [`BadSettings`]: they do not say where, and there is no file.
    pub fn found(
        folder: &Path,
        keyring: &Keyring,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, BadSettings> {
        match Settings::load(folder) {
            Ok(settings) => Ok(Self::by(folder, &settings, keyring, variable)),
            Err(BadSettings::Missing(_)) => Ok(Self::in_folder(folder)),
            Err(_) if folder.join(FILE).exists() => Ok(Self::in_folder(folder)),
            Err(bad) => Err(bad),
        }
    }

    /// The same by settings that were read.
    pub fn by(
        folder: &Path,
        settings: &Settings,
        keyring: &Keyring,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let stored = || stored_secret(folder, keyring, &variable, SecretKey::StorePassword);
        // A shop in a file asks no keyring for a password that it does not need.
        let words = settings.store.url.as_ref().and_then(|_| stored());
        let password = words.and_then(|words| StorePassword::new(words.as_str()));
        Self::of(folder, &settings.store, password.as_ref())
    }

    /// Opens it for writing; begins a shop where there is none.
    ///
    /// # Errors
    /// Those of [`Store::open`] and [`Store::on_server`].
    pub fn open(&self, tuning: Tuning) -> Result<Store, StoreError> {
        match self {
            Self::File(path) => Store::open_tuned(path, ShopId::main(), tuning),
            Self::Server(place) => Store::on_server(&place.address()?, ShopId::main(), tuning),
        }
    }

    /// Reads it, whoever has it open.
    ///
    /// # Errors
    /// Those of [`Reader::open`] and [`Reader::open_server`].
    pub fn reader(&self) -> Result<Reader, StoreError> {
        match self {
            Self::File(path) => Reader::open(path, ShopId::main()),
            Self::Server(place) => Reader::open_server(&place.address()?, ShopId::main()),
        }
    }

    /// The file, for what can be done with a file only.
    ///
    /// # Errors
    /// [`ServerFault::FileOnly`].
    pub fn file(&self) -> Result<&Path, StoreError> {
        match self {
            Self::File(path) => Ok(path),
            Self::Server(_) => Err(ServerFault::FileOnly.into()),
        }
    }

    /// True if it lies on a server.
    #[must_use]
    pub const fn is_on_server(&self) -> bool {
        matches!(self, Self::Server(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "[shop]\nname = \"山茶小铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n";

    fn found(settings: &str, password: &str) -> Result<ShopData, BadSettings> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("settings.toml"), format!("{LEAST}{settings}")).expect("written");
        let variable = |name: &str| (name == "ZHANGGUI_STORE_PASSWORD").then(|| password.to_owned());
        ShopData::found(folder.path(), &Keyring::none(), variable)
    }

    #[test]
    fn the_rows_lie_in_the_folder_unless_the_settings_name_a_database() {
        assert!(matches!(found("", ""), Ok(ShopData::File(path)) if path.ends_with("shop.db")));
        assert!(matches!(found("[store]\nurl = \"\"\n", ""), Ok(ShopData::File(_))));
        let nowhere = tempfile::tempdir().expect("a folder");
        let fresh = ShopData::found(nowhere.path(), &Keyring::none(), |_| None);
        assert!(matches!(fresh, Ok(ShopData::File(_))), "no settings yet");
    }

    #[test]
    fn the_password_comes_from_the_keys_and_is_never_shown() {
        let url = "[store]\nurl = \"postgresql://shop@db.example.com/camellia\"\nca = \"certs/db.pem\"\n";
        let data = found(url, "correct horse").expect("a place");
        let ShopData::Server(place) = &data else { panic!("{data:?}") };
        assert_eq!(place.url.as_str(), "postgresql://shop@db.example.com/camellia");
        assert!(place.ca.as_ref().is_some_and(|ca| ca.ends_with("certs/db.pem")));
        assert_eq!(place.password.as_ref().map(StorePassword::as_str), Some("correct horse"));
        assert!(!format!("{data:?}{:?}", place.address()).contains("horse"));
        assert!(matches!(data.file(), Err(StoreError::Server(ServerFault::FileOnly))));
    }

    #[test]
    fn a_password_in_the_address_is_refused_with_its_line() {
        let bad = found("[store]\nurl = \"postgresql://shop:secret@db/shop\"\n", "").expect_err("a password");
        assert!(matches!(&bad, BadSettings::Line { line: 7, .. }), "{bad}");
        assert!(!bad.to_string().contains("secret"), "{bad}");
    }
}
