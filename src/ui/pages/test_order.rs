//! The test order of one fen: begun in the mini program or by a code that is shown here, watched until its money is back.

use super::form_fields::{Check, check_line};
use crate::ui::{
    TestOrder, TestOrderStep, TestOrderTrouble, TestOrderView,
    text::{self, Lang},
    theme,
    widgets::{self, ButtonKind, Icon},
};
use egui::{self, Align, Rect, Sense, Stroke, Ui, pos2, vec2};

const LINE: f32 = 44.0;
const CODE: f32 = 208.0;
/// Beside the code, or under it where there is no room.
const LINES_LEAST: f32 = 240.0;
/// Seconds between two looks at it.
const LOOK_SECS: f64 = 1.0;
const LINES: [TestOrder; 6] = [
    TestOrder::OnSale,
    TestOrder::Ordered,
    TestOrder::Paid,
    TestOrder::Confirmed,
    TestOrder::Refunding,
    TestOrder::Refunded,
];

/// What is known of it, and what was asked.
#[derive(Debug, Default)]
pub(in crate::ui) struct TestOrderPanel {
    /// As it was seen last.
    pub view: TestOrderView,
    /// It was looked at.
    pub known: bool,
    asked: bool,
    acting: bool,
    /// When it was asked last, seconds of the toolkit.
    asked_at: f64,
}

impl TestOrderPanel {
    /// A question or a wish is under way.
    pub fn asks(&mut self, step: TestOrderStep) {
        self.asked = true;
        self.acting |= step != TestOrderStep::Look;
    }

    /// It came back.
    pub fn heard(&mut self, view: TestOrderView) {
        self.view = view;
        (self.known, self.asked, self.acting) = (true, false, false);
    }

    /// Nothing came back.
    pub const fn broke(&mut self) {
        (self.asked, self.acting) = (false, false);
    }

    /// True once a second, while nothing is asked.
    pub fn is_due(&mut self, ctx: &egui::Context) -> bool {
        let now = ctx.input(|input| input.time);
        ctx.request_repaint_after_secs(LOOK_SECS as f32);
        let due = !self.asked && now - self.asked_at >= LOOK_SECS;
        if due {
            self.asked_at = now;
        }
        due
    }

    /// It has begun and is not at its end.
    pub const fn is_under_way(&self) -> bool {
        !matches!(self.view.far, TestOrder::NotBegun | TestOrder::Refunded | TestOrder::Stuck)
    }

    /// All of it; what the owner pressed.
    pub fn show(&self, ui: &mut Ui, lang: Lang) -> Option<TestOrderStep> {
        let view = &self.view;
        ui.spacing_mut().item_spacing.y = 8.0;
        let mut step = None;
        if view.far == TestOrder::NotBegun {
            step = self.doors(ui, lang);
        } else if let Some(code) = &view.code {
            shown_code(ui, lang, view, code);
        } else {
            lines(ui, lang, view);
        }
        if let Some(trouble) = &view.trouble {
            check_line(ui, &Check::Wrong(text::proof_trouble(lang, trouble)));
            if matches!(trouble, TestOrderTrouble::Code(_)) {
                widgets::caption(ui, text::proof_no_code(lang));
            }
        }
        if view.far == TestOrder::Ordered && view.by_code && view.code.is_none() {
            let again = widgets::tall_button(ui, ButtonKind::Plain, text::proof_code_again(lang), !self.acting);
            step = again.clicked().then_some(TestOrderStep::Code).or(step);
        }
        if view.far == TestOrder::Confirmed {
            let refund = widgets::tall_button(ui, ButtonKind::Danger, text::proof_refund(lang), !self.acting);
            step = refund.clicked().then_some(TestOrderStep::Refund).or(step);
        }
        if view.far == TestOrder::Refunded {
            check_line(ui, &Check::Good(text::proof_done(lang).to_owned()));
        }
        if view.far == TestOrder::Stuck {
            check_line(ui, &Check::Wrong(text::proof_stuck(lang).to_owned()));
        }
        step
    }

    /// Two ways to begin.
    fn doors(&self, ui: &mut Ui, lang: Lang) -> Option<TestOrderStep> {
        widgets::muted(ui, text::proof_code_means(lang));
        let code = widgets::tall_button(ui, ButtonKind::Main, text::proof_code(lang), !self.acting).clicked();
        ui.add_space(4.0);
        widgets::muted(ui, text::proof_begin_means(lang));
        let begin = widgets::tall_button(ui, ButtonKind::Plain, text::proof_begin(lang), !self.acting).clicked();
        match (code, begin) {
            (true, _) => Some(TestOrderStep::Code),
            (_, true) => Some(TestOrderStep::Begin),
            _ => None,
        }
    }
}

fn shown_code(ui: &mut Ui, lang: Lang, view: &TestOrderView, code: &str) {
    let draw = |ui: &mut Ui| {
        widgets::qr_code(ui, code, CODE, text::proof_code_name(lang));
        widgets::muted(ui, text::proof_scan(lang));
    };
    if ui.available_width() < CODE + LINES_LEAST + theme::PAD {
        draw(ui);
        return lines(ui, lang, view);
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = theme::PAD;
        ui.vertical(|ui| {
            ui.set_width(CODE);
            draw(ui);
        });
        ui.vertical(|ui| lines(ui, lang, view));
    });
}

fn lines(ui: &mut Ui, lang: Lang, view: &TestOrderView) {
    // One that is paid by its code was never on sale.
    for at in LINES.into_iter().filter(|at| *at != TestOrder::OnSale || !view.by_code) {
        line(ui, view.far, at, text::proof_line(lang, at));
    }
}

/// A step of it: done, here, or to come.
fn line(ui: &mut Ui, far: TestOrder, at: TestOrder, words: &str) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let middle = pos2(rect.left() + 12.0, rect.center().y);
    let done = far != TestOrder::Stuck && far >= at;
    let here = far != TestOrder::Stuck && !done && LINES.iter().find(|line| far < **line) == Some(&at);
    let ink = if done {
        ui.painter().circle_filled(middle, 11.0, p.accent);
        Icon::Check.paint(ui.painter(), middle, 13.0, p.on_accent);
        p.text
    } else if here {
        ui.painter().circle_filled(middle, 11.0, p.info_bg);
        Icon::Clock.paint(ui.painter(), middle, 14.0, p.info);
        p.info
    } else {
        ui.painter().circle_stroke(middle, 10.5, Stroke::new(1.0, p.line));
        p.faint
    };
    let place = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), rect.max);
    widgets::label_at(ui, place, Align::Min, words, theme::font(theme::BODY), ink);
    if at != TestOrder::Refunded {
        ui.painter().hline(place.x_range(), rect.bottom(), Stroke::new(1.0, p.line));
    }
}
