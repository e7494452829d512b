//! Backup, restore, and the word that the work goes on: what the command line says and asks about them.

use crate::say;
use age::Identity;
use std::{io::Write as _, path::Path};
use zhanggui::{
    app::{
        self,
        backup::{
            self, BackupError, BackupKeys, BackupRequest, Manifest, OpenedBackup, Ownership, PassphraseKey,
            RecoveryCode, Target, TypedPassphrase,
        },
        shop_data::ShopData,
        start::FolderLock,
    },
    base::{env::Env, environment, keyring::Keyring},
    domain::{LeaseHold, passphrase_fits},
    settings::{SecretWords, Settings},
    store::Tuning,
    ui::Lang,
};

const MIB: u64 = 1024 * 1024;

/// Where the rows of the shop in `folder` lie.
pub(super) fn data(folder: &Path) -> anyhow::Result<ShopData> {
    Ok(ShopData::found(folder, &Keyring::system(), environment::key)?)
}

/// What was said on the command line of a backup.
#[derive(Clone, Copy)]
pub(super) struct BackupWishes {
    /// The keys of WeChat too.
    pub secrets: bool,
    /// It opens with a passphrase too, which is asked for.
    pub passphrase: bool,
    /// It is the last one from here.
    pub hand_over: bool,
}

/// A backup into this file. The first time the recovery code is made, and said this once; where a passphrase opens it, no code
/// is needed.
pub(super) fn write(folder: &Path, file: &Path, wishes: BackupWishes, lang: Lang) -> anyhow::Result<()> {
    let BackupWishes { secrets, passphrase, hand_over } = wishes;
    data(folder)?.file()?;
    let (env, io) = (Env::system(), |why| BackupError::File { path: folder.to_owned(), why });
    let mut keys = BackupKeys::load_or_make(folder, env.now()).map_err(io)?;
    if passphrase {
        // Of this one backup: what was chosen in the window stays.
        keys.passphrase = Some((PassphraseKey::under(&chosen_passphrase(lang)?).map_err(io)?, env.now()));
    }
    let fresh = match (&keys.recipient, &keys.passphrase) {
        (None, None) => Some(keys.make_code(folder, &*env.rng, env.now()).map_err(io)?),
        _ => None,
    };
    let shop_name = Settings::load(folder).map(|settings| settings.shop_name).unwrap_or_default();
    let wanted = BackupRequest { folder, shop_name: &shop_name, with_secrets: secrets, at: env.now() };
    let made = if hand_over {
        backup::hand_over_closed(wanted, &keys, file, &env)
    } else {
        backup::write(wanted, &keys, file, &mut |_, _| true)
    };
    if let Some(code) = fresh {
        // Also where no backup came of it: it is made and would never be shown again.
        say(lang.pick(
            "恢复码，只显示这一次。抄在纸上，放在别的地方：",
            "The recovery code, shown this once. Write it on paper and keep it elsewhere:",
        ));
        say(&code.shown());
    }
    let manifest = made?;
    let said = lang.pick("备份好了，打开检查过：", "Backed up, opened and checked: ");
    say(&format!("{said}{}\n{}", file.display(), holds(&manifest, lang)));
    if hand_over {
        say(lang.pick(
            "交出去了。这台电脑不再退款、打印、告诉微信发货；在新电脑上恢复这一份。要收回来，打开这家店，到“备份”页",
            "Handed over. This computer refunds, prints and reports nothing any more; restore this backup on the new one. To take the shop back, open it and go to the Backup page",
        ));
    }
    Ok(())
}

/// What a backup holds, for people.
fn holds(manifest: &Manifest, lang: Lang) -> String {
    let bytes = manifest.files.iter().fold(0_u64, |all, file| all.saturating_add(file.bytes));
    let (made_at, orders, pictures) = (manifest.made_at().to_dashed(), manifest.orders, manifest.pictures());
    let mib = bytes.div_ceil(MIB);
    let yes = |there: bool| lang.pick(if there { "有" } else { "没有" }, if there { "yes" } else { "no" });
    let (certificates, secrets) = (yes(manifest.has_certificates()), yes(manifest.with_secrets));
    // A shop that runs without a name in its settings has none here either.
    let name = Some(manifest.shop_name.trim()).filter(|name| !name.is_empty());
    let shop = name.map_or_else(String::new, |name| format!("{name}{}", lang.pick("，", ", ")));
    match lang {
        Lang::Zh => format!(
            "  {shop}数据到 {made_at}（北京时间），{orders} 笔订单，{pictures} 张图片，证书{certificates}，密钥{secrets}，共 {mib} MB"
        ),
        Lang::En => format!(
            "  {shop}data up to {made_at} (Beijing), {orders} orders, {pictures} pictures, certificates: {certificates}, keys: {secrets}, {mib} MB"
        ),
    }
}

