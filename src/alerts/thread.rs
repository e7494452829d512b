//! The alert service's thread: hears what happens, asks the rule, and hands the devices their work.

use crate::alerts::{
    AlertCommand, AlertDevices, AlertError, AlertHandle, AlertItem, AlertUpdate, AlertWords, News,
    handle::whole,
    rows::{self, Acknowledged},
    rule::{AlertActions, AlertMemory, Moment, may_speak},
};
use crate::{
    base::env::Env,
    devices::{DeviceQueue, ShopSound, desktop::DesktopNotice, speech::SpokenSentence},
    domain::UnixSeconds,
    events::{Events, HealthState, ShopEvent, Subsystem},
    settings::Alerts,
    store::Reader,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// The pause after a read that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// What the alert service needs.
pub struct AlertSetup {
    /// What the owner wishes.
    pub wishes: Alerts,
    /// The rows, on a connection of its own.
    pub reader: Reader,
    /// What happens.
    pub events: Events,
    /// Time.
    pub env: Env,
    /// The owner's language.
    pub words: Box<dyn AlertWords>,
    /// What it rings with.
    pub devices: AlertDevices,
}

impl std::fmt::Debug for AlertSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AlertSetup").field("wishes", &self.wishes).finish_non_exhaustive()
    }
}

/// The running thread.
#[derive(Debug)]
pub struct AlertService {
    alerts: AlertHandle,
    thread: JoinHandle<()>,
}

impl AlertService {
    /// Starts the service. It looks at the rows at once, so what was unseen when the program ended is told again.
    ///
    /// # Errors
    /// [`AlertError::Thread`].
    pub fn start(setup: AlertSetup) -> Result<Self, AlertError> {
        let (alerts, heard) = AlertHandle::new();
        let AlertDevices { mut sound, mut speech, mut desktop } = setup.devices;
        let board = alerts.clone();
        let answer = Arc::new(Mutex::new(None::<SpokenSentence>));
        let waits = Arc::clone(&answer);
        let outputs = AlertOutputs {
            sound: DeviceQueue::start("sound", move |ring| sound.play(ring), move |sounded| board.heard(sounded))?,
            speech: DeviceQueue::start(
                "speech",
                move |job| {
                    let answer = match job {
                        SpeechJob::News(sentence) => Some(sentence),
                        SpeechJob::Answer => whole(&waits).take(),
                    };
                    // Nothing where a newer answer was said in its place.
                    answer.map_or(Ok(()), |sentence| speech.say(&sentence))
                },
                |_| {},
            )?,
            answer,
            desktop: DeviceQueue::start("desktop", move |notice| desktop.show(notice), |_| {})?,
        };
        let ear = alerts.words.clone();
        setup.events.listen(move |event| {
            let word = match event {
                ShopEvent::HealthChanged(subsystem, state) => AlertCommand::Health(*subsystem, state.clone()),
                ShopEvent::OrderPaid(_)
                | ShopEvent::OrderChanged(_)
                | ShopEvent::RefundRequested(_)
                | ShopEvent::RefundChanged(_)
                | ShopEvent::ChangedElsewhere
                | ShopEvent::CommandDone { .. } => AlertCommand::Look,
                _ => return,
            };
            drop(ear.send(word)); // the service has ended: the program is ending
        });
        let work = AlertWork {
            alerts: alerts.clone(),
            wishes: setup.wishes,
            reader: setup.reader,
            env: setup.env,
            words: setup.words,
            outputs,
            health: BTreeMap::new(),
            acknowledged: Acknowledged::default(),
            memory: AlertMemory::default(),
            watched: false,
            muted_until: None,
        };
        let thread = thread::Builder::new().name("alerts".to_owned()).spawn(move || work.go_on(&heard))?;
        Ok(Self { alerts, thread })
    }

    /// The handle.
    pub fn alerts(&self) -> AlertHandle {
        self.alerts.clone()
    }

    /// Ends the service. A sound that plays is not waited for.
    pub fn stop(self) {
        self.alerts.send(AlertCommand::Stop);
        if self.thread.join().is_err() {
            tracing::error!("the alert service ended by a panic");
        }
        // Notices may stay on the desktop: their clicks reach nobody any more, and keep nothing open.
        *whole(&self.alerts.board.hears) = None;
    }
}

/// What the voice is to do.
enum SpeechJob {
    /// Tell the news.
    News(SpokenSentence),
    /// Answer the last scan: a packer who is faster than the voice hears the newest answer only.
    Answer,
}

