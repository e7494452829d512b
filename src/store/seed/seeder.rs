//! The sentences the example is told in: each is one intent, with the message WeChat would have sent beside it.

use crate::domain::{
    Fen, NoticeVerdict, Order, PaidFacts, PrepayId, Product, ProductChange, ProductFacts, ProductId, Quantity,
    RefundFacts, RefundId, RefundNo, RefundOutcome, RefundStep, RefundTrouble, SignType, StockChange, TransactionId,
    UnixSeconds, VariantChange,
};
use crate::store::seed::{
    catalog::{CHOICES, ChoiceSeed, FACTS, PRODUCTS},
    seed_rng::SeedRng,
};
use crate::store::{
    Actor, NewPayment, NewRefund, OrderUpdate, OrderWord, RawMessage, RefundApproval, RefundSend, RefundUpdate, Store,
    StoreError,
};

/// Tells the example to a store.
pub(super) struct Seeder<'a> {
    pub store: &'a Store,
    pub now: UnixSeconds,
    pub rng: SeedRng,
}

impl Seeder<'_> {
    pub fn fill_shelves(&self, at: UnixSeconds) -> Result<(), StoreError> {
        for (id, name, price, stock, on_sale) in PRODUCTS {
            let product = Product {
                id: known(ProductId::parse(id))?,
                name: name.to_owned(),
                price: fen(price),
                stock,
                on_sale,
                picture: None,
                facts: facts_of(id),
            };
            self.store.put_product(product, at).wait()?;
        }
        CHOICES.iter().try_for_each(|choice| self.put_choice(choice, at))
    }

    /// As its owner would have put it there.
    fn put_choice(&self, choice: &ChoiceSeed, at: UnixSeconds) -> Result<(), StoreError> {
        let variant = |(place, &(words, price, stock, on_sale)): (usize, &(&str, i64, u32, bool))| {
            Ok::<_, StoreError>(VariantChange {
                id: known(ProductId::parse(&variant_id(choice.id, place)))?,
                words: words.to_owned(),
                price: fen(price),
                stock: StockChange::Set(stock),
                on_sale,
                picture: None,
                barcodes: None,
                weight_g: None,
            })
        };
        let variants = choice.variants.iter().enumerate().map(variant).collect::<Result<Vec<_>, _>>()?;
        let change = ProductChange {
            id: known(ProductId::parse(choice.id))?,
            name: choice.name.to_owned(),
            price: fen(choice.price),
            stock: StockChange::Set(choice.stock),
            on_sale: true,
            picture: None,
            barcodes: None,
            facts: ProductFacts {
                variant: None,
                category: choice.category.to_owned(),
                description: choice.description.to_owned(),
                weight_g: Some(choice.grams),
                refunds: choice.refunds,
            },
            variants: (!variants.is_empty()).then_some(variants),
        };
        self.store.change_product(change, None, at).wait()
    }

    /// One piece of a variant that is on sale and left, or of what is not sent: another one for each number.
    pub fn choice(number: usize) -> Result<(ProductId, Quantity), StoreError> {
        let offered = CHOICES.iter().flat_map(|choice| {
            let left = choice.variants.iter().enumerate().filter(|(_, it)| it.3 && it.2 > 0);
            let variants = left.map(|(place, _)| variant_id(choice.id, place));
            variants.chain(choice.variants.is_empty().then(|| choice.id.to_owned()))
        });
        let offered: Vec<String> = offered.collect();
        let at = number.checked_rem(offered.len()).unwrap_or(0);
        item(offered.get(at).map_or("", String::as_str), 1)
    }

    /// One to three different products, mostly one piece of each.
    pub fn basket(&mut self) -> Result<Vec<(ProductId, Quantity)>, StoreError> {
        let on_sale: Vec<_> = PRODUCTS.iter().filter(|product| product.4).collect();
        let (more, first) = (self.rng.below(3), self.rng.number());
        let mut ids: Vec<&str> = (0..=more)
            .filter_map(|n| {
                let place = first.wrapping_add(n.wrapping_mul(5)).checked_rem(u64::try_from(on_sale.len()).ok()?)?;
                on_sale.get(usize::try_from(place).ok()?).map(|product| product.0)
            })
            .collect();
        ids.dedup();
        ids.into_iter().map(|id| item(id, if self.rng.below(4) == 0 { 2 } else { 1 })).collect()
    }

    pub fn ask_to_pay(&mut self, order: &Order, at: UnixSeconds) -> Result<(), StoreError> {
        let call = self.call("unifiedorder", &format!("<out_trade_no>{}</out_trade_no>", order.order_no));
        let payment = NewPayment {
            order_no: order.order_no.clone(),
            sign_type: SignType::HmacSha256,
            channel: "mini_program",
            public_url: String::new(),
            call,
            next_ask_at: at.plus(60),
        };
        self.store.begin_payment(payment, at).wait()?;
        let prepay = format!("wx{}{}", at.to_compact(), self.rng.digits(20));
        let answer = self.call("unifiedorder", &format!("<prepay_id>{prepay}</prepay_id>"));
        self.store.keep_prepay(order.order_no.clone(), known(PrepayId::parse(&prepay))?, answer, at.plus(1)).wait()
    }

    pub fn facts(&mut self, order: &Order, paid_at: UnixSeconds) -> Result<PaidFacts, StoreError> {
        let number = format!("42000{}{}", paid_at.beijing_day_compact(), self.rng.digits(15));
        Ok(PaidFacts {
            order_no: order.order_no.clone(),
            transaction_id: known(TransactionId::parse(&number))?,
            openid: Some(order.openid.clone()),
            total: order.total,
            currency: "CNY".to_owned(),
            paid_at,
            sign_type: SignType::HmacSha256,
            app_id: None,
        })
    }

    pub fn notice(&mut self, facts: &PaidFacts, read: Result<PaidFacts, NoticeVerdict>) -> Result<(), StoreError> {
        let body = format!(
            "<out_trade_no>{}</out_trade_no><transaction_id>{}</transaction_id><total_fee>{}</total_fee><time_end>{}</time_end>",
            facts.order_no,
            facts.transaction_id,
            facts.total.get(),
            facts.paid_at.to_compact(),
        );
        let message = RawMessage { peer: "140.207.54.76".to_owned(), ..self.call("pay_notice", &body) };
        self.store.record_payment_notice(message, read, facts.paid_at.plus(2)).wait().map(drop)
    }

    pub fn word(&mut self, order: &Order, word: OrderWord, at: UnixSeconds) -> Result<(), StoreError> {
        let answer = self.call("orderquery", &format!("<out_trade_no>{}</out_trade_no>", order.order_no));
        let (order_no, next_ask_at) = (order.order_no.clone(), at.plus(60));
        let update = OrderUpdate { order_no, word, answer: Some(answer), next_ask_at };
        self.store.record_order_word(update, at).wait().map(drop)
    }

    pub fn request(
        &mut self,
        order: &Order,
        amount: Fen,
        reason: &str,
        at: UnixSeconds,
    ) -> Result<RefundNo, StoreError> {
        let refund_no = RefundNo::fresh(at, self.rng.number());
        let refund = NewRefund {
            refund_no: refund_no.clone(),
            order_no: order.order_no.clone(),
            openid: order.openid.clone(),
            amount,
            items: Vec::new(),
            reason: reason.to_owned(),
            contact: order.receiver.phone.clone(),
        };
        self.store.request_refund(refund, at).wait()?;
        Ok(refund_no)
    }

    /// A refund that is over: asked for, approved, sent, and ended as `end` says.
    pub fn refund(
        &mut self,
        order: &Order,
        facts: &PaidFacts,
        amount: Fen,
        at: UnixSeconds,
        end: RefundStep,
    ) -> Result<(), StoreError> {
        let refund_no = self.request(order, amount, "包装破损，有几包已经漏气了。", at)?;
        let approved_at = at.plus(self.rng.seconds(10 * 60, 3 * 3600));
        let reply = "抱歉给您添麻烦了，已为您退款。".to_owned();
        let (pieces, restock) = (None, Vec::new());
        let yes = RefundApproval { refund_no: refund_no.clone(), seen: 1, amount, reply, pieces, restock };
        self.store.approve_refund(yes, approved_at.plus(10), approved_at).wait()?;
        let call = self.call(
            "refund",
            &format!("<out_refund_no>{refund_no}</out_refund_no><refund_fee>{}</refund_fee>", amount.get()),
        );
        let send = RefundSend { refund_no: refund_no.clone(), by: SignType::HmacSha256.api(), call };
        self.store.begin_refund(send, approved_at.plus(10)).wait()?;
        let settled = end == RefundStep::Settle;
        if settled {
            self.update(&refund_no, RefundStep::Accepted, None, approved_at.plus(11))?;
        }
        let settled_at = approved_at.plus(if settled { 190 } else { 11 });
        let outcome =
            RefundOutcome::Success { at: Some(settled_at.plus(-4)), account: "支付用户零钱".to_owned() };
        let refund_facts = RefundFacts {
            refund_no: refund_no.clone(),
            order_no: order.order_no.clone(),
            transaction_id: facts.transaction_id.clone(),
            refund_id: Some(known(RefundId::parse(&format!("50300{}", self.rng.digits(23))))?),
            amount,
            total: order.total,
            outcome,
        };
        self.update(&refund_no, end, settled.then_some(refund_facts), settled_at)
    }

    pub fn update(
        &mut self,
        refund_no: &RefundNo,
        step: RefundStep,
        facts: Option<RefundFacts>,
        at: UnixSeconds,
    ) -> Result<(), StoreError> {
        let declined = step == RefundStep::Decline;
        let refused = || RefundTrouble::refused("USER_ACCOUNT_ABNORMAL", "退款请求失败，用户账号已注销");
        let trouble = if declined { refused() } else { None };
        let answer = self.call(
            if facts.is_some() { "refundquery" } else { "refund" },
            &format!("<out_refund_no>{refund_no}</out_refund_no>"),
        );
        let update = RefundUpdate {
            refund_no: refund_no.clone(),
            step: Some(step),
            actor: Actor::WeChat,
            trouble,
            facts,
            answer: Some(answer),
            next_at: at.plus(60),
        };
        self.store.update_refund(update, at).wait().map(drop)
    }

    pub fn call(&mut self, kind: &'static str, body: &str) -> RawMessage {
        let id = self.rng.message_id();
        RawMessage { id, kind, peer: String::new(), headers: String::new(), text: format!("<xml>{body}</xml>") }
    }

    pub fn version_of(&self, order: &Order) -> Result<u32, StoreError> {
        let detail = self.store.reader()?.order(&order.order_no)?;
        Ok(detail.map_or(0, |detail| detail.version))
    }
}

/// What is sold as one choice of a product.
fn variant_id(product: &str, place: usize) -> String {
    format!("{product}-{}", place.saturating_add(1))
}

fn facts_of(id: &str) -> ProductFacts {
    FACTS.iter().find(|facts| facts.0 == id).map_or_else(
        ProductFacts::default,
        |(_, category, grams, refunds, description)| ProductFacts {
            variant: None,
            category: (*category).to_owned(),
            description: (*description).to_owned(),
            weight_g: Some(*grams),
            refunds: *refunds,
        },
    )
}

pub(super) fn item(id: &str, pieces: u32) -> Result<(ProductId, Quantity), StoreError> {
    Ok((known(ProductId::parse(id))?, known(Quantity::new(pieces))?))
}

pub(super) fn fen(amount: i64) -> Fen {
    Fen::new(amount).unwrap_or_default()
}

/// What is written above fits the rules; if it does not, the example is wrong and says so.
pub(super) fn known<T, E: std::fmt::Display>(value: Result<T, E>) -> Result<T, StoreError> {
    value.map_err(|error| StoreError::Other(format!("the example: {error}")))
}
