//! What the page of complaints remembers between frames.

use crate::{
    domain::ComplaintId,
    events::{DecodedPicture, OpenedPhone},
};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};
use std::{collections::HashMap, sync::Arc};

/// Pictures kept on the graphics card.
const PICTURES_KEPT: usize = 24;

/// A picture of a complaint.
#[derive(Clone)]
pub(super) enum ComplaintView {
    Coming,
    Gone,
    Here(TextureHandle),
}

/// The telephone of a complaint.
#[derive(Clone, Copy)]
pub(super) enum PhoneView<'a> {
    /// Nobody asked for it.
    Closed,
    /// It was encrypted for another certificate.
    Unreadable,
    Open(&'a str),
}

/// What is being written, and what was opened.
#[derive(Default)]
pub(in crate::ui) struct ComplaintsPage {
    /// To which complaint it is written.
    pub about: Option<ComplaintId>,
    pub words: String,
    /// Pictures that go with it (JPEG).
    pub pictures: Vec<Vec<u8>>,
    /// A picture is being chosen.
    pub choosing: bool,
    /// Why the last one could not be taken.
    pub trouble: Option<String>,
    phone: Option<(ComplaintId, Option<OpenedPhone>)>,
    views: HashMap<String, ComplaintView>,
    arrived: Vec<(String, Option<Arc<DecodedPicture>>)>,
}

impl ComplaintsPage {
    /// Another complaint is looked at: what was written was for the one before.
    pub(super) fn look_at(&mut self, id: &ComplaintId) {
        if self.about.as_ref() != Some(id) {
            *self = Self { about: Some(id.clone()), ..Self::default() };
        }
    }

    /// What was written is on its way: the fields are empty again.
    pub fn clear_draft(&mut self) {
        self.words.clear();
        self.pictures.clear();
        self.trouble = None;
    }

    /// The telephone was opened, or could not be.
    pub fn hear_phone(&mut self, id: ComplaintId, phone: Option<OpenedPhone>) {
        self.phone = Some((id, phone));
    }

    /// A picture came.
    pub fn hear_picture(&mut self, address: String, picture: Option<Arc<DecodedPicture>>) {
        self.arrived.push((address, picture));
    }

    /// The telephone of this complaint, as far as it was asked for.
    pub(super) fn phone(&self, id: &ComplaintId) -> PhoneView<'_> {
        match self.phone.as_ref().filter(|(known, _)| known == id) {
            None => PhoneView::Closed,
            Some((_, None)) => PhoneView::Unreadable,
            Some((_, Some(phone))) => PhoneView::Open(&phone.0),
        }
    }

    /// A picture as far as it is here; `None` before it was asked for.
    pub(super) fn view(&mut self, ctx: &Context, address: &str) -> Option<ComplaintView> {
        for (address, picture) in std::mem::take(&mut self.arrived) {
            let view = picture.map_or(ComplaintView::Gone, |picture| {
                let size = [picture.width, picture.height];
                let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
                ComplaintView::Here(ctx.load_texture("complaint", image, TextureOptions::LINEAR))
            });
            self.views.insert(address, view);
        }
        self.views.get(address).cloned()
    }

    /// It is on its way.
    pub(super) fn coming(&mut self, address: &str) {
        if self.views.len() >= PICTURES_KEPT {
            self.views.clear();
        }
        self.views.insert(address.to_owned(), ComplaintView::Coming);
    }

    /// A picture was chosen, or why it cannot be taken.
    pub fn chosen(&mut self, picture: Result<Option<Vec<u8>>, String>) {
        self.choosing = false;
        match picture {
            Ok(Some(picture)) => {
                self.pictures.push(picture);
                self.trouble = None;
            }
            Ok(None) => {}
            Err(why) => self.trouble = Some(why),
        }
    }
}
