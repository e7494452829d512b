//! How the pages look: a fixed shop at a fixed moment, drawn, and compared with the pictures in `tests/ui/snapshots`.
//!
//! A computer needs something to draw with: a graphics card, or mesa's software Vulkan. Where there may be none, in a plain
//! `cargo test`, they are left out; `.ci/run` draws them. How they are renewed stands in `docs/pictures.md`.

use crate::{
    backup::{self, fixed_backups},
    bills, million,
    order_filters::Example,
    reach, settings_page,
    wizard_owner::Owner,
    world::World,
};
use egui::{Color32, Key, Theme};
use egui_kittest::{Harness, SnapshotError, SnapshotOptions, SnapshotResults, try_image_snapshot_options};
use image::RgbaImage;
use std::{fs, path::Path};
use zhanggui::{
    events::{HealthState, ShopEvent, Subsystem},
    ui::Lang,
};

/// A pixel may be so far from its colour (squared, in YIQ): two steps of 255, which two drawers make of the same edge.
const NEAR: f32 = 2.1;
/// So many pixels may be further: less than one character of a word.
const FAR_MOST: usize = 20;

/// Draws the window and compares it with its picture. Each page is drawn in Chinese and light, and in English and dark.
fn compare<S: eframe::App>(harness: &mut Harness<'static, S>, page: &str, lang: Lang, results: &mut SnapshotResults) {
    let (theme, look) = match lang {
        Lang::Zh => (Theme::Light, "zh-light"),
        Lang::En => (Theme::Dark, "en-dark"),
    };
    harness.ctx.set_theme(theme);
    harness.remove_cursor();
    harness.run_steps(6);
    let drawn = harness.render().map(|drawn| on_the_ground(&harness.ctx, drawn));
    let name = format!("{page}-{look}");
    // The pictures are kept as WebP, a third of what they are as PNG. What the comparison writes stays out of the source.
    let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snapshots");
    fs::create_dir_all(&beside).expect("a folder");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/ui/snapshots/{name}.webp"));
    match image::open(&kept) {
        Ok(kept) => kept.save(beside.join(format!("{name}.png"))).expect("a picture"),
        Err(_) => drop(fs::remove_file(beside.join(format!("{name}.png")))),
    }
    let options = SnapshotOptions::new().threshold(NEAR).max_failed_pixels(FAR_MOST).output_path(beside);
    results.add(match drawn {
        Ok(drawn) => try_image_snapshot_options(&drawn, name, &options),
        Err(err) => Err(SnapshotError::RenderError { err }),
    });
}

/// The ground of the window is the colour the screen is cleared with.
fn on_the_ground(ctx: &egui::Context, mut drawn: RgbaImage) -> RgbaImage {
    let ground = ctx.global_style().visuals.panel_fill;
    for pixel in drawn.pixels_mut() {
        let [r, g, b, a] = pixel.0;
        pixel.0 = ground.blend(Color32::from_rgba_premultiplied(r, g, b, a)).to_array();
    }
    drawn
}

fn all_is_well(world: &mut World) {
    use Subsystem as S;
    for part in [S::WeChat, S::Listener, S::Jobs, S::Database, S::Certificate, S::Tunnel, S::Printers] {
        world.hears(&ShopEvent::HealthChanged(part, HealthState::Good));
    }
}

/// A page's name, and the way to it.
type Page = (&'static str, fn(&mut World));

/// Pages of the example shop.
const OF_THE_EXAMPLE: [Page; 8] = [
    ("today", |world| world.key(Key::Num1)),
    ("orders", |world| world.key(Key::Num2)),
    ("order", |world| {
        world.key(Key::J);
        world.key(Key::Enter);
    }),
    ("search", |world| {
        world.command_key(Key::K);
        world.types("咖啡");
    }),
    ("alerts", |world| {
        let all = if world.shows("全部提醒") { "全部提醒" } else { "Show all" };
        world.click(all);
    }),
    ("refunds", |world| world.key(Key::Num3)),
    ("shipping", |world| world.key(Key::Num4)),
    ("products", |world| world.key(Key::Num5)),
];

#[test]
#[ignore = "needs something to draw with: run by .ci/run"]
fn the_pages_of_the_example_shop_look_as_they_did() {
    let (shop, mut results) = (Example::new(), SnapshotResults::new());
    for lang in [Lang::Zh, Lang::En] {
        for (name, open) in OF_THE_EXAMPLE {
            let mut world = shop.window(lang);
            all_is_well(&mut world);
            open(&mut world);
            compare(&mut world.harness, name, lang, &mut results);
        }
    }
}

#[test]
#[ignore = "needs something to draw with: run by .ci/run"]
fn the_pages_about_the_shop_itself_look_as_they_did() {
    let mut results = SnapshotResults::new();
    for lang in [Lang::Zh, Lang::En] {
        let mut world = reach::open(Some(reach::Tunnel::running()), lang);
        all_is_well(&mut world);
        compare(&mut world.harness, "status", lang, &mut results);
        let mut world = backup::at(&fixed_backups(|_| {}), lang);
        all_is_well(&mut world);
        compare(&mut world.harness, "backup", lang, &mut results);
        let (store, _folder, _) = bills::shop();
        let mut world = World::with_read_model(Box::new(store.reader().expect("a reader")), lang);
        world.key(Key::Num6);
        all_is_well(&mut world);
        compare(&mut world.harness, "bills", lang, &mut results);
        let folder = settings_page::folder();
        let mut world = World::on_file(Box::new(million::Million::default()), lang, folder.path());
        world.key(Key::Num9);
        world.click(if lang == Lang::Zh { "提醒和静音" } else { "Alerts and quiet" });
        all_is_well(&mut world);
        compare(&mut world.harness, "settings", lang, &mut results);
    }
}

#[test]
#[ignore = "needs something to draw with: run by .ci/run"]
fn the_way_to_a_shop_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    for lang in [Lang::Zh, Lang::En] {
        let mut owner = Owner::told_of("/home/shop/zhanggui", lang);
        compare(owner.harness.as_mut().expect("open"), "welcome", lang, &mut results);
        let (begin, name, shop, next) = match lang {
            Lang::Zh => ("开始连接", "店铺名称", "山茶小铺", "下一步"),
            Lang::En => ("Begin", "Shop's name", "Camellia", "Next"),
        };
        owner.click(begin);
        owner.write(name, shop);
        owner.click(next);
        owner.waits_for("AppSecret");
        compare(owner.harness.as_mut().expect("open"), "wizard", lang, &mut results);
    }
}
