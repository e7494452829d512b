//! The owner reads what WeChat sent, and what only claimed to be from WeChat.

use crate::{
    shop::{NOW, Shop},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{MessageId, NoticeVerdict},
    events::{CommandOutcome, ShopEvent},
    jobs::Command,
    store::Refusal,
    store::RefusedCount,
    ui::Lang,
};

#[test]
fn messages_are_sorted_by_what_they_mean() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.opens_the_log();
    world.sees_part("Payment message SC20260901-00000117 Valid");
    world.click("To check 1");
    world.sees_part("Payment message SC20260901-00000114 Differs");
    world.misses_part("Payment message SC20260901-00000117 Valid");
    world.click("Refused");
    world.sees_part("Wrong signature");
    world.sees_part("Unsigned");
    world.misses_part("Payment message SC20260901-00000114 Differs");
    world.click("OK");
    world.sees_part("Refund message SC20260901-00000116 Repeated");
    shop.rows().notices.retain(|row| row.verdict != NoticeVerdict::Differs);
    world.click_part("To check");
    world.sees("Nothing to check");
    world.click("Show all messages");
    world.sees_part("Payment message SC20260901-00000117 Valid");
}

#[test]
fn the_messages_of_one_order_or_of_some_days_are_found() {
    let shop = Shop::camellia();
    shop.rows().notices[4].at = NOW.plus(-10 * 86_400);
    let mut world = World::open(shop.clone());
    world.opens_the_log();
    world.focus("Find messages");
    world.types(" SC20260901-00000114 ");
    world.sees_part("Payment message SC20260901-00000114 Differs");
    world.misses_part("SC20260901-00000117");
    world.click("Refused");
    world.sees("No message matches");
    world.click("Clear");
    assert_eq!(world.content("Find messages"), "");
    world.sees_part("SC20260901-00000113 Unsigned");
    world.click("Received");
    world.click("last 7 days");
    world.misses_part("SC20260901-00000113 Unsigned");
    world.sees_part("Wrong signature");
    world.click("Remove the filter: Received");
    world.sees_part("SC20260901-00000113 Unsigned");
}

#[test]
fn a_message_says_what_it_means_for_the_money_and_what_stands_in_it() {
    let mut world = World::open(Shop::camellia());
    world.opens_the_log();
    world.click_part("SC20260901-00000114 Differs");
    world.sees_part("Do not ship before that");
    world.sees("order total");
    world.sees("¥128.00");
    world.sees("12800");
    world.sees("payer");
    world.sees("hidden");
    world.click("SC20260901-00000114");
    world.sees("Copy order number");
}

/// A flood is sampled: the list has twenty of them, the counter all.
#[test]
fn how_many_messages_were_refused_stands_above_the_list() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.opens_the_log();
    world.misses_part("messages refused since");
    let count = |verdict, amount, at: i64| RefusedCount {
        verdict,
        amount,
        first_at: NOW.plus(-86_400),
        last_at: NOW.plus(-at),
    };
    shop.rows().refused =
        vec![count(NoticeVerdict::WrongSignature, 12_000, 60), count(NoticeVerdict::Unsigned, 345, 600)];
    world.hears(&ShopEvent::NoticeListed);
    world.sees_part("12,345 messages refused since");
    world.sees_part("(Wrong signature 12,000, Unsigned 345)");
    world.click("Refused");
    world.sees_part("12,345 messages refused since");
    world.click("OK");
    world.misses_part("messages refused since");
}

#[test]
fn what_a_message_came_with_is_shown() {
    let mut world = World::open(Shop::camellia());
    world.opens_the_log();
    world.click_part("SC20260901-00000114 Differs");
    world.sees("Sent along with it");
    world.sees("user-agent");
    world.sees("Mozilla/4.0");
    world.sees("203.0.113.7");
}

#[test]
fn a_message_is_replayed_only_after_a_question_and_its_outcome_is_shown() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.opens_the_log();
    world.click("Refused");
    world.click_part("SC20260901-00000115 Wrong signature");
    world.click("Process again…");
    world.sees("Process this message again?");
    world.sees_part("not counted twice");
    world.key(Key::Escape);
    world.misses("Process this message again?");
    assert_eq!(world.wishes(), []);
    world.click("Process again…");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [Command::ReplayNotice(MessageId::of([2; 16]))]);
    world.obey_all();
    world.sees_part("Processed again: the result is the new row, shown");
    world.sees("Processed again here");
    world.sees_part("Nothing for you to do");
}

#[test]
fn a_message_that_cannot_be_replayed_says_so() {
    let mut world = World::open(Shop::camellia());
    world.opens_the_log();
    world.click_part("SC20260901-00000115 Wrong signature");
    world.click("Process again…");
    world.click("Process again");
    let outcome = CommandOutcome::Refused(Refusal::NotFound);
    world.answers(|command| matches!(command, Command::ReplayNotice(_)), outcome);
    world.sees_part("Not done, nothing changed: it is not there any more");
}

#[test]
fn the_messages_are_walked_by_key() {
    let mut world = World::open(Shop::camellia());
    world.opens_the_log();
    world.key(Key::ArrowDown);
    world.sees_part("WeChat is still asked whether it was really paid");
    world.key(Key::ArrowDown);
    world.sees_part("nothing changed");
    world.key(Key::J);
    world.sees_part("forged or altered");
    world.key(Key::ArrowUp);
    world.sees_part("The same money is counted once");
}

#[test]
fn a_text_that_was_kept_long_enough_is_gone_and_its_row_stays() {
    let shop = Shop::camellia();
    shop.rows().notices[0].text.clear();
    let mut world = World::open(shop);
    world.opens_the_log();
    world.click_part("SC20260901-00000117 Valid");
    world.sees_part("older than the time it is kept for");
    world.misses("Process again…");
}

#[test]
fn the_page_of_messages_speaks_chinese_too() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    world.opens_the_log();
    world.click("要核对 1");
    world.click_part("与订单不符");
    world.sees_part("先不要发货");
    world.click("重新处理…");
    world.sees("把这条通知重新处理一遍？");
}
