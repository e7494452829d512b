//! Where the columns of the queue stand. From 906 points on a parcel can be packed from its row; where there is less room
//! the address goes first, then the goods: both stand in the detail beside the list.

use egui::{Rect, pos2, vec2};

/// Room for the box that is ticked.
const TICK: f32 = 40.0;
/// The box of the carrier, and the gap before the number.
const CARRIER: f32 = 86.0;
const BETWEEN: f32 = 6.0;
const GAP: f32 = 16.0;
/// From this much on, beside the buyer and the clock, goods and address stand in the row; from this much on the goods do.
const ALL: f32 = 620.0;
const GOODS: f32 = 340.0;
/// Below this the row is the list of a small window with a detail beside it.
const SMALL: f32 = 520.0;

/// The columns of one row, each as high as the row.
pub(super) struct ParcelColumns {
    pub tick: Rect,
    pub who: Rect,
    pub goods: Option<Rect>,
    pub place: Option<Rect>,
    pub carrier: Rect,
    pub number: Rect,
    pub clock: Rect,
}

impl ParcelColumns {
    /// The columns of this row.
    pub fn of(row: Rect) -> Self {
        let small = row.width() < SMALL;
        let (who, clock, between) = if small { (104.0, 64.0, 8.0) } else { (128.0, 76.0, GAP) };
        let span = |from: f32, width: f32| Rect::from_min_size(pos2(from, row.top()), vec2(width, row.height()));
        let tick = span(row.left(), TICK);
        let whole_who = span(tick.right(), who);
        let clock = span(row.right() - between - clock, clock);
        let rest = clock.left() - between - whole_who.right();
        let (goods, place, field) = match rest {
            ALL.. => {
                let field = (rest * 0.4).clamp(230.0, 360.0);
                let goods = ((rest - field) * 250.0 / 486.0).floor();
                (Some(goods), Some(rest - field - goods), field)
            }
            GOODS..ALL => {
                let field = (rest * 0.58).max(226.0);
                (Some(rest - field), None, field)
            }
            _ => (None, None, rest.max(120.0)),
        };
        let less = |rect: Rect| rect.with_max_x(rect.right() - 10.0);
        let goods = goods.map(|width| span(whole_who.right(), width));
        let from = goods.map_or(whole_who.right(), |goods| goods.right());
        let place = place.map(|width| span(from, width));
        let box_width = if small { 62.0 } else { CARRIER };
        let carrier = span(clock.left() - between - field, box_width);
        let number = span(carrier.right() + BETWEEN, field - box_width - BETWEEN);
        Self { tick, who: less(whole_who), goods: goods.map(less), place: place.map(less), carrier, number, clock }
    }

    /// Carrier and number together.
    pub fn field(&self) -> Rect {
        self.carrier.union(self.number)
    }
}
