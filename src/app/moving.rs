//! A shop moves between its folder's file and a database server, and the settings follow it.

use crate::{
    app::{
        folder::{FolderLock, StartError},
        shop_data::{DatabasePlace, ShopData},
    },
    base::{env::Env, lang::Lang, private_file},
    domain::{ShopId, UnixSeconds},
    settings::{NotSaved, SettingChange, SettingKey, SettingValue, SettingsDocument},
    store::{MoveEnd, MoveFault, MovedShop, MovedTable, StoreError, forget_mark, move_shop},
    ui::table_word,
};
use std::path::{Path, PathBuf};

/// Why a move ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum MovingError {
    /// The folder is in use, or cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The shop did not move.
    #[error(transparent)]
    Fault(#[from] MoveFault),
    /// It moved, and the settings still name the place where it was.
    #[error(transparent)]
    Settings(#[from] NotSaved),
}

/// What came of it.
#[derive(Debug)]
pub struct MovedTo {
    /// Every table.
    pub tables: Vec<MovedTable>,
    /// Where the shop is now.
    pub place: String,
    /// What is to be done next.
    pub next: AfterMove,
}

/// What is to be done after a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterMove {
    /// Nothing: the settings of the folder name the new place.
    Open,
    /// The settings have to name the database.
    NameDatabase,
    /// The file has to go into a shop's folder.
    PlaceFile,
}

/// Moves the closed shop of a folder.
///
/// # Errors
/// [`MovingError`].
pub fn to(
    folder: &Path,
    (from, to): (&ShopData, &ShopData),
    env: &Env,
    told: &mut dyn FnMut(&MovedTable),
) -> Result<MovedTo, MovingError> {
    let _closed = FolderLock::take(folder)?;
    let ends = (end(from)?, end(to)?);
    if let ShopData::File(path) = to {
        put_aside(path, env.now())?;
    }
    let tables = move_shop((&ends.0, &ends.1), &ShopId::main(), env.now(), told)?;
    Ok(MovedTo { tables, place: ends.1.shown(), next: follow(folder, to)? })
}

fn end(data: &ShopData) -> Result<MoveEnd, MoveFault> {
    Ok(match data {
        ShopData::File(path) => MoveEnd::File(std::path::absolute(path).map_err(|why| StoreError::Disk(why.into()))?),
        ShopData::Server(place) => MoveEnd::Server(DatabasePlace::address(place)?),
    })
}

/// A file whose shop moved away makes room for the one that comes back: it stays beside it under another name.
fn put_aside(path: &Path, now: UnixSeconds) -> Result<(), MoveFault> {
    let left = ShopData::File(path.to_owned()).reader().err();
    if !matches!(left, Some(StoreError::Moved(MovedShop::Gone { .. }))) {
        return Ok(());
    }
    let disk = |why: std::io::Error| MoveFault::Store(StoreError::Disk(why.into()));
    for ending in ["-wal", "-shm", ""] {
        let named = |name: String| -> PathBuf { path.with_file_name(name) };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (from, to) =
            (named(format!("{name}{ending}")), named(format!("{name}.moved-{}{ending}", now.to_compact())));
        match private_file::put_in_place(&from, &to) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(disk(why)),
            _ => {}
        }
    }
    // The one that comes back is no older file that somebody put here.
    forget_mark(path).map_err(disk)
}

/// The settings name the new place, where they are of this folder and it is the place they can name.
fn follow(folder: &Path, to: &ShopData) -> Result<AfterMove, NotSaved> {
    let (url, otherwise) = match to {
        ShopData::Server(place) => (place.url.to_string(), AfterMove::NameDatabase),
        ShopData::File(path) => {
            let own = std::path::absolute(folder.join("shop.db")).ok();
            if own.is_none() || std::path::absolute(path).ok() != own {
                return Ok(AfterMove::PlaceFile);
            }
            (String::new(), AfterMove::Open)
        }
    };
    let Ok(document) = SettingsDocument::open(folder) else { return Ok(otherwise) };
    document.save(&[SettingChange::Set(SettingKey::StoreUrl, SettingValue::Text(url))])?;
    Ok(AfterMove::Open)
}

/// A table that is there, for whoever waits.
#[must_use]
pub fn line(lang: Lang, moved: &MovedTable) -> String {
    let MovedTable { table, rows, .. } = moved;
    match lang {
        Lang::Zh => format!("{}：{rows} 行，核对一致", table_word(table)),
        Lang::En => format!("{table}: {rows} rows, the same on both sides"),
    }
}

/// What came of it, and what is to be done next.
#[must_use]
pub fn end_words(lang: Lang, moved: &MovedTo) -> Vec<String> {
    let (tables, place) = (moved.tables.len(), &moved.place);
    let rows = moved.tables.iter().fold(0_u64, |all, table| all.saturating_add(table.rows));
    let arrived = match lang {
        Lang::Zh => format!("搬好了：{tables} 个表、{rows} 行，都在 {place}，操作记录和金额也都相符"),
        Lang::En => {
            format!("moved: {rows} rows of {tables} tables are at {place}; history and sums agree")
        }
    };
    let next = match (lang, moved.next) {
        (Lang::Zh, AfterMove::Open) => "设置也改好了：下次打开就是新的地方。图片还在这个文件夹里".to_owned(),
        (Lang::En, AfterMove::Open) => "The settings name the new place. The pictures stay in this folder".to_owned(),
        (Lang::Zh, AfterMove::NameDatabase) => format!("要用它：在 settings.toml 的 [store] url 里写 {place}"),
        (Lang::En, AfterMove::NameDatabase) => format!("To use it, write {place} into [store] url in settings.toml"),
        (Lang::Zh, AfterMove::PlaceFile) => {
            "要用它：把文件放进店铺文件夹，改名为 shop.db，并把 settings.toml 里的 [store] url 留空".to_owned()
        }
        (Lang::En, AfterMove::PlaceFile) => {
            "To use it, put the file into a shop's folder as shop.db and leave [store] url empty in its settings.toml"
                .to_owned()
        }
    };
    vec![arrived, next]
}
