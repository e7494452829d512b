//! Signs painted as shapes, so that no font can lack them.

use egui::{Color32, Painter, Pos2, Shape, Stroke, StrokeKind, pos2, vec2};

/// A small sign, about ten points wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Glyph {
    Dot,
    Ring,
    /// A ring whose left half is full.
    Half,
    Check,
    Cross,
    Arrow,
    BackArrow,
    Bang,
    Clock,
    Caret,
    Copy,
    Lens,
    Receipt,
    Parcel,
    Bag,
    Printer,
    Plus,
    Minus,
    Before,
    After,
    Up,
    Down,
    Note,
    Columns,
    Lines,
    Tray,
}

/// Points around the middle, one line after another.
type Strokes = &'static [&'static [(f32, f32)]];

impl Glyph {
    /// The lines it is made of.
    const fn lines(self) -> Strokes {
        match self {
            Self::Dot | Self::Ring | Self::Half => &[],
            Self::Check => &[&[(-4.0, 0.5), (-1.0, 3.0), (4.0, -3.0)]],
            Self::Cross => &[&[(-3.0, -3.0), (3.0, 3.0)], &[(-3.0, 3.0), (3.0, -3.0)]],
            Self::Arrow => &[&[(-4.5, 0.0), (4.0, 0.0)], &[(1.0, -3.0), (4.2, 0.0), (1.0, 3.0)]],
            Self::BackArrow => &[
                &[(-4.5, -1.0), (2.0, -1.0), (3.8, 0.0), (4.4, 1.5), (3.8, 3.0), (2.0, 4.0), (0.0, 4.0)],
                &[(-1.6, -4.0), (-4.6, -1.0), (-1.6, 2.0)],
            ],
            Self::Bang => &[&[(0.0, -4.5), (0.0, 1.0)]],
            Self::Clock => &[&[(0.0, -2.5), (0.0, 0.0), (2.0, 1.0)]],
            Self::Caret => &[&[(-3.5, -1.5), (0.0, 2.0), (3.5, -1.5)]],
            Self::Copy => &[&[(-4.0, 2.5), (-4.8, 2.5), (-4.8, -5.5), (2.0, -5.5), (2.0, -4.7)]],
            Self::Plus => &[&[(-4.0, 0.0), (4.0, 0.0)], &[(0.0, -4.0), (0.0, 4.0)]],
            Self::Minus => &[&[(-4.0, 0.0), (4.0, 0.0)]],
            Self::Before => &[&[(2.0, -4.0), (-2.0, 0.0), (2.0, 4.0)]],
            Self::Up => &[&[(-4.0, 2.0), (0.0, -2.0), (4.0, 2.0)]],
            Self::Down => &[&[(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)]],
            Self::After => &[&[(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)]],
            Self::Note => &[
                &[(-4.5, -4.5), (4.5, -4.5), (4.5, 1.5), (1.5, 4.5), (-4.5, 4.5), (-4.5, -4.5)],
                &[(-2.0, -1.5), (2.0, -1.5)],
                &[(-2.0, 1.0), (0.5, 1.0)],
            ],
            Self::Columns => &[
                &[(-6.0, -5.5), (6.0, -5.5), (6.0, 5.5), (-6.0, 5.5), (-6.0, -5.5)],
                &[(-2.0, -5.5), (-2.0, 5.5)],
                &[(2.0, -5.5), (2.0, 5.5)],
            ],
            Self::Lines => &[
                &[(-6.0, -4.5), (6.0, -4.5)],
                &[(-6.0, -1.5), (6.0, -1.5)],
                &[(-6.0, 1.5), (6.0, 1.5)],
                &[(-6.0, 4.5), (6.0, 4.5)],
            ],
            Self::Tray => &[
                &[(0.0, -6.0), (0.0, 2.0)],
                &[(-3.0, -1.0), (0.0, 2.0), (3.0, -1.0)],
                &[(-6.0, 3.0), (-6.0, 6.0), (6.0, 6.0), (6.0, 3.0)],
            ],
            Self::Lens => &[&[(2.0, 2.0), (5.0, 5.0)]],
            Self::Receipt => &[
                &[(-4.5, 6.0), (-4.5, -6.0), (4.5, -6.0), (4.5, 6.0), (2.2, 4.6), (0.0, 6.0), (-2.2, 4.6), (-4.5, 6.0)],
                &[(-2.0, -2.6), (2.0, -2.6)],
                &[(-2.0, 0.6), (2.0, 0.6)],
            ],
            Self::Parcel => &[
                &[(0.0, -6.0), (5.5, -3.2), (5.5, 3.2), (0.0, 6.0), (-5.5, 3.2), (-5.5, -3.2), (0.0, -6.0)],
                &[(-5.5, -3.2), (0.0, -0.4), (5.5, -3.2)],
                &[(0.0, -0.4), (0.0, 6.0)],
            ],
            Self::Bag => &[
                &[(-5.0, -2.5), (5.0, -2.5), (5.5, 6.0), (-5.5, 6.0), (-5.0, -2.5)],
                &[(-2.4, -2.5), (-2.2, -4.8), (0.0, -6.0), (2.2, -4.8), (2.4, -2.5)],
            ],
            Self::Printer => &[
                &[(-3.0, -2.0), (-3.0, -6.0), (3.0, -6.0), (3.0, -2.0)],
                &[(-3.0, 3.5), (-5.5, 3.5), (-5.5, -2.0), (5.5, -2.0), (5.5, 3.5), (3.0, 3.5)],
                &[(-3.0, 1.2), (3.0, 1.2), (3.0, 6.0), (-3.0, 6.0), (-3.0, 1.2)],
            ],
        }
    }

    /// Paints it around `at`.
    pub fn paint(self, painter: &Painter, at: Pos2, ink: Color32) {
        let stroke = Stroke::new(1.5, ink);
        match self {
            Self::Dot => drop(painter.circle_filled(at, 4.0, ink)),
            Self::Ring => drop(painter.circle_stroke(at, 3.5, stroke)),
            Self::Half => {
                painter.circle_stroke(at, 4.0, stroke);
                let turn = |step: u8| {
                    let angle = std::f32::consts::FRAC_PI_2 + std::f32::consts::PI * f32::from(step) / 12.0;
                    at + 4.0 * egui::Vec2::angled(angle)
                };
                painter.add(Shape::convex_polygon((0..=12).map(turn).collect(), ink, Stroke::NONE));
            }
            Self::Bang => drop(painter.circle_filled(pos2(at.x, at.y + 3.8), 1.0, ink)),
            Self::Clock => drop(painter.circle_stroke(at, 4.5, stroke)),
            Self::Lens => drop(painter.circle_stroke(pos2(at.x - 1.0, at.y - 1.0), 4.0, stroke)),
            Self::Copy => {
                let sheet = egui::Rect::from_min_size(at + vec2(-1.5, -2.5), vec2(7.0, 8.5));
                painter.rect_stroke(sheet, 1, Stroke::new(1.2, ink), StrokeKind::Middle);
            }
            _ => {}
        }
        for line in self.lines() {
            let points = line.iter().map(|&(x, y)| pos2(at.x + x, at.y + y)).collect();
            painter.add(Shape::line(points, stroke));
        }
    }
}
