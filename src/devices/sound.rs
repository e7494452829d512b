//! Three short sounds, made here from sines, and whoever can play them.

#[cfg(any(feature = "sound", not(target_os = "linux")))]
mod card;
mod output;
#[cfg(all(target_os = "linux", not(feature = "sound")))]
mod player;
mod wav;

pub use output::Sound;
pub use wav::wav;

/// What this computer plays sounds with. `folder` is the shop's own, where a player program may be given files.
#[cfg_attr(
    any(feature = "sound", not(target_os = "linux")),
    expect(unused_variables, reason = "the card needs no file")
)]
pub fn of_this_computer(folder: &std::path::Path) -> Box<dyn Sound> {
    #[cfg(any(feature = "sound", not(target_os = "linux")))]
    return Box::new(card::Card);
    #[cfg(all(target_os = "linux", not(feature = "sound")))]
    Box::new(player::Player::new(folder.join("sounds")))
}
