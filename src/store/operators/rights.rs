//! Whether whoever acts may: asked inside the transaction that writes, of their row as it is then. A click of somebody who was
//! removed or got another role a moment ago is refused, and what was tried is written down.

use crate::domain::{
    Acting, Actor, Fen, NotPermitted, OperatorAction, OperatorId, OrderNo, OrderState, RefundNo, RefundState, Role,
    StepReason, UnixSeconds, WhyNotPermitted,
};
use crate::store::{
    OperatorStepKind, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    operators::steps::{self, NewStep},
};

/// What an attempt is about.
enum AttemptSubject {
    Shop,
    Order(OrderNo),
    Refund(RefundNo),
}

/// What somebody sets about to do, for the rule and for what is written down where they may not.
pub(in crate::store) struct Attempt {
    action: OperatorAction,
    about: AttemptSubject,
    /// What goes back to the buyer; none where the row of the refund says it.
    amount: Option<Fen>,
    /// When; none where it stands at the moment of the step before it.
    at: Option<UnixSeconds>,
}

impl Attempt {
    pub const fn of(action: OperatorAction, at: UnixSeconds) -> Self {
        Self { action, about: AttemptSubject::Shop, amount: None, at: Some(at) }
    }

    /// The same for an intent that has no moment of its own.
    pub const fn timeless(action: OperatorAction) -> Self {
        Self { action, about: AttemptSubject::Shop, amount: None, at: None }
    }

    pub fn order(self, order_no: &OrderNo) -> Self {
        Self { about: AttemptSubject::Order(order_no.clone()), ..self }
    }

    pub fn refund(self, refund_no: &RefundNo) -> Self {
        Self { about: AttemptSubject::Refund(refund_no.clone()), ..self }
    }

    pub fn giving(self, amount: Fen) -> Self {
        Self { amount: Some(amount), ..self }
    }

    /// What would go back: as the attempt says, else as the refund it is about does.
    fn amount(&self, db: Db<'_>) -> Result<Fen, StoreError> {
        match (self.amount, &self.about) {
            (Some(amount), _) => Ok(amount),
            (None, AttemptSubject::Refund(refund_no)) if self.action == OperatorAction::GiveRefund => {
                let sql = "SELECT amount_fen FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
                Ok(db.find_value(sql, params![db.shop, refund_no])?.unwrap_or_default())
            }
            (None, _) => Ok(Fen::ZERO),
        }
    }
}

/// Who acts, and what has to be asked first.
pub(in crate::store) struct Guard {
    acting: Acting,
    asks: GuardAsks,
}

enum GuardAsks {
    Nothing,
    Attempt(Attempt),
    /// An intent that is nobody's in particular: the program's own, and of people the owner's alone.
    Unlisted,
}

impl Guard {
    pub const fn anyone(acting: Acting) -> Self {
        Self { acting, asks: GuardAsks::Nothing }
    }

    pub const fn of(acting: Acting, attempt: Attempt) -> Self {
        Self { acting, asks: GuardAsks::Attempt(attempt) }
    }

    pub const fn unlisted(acting: Acting) -> Self {
        Self { acting, asks: GuardAsks::Unlisted }
    }

    pub const fn acting(&self) -> Acting {
        self.acting
    }

    /// Why they may not, written down; `None` where they may.
    pub fn refuses(&self, db: Db<'_>) -> Result<Option<NotPermitted>, StoreError> {
        match &self.asks {
            GuardAsks::Nothing => Ok(None),
            GuardAsks::Attempt(attempt) => refuses(db, attempt),
            GuardAsks::Unlisted => refuses(db, &Attempt::timeless(OperatorAction::RunShop)),
        }
    }
}

fn refuses(db: Db<'_>, attempt: &Attempt) -> Result<Option<NotPermitted>, StoreError> {
    let action = attempt.action;
    let why = match db.acting {
        Acting::NotSignedIn if has_people(db)? => Some(WhyNotPermitted::NotSignedIn),
        Acting::AtThisComputer | Acting::NotSignedIn => None,
        Acting::Operator(id) => match role_now(db, id)? {
            Some(role) => role.judge(action, attempt.amount(db)?).err().map(|refused| refused.why),
            None => Some(WhyNotPermitted::Removed),
        },
    };
    let Some(why) = why else { return Ok(None) };
    let refused = NotPermitted { action, why };
    write_down(db, attempt, refused)?;
    Ok(Some(refused))
}

/// True where the window has to know who stands at it.
pub(in crate::store) fn has_people(db: Db<'_>) -> Result<bool, StoreError> {
    db.value("SELECT COUNT(*) > 0 FROM operators WHERE shop_id = ?1 AND removed_at IS NULL", params![db.shop])
}

/// The role of somebody who works here; `None` for one who was removed, or never was.
pub(in crate::store) fn role_now(db: Db<'_>, id: OperatorId) -> Result<Option<Role>, StoreError> {
    let sql = "SELECT role, limit_fen FROM operators WHERE shop_id = ?1 AND operator_id = ?2 AND removed_at IS NULL";
    db.find(sql, params![db.shop, id], |row| Ok(Role::of(row.get("role")?, row.get("limit_fen")?)))
}

/// In the history of the order where it is about one, else in that of the people.
fn write_down(db: Db<'_>, attempt: &Attempt, refused: NotPermitted) -> Result<(), StoreError> {
    let why = StepReason::NotPermitted(refused);
    let at = match attempt.at {
        Some(at) => at,
        None => steps::latest_at(db)?,
    };
    let cause = StepCause::of(Actor::Owner, at).why(&why);
    match &attempt.about {
        AttemptSubject::Order(order_no) => {
            let sql = "SELECT state FROM orders WHERE shop_id = ?1 AND order_no = ?2";
            if let Some(state) = db.find_value::<OrderState>(sql, params![db.shop, order_no])? {
                return history::add(db, order_no, &HistoryStep::Order(Some(state), state), cause);
            }
        }
        AttemptSubject::Refund(refund_no) => {
            let sql = "SELECT order_no, state FROM refunds WHERE shop_id = ?1 AND refund_no = ?2";
            let found =
                db.find(sql, params![db.shop, refund_no], |row| Ok((row.get("order_no")?, row.get("state")?)))?;
            if let Some((order_no, state)) = found {
                let (order_no, state): (OrderNo, RefundState) = (order_no, state);
                return history::add(db, &order_no, &HistoryStep::Refund(refund_no, Some(state), state), cause);
            }
        }
        AttemptSubject::Shop => {}
    }
    steps::add(db, &NewStep { to: db.operator(), kind: OperatorStepKind::Refused, detail: &refused.to_string(), at })
}
