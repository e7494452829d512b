//! Shipping by sheet, over a real shop's file: dropped, tried, shipped, and what was left given back.

use crate::world::World;
use zhanggui::{
    domain::{ShopId, UnixSeconds},
    events::{CommandOutcome, ShopEvent},
    jobs::Command,
    sheets::ship::ShipSheet,
    store::{NewShipRun, Store, ToShipRow, seed_example},
    ui::Lang,
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);

struct Page {
    world: World,
    store: Store,
    to_ship: Vec<ToShipRow>,
    _folder: tempfile::TempDir,
}

impl Page {
    fn speaking(lang: Lang) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop.db");
        seed_example(&path, NOW).expect("the example");
        let store = Store::open(&path, ShopId::main()).expect("a store");
        let reader = store.reader().expect("a reader");
        let mut to_ship = reader.to_ship(None, 100).expect("rows");
        // What its buyer comes for needs no label.
        to_ship.retain(|row| row.pickup.is_none());
        assert!(to_ship.len() >= 3, "the example has orders to ship");
        let world = World::with_read_model(Box::new(store.reader().expect("a reader")), lang);
        Self { world, store, to_ship, _folder: folder }
    }

    /// Two good rows, one of an unknown order, one whose number a spreadsheet has cut.
    fn sheet(&self) -> String {
        let [one, two, three] = [0, 1, 2].map(|at| self.to_ship[at].order_no.to_string());
        format!(
            "订单号,快递公司,快递单号,客服\n{one},中通快递,73100000000001,小王\nSC20200101-00000000,中通,73100000000009,\n\
             {two},顺丰,SF1000000000002,\n{three},中通,7.31E+13,\n"
        )
    }

    fn drops(&mut self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.world.file(name, content);
        self.world.drops(&path);
    }

    /// The wish of the click is stored as the jobs would.
    fn says_yes(&mut self, button: &str) -> NewShipRun {
        self.world.click(button);
        let wishes = self.world.wishes();
        let [Command::StartShipRun(run)] = wishes.as_slice() else { panic!("{wishes:?}") };
        self.store.start_ship_run(run.clone(), NOW).wait().expect("stored");
        self.world.answers(|command| matches!(command, Command::StartShipRun(_)), CommandOutcome::Done);
        run.clone()
    }

    fn ships(&mut self, rows: u32) {
        self.store.ship_next_rows(rows, NOW).wait().expect("shipped");
        self.world.hears(&ShopEvent::ShipRunMoved);
    }
}

#[test]
fn a_sheet_dropped_on_the_orders_is_tried_shipped_and_its_rest_given_back() {
    let mut page = Page::speaking(Lang::En);
    let sheet = page.sheet();
    page.drops("发货.csv", sheet);
    page.world.sees("Ship by sheet");
    page.world.sees("发货.csv · 4 rows · nothing is changed yet");
    page.world.sees("Columns we do not know are left alone: 客服");
    page.world.sees_part("Line 2 Ships");
    page.world.sees_part("ZTO Express 73100000000001");
    page.world.sees_part("Line 3 Not shipped SC20200101-00000000 No order of this shop has this number.");
    page.world.sees_part("Line 5 Not shipped");
    page.world.sees("Not shipped 2");
    assert_eq!(page.world.wishes(), [], "the trial changes nothing");

    let run = page.says_yes("Ship 2 orders, tell the buyers");
    assert_eq!(run.rows.len(), 4, "every row is kept, also those that stay");
    page.world.sees("Shipping: row 2 of 4");
    page.ships(1);
    page.world.sees("Shipping: row 3 of 4");
    page.ships(20);
    page.world.sees("2 rows shipped, 2 were not.");
    page.world.sees_part("Line 5");

    let path = page.world.folder.path().join("rest.xlsx");
    page.world.chooser.will_choose(&path);
    page.world.click("Save rows not shipped…");
    page.world.sees_part("Saved as ");
    let rest = ShipSheet::read(&std::fs::read(&path).expect("the file")).expect("a sheet that can be dropped again");
    assert_eq!(rest.rows.len(), 2);
    assert_eq!(rest.headings, ["订单号", "快递公司", "快递单号", "客服", "cause"]);

    page.world.click("Done");
    assert_eq!(page.world.wishes(), [Command::CloseShipRun(run.run_id.clone())]);
}

