//! Which text is a whole sentence in its language: for the tests that walk everything the program says.

use crate::base::lang::Lang;

/// Latin that stands in Chinese sentences too: names of commands, files, keys and products, and what to type.
const NAMES: &[&str] = &[
    "ID",
    "thing2",
    "amount3",
    "PostgreSQL",
    "postgresql://",
    "store",
    "url",
    "pg_hba.conf",
    "createdb",
    "ssl",
    "sslrootcert",
    "max_connections",
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "synchronous_standby_names",
    "pg_rewind",
    "pgbouncer",
    "session",
    "move",
    "ZHANGGUI_STORE_PASSWORD",
    "pg_dump",
    "pg_basebackup",
    "API",
    "APIv2",
    "APIv3",
    "App",
    "AppID",
    "AppSecret",
    "EncodingAESKey",
    "Token",
    "C:\\Users\\",
    "DISPLAY",
    "HMAC-SHA256",
    "HTTP",
    "MD5",
    "MiB",
    "OpenGL",
    "PEM",
    "TLS",
    "U",
    "UTF-8",
    "Ubuntu",
    "Debian",
    "Vulkan",
    "WAYLAND_DISPLAY",
    "X.",
    "-X",
    "api",
    "apt-get",
    "install",
    "ssh",
    "-N",
    "v2",
    "wx",
    "zhanggui",
    "check",
    "serve",
    "chmod",
    "chown",
    "https",
    "https://",
    "settings.toml",
    "certs",
    "listener",
    "--accept",
    "--data",
    "--help",
    "--state",
    "orders",
    ".csv",
    ".p12",
    "apiclient_cert.pem",
    "apiclient_key.pem",
    "shop.db",
    "shop.db-wal",
    "shop.db-shm",
    "extra_root_ca",
    "proxy",
    "name",
    "app_id",
    "app_channel_app_id",
    "mch_id",
    "sign_type",
    "bind",
    "pay_within_minutes",
    "pickup",
    "pickup_address",
    "pickup_hours",
    "freight",
    "flat",
    "free_from",
    "regions",
    "carrier",
    "hold_seconds",
    "keep_days",
    "lock_minutes",
    "PIN",
    "owner-pin",
    "--reset",
    "open_unpaid_pieces",
    "picture_mib",
    "quiet_from",
    "quiet_until",
    "kind",
    "manual",
    "command",
    "address",
    "account",
    "server",
    "columns",
    "public_url",
    "shop.example.com",
    "ZHANGGUI_API_KEY",
    "api_key",
    "v3",
    "--api",
    "ID",
    "pub_key.pem",
    "PUB_KEY_ID_",
    "wechatpay_public_key",
    "wechatpay_public_key_id",
    "ZHANGGUI_API_V3_KEY",
    "restore",
    "salvage",
    "export",
    "backups",
    "--over",
    "replaced-",
];

/// Panics unless `said` is a whole sentence of `lang`: begun and ended, all of it in that language. `data` is what the
/// sentence quotes.
pub(crate) fn assert_sentence(lang: Lang, said: &str, data: &[&str]) {
    let chinese = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    assert!(said.trim() == said && said.chars().count() >= 3, "empty or cut: {said:?}");
    assert!(!said.ends_with(['：', ':', '，', ',', '、', '(', '（', '=']), "has no end: {said:?}");
    let hole = ["  ", "（）", "()", "{", "}", "Err(", "os error", "“”", "：：", " ：", " ,", "： "];
    let plain = data.iter().fold(said.to_owned(), |said, data| said.replace(data, ""));
    match lang {
        Lang::En => {
            assert!(!plain.chars().any(chinese), "Chinese in {said:?}");
            assert!(said.split(' ').count() >= 2, "no sentence: {said:?}");
        }
        Lang::Zh => {
            assert!(said.chars().filter(|c| chinese(*c)).count() >= 2, "no Chinese in {said:?}");
            assert!(hole.iter().all(|hole| !said.contains(hole)), "a hole in {said:?}");
            let own = plain.split("（技术信息：").next().unwrap_or_default();
            let words = own.split(|c: char| !(c.is_ascii_graphic()) || "\"=()[],;'".contains(c));
            for word in words.map(|word| word.trim_end_matches([':', '.'])).filter(|word| has_letters(word)) {
                assert!(NAMES.contains(&word), "{word:?} in {said:?}");
            }
        }
    }
}

fn has_letters(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_alphabetic())
}

/// One value of each variant: `after` names the one that follows, in a `match` that a new variant breaks.
pub(crate) fn walk<T>(first: T, after: impl Fn(&T) -> Option<T>) -> Vec<T> {
    std::iter::successors(Some(first), after).collect()
}
