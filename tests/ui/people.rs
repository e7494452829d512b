//! Several people at one window: signing in, locking, and what each may press.

use crate::{
    shop::{NOW, Shop, order_no, refund_no},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Acting, Fen, OperatorId, OperatorName, Presence, PresentPerson, Role, WrongPins},
    events::{CommandOutcome, ShopEvent},
    jobs::{Command, OperatorWish, TypedOperator},
    store::{
        OperatorRefusal, OperatorRow, OperatorStep, OperatorStepKind, RefundApproval, Refusal, StepOperator,
        StoreError, WindowHere,
    },
    ui::{Lang, ReadPeople},
};

impl ReadPeople for Shop {
    fn operators(&self) -> Result<Vec<OperatorRow>, StoreError> {
        Ok(self.rows().people.clone())
    }

    fn operator_steps(&self, _: u32) -> Result<Vec<OperatorStep>, StoreError> {
        Ok(self.rows().people_steps.clone())
    }
}

pub fn id(number: u32) -> OperatorId {
    OperatorId::new(number).unwrap()
}

fn person(number: u32, name: &str, role: Role) -> OperatorRow {
    let name = OperatorName::parse(name).unwrap();
    OperatorRow { id: id(number), name, role, wrong: WrongPins::default(), added_at: NOW, removed_at: None }
}

/// The owner, a clerk up to 50 yuan, and a packer.
pub fn with_people() -> Shop {
    let shop = Shop::camellia();
    let limit = Fen::new(50_00).unwrap();
    shop.rows().people = vec![
        person(1, "韩梅梅", Role::Owner),
        person(2, "李雷", Role::Clerk { limit }),
        person(3, "林涛", Role::Packer),
    ];
    shop
}

/// They choose themselves on the lock screen and type a PIN that is right.
pub fn signs_in(world: &mut World, name: &str) {
    world.click_part(name);
    world.write_masked(&format!("{name}’s PIN"), "4711");
    world.click("Unlock");
    answers_the_pin(world, CommandOutcome::Done);
}

fn answers_the_pin(world: &mut World, outcome: CommandOutcome) {
    world.answers(|command| matches!(command, Command::Operator(OperatorWish::SignIn { .. })), outcome);
}

fn is_locked(world: &World) -> bool {
    world.shows("Who is here?")
}

fn can_press(world: &World, name: &str) -> bool {
    world.nodes(|node| node.label().is_some_and(|label| label == name) && !node.is_disabled()).next().is_some()
}

/// The order of number 116, in its list.
fn opens_the_second(world: &mut World) {
    for key in [Key::J, Key::J, Key::Enter] {
        world.key(key);
    }
}

#[test]
fn a_shop_without_people_has_no_lock_and_names_nobody() {
    let mut world = World::open(Shop::camellia());
    world.sees("Orders");
    assert!(!is_locked(&world));
    world.command_key(Key::L);
    world.time_passes(100_000);
    assert!(!is_locked(&world) && world.offers("Refunds"));
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.click("Refund ¥9.90");
    assert_eq!(world.wishes().len(), 1);
    assert_eq!(world.acted_for, Acting::NotSignedIn);
}

#[test]
fn a_locked_window_shows_two_counts_and_nothing_of_any_order() {
    let mut world = World::open(with_people());
    world.sees("Camellia Store is locked");
    world.sees_part("3 refunds to decide");
    assert!(!world.offers("Refunds") && !world.shows(order_no(117).as_str()));
    world.key(Key::Num3);
    world.hears(&ShopEvent::OrderPaid(order_no(117)));
    assert!(!world.shows(order_no(117).as_str()), "a key or an event shows nothing either");
    assert!(world.wishes().is_empty(), "and nothing is said to have been seen");
}

