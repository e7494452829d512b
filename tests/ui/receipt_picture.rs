//! The shop's picture on its receipts: chosen or dropped, seen as it is printed, kept in the shop's folder, and taken away.

use crate::{settings_page::in_settings, wizard_owner::Owner, world::World};
use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use image::{Rgba, RgbaImage};
use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};
use zhanggui::{
    devices::{logo::Logo, printer_factory},
    settings::Settings,
    ui::Lang,
};

const SECTION: &str = "Printers, receipts";
const SEEN: &str = "The picture as it is printed";

/// A black ring on glass.
pub fn mark() -> Vec<u8> {
    png(&RgbaImage::from_fn(300, 300, |x, y| {
        let off = |at: u32| i64::from(at) - 150;
        let far = off(x) * off(x) + off(y) * off(y);
        Rgba([20, 20, 20, if (60 * 60..120 * 120).contains(&far) { 255 } else { 0 }])
    }))
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

fn shows_it(world: &World) -> bool {
    world.harness.root().children_recursive().any(|node| {
        let node = node.accesskit_node();
        node.role() == Role::Image && node.label().as_deref() == Some(SEEN)
    })
}

fn named_in(folder: &Path) -> Option<PathBuf> {
    Settings::load(folder).expect("whole").receipt_picture
}

#[test]
fn a_picture_is_chosen_for_the_receipts_and_kept_small_in_the_shops_folder() {
    let folder = crate::settings_page::folder();
    let mut world = in_settings(folder.path(), SECTION);
    assert!(!shows_it(&world));
    world.misses("No picture");
    let photo = world.file("mark.png", mark());
    world.chooser.will_choose(&photo);
    world.click("Choose picture…");
    assert!(shows_it(&world));
    assert_eq!(named_in(folder.path()), None, "not before it is saved");
    world.click("Save");
    let kept = named_in(folder.path()).expect("it is named");
    assert!(kept.starts_with(folder.path().join("pictures")), "where backups look: {}", kept.display());
    let template = printer_factory::template(&Settings::load(folder.path()).expect("whole"));
    let expected = Logo::read(&mark()).expect("a picture");
    assert_eq!(template.picture.as_deref().map(|picture| picture.dots(32)), Some(expected.dots(32)), "it is printed");
    assert!(shows_it(&world), "read again from its file");
    world.click("No picture");
    assert!(!shows_it(&world));
    world.click("Save");
    assert_eq!(named_in(folder.path()), None);
    assert!(kept.exists(), "what was printed once stays");
}

#[test]
fn a_picture_falls_onto_the_window_and_one_nobody_would_see_says_so() {
    let folder = crate::settings_page::folder();
    let mut world = in_settings(folder.path(), SECTION);
    let white = world.file("white.png", png(&RgbaImage::from_pixel(9, 9, Rgba([255, 255, 255, 255]))));
    world.drops(&white);
    world.sees("Nothing of this picture would be seen on white paper. Choose one with something dark in it.");
    let words = world.file("words.png", "no picture");
    world.drops(&words);
    world.sees("This file is no picture that can be read. Use JPEG, PNG or WebP.");
    assert!(!shows_it(&world));
    world.misses("Save");
    let photo = world.file("mark.png", mark());
    world.drops(&photo);
    assert!(shows_it(&world));
    world.misses("This file is no picture that can be read. Use JPEG, PNG or WebP.");
    world.sees("1 change");
}

#[test]
fn a_picture_whose_file_is_gone_is_told_and_receipts_are_printed_all_the_same() {
    let folder = crate::settings_page::folder();
    let file = folder.path().join("settings.toml");
    let text = fs::read_to_string(&file).expect("there");
    fs::write(&file, format!("{text}\n[receipts]\npicture = \"pictures/receipt/gone.png\"\n")).expect("written");
    let template = printer_factory::template(&Settings::load(folder.path()).expect("whole"));
    assert_eq!((template.picture, template.heading.as_str()), (None, "山茶小铺"));
    let mut world = in_settings(folder.path(), SECTION);
    world.sees("Its file is gone: receipts are printed without it. Choose it again.");
    world.click("No picture");
    world.click("Save");
    assert_eq!(named_in(folder.path()), None);
}

#[test]
fn the_wizards_first_page_takes_the_picture_and_has_it_when_it_is_taken_up_again() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let photo = elsewhere.path().join("mark.png");
    fs::write(&photo, mark()).expect("written");
    let mut owner = Owner::new(Lang::Zh);
    owner.click("开始连接");
    owner.write("店铺名称", "山茶小铺");
    owner.drops(&photo);
    owner.sees("小票上的图片");
    owner.click("下一步");
    owner.sees("第 2 步，共 6 步");
    let draft = fs::read_to_string(owner.path().join("setup.toml")).expect("kept");
    assert!(draft.contains("picture = \"pictures/receipt/"), "{draft}");
    owner.click("先存着，以后再来");
    let mut again = Owner::in_folder(owner.leaves(), Lang::Zh);
    again.click("接着连接");
    again.click("店铺");
    again.sees("小票上的图片");
}
