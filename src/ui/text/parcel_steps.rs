//! The steps of an order's parcels in its timeline, and the reasons beside them.

use super::tame;
use crate::domain::{MarkedParcels, Parcel, ReportState, StepReason, carrier};

texts! { in lang;
    /// One step of a shipment, in words, without its reason; `None` after: it was taken back.
    parcel_step(before: Option<ReportState>, after: Option<ReportState>, reason: &StepReason) = match (before, after) {
        _ if *reason == StepReason::Reminded =>
            "请微信提醒了买家确认收货",
            "WeChat reminded the buyer to confirm the receipt";
        (_, None) => "撤回了发货", "undid the shipment";
        (None, Some(ReportState::Held)) => "标记发货", "marked it as shipped";
        (_, Some(ReportState::Held)) if is_correction(reason) => "用掉了唯一一次更正", "used the one correction";
        (_, Some(ReportState::Held)) => "改了发货内容", "changed the shipment";
        (_, Some(ReportState::Sending)) => "正在告诉微信", "telling WeChat";
        (_, Some(ReportState::Waiting)) => "等着再告诉微信一次", "WeChat will be told again";
        (_, Some(ReportState::Reported)) => "微信已登记发货", "WeChat has the shipment";
        (_, Some(ReportState::Stopped)) => "微信没有接受发货", "WeChat did not take the shipment";
    }

    /// Parcels with their carriers' names; `None` where there are none.
    marked_parcels(marked: &MarkedParcels) -> Option<String> {
        let all: Vec<String> = marked.parcels.iter().map(|parcel| named(lang, parcel)).collect();
        let more = if marked.more_to_follow { lang.pick("，还有包裹", ", more to follow") } else { "" };
        (!all.is_empty()).then(|| tame(&all.join(lang.pick("、", ", ")), 160) + more)
    }

    /// `SF SF123…` with the carrier's name.
    named(parcel: &Parcel) -> String {
        match carrier::KNOWN.iter().find(|(known, ..)| *known == parcel.carrier) {
            Some((_, zh, en)) => format!("{} {}", lang.pick(zh, en), parcel.tracking_no).trim().to_owned(),
            None => parcel.to_string(),
        }
    }
}

const fn is_correction(reason: &StepReason) -> bool {
    matches!(reason, StepReason::Parcels(MarkedParcels { correction: true, .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::lang::Lang,
        domain::{Actor, Transition, UnixSeconds},
        store::HistoryRow,
        ui::text::history::history_what,
    };

    /// As the row has it: who took it decides whether a text is parcels or a trouble.
    fn step_text(lang: Lang, before: &str, after: &str, why: &str) -> String {
        let step = Transition::parse("shipment", before, after);
        let actor = if after == "held" || after.is_empty() { Actor::Owner } else { Actor::WeChat };
        let reason = StepReason::parse(&step, actor, why);
        assert!(matches!(step, Transition::Shipment(..)), "{step:?}");
        let at = UnixSeconds::new(1_788_230_527);
        history_what(
            lang,
            &HistoryRow { at, actor, step, reason, message: None, refund_no: None, amount: None, operator: None },
        )
    }

    #[test]
    fn no_step_of_a_parcel_is_raw() {
        for (before, after, why, zh, en) in [
            ("", "held", "SF SF123", "标记发货（顺丰速运 SF123）", "marked it as shipped (SF Express SF123)"),
            (
                "reported",
                "held",
                "ZTO 78, more to follow",
                "改了发货内容（中通快递 78，还有包裹）",
                "changed the shipment (ZTO Express 78, more to follow)",
            ),
            (
                "reported",
                "held",
                "the one correction: SF SF9",
                "用掉了唯一一次更正（顺丰速运 SF9）",
                "used the one correction (SF Express SF9)",
            ),
            ("held", "", "taken back", "撤回了发货", "undid the shipment"),
            ("held", "sending", "", "正在告诉微信", "telling WeChat"),
            (
                "sending",
                "waiting",
                "NO_LINE error sending request for url",
                "等着再告诉微信一次（连不上微信）",
                "WeChat will be told again (no line to WeChat)",
            ),
            (
                "sending",
                "stopped",
                "10060004 order state",
                "微信没有接受发货（微信代码 10060004）",
                "WeChat did not take the shipment (WeChat's code 10060004)",
            ),
            (
                "reported",
                "reported",
                "reminded",
                "请微信提醒了买家确认收货",
                "WeChat reminded the buyer to confirm the receipt",
            ),
        ] {
            let (in_zh, in_en) = (step_text(Lang::Zh, before, after, why), step_text(Lang::En, before, after, why));
            assert_eq!((in_zh.as_str(), in_en.as_str()), (zh, en));
        }
        for state in ReportState::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let said = step_text(lang, "sending", state.as_str(), "");
                assert!(!said.contains(state.as_str()) || lang == Lang::En, "{said}");
            }
        }
    }
}
