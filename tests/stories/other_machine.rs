//! The shop moves to another computer, and the old one comes back. Both have the shop's keys, WeChat takes refunds from both:
//! the shop is run by one of them, and the other one sends nothing and says why.

use super::killed::{
    acts::Whose,
    shop::{KilledShop, amount, equip, refund_no},
};
use std::{
    fs,
    net::SocketAddr,
    path::Path,
    process,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use zhanggui::{
    app::{
        backup::{self, BackupKeys, BackupRequest, OpenedBackup, Ownership, Target},
        start::OpenShop,
    },
    base::address::PublicUrl,
    domain::{Api, Fen, LeaseHold, LeaseStep, RefundState, RestoreCause},
    events::CommandOutcome,
    jobs::Command,
    sandbox::SandboxCall,
    settings::{Secrets, Settings},
    store::{RefundSend, Refusal, StoreError},
    tunnel::{LocalProber, ProbeFailed, Prober},
    ui::{BackupWish, HandOver},
};

const TIMEOUT: Duration = Duration::from_mins(1);

/// Which computer the public address leads to; nobody at first.
#[derive(Clone, Default)]
struct PublicAddress(Arc<Mutex<Option<SocketAddr>>>);

impl PublicAddress {
    fn leads_to(&self, open: Option<&OpenShop>) {
        *self.0.lock().unwrap() = open.map(|open| open.listener.as_ref().unwrap().local_addr());
    }
}

impl Prober for PublicAddress {
    fn probe(&self, _: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed> {
        let door = *self.0.lock().unwrap();
        let door = door.ok_or_else(|| ProbeFailed::NoConnection("nobody".to_owned()))?;
        LocalProber::new(door).unwrap().at_home(nonce)
    }
}

/// A shop with requests, and the address both computers have.
fn shop(refunds: usize) -> (KilledShop, PublicAddress) {
    let shop = KilledShop::with_requests_of_its_own(refunds);
    shop.adds_settings("[tunnel]\npublic_url = \"https://shop.example.com\"\n");
    (shop, PublicAddress::default())
}

fn open(shop: &KilledShop, folder: &Path, address: &PublicAddress) -> OpenShop {
    let key = |name: &str| match name {
        "ZHANGGUI_API_KEY" => Some(Whose::Own.key().to_owned()),
        "ZHANGGUI_APP_SECRET" => Some("0123456789abcdef0123456789abcdef".to_owned()),
        _ => None,
    };
    let settings = Settings::load(folder).unwrap();
    let secrets = Secrets::load(folder, settings.api, key).unwrap();
    OpenShop::start_behind(folder, &settings, &secrets, shop.env.clone(), Arc::new(address.clone())).unwrap()
}

#[track_caller]
fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < TIMEOUT, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn hold(open: &OpenShop) -> Option<LeaseHold> {
    open.store.reader().unwrap().lease().unwrap().unwrap().hold
}

/// At work: the address was asked, and nothing is held.
fn at_work(open: &OpenShop) {
    until("at work", || hold(open).is_none());
}

fn steps(open: &OpenShop) -> Vec<LeaseStep> {
    let mut moves = open.store.reader().unwrap().lease_moves().unwrap();
    moves.reverse();
    moves.into_iter().map(|moved| moved.step).collect()
}

fn sent(shop: &KilledShop) -> usize {
    shop.calls(|call| call.call == SandboxCall::Refund)
}

/// The address is asked now, and what it says is written down.
fn asks_the_address(open: &OpenShop) {
    let view = open.tunnel.as_ref().unwrap().view();
    let before = view.status().last_probe;
    view.probe_now();
    until("the address was asked", || view.status().last_probe != before);
}

/// A backup while the shop is open, put into the folder of another computer.
fn backed_up_and_put(shop: &KilledShop, from: &Path, to: &Path, owner_lost: bool) -> Ownership {
    let keys = BackupKeys::load_or_make(from, shop.env.now()).unwrap();
    let file = from.join("last.zgb");
    let request = BackupRequest { folder: from, shop_name: "山茶小铺", with_secrets: false, at: shop.env.now() };
    backup::write(request, &keys, &file, &mut |_, _| true).unwrap();
    put(shop, (&keys, &file), to, owner_lost)
}

fn put(shop: &KilledShop, (keys, file): (&BackupKeys, &Path), to: &Path, owner_lost: bool) -> Ownership {
    let mut opened = OpenedBackup::with(file, &[&keys.local]).unwrap();
    let ownership = backup::ownership(&opened.manifest, to).unwrap();
    backup::restore(&mut opened, Target { folder: to, over: false, owner_lost, env: &shop.env }).unwrap();
    ownership
}

/// WeChat answered everything.
fn caught_up(open: &OpenShop) {
    let asked = || open.store.reader().unwrap().catching_up().unwrap().is_some_and(|state| state.is_asked());
    until("everything was asked", asked);
}

/// The last computer that ran the shop is started again, though another one was set up from its backup meanwhile.
#[test]
fn an_old_computer_that_comes_back_sees_who_runs_the_shop_and_sends_nothing() {
    let (shop, address) = shop(2);
    let (old, new) = (shop.path().to_owned(), tempfile::tempdir().unwrap());
    let first = open(&shop, &old, &address);
    at_work(&first);
    assert_eq!(steps(&first), [LeaseStep::First]);
    // Lost, as far as anybody knows: no hand-over.
    assert_eq!(backed_up_and_put(&shop, &old, new.path(), true), Ownership::Other);
    first.close();
    shop.approve(0);

    let second = open(&shop, new.path(), &address);
    address.leads_to(Some(&second));
    caught_up(&second);
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    asks_the_address(&second);
    at_work(&second);
    assert_eq!(steps(&second), [LeaseStep::First, LeaseStep::OtherLost]);

    // The old one has a refund that is approved and due. It asks who answers at the address before anything leaves.
    let back = open(&shop, &old, &address);
    until("it saw the other one", || hold(&back) == Some(LeaseHold::Elsewhere));
    assert!(back.store.reader().unwrap().due_refund_sends(shop.env.now().plus(60), 9).unwrap().is_empty());
    let row = back.store.reader().unwrap().refund(&refund_no(0)).unwrap().unwrap().row;
    assert_eq!((row.state, sent(&shop)), (RefundState::Approved, 0), "nothing left");
    let refund = RefundSend { refund_no: refund_no(0), by: Api::V2, call: shop_message(&shop) };
    let refused = back.store.begin_refund(refund, shop.env.now()).wait();
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::NotRunHere(LeaseHold::Elsewhere)))), "{refused:?}");
    back.close();
    let back = open(&shop, &old, &address);
    assert_eq!(hold(&back), Some(LeaseHold::Elsewhere), "also after another start");

    // Taking it over while the other one runs is of no use: it is seen again.
    assert_eq!(back.shop.carry_out(Command::TakeShopOver), CommandOutcome::Done);
    let cause = back.store.reader().unwrap().catching_up().unwrap().map(|restore| restore.cause);
    assert_eq!(cause, Some(RestoreCause::TakenBack), "it asks WeChat first");
    asks_the_address(&back);
    until("seen again", || hold(&back) == Some(LeaseHold::Elsewhere));
    // The other one is switched off: now it is taken over, catches up, and sends what was approved here.
    address.leads_to(None);
    second.close();
    assert_eq!(back.shop.carry_out(Command::TakeShopOver), CommandOutcome::Done);
    caught_up(&back);
    assert_eq!(back.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    until("the refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    assert_eq!(shop.sandbox.ledger().paid_out(), amount(0));
    back.close();
}

/// The old computer was declared lost and comes back where the address answers nobody: WeChat's own records show it a refund
/// that it never made, and from then on nothing leaves.
#[test]
fn an_old_computer_that_comes_back_where_the_address_is_silent_sees_the_other_one_in_wechats_records() {
    let (shop, address) = shop(2);
    let (old, new) = (shop.path().to_owned(), tempfile::tempdir().unwrap());
    let first = open(&shop, &old, &address);
    at_work(&first);
    assert_eq!(backed_up_and_put(&shop, &old, new.path(), true), Ownership::Other);
    first.close();
    // Approved here and not sent, when the computer was lost.
    (0..2).for_each(|at| shop.approve(at));

    // The new one gives a fen of the first order back, under a number of its own.
    let second = open(&shop, new.path(), &address);
    caught_up(&second);
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    at_work(&second);
    let order_no = super::killed::shop::order_no(0);
    let seen = second.store.reader().unwrap().order(&order_no).unwrap().unwrap().version;
    let (amount, reason) = (Fen::new(1).unwrap(), "包装破了".to_owned());
    let back = Command::StartRefund { order_no, seen, amount, pieces: Vec::new(), reason };
    assert_eq!(second.shop.carry_out(back), CommandOutcome::Done);
    until("the new one's refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    second.close();

    // Nobody answers at the address, so the old one goes on, and asks WeChat before its first refund leaves.
    let lost = open(&shop, &old, &address);
    until("it saw the other one", || hold(&lost) == Some(LeaseHold::Sending));
    assert!(steps(&lost).contains(&LeaseStep::FoundSending), "{:?}", steps(&lost));
    let reader = lost.store.reader().unwrap();
    assert!(reader.due_refund_sends(shop.env.now().plus(600), 9).unwrap().is_empty(), "nothing of it is due any more");
    let left: Vec<_> = shop.sandbox.ledger().payouts().iter().map(|payout| payout.refund_no.clone()).collect();
    assert!(!left.contains(&refund_no(0)), "the refund of that order did not leave: {left:?}");
    // Also after another start, and whatever it is asked for.
    lost.close();
    let lost = open(&shop, &old, &address);
    assert_eq!(hold(&lost), Some(LeaseHold::Sending));
    let refund = RefundSend { refund_no: refund_no(0), by: Api::V2, call: shop_message(&shop) };
    let refused = lost.store.begin_refund(refund, shop.env.now()).wait();
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::NotRunHere(LeaseHold::Sending)))), "{refused:?}");
    lost.close();
}

