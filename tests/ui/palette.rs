//! The search box over everything: what it finds, what it presses, and that nothing behind it hears a thing.

use crate::{
    printers::printer,
    scanning::bench,
    shop::{NOW, Shop, order_no, refund_no},
    typing::{Way, press, scan},
    world::World,
};
use egui::{Event, ImeEvent, Key, Modifiers};
use zhanggui::{
    domain::RefundState,
    jobs::Command,
    store::{SearchBacklog, Shipping},
    ui::Lang,
};

fn searching(shop: Shop, typed: &str) -> World {
    let mut world = World::open(shop);
    world.command_key(Key::K);
    world.types(typed);
    world
}

fn camellia(typed: &str) -> World {
    searching(Shop::camellia(), typed)
}

/// The rows it shows, from top to bottom.
fn rows(world: &World) -> Vec<String> {
    let inside = |(_, top): &(String, i32)| *top > 100;
    world.rows_on_screen().into_iter().filter(inside).map(|(name, _)| name).collect()
}

/// The chosen row.
fn chosen(world: &World) -> String {
    world.chosen_rows().pop().unwrap_or_default()
}

fn is_open(world: &World) -> bool {
    world.fields().iter().any(|field| field == "Search")
}

#[test]
fn it_opens_by_its_key_by_a_stroke_and_by_a_click_and_esc_leaves_it() {
    let mut world = World::open(Shop::camellia());
    for way in 0..3 {
        match way {
            0 => world.command_key(Key::K),
            1 => {
                world.harness.event(press(Key::Slash, true));
                world.types("/");
            }
            _ => world.click("Search"),
        }
        assert!(is_open(&world), "{way}");
        assert_eq!((world.focused().as_deref(), world.content("Search").as_str()), (Some("Search"), ""), "{way}");
        world.sees_part("What can be searched for");
        world.key(Key::Escape);
        assert!(!is_open(&world), "{way}");
    }
}

#[test]
fn a_stroke_typed_into_a_field_is_a_stroke_and_the_keyboard_goes_back_where_it_was() {
    let mut world = World::open(Shop::camellia());
    world.click("Products");
    world.focus("Find a product");
    world.harness.event(press(Key::Slash, true));
    world.types("/");
    assert!(!is_open(&world));
    assert_eq!(world.content("Find a product"), "/");
    world.command_key(Key::K);
    assert!(is_open(&world));
    world.key(Key::Escape);
    assert_eq!(world.focused().as_deref(), Some("Find a product"));
}

#[test]
fn over_a_question_it_stays_shut() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.command_key(Key::K);
    world.harness.event(press(Key::Slash, true));
    world.settle();
    assert!(!is_open(&world));
    world.sees("Refund ¥9.90?");
}

#[test]
fn an_order_is_found_by_its_number_its_buyer_and_its_goods_and_the_place_is_named() {
    let mut world = camellia("0116");
    world.sees("Orders");
    world.sees_part("SC20260901-00000116  韩梅梅  order number");
    world.key(Key::Enter);
    world.sees("Close details");
    for (typed, says) in [("韩梅", "SC20260901-00000116  韩梅梅"), ("挂耳", "goods 挂耳咖啡")] {
        camellia(typed).sees_part(says);
    }
}

#[test]
fn a_parcel_and_a_refund_have_groups_of_their_own() {
    let shop = Shop::camellia();
    let mut world_of_refunds = searching(shop.clone(), "少发一件");
    world_of_refunds.sees_part("reason 少发一件");
    world_of_refunds.sees_part("¥9.90 · Waiting");
    world_of_refunds.key(Key::Enter);
    world_of_refunds.sees("Approve ¥9.90…");
    let sent = Command::Ship { order_no: order_no(116), seen: 3, shipping: Shipping::express("SF", "SF1488213057") };
    assert!(shop.obey(&sent, NOW));
    let mut world = searching(shop, "3057");
    world.sees("Parcels");
    world.sees_part("SF1488213057  tracking number · 韩梅梅");
    world.key(Key::Enter);
    world.sees("Close details");
}

