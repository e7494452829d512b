//! What can be done from the search box: only what a button in the window does, and only where that button is there now.
//! Money never leaves from here: where it would, the button's own question is opened.

use super::entry::{Entry, EntryInk, Group, gap, piece};
use crate::{
    domain::RefundState,
    jobs::Command,
    ui::{
        ExportedList,
        action::{Action, ExportWish, Mute, PageButton},
        alerts,
        model::Place,
        pages::{
            refunds::many_on_show,
            shipping::{SlipsQuestion, has_slip},
        },
        screen::Screen,
        search_reader::sounds_like,
        text::{self, Lang},
        theme::Density,
        widgets::Glyph,
    },
};

/// Rows of commands under what was found.
const FITTING_MOST: usize = 6;

/// What was typed behind a `>`, where only commands are wanted. `>100` is a sum.
pub(super) fn only(typed: &str) -> Option<&str> {
    let rest = typed.strip_prefix('>').or_else(|| typed.strip_prefix('＞'))?.trim_start();
    let of_a_sum = |sign: char| sign.is_numeric() || "=¥￥.".contains(sign);
    (!rest.starts_with(of_a_sum)).then_some(rest)
}

/// The commands that fit: all where nothing was typed.
pub(super) fn fitting(screen: &Screen<'_>, typed: &str) -> Vec<Entry> {
    let wanted = only(typed);
    let most = if typed.is_empty() || wanted.is_some() { usize::MAX } else { FITTING_MOST };
    let wanted = wanted.unwrap_or(typed);
    let fits = |offer: &Offer| wanted.is_empty() || offer.names.iter().any(|name| is_called(name, wanted));
    all(screen).into_iter().filter(fits).take(most).map(|offer| offer.entry(screen.now.lang)).collect()
}

/// By a word of its name, in either language, or by the pinyin of it.
fn is_called(name: &str, wanted: &str) -> bool {
    let (name, wanted) = (name.to_lowercase(), wanted.to_lowercase());
    if !wanted.is_ascii() {
        return name.contains(&wanted);
    }
    let letters = wanted.bytes().any(|b| b.is_ascii_alphabetic()) && wanted.len() >= 2;
    let begins = |at: usize| name.get(..at).is_none_or(|before| !before.ends_with(|c: char| c.is_ascii_alphanumeric()));
    letters && (name.match_indices(&wanted).any(|(at, _)| begins(at)) || sounds_like(&name, &wanted))
}

/// A command, with its name in both languages: it is found by either.
struct Offer {
    icon: Glyph,
    names: [String; 2],
    /// What it is done to.
    about: String,
    key: Option<&'static str>,
    wish: Action,
}

impl Offer {
    fn new(icon: Glyph, name: impl Fn(Lang) -> String, key: Option<&'static str>, wish: Action) -> Self {
        Self { icon, names: [name(Lang::Zh), name(Lang::En)], about: String::new(), key, wish }
    }

    fn about(self, about: String) -> Self {
        Self { about, ..self }
    }

    fn entry(self, lang: Lang) -> Entry {
        let [zh, en] = self.names;
        let mut pieces = vec![piece(if lang == Lang::Zh { zh } else { en }, EntryInk::Strong)];
        if !self.about.is_empty() {
            pieces.extend([gap(), piece(self.about, EntryInk::Muted)]);
        }
        let (icon, key, wishes) = (self.icon, self.key, vec![self.wish]);
        Entry { group: Group::Commands, icon, pieces, right: String::new(), key, wishes }
    }
}

fn all(screen: &Screen<'_>) -> Vec<Offer> {
    let mut all = of_the_refund(screen);
    all.extend(of_the_order(screen));
    all.extend(everywhere(screen));
    all
}

/// What the refund on show can be given: each opens its own question.
fn of_the_refund(screen: &Screen<'_>) -> Vec<Offer> {
    let shown = screen.refund_to_decide().filter(|_| screen.gaze.place == Place::Refunds);
    let Some(refund) = shown else { return Vec::new() };
    let about = || text::tame(&refund.row.buyer, 20);
    let press = |name: &dyn Fn(Lang) -> String, key, button| {
        Offer::new(Glyph::BackArrow, name, Some(key), Action::Press(button)).about(about())
    };
    let mut offers = Vec::new();
    if refund.held_for.is_none() {
        let amount = refund.row.amount;
        offers.push(press(&|lang| text::approve(lang, amount), "A", PageButton::ApproveRefund));
    }
    offers.push(press(&|lang| text::reject(lang).to_owned(), "R", PageButton::RejectRefund));
    offers
}