/// What a call is written down as.
fn shop_message(shop: &KilledShop) -> zhanggui::store::RawMessage {
    let id = shop.env.rng.message_id();
    let text = String::new();
    zhanggui::store::RawMessage { id, kind: "refund", peer: String::new(), headers: String::new(), text }
}

/// The owner presses "hand over", and restores the backup that is made by it.
#[test]
fn a_shop_that_was_handed_over_is_run_by_the_new_computer_and_by_the_old_one_no_more() {
    let (shop, address) = shop(1);
    let (old, new) = (shop.path().to_owned(), tempfile::tempdir().unwrap());
    let first = open(&shop, &old, &address);
    at_work(&first);
    let backups = first.backups.handle();
    backups.wish(BackupWish::HandOver);
    until("handed over", || hold(&first) == Some(LeaseHold::HandedOver) && backups.view().hand_over == HandOver::None);
    let newest = backups.view().copies.first().unwrap().path.clone();
    // It says why, whatever it is asked for.
    let refused = first.store.begin_report(super::killed::shop::order_no(0), shop.env.now()).wait();
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::NotRunHere(LeaseHold::HandedOver)))), "{refused:?}");
    let order = super::world::order_of_one(&super::killed::shop::order_no(7), shop.env.now());
    let refused = first.store.place_order(order, shop.env.now()).wait();
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::NotRunHere(LeaseHold::HandedOver)))), "{refused:?}");
    first.close();

    let keys = BackupKeys::load(&old).unwrap().unwrap();
    assert_eq!(put(&shop, (&keys, &newest), new.path(), false), Ownership::HandedOver);
    let second = open(&shop, new.path(), &address);
    address.leads_to(Some(&second));
    caught_up(&second);
    assert_eq!(hold(&second), Some(LeaseHold::HandedOver));
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done, "nothing else is asked");
    assert_eq!(hold(&second), None);
    assert_eq!(steps(&second), [LeaseStep::First, LeaseStep::HandedOver, LeaseStep::Taken]);

    // The old one, started again, is still handed over.
    let back = open(&shop, &old, &address);
    assert_eq!(hold(&back), Some(LeaseHold::HandedOver));
    // The owner takes it back there, and the address shows that it was taken for good.
    assert_eq!(back.shop.carry_out(Command::TakeShopOver), CommandOutcome::Done);
    asks_the_address(&back);
    until("the new one is seen", || hold(&back) == Some(LeaseHold::Elsewhere));
    assert_eq!(back.shop.carry_out(Command::GiveShopUp), CommandOutcome::Refused(Refusal::CatchingUp));
    back.close();
    second.close();
}

