//! Icons drawn as lines on a grid of 24, the same at every size.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2};

/// A picture beside a word, or in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Icon {
    Sun,
    Receipt,
    Back,
    Box,
    Bag,
    /// Two lines in a square: the two ledgers.
    Equals,
    Pulse,
    Sliders,
    Bell,
    /// A bell that is muted.
    Muted,
    Printer,
    Funnel,
    Check,
    Bang,
    Message,
    Archive,
    Clock,
    Globe,
    Key,
    Lock,
    Phone,
    Play,
    Store,
    Person,
}

/// Width of a line on the grid.
const STROKE: f32 = 1.6;
const GRID: f32 = 24.0;

type Points = &'static [(f32, f32)];

const BELL: [Points; 2] = [
    &[
        (5.0, 16.5),
        (6.4, 14.6),
        (6.6, 10.0),
        (7.6, 7.2),
        (9.6, 5.4),
        (12.0, 4.8),
        (14.4, 5.4),
        (16.4, 7.2),
        (17.4, 10.0),
        (17.6, 14.6),
        (19.0, 16.5),
        (5.0, 16.5),
    ],
    &[(10.2, 19.2), (11.0, 20.0), (12.0, 20.3), (13.0, 20.0), (13.8, 19.2)],
];

impl Icon {
    /// The lines it is made of.
    const fn lines(self) -> &'static [Points] {
        match self {
            Self::Sun => &[
                &[(12.0, 3.0), (12.0, 5.0)],
                &[(12.0, 19.0), (12.0, 21.0)],
                &[(3.0, 12.0), (5.0, 12.0)],
                &[(19.0, 12.0), (21.0, 12.0)],
                &[(5.6, 5.6), (7.0, 7.0)],
                &[(17.0, 17.0), (18.4, 18.4)],
                &[(5.6, 18.4), (7.0, 17.0)],
                &[(17.0, 7.0), (18.4, 5.6)],
            ],
            Self::Receipt => &[
                &[
                    (6.0, 20.5),
                    (6.0, 3.5),
                    (18.0, 3.5),
                    (18.0, 20.5),
                    (15.0, 18.6),
                    (12.0, 20.5),
                    (9.0, 18.6),
                    (6.0, 20.5),
                ],
                &[(9.2, 8.5), (14.8, 8.5)],
                &[(9.2, 12.5), (14.8, 12.5)],
            ],
            Self::Back => &[
                &[(8.5, 5.5), (4.5, 9.5), (8.5, 13.5)],
                &[(4.5, 9.5), (14.5, 9.5), (17.2, 10.3), (19.0, 12.3), (19.5, 14.5), (19.5, 19.0)],
            ],
            Self::Box => &[
                &[(12.0, 3.5), (20.0, 7.8), (20.0, 16.2), (12.0, 20.5), (4.0, 16.2), (4.0, 7.8), (12.0, 3.5)],
                &[(4.0, 7.8), (12.0, 12.0), (20.0, 7.8)],
                &[(12.0, 12.0), (12.0, 20.5)],
            ],
            Self::Bag => &[
                &[(5.0, 8.0), (19.0, 8.0), (20.0, 20.5), (4.0, 20.5), (5.0, 8.0)],
                &[(8.6, 8.0), (8.9, 5.8), (10.2, 4.0), (12.0, 3.4), (13.8, 4.0), (15.1, 5.8), (15.4, 8.0)],
            ],
            Self::Equals => &[
                &[(4.5, 4.0), (19.5, 4.0), (19.5, 20.0), (4.5, 20.0), (4.5, 4.0)],
                &[(8.5, 10.0), (15.5, 10.0)],
                &[(8.5, 14.0), (15.5, 14.0)],
            ],
            Self::Pulse => &[&[(2.5, 12.5), (7.0, 12.5), (9.6, 5.0), (14.2, 19.0), (16.8, 12.5), (21.5, 12.5)]],
            Self::Sliders => &[
                &[(3.5, 8.0), (13.0, 8.0)],
                &[(18.0, 8.0), (20.5, 8.0)],
                &[(3.5, 16.0), (6.0, 16.0)],
                &[(11.0, 16.0), (20.5, 16.0)],
            ],
            Self::Bell => &BELL,
            Self::Muted => &[BELL[0], BELL[1], &[(4.0, 4.0), (20.0, 20.0)]],
            Self::Printer => &[
                &[(7.0, 8.5), (7.0, 3.5), (17.0, 3.5), (17.0, 8.5)],
                &[(7.0, 17.0), (3.5, 17.0), (3.5, 8.5), (20.5, 8.5), (20.5, 17.0), (17.0, 17.0)],
                &[(7.0, 13.5), (17.0, 13.5), (17.0, 20.5), (7.0, 20.5), (7.0, 13.5)],
            ],
            Self::Funnel => &[&[(3.5, 6.5), (20.5, 6.5)], &[(7.0, 12.0), (17.0, 12.0)], &[(10.5, 17.5), (13.5, 17.5)]],
            Self::Check => &[&[(4.5, 12.5), (9.8, 17.8), (19.5, 7.0)]],
            Self::Bang => &[&[(12.0, 4.5), (12.0, 14.0)]],
            Self::Archive => &[
                &[(3.0, 4.5), (21.0, 4.5), (21.0, 9.0), (3.0, 9.0), (3.0, 4.5)],
                &[(4.8, 9.0), (4.8, 19.5), (19.2, 19.5), (19.2, 9.0)],
                &[(10.0, 13.0), (14.0, 13.0)],
            ],
            _ => self.place_lines(),
        }
    }

    /// Those of what a shop is connected with.
    const fn place_lines(self) -> &'static [Points] {
        match self {
            Self::Message => &[
                &[(3.5, 5.5), (20.5, 5.5), (20.5, 18.5), (3.5, 18.5), (3.5, 5.5)],
                &[(3.5, 6.0), (12.0, 13.0), (20.5, 6.0)],
            ],
            Self::Store => &[
                &[(4.0, 9.5), (5.5, 4.0), (18.5, 4.0), (20.0, 9.5), (4.0, 9.5)],
                &[(5.2, 9.5), (5.2, 20.0), (18.8, 20.0), (18.8, 9.5)],
                &[(9.8, 20.0), (9.8, 14.0), (14.2, 14.0), (14.2, 20.0)],
            ],
            Self::Phone => {
                &[&[(7.0, 3.5), (17.0, 3.5), (17.0, 20.5), (7.0, 20.5), (7.0, 3.5)], &[(10.8, 17.6), (13.2, 17.6)]]
            }
            Self::Key => &[&[(11.4, 12.6), (20.0, 4.0)], &[(16.4, 7.6), (19.2, 10.4)], &[(13.8, 10.2), (15.8, 12.2)]],
            Self::Globe => &[
                &[(3.5, 12.0), (20.5, 12.0)],
                &[(12.0, 3.5), (9.2, 6.6), (8.2, 12.0), (9.2, 17.4), (12.0, 20.5)],
                &[(12.0, 3.5), (14.8, 6.6), (15.8, 12.0), (14.8, 17.4), (12.0, 20.5)],
            ],
            Self::Lock => &[
                &[(5.0, 11.0), (19.0, 11.0), (19.0, 20.0), (5.0, 20.0), (5.0, 11.0)],
                &[(8.0, 11.0), (8.0, 7.6), (9.6, 5.0), (12.0, 4.2), (14.4, 5.0), (16.0, 7.6), (16.0, 11.0)],
            ],
            Self::Person => {
                &[&[(4.5, 20.0), (5.6, 16.4), (8.6, 14.4), (12.0, 13.8), (15.4, 14.4), (18.4, 16.4), (19.5, 20.0)]]
            }
            Self::Play => &[&[(7.5, 4.5), (19.0, 12.0), (7.5, 19.5), (7.5, 4.5)]],
            Self::Clock => &[&[(12.0, 7.5), (12.0, 12.5), (15.4, 14.4)]],
            _ => &[],
        }
    }

    /// Circles: the middle and the radius.
    const fn circles(self) -> &'static [(f32, f32, f32)] {
        match self {
            Self::Sun => &[(12.0, 12.0, 3.8)],
            Self::Sliders => &[(15.5, 8.0, 2.4), (8.5, 16.0, 2.4)],
            Self::Key => &[(8.2, 15.8, 4.4)],
            Self::Person => &[(12.0, 8.0, 3.8)],
            Self::Globe | Self::Clock => &[(12.0, 12.0, 8.5)],
            _ => &[],
        }
    }

    /// Paints it around `at`, `size` points high and wide.
    pub fn paint(self, painter: &Painter, at: Pos2, size: f32, ink: Color32) {
        let scale = size / GRID;
        // Thinner than this, a line is grey and not ink.
        let stroke = Stroke::new((STROKE * scale).max(1.2), ink);
        let corner = Rect::from_center_size(at, egui::Vec2::splat(size)).min;
        let place = |x: f32, y: f32| pos2(corner.x + x * scale, corner.y + y * scale);
        for line in self.lines() {
            let points: Vec<Pos2> = line.iter().map(|&(x, y)| place(x, y)).collect();
            let closed = line.first() == line.last();
            for end in [points.first(), points.last()].into_iter().flatten().filter(|_| !closed) {
                painter.circle_filled(*end, stroke.width / 2.0, ink);
            }
            painter.add(if closed { Shape::closed_line(points, stroke) } else { Shape::line(points, stroke) });
        }
        for &(x, y, radius) in self.circles() {
            painter.circle_stroke(place(x, y), radius * scale, stroke);
        }
        if self == Self::Bang {
            painter.circle_filled(place(12.0, 18.6), stroke.width * 0.8, ink);
        }
    }
}
