//! The picture of the window and the tray.

static ICON: &[u8] = include_bytes!("../../assets/icons/icon-256.png");

/// The picture of the window and the tray. A window without it is still a window.
pub(super) fn icon() -> Option<egui::IconData> {
    let icon = eframe::icon_data::from_png_bytes(ICON);
    if let Err(trouble) = &icon {
        tracing::warn!("the icon cannot be read: {trouble}");
    }
    icon.ok()
}
