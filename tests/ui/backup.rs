//! The page of the backups; and after an older file was put back, how far the shop has caught up and the word to go on.

use crate::{
    shop::{NOW, Shop, refund_no, yuan},
    world::World,
};
use egui::Key;
use std::sync::{Arc, Mutex};
use zhanggui::{
    domain::{InstallationId, Lease, LeaseHold, LeaseStep, RefundAlarm, RestoreCause},
    jobs::Command,
    settings::SecretWords,
    store::{AskedOf, CatchingUp, CountAndSum, FoundRefund, LeaseMoved, RestoreFindings},
    ui::{BackupCopy, BackupPlace, BackupService, BackupTrouble, BackupView, BackupWish, CodeState, Lang, RestoreEnd},
};

fn restored(asked: u32) -> Shop {
    let shop = Shop::camellia();
    let state = CatchingUp {
        cause: RestoreCause::Backup,
        behind_at: Some(NOW.plus(-2 * 86_400)),
        found_at: Some(NOW),
        refunds: AskedOf { done: asked, all: 17 },
        orders: AskedOf { done: 40, all: 40 },
        payments: AskedOf { done: 5, all: 5 },
    };
    let findings = RestoreFindings {
        refunds: vec![FoundRefund {
            refund_no: refund_no(116),
            buyer: "刘晔".to_owned(),
            kind: RefundAlarm::Overruled,
            ours: Some(yuan("39.90")),
            theirs: Some(yuan("9.90")),
        }],
        paid: CountAndSum { count: 2, sum: 10_000 },
        unpaid: CountAndSum { count: 3, sum: 2_000 },
        same: CountAndSum { count: 15, sum: 102_640 },
    };
    shop.rows().restore = Some((state, findings));
    shop
}

#[test]
fn a_shop_that_catches_up_says_so_on_every_page_and_goes_on_only_after_the_owners_word() {
    let mut world = World::open(restored(12));
    world.sees_part("refunds, printing and shipping notices are on hold");
    world.click("Backup");
    world.sees("After the restore: catching up");
    world.sees("12 / 17");
    world.sees("刘晔: WeChat says otherwise about this refund");
    world.sees_part("WeChat ¥9.90, data ¥39.90");
    world.sees("2 paid orders");
    world.click("Look only");
    assert_eq!(world.wishes(), [], "nothing goes on by looking");

    let mut world = World::open(restored(17));
    world.key(Key::N);
    world.sees("After the restore: catching up");
    world.click("Seen, start work");
    assert_eq!(world.wishes(), [Command::AcceptRestore]);
}

#[test]
fn the_word_cannot_be_given_before_wechat_was_asked_everything() {
    let mut world = World::speaking(restored(16), Lang::Zh);
    world.key(Key::Num7);
    world.sees("恢复以后，先把事情补齐");
    world.sees("可能已经退出去的款");
    assert!(!world.offers("都看过了，开工"));
}

pub struct FixedBackups {
    view: Mutex<Arc<BackupView>>,
    wishes: Mutex<Vec<BackupWish>>,
}

impl BackupService for FixedBackups {
    fn view(&self) -> Arc<BackupView> {
        Arc::clone(&self.view.lock().unwrap())
    }

    fn wish(&self, wish: BackupWish) {
        self.wishes.lock().unwrap().push(wish);
    }
}

pub fn fixed_backups(change: impl FnOnce(&mut BackupView)) -> Arc<FixedBackups> {
    let copy = |days: i64, by_hand| BackupCopy {
        path: format!("/shop/backups/{days}.zgb").into(),
        made_at: NOW.plus(-days * 86_400),
        bytes: 38_400_000,
        orders: Some(10_459),
        by_hand,
    };
    let mut view = BackupView {
        places: vec![
            BackupPlace { folder: "/shop/backups".into(), last_at: Some(NOW), trouble: None, copying: false },
            BackupPlace {
                folder: "/media/KINGSTON/zhanggui".into(),
                last_at: Some(NOW.plus(-4 * 86_400)),
                trouble: Some(BackupTrouble::Gone),
                copying: false,
            },
        ],
        copies: vec![copy(0, false), copy(1, true)],
        keep_days: 30,
        code: CodeState::Known(NOW.plus(-80 * 86_400)),
        ..BackupView::default()
    };
    change(&mut view);
    Arc::new(FixedBackups { view: Mutex::new(Arc::new(view)), wishes: Mutex::default() })
}

