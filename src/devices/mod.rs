//! The devices of the shop: sound, a voice, notices on the desktop, the tray, printers. Told what to say, never why.
//! Knows domain and settings. Whatever can be slow or hang works on a thread of its own, and what is not there stays
//! silent and says so once.

/// The printers the settings name, ready to print.
pub mod printer_factory;

/// Keeps the computer from falling asleep.
pub mod awake;
mod cloud;
mod columns;
/// Notices on the desktop.
pub mod desktop;
/// The bytes receipt printers understand.
pub mod escpos;
/// Feieyun's printers.
pub mod feieyun;
/// Printers in the shop's network and among the system's.
pub mod find_printers;
/// Starts the shop at login.
pub mod login;
/// The picture at the head of a receipt.
pub mod logo;
/// A receipt printer, whatever wire it hangs on.
pub mod printer;
mod programs;
/// What stands on a receipt, line by line.
pub mod receipt;
/// A second start of the program shows the window of the first.
pub mod second_start;
/// Three sounds, and whoever can play them.
pub mod sound;
/// The system's voice.
pub mod speech;
/// A printer the system knows.
pub mod system_printer;
mod tags;
/// A printer in the shop's own network.
pub mod tcp_printer;
/// The icon beside the clock.
pub mod tray;
/// Yilianyun's printers.
pub mod yilianyun;

pub use cloud::CloudEndpoint;
pub use columns::{fitting, width};

use std::{
    sync::mpsc::{SyncSender, TrySendError, sync_channel},
    thread,
};

/// The device is not there, or did not do it. The words are for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoDevice(pub String);

/// The sounds of the shop; each is known without looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ShopSound {
    /// An order was paid.
    Order,
    /// Something wants a person.
    Attention,
    /// Stop: this parcel must not leave.
    Blocked,
}

impl ShopSound {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Order, Self::Attention, Self::Blocked];
}

/// So many wait for a device at most. What comes while it is behind is told by the screen.
const WAITING_MOST: usize = 4;

/// A device on its own thread. What is given is done in order; nobody waits for it.
#[derive(Debug)]
pub struct DeviceQueue<T>(Option<SyncSender<T>>);

impl<T: Send + 'static> DeviceQueue<T> {
    /// Starts the thread. `told` hears whether the device did the first, and each time that changes; on that thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        name: &str,
        mut device: impl FnMut(T) -> Result<(), NoDevice> + Send + 'static,
        told: impl Fn(bool) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (give, given) = sync_channel(WAITING_MOST);
        let device_name = name.to_owned();
        thread::Builder::new().name(name.to_owned()).spawn(move || {
            let mut worked = None;
            while let Ok(what) = given.recv() {
                let done = device(what);
                if worked.replace(done.is_ok()) != Some(done.is_ok()) {
                    if let Err(NoDevice(why)) = &done {
                        tracing::warn!(device = device_name, why, "a device stays silent");
                    }
                    told(done.is_ok());
                }
            }
        })?;
        Ok(Self(Some(give)))
    }

    /// Nothing is there.
    pub const fn nothing() -> Self {
        Self(None)
    }

    /// Hands it to the device. Left out if the device is far behind: the rows and the screen have it all the same.
    pub fn give(&self, what: T) {
        if let Some(Err(TrySendError::Full(_))) = self.0.as_ref().map(|device| device.try_send(what)) {
            tracing::debug!("a device is behind");
        }
    }
}
