//! The mini program as it is shipped, made the shop's own: its address, its name and its AppID are filled in. What comes out is
//! imported into WeChat's developer tools as it is.

use crate::{app::archive, settings::Settings};
use std::{io, path::Path};

/// The folder, file by file.
macro_rules! folder {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!("../../assets/miniprogram/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = folder![
    "README.md",
    "app.js",
    "app.json",
    "app.wxss",
    "config.js",
    "pages/order/order.js",
    "pages/order/order.json",
    "pages/order/order.wxml",
    "pages/orders/orders.js",
    "pages/orders/orders.json",
    "pages/orders/orders.wxml",
    "pages/refund/refund.js",
    "pages/refund/refund.json",
    "pages/refund/refund.wxml",
    "pages/shop/shop.js",
    "pages/shop/shop.json",
    "pages/shop/shop.wxml",
    "pages/staff/staff.js",
    "pages/staff/staff.json",
    "pages/staff/staff.wxml",
    "project.config.json",
    "sitemap.json",
    "utils/api.js",
    "utils/messages.js",
    "utils/pay.js",
    "utils/shelf.js",
    "utils/tell.js",
    "utils/words.js",
];
/// What stands in the files where the shop's own belongs.
const ADDRESS: &str = "https://shop.example.com";
const APP_ID: &str = "touristappid";
const NAME: &str = "小铺";

/// Writes it as an archive. A shop without a public address keeps the example's in `config.js`, to be filled in by hand.
///
/// # Errors
/// The system's, where `file` cannot be written or is there already.
pub fn write(settings: &Settings, file: &Path) -> io::Result<()> {
    let parts: Vec<(&str, String)> = FILES.iter().map(|(name, text)| (*name, filled(name, text, settings))).collect();
    archive::write(file, &parts)
}

fn filled(name: &str, text: &str, settings: &Settings) -> String {
    match (name, &settings.public_url) {
        ("config.js", Some(url)) => text.replace(ADDRESS, &script_text(url.to_string().trim_end_matches('/'))),
        ("app.json", _) => text.replace(&quoted(NAME), &quoted(&settings.shop_name)),
        ("project.config.json", _) => text.replace(APP_ID, settings.app_id.as_str()),
        _ => text.to_owned(),
    }
}

/// As JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Within a script's quotes.
fn script_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, io::Read as _};

    fn names(folder: &Path, within: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                names(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_mini_program_is_in_it() {
        let mut found = BTreeSet::new();
        names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/miniprogram"), "", &mut found);
        assert_eq!(FILES.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>(), found);
    }

    #[test]
    fn it_knows_the_shop_it_belongs_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "[shop]\nname = \"山茶 \\\"小\\\" 铺\"\n[wechat]\napp_id = \"wx2421b1c4370ec43b\"\nmch_id = \"1900000109\"\n\
                    [tunnel]\npublic_url = \"https://shop.shancha.cn\"\n";
        fs::write(folder.path().join("settings.toml"), text).expect("written");
        let settings = Settings::load(folder.path()).expect("settings");
        let file = folder.path().join("mini.zip");
        write(&settings, &file).expect("written");
        let mut archive = zip::ZipArchive::new(fs::File::open(&file).expect("a file")).expect("an archive");
        let mut part = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
            text
        };
        assert!(part("config.js").contains("shopUrl: 'https://shop.shancha.cn'"));
        assert_eq!(part("project.config.json").matches("wx2421b1c4370ec43b").count(), 1);
        let app: serde_json::Value = serde_json::from_str(&part("app.json")).expect("JSON");
        assert_eq!(app["window"]["navigationBarTitleText"], "山茶 \"小\" 铺");
    }
}
