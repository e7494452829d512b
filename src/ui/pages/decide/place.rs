//! Where a dialog may open, and the frame of one.

use crate::ui::theme;
use egui::{AreaState, Id, Modal, ModalResponse, Pos2, Rect, Ui, Vec2, vec2};

/// How far from the pointer a dialog keeps.
const CLEAR: f32 = 16.0;
/// How far from the window's edge.
const EDGE: f32 = 8.0;
/// What the frame of a dialog adds to its width.
const FRAME: f32 = 48.0;

/// A dialog of this width that does not open under the pointer. `height` is a guess that stands until it was drawn once.
pub(in crate::ui::pages) fn modal_beside<R>(
    ui: &Ui,
    id: Id,
    pointer: Option<Pos2>,
    (width, height): (f32, f32),
    content: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let p = theme::of(ui);
    let drawn = AreaState::load(ui.ctx(), id).and_then(|state| state.size);
    let size = drawn.unwrap_or(vec2(width + FRAME, height));
    let area = Modal::default_area(id).fixed_pos(beside(pointer, size, ui.ctx().content_rect()));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        content(ui)
    })
}

/// The middle of the window, or beside the pointer where the middle would lie under it. In a window too small for that,
/// the pointer rests on the headline: never on the buttons.
fn beside(pointer: Option<Pos2>, size: Vec2, screen: Rect) -> Pos2 {
    let middle = screen.center() - size / 2.0;
    let Some(pointer) = pointer else { return middle };
    let inside = screen.shrink(EDGE);
    let clear = |at: Pos2| !Rect::from_min_size(at, size).expand(CLEAR).contains(pointer);
    let fits = |at: Pos2| inside.contains_rect(Rect::from_min_size(at, size));
    let (right, bottom) = (inside.right() - size.x, inside.bottom() - size.y);
    let places = [
        middle,
        Pos2::new(middle.x, pointer.y - size.y - CLEAR * 1.5),
        Pos2::new(middle.x, pointer.y + CLEAR * 1.5),
        Pos2::new(pointer.x + CLEAR * 1.5, middle.y),
        Pos2::new(pointer.x - size.x - CLEAR * 1.5, middle.y),
        Pos2::new(inside.left(), bottom),
        Pos2::new(right, bottom),
        Pos2::new(inside.left(), inside.top()),
        Pos2::new(right, inside.top()),
    ];
    let headline = Pos2::new(middle.x, bottom.max(inside.top()));
    places.into_iter().find(|&at| clear(at) && fits(at)).unwrap_or(headline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn a_dialog_never_opens_with_its_buttons_under_the_pointer() {
        for (width, height) in [(960.0, 600.0), (1280.0, 800.0), (1920.0, 1080.0)] {
            let screen = Rect::from_min_size(Pos2::ZERO, vec2(width, height));
            let size = vec2(508.0, 380.0);
            for x in (0..width as i32).step_by(20) {
                for y in (0..height as i32).step_by(20) {
                    let pointer = pos2(x as f32, y as f32);
                    let at = beside(Some(pointer), size, screen);
                    let place = Rect::from_min_size(at, size);
                    assert!(screen.contains_rect(place), "{pointer:?} {place:?}");
                    let buttons = place.with_min_y(place.bottom() - 80.0).expand(CLEAR);
                    assert!(!buttons.contains(pointer), "{pointer:?} lies on the buttons of {place:?}");
                    let roomy = width > 1200.0;
                    assert!(!roomy || !place.contains(pointer), "{pointer:?} lies under {place:?}");
                }
            }
        }
    }
}