/// What was said on the command line.
#[derive(Clone, Copy)]
pub(super) struct RestoreAnswers {
    /// Also over a shop that is there.
    pub over: bool,
    /// The computer it comes from is gone for good.
    pub old_is_lost: bool,
    /// Nothing is asked.
    pub yes: bool,
}

/// Shows what is in a backup, asks, and puts it into a folder.
pub(super) fn restore(
    folder: &Path,
    (file, to): (&Path, Option<&Path>),
    RestoreAnswers { over, old_is_lost, yes }: RestoreAnswers,
    lang: Lang,
) -> anyhow::Result<()> {
    let mut opened = open(folder, file, lang)?;
    let to = to.unwrap_or(folder);
    say(&holds(&opened.manifest, lang));
    if backup::is_taken(to).map_err(|why| BackupError::File { path: to.to_owned(), why })? && !over {
        return Err(BackupError::NotEmpty(to.to_owned()).into());
    }
    if !yes {
        let question = lang.pick("放到这里？(y/N) ", "Put it here? (y/N) ");
        let answer = ask(&format!("{} {question}", to.display()))?;
        if !is_yes(&answer) {
            return Err(BackupError::Stopped.into());
        }
    }
    let unreadable = |why| BackupError::File { path: to.to_owned(), why };
    let ownership = backup::ownership(&opened.manifest, to).map_err(unreadable)?;
    let owner_lost = old_is_lost || (!yes && ownership == Ownership::Other && ask_about_the_old(lang)?);
    backup::restore(&mut opened, Target { folder: to, over, owner_lost, env: &Env::system() })?;
    let done = lang.pick("恢复好了。第一次打开时会先向微信问清楚这段时间的事，你看过以后才退款、打印、告诉微信发货：",
        "Restored. When it is first opened WeChat is asked what happened since; refunds, printing and shipping notices wait until you have seen it: ",
    );
    say(&format!("{done}{}", to.display()));
    say(match (ownership, owner_lost) {
        (Ownership::HandedOver, _) => lang.pick(
            "这家店在旧电脑上已经交出来，补齐以后就由这里开",
            "The shop was handed over on the old computer; it is run from here once it has caught up",
        ),
        (Ownership::Own, _) => lang.pick("这家店本来就由这里开", "The shop was run from here before"),
        (Ownership::Other, true) => lang.pick(
            "旧电脑你说不用了，补齐以后就由这里开",
            "You said that the old computer is gone; the shop is run from here once it has caught up",
        ),
        (Ownership::Other, false) => lang.pick(
            "这家店还是旧电脑的，这里什么都不会发出。旧电脑还能打开，就在那里交出来再恢复那一份；不在了，补齐以后运行 zhanggui resume --seen --old-is-lost，或在“备份”页说明",
            "The shop is still the old computer's, and nothing is sent from here. If that one still opens, hand the shop over there and restore that backup; if it is gone, run zhanggui resume --seen --old-is-lost once it has caught up, or say so on the Backup page",
        ),
    });
    Ok(())
}

/// Was it not handed over, then the computer it comes from must be gone.
fn ask_about_the_old(lang: Lang) -> anyhow::Result<bool> {
    let question = lang.pick(
        "这份备份不是交出来的：旧电脑上的店可能还开着。旧电脑已经坏了、丢了、卖了吗？(y/N) ",
        "The shop was not handed over in this backup: it may still be open on the old computer. Is that one broken, lost or sold? (y/N) ",
    );
    Ok(is_yes(&ask(question)?))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim(), "y" | "Y" | "yes" | "是")
}

/// The variable a passphrase may stand in.
const PASSPHRASE: &str = "ZHANGGUI_BACKUP_PASSPHRASE";

/// From the environment, else typed twice.
fn chosen_passphrase(lang: Lang) -> anyhow::Result<SecretWords> {
    if let Some(given) = environment::key(PASSPHRASE).map(SecretWords::new) {
        passphrase_fits(given.as_str()).map_err(BackupError::from)?;
        return Ok(given);
    }
    let first = ask_hidden(lang.pick("口令：", "Passphrase: "))?;
    passphrase_fits(first.as_str()).map_err(BackupError::from)?;
    let second = ask_hidden(lang.pick("再输一遍：", "Once more: "))?;
    if first.as_str().trim() != second.as_str().trim() {
        return Err(BackupError::TwoPassphrases.into());
    }
    Ok(first)
}

/// Without being shown where that can be.
fn ask_hidden(question: &str) -> anyhow::Result<SecretWords> {
    let mut out = std::io::stdout();
    out.write_all(question.as_bytes())?;
    out.flush()?;
    Ok(SecretWords::new(environment::hidden_answer()?.to_string()))
}

