//! Which folder of which computer: a shop's folder that was copied somewhere else as a whole is not the same shop.

use crate::base::short_hash::short_hash;
use std::{fs, path::Path};

/// Where systems keep a number of their own.
const MACHINE_IDS: [&str; 2] = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/// The folder and the computer, as sixteen bytes. Where the system has no number of its own, the folder alone.
pub(crate) fn of(folder: &Path) -> [u8; 16] {
    let machine = MACHINE_IDS.iter().find_map(|path| fs::read(path).ok()).unwrap_or_default();
    let computer = std::env::var_os("COMPUTERNAME").unwrap_or_default();
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = short_hash(&[
        machine.as_slice(),
        b"\n",
        computer.as_encoded_bytes(),
        b"\n",
        folder.as_os_str().as_encoded_bytes(),
    ]);
    let mut place = [0; 16];
    place.iter_mut().zip(hex::decode(name).unwrap_or_default()).for_each(|(to, from)| *to = from);
    place
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_folder_has_one_place_however_it_is_named_and_another_folder_another() {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let name = one.path().file_name().expect("a name");
        assert_eq!(of(one.path()), of(&one.path().join("..").join(name)));
        assert_ne!(of(one.path()), of(other.path()));
    }
}