/// What the order that is open can be given.
fn of_the_order(screen: &Screen<'_>) -> Vec<Offer> {
    let Some(order) = screen.open_order() else { return Vec::new() };
    let order_no = &order.row.key.order_no;
    let tail: String = order_no.as_str().chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    let about = format!("…{tail} · {}", text::tame(&order.row.buyer, 20));
    let mut offers = Vec::new();
    if screen.order_to_ship().is_some() {
        let ship = Action::ShipOrder(order_no.clone());
        offers.push(Offer::new(Glyph::Parcel, |lang| text::ship_this(lang).to_owned(), Some("S"), ship));
    }
    if has_slip(order) {
        let slip = move |lang: Lang| text::slip_of_order(lang).to_owned();
        let ask = Action::AskSlips(Box::new(SlipsQuestion::of_order(order, screen.now.lang)));
        offers.push(Offer::new(Glyph::Printer, slip, Some("P"), ask));
    }
    if let Some(refund) = order.refunds.iter().find(|refund| refund.state == RefundState::Requested) {
        let look = Action::OpenRefund(refund.refund_no.clone());
        offers.push(Offer::new(Glyph::BackArrow, |lang| text::see_request(lang).to_owned(), None, look));
    }
    if order.row.paid_at.is_some() {
        let shot = &screen.model.shot;
        let idle = |name: &str| shot.prints_of_order.iter().all(|row| row.id.printer != name);
        offers.extend(shot.printers.iter().filter(|printer| idle(&printer.name)).map(|printer| {
            let wish = Command::PrintReceipt { order_no: order_no.clone(), printer: printer.name.clone() };
            Offer::new(Glyph::Printer, |lang| text::print_on(lang, &printer.name), None, Action::Shop(wish))
        }));
    }
    let mut offers: Vec<Offer> = offers.into_iter().map(|offer| offer.about(about.clone())).collect();
    let phone = order.receiver.phone.trim();
    if !phone.is_empty() {
        let copy = Action::Copy(phone.to_owned());
        let offer = Offer::new(Glyph::Copy, |lang| text::copy_phone(lang).to_owned(), None, copy);
        offers.push(offer.about(text::tame(phone, 40)));
    }
    offers
}

/// What can be done from everywhere.
fn everywhere(screen: &Screen<'_>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    let shot = &screen.model.shot;
    if shot.newest.is_some() || !shot.unseen.is_empty() {
        // On the products page N adds a product, and where the alert line has another item N is for that.
        let quiet = alerts::entries(screen).is_empty() && screen.gaze.place != Place::Products;
        let key = quiet.then_some("N");
        offers.push(Offer::new(Glyph::Parcel, |lang| text::ship_newest(lang).to_owned(), key, Action::Newest));
    }
    offers.extend(places(screen));
    offers.extend(of_the_list(screen));
    let sheet = |lang: Lang| text::command_sheet_offer(lang).to_owned();
    offers.push(Offer::new(Glyph::Printer, sheet, None, Action::AskCommandSheet));
    offers.extend(of_the_window(screen));
    offers
}

/// The list on show as a sheet.
fn of_the_list(screen: &Screen<'_>) -> Vec<Offer> {
    let gaze = screen.gaze;
    let counted = screen.totals().map_or(0, |totals| totals.count);
    let (list, total) = match gaze.place {
        Place::Orders if gaze.listed.is_none() => (ExportedList::Orders(gaze.query()), counted),
        Place::Refunds if many_on_show(screen) > 0 => {
            (ExportedList::Refunds(gaze.refunds.clone()), many_on_show(screen))
        }
        Place::Shipping if gaze.shipping.is_queue() => (ExportedList::Parcels(gaze.parcel_query()), counted),
        _ => return Vec::new(),
    };
    let words = |lang| match list {
        ExportedList::Refunds(_) => text::refunds_listed(lang, total),
        _ if total == 0 => text::the_list(lang).to_owned(),
        _ => text::list_count(lang, total),
    };
    let offer = |name: &dyn Fn(Lang) -> String, book| {
        let wish = ExportWish::Write { list: Box::new(list.clone()), book, total };
        Offer::new(Glyph::Tray, name, None, Action::Export(wish))
    };
    vec![
        offer(&|lang| text::list_as_csv(lang, &words(lang)), false),
        offer(&|lang| text::list_as_excel(lang, &words(lang)), true),
    ]
}

