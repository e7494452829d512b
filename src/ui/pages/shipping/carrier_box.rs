//! The box that names a carrier, and the list it opens: typed into, the list gets shorter.

use crate::{
    domain::carrier,
    store::Carrier,
    ui::{
        text,
        text::Lang,
        theme,
        widgets::{self, Glyph},
    },
};
use egui::{
    self, Align, Id, Key, Modifiers, Popup, PopupCloseBehavior, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role, vec2,
};

const WIDTH: f32 = 260.0;
const ROW: f32 = 32.0;
const ROWS_SHOWN: f32 = 8.0;

/// The name of a carrier: ours where we know it, else WeChat's, else its id.
pub(in crate::ui) fn carrier_name(lang: Lang, id: &str, all: &[Carrier]) -> String {
    if id.is_empty() {
        return text::no_parcel(lang).to_owned();
    }
    if let Some((_, zh, en)) = carrier::KNOWN.iter().find(|(known, _, _)| *known == id) {
        return lang.pick(zh, en).to_owned();
    }
    let listed = all.iter().find(|carrier| carrier.id == id);
    text::tame(listed.map_or(id, |carrier| &carrier.name), 24)
}

/// The same without what every carrier's name ends in, for a narrow box: `中通`, `SF`.
pub(super) fn short_name(lang: Lang, id: &str, all: &[Carrier]) -> String {
    let whole = carrier_name(lang, id, all);
    let begins = ["China ", "邮政 "].iter().find_map(|front| whole.strip_prefix(front)).unwrap_or(&whole);
    let ends = ["快递包裹", "速运", "快递", "速递", "物流", " Express", " Logistics", " Parcel"];
    let short = ends.iter().find_map(|end| begins.strip_suffix(end)).unwrap_or(begins);
    if short.is_empty() { whole } else { short.to_owned() }
}

/// How much of a carrier's name its box says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum NameLength {
    Whole,
    Short,
}

/// Carriers whose name or id holds what was typed, in the order they came: the favourites first.
pub(super) fn found<'a>(all: &'a [Carrier], lang: Lang, typed: &str) -> Vec<&'a Carrier> {
    let wanted = typed.trim().to_lowercase();
    let fits = |carrier: &&Carrier| {
        let ours = carrier_name(lang, &carrier.id, all).to_lowercase();
        [ours, carrier.name.to_lowercase(), carrier.id.to_lowercase()].iter().any(|name| name.contains(&wanted))
    };
    all.iter().filter(fits).collect()
}

/// Draws the box at `rect`; `none` stands in it while there is no carrier. Gives the id that was chosen.
pub(in crate::ui) fn show(
    ui: &mut Ui,
    rect: Rect,
    (id, name, length, none): (Id, &str, NameLength, &str),
    current: Option<&str>,
    all: &[Carrier],
    lang: Lang,
) -> Option<String> {
    let p = theme::of(ui);
    let response = ui.interact(rect, id, Sense::click());
    let shown = current.map_or_else(|| none.to_owned(), |id| carrier_name(lang, id, all));
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(shown.clone());
        info
    });
    let words_shown = match (current, length) {
        (Some(id), NameLength::Short) => short_name(lang, id, all),
        _ => shown,
    };
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(rect, theme::RADIUS, p.raised, Stroke::new(1.0, line), StrokeKind::Inside);
    let words = rect.shrink2(vec2(10.0, 0.0)).with_max_x(rect.right() - 26.0);
    let ink = if current.is_some() { p.text } else { p.faint };
    widgets::paint_cut(ui, words, Align::Min, &words_shown, theme::font(theme::SMALL), ink);
    Glyph::Caret.paint(ui.painter(), egui::pos2(rect.right() - 15.0, rect.center().y), p.muted);
    widgets::focus_ring(ui, &response, rect);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let list = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(WIDTH);
    list.show(|ui| choose(ui, id.with("find"), all, lang)).and_then(|shown| shown.inner)
}

/// The open list.
fn choose(ui: &mut Ui, field: Id, all: &[Carrier], lang: Lang) -> Option<String> {
    let mut typed = ui.data(|data| data.get_temp::<String>(field)).unwrap_or_default();
    let first_time = ui.data(|data| data.get_temp::<String>(field)).is_none();
    let edit = widgets::field(ui, field, text::find_carrier(lang), text::find_carrier(lang), &mut typed, WIDTH);
    if first_time {
        edit.request_focus();
    }
    let found = found(all, lang, &typed);
    ui.data_mut(|data| data.insert_temp(field, typed));
    let mut chosen = None;
    let entered = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    if entered && let Some(first) = found.first() {
        chosen = Some(first.id.clone());
    }
    if found.is_empty() {
        widgets::caption(ui, text::no_carrier_found(lang));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = egui::ScrollArea::vertical().max_height(ROW * ROWS_SHOWN).auto_shrink([false, true]);
    list.show_rows(ui, ROW, found.len(), |ui, rows| {
        for carrier in found.get(rows).unwrap_or_default() {
            if one(ui, carrier, all, lang) {
                chosen = Some(carrier.id.clone());
            }
        }
    });
    if chosen.is_some() {
        ui.data_mut(|data| data.remove::<String>(field));
        ui.close();
    }
    chosen
}

fn one(ui: &mut Ui, carrier: &Carrier, all: &[Carrier], lang: Lang) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let name = carrier_name(lang, &carrier.id, all);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.sel);
    }
    let inside = rect.shrink2(vec2(10.0, 0.0));
    let id =
        widgets::paint_cut(ui, inside, Align::Max, &text::tame(&carrier.id, 12), theme::font(theme::CAPTION), p.faint);
    let words = inside.with_max_x(inside.right() - id - 8.0);
    widgets::paint_cut(ui, words, Align::Min, &name, theme::font(theme::BODY), p.text);
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carrier_is_found_by_its_name_in_either_language_or_its_id() {
        let carrier = |id: &str, name: &str| Carrier { id: id.into(), name: name.into(), used: 0 };
        let all = vec![carrier("ZTO", "中通快递"), carrier("SF", "顺丰速运"), carrier("XYZ", "小邮局")];
        let ids = |typed: &str| found(&all, Lang::En, typed).iter().map(|one| one.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids(""), ["ZTO", "SF", "XYZ"]);
        assert_eq!(ids("顺丰"), ["SF"]);
        assert_eq!(ids("sf exp"), ["SF"]);
        assert_eq!(ids("xyz"), ["XYZ"]);
        assert!(ids("nobody").is_empty());
        assert_eq!(carrier_name(Lang::En, "XYZ", &all), "小邮局");
        let short = |lang| ["ZTO", "SF", "YZPY", "EMS", "XYZ", "快递"].map(|id| short_name(lang, id, &all));
        assert_eq!(short(Lang::Zh), ["中通", "顺丰", "邮政", "EMS", "小邮局", "快递"]);
        assert_eq!(short(Lang::En), ["ZTO", "SF", "Post", "Post EMS", "小邮局", "快递"]);
    }
}
