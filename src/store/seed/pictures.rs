//! The evidence buyers sent, drawn in whole numbers: a torn bag of coffee, a cracked cup, a dented box.
#![allow(clippy::arithmetic_side_effects)] // places on a sheet of 192 by 256

use crate::store::engine::value::params;
use crate::{
    base::private_file,
    domain::ShopId,
    store::{Store, StoreError},
};
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use std::path::Path;

const WIDE: u32 = 192;
const HIGH: u32 = 256;
const QUALITY: u8 = 82;
/// How much larger than the small picture the original is, to each side.
const ORIGINAL: u32 = 3;

const PAPER: [u8; 3] = [236, 224, 204];
const SHADOW: [u8; 3] = [205, 188, 162];
const KRAFT: [u8; 3] = [172, 124, 78];
const KRAFT_DARK: [u8; 3] = [138, 96, 58];
const BEAN: [u8; 3] = [74, 44, 28];
const CREAM: [u8; 3] = [248, 243, 232];
const CAMELLIA: [u8; 3] = [190, 62, 62];
const INK: [u8; 3] = [84, 70, 58];

type Point = (i32, i32);

/// What a picture shows.
#[derive(Clone, Copy)]
pub(super) enum Scene {
    TornBag,
    SpiltBeans,
    CrackedCup,
    DentedBox,
}

const SCENES: [Scene; 4] = [Scene::TornBag, Scene::SpiltBeans, Scene::CrackedCup, Scene::DentedBox];

/// The picture as JPEG, at most 256 pixels a side.
pub(super) fn draw(scene: Scene) -> Result<Vec<u8>, StoreError> {
    drawn(scene, 1)
}

/// Puts the originals of the example's evidence into `folder`, larger than the small pictures in the file at `path`.
///
/// # Errors
/// Those of [`Store::open`], and what the system says about the folder.
pub fn draw_originals(path: &Path, folder: &Path) -> Result<(), StoreError> {
    let disk = |error: std::io::Error| StoreError::Disk(error.into());
    let store = Store::open(path, ShopId::main())?;
    let sql = "SELECT thumbnail, file FROM refund_pictures WHERE shop_id = ?1";
    let kept: Vec<(Vec<u8>, String)> = store
        .write(move |db| db.list(sql, params![db.shop], |row| Ok((row.get("thumbnail")?, row.get("file")?))))
        .wait()?;
    store.close()?;
    private_file::make_folder(folder).map_err(disk)?;
    for scene in SCENES {
        let (small, large) = (draw(scene)?, drawn(scene, ORIGINAL)?);
        for (_, file) in kept.iter().filter(|(thumbnail, _)| *thumbnail == small) {
            private_file::write(&folder.join(file), &large).map_err(disk)?;
        }
    }
    Ok(())
}

fn drawn(scene: Scene, scale: u32) -> Result<Vec<u8>, StoreError> {
    let mut sheet = table(scale);
    match scene {
        Scene::TornBag => torn_bag(&mut sheet),
        Scene::SpiltBeans => spilt_beans(&mut sheet),
        Scene::CrackedCup => cracked_cup(&mut sheet),
        Scene::DentedBox => dented_box(&mut sheet),
    }
    let mut jpeg = Vec::new();
    let drawn = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&sheet);
    drawn.map_err(|error| StoreError::Other(format!("a picture of the example: {error}")))?;
    Ok(jpeg)
}

/// A table in warm light: a little darker with every row.
fn table(scale: u32) -> RgbImage {
    RgbImage::from_fn(WIDE * scale, HIGH * scale, |x, y| {
        let grain = u8::try_from((x.wrapping_mul(7) ^ y.wrapping_mul(13)) % 5).unwrap_or(0);
        let dusk = u8::try_from(y / scale / 8).unwrap_or(0);
        Rgb(PAPER.map(|part| part.saturating_sub(dusk).saturating_sub(grain)))
    })
}

/// How many pixels of the sheet a place on it is wide and high.
fn scale(sheet: &RgbImage) -> i32 {
    i32::try_from(sheet.width() / WIDE).unwrap_or(1)
}

fn torn_bag(sheet: &mut RgbImage) {
    polygon(sheet, &[(46, 60), (154, 66), (166, 236), (42, 240)], SHADOW);
    polygon(sheet, &[(40, 52), (148, 52), (156, 228), (34, 228)], KRAFT);
    polygon(sheet, &[(40, 52), (148, 52), (149, 72), (39, 72)], KRAFT_DARK);
    disc(sheet, (94, 118), 26, CREAM);
    camellia(sheet, (94, 118));
    // the tear, and what shows behind it
    polygon(sheet, &[(148, 92), (118, 150), (130, 156), (112, 190), (128, 196), (120, 228), (156, 228)], BEAN);
    polygon(sheet, &[(148, 92), (126, 148), (136, 152), (122, 188), (136, 194), (130, 228), (156, 228)], [52, 30, 18]);
    beans(sheet, &[(140, 236), (152, 242), (166, 232), (174, 246), (128, 246)]);
}

