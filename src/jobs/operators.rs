//! What is done about the people of the shop, and how they sign in. PINs are hashed here, on the thread of the commands: never
//! on the screen's, never in a transaction.

use super::Shop;
use crate::{
    base::pin_hash::PinHash,
    domain::{OperatorId, OperatorName, Pin, Role, UnixSeconds},
    store::{NewOperator, Refusal, StoreError},
};

/// A person as somebody typed them in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedOperator {
    /// What they are called.
    pub name: OperatorName,
    /// What they are there for.
    pub role: Role,
    /// Their PIN.
    pub pin: Pin,
}

/// A wish about the people of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorWish {
    /// Add a person; with the first one comes the owner.
    Add {
        /// The person.
        new: TypedOperator,
        /// The owner, where the shop has no people yet.
        owner: Option<TypedOperator>,
    },
    /// Another name or role.
    Change {
        /// Whose.
        id: OperatorId,
        /// The name from now on.
        name: OperatorName,
        /// The role from now on.
        role: Role,
    },
    /// Another PIN.
    SetPin {
        /// Whose.
        id: OperatorId,
        /// The PIN from now on.
        pin: Pin,
    },
    /// They work here no more.
    Remove(OperatorId),
    /// They do, after all.
    PutBack(OperatorId),
    /// They stand at this window from now on.
    SignIn {
        /// Who.
        id: OperatorId,
        /// What they typed.
        pin: Pin,
    },
}

impl Shop {
    /// Each is one intent, but for signing in, which is two: the try counts before its PIN is looked at.
    pub(super) fn wish_of_operators(&self, wish: OperatorWish, now: UnixSeconds) -> Result<(), StoreError> {
        match wish {
            OperatorWish::Add { new, owner } => {
                let owner = owner.map(|owner| self.hashed(owner));
                self.store.add_operator(self.hashed(new), owner, now).wait().map(drop)
            }
            OperatorWish::Change { id, name, role } => self.store.change_operator(id, name, role, now).wait(),
            OperatorWish::SetPin { id, pin } => {
                self.store.set_operator_pin(id, PinHash::of(&pin, &*self.env.rng), now).wait()
            }
            OperatorWish::Remove(id) => self.store.remove_operator(id, now).wait(),
            OperatorWish::PutBack(id) => self.store.put_operator_back(id, now).wait(),
            OperatorWish::SignIn { id, pin } => {
                let kept = self.store.begin_sign_in(id, now).wait()?;
                let right = kept.is_of(&pin);
                self.store.end_sign_in(id, right, now).wait()?.map_err(|why| Refusal::Operator(why).into())
            }
        }
    }

    fn hashed(&self, typed: TypedOperator) -> NewOperator {
        let pin = PinHash::of(&typed.pin, &*self.env.rng);
        NewOperator { name: typed.name, role: typed.role, pin }
    }
}
