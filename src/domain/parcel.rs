//! What stands on a parcel.

use std::fmt;

/// Who carries a parcel, and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parcel {
    /// The carrier's id in WeChat's list (`SF`, `YTO`, …); empty for pick-up and goods that do not travel.
    pub carrier: String,
    /// Its number there ([`tracking_no`](super::carrier::tracking_no) looks at a typed one); empty where there is none.
    pub tracking_no: String,
}

impl Parcel {
    /// `tracking_no` at `carrier`.
    pub fn new(carrier: impl Into<String>, tracking_no: impl Into<String>) -> Self {
        Self { carrier: carrier.into(), tracking_no: tracking_no.into() }
    }

    /// Reads the text of a step back: a carrier's id has no space.
    pub(super) fn parse(text: &str) -> Self {
        let (carrier, tracking_no) = text.split_once(' ').unwrap_or((text, ""));
        Self::new(carrier, tracking_no)
    }

    /// Nothing stands on it.
    pub const fn is_empty(&self) -> bool {
        self.carrier.is_empty() && self.tracking_no.is_empty()
    }
}

impl fmt::Display for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(format!("{} {}", self.carrier, self.tracking_no).trim())
    }
}
