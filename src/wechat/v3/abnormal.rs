//! A refund that WeChat could not pay out: to a card of the buyer, or to the shop's own. Source: API v3, "Abnormal refund".

use super::{
    super::{Answered, CallRecord, GatewayError, NotSent, RefundStatus},
    TrustKey, V3Gateway,
    call::{Request, V3Call},
};
use crate::domain::{Refund, RefundId, text_enum::text_enum};
use serde::Serialize;
use std::fmt;

/// The banks whose cards can be named, debit cards only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardBank {
    /// 招商银行.
    Cmb,
    /// 交通银行.
    Comm,
    /// 农业银行.
    Abc,
    /// 建设银行.
    Ccb,
    /// 工商银行.
    Icbc,
    /// 中国银行.
    Boc,
    /// 平安银行.
    Pab,
    /// 浦发银行.
    Spdb,
    /// 中信银行.
    Citic,
    /// 光大银行.
    Ceb,
    /// 民生银行.
    Cmbc,
    /// 兴业银行.
    Cib,
    /// 广发银行.
    Gdb,
    /// 邮储银行.
    Psbc,
    /// 宁波银行.
    Nbcb,
}

text_enum!(CardBank {
    Cmb = "CMB_DEBIT", Comm = "COMM_DEBIT", Abc = "ABC_DEBIT", Ccb = "CCB_DEBIT", Icbc = "ICBC_DEBIT", Boc = "BOC_DEBIT",
    Pab = "PAB_DEBIT", Spdb = "SPDB_DEBIT", Citic = "CITIC_DEBIT", Ceb = "CEB_DEBIT", Cmbc = "CMBC_DEBIT", Cib = "CIB_DEBIT",
    Gdb = "GDB_DEBIT", Psbc = "PSBC_DEBIT", Nbcb = "NBCB_DEBIT",
});

/// Where the money of an abnormal refund goes.
#[derive(Clone, PartialEq, Eq)]
pub enum RefundCard {
    /// A debit card of the buyer's. Number and name travel encrypted, and are in no record and no log.
    Buyer {
        /// Its bank.
        bank: CardBank,
        /// Its number.
        account: String,
        /// Whose it is.
        name: String,
    },
    /// The card WeChat pays the shop's takings to: the shop gives the buyer the money by itself.
    Merchant,
}

impl fmt::Debug for RefundCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Buyer { bank, .. } => f.debug_struct("Buyer").field("bank", bank).finish_non_exhaustive(),
            Self::Merchant => f.write_str("Merchant"),
        }
    }
}

#[derive(Serialize)]
struct AbnormalBody<'a> {
    out_refund_no: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    real_name: Option<String>,
}

impl V3Gateway {
    /// Asks WeChat to pay out a refund whose state is `ABNORMAL` to `card` (`…/apply-abnormal-refund`). The same number pays once.
    /// What it says is how far the refund is then; afterwards it is asked about like any other.
    pub fn abnormal_refund(
        &self,
        refund: &Refund,
        refund_id: &RefundId,
        card: &RefundCard,
        record: &dyn CallRecord,
    ) -> Answered<RefundStatus> {
        let key = match self.line.answer_key() {
            Ok(key) => key,
            Err(why) => return Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        };
        self.talk(request(refund, refund_id, card, &key), record, |answer| answer.refund_done(refund))
    }
}

fn request(refund: &Refund, refund_id: &RefundId, card: &RefundCard, key: &TrustKey) -> Result<Request, NotSent> {
    let sealed = |plain: &str| match plain.trim() {
        "" => Err(NotSent::BadRequest("a card needs its number and its holder's name")),
        plain => key.seal_sensitive(plain).ok_or(NotSent::BadRequest("a field too long to encrypt")),
    };
    let mut said = AbnormalBody {
        out_refund_no: refund.refund_no.as_str(),
        r#type: "MERCHANT_BANK_CARD",
        bank_type: None,
        bank_account: None,
        real_name: None,
    };
    if let RefundCard::Buyer { bank, account, name } = card {
        said.r#type = "USER_BANK_CARD";
        said.bank_type = Some(bank.as_str());
        said.bank_account = Some(sealed(account)?);
        said.real_name = Some(sealed(name)?);
    }
    let path = format!("/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund");
    let request = Request::post(V3Call::AbnormalRefund, path, &said)?;
    Ok(Request { sealed_with: Some(key.id().clone()), ..request })
}