pub fn at(backups: &Arc<FixedBackups>, lang: Lang) -> World {
    let mut world = World::backed_up(Shop::camellia(), lang, backups.clone());
    world.key(Key::Num7);
    world
}

#[test]
fn while_a_slow_stick_takes_the_newest_copy_the_page_says_so() {
    for (lang, words) in [(Lang::Zh, "正在拷过去…"), (Lang::En, "being copied there…")] {
        let backups = fixed_backups(|view| view.places[1].copying = true);
        let world = at(&backups, lang);
        world.sees(words);
    }
}

#[test]
fn the_page_says_where_backups_go_which_there_are_and_what_is_wrong() {
    let backups = fixed_backups(|_| {});
    let mut world = at(&backups, Lang::En);
    world.sees("This computer");
    world.sees("not plugged in, or not reachable");
    world.sees("10,459");
    world.sees_part("by you");
    world.sees_part("kept for 30 days");
    world.click("Back up now");
    assert_eq!(*backups.wishes.lock().unwrap(), [BackupWish::Now]);
    world.click("Restore…");
    world.sees_part("The shop at work is not touched");
    world.click("Not now");
    assert_eq!(backups.wishes.lock().unwrap().len(), 1, "asked first");
    world.click("Restore…");
    world.click("Into a new folder");
    assert!(matches!(backups.wishes.lock().unwrap().last(), Some(BackupWish::Restore(_))));
}

#[test]
fn the_recovery_code_is_shown_once_and_asked_back() {
    let none = fixed_backups(|view| view.code = CodeState::None);
    let mut world = at(&none, Lang::Zh);
    world.sees_part("只有这台电脑能打开");
    world.click("生成恢复码");
    assert_eq!(*none.wishes.lock().unwrap(), [BackupWish::MakeCode]);

    let shown = fixed_backups(|view| view.code = CodeState::Shown("7K2M-9QXT-4F3H-8ABC-7K2M-9QXT-4F3H".to_owned()));
    let mut world = at(&shown, Lang::En);
    world.sees("7K2M-9QXT-4F3H-8ABC-7K2M-9QXT-4F3H");
    world.click("Written down");
    assert_eq!(*shown.wishes.lock().unwrap(), [BackupWish::CodeWritten]);

    let made = fixed_backups(|view| (view.code, view.wrong_code) = (CodeState::Made, true));
    let world = at(&made, Lang::En);
    world.sees("That is not it. Type it once more from the paper.");
    assert!(!world.offers("Check"), "nothing is typed");
    let restored = fixed_backups(|view| view.restored = Some(RestoreEnd::Done("/shop-restored-1".into())));
    at(&restored, Lang::En).sees_part("Restored into /shop-restored-1");
}

