//! The people of a shop, as far as the command line has to do with them: an owner who forgot the PIN.

use crate::{backups, say};
use std::path::Path;
use zhanggui::{
    app::start::FolderLock,
    base::{env::Env, pin_hash::PinHash},
    domain::Pin,
    store::{Refusal, StoreError, Tuning},
    ui::Lang,
};

/// Digits of a PIN that is made here.
const DIGITS: usize = 6;

/// With `reset`, sets a fresh PIN for the owner and says it, once. It stays to be seen in the shop that this was done. The shop
/// must be closed.
pub(super) fn owner_pin(folder: &Path, reset: bool, lang: Lang) -> anyhow::Result<()> {
    if !reset {
        say(lang.pick(
            "加上 --reset 才会换一个新的 PIN 码；不知道旧的 PIN 码，谁也读不出来",
            "add --reset to set a fresh PIN; nobody can read the old one",
        ));
        return Ok(());
    }
    let data = backups::data(folder)?;
    // A folder without a shop is told so, and gets none by that.
    drop(data.reader()?);
    let _closed = FolderLock::take(folder)?;
    let (store, env) = (data.open(Tuning::default())?, Env::system());
    let digits = fresh_digits(env.rng.number());
    let hash = PinHash::of(&Pin::parse(&digits)?, &*env.rng);
    let reset = store.reset_owner_pin(hash, env.now()).wait();
    store.close()?;
    match reset {
        Ok(name) => say(&match lang {
            Lang::Zh => format!(
                "{name} 的新 PIN 码：{digits}\n用它登录以后，在“设置 → 人员”里换一个。这次重设已经记下，店主登录时会看到。"
            ),
            Lang::En => format!(
                "The new PIN of {name}: {digits}\nSign in with it and set another under Settings → People. The reset is recorded and shown to the owner."
            ),
        }),
        Err(StoreError::Refused(Refusal::NotFound)) => {
            say(lang.pick("这家店没有设过 PIN 码，直接打开就能用", "this shop has no PINs: it opens without one"));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

fn fresh_digits(random: u64) -> String {
    let most = 10_u64.pow(u32::try_from(DIGITS).unwrap_or(0));
    format!("{:0width$}", random.checked_rem(most).unwrap_or(0), width = DIGITS)
}
