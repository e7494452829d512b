//! The pages, at the left: with their names, or as icons where the window is narrow.

use crate::ui::{
    action::Action,
    model::Place,
    screen::Screen,
    seen_later::SeenLater,
    text,
    text::Lang,
    theme,
    widgets::{self, Icon, TabList, TabWay},
};
use egui::{self, Align2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// The pages in the order of their keys, 1 to 9.
pub(super) const PLACES: [Place; 9] = [
    Place::Today,
    Place::Orders,
    Place::Refunds,
    Place::Shipping,
    Place::Products,
    Place::Bills,
    Place::Backup,
    Place::Status,
    Place::Settings,
];
/// So many of them stand at the foot.
const AT_FOOT: usize = 3;
const ITEM: f32 = 36.0;
const STEP: f32 = 38.0;
const ICON: f32 = 18.0;
const COUNT: f32 = 18.0;

/// How wide it is in a window of this width.
pub(super) fn width(window: f32) -> f32 {
    if window < theme::NARROW_BELOW { theme::NARROW_RAIL } else { theme::RAIL_WIDTH }
}

struct RailItem {
    place: Place,
    icon: Icon,
    name: &'static str,
    count: u64,
    /// The count is of money that leaves.
    urgent: bool,
}

fn item(screen: &Screen<'_>, place: Place) -> RailItem {
    let lang = screen.now.lang;
    let counts = &screen.model.shot.counts;
    let plain = |icon, name: fn(Lang) -> &'static str, count| RailItem {
        place,
        icon,
        name: name(lang),
        count,
        urgent: place == Place::Refunds,
    };
    match place {
        Place::Today | Place::Money => plain(Icon::Sun, text::today, 0),
        Place::Orders => {
            let seen = screen.seen.map_or(0, SeenLater::orders);
            plain(Icon::Receipt, text::orders, counts.unseen.saturating_sub(seen))
        }
        Place::Refunds | Place::Complaints => {
            let open = u64::from(screen.model.shot.complaints.open.0);
            plain(Icon::Back, text::refunds, counts.refunds_waiting.saturating_add(open))
        }
        Place::Shipping | Place::ShippingSheet => plain(Icon::Box, text::shipping, counts.to_ship),
        Place::Products => plain(Icon::Bag, text::products, 0),
        Place::Bills => {
            let open = u64::try_from(screen.model.shot.bills_open.0).unwrap_or_default();
            plain(Icon::Equals, text::bills_title, open)
        }
        Place::Status | Place::Log | Place::Printers => plain(Icon::Pulse, text::system_status, 0),
        Place::Backup => plain(Icon::Archive, text::backup, 0),
        Place::Settings => plain(Icon::Sliders, text::settings, 0),
    }
}

/// One stop of the Tab key, as a list of tabs is: the page on show, and from there the arrows walk.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    ui.painter().rect_filled(rect, 0, theme::of(ui).rail);
    let foot = PLACES.len() - AT_FOOT;
    let theirs = PLACES.map(|place| screen.may(place.needs()));
    // What is somebody else's work leaves no gap.
    let before = |at: usize| theirs.iter().take(at).filter(|is| **is).count();
    let from = |at: usize| theirs.iter().skip(at).filter(|is| **is).count();
    let ids = PLACES.map(|place| ui.scope_id().with(("nav", place)));
    let home = PLACES.iter().position(|place| *place == screen.gaze.place.home()).unwrap_or(0);
    let tabs = TabList::of(ui, &ids, home, TabWay::Down);
    for (at, place) in PLACES.into_iter().enumerate().filter(|(_, place)| screen.may(place.needs())) {
        let y = if at < foot {
            rect.top() + 8.0 + before(at) as f32 * STEP
        } else {
            rect.bottom() - 8.0 - from(at) as f32 * STEP + STEP - ITEM
        };
        let place_of = Rect::from_min_size(pos2(rect.left() + 8.0, y), vec2(rect.width() - 17.0, ITEM));
        one(screen, ui, place_of, (&item(screen, place), tabs.sense(at)), acts);
    }
}

fn one(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, (item, sense): (&RailItem, Sense), acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("nav", item.place)), sense);
    let chosen = screen.gaze.place.home() == item.place;
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), chosen, item.name));
    if chosen {
        ui.painter().rect_filled(rect, theme::RADIUS, p.accent_bg);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.bg);
    }
    let ink = if chosen { p.accent } else { p.muted };
    let narrow = rect.width() < theme::NARROW_RAIL;
    let middle = if narrow { rect.center().x } else { rect.left() + 19.0 };
    item.icon.paint(ui.painter(), pos2(middle, rect.center().y), ICON, ink);
    if !narrow {
        let font = if chosen { theme::bold(theme::BODY) } else { theme::font(theme::BODY) };
        let at = pos2(rect.left() + 38.0, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, item.name, font, ink);
    }
    if item.count > 0 {
        count(ui, rect, item, narrow);
    }
    widgets::focus_ring(ui, &response, rect);
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    let response = if narrow { response.on_hover_text(item.name) } else { response };
    if response.clicked() {
        acts.push(Action::Go(item.place));
    }
}

/// How many wait there: at the end of the name, or on the icon's shoulder.
fn count(ui: &Ui, rect: Rect, item: &RailItem, narrow: bool) {
    let p = theme::of(ui);
    let (ink, fill) = if item.urgent { (p.danger, p.danger_bg) } else { (p.text, p.line) };
    let words = if narrow && item.count > 99 { "99+".to_owned() } else { text::count(item.count) };
    let size = if narrow { 11.0 } else { theme::CAPTION };
    let letters = ui.painter().layout_no_wrap(words, theme::font(size), ink);
    let size = vec2((letters.size().x + 10.0).max(COUNT), COUNT);
    let at = if narrow {
        pos2(rect.right() - size.x + 2.0, rect.top())
    } else {
        pos2(rect.right() - 8.0 - size.x, rect.center().y - COUNT / 2.0)
    };
    let place = Rect::from_min_size(at, size);
    ui.painter().rect_filled(place, COUNT / 2.0, fill);
    ui.painter().galley(place.center() - letters.size() / 2.0, letters, ink);
}
