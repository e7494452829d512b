//! A computer with devices that count: what is played, said and shown comes out of channels.

use crate::world::{NOON, World};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::Duration,
};
use zhanggui::{
    alerts::{AlertDevices, AlertHandle, AlertService, AlertSetup, AlertUpdate},
    base::env::{Clock, Env, SystemRng},
    devices::{
        NoDevice, ShopSound,
        desktop::{Desktop, DesktopNotice},
        sound::Sound,
        speech::{Speech, SpokenSentence},
    },
    domain::UnixSeconds,
    events::{Events, ShopEvent},
    settings::Alerts,
    ui::{AlertTexts, Lang},
};

/// Longer than anything here takes; reached only by an alert that does not come.
const TIMEOUT: Duration = Duration::from_secs(20);

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(self.0.load(Ordering::SeqCst))
    }
}

struct Speaker {
    played: Sender<ShopSound>,
    broken: Arc<AtomicBool>,
    stuck: Option<Receiver<()>>,
}

impl Sound for Speaker {
    fn play(&mut self, ring: ShopSound) -> Result<(), NoDevice> {
        self.played.send(ring).expect("the test listens");
        if let Some(stuck) = &self.stuck {
            stuck.recv().expect_err("nobody frees it");
        }
        if self.broken.load(Ordering::SeqCst) { Err(NoDevice("unplugged".into())) } else { Ok(()) }
    }
}

struct Voice(Sender<String>);

impl Speech for Voice {
    fn say(&mut self, sentence: &SpokenSentence) -> Result<(), NoDevice> {
        self.0.send(sentence.words.clone()).map_err(|_| NoDevice("deaf".into()))
    }
}

struct Screen(Sender<DesktopNotice>);

impl Desktop for Screen {
    fn show(&mut self, notice: DesktopNotice) -> Result<(), NoDevice> {
        self.0.send(notice).map_err(|_| NoDevice("dark".into()))
    }
}

/// The alert service over a shop.
pub struct Host {
    alert_service: AlertService,
    pub alerts: AlertHandle,
    pub played: Receiver<ShopSound>,
    pub said: Receiver<String>,
    pub shown: Receiver<DesktopNotice>,
    pub told: Arc<Mutex<Receiver<AlertUpdate>>>,
    pub broken: Arc<AtomicBool>,
    pub events: Events,
    clock: Arc<Hand>,
    /// Lets a stuck speaker go when the computer goes.
    free: Sender<()>,
}

impl Host {
    pub fn over(world: &World) -> Self {
        Self::with(world, Alerts::default(), false)
    }

    pub fn with(world: &World, wishes: Alerts, stuck: bool) -> Self {
        let (play, played) = channel();
        let (say, said) = channel();
        let (show, shown) = channel();
        let (free, freed) = channel();
        let broken = Arc::new(AtomicBool::new(false));
        let clock = Arc::new(Hand(AtomicI64::new(NOON.get())));
        let events = Events::default();
        let sound = Speaker { played: play, broken: Arc::clone(&broken), stuck: stuck.then_some(freed) };
        let alert_service = AlertService::start(AlertSetup {
            wishes,
            reader: world.store.reader().expect("a reader"),
            events: events.clone(),
            env: Env { clock: clock.clone(), rng: Arc::new(SystemRng) },
            words: Box::new(AlertTexts(Lang::En)),
            devices: AlertDevices {
                sound: Box::new(sound),
                speech: Box::new(Voice(say)),
                desktop: Box::new(Screen(show)),
            },
        })
        .expect("the alert service");
        let alerts = alert_service.alerts();
        let (tell, told) = channel();
        alerts.listen(move |word| drop(tell.send(word)));
        let told = Arc::new(Mutex::new(told));
        Self { alert_service, alerts, played, said, shown, told, broken, events, clock, free }
    }

    /// Something was committed.
    pub fn hears(&self, event: &ShopEvent) {
        self.events.send(event);
    }

    pub fn time_passes(&self, secs: i64) {
        self.clock.0.fetch_add(secs, Ordering::SeqCst);
    }

    pub fn plays(&self) -> ShopSound {
        self.played.recv_timeout(TIMEOUT).expect("a sound")
    }

    pub fn says(&self) -> String {
        self.said.recv_timeout(TIMEOUT).expect("a sentence")
    }

    pub fn shows(&self) -> DesktopNotice {
        self.shown.recv_timeout(TIMEOUT).expect("a notice")
    }

    /// Waits for a word that fits.
    pub fn tells(&self, fits: impl Fn(&AlertUpdate) -> bool) -> AlertUpdate {
        let told = self.told.lock().expect("whole");
        loop {
            match told.recv_timeout(TIMEOUT) {
                Ok(word) if fits(&word) => return word,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("nothing was told"),
            }
        }
    }

    /// Waits until what is seen from outside fits.
    pub fn waits_until(&self, fits: impl Fn(&AlertHandle) -> bool) {
        while !fits(&self.alerts) {
            self.tells(|told| *told == AlertUpdate::Changed);
        }
    }

    /// Ends the alert service; gives everything that was still played, said and shown.
    pub fn close(self) -> (Vec<ShopSound>, Vec<String>, Vec<DesktopNotice>) {
        self.alert_service.stop();
        drop(self.free);
        (self.played.iter().collect(), self.said.iter().collect(), self.shown.iter().collect())
    }
}
