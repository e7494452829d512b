//! Pictures of a complaint: they lie at WeChat, and come when somebody wants to see them.

use super::state::{ComplaintView, ComplaintsPage};
use crate::{
    jobs::Command,
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Ui};

/// A picture of the buyer's is shown this wide at most.
const PICTURE: f32 = 360.0;

/// The buyer's pictures: fetched from WeChat when somebody wants to see them.
pub(super) fn show(page: &mut ComplaintsPage, ui: &mut Ui, now: Now, addresses: &[String], acts: &mut Vec<Action>) {
    for (at, address) in addresses.iter().enumerate() {
        ui.push_id(("picture", address), |ui| match page.view(ui.ctx(), address) {
            None => {
                if widgets::link(ui, &text::complaint_picture(now.lang, at + 1), theme::SMALL).clicked() {
                    page.coming(address);
                    acts.push(Action::Shop(Command::ShowComplaintPicture(address.clone())));
                }
            }
            Some(ComplaintView::Coming) => {
                widgets::caption(ui, text::waits_for_answer(now.lang));
            }
            Some(ComplaintView::Gone) => {
                widgets::caption(ui, text::complaint_picture_gone(now.lang));
            }
            Some(ComplaintView::Here(texture)) => {
                let size = texture.size_vec2();
                let scale = (PICTURE.min(ui.available_width()) / size.x).min(PICTURE / size.y).min(1.0);
                ui.add(egui::Image::from_texture(&texture).fit_to_exact_size(size * scale));
            }
        });
    }
}