/// A backup that a passphrase opens: the one in the environment, else what is typed, which may be the code as well.
fn open_by_passphrase(file: &Path, lang: Lang) -> anyhow::Result<OpenedBackup> {
    let typed = match environment::key(PASSPHRASE) {
        Some(given) => SecretWords::new(given),
        None => ask_hidden(lang.pick("口令，或者恢复码：", "Passphrase, or the recovery code: "))?,
    };
    let code = RecoveryCode::parse(typed.as_str()).and_then(|code| code.identity());
    let typed = TypedPassphrase::new(typed);
    let keys = code.iter().map(|code| code as &dyn Identity).chain([&typed as &dyn Identity]);
    OpenedBackup::with(file, &keys.collect::<Vec<_>>()).map_err(|error| match error {
        BackupError::WrongCode => BackupError::WrongPassphrase.into(),
        error => error.into(),
    })
}

/// With this computer's own key, else with the passphrase or the code, which is asked for.
fn open(folder: &Path, file: &Path, lang: Lang) -> anyhow::Result<OpenedBackup> {
    if let Ok(Some(keys)) = backup::keys_in(folder) {
        match OpenedBackup::with(file, &[&keys.local]) {
            Err(BackupError::WrongCode) => {}
            opened => return Ok(opened?),
        }
    } else if !file.exists() {
        // Nobody is asked for a code of a file that is not there.
        OpenedBackup::with(file, &[])?;
    }
    let passphrase = TypedPassphrase::new(SecretWords::default());
    if matches!(OpenedBackup::with(file, &[&passphrase]), Err(BackupError::WrongCode)) && passphrase.was_asked() {
        return open_by_passphrase(file, lang);
    }
    let typed = ask(lang.pick("恢复码：", "Recovery code: "))?;
    if typed.trim().is_empty() {
        return Err(BackupError::NeedsCode.into());
    }
    let code = RecoveryCode::parse(&typed).ok_or(BackupError::NotACode)?;
    let key = code.identity().ok_or(BackupError::NotACode)?;
    Ok(OpenedBackup::with(file, &[&key])?)
}

fn ask(question: &str) -> anyhow::Result<String> {
    let mut out = std::io::stdout();
    out.write_all(question.as_bytes())?;
    out.flush()?;
    let mut line = String::new();
    environment::answers()?.read_line(&mut line)?;
    Ok(line)
}

/// What can be read of a damaged file, into a new one.
pub(super) fn salvage(folder: &Path, file: &Path, lang: Lang) -> anyhow::Result<()> {
    if file.exists() {
        return Err(BackupError::NotEmpty(file.to_owned()).into());
    }
    data(folder)?.file()?;
    let _closed = FolderLock::take(folder)?;
    app::salvage::into_new_file(folder, file, lang)?.iter().for_each(|line| say(line));
    Ok(())
}

/// What was found after a restore; with `seen` the owner's word that the work goes on. The shop must be closed for that.
pub(super) fn resume(folder: &Path, (seen, old_is_lost): (bool, bool), lang: Lang) -> anyhow::Result<()> {
    let data = data(folder)?;
    let reader = data.reader()?;
    let Some(state) = reader.catching_up()? else {
        say(lang.pick("这家店没有什么要补齐的", "this shop has nothing to catch up with"));
        return Ok(());
    };
    let found = reader.restore_findings()?;
    let left = |asked: zhanggui::store::AskedOf| asked.all.saturating_sub(asked.done);
    let still = left(state.refunds).saturating_add(left(state.orders)).saturating_add(left(state.payments));
    say(&match lang {
        Lang::Zh => format!(
            "不一样的退款 {} 笔，一样的 {} 笔；补上付款的订单 {} 笔；还有 {still} 件没问到",
            found.refunds.len(),
            found.same.count,
            found.paid.count
        ),
        Lang::En => format!(
            "{} refunds differ, {} are the same; {} orders turned out to be paid; {still} questions are left",
            found.refunds.len(),
            found.same.count,
            found.paid.count
        ),
    });
    for refund in &found.refunds {
        let amount = |fen: Option<zhanggui::domain::Fen>| fen.map_or_else(|| "-".to_owned(), |fen| fen.to_string());
        say(&format!("  {} {}: {} / {}", refund.refund_no, refund.buyer, amount(refund.theirs), amount(refund.ours)));
    }
    let other_owner = reader.lease()?.is_some_and(|lease| lease.hold == Some(LeaseHold::OtherOwner));
    if other_owner && !old_is_lost {
        say(lang.pick(
            "这家店还是另一台电脑的：那台已经坏了、丢了、卖了，才加上 --old-is-lost",
            "The shop is still another computer's: add --old-is-lost only if that one is broken, lost or sold",
        ));
    }
    drop(reader);
    if !seen {
        return Ok(());
    }
    let _closed = FolderLock::take(folder)?;
    let (store, now) = (data.open(Tuning::default())?, Env::system().now());
    if old_is_lost && other_owner {
        store.take_over(now).wait()?;
    }
    store.accept_restore(now).wait()?;
    store.close()?;
    say(lang.pick("开工了：再打开这家店，退款、打印、发货通知照常进行", "The work goes on: open the shop again"));
    Ok(())
}
