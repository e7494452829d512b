//! A buyer's picture, large: wheel, + and - zoom, dragging moves it, arrows walk, Esc leaves. The small picture is there at
//! once; the original takes its place when it has been read.

use super::textures::Textures;
use crate::{
    domain::RefundNo,
    store::{Picture, RefundDetail},
    ui::{
        gallery::{Gallery, GalleryPicture},
        keys::key,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{
    self, Align, Id, Key, Layout, Modal, Rect, Sense, TextureHandle, Ui, Vec2, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// One press of + or -.
const STEP: f32 = 1.5;
/// 1 shows the whole picture.
const MOST: f32 = 8.0;
/// A small picture is not blown up further than this to fill the room.
const FIT_MOST: f32 = 3.0;
/// Points of the wheel that double a picture.
const WHEEL: f32 = 240.0;
const EDGE: f32 = 32.0;
const BAR: f32 = 44.0;

/// Which picture is looked at, and how closely.
pub(in crate::ui) struct Viewer {
    refund_no: RefundNo,
    position: u32,
    zoom: f32,
    /// How far the middle of the picture lies from the middle of the room, points.
    offset: Vec2,
}

impl Viewer {
    /// The whole of one picture.
    pub fn on(refund_no: &RefundNo, position: u32) -> Self {
        Self { refund_no: refund_no.clone(), position, zoom: 1.0, offset: Vec2::ZERO }
    }

    /// Zooms by `factor`; what lies at `at` (from the middle of the room) stays where it is.
    fn zoom(&mut self, factor: f32, at: Vec2) {
        let before = self.zoom;
        self.zoom = (self.zoom * factor).clamp(1.0, MOST);
        self.offset = at - (at - self.offset) * (self.zoom / before);
    }

    fn whole(&mut self) {
        (self.zoom, self.offset) = (1.0, Vec2::ZERO);
    }

    /// No edge of a picture larger than the room comes into the room; a smaller one stays in the middle.
    fn keep_inside(&mut self, size: Vec2, room: Vec2) {
        let spare = ((size - room) / 2.0).max(Vec2::ZERO);
        self.offset = self.offset.clamp(-spare, spare);
    }
}

enum ViewerStep {
    Stay,
    Close,
    To(u32),
}

/// Draws the large view, if one is open.
pub(super) fn show(
    screen: &Screen<'_>,
    (open, textures): (&mut Option<Viewer>, &mut Textures),
    gallery: &mut Gallery,
    ui: &Ui,
    detail: &RefundDetail,
) {
    let now = screen.now;
    let Some(mut viewer) = open.take() else { return };
    let at = detail.pictures.iter().position(|picture| picture.position == viewer.position);
    let Some(at) = at.filter(|_| viewer.refund_no == detail.row.refund_no) else {
        gallery.put_evidence_away();
        return;
    };
    let p = theme::of(ui);
    let room = ui.ctx().content_rect().shrink(EDGE);
    let area = Modal::default_area(Id::unique("picture")).fixed_pos(room.min);
    let frame = theme::dialog(p).inner_margin(12);
    let modal = Modal::new(Id::unique("picture")).area(area).frame(frame).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_min_size(room.size() - vec2(26.0, 26.0));
        ui.set_max_size(room.size() - vec2(26.0, 26.0));
        let picture = detail.pictures.get(at)?;
        let (texture, broken) = texture(screen, (textures, gallery), ui, picture);
        let walked = bar(ui, now, &mut viewer, (at, &detail.pictures), broken);
        canvas(ui, now, &mut viewer, texture.as_ref());
        Some(walked)
    });
    match shown.inner {
        _ if shown.should_close() => gallery.put_evidence_away(),
        Some(ViewerStep::Stay) => *open = Some(viewer),
        Some(ViewerStep::To(position)) => *open = Some(Viewer::on(&detail.row.refund_no, position)),
        Some(ViewerStep::Close) | None => gallery.put_evidence_away(),
    }
}

/// The original where it is here, else the small one; and whether the original cannot be had.
fn texture(
    screen: &Screen<'_>,
    (textures, gallery): (&mut Textures, &mut Gallery),
    ui: &Ui,
    picture: &Picture,
) -> (Option<TextureHandle>, bool) {
    let original = gallery.evidence(ui.ctx(), &picture.file);
    if let GalleryPicture::Here(texture) = original {
        return (Some(texture), false);
    }
    let small = screen.model.shot.small.iter().find(|small| small.position == picture.position);
    let image = small.and_then(|small| small.image.clone());
    (image.map(|image| textures.of(ui.ctx(), &image)), matches!(original, GalleryPicture::Broken))
}

/// Which picture it is, and everything that can be done with it.
fn bar(ui: &mut Ui, now: Now, viewer: &mut Viewer, (at, all): (usize, &[Picture]), broken: bool) -> ViewerStep {
    let lang = now.lang;
    let mut step = ViewerStep::Stay;
    let before = at.checked_sub(1).and_then(|at| all.get(at));
    let after = all.get(at + 1);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), theme::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| {
            let back = widgets::sign_button(ui, Glyph::Before, text::picture_before(lang), before.is_some()).clicked();
            let on = widgets::sign_button(ui, Glyph::After, text::picture_after(lang), after.is_some()).clicked();
            if let Some(to) = before.filter(|_| back || key(ui, Key::ArrowLeft)) {
                step = ViewerStep::To(to.position);
            }
            if let Some(to) = after.filter(|_| on || key(ui, Key::ArrowRight)) {
                step = ViewerStep::To(to.position);
            }
            widgets::bold_label(ui, &text::picture_of(lang, at + 1, all.len()), theme::BODY);
            if broken {
                widgets::caption(ui, text::only_small(lang));
            }
            let room = ui.available_rect_before_wrap();
            widgets::at_right(ui, "picture-tools", room, |ui| {
                zoom_buttons(ui, now, viewer);
                if widgets::key_button(ui, ButtonKind::Plain, text::close(lang), "Esc", true).clicked() {
                    step = ViewerStep::Close;
                }
            });
        },
    );
    step
}

