//! Coupons: what they cover of a payment, and what of them goes back with a refund. Source: protocol 4.3, 4.5, 4.6.

use crate::domain::Fen;

/// Beyond so many a payment's coupons are larger, not more.
const COUPONS_MAX: i64 = 12;
/// The least a coupon is worth, fen.
const LEAST_FEN: i64 = 50;

/// One coupon of a payment or of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// `CASH`: the shop gets its money all the same. `NO_CASH`: the shop bears it.
    pub kind: &'static str,
    /// WeChat's number of it.
    pub id: String,
    /// What it covers, fen.
    pub amount: Fen,
}

/// The coupons that cover `all` together, of both kinds in turn.
pub fn of(all: Fen) -> Vec<Coupon> {
    let count = all.get().div_euclid(LEAST_FEN).clamp(1, COUPONS_MAX);
    let each = all.get().div_euclid(count);
    let mut left = all.get();
    let mut coupons = Vec::new();
    for n in 1..=count {
        let amount = if n == count { left } else { each };
        left = left.saturating_sub(amount);
        let kind = if n % 2 == 0 { "NO_CASH" } else { "CASH" };
        if let Some(amount) = Fen::new(amount).filter(|amount| !amount.is_zero()) {
            coupons.push(Coupon { kind, id: format!("100000{n:05}"), amount });
        }
    }
    coupons
}

/// What of `coupon` goes back with `amount` of `total`.
pub fn share(coupon: Fen, amount: Fen, total: Fen) -> Fen {
    let part = i128::from(coupon.get()).saturating_mul(amount.get().into()).checked_div(total.get().into());
    part.and_then(|part| i64::try_from(part).ok()).and_then(Fen::new).unwrap_or_default()
}

/// What is settled with the shop of `all`, of which `coupon` were coupons: those it bears itself are not.
pub fn settled(all: Fen, coupon: Fen) -> Fen {
    let borne = of(coupon).into_iter().filter(|coupon| coupon.kind == "NO_CASH").map(|coupon| coupon.amount);
    Fen::sum(borne).and_then(|borne| all.checked_sub(borne)).unwrap_or(all)
}

/// `promotion_detail`: the same in JSON, for orders that know goods.
pub fn promotions(coupons: &[Coupon]) -> String {
    let one = |coupon: &Coupon| {
        serde_json::json!({
            "promotion_id": coupon.id, "name": "满减券", "scope": "GLOBAL",
            "type": if coupon.kind == "CASH" { "COUPON" } else { "DISCOUNT" }, "amount": coupon.amount.get(),
            "activity_id": "931386", "wxpay_contribute": 0, "merchant_contribute": coupon.amount.get(),
            "other_contribute": 0, "goods_detail": [],
        })
    };
    serde_json::json!({ "promotion_detail": coupons.iter().map(one).collect::<Vec<_>>() }).to_string()
}
