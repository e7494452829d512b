//! How it looks: every colour, size and distance. No other file names a colour.

use crate::domain::TagColor;
use egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Margin, Shadow, Stroke,
    Style, TextStyle, Theme, ThemePreference, Vec2, Visuals,
    style::{ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets},
    vec2,
};
use std::sync::Arc;

/// Which look the owner chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the computer does.
    #[default]
    System,
    /// Warm paper.
    Light,
    /// A dark room.
    Dark,
}

impl ThemeChoice {
    /// The next one round the circle.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    pub(super) const fn preference(self) -> ThemePreference {
        match self {
            Self::System => ThemePreference::System,
            Self::Light => ThemePreference::Light,
            Self::Dark => ThemePreference::Dark,
        }
    }
}

/// How large everything is, in percent of the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(from = "u16", into = "u16")]
pub struct FontSize(u16);

impl FontSize {
    const LEAST: u16 = 80;
    const MOST: u16 = 160;
    const STEP: u16 = 10;

    /// The nearest that there is.
    #[must_use]
    pub fn of(percent: u16) -> Self {
        let step = (percent.clamp(Self::LEAST, Self::MOST) + Self::STEP / 2) / Self::STEP;
        Self(step * Self::STEP)
    }

    /// 80 to 160.
    #[must_use]
    pub const fn percent(self) -> u16 {
        self.0
    }

    /// The next larger one, if there is one.
    pub(super) fn larger(self) -> Option<Self> {
        (self.0 < Self::MOST).then(|| Self(self.0 + Self::STEP))
    }

    /// The next smaller one, if there is one.
    pub(super) fn smaller(self) -> Option<Self> {
        (self.0 > Self::LEAST).then(|| Self(self.0 - Self::STEP))
    }

    /// By how much everything is drawn larger.
    pub(super) fn zoom(self) -> f32 {
        f32::from(self.0) / 100.0
    }
}

impl Default for FontSize {
    fn default() -> Self {
        Self(100)
    }
}

impl From<u16> for FontSize {
    fn from(percent: u16) -> Self {
        Self::of(percent)
    }
}

impl From<FontSize> for u16 {
    fn from(size: FontSize) -> Self {
        size.0
    }
}

/// How high the rows of lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// Easy to hit.
    #[default]
    Comfortable,
    /// More of them.
    Dense,
}

impl Density {
    /// Height of a row of one line, points.
    pub(super) const fn row(self) -> f32 {
        match self {
            Self::Comfortable => 40.0,
            Self::Dense => 32.0,
        }
    }
}

/// The colours of one look. Names say what they are for.
#[derive(Debug)]
pub(super) struct Palette {
    pub bg: Color32,
    pub panel: Color32,
    pub raised: Color32,
    pub rail: Color32,
    pub line: Color32,
    pub sel: Color32,
    pub text: Color32,
    pub muted: Color32,
    pub faint: Color32,
    pub accent: Color32,
    pub accent_bg: Color32,
    pub on_accent: Color32,
    pub danger: Color32,
    pub danger_bg: Color32,
    pub warn: Color32,
    pub warn_bg: Color32,
    pub info: Color32,
    pub info_bg: Color32,
    /// The empty part of a bar, and bars to compare with.
    pub track: Color32,
    /// Bars of a chart.
    pub bar: Color32,
    /// A tag's dot.
    pub violet: Color32,
    /// Laid over the page behind a dialog.
    pub veil: Color32,
    pub shadow: Color32,
}

const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

static LIGHT: Palette = Palette {
    bg: hex(0xF4_F2_EE),
    panel: hex(0xFF_FF_FF),
    raised: hex(0xFB_FA_F8),
    rail: hex(0xFB_FA_F8),
    line: hex(0xE3_DF_D8),
    sel: hex(0xEE_F6_F3),
    text: hex(0x1F_1D_1A),
    muted: hex(0x5C_57_4F),
    faint: hex(0x70_6A_61),
    accent: hex(0x0B_75_60),
    accent_bg: hex(0xE2_F1_EC),
    on_accent: hex(0xFF_FF_FF),
    danger: hex(0xB9_3A_22),
    danger_bg: hex(0xFB_E9_E5),
    warn: hex(0x8F_5B_00),
    warn_bg: hex(0xFB_F0_D9),
    info: hex(0x2B_5D_A8),
    info_bg: hex(0xE6_EE_F9),
    track: hex(0xE6_E2_DB),
    bar: hex(0xA6_D2_C5),
    violet: hex(0x8A_5F_CF),
    veil: Color32::from_black_alpha(36),
    shadow: Color32::from_black_alpha(44),
};