#[test]
fn a_refund_is_found_by_the_end_of_its_number_and_opened_with_its_tab() {
    let number = refund_no(3);
    let mut world = camellia(number.as_str());
    world.sees_part(&format!("Refund {number}"));
    world.key(Key::Enter);
    world.sees("Approve ¥9.90…");
    assert!(!is_open(&world));
}

#[test]
fn a_product_is_found_by_its_name_or_its_pinyin_and_opened() {
    for typed in ["挂耳咖", "gekf", "guaerka"] {
        let mut world = camellia(typed);
        if typed.is_ascii() {
            world.sees("1");
        }
        world.click_part("挂耳咖啡  ");
        world.sees("Price (yuan)");
        assert!(!is_open(&world), "{typed}");
    }
}

#[test]
fn a_buyer_has_a_row_of_their_own_with_what_they_bought_and_all_their_orders_are_opened() {
    let mut world = camellia("韩梅");
    let buyers: Vec<String> = rows(&world).into_iter().filter(|row| row.starts_with("韩梅梅  since ")).collect();
    assert!(buyers.len() == 1 && buyers[0].contains("order"), "one buyer, one row: {:?}", rows(&world));
    world.sees("Buyers");
    world.click(&buyers[0]);
    assert!(!is_open(&world));
    assert!(world.offers("Remove the filter: Buyer"));
    // Nobody's name is read here: the chip has the end of what WeChat calls them, and never all of it.
    world.misses_part("oUpF8uMuAJO");
}

#[test]
fn how_many_there_are_is_said_and_all_of_them_can_be_listed() {
    let shop = Shop::camellia();
    for more in 0..210 {
        shop.add_order(
            1000 + more,
            100_000 + i64::from(more),
            "欧阳静怡",
            "手冲壶 ×1",
            "20.00",
            zhanggui::domain::OrderState::ToShip,
        );
    }
    let mut world = searching(shop.clone(), "欧阳静怡");
    world.sees("all 210");
    world.sees("list all 210");
    world.command_key(Key::Enter);
    assert!(!is_open(&world));
    world.sees("Search: 欧阳静怡");
    world.sees("200 on this page of 210 orders");
    world.sees_part("SC20260901-00001000 欧阳静怡");
    world.misses_part("韩梅梅");
    world.click("Next page");
    world.sees("10 on this page of 210 orders");
    world.sees_part("SC20260901-00001209 欧阳静怡");
    world.click("First page");
    world.sees("200 on this page of 210 orders");
    world.click("Leave this search");
    world.misses("Search: 欧阳静怡");
    world.sees_part("韩梅梅");
    shop.rows().found_more = 1000;
    let world = searching(shop, "欧阳静怡");
    world.sees("over 1,210");
    world.sees("list all of them");
}

#[test]
fn a_listed_search_ends_with_the_next_filter() {
    let mut world = camellia("挂耳");
    world.command_key(Key::Enter);
    world.sees("Search: 挂耳");
    world.click_part("Shipped 2");
    world.misses("Search: 挂耳");
}

#[test]
fn what_is_not_there_is_said_with_what_can_be_looked_for() {
    let world = camellia("没有这个人");
    world.sees("Nothing found");
    world.sees_part("sums (128, >100, 100-200)");
    world.misses("list all 1");
}

#[test]
fn a_search_that_cannot_read_says_so_and_the_rest_of_the_window_stands() {
    let shop = Shop::camellia();
    shop.rows().no_search = true;
    let mut world = searching(shop, "韩梅梅");
    world.sees_part("Searching does not work now: ");
    world.key(Key::Enter);
    world.key(Key::Escape);
    world.sees_part("SC20260901-00000116 韩梅梅");
}

#[test]
fn while_older_orders_are_indexed_it_says_how_far() {
    let shop = Shop::camellia();
    shop.rows().backlog = Some(SearchBacklog { done: 12_000, total: 1_000_000 });
    let world = searching(shop, "韩梅梅");
    world.sees_part("Older orders are still being indexed: 12,000 of 1,000,000.");
    world.sees_part("SC20260901-00000116");
    let world = camellia("韩梅梅");
    world.misses_part("still being indexed");
}

