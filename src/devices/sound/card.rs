//! The sound card itself.

use super::{output::Sound, wav::wav};
use crate::devices::{NoDevice, ShopSound};
use rodio::{Decoder, DeviceSinkBuilder, Player};
use std::io::Cursor;

/// Opened anew for each sound: a headset that is plugged in later is found, and an idle shop holds no device.
pub(super) struct Card;

impl Sound for Card {
    fn play(&mut self, ring: ShopSound) -> Result<(), NoDevice> {
        let gone = |error: &dyn std::fmt::Display| NoDevice(error.to_string());
        let mut device = DeviceSinkBuilder::open_default_sink().map_err(|error| gone(&error))?;
        device.log_on_drop(false);
        let sound = Decoder::new(Cursor::new(wav(ring))).map_err(|error| gone(&error))?;
        let player = Player::connect_new(device.mixer());
        player.append(sound);
        player.sleep_until_end();
        Ok(())
    }
}
