//! The file and the program speak the same words, and every list is read along an index made for it.

use crate::domain::{
    Attention, MoneyStep, NoticeVerdict, OrderNo, OrderState, PaperSize, PaymentState, PrintState, RefundAlarm,
    RefundOrigin, RefundState, ReportState, SettleState, ShipKind, ShopId, SignType, UnixSeconds, bill_match,
};
use crate::store::{NoticeFilter, OrderFilter, OrderKey, Page, ShipFilter, Store, orders, printing, shipments};

pub(in crate::store) fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).expect("a store");
    (folder, store)
}

pub(in crate::store) fn plan(store: &Store, sql: &str) -> String {
    let reader = store.reader().expect("a reader");
    let db = reader.db();
    let mut query = db.link.file().expect("a file").prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect(sql);
    let unbound = rusqlite::params_from_iter(vec![rusqlite::types::Null; query.parameter_count()]);
    let rows = query.query_map(unbound, |row| row.get::<_, String>(3)).expect(sql);
    rows.collect::<Result<Vec<_>, _>>().expect(sql).join("; ")
}

/// What writes words down, in the order it is written.
const MIGRATIONS: [&str; 37] = [
    include_str!("migrations/V1__shop.sql"),
    include_str!("migrations/V2__payments_in_full.sql"),
    include_str!("migrations/V3__refunds_in_full.sql"),
    include_str!("migrations/V4__shipping.sql"),
    include_str!("migrations/V5__receipts.sql"),
    include_str!("migrations/V7__sheets.sql"),
    include_str!("migrations/V6__alerts.sql"),
    include_str!("migrations/V9__limits.sql"),
    include_str!("migrations/V10__refund_evidence.sql"),
    include_str!("migrations/V11__refused.sql"),
    include_str!("migrations/V12__to_send.sql"),
    include_str!("migrations/V13__delivered.sql"),
    include_str!("migrations/V14__merchants.sql"),
    include_str!("migrations/V15__set_aside.sql"),
    include_str!("migrations/V16__second_payments.sql"),
    include_str!("migrations/V17__checksums.sql"),
    include_str!("migrations/V18__search.sql"),
    include_str!("migrations/V19__money_steps.sql"),
    include_str!("migrations/V20__marks.sql"),
    include_str!("migrations/V21__lists.sql"),
    include_str!("migrations/V22__failed_refunds.sql"),
    include_str!("migrations/V23__packing_slips.sql"),
    include_str!("migrations/V24__late_receipts.sql"),
    include_str!("migrations/V25__barcodes.sql"),
    include_str!("migrations/V30__restores.sql"),
    include_str!("migrations/V31__bills.sql"),
    include_str!("migrations/V32__pickups.sql"),
    include_str!("migrations/V34__leases.sql"),
    include_str!("migrations/V35__api_v3.sql"),
    include_str!("migrations/V36__goods_of_orders.sql"),
    include_str!("migrations/V38__fund_flow.sql"),
    include_str!("migrations/V39__push.sql"),
    include_str!("migrations/V40__variants_and_freight.sql"),
    include_str!("migrations/V42__moves.sql"),
    include_str!("migrations/V43__hosts.sql"),
    include_str!("migrations/V47__seats.sql"),
    include_str!("migrations/V49__refund_lists.sql"),
];

