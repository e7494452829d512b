//! How much room the disk has.

use std::{path::Path, sync::Arc};

/// With less room than this on the disk no picture is taken: what is left is for orders and money.
pub(crate) const ROOM_MIN: u64 = 1024 * 1024 * 1024;

/// How many bytes are free where the shop's folder lies; `None` where the system does not say.
pub type FreeSpace = Arc<dyn Fn() -> Option<u64> + Send + Sync>;

/// Asks the system each time.
pub(crate) fn free_space(folder: &Path) -> FreeSpace {
    let folder = folder.to_owned();
    Arc::new(move || {
        let room = fs4::available_space(&folder);
        room.inspect_err(|error| tracing::debug!(%error, "the system does not say how much room the disk has")).ok()
    })
}

/// True where the system says that there is too little of it.
pub(crate) fn is_nearly_full(room: &FreeSpace) -> bool {
    room().is_some_and(|free| free < ROOM_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_how_much_room_there_is() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(free_space(folder.path())().is_some_and(|free| free > 0));
        assert!(is_nearly_full(&(Arc::new(|| Some(ROOM_MIN - 1)) as FreeSpace)));
        assert!(!is_nearly_full(&(Arc::new(|| Some(ROOM_MIN)) as FreeSpace)));
        assert!(!is_nearly_full(&free_space(Path::new("/there/is/no/such/folder"))), "unknown is not full");
    }
}