#[test]
fn arrows_walk_the_rows_and_tab_the_groups() {
    let mut world = camellia(">");
    assert_eq!(chosen(&world), "Newest order to ship");
    world.key(Key::ArrowDown);
    assert_eq!(chosen(&world), "Go to Today");
    world.key(Key::ArrowUp);
    world.key(Key::ArrowUp);
    assert_eq!(chosen(&world), "Newest order to ship");
    world.key(Key::Escape);
    world.command_key(Key::K);
    world.types("挂耳");
    let first = chosen(&world);
    world.key(Key::Tab);
    assert!(chosen(&world).starts_with("挂耳咖啡"), "{:?}", chosen(&world));
    world.key(Key::Tab);
    assert_eq!(chosen(&world), first, "behind the last group comes the first");
    world.harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    world.settle();
    assert!(chosen(&world).starts_with("挂耳咖啡"));
    assert_eq!(world.focused().as_deref(), Some("Search"), "what is typed goes on into the field");
}

#[test]
fn nothing_behind_it_hears_a_key_a_click_or_a_screen_reader() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.command_key(Key::K);
    for key in [Key::A, Key::R, Key::N, Key::S, Key::J, Key::F1, Key::Space] {
        world.harness.event(press(key, true));
        world.settle();
    }
    world.misses("Refund ¥9.90?");
    world.misses("Keys and what they do");
    world.press_by_screen_reader("Approve ¥9.90…");
    world.press_by_screen_reader("Orders");
    world.misses("Refund ¥9.90?");
    assert!(is_open(&world));
    // A click beside it closes it, and does nothing else.
    let behind = world.place_of("Shipping").center();
    world.press_at(behind);
    world.settle();
    assert!(!is_open(&world));
    world.sees("Approve ¥9.90…");
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_command_does_what_its_button_does() {
    let mut world = camellia(">ord");
    assert!(rows(&world).iter().any(|row| row == "Newest order to ship"));
    world.key(Key::Escape);
    for (typed, sees) in [
        (">refunds", "Approve ¥9.90…"),
        (">products", "Find a product"),
        ("wanglai", "To check"),
        (">keys", "Close"),
        ("转到今日", "Taken today"),
    ] {
        world.command_key(Key::K);
        world.types(typed);
        world.key(Key::Enter);
        assert!(!is_open(&world), "{typed}");
        world.sees_part(sees);
        world.key(Key::Escape);
    }
    assert_eq!(world.wishes(), []);
}

#[test]
fn a_command_that_pays_opens_the_question_of_its_button_and_pays_nothing() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.command_key(Key::K);
    world.types("approve");
    assert_eq!(chosen(&world), "Approve ¥9.90…  吴瑄");
    world.key(Key::Enter);
    world.sees("Refund ¥9.90?");
    assert_eq!(world.wishes(), []);
    world.key(Key::Escape);
    world.command_key(Key::K);
    world.types("jj");
    world.key(Key::Enter);
    world.sees_part("Reject ");
    assert_eq!(world.wishes(), []);
}

#[test]
fn what_is_not_possible_now_is_not_offered() {
    let shop = Shop::camellia();
    shop.set_refund(3, RefundState::Processing);
    let mut world = searching(shop, ">approve");
    world.sees("No such command");
    world.key(Key::Escape);
    world.click_part("SC20260901-00000114");
    world.command_key(Key::K);
    world.types(">ship this");
    world.sees("No such command");
}

#[test]
fn the_open_order_is_shipped_printed_and_its_phone_copied_from_here() {
    let shop = Shop::camellia();
    shop.rows().printers.push(printer("前台", None));
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000116 韩梅梅");
    world.command_key(Key::K);
    world.types(">print");
    world.key(Key::Enter);
    let print = Command::PrintReceipt { order_no: order_no(116), printer: "前台".into() };
    let wishes: Vec<Command> = world.wishes().into_iter().filter(|wish| *wish == print).collect();
    assert_eq!(wishes, [print]);
    world.command_key(Key::K);
    world.types(">phone");
    world.key(Key::Enter);
    world.sees("Copied");
    world.command_key(Key::K);
    world.types(">ship this");
    world.key(Key::Enter);
    assert_eq!(world.focused().as_deref(), Some("Tracking number"));
}

