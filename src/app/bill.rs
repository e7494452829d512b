//! One day's bill from the command line: fetched from WeChat or read from a file, compared, and told.

use crate::{
    app::{
        shop_data::ShopData,
        start::{FolderLock, StartError},
        wechat_access::WechatAccess,
    },
    base::{address::Address, env::Env, lang::Lang},
    domain::{
        Day, Fen,
        bill::BillFault,
        bill_match::{BillDayState, BillDifferenceKind, BillTrouble},
        signed,
    },
    events::Events,
    jobs::{BillStop, HealthBoard, RefundPace, Shop},
    settings::{Secrets, Settings},
    store::{BillDay, BillDayPage, BillDifference, StoreError, Tuning},
    ui::{bill_line_fault, bill_trouble, bill_why},
    wechat::BadEndpoint,
};
use std::path::Path;

/// More differences than a day can have.
const EVERY_ROW: u32 = u32::MAX;

/// Why the bill of a day is not told.
#[derive(Debug, thiserror::Error)]
pub enum BillError {
    /// The shop does not open.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The data.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The calls out could not be set up.
    #[error(transparent)]
    Gateway(#[from] BadEndpoint),
    /// The file is not believed.
    #[error("the bill is not believed: {0}")]
    Fault(BillFault),
    /// There is no bill of this day.
    #[error("there is no bill of {0} yet")]
    NoBill(Day),
}

impl From<BillStop> for BillError {
    fn from(stop: BillStop) -> Self {
        match stop {
            BillStop::Fault(fault) => Self::Fault(fault),
            BillStop::Store(error) => Self::Store(error),
        }
    }
}

/// What was found.
#[derive(Debug)]
pub struct BillReport {
    /// To be said, line by line.
    pub lines: Vec<String>,
    /// True where the bill is known and nothing of it is open.
    pub settled: bool,
}

/// The bill of `day`: read from `file` where one is named, else fetched unless it is known. A shop that is open fetches by
/// itself; of it only what is known is told.
///
/// # Errors
/// [`BillError`]: nothing changed.
pub fn report(
    folder: &Path,
    (day, file): (Day, Option<&Path>),
    (settings, secrets): (&Settings, &Secrets),
    env: &Env,
    lang: Lang,
) -> Result<BillReport, BillError> {
    let page = match FolderLock::take(folder) {
        Ok(_lock) => look(folder, (day, file), (settings, secrets), env)?,
        Err(StartError::AlreadyOpen(_)) if file.is_none() => {
            let reader = data_of(folder, settings, secrets).reader()?;
            reader.bill_day_rows(day, EVERY_ROW)?
        }
        Err(error) => return Err(error.into()),
    };
    let page = page.ok_or(BillError::NoBill(day))?;
    Ok(BillReport { settled: page.day.state.is_known() && page.day.open == 0, lines: told(&page, lang) })
}

fn data_of(folder: &Path, settings: &Settings, secrets: &Secrets) -> ShopData {
    ShopData::of(folder, &settings.store, secrets.store_password.as_ref())
}

fn look(
    folder: &Path,
    (day, file): (Day, Option<&Path>),
    (settings, secrets): (&Settings, &Secrets),
    env: &Env,
) -> Result<Option<BillDayPage>, BillError> {
    let store = data_of(folder, settings, secrets).open(Tuning::default())?;
    let access = WechatAccess::of(folder, settings, secrets, env)?;
    let WechatAccess { accounts, merchant, gateway, trust_keys, .. } = access;
    let now = env.now();
    store.open_for(merchant, now).wait()?;
    let events = Events::default();
    let shop = Shop {
        store: store.clone(),
        gateway,
        events: events.clone(),
        env: env.clone(),
        schedules: settings.schedules.clone(),
        hold_secs: settings.hold_secs,
        address: Address::default(),
        refund_webhook: String::new(),
        accounts,
        trust_keys,
        keep_days: settings.keep_days,
        health: HealthBoard::new(events),
        pace: RefundPace::default(),
        shipping_api: None,
    };
    let reader = store.reader()?;
    match file {
        Some(file) => {
            shop.read_bill_file(file, Some(day), now)?;
        }
        None if reader.bill_day(day)?.is_some_and(|known| known.state.is_known()) => {
            shop.look_at_open_bills(&reader, now)?;
        }
        None => {
            shop.look_after_trust_keys(now);
            shop.fetch_bill_now(&reader, day, folder, now)?;
        }
    }
    let page = reader.bill_day_rows(day, EVERY_ROW)?;
    drop((reader, shop));
    store.close()?;
    Ok(page)
}

fn told(page: &BillDayPage, lang: Lang) -> Vec<String> {
    let day = &page.day;
    let mut lines = vec![match (day.state, day.trouble) {
        (BillDayState::Read, _) => lang.pick("账单已读完", "the bill was read to its last line").to_owned(),
        (BillDayState::Empty, _) => lang.pick("微信说这一天没有交易", "WeChat says that nothing was traded").to_owned(),
        (_, trouble) => bill_trouble(lang, trouble.unwrap_or(BillTrouble::NoAnswer)).to_owned(),
    }];
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, &format!("{}  ", day.day));
    }
    if day.state.is_known() {
        lines.extend(figures(day, lang));
    }
    for rejected in &page.rejected {
        let line = rejected.line;
        let what = bill_line_fault(lang, &rejected.fault);
        lines.push(match lang {
            Lang::Zh => format!("  第 {line} 行读不懂：{what}"),
            Lang::En => format!("  line {line} was not understood: {what}"),
        });
    }
    lines.extend(page.differences.iter().map(|one| difference(one, lang)));
    lines
}

fn figures(day: &BillDay, lang: Lang) -> [String; 3] {
    let (here, totals) = (&day.here, &day.totals);
    let (paid, mine) = (signed(totals.ordered), signed(here.paid));
    let (back, mine_back) = (signed(totals.refund_asked), signed(here.refunded));
    let (fee, net) = (totals.fee, totals.net());
    match lang {
        Lang::Zh => [
            format!("  收款  微信 {paid}（{} 笔）  这里 {mine}（{} 笔）", day.payments, here.payments),
            format!("  退款  微信 {back}（{} 笔）  这里 {mine_back}（{} 笔）", day.refunds, here.refunds),
            format!("  手续费 {fee}  净到账 {net}  对不上 {}  待定 {}", day.open, day.pending),
        ],
        Lang::En => [
            format!("  taken    WeChat {paid} ({})  here {mine} ({})", day.payments, here.payments),
            format!("  refunds  WeChat {back} ({})  here {mine_back} ({})", day.refunds, here.refunds),
            format!("  fees {fee}  net {net}  differences {}  pending {}", day.open, day.pending),
        ],
    }
}

fn difference(one: &BillDifference, lang: Lang) -> String {
    let mark = match (one.solved_at, one.noted_at, one.kind()) {
        (Some(_), ..) => lang.pick("已对上", "agrees now"),
        (None, _, BillDifferenceKind::Pending) => lang.pick("待定", "pending"),
        (None, Some(_), _) => lang.pick("原因已记", "cause noted"),
        (None, None, _) => lang.pick("对不上", "open"),
    };
    let said = |amount: Option<Fen>| amount.map_or_else(|| "-".to_owned(), |fen| fen.to_string());
    let (at, order_no) = (one.at.to_dashed(), &one.order_no);
    let why = bill_why(lang, one.why, one.theirs, one.ours);
    let note = if one.note.is_empty() { String::new() } else { format!("  ({})", one.note) };
    format!("  {mark}  {at}  {order_no}  {}  {}  {why}{note}", said(one.theirs), said(one.ours))
}
