//! Printers belong to a seat: only that one prints on them, a receipt for a seat that is off is printed elsewhere, and what may be on
//! paper bears the mark.

use crate::{
    server::server,
    world::{NOON, World, refused},
};
use zhanggui::{
    domain::{OrderNo, PrintId, PrintState, PrintStep, ShopId},
    store::{PrintUpdate, PrintWish, PrinterName, Refusal, Store, Tuning},
};

/// Two seats of one shop, each with a printer that prints by itself.
struct TwoSeats {
    counter: Store,
    kitchen: Store,
}

impl TwoSeats {
    fn open() -> Option<Self> {
        let server = server()?;
        let name = server.made();
        let seat = |place: u8| {
            let tuning = Tuning { place: Some([place; 16]), ..Tuning::default() };
            Store::on_server(&server.address(&name), ShopId::main(), tuning).unwrap()
        };
        let seats = Self { counter: seat(1), kitchen: seat(2) };
        seats.counter.keep_printers(vec![printer("前台")], "counter".into(), NOON).wait().unwrap();
        seats.kitchen.keep_printers(vec![printer("后厨")], "kitchen".into(), NOON).wait().unwrap();
        Some(seats)
    }

    /// An order that was just paid.
    fn paid(&self) -> OrderNo {
        let world = World::at_with(self.counter.clone(), tempfile::tempdir().unwrap(), 1);
        world.sells("coffee", "挂耳咖啡", 39_00, 1000);
        world.paid_order(1).order_no
    }

    fn state(&self, id: &PrintId) -> PrintState {
        self.counter.reader().unwrap().print_state(id).unwrap().unwrap()
    }

    fn marked(&self, id: &PrintId) -> bool {
        let rows = self.counter.reader().unwrap().prints_of(&id.order_no).unwrap();
        rows.iter().find(|row| row.id == *id).unwrap().marked
    }
}

fn printer(name: &str) -> PrinterName {
    PrinterName { name: name.to_owned(), kind: "escpos-tcp", auto: true }
}

fn on(order_no: &OrderNo, printer: &str, copy: u32) -> PrintId {
    PrintId { order_no: order_no.clone(), printer: printer.to_owned(), copy }
}

fn after(id: &PrintId, step: PrintStep) -> PrintUpdate {
    PrintUpdate { id: id.clone(), step, trouble: None, cloud_id: None, next_at: None }
}

#[test]
fn each_seat_prints_on_its_own_printers_and_on_no_others() {
    let Some(seats) = TwoSeats::open() else { return };
    let reader = seats.kitchen.reader().unwrap();
    let mut names: Vec<_> = reader.printers().unwrap().into_iter().map(|row| (row.name, row.computer)).collect();
    names.sort();
    assert_eq!(names, [("前台".to_owned(), "counter".to_owned()), ("后厨".to_owned(), "kitchen".to_owned())]);
    let order = seats.paid();
    let (front, back) = (on(&order, "前台", 0), on(&order, "后厨", 0));
    assert_eq!(refused(seats.kitchen.begin_print(front.clone(), false, NOON).wait()), Refusal::NotHost);
    seats.counter.begin_print(front.clone(), false, NOON).wait().unwrap();
    // Neither is the host, and both print.
    seats.kitchen.begin_print(back.clone(), false, NOON).wait().unwrap();
    assert_eq!((seats.state(&front), seats.state(&back)), (PrintState::Sending, PrintState::Sending));

    // A seat that starts again doubts what it was printing itself, and nothing of the others.
    assert_eq!(seats.kitchen.doubt_interrupted_prints(NOON).wait().unwrap(), 1);
    assert_eq!((seats.state(&front), seats.state(&back)), (PrintState::Sending, PrintState::InDoubt));
    // Its printers are still the others' own.
    seats.kitchen.keep_printers(Vec::new(), "kitchen".into(), NOON).wait().unwrap();
    let left: Vec<_> = seats.counter.reader().unwrap().printers().unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(left, ["前台"]);
}

#[test]
fn a_receipt_of_a_seat_that_is_off_is_printed_elsewhere_once() {
    let Some(seats) = TwoSeats::open() else { return };
    let order = seats.paid();
    let (front, back) = (on(&order, "前台", 0), on(&order, "后厨", 0));
    seats.counter.begin_print(front.clone(), false, NOON).wait().unwrap();
    seats.counter.update_print(after(&front, PrintStep::Print), NOON).wait().unwrap();
    let copy = seats.counter.move_print(back.clone(), "前台".into(), NOON.plus(60)).wait().unwrap();
    let again = on(&order, "前台", copy);
    assert_eq!((seats.state(&back), seats.state(&again), copy), (PrintState::Dropped, PrintState::Waiting, 1));
    assert!(seats.marked(&again), "one receipt of the order is on paper already");
    // The kitchen's computer comes back: there is nothing for it to print.
    let refusal = refused(seats.kitchen.begin_print(back.clone(), false, NOON.plus(90)).wait());
    assert!(matches!(refusal, Refusal::State(_)), "{refusal:?}");
    let twice = refused(seats.counter.move_print(back, "前台".into(), NOON.plus(91)).wait());
    assert!(matches!(twice, Refusal::State(_)), "{twice:?}");
    let nowhere = refused(seats.counter.move_print(again, "地下室".into(), NOON.plus(92)).wait());
    assert_eq!(nowhere, Refusal::NotFound);
}

#[test]
fn what_was_leaving_at_a_seat_that_died_bears_the_mark_where_it_is_printed_instead() {
    let Some(seats) = TwoSeats::open() else { return };
    let order = seats.paid();
    let (front, back) = (on(&order, "前台", 0), on(&order, "后厨", 0));
    seats.counter.wish_print(front, PrintWish::Drop, NOON).wait().unwrap();
    seats.kitchen.begin_print(back.clone(), false, NOON).wait().unwrap();
    let copy = seats.counter.move_print(back.clone(), "前台".into(), NOON.plus(60)).wait().unwrap();
    assert_eq!((copy, seats.state(&back)), (1, PrintState::Dropped));
    assert!(seats.marked(&on(&order, "前台", 1)));
    // What the dead seat says late changes nothing any more.
    let late = seats.kitchen.update_print(after(&back, PrintStep::Print), NOON.plus(70)).wait().unwrap();
    assert_eq!(late, PrintState::Dropped);
    assert!(seats.counter.reader().unwrap().verify().unwrap().is_sound());
}
