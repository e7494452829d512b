//! The embedded fonts: what the window draws with and what is embedded in paper.

/// GBK in full.
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Regular.otf");
/// Fewer characters: rare names fall back to the regular cut.
pub static BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSansSC-Bold.otf");
/// Signs the other two lack.
pub static SYMBOLS: &[u8] = include_bytes!("../../assets/fonts/Symbols.ttf");
/// For the names buyers give themselves.
pub static EMOJI: &[u8] = include_bytes!("../../assets/fonts/NotoEmoji-Regular.ttf");