static DARK: Palette = Palette {
    bg: hex(0x14_15_17),
    panel: hex(0x1B_1D_20),
    raised: hex(0x21_24_28),
    rail: hex(0x17_19_1B),
    line: hex(0x2D_31_36),
    sel: hex(0x1B_2E_29),
    text: hex(0xEC_EA_E6),
    muted: hex(0xB4_B0_A8),
    faint: hex(0x96_92_89),
    accent: hex(0x43_B8_9A),
    accent_bg: hex(0x17_36_30),
    on_accent: hex(0x08_21_1B),
    danger: hex(0xF0_83_6C),
    danger_bg: hex(0x3A_1F_1A),
    warn: hex(0xE0_AE_55),
    warn_bg: hex(0x35_2A_15),
    info: hex(0x86_AE_EA),
    info_bg: hex(0x1B_2A_41),
    track: hex(0x30_34_3A),
    bar: hex(0x2A_6B_5B),
    violet: hex(0xB0_92_F0),
    veil: Color32::from_black_alpha(120),
    shadow: Color32::from_black_alpha(120),
};

/// The colours in force where `ui` draws.
pub(super) fn of(ui: &egui::Ui) -> &'static Palette {
    palette(ui.visuals().dark_mode)
}

pub(super) const fn palette(dark: bool) -> &'static Palette {
    if dark { &DARK } else { &LIGHT }
}

/// The dot of a tag.
pub(super) const fn tag_ink(p: &Palette, color: TagColor) -> Color32 {
    match color {
        TagColor::Jade => p.accent,
        TagColor::Red => p.danger,
        TagColor::Amber => p.warn,
        TagColor::Blue => p.info,
        TagColor::Violet => p.violet,
        TagColor::Grey => p.faint,
    }
}

/// Distances, points.
pub(super) const PAD: f32 = 16.0;
pub(super) const GAP: f32 = 12.0;
pub(super) const CARD_RADIUS: u8 = 12;
pub(super) const RADIUS: u8 = 8;
pub(super) const ROW: f32 = 44.0;
pub(super) const CONTROL: f32 = 32.0;
pub(super) const MAIN_CONTROL: f32 = 36.0;
pub(super) const RAIL_WIDTH: f32 = 160.0;
/// Of the rail with icons only, and below which width of the window it has only them.
pub(super) const NARROW_RAIL: f32 = 56.0;
pub(super) const NARROW_BELOW: f32 = 1100.0;
pub(super) const TOP_HEIGHT: f32 = 44.0;
/// The line with what is new, and how far it stands from what is above and below it.
pub(super) const ALERT_LINE: f32 = 32.0;
pub(super) const ALERT_GAP: f32 = 8.0;
/// Seconds a fade takes.
pub(super) const FADE: f32 = 0.12;

/// Letter sizes, points.
/// Only in key caps, tags and under charts.
pub(super) const TINY: f32 = 11.0;
pub(super) const CAPTION: f32 = 12.0;
pub(super) const SMALL: f32 = 13.0;
pub(super) const BODY: f32 = 14.0;
pub(super) const NAME: f32 = 15.0;
pub(super) const TITLE: f32 = 20.0;
pub(super) const FIGURE: f32 = 28.0;

/// The regular cut.
pub(super) const fn font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The bold cut.
pub(super) fn bold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("bold".into()))
}

/// The embedded fonts. The bold cut holds fewer characters: rare names fall back to the regular one.
pub(super) fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    // The line box of these cuts reaches higher above than below the letters: lifted, the words stand in its middle.
    let tweak = FontTweak { y_offset_factor: -0.06, ..FontTweak::default() };
    for (name, file) in [
        ("regular", crate::base::fonts::REGULAR),
        ("bold", crate::base::fonts::BOLD),
        ("symbols", crate::base::fonts::SYMBOLS),
        ("emoji", crate::base::fonts::EMOJI),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(file).tweak(tweak.clone())));
    }
    let chain = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, chain(&["regular", "symbols", "emoji"]));
    fonts.families.insert(FontFamily::Monospace, chain(&["regular", "symbols", "emoji"]));
    fonts.families.insert(FontFamily::Name("bold".into()), chain(&["bold", "regular", "symbols", "emoji"]));
    fonts
}