#[test]
fn the_file_knows_every_word_of_the_domain() {
    let schema = MIGRATIONS.concat();
    let words = |words: &[&'static str]| words.iter().for_each(|w| assert!(schema.contains(&format!("'{w}'")), "{w}"));
    words(&OrderState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&PaymentState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&PaperSize::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&PrintState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&RefundOrigin::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&RefundAlarm::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::RestoreCause::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::LeaseHold::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::LeaseStep::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::CatchUpKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&RefundState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&Attention::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ShipKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ReportState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&SettleState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::store::RowJob::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::store::RowTrouble::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::TagColor::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::MarkStepKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&bill_match::BillDayState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&bill_match::BillSource::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&bill_match::BillTrouble::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&bill_match::BillDifferenceKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&bill_match::BillWhy::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::fund_flow::FundWay::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::fund_flow::FundTrouble::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::bill::BillRefundState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::domain::Api::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&SignType::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&NoticeVerdict::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
}

#[test]
fn the_file_knows_every_word_about_complaints() {
    use crate::domain::{ComplaintProblem, ComplaintState, ComplaintTaskKind, ComplaintTaskState, ComplaintTrouble};
    let schema = include_str!("migrations/V45__complaints.sql");
    let words = |words: &[&'static str]| words.iter().for_each(|w| assert!(schema.contains(&format!("'{w}'")), "{w}"));
    words(&ComplaintState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ComplaintProblem::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ComplaintTaskKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ComplaintTaskState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&ComplaintTrouble::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
}

#[test]
fn the_file_knows_every_word_about_service_messages() {
    use crate::domain::{MessageEvent, MessageState, MessageTrouble};
    let schema = include_str!("migrations/V48__service_messages.sql");
    let words = |words: &[&'static str]| words.iter().for_each(|w| assert!(schema.contains(&format!("'{w}'")), "{w}"));
    words(&MessageEvent::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&MessageState::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&MessageTrouble::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
}

#[test]
fn the_file_knows_every_word_about_people() {
    let schema = include_str!("migrations/V46__operators.sql");
    let words = |words: &[&'static str]| words.iter().for_each(|w| assert!(schema.contains(&format!("'{w}'")), "{w}"));
    words(&crate::domain::RoleKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
    words(&crate::store::OperatorStepKind::ALL.iter().map(|w| w.as_str()).collect::<Vec<_>>());
}

#[test]
fn every_page_of_every_list_is_read_along_its_own_index() {
    let (_folder, store) = store();
    let key = OrderKey { created_at: UnixSeconds::new(0), order_no: OrderNo::parse("SC0000").expect("a number") };
    for (filter, index) in [
        (OrderFilter::All, "orders_all"),
        (OrderFilter::ToPay, "orders_to_pay"),
        (OrderFilter::ToShip, "orders_to_ship"),
        (OrderFilter::Shipped, "orders_shipped"),
        (OrderFilter::Refunding, "orders_refunding"),
        (OrderFilter::NeedsOwner, "orders_needs_owner"),
        (OrderFilter::Done, "orders_done"),
        (OrderFilter::Elsewhere, "orders_elsewhere"),
    ] {
        for page in [Page::Newest, Page::Oldest, Page::Before(key.clone()), Page::After(key.clone())] {
            let plan = plan(&store, &orders::reads::page_sql(filter, &page));
            assert!(plan.contains(&format!("USING INDEX {index} ")), "{filter:?} {page:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{filter:?} {page:?}: {plan}");
        }
    }
}

#[test]
fn the_code_of_a_pick_up_is_found_along_its_index() {
    let (_folder, store) = store();
    let plan = plan(&store, orders::pickups::BY_CODE);
    assert!(plan.contains("INDEX pickups_by_code ") && !plan.contains("SCAN"), "{plan}");
}

#[test]
fn the_receipts_are_read_along_their_indices() {
    let (_folder, store) = store();
    for (sql, index) in [
        (printing::reads::DUE.to_owned(), "print_jobs_due"),
        (printing::reads::open_sql(), "print_jobs_open"),
        (printing::reads::late_sql(), "print_jobs_open"),
        (printing::reads::settled_sql(), "print_jobs_settled"),
    ] {
        let plan = plan(&store, &sql);
        assert!(plan.contains(&format!("INDEX {index} ")), "{sql}: {plan}");
    }
}

#[test]
fn what_is_open_is_found_along_its_index_before_a_large_file_opens() {
    let (_folder, store) = store();
    for (sql, index) in crate::store::engine::checksums::OPEN {
        let plan = plan(&store, sql);
        assert!(plan.contains(&format!("INDEX {index}")), "{sql}: {plan}");
    }
}

/// None of these may walk a million rows: each is read along the index made for it.
#[test]
fn what_the_jobs_look_for_is_found_along_an_index() {
    let (_folder, store) = store();
    for (sql, index) in [
        ("SELECT MIN(next_ask_at) FROM strays WHERE shop_id = ?1 AND state = 'asking'", "strays_due"),
        ("UPDATE payments SET next_ask_at = ?2 WHERE shop_id = ?1 AND next_ask_at > ?2", "payments_due"),
        ("SELECT MIN(at) FROM messages WHERE shop_id = ?1 AND direction = 'notice' AND at >= ?2", "messages_notices"),
        ("SELECT MIN(at) FROM messages WHERE shop_id = ?1 AND direction <> 'notice' AND at >= ?2", "messages_calls"),
        (
            "SELECT order_no FROM payments WHERE shop_id = ?1 AND next_ask_at IS NOT NULL AND state IN ('waiting', 'noticed')
                 AND public_url > '' AND public_url <> ?2 ORDER BY next_ask_at, order_no",
            "payments_due",
        ),
        (crate::store::messages::notices::page_sql(NoticeFilter::All).as_str(), "messages_notices"),
        (crate::store::messages::notices::page_sql(NoticeFilter::Fine).as_str(), "messages_notices"),
        (crate::store::messages::notices::page_sql(NoticeFilter::Odd).as_str(), "messages_odd"),
        (crate::store::messages::notices::page_sql(NoticeFilter::Refused).as_str(), "messages_refused"),
        (crate::store::messages::notices::ORDER_OF_REFUND_ID, "refunds_by_wechat"),
        (crate::store::messages::notices::ORDER_OF_PAYMENT, "payments_by_transaction"),
        (crate::store::orders::nicknames::LAST, "nicknames_of_buyer"),
        (crate::store::money::refunds::past::before_sql().as_str(), "refunds_of_buyer"),
        (crate::store::money::refunds::past::REASONS, "refunds_rejected"),
        (crate::store::orders::buyer_days::HELD, "orders_of_buyer"),
        (crate::store::money::refunds::pictures::OLD, "refund_pictures_by_age"),
        (crate::store::money::refunds::pictures::NAMED_IN_REQUESTS, "refund_pictures_by_file"),
        (
            "SELECT token_hash FROM buyer_sessions WHERE shop_id = ?1 AND openid = ?2 ORDER BY opened_at DESC",
            "buyer_sessions_of_buyer",
        ),
        ("SELECT MIN(next_at) FROM refund_searches WHERE shop_id = ?1", "refund_searches_due"),
        (crate::store::shipments::runs::NEXT, "ship_run_rows_waiting"),
        (crate::store::shipments::runs::OPEN, "ship_runs_open"),
        (crate::store::shipments::run_reads::NEWEST, "ship_runs_by_start"),
        (crate::store::reads::alerts::ORDERS, "orders_unseen"),
        (crate::store::reads::alerts::NEEDS_OWNER, "orders_needs_owner"),
        (crate::store::reads::alerts::REFUNDS_ASKED, "refunds_unseen"),
        (crate::store::reads::alerts::MONEY_SHORT, "refunds_due"),
        (crate::store::reads::alerts::PAUSED, "refunds_paused"),
        (crate::store::money::refunds::alarms::OPEN, "refund_alarms_open"),
        (crate::store::products::reads::ALL_ROWS, "orders_to_pay"),
        (crate::store::products::reads::ROWS, "orders_to_pay"),
        (crate::store::search::find::FRONT, "sqlite_autoindex_orders_1"),
        (crate::store::search::find::PAID_BY, "payments_by_transaction"),
        (crate::store::search::find::BACK_BY, "refunds_by_wechat"),
        (crate::store::search::find::BY_SUM, "orders_by_total"),
        (crate::store::search::backlog::NEXT, "orders_all"),
        (crate::store::reads::takings::BY_HOUR, "orders_by_paid"),
        (crate::store::reads::takings::TAKEN, "orders_by_paid"),
        (crate::store::reads::takings::RETURNED, "refunds_arrived"),
        (crate::store::reads::takings::RETURNED_BY_DAY, "refunds_arrived"),
        (crate::store::reads::takings::SOLD, "orders_by_paid"),
        (crate::store::reads::money_steps::HELD_SUMS, "orders_held"),
        (crate::store::reads::money_steps::SETTLED_SUM, "shipments_settle"),
        (crate::store::reads::money_steps::rows_sql(MoneyStep::ToShip, true).as_str(), "orders_held"),
        (crate::store::reads::money_steps::rows_sql(MoneyStep::UnderWay, true).as_str(), "orders_held"),
        (crate::store::reads::money_steps::rows_sql(MoneyStep::Confirmed, true).as_str(), "shipments_settle"),
        (crate::store::reads::money_steps::rows_sql(MoneyStep::Settling, true).as_str(), "shipments_settle"),
        (crate::store::reads::money_steps::rows_sql(MoneyStep::Settled, true).as_str(), "shipments_settle"),
        (crate::store::orders::marks::reads::NOTES, "notes_beside"),
        (crate::store::search::documents::NOTES_OF_ORDER, "notes_of_order"),
        (crate::store::search::documents::TAGS_OF_ORDER, "put_tags_of_order"),
        (crate::store::orders::marks::beside::STEPS_OF_ORDER, "marked_of_order"),
        (crate::store::orders::marks::tags::STANDS, "put_tags_by_tag"),
        (crate::store::orders::marks::steps::NEWEST, "orders_of_buyer"),
    ] {
        let plan = plan(&store, sql);
        assert!(plan.contains(&format!("INDEX {index} ")), "{sql}: {plan}");
        assert!(!plan.contains("TEMP B-TREE FOR ORDER"), "{sql}: {plan}");
    }
}

#[test]
fn every_number_an_orders_money_may_have_gone_back_under_is_found_along_an_index() {
    let (_folder, store) = store();
    let plan = plan(&store, crate::store::money::refunds::searches::NUMBERS_OF);
    for index in ["refunds_of_order", "bill_lines_of_order", "messages_of_order"] {
        assert!(plan.contains(&format!("INDEX {index} ")), "{index}: {plan}");
    }
    assert!(!plan.contains("SCAN messages") && !plan.contains("SCAN bill_lines"), "{plan}");
}

/// A buyer with ten thousand orders has a card as fast as one with two: what was paid is added up along the index alone.
#[test]
fn what_a_buyer_spent_is_added_up_without_reading_an_order() {
    let (_folder, store) = store();
    for (sql, index) in [
        (crate::store::orders::marks::buyers::SPENT, "orders_of_buyer"),
        (crate::store::orders::marks::buyers::BACK, "refunds_back_to_buyer"),
    ] {
        let plan = plan(&store, sql);
        assert!(plan.contains(&format!("USING COVERING INDEX {index} ")) && !plan.contains("SCAN"), "{sql}: {plan}");
    }
}

#[test]
fn the_shipping_lists_are_read_along_their_indices() {
    let (_folder, store) = store();
    let mut lists = Vec::new();
    for next in [false, true] {
        lists.push((shipments::reads::to_ship_sql(false, next), "orders_ship_queue"));
        lists.push((shipments::reads::to_ship_sql(true, next), "orders_ship_stopped"));
        lists.push((shipments::reads::shipments_sql(ShipFilter::Waiting, next), "shipments_waiting"));
        lists.push((shipments::reads::shipments_sql(ShipFilter::Stopped, next), "shipments_stopped"));
        lists.push((shipments::reads::shipments_sql(ShipFilter::Reported, next), "shipments_reported"));
    }
    for (sql, index) in [
        (shipments::reads::NEXT_REPORT, "shipments_due"),
        (shipments::reads::NEXT_POLL, "shipments_poll"),
        (shipments::reads::NEXT_REMINDER, "shipments_remind"),
        ("SELECT carrier FROM parcels WHERE shop_id = ?1 ORDER BY shipped_at DESC LIMIT ?2", "parcels_lately"),
        ("SELECT 1 FROM shipments WHERE shop_id = ?1 AND report = 'sending'", "shipments_sending"),
    ] {
        lists.push((sql.to_owned(), index));
    }
    lists.push((shipments::listing::numbers_sql(), "orders_ship_queue"));
    lists.push((
        shipments::reads::due_sql("(s.report = 'held' OR s.report = 'waiting') AND s.next_at <= ?2 ORDER BY s.next_at"),
        "shipments_due",
    ));
    for (sql, index) in lists {
        let plan = plan(&store, &sql);
        assert!(plan.contains(&format!("INDEX {index} ")) && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

/// Moments that lie behind, and so wake nobody.
const PAST: &[&str] = &[
    "bill_days.read_at",
    "bill_days.tried_at",
    "bill_differences.found_at",
    "bill_differences.moved_at",
    "bill_differences.noted_at",
    "bill_differences.solved_at",
    "bill_differences.taken_at",
    "bill_lines.moved_at",
    "blocked_buyers.blocked_at",
    "buyer_sessions.opened_at",
    "carriers.listed_at",
    "catch_up_tasks.done_at",
    "clock.heard_at",
    "complaint_lists.listed_at",
    "complaint_talk.at",
    "complaint_tasks.changed_at",
    "complaint_tasks.made_at",
    "complaint_tasks.sent_at",
    "complaints.changed_at",
    "complaints.received_at",
    "file_epoch.copied_at",
    "fund_days.read_at",
    "fund_days.tried_at",
    "fund_moves.moved_at",
    "history.at",
    "hooks.made_at",
    "hosts.since_at",
    "lease_steps.at",
    "leases.changed_at",
    "moves.moved_at",
    "marked_steps.at",
    "merchants.since_at",
    "messages.at",
    "nicknames.said_at",
    "notes.removed_at",
    "notes.written_at",
    "operator_steps.at",
    "operators.added_at",
    "operators.removed_at",
    "operators.wrong_at",
    "order_lines.created_at",
    "orders.created_at",
    "orders.paid_at",
    "orders.received_at",
    "orders.shipped_at",
    "packing_slips.printed_at",
    "parcels.shipped_at",
    "payment_extras.found_at",
    "payment_extras.paid_at",
    "payments.cancel_wished_at",
    "payments.prepay_at",
    "print_jobs.changed_at",
    "print_jobs.queued_at",
    "print_jobs.settled_at",
    "print_jobs.wanted_at",
    "printers.good_at",
    "printers.trouble_at",
    "products.changed_at",
    "refund_alarms.raised_at",
    "refund_alarms.seen_at",
    "refund_pictures.kept_at",
    "refund_restock.back_at",
    "refunds.changed_at",
    "refunds.refunded_at",
    "refunds.requested_at",
    "refunds.sent_at",
    "refunds.set_aside_at",
    "refused_notices.first_at",
    "refused_notices.last_at",
    "restores.accepted_at",
    "restores.behind_at",
    "restores.found_at",
    "search_backlog.placed_until",
    "service_bind_codes.made_at",
    "service_grants.changed_at",
    "service_messages.changed_at",
    "service_messages.made_at",
    "service_receivers.bound_at",
    "service_templates.changed_at",
    "set_aside.since_at",
    "ship_runs.ended_at",
    "ship_runs.started_at",
    "shipments.changed_at",
    "shipments.delivered_at",
    "shipments.reminded_at",
    "shipments.reported_at",
    "shipments.settle_at",
    "shipments.shipped_at",
    "shipments.upload_millis",
    "strays.changed_at",
    "strays.found_at",
    "tags.made_at",
];
/// Until when something lives: moved with the clock, and never longer than such a thing lives.
const LIVES: &[&str] = &["buyer_sessions.expires_at", "payments.pay_before"];

#[test]
fn every_moment_of_the_file_is_on_the_list_of_due_times_or_lies_behind() {
    let (_folder, store) = store();
    let reader = store.reader().expect("a reader");
    let columns = r"SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'refinery%' AND c.type = 'INTEGER'
                       AND (c.name = 'at' OR c.name LIKE '%\_at' ESCAPE '\' OR c.name LIKE '%\_millis' ESCAPE '\'
                            OR c.name LIKE '%before%' OR c.name LIKE '%until%' OR c.name LIKE '%expire%' OR c.name LIKE '%due%')
                   ORDER BY 1";
    let found: Vec<String> = reader.db().values(columns, &[]).expect("the columns");
    let due: Vec<String> =
        crate::store::reads::due::DUE.iter().map(|due| format!("{}.{}", due.table, due.column)).collect();
    for column in &found {
        let listed =
            [due.iter().any(|due| due == column), PAST.contains(&column.as_str()), LIVES.contains(&column.as_str())];
        let times = listed.iter().filter(|listed| **listed).count();
        assert_eq!(
            times, 1,
            "{column}: is it due (store/reads/due/mod.rs), a life (store/engine/clock.rs), or does it lie behind?"
        );
    }
    for column in due.iter().map(String::as_str).chain(PAST.iter().copied()).chain(LIVES.iter().copied()) {
        assert!(found.iter().any(|found| found == column), "{column} is not in the file");
    }
}

/// The practice shop moves its past up to today: what stays behind would have happened before it began.
#[test]
fn the_practice_shop_moves_every_moment_of_the_rows_it_has() {
    let moved = |table: &str| crate::store::seed::forward::MOMENTS.iter().find(|(known, _)| *known == table);
    for moment in crate::store::reads::due::DUE.iter().map(|due| format!("{}.{}", due.table, due.column)) {
        let (table, column) = moment.split_once('.').expect("a column");
        assert!(moved(table).is_none_or(|(_, columns)| columns.contains(&column)), "{moment}");
    }
    for moment in PAST.iter().chain(LIVES).filter(|moment| !moment.ends_with("upload_millis")) {
        let (table, column) = moment.split_once('.').expect("a column");
        assert!(moved(table).is_none_or(|(_, columns)| columns.contains(&column)), "{moment}");
    }
}

/// A wrong clock can have put any of them to sleep: each is woken, and nothing else is moved.
#[test]
fn no_due_time_is_left_to_a_wrong_clock() {
    let (_folder, store) = store();
    let reader = store.reader().expect("a reader");
    for due in &crate::store::reads::due::DUE {
        let sql = format!(
            "SELECT {} FROM {} WHERE shop_id = ?1 AND {} AND {} > 0",
            due.column, due.table, due.waits, due.column
        );
        reader.db().link.file().expect("a file").prepare(&sql).expect(&sql);
        assert!((60 * 60..=8 * 24 * 60 * 60).contains(&due.most_secs), "{}", due.column);
    }
    assert!(!reader.sleeps_too_long(UnixSeconds::new(0)).expect("a reading"));
}
