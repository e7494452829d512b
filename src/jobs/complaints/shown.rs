//! What is fetched or opened for the screen alone, and kept nowhere.

use crate::{
    base::pictures,
    domain::ComplaintId,
    events::{DecodedPicture, OpenedPhone, ShopEvent},
    jobs::shop::Shop,
    store::{Reader, StoreError},
    wechat::Unrecorded,
};
use std::sync::Arc;

/// The longer side it is shown with, pixels.
const SIDE: u32 = 1_200;
/// Memory while a stranger's picture is decoded, bytes.
const MEMORY_MAX: u64 = 64 * 1024 * 1024;

/// Nothing of it is signed: it is a picture, within limits, or nothing.
fn decoded(bytes: &[u8]) -> Option<Arc<DecodedPicture>> {
    let picture = pictures::upright(bytes, SIDE, MEMORY_MAX).ok()?.to_rgba8();
    let (width, height) = (usize::try_from(picture.width()).ok()?, usize::try_from(picture.height()).ok()?);
    Some(Arc::new(DecodedPicture { width, height, rgba: picture.into_raw() }))
}

impl Shop {
    /// Opens the buyer's telephone for whoever looks at the complaint.
    pub(in crate::jobs) fn open_complaint_phone(&self, reader: &Reader, id: &ComplaintId) -> Result<(), StoreError> {
        let sealed = reader.complaint(id)?.and_then(|detail| detail.row.sealed_phone);
        let calls = self.gateway.complaints();
        let phone = calls.zip(sealed).and_then(|(calls, sealed)| calls.open_phone(&sealed)).map(OpenedPhone);
        self.events.send(&ShopEvent::ComplaintPhone(id.clone(), phone));
        Ok(())
    }

    /// Fetches a picture of the buyer's for whoever looks at it.
    pub(in crate::jobs) fn fetch_complaint_picture(&self, address: &str) {
        let fetched = self.gateway.complaints().map(|calls| calls.picture(address, &Unrecorded).result);
        let picture = match fetched {
            Some(Ok(bytes)) => decoded(&bytes),
            Some(Err(error)) => {
                tracing::warn!(%error, "a picture of a complaint was not fetched");
                None
            }
            None => None,
        };
        self.events.send(&ShopEvent::ComplaintPicture(address.to_owned(), picture));
    }
}