#[test]
fn a_wrong_pin_is_told_with_its_wait_and_the_right_one_opens() {
    let mut world = World::open(with_people());
    world.click_part("李雷");
    world.write_masked("李雷’s PIN", "12");
    assert!(!can_press(&world, "Unlock"), "two digits are no PIN");
    world.write_masked("李雷’s PIN", "9999");
    world.click("Unlock");
    let wrong = OperatorRefusal::WrongPin { wait_secs: 30 };
    answers_the_pin(&mut world, CommandOutcome::Refused(Refusal::Operator(wrong)));
    world.sees("This is not the PIN; try again in 30 s.");
    assert!(!can_press(&world, "Unlock"), "what was typed is gone");
    signs_in(&mut world, "李雷");
    world.sees("李雷 · Clerk");
}

#[test]
fn it_locks_after_ten_idle_minutes_and_by_its_key_and_somebody_else_signs_in() {
    let mut world = World::open(with_people());
    signs_in(&mut world, "李雷");
    world.time_passes(599);
    assert!(!is_locked(&world));
    world.key(Key::J);
    world.time_passes(599);
    assert!(!is_locked(&world), "a key a moment ago counts");
    world.time_passes(2);
    assert!(is_locked(&world));
    signs_in(&mut world, "韩梅梅");
    world.command_key(Key::L);
    assert!(is_locked(&world));
    signs_in(&mut world, "林涛");
    world.click("林涛 · Packer");
    assert!(is_locked(&world), "the name at the top changes who stands here");
}

#[test]
fn a_packer_has_no_refund_button_and_no_page_of_money() {
    let mut world = World::open(with_people());
    signs_in(&mut world, "林涛");
    for page in ["Refunds", "Products", "Bill check", "Backup", "Settings", "Today"] {
        assert!(!world.offers(page), "{page}");
    }
    assert!(world.offers("Shipping") && world.offers("Orders"));
    world.key(Key::Num3);
    assert!(!world.offers("Approve ¥39.90…"), "nor by the page's key");
    opens_the_second(&mut world);
    assert!(!world.offers("Refund…"));
    world.sees("A packer may not give refunds; the owner and clerks may.");
}

#[test]
fn a_clerk_above_the_limit_is_told_who_may() {
    let shop = with_people();
    shop.add_refund(20, 116, "60.00", "少发一件", 100);
    let mut world = World::open(shop);
    signs_in(&mut world, "李雷");
    world.click("Refunds");
    world.hears(&ShopEvent::RefundRequested(refund_no(20)));
    world.click_part("60.00");
    world.click("Approve ¥60.00…");
    world.sees("One refund may be ¥50.00 at most; ¥60.00 is for the owner.");
    assert!(!can_press(&world, "Refund ¥60.00"));
    world.write("Amount", "50.00");
    world.click("Refund ¥50.00");
    let wishes = world.wishes();
    let amount = Fen::new(50_00).unwrap();
    assert!(
        matches!(&wishes[..], [Command::ApproveRefund(RefundApproval { amount: sent, .. })] if *sent == amount),
        "{wishes:?}"
    );
    assert_eq!(world.acted_for, Acting::Operator(id(2)), "what this window wishes is theirs");
}

#[test]
fn the_first_person_is_added_together_with_the_owners_pin() {
    let mut world = World::open(Shop::camellia());
    world.click("Settings");
    world.click("People");
    world.click("Add a person");
    world.sees_part("Cannot be saved yet");
    world.write_masked("The owner’s PIN", "2468");
    world.write("Name", "李雷");
    world.write("Largest single refund (yuan)", "80");
    world.write_masked("PIN (4 to 12 digits)", "4711");
    world.click("Save");
    let wishes = world.wishes();
    let [Command::Operator(OperatorWish::Add { new: TypedOperator { name, role, .. }, owner: Some(owner) })] =
        &wishes[..]
    else {
        panic!("{wishes:?}")
    };
    assert_eq!((name.as_str(), *role), ("李雷", Role::Clerk { limit: Fen::new(80_00).unwrap() }));
    assert_eq!(owner.role, Role::Owner);
    // Refused: what was typed stays, and why is said.
    let taken = CommandOutcome::Refused(Refusal::Operator(OperatorRefusal::NameTaken));
    world.answers(|command| matches!(command, Command::Operator(_)), taken);
    world.sees_part("somebody is called so already");
    assert!(world.offers("Save"));
}