#[test]
fn a_number_that_is_not_like_its_carriers_goes_only_when_the_owner_has_looked() {
    let mut page = Page::speaking(Lang::En);
    let [one, two, three] = [0, 1, 2].map(|at| page.to_ship[at].order_no.to_string());
    let sheet = format!(
        "订单号,快递公司,快递单号\n{one},顺丰,SF1234567890123s\n{two},中通,73100000000001\n{three},中通,7.35E+13\n"
    );
    page.drops("发货.csv", sheet);
    page.world.sees_part("Line 2 Not shipped");
    page.world.sees_part("does not look like one of this carrier");
    page.world.sees_part("The cell holds “7.35E+13”");
    page.world.sees("Ship 1 order, tell the buyer");
    page.world.click("Checked: ship 1 odd number as it is");
    page.world.sees_part("SF1234567890123S");
    let run = page.says_yes("Ship 2 orders, tell the buyers");
    assert_eq!(run.rows.iter().filter(|row| row.wish.is_ok()).count(), 2, "the cut one stays whatever is clicked");
}

#[test]
fn a_quote_that_opens_and_does_not_close_is_named_by_its_line() {
    let mut page = Page::speaking(Lang::En);
    page.drops("发货.csv", include_str!("../fixtures/sheets/s01-unclosed-quote-note.csv"));
    page.world.sees_part("On line 2 a quote");
}

#[test]
fn a_run_that_was_cut_off_is_on_show_after_a_restart_and_can_be_stopped() {
    let mut page = Page::speaking(Lang::Zh);
    let sheet = page.sheet();
    page.drops("发货.csv", sheet);
    let run = page.says_yes("发货并通知买家 · 2 单");
    page.ships(1);
    page.world = World::with_read_model(Box::new(page.store.reader().expect("a reader")), Lang::Zh);
    let other = page.sheet();
    page.drops("另一个.csv", other);
    page.world.key(egui::Key::Escape);
    page.world.sees("正在发货：第 3 / 4 行");
    page.world.click("停止");
    assert_eq!(page.world.wishes(), [Command::StopShipRun(run.run_id)]);
}

#[test]
fn a_trial_follows_the_shop_until_it_is_shipped() {
    let mut page = Page::speaking(Lang::En);
    let sheet = page.sheet();
    page.drops("sheet.csv", sheet);
    page.world.sees("Ships 2");
    let row = page.to_ship[0].clone();
    let wish = (row.order_no.clone(), zhanggui::store::Shipping::express("SF", "SF1000000000009"));
    page.store.ship_many(vec![wish], NOW).wait().expect("shipped by hand");
    page.world.hears(&ShopEvent::OrderChanged(row.order_no));
    page.world.sees("Ships 1");
    page.world.sees_part("It is shipped already.");
    page.world.sees("Ship 1 order, tell the buyer");
}

#[test]
fn the_list_goes_out_and_comes_back_filled_in_and_slips_are_made() {
    let mut page = Page::speaking(Lang::En);
    page.drops("empty.csv", "");
    page.world.sees("The file is empty.");
    let list = page.world.folder.path().join("list.csv");
    page.world.chooser.will_choose(&list);
    page.world.click("Save list to ship…");
    page.world.sees_part("Saved as ");
    let written = std::fs::read_to_string(&list).expect("the list");
    assert_eq!(written.lines().count(), page.to_ship.len() + 1);
    let filled: Vec<String> = written
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            0 => line.to_owned(),
            _ => format!("{},ZTO,7310000000{at:04}", line.trim_end_matches(",,")),
        })
        .collect();
    page.drops("filled.csv", filled.join("\r\n"));
    page.world.sees(&format!("Ships {}", page.to_ship.len()));
    page.world.key(egui::Key::Escape);
    let pdf = page.world.folder.path().join("slips.pdf");
    page.world.chooser.will_choose(&pdf);
    page.world.click("Packing slips…");
    page.world.click("Save as PDF…");
    assert!(std::fs::read(&pdf).expect("the file").starts_with(b"%PDF-"));
    page.world.click("Packing slips…");
    page.world.sees_part("Nothing is ticked, so one for every listed order");
    page.world.misses_part("Not printed");
    page.world.click("Print");
    page.world.sees_part("Not printed: no printer.");
}

#[test]
fn files_that_are_no_shipping_sheet_get_a_sentence() {
    let mut page = Page::speaking(Lang::En);
    for (name, content, says) in [
        ("page.xls", "<html><table>".as_bytes().to_vec(), "This is a web page, not a CSV."),
        ("broken.xlsx", b"PK\x03\x04 no more".to_vec(), "This Excel file is damaged"),
        ("other.csv", "a,b\n1,2\n".into(), "No column names were found."),
        ("huge.csv", vec![b'1'; 6 * 1024 * 1024], "The file is larger than 5 MiB."),
    ] {
        page.drops(name, content);
        page.world.sees_part(says);
    }
    assert_eq!(page.world.wishes(), []);
}
