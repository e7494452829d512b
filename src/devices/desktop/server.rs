//! The desktop's notification server, over D-Bus. One connection shows every bubble and hears every click: a server tells
//! of a click only the connection that showed the bubble last.

use super::notice::{DesktopNotice, plain};
use crate::devices::NoDevice;
use std::{collections::HashMap, thread, time::Duration};
use zbus::{
    MatchRule, Message,
    blocking::{Connection, MessageIterator, connection::Builder},
    message::Type,
    zvariant::Value,
};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// A server that hangs is no server.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Signals that wait to be read.
const WAITING_MOST: usize = 64;

/// What became of a bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BubbleEvent {
    /// It was clicked, or its button.
    Clicked(u32),
    /// It was put away, or went by itself.
    Closed(u32),
}

/// Hears what becomes of bubbles.
pub(super) type Ear = Box<dyn Fn(BubbleEvent) + Send>;

/// Connects to whoever shows bubbles.
pub(super) type Connect = Box<dyn FnMut(Ear) -> Result<Box<dyn Bubbles>, NoDevice> + Send>;

/// A connection to whoever shows bubbles.
pub(super) trait Bubbles: Send {
    /// Shows it in the place of another one, if there is such (0: none). Gives its number.
    fn show(&self, notice: &DesktopNotice, instead: u32) -> Result<u32, NoDevice>;
}

/// The session's own server, as long as the connection lives.
struct BubbleServer(Connection);

/// Connects to the session's server. `heard` is called on a thread of its own.
pub(super) fn connect(heard: Ear) -> Result<Box<dyn Bubbles>, NoDevice> {
    let session = Builder::session().and_then(|session| session.method_timeout(TIMEOUT).build());
    let connection = session.map_err(no_device)?;
    let rule = MatchRule::builder().msg_type(Type::Signal).interface(SERVICE).and_then(|rule| rule.path(PATH));
    let rule = rule.map_err(no_device)?.build();
    let signals = MessageIterator::for_match_rule(rule, &connection, Some(WAITING_MOST)).map_err(no_device)?;
    let listen = move || {
        for signal in signals.map_while(Result::ok) {
            if let Some(what) = read(&signal) {
                heard(what);
            }
        }
    };
    let listener = thread::Builder::new().name("notices".to_owned());
    listener.spawn(listen).map_err(no_device)?;
    Ok(Box::new(BubbleServer(connection)))
}

impl Bubbles for BubbleServer {
    fn show(&self, notice: &DesktopNotice, instead: u32) -> Result<u32, NoDevice> {
        let actions = ["default", notice.button.as_str()];
        let hints = HashMap::from([("desktop-entry", Value::from("zhanggui"))]);
        let body = plain(&notice.body);
        let bubble =
            ("Zhanggui", instead, "zhanggui", notice.title.as_str(), body.as_str(), actions.as_slice(), hints, -1);
        let shown = self.0.call_method(Some(SERVICE), PATH, Some(SERVICE), "Notify", &bubble).map_err(no_device)?;
        shown.body().deserialize().map_err(no_device)
    }
}

fn read(signal: &Message) -> Option<BubbleEvent> {
    match signal.header().member()?.as_str() {
        "ActionInvoked" => {
            let (id, _action): (u32, String) = signal.body().deserialize().ok()?;
            Some(BubbleEvent::Clicked(id))
        }
        "NotificationClosed" => {
            let (id, _why): (u32, u32) = signal.body().deserialize().ok()?;
            Some(BubbleEvent::Closed(id))
        }
        _ => None,
    }
}

