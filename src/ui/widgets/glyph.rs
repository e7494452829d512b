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
    Plus,
    Minus,
    Before,
    After,
}

impl Glyph {
    /// Paints it around `at`.
    pub fn paint(self, painter: &Painter, at: Pos2, ink: Color32) {
        let stroke = Stroke::new(1.5, ink);
        let line = |points: &[(f32, f32)]| {
            let points = points.iter().map(|&(x, y)| pos2(at.x + x, at.y + y)).collect();
            painter.add(Shape::line(points, stroke));
        };
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
            Self::Check => line(&[(-4.0, 0.5), (-1.0, 3.0), (4.0, -3.0)]),
            Self::Cross => {
                line(&[(-3.0, -3.0), (3.0, 3.0)]);
                line(&[(-3.0, 3.0), (3.0, -3.0)]);
            }
            Self::Arrow => {
                line(&[(-4.5, 0.0), (4.0, 0.0)]);
                line(&[(1.0, -3.0), (4.2, 0.0), (1.0, 3.0)]);
            }
            Self::BackArrow => {
                line(&[(-4.5, -1.0), (2.0, -1.0), (3.8, 0.0), (4.4, 1.5), (3.8, 3.0), (2.0, 4.0), (0.0, 4.0)]);
                line(&[(-1.6, -4.0), (-4.6, -1.0), (-1.6, 2.0)]);
            }
            Self::Bang => {
                line(&[(0.0, -4.5), (0.0, 1.0)]);
                painter.circle_filled(pos2(at.x, at.y + 3.8), 1.0, ink);
            }
            Self::Clock => {
                painter.circle_stroke(at, 4.5, stroke);
                line(&[(0.0, -2.5), (0.0, 0.0), (2.0, 1.0)]);
            }
            Self::Caret => line(&[(-3.5, -1.5), (0.0, 2.0), (3.5, -1.5)]),
            Self::Copy => {
                let thin = Stroke::new(1.2, ink);
                let sheet = |dx: f32, dy: f32| {
                    let corner = at + vec2(dx, dy);
                    egui::Rect::from_min_size(corner, vec2(7.0, 8.5))
                };
                painter.rect_stroke(sheet(-1.5, -2.5), 1, thin, StrokeKind::Middle);
                line(&[(-4.0, 2.5), (-4.8, 2.5), (-4.8, -5.5), (2.0, -5.5), (2.0, -4.7)]);
            }
            Self::Plus => {
                line(&[(-4.0, 0.0), (4.0, 0.0)]);
                line(&[(0.0, -4.0), (0.0, 4.0)]);
            }
            Self::Before => line(&[(2.0, -4.0), (-2.0, 0.0), (2.0, 4.0)]),
            Self::After => line(&[(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)]),
            Self::Minus => line(&[(-4.0, 0.0), (4.0, 0.0)]),
            Self::Lens => {
                painter.circle_stroke(pos2(at.x - 1.0, at.y - 1.0), 4.0, stroke);
                line(&[(2.0, 2.0), (5.0, 5.0)]);
            }
        }
    }
}