/// Dresses the whole window.
pub(super) fn dress(ctx: &egui::Context, choice: ThemeChoice) {
    ctx.set_fonts(fonts());
    ctx.set_style_of(Theme::Light, style(Theme::Light));
    ctx.set_style_of(Theme::Dark, style(Theme::Dark));
    ctx.set_theme(choice.preference());
}

/// Draws everything in this size. The toolkit's own keys for it are off: what they do is not remembered.
pub(super) fn resize(ctx: &egui::Context, size: FontSize) {
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.set_zoom_factor(size.zoom());
}

fn style(theme: Theme) -> Style {
    let dark = theme == Theme::Dark;
    let mut style = Style { visuals: visuals(dark), animation_time: FADE, ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, font(CAPTION)),
        (TextStyle::Body, font(BODY)),
        (TextStyle::Button, font(SMALL)),
        (TextStyle::Heading, bold(TITLE)),
        (TextStyle::Monospace, font(SMALL)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(12.0, 6.0);
    spacing.interact_size = vec2(CONTROL, CONTROL);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(24);
    spacing.combo_width = 120.0;
    spacing.combo_height = 320.0;
    spacing.tooltip_width = 360.0;
    spacing.scroll =
        ScrollStyle { bar_width: 8.0, floating_width: 4.0, handle_min_length: 24.0, ..ScrollStyle::floating() };
    spacing.scroll.fade.strength = 0.0;
    spacing.scroll.active_background_opacity = 0.0;
    spacing.scroll.interact_background_opacity = 0.0;
    spacing.scroll.active_handle_opacity = 0.3;
    spacing.scroll.interact_handle_opacity = 0.6;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn visuals(dark: bool) -> Visuals {
    let p = palette(dark);
    let base = if dark { Visuals::dark() } else { Visuals::light() };
    let hair = Stroke::new(1.0, p.line);
    Visuals {
        override_text_color: None,
        weak_text_color: Some(p.faint),
        widgets: widgets(p),
        selection: Selection { bg_fill: p.accent.gamma_multiply(0.28), stroke: Stroke::new(1.0, p.accent) },
        hyperlink_color: p.info,
        faint_bg_color: p.raised,
        extreme_bg_color: p.raised,
        text_edit_bg_color: Some(p.raised),
        code_bg_color: p.raised,
        warn_fg_color: p.warn,
        error_fg_color: p.danger,
        window_corner_radius: CornerRadius::same(CARD_RADIUS),
        window_shadow: shadow(p, 32),
        window_fill: p.panel,
        window_stroke: hair,
        menu_corner_radius: CornerRadius::same(RADIUS),
        panel_fill: p.bg,
        popup_shadow: shadow(p, 16),
        text_cursor: TextCursorStyle { stroke: Stroke::new(1.5, p.accent), ..TextCursorStyle::default() },
        disabled_alpha: 0.55,
        ..base
    }
}

fn shadow(p: &Palette, blur: u8) -> Shadow {
    let down = i8::try_from(blur / 3).unwrap_or(8);
    Shadow { offset: [0, down], blur, spread: 0, color: p.shadow }
}

fn widgets(p: &Palette) -> Widgets {
    let look = |fill: Color32, line: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let mut active = look(p.sel, p.accent, p.text);
    active.bg_stroke.width = 1.5;
    Widgets {
        noninteractive: look(p.panel, p.line, p.text),
        inactive: look(p.raised, p.line, p.text),
        hovered: look(p.sel, p.faint, p.text),
        active,
        open: look(p.sel, p.accent, p.text),
    }
}

/// A card's outline and ground.
pub(super) fn card(p: &Palette) -> egui::Frame {
    egui::Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(1.0, p.line))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(16))
}

/// A dialog's outline, ground and shadow.
pub(super) fn dialog(p: &Palette) -> egui::Frame {
    card(p).inner_margin(Margin::same(24)).shadow(shadow(p, 48))
}

/// The size of the window at first start, and the smallest it may get.
pub(super) const FIRST_SIZE: Vec2 = vec2(1280.0, 800.0);
pub(super) const LEAST_SIZE: Vec2 = vec2(960.0, 600.0);
/// The smallest a page is laid out in, where everything is drawn larger.
pub(super) const LEAST_LAYOUT: Vec2 = vec2(720.0, 440.0);
/// What a title bar and the system's own bars take of a screen.
pub(super) const AROUND_WINDOW: Vec2 = vec2(0.0, 80.0);
