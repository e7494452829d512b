//! What somebody who helps needs to see of a shop, in one file: the doctor's lines, the settings, the end of the log. No key,
//! no password and no row of the shop's is in it.

use crate::{
    app::{archive, check},
    base::{encoding, env::Env, environment, keyring::Keyring, lang::Lang, log_files},
    settings::secrets_in_plain,
    tunnel::MaskedSecrets,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{io, path::Path};

/// Of the log, so much of its end.
const LOG_BYTES: u64 = 4 * 1024 * 1024;
/// Anything shorter is no key, and would hide half of the log.
const SECRET_MIN: usize = 6;

/// Writes it; `variable` looks into the environment. The checks are made now, as `zhanggui check` makes them.
///
/// # Errors
/// The system's, where `file` cannot be written or is there already.
pub fn write(folder: &Path, file: &Path, variable: impl Fn(&str) -> Option<String>, env: &Env) -> io::Result<()> {
    write_by(&Keyring::system(), folder, file, variable, env)
}

/// The same with another keyring.
///
/// # Errors
/// As [`write`].
pub fn write_by(
    keyring: &Keyring,
    folder: &Path,
    file: &Path,
    variable: impl Fn(&str) -> Option<String>,
    env: &Env,
) -> io::Result<()> {
    let secrets = secrets(folder, keyring, &variable);
    let hidden = |text: &str| text.lines().map(|line| secrets.hidden(line)).collect::<Vec<_>>().join("\n");
    let found = check::look_twice(folder, keyring, &variable, env);
    let chinese: Vec<String> = found.iter().map(|(line, _)| line.to_string()).collect();
    let english: Vec<String> = found.iter().map(|(_, line)| line.to_string()).collect();
    let settings = text_of(&folder.join("settings.toml"));
    let log = log_files::newest(&folder.join("logs"), LOG_BYTES);
    let parts = [
        ("read-me.txt", read_me()),
        ("about.txt", about(env)),
        ("check-zh.txt", hidden(&chinese.join("\n"))),
        ("check-en.txt", hidden(&english.join("\n"))),
        ("settings.toml", hidden(&settings)),
        ("zhanggui.log", hidden(&log)),
    ];
    archive::write(file, &parts)
}

/// Every value of the secrets' file and of the environment's keys, as it is and as it stands in messages.
fn secrets(folder: &Path, keyring: &Keyring, variable: &impl Fn(&str) -> Option<String>) -> MaskedSecrets {
    let mut known: Vec<String> = environment::KEYS.iter().filter_map(|name| variable(name)).collect();
    let stored = secrets_in_plain(folder, keyring).ok().and_then(|text| text.parse::<toml::Table>().ok());
    known.extend(stored.iter().flat_map(|table| table.values()).filter_map(|value| value.as_str().map(str::to_owned)));
    known.push(text_of(&folder.join("secrets.key")).trim().to_owned());
    let file = text_of(&folder.join("secrets.toml"));
    if let Ok(table) = file.parse::<toml::Table>() {
        known.extend(table.values().filter_map(|value| value.as_str().map(ToOwned::to_owned)));
    } else {
        // A file that cannot be read as one still holds its secrets: every word of it is one.
        let words = file.split(|sign: char| sign.is_whitespace() || "\"'=".contains(sign));
        known.extend(words.map(ToOwned::to_owned));
    }
    known.retain(|secret| secret.len() >= SECRET_MIN);
    let otherwise: Vec<String> = known
        .iter()
        .flat_map(|secret| [STANDARD.encode(secret), hex::encode(secret), hex::encode_upper(secret)])
        .collect();
    known.extend(otherwise);
    MaskedSecrets::of(&[], known)
}

/// Empty where there is none; the checks say why.
fn text_of(path: &Path) -> String {
    std::fs::read(path).ok().and_then(|bytes| encoding::text_of(&bytes)).unwrap_or_default()
}

fn about(env: &Env) -> String {
    format!(
        "zhanggui {}\n{} {}\nwritten at {} (Unix seconds)\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        env.now().get()
    )
}

fn read_me() -> String {
    let what = |lang: Lang| {
        lang.pick(
            "给帮忙的人看：体检结果、设置和运行记录的末尾。\n\
             里面没有密钥、密码，也没有订单和买家的资料；运行记录里可能有订单号。\n\
             这个文件只在您的电脑上，发给谁由您决定。\n",
            "For whoever helps you: the checks, the settings, and the end of the log.\n\
             There is no key and no password in it, and nothing about orders and buyers; the log may name an order's number.\n\
             It is on your computer alone: you decide who gets it.\n",
        )
    };
    format!("{}\n{}", what(Lang::Zh), what(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::private_file;
    use std::{fs::File, io::Read as _};

    const KEY: &str = "8934e7d15453e97507ef794cf7b0519d";

    fn shop(secrets: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let log = format!(
            "signed with {KEY}\nsent {} and {}\nauthtoken tok_5512aa\nordinary line\n",
            STANDARD.encode(KEY),
            hex::encode(KEY)
        );
        let files = [("settings.toml", "[shop]\nname = \"山茶小铺\"\n"), ("secrets.toml", secrets)];
        for (name, text) in files {
            private_file::write(&folder.path().join(name), text.as_bytes()).expect("written");
        }
        private_file::make_folder(&folder.path().join("logs")).expect("a folder");
        private_file::write(&folder.path().join("logs/zhanggui.log"), log.as_bytes()).expect("written");
        folder
    }

    fn parts(folder: &Path, variable: impl Fn(&str) -> Option<String>) -> Vec<(String, String)> {
        let file = folder.join("support.zip");
        write(folder, &file, variable, &Env::system()).expect("written");
        let mut archive = zip::ZipArchive::new(File::open(file).expect("a file")).expect("an archive");
        (0..archive.len())
            .map(|at| {
                let mut part = archive.by_index(at).expect("a part");
                let mut text = String::new();
                part.read_to_string(&mut text).expect("text");
                (part.name().expect("a name").into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn it_has_the_checks_the_settings_and_the_log_and_no_key_in_any_form() {
        for secrets in [format!("api_key = \"{KEY}\"\n"), format!("api_key = \"{KEY}\nbroken")] {
            let folder = shop(&secrets);
            let parts = parts(folder.path(), |_| None);
            let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
            for secret in [KEY.to_owned(), STANDARD.encode(KEY), hex::encode(KEY), "tok_5512aa".to_owned()] {
                assert!(!all.contains(&secret), "{secret} is in it");
            }
            assert!(all.contains("ordinary line") && all.contains("山茶小铺"));
            assert_eq!(parts.len(), 6);
        }
    }

    #[test]
    fn a_key_of_the_environment_is_hidden_as_well() {
        let folder = shop("");
        let parts = parts(folder.path(), |name| (name == "ZHANGGUI_API_KEY").then(|| KEY.to_owned()));
        assert!(parts.iter().all(|(_, text)| !text.contains(KEY)));
    }

    #[test]
    fn a_file_that_is_there_stays_as_it_is() {
        let folder = shop("");
        let file = folder.path().join("mine.zip");
        std::fs::write(&file, "mine").expect("written");
        assert!(write(folder.path(), &file, |_| None, &Env::system()).is_err());
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "mine");
    }
}
