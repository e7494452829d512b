//! Notices on the desktop. One bubble at a time: a newer one takes the place of the older.

use super::NoDevice;
use notify_rust::{Notification, NotificationResponse};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// What is done when the bubble is clicked.
pub type OnClick = Arc<dyn Fn() + Send + Sync>;

/// What a bubble says.
#[derive(Clone)]
pub struct Notice {
    /// In bold.
    pub title: String,
    /// Below it.
    pub body: String,
    /// The button, where the system shows one.
    pub button: String,
    /// A click on the bubble or its button, where the system reports it.
    pub on_click: OnClick,
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notice").field("title", &self.title).field("body", &self.body).finish_non_exhaustive()
    }
}

/// Shows bubbles.
pub trait Desktop: Send {
    /// Shows it.
    ///
    /// # Errors
    /// [`NoDevice`]: this desktop shows no notices.
    fn show(&mut self, notice: Notice) -> Result<(), NoDevice>;
}

/// The bubble on show: its number, and what its click means now.
type OnShow = Arc<Mutex<Option<(u32, OnClick)>>>;

/// The desktop of this computer.
#[derive(Default)]
pub struct SystemDesktop {
    on_show: OnShow,
}

impl Desktop for SystemDesktop {
    fn show(&mut self, notice: Notice) -> Result<(), NoDevice> {
        let mut bubble = Notification::new();
        bubble.appname("Zhanggui").summary(&notice.title).body(&plain(&notice.body)).icon("zhanggui");
        bubble.action("default", &notice.button);
        let before = self.on_show.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(id, _)| *id);
        if let Some(id) = before {
            bubble.id(id);
        }
        let shown = bubble.show().map_err(|error| NoDevice(error.to_string()))?;
        let id = number(&shown);
        *self.on_show.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, notice.on_click));
        // One that took another's place keeps its number, and the one who waits for that number hears its click too.
        if before != Some(id) || before == Some(0) {
            let on_show = Arc::clone(&self.on_show);
            let waits = thread::Builder::new().name("notice".to_owned());
            let started = waits.spawn(move || {
                let heard = shown.wait_for_response(|response: &NotificationResponse| answered(&on_show, id, response));
                drop(heard); // a click that cannot be heard is no click
            });
            started.map_err(|error| NoDevice(error.to_string()))?;
        }
        Ok(())
    }
}

fn answered(on_show: &OnShow, id: u32, response: &NotificationResponse) {
    let mut on_show = on_show.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((_, on_click)) = on_show.take_if(|(shown, _)| *shown == id) else { return };
    drop(on_show);
    if matches!(response, NotificationResponse::Default | NotificationResponse::Action(_)) {
        on_click();
    }
}

/// The number of a bubble, where the system gives one.
#[cfg(all(unix, not(target_os = "macos")))]
fn number(shown: &notify_rust::NotificationHandle) -> u32 {
    shown.id()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn number<T>(_shown: &T) -> u32 {
    0
}

/// Many desktops read the body as markup: what a buyer wrote must stay text.
fn plain(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_cannot_put_a_link_into_a_notice() {
        assert_eq!(plain("<a href=\"x\">茶 & 壶</a>"), "&lt;a href=\"x\"&gt;茶 &amp; 壶&lt;/a&gt;");
    }

    #[test]
    fn only_a_click_opens_and_only_the_newest_notice_counts() {
        let clicks = Arc::new(Mutex::new(0));
        let on_show: OnShow = OnShow::default();
        let show = |id: u32| {
            let clicks = Arc::clone(&clicks);
            *on_show.lock().expect("whole") = Some((id, Arc::new(move || *clicks.lock().expect("whole") += 1)));
        };
        show(7);
        answered(&on_show, 6, &NotificationResponse::Default);
        assert_eq!(*clicks.lock().expect("whole"), 0, "another bubble's");
        answered(&on_show, 7, &NotificationResponse::Default);
        answered(&on_show, 7, &NotificationResponse::Default);
        assert_eq!(*clicks.lock().expect("whole"), 1);
        show(8);
        answered(&on_show, 8, &NotificationResponse::Closed(notify_rust::CloseReason::Dismissed));
        assert_eq!(*clicks.lock().expect("whole"), 1, "put away is not seen");
    }
}
