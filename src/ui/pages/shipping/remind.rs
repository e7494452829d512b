//! Before a buyer is reminded: WeChat wants to know when the carrier delivered, and only the owner can look that up.

use crate::{
    domain::{OrderNo, UnixSeconds, half_width},
    jobs::Command,
    ui::{
        action::Action,
        pages::decide::{DialogOutcome, Enter, buttons, modal_beside},
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Id, Pos2, Ui};

const WIDTH: f32 = 460.0;

/// The open question.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Remind {
    order_no: OrderNo,
    shipped_at: UnixSeconds,
    typed: String,
    /// It was pressed: what is missing is said.
    tried: bool,
    shown: bool,
    pointer: Option<Pos2>,
}

impl Remind {
    /// About this order, whose parcel left then.
    pub fn of(order_no: OrderNo, shipped_at: UnixSeconds, ctx: &egui::Context) -> Self {
        let pointer = ctx.pointer_latest_pos();
        Self { order_no, shipped_at, typed: String::new(), tried: false, shown: false, pointer }
    }

    /// When it was delivered, if that is a time between the parcel's leaving and now.
    fn delivered_at(&self, now: UnixSeconds) -> Option<UnixSeconds> {
        read(&self.typed, now).filter(|at| *at > self.shipped_at && *at <= now)
    }
}

/// `2026-11-28 14:30`, the same without its year, or the hour alone, which is today's.
fn read(typed: &str, now: UnixSeconds) -> Option<UnixSeconds> {
    let plain: String = typed
        .trim()
        .chars()
        .map(half_width)
        .map(|c| match c {
            '/' => '-',
            '：' => ':',
            c => c,
        })
        .collect();
    let (day, clock) = plain.rsplit_once(' ').map_or(("", plain.as_str()), |(day, clock)| (day.trim(), clock));
    let mut clock = clock.split(':');
    let (hour, minute) = (clock.next()?, clock.next()?);
    let today = now.to_dashed();
    let day = match day.split('-').collect::<Vec<_>>()[..] {
        [""] => today.get(..10)?.to_owned(),
        [month, day] => format!("{}-{month:0>2}-{day:0>2}", today.get(..4)?),
        [year, month, day] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    UnixSeconds::parse_dashed(&format!("{day} {hour:0>2}:{minute:0>2}:00")).ok()
}

/// Draws it, if it is open.
pub(in crate::ui::pages) fn show(open: &mut Option<Remind>, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let Some(remind) = open else { return };
    let (lang, p) = (now.lang, theme::of(ui));
    let shown = modal_beside(ui, Id::unique("remind"), remind.pointer, (WIDTH, 280.0), |ui| {
        widgets::heading(ui, text::remind_title(lang));
        ui.add(egui::Label::new(egui::RichText::new(text::remind_means(lang)).size(theme::BODY).color(p.muted)).wrap());
        widgets::caption(ui, text::delivered_when(lang));
        let hint = now.at.to_dashed();
        let hint = hint.get(..16).unwrap_or_default();
        let field = Id::unique("delivered-at");
        let field = widgets::field(ui, field, text::delivered_when(lang), hint, &mut remind.typed, 220.0);
        if !std::mem::replace(&mut remind.shown, true) {
            field.request_focus();
        }
        if remind.tried && remind.delivered_at(now.at).is_none() {
            widgets::sentence(ui, text::delivered_bad(lang), p.danger);
        }
        buttons(ui, (text::remind_now(lang), text::not_yet(lang)), ButtonKind::Main, true, Enter::InTheFieldToo)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    match shown.inner {
        DialogOutcome::Do => {
            remind.tried = true;
            if let Some(delivered_at) = remind.delivered_at(now.at) {
                acts.push(Action::Shop(Command::RemindBuyer { order_no: remind.order_no.clone(), delivered_at }));
                *open = None;
            }
        }
        DialogOutcome::Leave => *open = None,
        DialogOutcome::Open if left => *open = None,
        DialogOutcome::Open => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_read_as_people_write_it_and_never_guessed() {
        let now = UnixSeconds::parse_dashed("2026-09-01 18:42:07").expect("a time");
        let at = |raw: &str| read(raw, now).map(UnixSeconds::to_dashed);
        for raw in ["2026-08-31 09:05", "2026/8/31 9:05", "08-31 9:05", " 8-31  09：05 "] {
            assert_eq!(at(raw).as_deref(), Some("2026-08-31 09:05:00"), "{raw}");
        }
        assert_eq!(at("14:30").as_deref(), Some("2026-09-01 14:30:00"));
        for raw in ["", "yesterday", "2026-08-31", "25:00", "2026-02-30 10:00", "1-2-3-4 10:00"] {
            assert_eq!(at(raw), None, "{raw}");
        }
    }
}