#[test]
fn a_passphrase_is_chosen_by_typing_it_twice_and_asked_back() {
    let backups = fixed_backups(|_| {});
    let mut world = at(&backups, Lang::En);
    world.sees_part("You can also choose a passphrase");
    world.click("Choose a passphrase");
    world.write_masked("Backup passphrase", "short");
    world.sees_part("At least 12 characters");
    assert!(!world.offers("Use it"));
    world.write_masked("Backup passphrase", "four tall camellias");
    world.write_masked("The passphrase once more", "four small camellias");
    world.sees("The two are not the same.");
    assert!(!world.offers("Use it"));
    world.write_masked("The passphrase once more", "four tall camellias");
    world.click("Use it");
    let chosen = BackupWish::ChoosePassphrase(SecretWords::new("four tall camellias".to_owned()));
    assert_eq!(*backups.wishes.lock().unwrap(), [chosen]);

    let known = fixed_backups(|view| (view.passphrase, view.wrong_passphrase) = (Some(NOW.plus(-86_400)), true));
    let mut world = at(&known, Lang::Zh);
    world.sees_part("以后的备份也能用口令打开");
    world.sees("口令不对。看看大小写、空格和输入法。");
    let beside = fixed_backups(|view| (view.code, view.passphrase) = (CodeState::None, Some(NOW)));
    at(&beside, Lang::En).sees_part("elsewhere only the passphrase opens a backup");
    world.click("核对口令");
    world.write_masked("备份口令", "山茶开了六朵");
    world.click("核对口令");
    let asked = BackupWish::AskPassphrase(SecretWords::new("山茶开了六朵".to_owned()));
    assert_eq!(*known.wishes.lock().unwrap(), [asked]);
}

fn leased(shop: Shop, hold: Option<LeaseHold>) -> Shop {
    let here = InstallationId::of([1; 16]);
    let lease = Lease { here: here.clone(), owner: Some(here.clone()), hold, other: None };
    let moved = |step, ago: i64| LeaseMoved { at: NOW.plus(-ago), step, here: here.clone(), other: None };
    shop.rows().lease = Some((lease, vec![moved(LeaseStep::FoundElsewhere, 60), moved(LeaseStep::First, 86_400)]));
    shop
}

#[test]
fn the_shop_is_handed_over_from_the_page_after_a_question() {
    let backups = fixed_backups(|_| {});
    let mut world = World::backed_up(leased(Shop::camellia(), None), Lang::En, backups.clone());
    world.key(Key::Num7);
    world.sees("Which computer runs the shop");
    world.click("Hand over…");
    world.sees_part("A last backup is made");
    world.click("Not now");
    assert_eq!(*backups.wishes.lock().unwrap(), [], "asked first");
    world.click("Hand over…");
    world.click("Hand it over");
    assert_eq!(*backups.wishes.lock().unwrap(), [BackupWish::HandOver]);
}

#[test]
fn a_shop_that_another_computer_runs_says_so_on_every_page_and_offers_both_ways() {
    let backups = fixed_backups(|_| {});
    let shop = leased(Shop::camellia(), Some(LeaseHold::Elsewhere));
    let mut world = World::backed_up(shop, Lang::Zh, backups.clone());
    world.sees_part("另一台电脑正在开这家店");
    world.key(Key::Num7);
    world.sees_part("发现另一台电脑在开店");
    world.click("在这台开店…");
    world.sees_part("两台一起开");
    world.click("先不");
    world.click("这台不再开店…");
    world.click("这台不开了");
    assert_eq!(world.wishes(), [Command::GiveShopUp]);
    let shop = leased(Shop::camellia(), Some(LeaseHold::HandedOver));
    let mut world = World::backed_up(shop, Lang::En, backups);
    world.sees_part("The shop was handed over");
    world.key(Key::Num7);
    world.misses("Hand over…");
    world.click("Take it over here…");
    world.click("The other is off: run it here");
    assert_eq!(world.wishes(), [Command::TakeShopOver]);
}

#[test]
fn work_begins_after_a_restore_only_once_the_old_computer_is_declared_gone_or_had_handed_over() {
    let shop = leased(restored(17), Some(LeaseHold::OtherOwner));
    let mut world = World::open(shop);
    world.key(Key::Num7);
    world.click("Seen, start work");
    world.sees_part("did not hand the shop over");
    assert_eq!(world.wishes(), []);
    world.click("The old one is gone: start work here");
    assert_eq!(world.wishes(), [Command::TakeShopOver, Command::AcceptRestore]);

    let mut world = World::open(leased(restored(17), Some(LeaseHold::HandedOver)));
    world.key(Key::Num7);
    world.sees_part("handed the shop over");
    world.click("Seen, start work");
    assert_eq!(world.wishes(), [Command::AcceptRestore]);
}
