//! The goods of an order or a refund, each with the product's picture.

use super::product_picture::picture;
use crate::{
    domain::{OrderLine, ProductId},
    ui::{
        gallery::{Gallery, GalleryPicture},
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, Context, Rect, Sense, Stroke, Ui, pos2, vec2};

const ROW: f32 = 44.0;
const PICTURE: f32 = 32.0;
/// Of a picture on a screen with two pixels a point.
const PICTURE_PIXELS: u32 = 96;
const SUM: f32 = 86.0;
const EACH: f32 = 96.0;

/// The pictures of the goods on show, as far as they are here.
#[derive(Default)]
pub(in crate::ui) struct GoodsPictures(Vec<(ProductId, GalleryPicture)>);

impl GoodsPictures {
    /// Asks for those of the order or the refund that is open.
    pub fn look(&mut self, screen: &Screen<'_>, gallery: &mut Gallery, ctx: &Context) {
        let pictures = screen.model.shot.goods_pictures.iter();
        self.0 = pictures.map(|(id, file)| (id.clone(), gallery.see(ctx, file, PICTURE_PIXELS))).collect();
    }

    pub fn of(&self, id: &ProductId) -> Option<&GalleryPicture> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, seen)| seen)
    }
}

/// A line each: picture, name, price and pieces, sum. `refunded` says how many pieces of a product went back.
pub(super) fn lines(
    ui: &mut Ui,
    now: Now,
    pictures: &GoodsPictures,
    all: &[OrderLine],
    refunded: impl Fn(&ProductId) -> u32,
) {
    let p = theme::of(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (at, line) in all.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
            if at > 0 {
                ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, p.line));
            }
            one(ui, now, rect, (line, pictures.of(&line.product_id)), refunded(&line.product_id));
        }
    });
}

fn one(ui: &Ui, now: Now, rect: Rect, (line, seen): (&OrderLine, Option<&GalleryPicture>), refunded: u32) {
    let (lang, p) = (now.lang, theme::of(ui));
    let place = Rect::from_center_size(pos2(rect.left() + PICTURE / 2.0, rect.center().y), vec2(PICTURE, PICTURE));
    picture(ui, place, seen, &line.name);
    let sum = line.price.checked_mul(line.quantity.get()).unwrap_or_default();
    let at_sum = rect.with_min_x(rect.right() - SUM);
    widgets::label_at(ui, at_sum, Align::Max, &sum.to_string(), theme::font(theme::BODY), p.text);
    let each = Rect::from_min_max(pos2(at_sum.left() - EACH, rect.top()), pos2(at_sum.left() - 8.0, rect.bottom()));
    let pieces = format!("{} × {}", line.price, line.quantity.get());
    widgets::label_at(ui, each, Align::Max, &pieces, theme::font(theme::SMALL), p.muted);
    let mut room = Rect::from_min_max(pos2(place.right() + 8.0, rect.top()), pos2(each.left() - 8.0, rect.bottom()));
    let back = (refunded > 0).then(|| text::pieces_refunded(lang, refunded));
    let tail = back.as_ref().map_or(0.0, |words| {
        let letters = ui.painter().layout_no_wrap(words.clone(), theme::font(theme::CAPTION), p.muted);
        letters.size().x + 8.0
    });
    room.max.x -= tail;
    // The goods and their pieces in one breath, for whoever hears them.
    let name = text::tame(&line.name, 40);
    let width = widgets::paint_cut(ui, room, Align::Min, &name, theme::font(theme::BODY), p.text);
    widgets::label_node(ui, room, &format!("{name} ×{}", line.quantity.get()));
    if let Some(words) = back {
        let at = room.with_min_x(room.left() + width + 8.0).with_max_x(room.left() + width + 8.0 + tail);
        widgets::label_at(ui, at, Align::Min, &words, theme::font(theme::CAPTION), p.muted);
    }
}
