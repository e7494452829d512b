//! Which pieces come into a refund: the sum follows them, and each line says whether its pieces go back on the shelf.

use crate::{
    domain::{Fen, OrderLine, OrderState, ProductId, Quantity},
    store::{RefundPiece, Restockable},
    ui::{
        text,
        text::Lang,
        theme,
        widgets::{self, Glyph},
    },
};
use egui::{self, Align, Layout, Rect, Sense, Ui, pos2, vec2};

/// More lines than this scroll.
const LINES_SHOWN: usize = 4;
const LINE: f32 = 36.0;
const SUM: f32 = 84.0;
const STOCK: f32 = 76.0;
/// Fewer, how many, more.
const COUNT: f32 = 2.0 * theme::CONTROL + 52.0 + 2.0 * 4.0;

/// A line of the order, and what of it comes into the refund.
#[derive(Debug, Clone)]
struct GoodsLine {
    product_id: ProductId,
    name: String,
    price: Fen,
    ordered: u32,
    pieces: u32,
    /// How many may still go back on the shelf.
    read_model: u32,
    restock: bool,
}

impl GoodsLine {
    /// Pieces that go back on the shelf.
    fn back(&self) -> u32 {
        if self.restock { self.pieces.min(self.read_model) } else { 0 }
    }
}

/// The lines of an order.
#[derive(Debug, Clone, Default)]
pub(super) struct Goods(Vec<GoodsLine>);

impl Goods {
    /// The order's lines with what the buyer asked about. Goods that never left go back on the shelf unless the owner says
    /// otherwise; goods that were sent stay away until they are here.
    pub fn of(lines: &[OrderLine], asked: &[OrderLine], restockable: &[Restockable], order: OrderState) -> Self {
        let restock = matches!(order, OrderState::ToShip | OrderState::NeedsOwner);
        let good = |line: &OrderLine| {
            let asked = asked.iter().find(|asked| asked.product_id == line.product_id);
            GoodsLine {
                product_id: line.product_id.clone(),
                name: line.name.clone(),
                price: line.price,
                ordered: line.quantity.get(),
                pieces: asked.map_or(0, |asked| asked.quantity.get().min(line.quantity.get())),
                read_model: restockable
                    .iter()
                    .find(|read_model| read_model.product_id == line.product_id)
                    .map_or(0, |read_model| read_model.left),
                restock,
            }
        };
        Self(lines.iter().map(good).collect())
    }

    /// All pieces, if that is what `amount` paid for.
    pub fn take_all_for(&mut self, amount: Fen) {
        let mut all = self.clone();
        all.0.iter_mut().for_each(|good| good.pieces = good.ordered);
        if all.sum() == Some(amount) && self.0.iter().all(|good| good.pieces == 0) {
            *self = all;
        }
    }

    /// What the chosen pieces were bought for.
    pub fn sum(&self) -> Option<Fen> {
        let each = self.0.iter().map(|good| good.price.checked_mul(good.pieces));
        each.collect::<Option<Vec<_>>>().and_then(Fen::sum)
    }

    /// The pieces that go back on the shelf.
    pub fn restocked(&self) -> Vec<(ProductId, Quantity)> {
        let back = |good: &GoodsLine| Some((good.product_id.clone(), Quantity::new(good.back()).ok()?));
        self.0.iter().filter_map(back).collect()
    }

    /// All chosen pieces. Where only some of a line's may go back on the shelf, none of them does: the two are one wish.
    pub fn pieces(&self) -> Vec<RefundPiece> {
        let piece = |good: &GoodsLine| {
            let quantity = Quantity::new(good.pieces).ok()?;
            let restock = good.back() == good.pieces;
            Some(RefundPiece { product_id: good.product_id.clone(), quantity, restock })
        };
        self.0.iter().filter_map(piece).collect()
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Draws the lines; true if other pieces were chosen.
    pub fn show(&mut self, ui: &mut Ui, lang: Lang) -> bool {
        let before: Vec<u32> = self.0.iter().map(|good| good.pieces).collect();
        head(ui, lang);
        let mut all = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.0.iter_mut().for_each(|good| line(ui, lang, good));
        };
        // What need not scroll has its height at once, and the dialog its place.
        if before.len() > LINES_SHOWN {
            let most = LINE * (LINES_SHOWN as f32 - 0.5);
            egui::ScrollArea::vertical().id_salt("goods").max_height(most).show(ui, all);
        } else {
            ui.scope(|ui| all(ui));
        }
        self.0.iter().zip(before).any(|(good, before)| good.pieces != before)
    }
}

fn head(ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    let (names, sums, stock) = columns(rect);
    let font = theme::font(theme::CAPTION);
    widgets::label_at(ui, names, Align::Min, text::pieces_to_refund(lang), font.clone(), p.faint);
    widgets::label_at(ui, sums, Align::Max, text::subtotal(lang), font.clone(), p.faint);
    widgets::label_at(ui, stock, Align::Max, text::restock(lang), font, p.faint);
}

/// Name and pieces, sum, shelf.
fn columns(rect: Rect) -> (Rect, Rect, Rect) {
    let stock = rect.with_min_x(rect.right() - STOCK);
    let sums = Rect::from_min_max(pos2(stock.left() - SUM, rect.top()), stock.left_bottom());
    (rect.with_max_x(sums.left() - 8.0), sums, stock)
}

fn line(ui: &mut Ui, lang: Lang, good: &mut GoodsLine) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let (names, sums, stock) = columns(rect);
    let layout = Layout::left_to_right(Align::Center);
    let name = text::tame(&good.name, 40);
    let id = ("good", good.product_id.as_str());
    let count = names.with_min_x(names.right() - COUNT);
    let left = names.with_max_x(count.left() - 8.0);
    {
        let ui = &mut ui.new_child(egui::UiBuilder::new().id_salt(id).max_rect(count).layout(layout));
        ui.spacing_mut().item_spacing.x = 4.0;
        if widgets::sign_button(ui, Glyph::Minus, &text::fewer_of(lang, &name), good.pieces > 0).clicked() {
            good.pieces = good.pieces.saturating_sub(1);
        }
        let (place, _) = ui.allocate_exact_size(vec2(52.0, 24.0), Sense::hover());
        let ink = if good.pieces > 0 { p.text } else { p.faint };
        let words = text::pieces_of(good.pieces, good.ordered);
        widgets::label_at(ui, place, Align::Center, &words, theme::bold(theme::SMALL), ink);
        if widgets::sign_button(ui, Glyph::Plus, &text::more_of(lang, &name), good.pieces < good.ordered).clicked() {
            good.pieces = good.pieces.saturating_add(1).min(good.ordered);
        }
    }
    widgets::label_at(ui, left, Align::Min, &name, theme::font(theme::BODY), p.text);
    let sum = good.price.checked_mul(good.pieces).unwrap_or_default();
    let ink = if good.pieces > 0 { p.text } else { p.faint };
    widgets::label_at(ui, sums, Align::Max, &sum.to_string(), theme::font(theme::BODY), ink);
    let place =
        Rect::from_center_size(pos2(stock.right() - widgets::SWITCH.x / 2.0, stock.center().y), widgets::SWITCH);
    let chosen = good.pieces > 0 && good.read_model > 0;
    let name = text::restock_of(lang, &name);
    ui.push_id(id, |ui| {
        if widgets::switch_at(ui, place, good.restock && chosen, &name, chosen).clicked() {
            good.restock = !good.restock;
        }
    });
}