#[test]
fn a_sum_is_no_command() {
    let world = camellia(">100");
    world.misses("No such command");
    world.sees("Nothing found");
}

/// The system answers as if it had been pasted, in the frame after it was asked.
fn opens_with_clipboard(world: &mut World, words: &str) {
    let (key, modifiers) = (Key::K, Modifiers::COMMAND);
    let pressed = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    for event in [pressed, Event::Paste(words.to_owned())] {
        world.harness.input_mut().events.push(event);
        world.harness.step();
    }
    world.settle();
}

#[test]
fn a_number_on_the_clipboard_is_offered_and_one_key_or_click_searches_it() {
    for by_key in [true, false] {
        let mut world = World::open(Shop::camellia());
        opens_with_clipboard(&mut world, "  SC20260901-00000116\n");
        assert_eq!(world.content("Search"), "");
        world.sees("In the clipboard: SC20260901-00000116");
        if by_key {
            world.key(Key::Enter);
        } else {
            world.click("In the clipboard: SC20260901-00000116");
        }
        assert_eq!(world.content("Search"), "SC20260901-00000116");
        world.misses("In the clipboard: SC20260901-00000116");
        world.sees_part("SC20260901-00000116  韩梅梅");
        world.key(Key::Enter);
        world.sees("Close details");
    }
}

#[test]
fn other_words_on_the_clipboard_are_not_looked_at_and_a_real_paste_is_typed() {
    let mut world = World::open(Shop::camellia());
    opens_with_clipboard(&mut world, "my secret words");
    assert!(!world.everything_said().contains("secret"));
    world.harness.event(Event::Paste("韩梅梅".into()));
    world.settle();
    assert_eq!(world.content("Search"), "韩梅梅");
}

#[test]
fn an_enter_that_takes_a_word_of_an_input_method_opens_nothing() {
    let mut world = World::open(Shop::camellia());
    world.command_key(Key::K);
    let preedit = |words: &str| Event::Ime(ImeEvent::Preedit { text: words.into(), active_range_chars: None });
    world.frames(vec![vec![preedit("hanmeimei")], vec![press(Key::Enter, true), press(Key::Enter, false)]], 0.4);
    assert!(is_open(&world));
    let taken = vec![preedit(""), Event::Ime(ImeEvent::Commit("韩梅梅".into())), press(Key::Enter, true)];
    world.frames(vec![vec![preedit("han")], taken], 0.4);
    assert!(is_open(&world));
    assert_eq!(world.content("Search"), "韩梅梅");
    world.frames(vec![vec![press(Key::Enter, true), press(Key::Enter, false)]], 0.4);
    world.sees("Close details");
}

#[test]
fn a_scanned_code_leaves_the_field_and_finds_its_order_and_an_unknown_one_is_said_in_front() {
    for way in Way::ALL {
        let mut world = World::open(bench());
        world.command_key(Key::K);
        scan(&mut world, way, "SC20260901-00000116", Some(0.004));
        world.sees("Ship to 韩梅梅");
        assert!(!is_open(&world), "{way:?}");
        world.command_key(Key::K);
        assert_eq!(world.content("Search"), "", "{way:?}");
        world.key(Key::Escape);
    }
}

#[test]
fn it_speaks_chinese() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    world.command_key(Key::K);
    world.types("0116");
    world.sees("1 条");
    world.sees_part("SC20260901-00000116  韩梅梅  订单号");
    world.sees("列出全部 1 笔");
    world.sees("只看命令");
}

#[test]
fn a_word_in_the_making_is_not_interrupted() {
    let mut world = World::open(Shop::camellia());
    world.command_key(Key::K);
    for words in ["h", "ha", "han"] {
        let preedit = Event::Ime(ImeEvent::Preedit { text: words.into(), active_range_chars: None });
        world.harness.input_mut().events.push(preedit);
        world.harness.step();
        let ime = world.harness.output().platform_output.ime.expect("the field hears an input method");
        assert!(!ime.should_interrupt_composition, "{words}");
    }
}
