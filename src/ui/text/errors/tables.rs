//! What the rows of a table are, to a shop owner.

use crate::store::Difference;

/// How many places a sentence names before it only counts.
const SAID: usize = 3;

/// The first of them; a torn page can be many.
pub(super) fn listed(found: &[Difference]) -> String {
    let first: Vec<String> = found.iter().take(SAID).map(place).collect();
    let first = first.join("、");
    if found.len() <= SAID { first } else { format!("{first}等 {} 处", found.len()) }
}

/// Rows that are not as this program wrote them, by what they are.
pub(crate) fn place(found: &Difference) -> String {
    let what = rows(&found.table);
    if found.bucket.is_empty() { what.to_owned() } else { format!("{what}（{}-…）", found.bucket) }
}

/// The rows of a table, as an owner calls them.
pub(crate) fn table_word(table: &str) -> &str {
    rows(table)
}

/// A table of a newer version keeps its own name.
fn rows(table: &str) -> &str {
    match table {
        "bill_days" => "对账的日子",
        "bill_differences" => "对账的差异",
        "bill_lines" | "bill_rejected" => "账单明细",
        "blocked_buyers" => "停止接单的买家",
        "buyer_days" => "买家当天用量",
        "buyer_sessions" => "买家登录",
        "carriers" => "快递公司",
        "catch_up_tasks" => "补齐清单",
        "clock" => "时间校准",
        "complaint_lists" => "投诉的查询进度",
        "complaint_pictures" | "complaint_talk" | "complaints" => "买家投诉",
        "complaint_task_pictures" | "complaint_tasks" => "对投诉的答复",
        "fund_days" | "fund_moves" => "资金流水",
        "history" => "操作记录",
        "hooks" => "通知地址",
        "hosts" | "lease_steps" | "leases" => "在哪台电脑开店",
        "marked" | "marked_steps" => "备注和标签的记录",
        "merchants" => "商户号",
        "messages" => "微信消息",
        "moves" => "搬家记录",
        "nicknames" => "买家昵称",
        "notes" => "店里的备注",
        "order_lines" => "订单商品",
        "orders" => "订单",
        "packing_slips" => "装箱单",
        "parcel_lines" => "包裹商品",
        "parcels" => "包裹",
        "payment_extras" => "多付的款",
        "payments" => "付款",
        "pickups" => "自提",
        "print_jobs" => "小票",
        "presences" => "谁开着什么",
        "printers" => "打印机",
        "service_bind_codes" | "service_receivers" => "绑定的微信",
        "service_grants" => "消息的授权次数",
        "service_messages" => "服务消息",
        "service_templates" => "消息模板",
        "operator_chains" => "人员记录的末尾",
        "operator_steps" => "人员记录",
        "operators" => "人员",
        "product_barcodes" => "商品条码",
        "products" => "商品",
        "put_tags" => "贴上的标签",
        "refund_alarms" => "退款提醒",
        "refund_goods" => "退款商品",
        "refund_lines" => "退款明细",
        "refund_pictures" => "退款凭证",
        "refund_restock" => "退货入库",
        "refund_searches" => "退款查询",
        "refunds" => "退款",
        "refused_notices" => "被拒通知",
        "restores" => "恢复记录",
        "search_backlog" => "搜索进度",
        "search_words" => "搜索索引",
        "set_aside" => "搁置的数据",
        "ship_run_rows" => "发货表格的行",
        "ship_runs" => "发货表格",
        "shipments" => "发货",
        "strays" => "来历不明的付款",
        "tags" => "标签",
        "tallies" => "计数",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::ShopId, store::Store};

    fn found(table: &str, bucket: &str) -> Difference {
        Difference { table: table.to_owned(), bucket: bucket.to_owned() }
    }

    #[test]
    fn places_are_named_and_many_are_counted() {
        assert_eq!(listed(&[found("products", ""), found("orders", "SC20260901")]), "商品、订单（SC20260901-…）");
        assert_eq!(listed(&vec![found("orders", ""); 5]), "订单、订单、订单等 5 处");
    }

    #[test]
    fn every_table_of_the_file_has_a_word() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).expect("a store");
        let tables = store.reader().and_then(|reader| reader.summed_tables()).expect("the tables");
        assert!(tables.len() > 30);
        for table in tables {
            assert_ne!(rows(&table), table);
        }
    }
}
