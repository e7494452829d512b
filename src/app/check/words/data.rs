//! The lines about the data file.

use crate::{
    app::check::finding::{Rows, Steps, Sums},
    base::lang::Lang,
    store::{HistoryFault, MovedShop, StoreError},
    ui::{server_next_step, store_error, technical_words},
};

pub(super) fn rows(lang: Lang, rows: &Rows) -> String {
    match (lang, rows) {
        (_, Rows::Altered(found)) => store_error(lang, &StoreError::Altered(found.clone())),
        (_, Rows::Unusable(bad)) => store_error(lang, bad),
        (Lang::Zh, Rows::Good { orders, tables }) => {
            format!("{orders} 个订单；{tables} 个表的每一页、每个索引、每一行都和掌柜写下的一样")
        }
        (Lang::En, Rows::Good { orders, tables }) => {
            let noun = if *orders == 1 { "order" } else { "orders" };
            format!("{orders} {noun}; every page, index and row of {tables} tables is as Zhanggui wrote it")
        }
        (Lang::Zh, Rows::OnServer { orders }) => format!("数据在数据库服务器上，读得出来：{orders} 个订单"),
        (Lang::En, Rows::OnServer { orders }) => {
            let noun = if *orders == 1 { "order" } else { "orders" };
            format!("the data is on the database server and can be read: {orders} {noun}")
        }
        (Lang::Zh, Rows::Anonymous(rows)) => format!("{rows} 行数据没有所属的订单"),
        (Lang::En, Rows::Anonymous(rows)) => format!("{rows} rows belong to no order"),
    }
}

pub(super) fn next_of_rows(lang: Lang, rows: &Rows) -> &'static str {
    match rows {
        Rows::Good { .. } | Rows::OnServer { .. } => "",
        Rows::Altered(_) => altered(lang),
        Rows::Anonymous(_) => restore(lang),
        Rows::Unusable(bad) => next_of(lang, bad),
    }
}

/// What to do about a data file that cannot be used.
pub(super) fn next_of(lang: Lang, bad: &StoreError) -> &'static str {
    let (zh, en) = match bad {
        StoreError::Altered(_) => return altered(lang),
        StoreError::Server(fault) => return server_next_step(lang, fault),
        StoreError::Moved(MovedShop::Gone { .. }) => (
            "在设置页的“高级”里把数据库改成新的地方（搬到文件的就空着），再打开店铺",
            "write the new place into the database field under Advanced on the settings page (nothing for a file), then open the shop",
        ),
        StoreError::Moved(MovedShop::Arriving { .. }) => (
            "再运行一次 zhanggui move，会从断开的地方接着搬",
            "run zhanggui move once more: it goes on where it broke off",
        ),
        StoreError::Newer { .. } => ("用新版本的掌柜打开", "open it with the newer version of Zhanggui"),
        StoreError::Older => ("启动一次店铺，数据会自动升级", "start the shop once: that brings the data up to date"),
        StoreError::ForeignLog => (
            "先复制整个店铺文件夹。如果你放回了旧的 shop.db，请把旁边的 shop.db-wal 和 shop.db-shm 移走，再检查一次",
            "copy the whole shop folder first. If you put an older shop.db back, move shop.db-wal and shop.db-shm beside it away, then check again",
        ),
        StoreError::Damaged(_) => (
            "不要再用这个文件卖货，先复制整个店铺文件夹。然后选一样：放回最近的备份（zhanggui restore，备份在 backups 里）；把读得出来的抄到新文件（zhanggui salvage）；只看不卖（zhanggui check、export）。付款和退款以微信商户平台为准",
            "do not sell from this file any more; copy the whole shop folder first. Then choose: put the last backup back (zhanggui restore, from the folder backups), save what can be read into a new file (zhanggui salvage), or only look (zhanggui check, export). WeChat's merchant platform has every payment and refund",
        ),
        StoreError::Refused(_)
        | StoreError::Disk(_)
        | StoreError::Locked
        | StoreError::Closed
        | StoreError::Rule(_)
        | StoreError::Unreadable(_)
        | StoreError::Other(_) => {
            ("检查这个文件夹和磁盘，再试一次", "look at this folder and the disk, then try again")
        }
    };
    lang.pick_static(zh, en)
}

