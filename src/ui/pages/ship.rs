//! "Mark shipped": which carrier, which number.

use crate::{
    domain::ShipKind,
    jobs::Command,
    store::{OrderDetail, Shipping},
    ui::{
        app::Action,
        text,
        text::Lang,
        theme,
        widgets::{self, Kind, Now},
    },
};
use eframe::egui::{self, Id, Key, Ui};

/// Carriers by their id in WeChat's list; the last one needs no parcel.
const CARRIERS: &[(&str, &str, &str)] = &[
    ("SF", "顺丰速运", "SF Express"),
    ("ZTO", "中通快递", "ZTO Express"),
    ("YTO", "圆通速递", "YTO Express"),
    ("YD", "韵达速递", "Yunda Express"),
    ("STO", "申通快递", "STO Express"),
    ("JTSD", "极兔速递", "J&T Express"),
    ("EMS", "邮政 EMS", "China Post EMS"),
    ("JD", "京东物流", "JD Logistics"),
];

/// The name of a carrier, or its id where we know none.
pub(super) fn carrier_name(lang: Lang, id: &str) -> String {
    if id.is_empty() {
        return text::no_parcel(lang).to_owned();
    }
    let known = CARRIERS.iter().find(|(carrier, _, _)| *carrier == id);
    known.map_or_else(|| text::tame(id, 24), |(_, zh, en)| lang.pick(zh, en).to_owned())
}

/// The form while it is filled in.
#[derive(Debug, Default)]
pub(in crate::ui) struct ShipForm {
    /// Place in [`CARRIERS`]; past its end: no parcel.
    carrier: usize,
    number: String,
    tried: bool,
    shown: bool,
}

impl ShipForm {
    fn carrier_id(&self) -> &'static str {
        CARRIERS.get(self.carrier).map_or("", |(id, _, _)| id)
    }

    /// What is to be sent, if the form is right.
    fn shipping(&self) -> Option<Shipping> {
        let carrier = self.carrier_id();
        let number = self.number.trim();
        if carrier.is_empty() {
            return Some(Shipping::without_carrier(ShipKind::Pickup));
        }
        let fits = (6..=40).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        fits.then(|| Shipping::express(carrier, number))
    }

    /// Draws the form; true when it is to be closed.
    pub fn show(&mut self, ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) -> bool {
        let lang = now.lang;
        let p = theme::of(ui);
        let mut close = false;
        ui.add_space(8.0);
        theme::card(p).fill(p.sel).show(ui, |ui| {
            ui.set_width(ui.available_width());
            widgets::bold_label(ui, &text::ship_question(lang, &detail.row.buyer), theme::BODY);
            widgets::caption(ui, text::carrier(lang));
            self.choose_carrier(ui, lang);
            if !self.carrier_id().is_empty() {
                widgets::caption(ui, text::tracking_no(lang));
                let id = Id::unique("tracking");
                let width = ui.available_width();
                let field = widgets::field(ui, id, text::tracking_no(lang), "SF1234567890123", &mut self.number, width);
                if !std::mem::replace(&mut self.shown, true) {
                    field.request_focus();
                }
            }
            let shipping = self.shipping();
            if self.tried && shipping.is_none() {
                widgets::sentence(ui, text::tracking_needed(lang), p.danger);
            }
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                let typed_enter = ui.ctx().text_edit_focused() || ui.ctx().memory(|memory| memory.focused().is_none());
                let entered = typed_enter && super::fresh_key(ui, Key::Enter);
                let pressed = widgets::key_button(ui, Kind::Main, text::ship_this_order(lang), "Enter", true).clicked();
                if pressed || entered {
                    self.tried = true;
                    if let Some(shipping) = shipping {
                        let order_no = detail.row.key.order_no.clone();
                        acts.push(Action::Shop(Command::Ship { order_no, seen: detail.version, shipping }));
                        close = true;
                    }
                }
                let left = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
                close |= widgets::button(ui, Kind::Plain, text::cancel(lang), true).clicked() || left;
            });
        });
        close
    }

    fn choose_carrier(&mut self, ui: &mut Ui, lang: Lang) {
        let chosen = carrier_name(lang, self.carrier_id());
        let width = ui.available_width();
        let shown =
            egui::ComboBox::from_id_salt("carrier").selected_text(chosen).width(width).icon(caret).show_ui(ui, |ui| {
                for (at, (_, zh, en)) in CARRIERS.iter().enumerate() {
                    ui.selectable_value(&mut self.carrier, at, lang.pick(zh, en));
                }
                ui.selectable_value(&mut self.carrier, CARRIERS.len(), text::no_parcel(lang));
            });
        shown.response.accessible_name(text::carrier(lang));
    }
}

/// The sign of a box that opens.
fn caret(ui: &Ui, rect: egui::Rect, visuals: &egui::style::WidgetVisuals, _open: bool) {
    widgets::Glyph::Caret.paint(ui.painter(), rect.center(), visuals.fg_stroke.color);
}