fn zoom_buttons(ui: &mut Ui, now: Now, viewer: &mut Viewer) {
    let lang = now.lang;
    let farther = widgets::sign_button(ui, Glyph::Minus, text::zoom_out(lang), viewer.zoom > 1.0).clicked();
    let percent = text::percent((viewer.zoom * 100.0).round() as u32);
    let whole = widgets::button(ui, ButtonKind::Plain, &percent, true).on_hover_text(text::zoom_whole(lang)).clicked();
    let closer = widgets::sign_button(ui, Glyph::Plus, text::zoom_in(lang), viewer.zoom < MOST).clicked();
    if closer || key(ui, Key::Plus) || key(ui, Key::Equals) {
        viewer.zoom(STEP, Vec2::ZERO);
    }
    if farther || key(ui, Key::Minus) {
        viewer.zoom(1.0 / STEP, Vec2::ZERO);
    }
    if whole || key(ui, Key::Num0) {
        viewer.whole();
    }
}

/// The picture in its room.
fn canvas(ui: &mut Ui, now: Now, viewer: &mut Viewer, texture: Option<&TextureHandle>) {
    let p = theme::of(ui);
    let room = vec2(ui.available_width(), (ui.available_height()).max(BAR));
    let (rect, response) = ui.allocate_exact_size(room, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, text::evidence(now.lang)));
    ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    let Some(texture) = texture else {
        let font = theme::font(theme::SMALL);
        widgets::paint_cut(ui, rect, Align::Center, text::picture_broken(now.lang), font, p.faint);
        return;
    };
    let own = texture.size_vec2();
    let fit = (rect.width() / own.x).min(rect.height() / own.y).min(FIT_MOST);
    drag_and_zoom(ui, viewer, rect, &response);
    let size = own * fit * viewer.zoom;
    viewer.keep_inside(size, rect.size());
    let place = Rect::from_center_size(rect.center() + viewer.offset, size);
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().with_clip_rect(rect).image(texture.id(), place, whole, egui::Color32::WHITE);
    let cursor = if viewer.zoom > 1.0 { egui::CursorIcon::Grab } else { egui::CursorIcon::ZoomIn };
    response.on_hover_cursor(cursor);
}

/// The wheel and the pointer.
fn drag_and_zoom(ui: &Ui, viewer: &mut Viewer, rect: Rect, response: &egui::Response) {
    if response.dragged() {
        viewer.offset += response.drag_delta();
    }
    let Some(pointer) = response.hover_pos() else { return };
    let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let factor = (wheel / WHEEL).exp2() * pinch;
    if (factor - 1.0).abs() > f32::EPSILON {
        viewer.zoom(factor, pointer - rect.center());
    }
    if response.double_clicked() {
        if viewer.zoom > 1.0 {
            viewer.whole();
        } else {
            viewer.zoom(STEP * STEP, pointer - rect.center());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer() -> Viewer {
        Viewer::on(&RefundNo::parse("RF20260901-00000001-0001").expect("a number"), 0)
    }

    #[test]
    fn what_lies_under_the_pointer_stays_there_while_zooming() {
        let (mut viewer, at) = (viewer(), vec2(120.0, -80.0));
        let point = |viewer: &Viewer| (at - viewer.offset) / viewer.zoom;
        let before = point(&viewer);
        for factor in [2.0, 1.5, 0.7] {
            viewer.zoom(factor, at);
            assert!((point(&viewer) - before).length() < 0.01, "{factor}");
        }
    }

    #[test]
    fn a_picture_cannot_be_lost_by_dragging_or_zooming() {
        let mut viewer = viewer();
        viewer.zoom(100.0, Vec2::ZERO);
        assert!((viewer.zoom - MOST).abs() < f32::EPSILON);
        viewer.offset = vec2(9000.0, -9000.0);
        viewer.keep_inside(vec2(800.0, 400.0), vec2(600.0, 500.0));
        assert_eq!(viewer.offset, vec2(100.0, 0.0));
        viewer.zoom(0.001, Vec2::ZERO);
        assert!((viewer.zoom - 1.0).abs() < f32::EPSILON);
    }
}
