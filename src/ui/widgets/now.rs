//! For whom and when a page is drawn.

use crate::ui::text::Lang;

/// The language of the reader, and the time.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Now {
    pub lang: Lang,
    pub at: crate::domain::UnixSeconds,
}