pub(super) fn steps(lang: Lang, steps: &Steps) -> String {
    match (lang, steps) {
        (Lang::Zh, Steps::Good { steps, older }) => {
            let but = match older {
                0 => String::new(),
                older => format!("（{older} 笔较早的付款和退款没有记下金额，无从比对）"),
            };
            format!("{steps} 步记录都和当初写下的一样，状态、金额和交易单号都与记录相符{but}")
        }
        (Lang::En, Steps::Good { steps, older }) => {
            let but = match older {
                0 => String::new(),
                older => format!(" ({older} older payments and refunds have no amount in theirs to compare with)"),
            };
            format!("all {steps} steps are as they were written; states, amounts and transactions agree with them{but}")
        }
        (Lang::Zh, Steps::Edited { orders, first, fault }) => {
            format!("{orders} 个订单的记录被改过，第一个是 {first}：{}", fault_of(lang, *fault))
        }
        (Lang::En, Steps::Edited { orders: 1, first, fault }) => {
            format!("the history of order {first} was edited: {}", fault_of(lang, *fault))
        }
        (Lang::En, Steps::Edited { orders, first, fault }) => {
            format!("the history of {orders} orders was edited; the first is {first}: {}", fault_of(lang, *fault))
        }
        (Lang::Zh, Steps::People) => "店里的人、他们的权限或 PIN 码被别的程序改过".to_owned(),
        (Lang::En, Steps::People) => {
            "the shop's people, what they may do or their PINs were edited by another program".to_owned()
        }
    }
}

fn fault_of(lang: Lang, fault: HistoryFault) -> String {
    let fixed = match fault {
        HistoryFault::Step(step) => {
            let step = step.saturating_add(1);
            return match lang {
                Lang::Zh => format!("第 {step} 步被改过"),
                Lang::En => format!("step {step} was edited"),
            };
        }
        HistoryFault::CutOff => lang.pick("最后的记录被删掉了", "its last steps were taken away"),
        HistoryFault::States => {
            lang.pick("订单、发货或退款的状态被改过", "its state, its shipment's or a refund's was edited")
        }
        HistoryFault::Marks => {
            lang.pick("备注、标签或停止接单的记录被改过", "its notes, tags or the block of its buyer were edited")
        }
        HistoryFault::Money => lang.pick("金额或交易单号被改过", "its amounts or its transaction were edited"),
    };
    fixed.to_owned()
}

pub(super) fn sums(lang: Lang, sums: &Sums) -> String {
    match (lang, sums) {
        (Lang::Zh, Sums::Good) => "订单总额和商品相符，已退和在途和退款相符，各项计数和数据相符".to_owned(),
        (Lang::En, Sums::Good) => {
            "order totals agree with their goods, refunded and in flight with the refunds, all counts with the rows"
                .to_owned()
        }
        (Lang::Zh, Sums::Wrong { orders, first }) => {
            format!("{orders} 个订单的金额和商品或退款对不上，第一个是 {first}")
        }
        (Lang::En, Sums::Wrong { orders: 1, first }) => {
            format!("the sums of order {first} differ from its goods or its refunds")
        }
        (Lang::En, Sums::Wrong { orders, first }) => {
            format!("the sums of {orders} orders differ from their goods or their refunds; the first is {first}")
        }
        (Lang::Zh, Sums::Tallies(names)) => format!("计数和数据不符{}", technical_words(lang, &names.join(", "))),
        (Lang::En, Sums::Tallies(names)) => format!("counts differ from the rows: {}", names.join(", ")),
    }
}

pub(super) fn next_of_sums(lang: Lang, sums: &Sums) -> &'static str {
    match sums {
        Sums::Good => "",
        Sums::Wrong { .. } => restore(lang),
        Sums::Tallies(_) => lang.pick_static("启动一次店铺，计数会重新数过", "start the shop once: it counts anew"),
    }
}

fn altered(lang: Lang) -> &'static str {
    lang.pick_static(
        "别的程序动过数据，或硬盘出错：掌柜不会用它卖货。先复制整个店铺文件夹，再放回最近的备份（zhanggui restore），或抄出读得出来的（zhanggui salvage）；如果是你自己改的，关闭店铺，运行 zhanggui check --accept",
        "another program has been at the data, or the disk is failing; Zhanggui does not sell from it. Copy the whole shop folder first, then put the last backup back (zhanggui restore) or save what can be read (zhanggui salvage); if you changed it yourself, close the shop and run zhanggui check --accept",
    )
}

pub(super) fn restore(lang: Lang) -> &'static str {
    lang.pick_static(
        "别的程序动过数据：在微信商户平台核对这个订单，以那里为准",
        "another program has been at the data: compare the order with WeChat's merchant platform, which is right",
    )
}