struct AlertOutputs {
    sound: DeviceQueue<ShopSound>,
    speech: DeviceQueue<SpeechJob>,
    /// The answer to the last scan, until the voice begins with it.
    answer: Arc<Mutex<Option<SpokenSentence>>>,
    desktop: DeviceQueue<DesktopNotice>,
}

struct AlertWork {
    alerts: AlertHandle,
    wishes: Alerts,
    reader: Reader,
    env: Env,
    words: Box<dyn AlertWords>,
    outputs: AlertOutputs,
    health: BTreeMap<Subsystem, HealthState>,
    acknowledged: Acknowledged,
    memory: AlertMemory,
    watched: bool,
    muted_until: Option<UnixSeconds>,
}

impl AlertWork {
    fn go_on(mut self, heard: &Receiver<AlertCommand>) {
        let mut pause = Some(Duration::ZERO);
        loop {
            let first = match pause {
                Some(pause) => heard.recv_timeout(pause),
                None => heard.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            // Many words at once are one look.
            let words = match first {
                Ok(first) => std::iter::once(first).chain(heard.try_iter()).collect(),
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            for word in words {
                if !self.hear(word) {
                    return;
                }
            }
            pause = self.look();
        }
    }

    /// False at the end.
    fn hear(&mut self, word: AlertCommand) -> bool {
        match word {
            AlertCommand::Health(subsystem, state) => {
                self.health.insert(subsystem, state);
            }
            AlertCommand::Ring(ring) if self.wishes.sound => self.outputs.sound.give(ring),
            AlertCommand::Say(sentence) => self.answer(sentence),
            AlertCommand::Look | AlertCommand::Ring(_) => {}
            AlertCommand::Watched(watched) => self.watched = watched,
            AlertCommand::Mute(until) => self.muted_until = until,
            AlertCommand::Acknowledge(news) => self.acknowledged.add(news),
            AlertCommand::Words(words) => self.words = words.0,
            AlertCommand::Stop => return false,
        }
        true
    }

    fn answer(&self, sentence: SpokenSentence) {
        let moment = Moment { now: self.env.now(), open: &[], watched: self.watched, muted_until: self.muted_until };
        if may_speak(moment, &self.wishes) {
            *whole(&self.outputs.answer) = Some(sentence);
            self.outputs.speech.give(SpeechJob::Answer);
        }
    }

    /// Reads, rings what is to ring, and answers how long nothing will be.
    fn look(&mut self) -> Option<Duration> {
        let mut open = match rows::read(&self.reader) {
            Ok(open) => open,
            Err(error) => {
                tracing::warn!(%error, "the alert service cannot read");
                return Some(AFTER_FAILURE);
            }
        };
        open.extend(rows::broken(&self.health));
        let open = self.acknowledged.without(open);
        let now = self.env.now();
        let moment = Moment { now, open: &open, watched: self.watched, muted_until: self.muted_until };
        let rings = self.memory.ring(moment, &self.wishes);
        // What is not told yet is not shown as a call either: a part that fails for a moment makes no strip.
        let told = open.into_iter().filter(|item| self.memory.was_told(&item.news));
        let since = |item: AlertItem| AlertItem { at: item.at.or_else(|| self.memory.since(&item.news)), ..item };
        let told = told.map(since).collect::<Vec<_>>();
        self.alerts.call(rows::calls(&told));
        self.carry_out(&rings);
        rings.look_again.map(|at| Duration::from_secs(u64::try_from(at.since(now)).unwrap_or(1).max(1)))
    }

    fn carry_out(&self, rings: &AlertActions) {
        if let Some(ring) = rings.sound {
            self.outputs.sound.give(ring);
        }
        if rings.speech {
            self.outputs.speech.give(SpeechJob::News(self.words.spoken(&rings.fresh)));
        }
        if rings.notice {
            self.outputs.desktop.give(self.notice(&rings.fresh));
        }
        if !rings.fresh.is_empty() {
            self.alerts.board.tell(AlertUpdate::Rings);
        }
    }

    fn notice(&self, fresh: &[AlertItem]) -> DesktopNotice {
        let (title, body) = self.words.notice(fresh);
        let about: Vec<News> = fresh.iter().map(|item| item.news.clone()).collect();
        let alerts = self.alerts.clone();
        let on_click = Arc::new(move || alerts.clicked(about.clone()));
        DesktopNotice { title, body, button: self.words.open(), on_click }
    }
}
