//! Two real windows on one shop on a server (`tests/window/two_seats.py`): an order is in both within half a second, what one
//! decides the other sees, its own late click is refused with who and when, and a packer's forged command is refused and
//! written down. `ZHANGGUI_PICTURES` names a folder for what it looked like.

use super::{
    killed::shop::{KilledShop, equip, refund_no},
    seats::{another_computer, moved_to_a_server},
};
use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::SystemTime,
};
use zhanggui::{
    app::shop_data::ShopData,
    base::{env::SystemRng, pin_hash::PinHash},
    domain::{Acting, OperatorId, OperatorName, Pin, RefundState, Role, StepReason},
    store::{CLERK_LIMIT, NewOperator, RefundApproval, Refusal, Store, StoreError, Tuning},
};

const REFUNDS: usize = 2;
const PIECES: usize = 20;

fn somebody(name: &str, role: Role, pin: &str) -> NewOperator {
    let pin = PinHash::of(&Pin::parse(pin).unwrap(), &SystemRng);
    NewOperator { name: OperatorName::parse(name).unwrap(), role, pin }
}

/// The owner (1), a clerk (2) and a packer (3).
fn with_people(shop: &KilledShop, seat: &Store) {
    let (owner, clerk) = (somebody("韩梅梅", Role::Owner, "1111"), Role::Clerk { limit: CLERK_LIMIT });
    seat.add_operator(somebody("李雷", clerk, "2222"), Some(owner), shop.env.now()).wait().unwrap();
    seat.add_operator(somebody("林涛", Role::Packer, "3333"), None, shop.env.now()).wait().unwrap();
}

/// Approves the second refund for the packer, as a program would that asks nobody.
fn forged(shop: &KilledShop, seat: &Store) -> Result<(), StoreError> {
    let row = seat.reader().unwrap().refund(&refund_no(1)).unwrap().unwrap().row;
    let yes = RefundApproval {
        refund_no: row.refund_no,
        seen: row.version,
        amount: row.amount,
        reply: "好的".to_owned(),
        pieces: None,
        restock: Vec::new(),
    };
    let packer = seat.acting(Acting::Operator(OperatorId::new(3).unwrap()));
    packer.approve_refund(yes, shop.env.now(), shop.env.now()).wait()
}

/// The driver of both windows; it ends with the story.
struct Windows(Child);

impl Windows {
    fn open(shop: &KilledShop, other: &Path, home: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/two_seats.py");
        let pictures = env::var_os("ZHANGGUI_PICTURES").map_or_else(|| home.join("pictures"), PathBuf::from);
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).arg(pictures).arg(env!("CARGO_BIN_EXE_zhanggui")).arg(shop.path()).arg(other);
        equip(&mut command, None);
        let own = ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"].map(|name| (name, home.join(name)));
        command.env("HOME", home).envs(own).stdin(Stdio::piped()).stdout(Stdio::piped());
        Self(command.spawn().expect("a screen and its driver"))
    }
}

impl Drop for Windows {
    /// A failed assertion must leave no screen behind: what the driver started ends with it.
    fn drop(&mut self) {
        drop(self.0.kill()); // it may be gone
        drop(self.0.wait());
    }
}

#[test]
#[ignore = "needs a screen and what tests/window/drive.py needs: .ci/run calls it by name"]
fn what_one_window_does_the_other_shows_and_what_comes_too_late_is_refused_with_who_and_when() {
    let shop = KilledShop::with_stock(PIECES);
    // A window that is closed ends its program.
    shop.adds_settings("[window]\ntray = false\n");
    let Some((shop, data)) = moved_to_a_server(shop) else { return };
    let packing_room = another_computer(&shop);
    let home = tempfile::tempdir().unwrap();
    // A third seat, at neither window.
    let seat = data.open(Tuning::default()).unwrap();
    (0..REFUNDS).for_each(|at| shop.request(&seat, at));
    with_people(&shop, &seat);

    let mut windows = Windows::open(&shop, packing_room.path(), home.path());
    let mut answers = windows.0.stdin.take().unwrap();
    let mut next = REFUNDS;
    for line in BufReader::new(windows.0.stdout.take().unwrap()).lines().map(Result::unwrap) {
        println!("{line}");
        match line.as_str() {
            "ASK order" => {
                let order_no = shop.paid(&seat, next);
                let committed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs_f64();
                writeln!(answers, "{order_no} {committed}").unwrap();
                next += 1;
            }
            "ASK forged" => {
                let refused = matches!(forged(&shop, &seat), Err(StoreError::Refused(Refusal::NotPermitted(_))));
                writeln!(answers, "{}", if refused { "refused" } else { "carried out" }).unwrap();
            }
            _ => {}
        }
    }
    assert!(windows.0.wait().unwrap().success(), "the story at the windows");
    money_left_once(&shop, &data);
}

/// The clerk's yes was paid out once; the owner's late click and the packer's command moved nothing, and the latter is written
/// down.
fn money_left_once(shop: &KilledShop, data: &ShopData) {
    let reader = data.reader().unwrap();
    let payouts = shop.sandbox.ledger().payouts().len();
    assert!(payouts <= 1, "{payouts} payouts");
    let by = |at: usize, is: &dyn Fn(&zhanggui::store::HistoryRow) -> bool| {
        let history = reader.refund(&refund_no(at)).unwrap().unwrap().history;
        let found: Vec<_> = history.into_iter().filter(is).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].operator.as_ref().unwrap().name.as_ref().unwrap().to_string()
    };
    let approved = |step: &zhanggui::store::HistoryRow| {
        matches!(step.step, zhanggui::domain::Transition::Refund(_, RefundState::Approved))
            && !matches!(step.reason, StepReason::NotPermitted(_))
    };
    assert_eq!(by(0, &approved), "李雷");
    assert_eq!(by(1, &|step| matches!(step.reason, StepReason::NotPermitted(_))), "林涛");
    assert_eq!(reader.refund(&refund_no(1)).unwrap().unwrap().row.state, RefundState::Requested);
    assert!(reader.verify().unwrap().is_sound());
}