/// A copy that was restored without a word about the old computer sends nothing until the owner has said that it is gone.
#[test]
fn a_backup_that_was_not_handed_over_is_not_run_before_the_old_computer_is_declared_lost() {
    let (shop, address) = shop(1);
    let (old, new) = (shop.path().to_owned(), tempfile::tempdir().unwrap());
    let first = open(&shop, &old, &address);
    at_work(&first);
    assert_eq!(backed_up_and_put(&shop, &old, new.path(), false), Ownership::Other);
    first.close();
    let second = open(&shop, new.path(), &address);
    caught_up(&second);
    assert_eq!(hold(&second), Some(LeaseHold::OtherOwner));
    let refused = CommandOutcome::Refused(Refusal::NotRunHere(LeaseHold::OtherOwner));
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), refused);
    assert_eq!(second.shop.carry_out(Command::TakeShopOver), CommandOutcome::Done, "the owner says it is gone");
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    assert_eq!(steps(&second), [LeaseStep::First, LeaseStep::OtherLost]);
    second.close();
}

/// An older file that is put back into the folder that handed the shop over is no way around it.
#[test]
fn an_older_file_in_the_folder_that_handed_over_is_another_computers() {
    let (shop, address) = shop(1);
    let folder = shop.path().to_owned();
    let first = open(&shop, &folder, &address);
    at_work(&first);
    let older = tempfile::tempdir().unwrap();
    first.close();
    fs::copy(folder.join("shop.db"), older.path().join("shop.db")).unwrap();
    let again = open(&shop, &folder, &address);
    at_work(&again);
    let backups = again.backups.handle();
    backups.wish(BackupWish::HandOver);
    until("handed over", || hold(&again) == Some(LeaseHold::HandedOver) && backups.view().hand_over == HandOver::None);
    again.close();
    fs::copy(older.path().join("shop.db"), folder.join("shop.db")).unwrap();
    let back = open(&shop, &folder, &address);
    caught_up(&back);
    assert_eq!(hold(&back), Some(LeaseHold::OtherOwner));
    back.close();
}

