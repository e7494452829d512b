//! What every room may use: time and random numbers, files, TLS, other programs. Knows no shop.

/// The public address: its rules, and the handle on the one in effect.
pub mod address;
/// An error with everything that caused it, in one line.
pub(crate) mod causes;
/// Where a database server keeps a shop.
pub mod database_url;
/// How much room the disk has.
pub mod disk;
/// Text files as people save them.
pub(crate) mod encoding;
/// Time and random numbers, handed in everywhere.
pub mod env;
/// The keys in the program's own environment, taken out of it.
pub mod environment;
/// Moments at which a test lets the program die; none of them in a release.
pub(crate) mod failpoints;
/// The embedded fonts, for the window and for paper.
pub mod fonts;
/// A disk that is full when a test says so; none of it in a release.
pub(crate) mod full_disk;
/// How calls leave: TLS that nothing switches off, one deadline, a bounded answer.
pub(crate) mod https;
/// Which installation of the shop this folder is.
pub(crate) mod installation;
/// The system's keyring.
pub mod keyring;
/// The two languages everything is said in.
pub mod lang;
/// The log's files, bounded in number and size.
pub mod log_files;
/// Doors on this computer only.
pub(crate) mod loopback;
/// Programs by their name.
pub(crate) mod on_path;
/// Who on this computer may read the shop's folder.
pub(crate) mod permissions;
/// What a picture takes while it is decoded.
mod picture_cost;
/// Pictures decoded within limits and written anew.
pub(crate) mod pictures;
/// How a PIN is kept.
pub mod pin_hash;
/// Which folder of which computer.
pub(crate) mod place;
/// Files and folders made for their owner alone.
pub(crate) mod private_file;
/// Bytes under a key.
pub mod sealed;
/// How texts are compared when somebody looks for something.
pub(crate) mod search_text;
/// Which text is a whole sentence.
#[cfg(test)]
pub(crate) mod sentences;
/// Names made of contents.
pub(crate) mod short_hash;
/// How other programs are started: with an environment made for them.
pub(crate) mod spawn;
/// By how much a test has set the program's clock; nothing of it in a release.
pub(crate) mod test_clock;
