//! Zhanggui 掌柜: the merchant console of a small shop that sells through a WeChat mini program.
//!
//! Arrows point one way: `domain` ← `store`, `wechat` ← `jobs`, `listener` ← `ui`. Siblings do not meet: what both need
//! is in `domain`.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests play other programs and other people"))]

/// What wants a person, and when: the thread that tells it by sound, voice and notices. Knows the rows, the events and the
/// devices.
pub mod alerts;
/// Wires a shop together: opens it, looks after it, checks it, exports from it, and the practice shop.
pub mod app;
/// What every room may use: time and random numbers, files, TLS, other programs.
pub mod base;
/// Sound, voice, notices, the tray, printers: told what to say, never why.
pub mod devices;
/// What is true in any shop: money, numbers, and the life of an order, a payment and a refund.
pub mod domain;
/// The one road from background threads to the screen.
pub mod events;
/// Work that outlives a click: is it paid, send the refund, did it arrive.
pub mod jobs;
/// The HTTP door: notifications and the storefront, written for enemies.
pub mod listener;
/// Packing slips as PDF, with their Chinese embedded. Knows domain only.
pub mod pdf;
/// The stand-in of WeChat: a real HTTPS server with mutual TLS, a ledger and faults, to practise on and to test with.
pub mod sandbox;
/// The settings file and the secrets, read once and checked whole.
pub mod settings;
/// Sheets of products and of parcels: read with a verdict per row, written so that they can come back. Knows domain only.
pub mod sheets;
/// The only room that speaks SQL: the intents, one writer, readers of their own.
pub mod store;
/// Supervises the program that makes the listener reachable, and probes the public address.
pub mod tunnel;
/// The only room that speaks egui: draws what the store says, returns the owner's wishes.
pub mod ui;
/// The only room that speaks XML, signatures and HTTP out.
pub mod wechat;
