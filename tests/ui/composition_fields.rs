//! Every page and dialog with a field in it, and the way to it.

use super::{Fields, Opened};
use crate::{
    api_v3, backup, bills,
    complaints::complained,
    money::paid_with,
    order_filters::Example,
    people::with_people,
    scanning::bench,
    settings_page,
    shipping::{packing_room, told_parcel},
    shop::Shop,
    wizard_owner::Owner,
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::Api,
    ui::{CodeState, Lang},
};

/// All of them.
pub fn every_field() -> Vec<Fields> {
    let mut all = of_the_lists();
    all.extend(of_complaints());
    all.extend(of_orders_and_refunds());
    all.extend(of_shipping());
    all.extend(of_products());
    all.extend(of_people());
    all.extend(of_the_shop());
    all
}

fn of_the_lists() -> Vec<Fields> {
    vec![
        Fields {
            drawn_in: &["palette/look.rs"],
            named: &["Search"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.command_key(Key::K);
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/filters/fields.rs"],
            named: &["At least (yuan)", "At most (yuan)"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Filter");
                world.click("Amount");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/filters/fields.rs"],
            named: &["From", "To"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Filter");
                world.click("Placed");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/filters/views.rs"],
            named: &["Name of the view"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("View");
                world.click("Save as a view…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/orders/tag_menu.rs"],
            named: &["New tag"],
            open: || {
                let shop = Example::new();
                let mut world = shop.window(Lang::En);
                world.key(Key::J);
                world.key(Key::X);
                world.click("Tag…");
                world.click("New tag…");
                Opened { window: Box::new(world), _kept: vec![Box::new(shop)] }
            },
        },
        Fields {
            drawn_in: &["pages/filters/find_field.rs"],
            named: &["Find messages"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.opens_the_log();
                world.into()
            },
        },
    ]
}

fn of_complaints() -> Vec<Fields> {
    vec![Fields {
        drawn_in: &["pages/complaints/answer.rs"],
        named: &["To the buyer (200 characters at most)"],
        open: || {
            let mut world = World::open(complained());
            world.click("Refunds");
            world.click("Complaints 1");
            world.into()
        },
    }]
}

fn of_orders_and_refunds() -> Vec<Fields> {
    vec![
        Fields {
            drawn_in: &["pages/marks/notes.rs", "pages/marks/tags.rs"],
            named: &["Shop note", "New tag"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click_part("SC20260901-00000114");
                world.click("Add a tag");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/marks/block.rs"],
            named: &["Why (only you read it; may be left empty)"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click_part("SC20260901-00000114");
                world.click("Block buyer…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/question.rs"],
            named: &["Type the missing sum once more (no key does it)"],
            open: || {
                let mut world = World::open(paid_with("11.97"));
                world.click_part("SC20260901-00000113");
                world.click("Write off ¥107.73…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/decide.rs", "pages/decide/words.rs"],
            named: &["Amount", "What the buyer reads"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Refunds");
                world.click("Approve ¥9.90…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/decide/words.rs"],
            named: &["What the buyer reads"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Refunds");
                world.key(Key::R);
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/refunds/ask.rs"],
            named: &["What each buyer reads"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Refunds");
                world.key(Key::Space);
                world.key(Key::R);
                world.into()
            },
        },
    ]
}

fn of_shipping() -> Vec<Fields> {
    vec![
        Fields {
            drawn_in: &["pages/shipping/row_field.rs", "pages/shipping/form.rs", "pages/shipping/packing_card.rs"],
            named: &["Tracking number of SC20260901-00000090", "Tracking number"],
            open: || {
                let mut world = World::open(bench());
                world.click("Shipping");
                world.click_part("SC20260901-00000090");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/shipping/carrier_box.rs"],
            named: &["Find a carrier"],
            open: || {
                let mut world = World::open(packing_room());
                world.click("Shipping");
                world.click("Carrier of SC20260901-00000090");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/shipping/remind.rs"],
            named: &["Delivered, as the carrier says"],
            open: || {
                let mut world = told_parcel();
                world.click("Remind the buyer…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/shipping/scan_strip.rs"],
            named: &["Scan or type a code"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Shipping");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/trial_table.rs"],
            named: &["Sheet path"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Shipping");
                world.click("Import sheet");
                world.into()
            },
        },
    ]
}

fn of_products() -> Vec<Fields> {
    vec![
        Fields {
            drawn_in: &["pages/trial_table.rs"],
            named: &["File path"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Products");
                world.click("Import CSV…");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/filters/find_field.rs", "pages/products/form_field.rs"],
            named: &["Find a product", "Name", "Price (yuan)", "Category", "Weight (g)", "Description"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Products");
                world.click_part("手冲壶 ¥128.00");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/products/form_variants.rs"],
            named: &["Variant 1: Variant", "Variant 1: Price (yuan)", "Variant 1: Stock", "Variant 1: Barcodes"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Products");
                world.click_part("手冲壶 ¥128.00");
                world.scroll_to("Add a variant");
                world.click("Add a variant");
                world.into()
            },
        },
    ]
}

/// One section of the settings.
fn section(name: &str, go_on: impl FnOnce(&mut World)) -> Opened {
    let folder = settings_page::folder();
    let mut world = settings_page::in_settings(folder.path(), name);
    go_on(&mut world);
    Opened { window: Box::new(world), _kept: vec![Box::new(folder)] }
}

/// Some names of a section's fields, and the way to it.
type Section = (&'static [&'static str], fn() -> Opened);

fn of_people() -> Vec<Fields> {
    vec![
        Fields {
            drawn_in: &["shell/lock_screen.rs"],
            named: &["韩梅梅’s PIN"],
            open: || World::open(with_people()).into(),
        },
        Fields {
            drawn_in: &["pages/settings/people.rs"],
            named: &["The owner’s name", "Name", "Largest single refund (yuan)"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Settings");
                world.click("People");
                world.click("Add a person");
                world.into()
            },
        },
        Fields {
            drawn_in: &["pages/settings/messages.rs", "pages/settings/message_form.rs"],
            named: &["Name", "Template id", "Keyword 1", "Words of keyword 1"],
            open: || {
                let mut world = World::open(Shop::camellia());
                world.click("Settings");
                world.click("Service messages");
                world.scroll_to("Set “Payment received”");
                world.click("Set “Payment received”");
                world.scroll_to("Words of your own");
                world.click("Words of your own");
                world.into()
            },
        },
    ]
}

fn of_the_shop() -> Vec<Fields> {
    let of_settings: &[Section] = &[
        (&["Shop's name"], || section("Shop", |_| {})),
        (&["AppID of the mini program", "Token of the message push"], || section("Mini program", |_| {})),
        (&["Merchant number", "API v3 key", "Public key's ID"], || section("WeChat Pay", |_| {})),
        (&["Public address"], || section("Public address", |world| world.click("I have a server (ssh)"))),
        (&["Quiet from"], || section("Alerts and quiet", |_| {})),
        (&["Seconds an approved refund can be taken back"], || section("Refunds", |_| {})),
        (&["Address or number"], || section("Printers, receipts", |world| world.click("Add a printer"))),
        (&[], || section("Orders, freight", |_| {})),
        (&[], || section("Advanced", |_| {})),
        (&["Find a setting", "Find a name"], || section("Program", |_| {})),
    ];
    let drawn_in = &[
        "pages/settings.rs",
        "pages/settings/pay_card.rs",
        "pages/settings/order_cards.rs",
        "pages/settings/push_card.rs",
        "pages/pay_fields.rs",
        "pages/settings/window_part.rs",
        "pages/settings/printers.rs",
        "pages/tunnel_fields.rs",
    ];
    let mut all: Vec<Fields> = of_settings.iter().map(|&(named, open)| Fields { drawn_in, named, open }).collect();
    all.push(Fields {
        drawn_in: &["pages/backup.rs"],
        named: &["Recovery code"],
        open: || {
            let made = backup::fixed_backups(|view| view.code = CodeState::Made);
            backup::at(&made, Lang::En).into()
        },
    });
    all.push(Fields {
        drawn_in: &["pages/backup/passphrase_card.rs"],
        named: &["Backup passphrase", "The passphrase once more"],
        open: || {
            let mut world = backup::at(&backup::fixed_backups(|_| {}), Lang::En);
            world.click("Choose a passphrase");
            world.into()
        },
    });
    all.push(Fields {
        drawn_in: &["pages/refund_detail/payout.rs"],
        named: &["Card number", "Name of the holder"],
        open: || {
            let mut world = api_v3::stuck(Api::V3);
            world.click("Pay to a bank card…");
            world.into()
        },
    });
    all.push(Fields {
        drawn_in: &["pages/bills/difference.rs"],
        named: &["Why the two differ, in a sentence"],
        open: || {
            let (store, folder, _) = bills::shop();
            let mut world = World::with_read_model(Box::new(store.reader().expect("a reader")), Lang::En);
            world.key(Key::Num6);
            world.press_by_screen_reader("Note why…");
            Opened { window: Box::new(world), _kept: vec![Box::new(store), Box::new(folder)] }
        },
    });
    all.push(Fields { drawn_in: &["pages/wizard/pages.rs"], named: &["Shop's name"], open: || in_the_wizard(1) });
    all.push(Fields {
        drawn_in: &["pages/wizard/pages.rs"],
        named: &["AppID of the mini program", "AppSecret of the mini program"],
        open: || in_the_wizard(2),
    });
    all
}

/// A page of the wizard whose fields are good as they are: Enter would lead on.
fn in_the_wizard(page: usize) -> Opened {
    let mut owner = Owner::new(Lang::En);
    owner.click("Begin");
    owner.write("Shop's name", "Camellia");
    if page > 1 {
        owner.click("Next");
        owner.write("AppID of the mini program", "wx7e57000000000001");
        owner.write("AppSecret of the mini program", "0123456789abcdef0123456789abcdef");
    }
    Opened { window: Box::new(owner), _kept: Vec::new() }
}