#[test]
fn the_owner_renames_removes_and_puts_back() {
    let shop = with_people();
    let mut world = World::open(shop.clone());
    signs_in(&mut world, "韩梅梅");
    world.click("Settings");
    world.click("People");
    world.click("Remove 林涛");
    assert_eq!(world.wishes().pop(), Some(Command::Operator(OperatorWish::Remove(id(3)))));
    world.answers(|command| matches!(command, Command::Operator(_)), CommandOutcome::Done);
    shop.rows().people[2].removed_at = Some(NOW);
    world.hears(&ShopEvent::OperatorsChanged);
    world.click("Put 林涛 back");
    assert_eq!(world.wishes().pop(), Some(Command::Operator(OperatorWish::PutBack(id(3)))));
    world.click("Edit 李雷");
    world.write("Name", "李磊");
    world.click("Save");
    let name = OperatorName::parse("李磊").unwrap();
    let role = Role::Clerk { limit: Fen::new(50_00).unwrap() };
    assert_eq!(world.wishes().pop(), Some(Command::Operator(OperatorWish::Change { id: id(2), name, role })));
}

#[test]
fn whoever_is_removed_elsewhere_is_locked_out_here() {
    let shop = with_people();
    let mut world = World::open(shop.clone());
    signs_in(&mut world, "李雷");
    shop.rows().people[1].removed_at = Some(NOW);
    world.hears(&ShopEvent::ChangedElsewhere);
    assert!(is_locked(&world));
}

#[test]
fn the_owner_reads_that_the_pin_was_reset_once() {
    let shop = with_people();
    let step =
        |kind, to| OperatorStep { number: 0, at: NOW, by: None, to: Some(id(to)), kind, refused: None, role: None };
    shop.rows().people_steps = vec![step(OperatorStepKind::PinReset, 1)];
    let mut world = World::open(shop.clone());
    signs_in(&mut world, "李雷");
    world.misses_part("was reset");
    world.command_key(Key::L);
    signs_in(&mut world, "韩梅梅");
    world.sees_part("The owner’s PIN was reset by the command line");
    let signed = |to| step(OperatorStepKind::SignedIn, to);
    shop.rows().people_steps = vec![signed(1), signed(1), step(OperatorStepKind::PinReset, 1)];
    world.hears(&ShopEvent::OperatorsChanged);
    world.command_key(Key::L);
    signs_in(&mut world, "韩梅梅");
    world.misses_part("was reset");
}

#[test]
fn the_timeline_says_who_took_each_step() {
    let shop = with_people();
    {
        let mut rows = shop.rows();
        let order = rows.orders.iter_mut().find(|detail| detail.row.key.order_no == order_no(116)).unwrap();
        let step = order.history.last_mut().unwrap();
        step.actor = zhanggui::domain::Actor::Owner;
        step.operator = Some(StepOperator { id: id(2), name: OperatorName::parse("李雷").ok() });
    }
    let mut world = World::speaking(shop, Lang::Zh);
    world.click_part("李雷");
    world.write_masked("李雷的 PIN 码", "4711");
    world.click("解锁");
    answers_the_pin(&mut world, CommandOutcome::Done);
    opens_the_second(&mut world);
    world.sees_part(" · 李雷");
}

/// Somebody at another window has the refund of 9.90 open, or its order.
fn elsewhere(person: Option<u32>, deciding: bool) -> ShopEvent {
    let at = Presence { order_no: order_no(111), refund_no: Some(refund_no(1)), deciding };
    ShopEvent::PresenceChanged(vec![PresentPerson { operator: person.and_then(OperatorId::new), at }])
}

