//! Wires a shop together: opens it, looks after it, checks it, exports from it. No rules of its own.

mod archive;
/// The whole shop in one file, and back.
pub mod backup;
/// One day's bill from the command line.
pub mod bill;
/// The doctor: looks at a shop without changing it, a line a check.
pub mod check;
mod door;
/// Every error that can end a command, as a sentence in the reader's language.
pub mod error_text;
/// Sheets for the owner's own books.
pub mod export;
mod folder;
/// Starts the alert service of a shop, and settles what this computer is to do for it.
pub mod host;
/// Looks at what only others know, for the wizard.
mod live;
/// The mini program, made the shop's own.
pub mod mini_program;
/// A shop that moves between a file and a server.
pub mod moving;
mod opened_here;
/// The practice shop: the example, WeChat's stand-in, and buyers who come by themselves.
pub mod practice;
/// What can be read of a damaged data file, into a new one.
pub mod salvage;
/// One seat of several.
pub mod seats;
/// Where a shop's rows lie.
pub mod shop_data;
/// Opens and closes the shops of a window.
pub mod shop_switcher;
/// Opens a shop: the file, the calls out, the jobs, the door.
pub mod start;
/// One file for whoever helps.
pub mod support;
/// One fen that goes round.
mod test_order;
mod wechat_access;