fn places(screen: &Screen<'_>) -> impl Iterator<Item = Offer> {
    let places = [
        (Place::Today, Glyph::Clock, Some("1")),
        (Place::Money, Glyph::Check, None),
        (Place::Orders, Glyph::Receipt, Some("2")),
        (Place::Refunds, Glyph::BackArrow, Some("3")),
        (Place::Shipping, Glyph::Parcel, Some("4")),
        (Place::ShippingSheet, Glyph::Parcel, None),
        (Place::Products, Glyph::Bag, Some("5")),
        (Place::Bills, Glyph::Lines, Some("6")),
        (Place::Status, Glyph::Check, Some("8")),
        (Place::Log, Glyph::Arrow, None),
        (Place::Printers, Glyph::Printer, None),
        (Place::Backup, Glyph::Dot, Some("7")),
        (Place::Settings, Glyph::Dot, Some("9")),
        (Place::Complaints, Glyph::Bang, None),
    ];
    places
        .into_iter()
        .filter(|(place, ..)| *place != screen.gaze.place)
        .map(|(place, icon, key)| Offer::new(icon, |lang| text::go_to(lang, place).to_owned(), key, Action::Go(place)))
}

/// What is chosen about the window itself.
fn of_the_window(screen: &Screen<'_>) -> Vec<Offer> {
    let own =
        |icon, name: fn(Lang) -> &'static str, key, wish| Offer::new(icon, |lang| name(lang).to_owned(), key, wish);
    let mut offers = Vec::new();
    if !alerts::entries(screen).is_empty() {
        offers.push(own(Glyph::Check, text::all_seen, None, Action::AllSeen));
    }
    if screen.is_muted() {
        offers.push(own(Glyph::Ring, text::unmute, None, Action::Mute(Mute::Off)));
    } else {
        offers.push(own(Glyph::Ring, text::mute_half_hour, None, Action::Mute(Mute::HalfHour)));
        offers.push(own(Glyph::Ring, text::mute_today, None, Action::Mute(Mute::Today)));
    }
    offers.push(own(Glyph::Ring, text::next_theme, None, Action::NextTheme));
    offers.push(own(Glyph::Ring, text::other_language, None, Action::Language(screen.now.lang.other())));
    if let Some(size) = screen.font_size.larger() {
        offers.push(own(Glyph::Plus, text::larger, Some("Ctrl +"), Action::FontSize(size)));
    }
    if let Some(size) = screen.font_size.smaller() {
        offers.push(own(Glyph::Minus, text::smaller, Some("Ctrl −"), Action::FontSize(size)));
    }
    let (density, name): (_, fn(Lang) -> &'static str) = match screen.density {
        Density::Comfortable => (Density::Dense, text::dense_rows),
        Density::Dense => (Density::Comfortable, text::comfortable_rows),
    };
    offers.push(own(Glyph::Ring, name, None, Action::Density(density)));
    offers.push(own(Glyph::Bang, text::show_keys, Some("F1"), Action::Keys(true)));
    if screen.facts.stays {
        offers.push(own(Glyph::Cross, text::quit, None, Action::Quit));
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_greater_sign_stand_commands_unless_a_sum_does() {
        assert_eq!(only(">"), Some(""));
        assert_eq!(only("> ship"), Some("ship"));
        assert_eq!(only("＞发货"), Some("发货"));
        for sum in [">100", ">=100", "> 100", ">¥100", "100", "ship"] {
            assert_eq!(only(sum), None, "{sum}");
        }
    }

    #[test]
    fn a_command_is_found_by_a_word_in_either_language_or_its_pinyin() {
        for (name, wanted) in [
            ("Go to Orders", "ord"),
            ("Go to Orders", "go to"),
            ("转到订单", "订单"),
            ("转到订单", "dd"),
            ("转到订单", "zhuandao"),
            ("转到订单", "dingdan"),
        ] {
            assert!(is_called(name, wanted), "{name} {wanted}");
        }
        for (name, wanted) in
            [("Go to Orders", "rders"), ("Go to Orders", "o"), ("转到订单", "88"), ("转到订单", "ingdan")]
        {
            assert!(!is_called(name, wanted), "{name} {wanted}");
        }
    }
}