fn spilt_beans(sheet: &mut RgbImage) {
    polygon(sheet, &[(0, 40), (86, 70), (70, 150), (0, 150)], KRAFT);
    polygon(sheet, &[(86, 70), (70, 150), (60, 146), (74, 74)], KRAFT_DARK);
    let spots: Vec<Point> =
        (0..46).map(|n| (74 + (n * n * 13 + n * 29) % 110, 90 + (n * n * 7 + n * 61) % 150)).collect();
    beans(sheet, &spots);
}

fn cracked_cup(sheet: &mut RgbImage) {
    disc(sheet, (100, 216), 66, SHADOW);
    disc(sheet, (150, 138), 30, CREAM);
    disc(sheet, (150, 138), 18, PAPER);
    polygon(sheet, &[(40, 84), (152, 84), (138, 220), (54, 220)], CREAM);
    polygon(sheet, &[(40, 84), (152, 84), (150, 98), (42, 98)], SHADOW);
    camellia(sheet, (80, 158));
    // the crack runs down from a chip in the rim
    polygon(sheet, &[(104, 82), (126, 82), (114, 104)], PAPER);
    for crack in
        [[(114, 104), (104, 132)], [(104, 132), (118, 158)], [(118, 158), (106, 190)], [(106, 190), (112, 220)]]
    {
        line(sheet, crack, INK);
    }
    line(sheet, [(118, 158), (138, 170)], INK);
    polygon(sheet, &[(22, 226), (40, 216), (44, 236)], CREAM);
}

fn dented_box(sheet: &mut RgbImage) {
    polygon(sheet, &[(30, 96), (170, 100), (176, 232), (26, 232)], SHADOW);
    polygon(sheet, &[(26, 88), (164, 88), (164, 222), (26, 222)], CAMELLIA);
    polygon(sheet, &[(26, 88), (44, 66), (180, 66), (164, 88)], [214, 96, 90]);
    polygon(sheet, &[(164, 88), (180, 66), (180, 200), (164, 222)], [150, 44, 46]);
    disc(sheet, (82, 150), 30, CREAM);
    camellia(sheet, (82, 150));
    // the corner that was dropped on
    polygon(sheet, &[(124, 222), (164, 176), (164, 222)], PAPER);
    polygon(sheet, &[(124, 222), (164, 176), (146, 188), (134, 204)], [120, 34, 38]);
    line(sheet, [(164, 176), (140, 160)], INK);
    line(sheet, [(124, 222), (116, 198)], INK);
}

/// The shop's flower: five petals around a heart.
fn camellia(sheet: &mut RgbImage, (x, y): Point) {
    for (dx, dy) in [(0, -9), (9, -3), (6, 8), (-6, 8), (-9, -3)] {
        disc(sheet, (x + dx, y + dy), 7, CAMELLIA);
    }
    disc(sheet, (x, y), 4, [226, 178, 74]);
}

fn beans(sheet: &mut RgbImage, spots: &[Point]) {
    for &(x, y) in spots {
        disc(sheet, (x, y), 6, BEAN);
        line(sheet, [(x - 3, y - 3), (x + 3, y + 3)], KRAFT);
    }
}

fn dot(sheet: &mut RgbImage, (x, y): Point, colour: [u8; 3]) {
    if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
        && let Some(pixel) = sheet.get_pixel_mut_checked(x, y)
    {
        *pixel = Rgb(colour);
    }
}

fn disc(sheet: &mut RgbImage, (cx, cy): Point, radius: i32, colour: [u8; 3]) {
    let scale = scale(sheet);
    let (cx, cy, radius) = (cx * scale, cy * scale, radius * scale);
    for y in -radius..=radius {
        for x in -radius..=radius {
            if x * x + y * y <= radius * radius {
                dot(sheet, (cx + x, cy + y), colour);
            }
        }
    }
}

fn line(sheet: &mut RgbImage, ends: [Point; 2], colour: [u8; 3]) {
    let scale = scale(sheet);
    let [(x0, y0), (x1, y1)] = ends.map(|(x, y)| (x * scale, y * scale));
    let steps = (x1 - x0).abs().max((y1 - y0).abs()).max(1);
    for step in 0..=steps {
        let at = (x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps);
        for thick in 0..2 * scale * scale {
            dot(sheet, (at.0 + thick % (2 * scale), at.1 + thick / (2 * scale)), colour);
        }
    }
}

/// Fills a shape, corner to corner, by counting how often a ray to the left crosses its edges.
fn polygon(sheet: &mut RgbImage, corners: &[Point], colour: [u8; 3]) {
    let scale = scale(sheet);
    let corners: Vec<Point> = corners.iter().map(|&(x, y)| (x * scale, y * scale)).collect();
    let edges = || corners.iter().zip(corners.iter().cycle().skip(1));
    for y in span(corners.iter().map(|corner| corner.1)) {
        for x in span(corners.iter().map(|corner| corner.0)) {
            let crossings = edges()
                .filter(|&(&(x0, y0), &(x1, y1))| (y0 > y) != (y1 > y) && x > x0 + (x1 - x0) * (y - y0) / (y1 - y0));
            if crossings.count() % 2 == 1 {
                dot(sheet, (x, y), colour);
            }
        }
    }
}

fn span(places: impl Iterator<Item = i32> + Clone) -> std::ops::RangeInclusive<i32> {
    places.clone().min().unwrap_or(0)..=places.max().unwrap_or(0)
}