#[test]
fn two_people_at_one_refund_see_each_other_and_neither_is_kept_from_it() {
    let mut world = World::open(with_people());
    signs_in(&mut world, "韩梅梅");
    world.click("Refunds");
    let here = world.presence.now();
    let at = here.at.clone().expect("the refund on show");
    assert_eq!((here.operator, at.deciding), (Some(id(1)), false));
    let of_this = |person: Option<u32>, deciding| {
        let at = Presence { deciding, ..at.clone() };
        ShopEvent::PresenceChanged(vec![PresentPerson { operator: person.and_then(OperatorId::new), at }])
    };
    world.hears(&elsewhere(Some(2), true));
    world.misses_part("李雷 is deciding");
    world.hears(&of_this(Some(2), false));
    world.sees("李雷 is looking at this refund too");
    world.click("Approve ¥9.90…");
    assert!(world.presence.now().at.unwrap().deciding);
    world.hears(&of_this(Some(2), true));
    world.sees_part("李雷 is deciding this refund");
    assert!(can_press(&world, "Refund ¥9.90"), "and it can be decided all the same");
    world.key(Key::Escape);
    world.hears(&of_this(None, true));
    world.sees("Somebody at another window is deciding this refund");
    world.hears(&ShopEvent::PresenceChanged(Vec::new()));
    world.misses_part("is deciding this refund");
    world.command_key(Key::L);
    assert_eq!(world.presence.now(), WindowHere::default(), "nobody stands at a locked window");
}

#[test]
fn an_open_order_is_said_and_who_else_has_it_open() {
    let mut world = World::open(Shop::camellia());
    opens_the_second(&mut world);
    let at = Presence { order_no: order_no(116), refund_no: None, deciding: false };
    assert_eq!(world.presence.now(), WindowHere { operator: None, at: Some(at.clone()) });
    let other = Presence { deciding: true, ..at };
    world.hears(&ShopEvent::PresenceChanged(vec![PresentPerson { operator: None, at: other }]));
    world.sees("Somebody at another window is working on this order");
    world.key(Key::Escape);
    assert_eq!(world.presence.now().at, None);
}

#[test]
fn a_late_click_on_a_product_or_a_parcel_says_who_was_first_and_when() {
    let shop = with_people();
    let mut world = World::open(shop.clone());
    signs_in(&mut world, "韩梅梅");
    world.click("Products");
    shop.change_product("P0001", |row| (row.changed_at, row.changed_by) = (NOW, Some(id(2))));
    world.click("On sale: 挂耳咖啡");
    world.obey_all();
    world.sees_part("李雷 changed this product at");

    world.click("Shipping");
    world.write("Tracking number of SC20260901-00000116", "SF1234567890123");
    {
        let mut rows = shop.rows();
        let order = rows.orders.iter_mut().find(|detail| detail.row.key.order_no == order_no(116)).unwrap();
        order.version = 9;
        let step = order.history.last_mut().unwrap();
        step.actor = zhanggui::domain::Actor::Owner;
        step.operator = Some(StepOperator { id: id(2), name: OperatorName::parse("李雷").ok() });
    }
    world.click("Mark shipped, tell the buyer · 1");
    world.obey_all();
    world.sees_part("李雷 was first, at");
}

#[test]
fn a_note_that_somebody_took_away_first_says_so() {
    let mut world = World::open(with_people());
    signs_in(&mut world, "韩梅梅");
    world.click_part("SC20260901-00000114");
    world.focus("Shop note");
    world.types("门卫代收");
    world.key(Key::Enter);
    world.obey_all();
    world.click("Remove this note");
    world.answers(|command| matches!(command, Command::Mark(_)), CommandOutcome::Refused(Refusal::NotFound));
    world.sees_part("The owner changed the notes or tags here at");
}

#[test]
fn a_greyed_button_tells_whoever_points_at_it_who_may() {
    let mut world = World::open(with_people());
    signs_in(&mut world, "林涛");
    world.click_part("SC20260901-00000111");
    assert!(!can_press(&world, "Cancel order…"));
    let at = world.nodes(|node| node.label().is_some_and(|label| label == "Cancel order…")).next().unwrap();
    let at = at.rect().center();
    world.harness.hover_at(at);
    world.settle();
    world.time_passes(2);
    world.sees("A packer may not cancel orders; the owner and clerks may.");
    world.command_key(Key::L);
    signs_in(&mut world, "李雷");
    world.click_part("SC20260901-00000111");
    assert!(can_press(&world, "Cancel order…"));
}
