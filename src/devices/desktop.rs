//! Notices on the desktop. One bubble at a time: a newer one takes the place of the older.

mod notice;
#[cfg(target_os = "linux")]
mod server;

pub use notice::{DesktopNotice, OnClick};

use super::NoDevice;
#[cfg(not(target_os = "linux"))]
use notice::plain;
use std::sync::{Arc, Mutex, PoisonError};

/// Shows bubbles.
pub trait Desktop: Send {
    /// Shows it.
    ///
    /// # Errors
    /// [`NoDevice`]: this desktop shows no notices.
    fn show(&mut self, notice: DesktopNotice) -> Result<(), NoDevice>;
}

/// The bubble on show: its number, and what its click means now.
type OnShow = Arc<Mutex<Option<(u32, OnClick)>>>;

/// The desktop of this computer. One connection shows all bubbles and hears all clicks.
#[cfg(target_os = "linux")]
pub struct SystemDesktop {
    on_show: OnShow,
    connect: server::Connect,
    server: Option<Box<dyn server::Bubbles>>,
}

#[cfg(target_os = "linux")]
impl Default for SystemDesktop {
    fn default() -> Self {
        Self::over(Box::new(server::connect))
    }
}

#[cfg(target_os = "linux")]
impl Desktop for SystemDesktop {
    fn show(&mut self, notice: DesktopNotice) -> Result<(), NoDevice> {
        let instead = self.on_show.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, |(id, _)| *id);
        let known = self.server.is_some();
        let shown = self.server()?.show(&notice, instead);
        let id = match shown {
            // The session's bus was another one: once more, over a new connection.
            Err(_) if known => {
                self.server = None;
                self.server()?.show(&notice, 0)?
            }
            shown => shown?,
        };
        *self.on_show.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, notice.on_click));
        Ok(())
    }
}

#[cfg(target_os = "linux")]
impl SystemDesktop {
    fn over(connect: server::Connect) -> Self {
        Self { on_show: OnShow::default(), connect, server: None }
    }

    fn server(&mut self) -> Result<&dyn server::Bubbles, NoDevice> {
        let server = if let Some(server) = self.server.take() {
            server
        } else {
            let on_show = Arc::clone(&self.on_show);
            (self.connect)(Box::new(move |heard| match heard {
                server::BubbleEvent::Clicked(id) => answered(&on_show, id, true),
                server::BubbleEvent::Closed(id) => answered(&on_show, id, false),
            }))?
        };
        Ok(&**self.server.insert(server))
    }
}

/// The desktop of this computer.
#[cfg(not(target_os = "linux"))]
#[derive(Default)]
pub struct SystemDesktop {
    on_show: OnShow,
}

#[cfg(not(target_os = "linux"))]
impl Desktop for SystemDesktop {
    fn show(&mut self, notice: DesktopNotice) -> Result<(), NoDevice> {
        use notify_rust::{Notification, NotificationResponse};
        let mut bubble = Notification::new();
        bubble.appname("Zhanggui").summary(&notice.title).body(&plain(&notice.body)).icon("zhanggui");
        bubble.action("default", &notice.button);
        let shown = bubble.show().map_err(|error| NoDevice(error.to_string()))?;
        // These systems hand each bubble's own click to whoever showed it, and give it no number.
        *self.on_show.lock().unwrap_or_else(PoisonError::into_inner) = Some((0, notice.on_click));
        let on_show = Arc::clone(&self.on_show);
        let started = std::thread::Builder::new().name("notice".to_owned()).spawn(move || {
            let heard = shown.wait_for_response(|response: &NotificationResponse| {
                let clicked = matches!(response, NotificationResponse::Default | NotificationResponse::Action(_));
                answered(&on_show, 0, clicked);
            });
            drop(heard); // a click that cannot be heard is no click
        });
        started.map_err(|error| NoDevice(error.to_string())).map(drop)
    }
}

/// The bubble of this number is gone; with a click, or without one.
fn answered(on_show: &OnShow, id: u32, clicked: bool) {
    let mut on_show = on_show.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((_, on_click)) = on_show.take_if(|(shown, _)| *shown == id) else { return };
    drop(on_show);
    if clicked {
        on_click();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_click_opens_and_only_the_newest_notice_counts() {
        let clicks = Arc::new(Mutex::new(0));
        let on_show: OnShow = OnShow::default();
        let show = |id: u32| {
            let clicks = Arc::clone(&clicks);
            *on_show.lock().expect("whole") = Some((id, Arc::new(move || *clicks.lock().expect("whole") += 1)));
        };
        show(7);
        answered(&on_show, 6, true);
        assert_eq!(*clicks.lock().expect("whole"), 0, "another bubble's");
        answered(&on_show, 7, true);
        answered(&on_show, 7, true);
        assert_eq!(*clicks.lock().expect("whole"), 1);
        show(8);
        answered(&on_show, 8, false);
        assert_eq!(*clicks.lock().expect("whole"), 1, "put away is not seen");
    }
}