fn no_device(error: impl std::fmt::Display) -> NoDevice {
    NoDevice(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{super::SystemDesktop, *};
    use crate::devices::desktop::Desktop;
    use std::sync::{Arc, Mutex, mpsc};

    /// A desktop's server: it tells of a click the connection that showed the bubble last.
    #[derive(Default)]
    struct Fake {
        ears: Vec<Ear>,
        showed_last: usize,
        shown: Vec<(u32, String)>,
        broken: bool,
    }

    impl Fake {
        fn tells(&self, what: BubbleEvent) {
            (self.ears[self.showed_last])(what);
        }
    }

    struct Wire(Arc<Mutex<Fake>>, usize);

    impl Bubbles for Wire {
        fn show(&self, notice: &DesktopNotice, instead: u32) -> Result<u32, NoDevice> {
            let mut fake = self.0.lock().expect("whole");
            if std::mem::take(&mut fake.broken) {
                return Err(NoDevice("the bus is gone".into()));
            }
            fake.showed_last = self.1;
            fake.shown.push((instead, notice.title.clone()));
            Ok(if instead == 0 { 7 } else { instead })
        }
    }

    fn desktop(fake: &Arc<Mutex<Fake>>) -> SystemDesktop {
        let fake = Arc::clone(fake);
        SystemDesktop::over(Box::new(move |ear| {
            let mut whole = fake.lock().expect("whole");
            let number = whole.ears.len();
            whole.ears.push(ear);
            Ok(Box::new(Wire(Arc::clone(&fake), number)))
        }))
    }

    fn notice(title: &str, clicks: &mpsc::Sender<String>) -> DesktopNotice {
        let (clicks, name) = (clicks.clone(), title.to_owned());
        let on_click = Arc::new(move || drop(clicks.send(name.clone())));
        DesktopNotice { title: title.to_owned(), body: "¥9.90".to_owned(), button: "Open".to_owned(), on_click }
    }

    #[test]
    fn the_click_on_a_notice_that_took_anothers_place_is_heard_and_means_the_newest() {
        let fake = Arc::new(Mutex::new(Fake::default()));
        let mut desktop = desktop(&fake);
        let (clicks, clicked) = mpsc::channel();
        let tells = |what| fake.lock().expect("whole").tells(what);
        desktop.show(notice("first", &clicks)).expect("shown");
        desktop.show(notice("second", &clicks)).expect("shown");
        tells(BubbleEvent::Clicked(6));
        tells(BubbleEvent::Clicked(7));
        tells(BubbleEvent::Clicked(7));
        assert_eq!(clicked.try_iter().collect::<Vec<_>>(), ["second"]);
        // Put away: a later click on its number means nothing.
        desktop.show(notice("third", &clicks)).expect("shown");
        tells(BubbleEvent::Closed(7));
        tells(BubbleEvent::Clicked(7));
        desktop.show(notice("fourth", &clicks)).expect("shown");
        tells(BubbleEvent::Clicked(7));
        assert_eq!(clicked.try_iter().collect::<Vec<_>>(), ["fourth"]);
        let fake = fake.lock().expect("whole");
        assert_eq!(fake.ears.len(), 1, "one connection");
        let shown: Vec<u32> = fake.shown.iter().map(|(instead, _)| *instead).collect();
        assert_eq!(shown, [0, 7, 0, 0], "one that was clicked or put away is gone");
    }

    #[test]
    fn a_bus_that_went_away_is_found_again_and_a_desktop_without_one_says_so() {
        let fake = Arc::new(Mutex::new(Fake::default()));
        let mut desktop = desktop(&fake);
        let (clicks, clicked) = mpsc::channel();
        desktop.show(notice("first", &clicks)).expect("shown");
        fake.lock().expect("whole").broken = true;
        desktop.show(notice("second", &clicks)).expect("shown over another connection");
        fake.lock().expect("whole").tells(BubbleEvent::Clicked(7));
        assert_eq!(clicked.try_iter().collect::<Vec<_>>(), ["second"]);
        let mut nothing = SystemDesktop::over(Box::new(|_| Err(NoDevice("no bus".into()))));
        assert_eq!(nothing.show(notice("x", &clicks)), Err(NoDevice("no bus".into())));
    }
}