/// The last backup cannot be written: the shop is not handed over, and goes on.
#[test]
fn without_its_last_backup_the_shop_is_not_handed_over() {
    let (shop, address) = shop(1);
    let folder = shop.path().to_owned();
    let first = open(&shop, &folder, &address);
    at_work(&first);
    let backups = first.backups.handle();
    until("the daily backup is there", || !backups.view().copies.is_empty() && backups.view().making.is_none());
    // Something lies where backups go.
    fs::rename(folder.join("backups"), folder.join("elsewhere")).unwrap();
    fs::write(folder.join("backups"), "no folder").unwrap();
    backups.wish(BackupWish::HandOver);
    until("it was not", || backups.view().hand_over == HandOver::Failed);
    assert_eq!(hold(&first), None);
    assert_eq!(steps(&first), [LeaseStep::First, LeaseStep::HandedOver, LeaseStep::NotHandedOver]);
    first.close();
}

/// `zhanggui backup FILE --hand-over`, which dies at this point, if one is named.
fn hands_over(shop: &KilledShop, file: &Path, crash_at: Option<&str>) -> bool {
    let mut command = process::Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.arg("--data").arg(shop.path()).args(["--lang", "en", "backup"]).arg(file).arg("--hand-over");
    equip(&mut command, crash_at);
    command.stdout(process::Stdio::null()).stderr(process::Stdio::null()).status().unwrap().success()
}

/// Killed between the row that hands the shop over and the backup that says so: nobody has the shop, and nothing is lost. It is
/// handed over once more, and the new computer pays what was approved here, once.
#[test]
fn killed_in_the_middle_of_a_hand_over_the_shop_is_handed_over_once_more() {
    let (shop, address) = shop(2);
    let (old, new) = (shop.path().to_owned(), tempfile::tempdir().unwrap());
    let first = open(&shop, &old, &address);
    at_work(&first);
    first.close();
    shop.approve(0);
    let file = new.path().with_extension("zgb");
    assert!(!hands_over(&shop, &file, Some("handed-over")), "it was killed");
    assert!(!file.exists(), "no backup came of it");

    // Opened as it is, it sends nothing and says why.
    let back = open(&shop, &old, &address);
    assert_eq!(hold(&back), Some(LeaseHold::HandedOver));
    assert!(back.store.reader().unwrap().due_refund_sends(shop.env.now().plus(60), 9).unwrap().is_empty());
    back.close();
    assert_eq!(sent(&shop), 0, "nothing left meanwhile");

    assert!(hands_over(&shop, &file, None), "handed over once more");
    let keys = BackupKeys::load(&old).unwrap().unwrap();
    assert_eq!(put(&shop, (&keys, &file), new.path(), false), Ownership::HandedOver);
    let second = open(&shop, new.path(), &address);
    address.leads_to(Some(&second));
    caught_up(&second);
    assert_eq!(second.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    until("the refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    assert_eq!((shop.sandbox.ledger().paid_out(), hold(&second)), (amount(0), None));
    second.close();
    fs::remove_file(&file).unwrap();
}

/// The same, and the owner changes their mind: the old computer takes the shop back, and goes on once it has caught up.
#[test]
fn killed_in_the_middle_of_a_hand_over_the_shop_can_be_taken_back() {
    let (shop, address) = shop(1);
    let folder = shop.path().to_owned();
    let first = open(&shop, &folder, &address);
    at_work(&first);
    first.close();
    shop.approve(0);
    assert!(!hands_over(&shop, &folder.join("last.zgb"), Some("handed-over")), "it was killed");
    let back = open(&shop, &folder, &address);
    assert_eq!(hold(&back), Some(LeaseHold::HandedOver));
    assert_eq!(back.shop.carry_out(Command::TakeShopOver), CommandOutcome::Done);
    caught_up(&back);
    assert_eq!(sent(&shop), 0, "nothing leaves before the owner has looked");
    assert_eq!(back.shop.carry_out(Command::AcceptRestore), CommandOutcome::Done);
    until("the refund arrived", || shop.sandbox.ledger().payouts().len() == 1);
    assert_eq!(shop.sandbox.ledger().paid_out(), amount(0));
    back.close();
}
