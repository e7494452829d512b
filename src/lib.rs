//! Zhanggui 掌柜: the merchant console of a small shop that sells through a WeChat mini program.
//!
//! Arrows point one way: `domain` ← `store`, `wechat` ← `jobs`, `listener` ← `ui`. Siblings do not meet: what both need
//! is in `domain`.

/// The public address: its rules, and the handle on the one in effect.
pub mod address;
/// The bell over the door: what rings when, and the thread that carries it out. Knows the rows, the events and the devices.
pub mod bell;
mod causes;
/// The doctor: looks at a shop without changing it, a line a check.
pub mod check;
/// Moments at which a test lets the program die; none of them in a release.
mod crash;
/// Hangs the bell of a shop up, and settles what this computer is to do for it.
pub mod desk;
/// Sound, voice, notices, the tray, printers: told what to say, never why.
pub mod devices;
/// How much room the disk has.
pub mod disk;
/// What is true in any shop: money, numbers, and the life of an order, a payment and a refund.
pub mod domain;
/// Text files as people save them.
mod encoding;
/// The keys in the program's own environment, taken out of it.
pub mod environment;
/// The one road from background threads to the screen.
pub mod events;
/// Sheets for the owner's own books.
pub mod export;
/// The embedded fonts, for the window and for paper.
pub mod fonts;
/// How calls leave: TLS that nothing switches off, one deadline, a bounded answer.
mod https;
/// Why a shop does not open, in Chinese.
pub mod in_chinese;
/// Work that outlives a click: is it paid, send the refund, did it arrive.
pub mod jobs;
/// The HTTP door: notifications and the storefront, written for enemies.
pub mod listener;
/// The log's files, bounded in number and size.
pub mod log_files;
mod loopback;
/// Time and chance, handed in everywhere.
pub mod nature;
/// Packing slips as PDF, with their Chinese embedded. Knows domain only.
pub mod paper;
/// Who on this computer may read the shop's folder.
mod permissions;
/// The practice shop: the example, WeChat's stand-in, and buyers who come by themselves.
pub mod practice;
/// Files and folders made for their owner alone.
mod private_file;
/// The stand-in of WeChat: a real HTTPS server with mutual TLS, a ledger and faults, to practise on and to test with.
pub mod sandbox;
/// The settings file and the secrets, read once and checked whole.
pub mod settings;
/// Sheets of products and of parcels: read with a verdict per row, written so that they can come back. Knows domain only.
pub mod sheets;
/// How other programs are started: with an environment made for them.
mod spawn;
/// Opens a shop: the file, the calls out, the jobs, the door.
pub mod start;
/// The only room that speaks SQL: the intents, one writer, readers of their own.
pub mod store;
/// By how much a test has set the program's clock; nothing of it in a release.
mod test_clock;
/// Supervises the program that makes the listener reachable, and knocks at the public address.
pub mod tunnel;
/// The only room that speaks egui: draws what the store says, returns the owner's wishes.
pub mod ui;
/// The only room that speaks XML, signatures and HTTP out.
pub mod wechat;
