//! What a bubble on the desktop says.

use std::{fmt, sync::Arc};

/// What is done when the bubble is clicked.
pub type OnClick = Arc<dyn Fn() + Send + Sync>;

/// What a bubble says.
#[derive(Clone)]
pub struct DesktopNotice {
    /// In bold.
    pub title: String,
    /// Below it.
    pub body: String,
    /// The button, where the system shows one.
    pub button: String,
    /// A click on the bubble or its button, where the system reports it.
    pub on_click: OnClick,
}

impl fmt::Debug for DesktopNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DesktopNotice").field("title", &self.title).field("body", &self.body).finish_non_exhaustive()
    }
}

/// Many desktops read the body as markup: what a buyer wrote must stay text.
pub(super) fn plain(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_cannot_put_a_link_into_a_notice() {
        assert_eq!(plain("<a href=\"x\">茶 & 壶</a>"), "&lt;a href=\"x\"&gt;茶 &amp; 壶&lt;/a&gt;");
    }
}
