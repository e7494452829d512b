//! The parts, and how each is.

use crate::{
    domain::UnixSeconds,
    events::{HealthState, Subsystem, Trouble},
    ui::{screen::Screen, text},
};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusRow {
    Part(Subsystem),
    /// The last message from WeChat that was genuine.
    Messages,
    /// Unpaid orders that told WeChat an address that is no longer ours.
    OldAddress,
    /// The last backup, and what was wrong with it.
    Backups,
    Sound,
}

/// How bad it is, the worst highest.
pub(super) const OFF: u8 = 0;
pub(super) const WELL: u8 = 1;
pub(super) const LOOK: u8 = 2;
pub(super) const BROKEN: u8 = 3;

/// A row, and how it is.
pub(super) struct StatusStanding {
    pub row: StatusRow,
    /// Its place in the list.
    pub at: usize,
    pub name: &'static str,
    pub sentence: String,
    /// Since when it is so, or when it last was.
    pub since: Option<UnixSeconds>,
    pub trouble: Option<Trouble>,
    rank: u8,
}

impl StatusStanding {
    pub const fn rank(&self) -> u8 {
        self.rank
    }
}

/// The order of the parts, from the buyers' telephones to this computer.
const FIRST: [Subsystem; 3] = [Subsystem::Tunnel, Subsystem::Listener, Subsystem::WeChat];
const LAST: [Subsystem; 4] = [Subsystem::Certificate, Subsystem::Printers, Subsystem::Jobs, Subsystem::Database];

/// One is made every day: after so long something is wrong.
const BACKUP_OLD_SECS: i64 = 3 * 24 * 60 * 60;

/// All of them, always in the same order: none moves under the pointer.
pub(super) fn all(screen: &Screen<'_>) -> Vec<StatusStanding> {
    let mut all: Vec<StatusStanding> = FIRST.map(|subsystem| part(screen, subsystem)).into();
    all.extend(old_address(screen));
    all.push(messages(screen));
    all.extend(LAST.map(|subsystem| part(screen, subsystem)));
    all.extend(backups(screen));
    all.push(sound(screen));
    for (at, one) in all.iter_mut().enumerate() {
        one.at = at;
    }
    all
}

fn part(screen: &Screen<'_>, subsystem: Subsystem) -> StatusStanding {
    let lang = screen.now.lang;
    let state = screen.model.health_of(subsystem);
    let none = subsystem == Subsystem::Tunnel && screen.gaze.public_url.is_empty() && state == HealthState::Unknown;
    let no_printer = subsystem == Subsystem::Printers && screen.model.shot.printers.is_empty();
    let out = subsystem == Subsystem::Printers && screen.model.shot.printers.iter().any(|row| row.trouble.is_some());
    let (rank, trouble) = match state {
        // The printers' rows know it before anybody told.
        HealthState::Unknown | HealthState::Good if out => (LOOK, Some(Trouble::Printer)),
        HealthState::Dead(trouble, _) => (BROKEN, Some(trouble)),
        HealthState::Troubled(trouble, _) => (LOOK, Some(trouble)),
        HealthState::Good | HealthState::GoodUntil(_) => (WELL, None),
        HealthState::Unknown => (OFF, None),
    };
    let sentence = match trouble {
        Some(_) if subsystem == Subsystem::Printers => printers(screen),
        Some(trouble) => text::health_word(lang, trouble).to_owned(),
        None if none => text::reach_none(lang).to_owned(),
        None if no_printer => text::printers_none_card(lang).to_owned(),
        None => text::health_meaning(lang, subsystem, &state),
    };
    let since = screen.model.health_since.get(&subsystem).copied();
    StatusStanding {
        row: StatusRow::Part(subsystem),
        at: 0,
        name: text::row_name(lang, subsystem),
        sentence,
        since,
        trouble,
        rank,
    }
}

/// Which printer wants what.
fn printers(screen: &Screen<'_>) -> String {
    let lang = screen.now.lang;
    let row = screen.model.shot.printers.iter().find(|row| row.trouble.is_some());
    match row.and_then(|row| row.trouble.as_ref().map(|(trouble, ..)| (row, *trouble))) {
        Some((row, trouble)) => text::printers_one(lang, &row.name, text::print_trouble(lang, trouble)),
        None => text::health_word(lang, Trouble::Printer).to_owned(),
    }
}

fn messages(screen: &Screen<'_>) -> StatusStanding {
    let now = screen.now;
    let last = screen.model.shot.last_good_notice;
    let sentence = match last {
        Some(at) => text::message_came(now.lang, &text::age(now.lang, at, now.at)),
        None if screen.gaze.public_url.is_empty() => text::reach_none(now.lang).to_owned(),
        None => text::no_message_yet(now.lang).to_owned(),
    };
    let rank = if last.is_some() { WELL } else { OFF };
    let name = text::row_messages(now.lang);
    StatusStanding { row: StatusRow::Messages, at: 0, name, sentence, since: last, trouble: None, rank }
}

fn old_address(screen: &Screen<'_>) -> Option<StatusStanding> {
    let lang = screen.now.lang;
    let many = screen.model.shot.bound_elsewhere.len();
    let sentence = text::old_address_many(lang, many);
    let name = text::row_old_address(lang);
    (many > 0).then_some(StatusStanding {
        row: StatusRow::OldAddress,
        at: 0,
        name,
        sentence,
        since: None,
        trouble: None,
        rank: LOOK,
    })
}

/// How old the newest backup is, or why there is none; nothing where none are made.
fn backups(screen: &Screen<'_>) -> Option<StatusStanding> {
    let (now, view) = (screen.now, screen.facts.backups.as_ref()?.view());
    let since = view.places.first().and_then(|place| place.last_at);
    let trouble = view.places.iter().find_map(|place| place.trouble.as_ref());
    let age = since.map(|at| text::age(now.lang, at, now.at));
    let (rank, sentence) = match (trouble, age) {
        (Some(trouble), _) => (LOOK, text::backup_trouble(now.lang, trouble)),
        (None, Some(age)) if since.is_some_and(|at| now.at.since(at) >= BACKUP_OLD_SECS) => {
            (LOOK, text::backup_is_old(now.lang, &age))
        }
        (None, Some(age)) => (WELL, text::backup_last(now.lang, &age)),
        (None, None) => (OFF, text::place_never(now.lang).to_owned()),
    };
    Some(StatusStanding {
        row: StatusRow::Backups,
        at: 0,
        name: text::backup(now.lang),
        sentence,
        since,
        trouble: None,
        rank,
    })
}

fn sound(screen: &Screen<'_>) -> StatusStanding {
    let now = screen.now;
    let (rank, sentence) = match screen.muted_until.filter(|_| screen.is_muted()) {
        Some(until) => (OFF, text::muted_to(now.lang, until, now.at)),
        None if screen.is_silent() => (LOOK, text::silent_mark(now.lang).to_owned()),
        None => (WELL, text::sound_good(now.lang).to_owned()),
    };
    let name = text::row_sound(now.lang);
    StatusStanding { row: StatusRow::Sound, at: 0, name, sentence, since: None, trouble: None, rank }
}
