//! What stands in a window's setup once its read model was handed on.

use super::{people_shot::ReadPeople, read_model::ReadModel};
use crate::{
    domain::{MessageId, OrderNo, RefundNo, UnixSeconds},
    store::{
        Counts, NoticeQuery, NoticeRow, OrderDetail, OrderFilter, OrderRow, Page, ProductRow, RefundDetail,
        RefundFilter, RefundKey, RefundRow, StoreError,
    },
};

/// Stands in for a read model that was handed to the background reader's thread.
pub(super) struct NoReadModel;

impl ReadPeople for NoReadModel {}

impl ReadModel for NoReadModel {
    fn counts(&self, _: UnixSeconds) -> Result<Counts, StoreError> {
        Err(StoreError::Closed)
    }
    fn orders(&self, _: OrderFilter, _: &Page, _: u32) -> Result<Vec<OrderRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn order(&self, _: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        Err(StoreError::Closed)
    }
    fn refunds(&self, _: RefundFilter, _: Option<&RefundKey>, _: u32) -> Result<Vec<RefundRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn refund(&self, _: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        Err(StoreError::Closed)
    }
    fn notices(
        &self,
        _: &NoticeQuery,
        _: UnixSeconds,
        _: Option<&(UnixSeconds, MessageId)>,
        _: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn unseen(&self, _: u32) -> Result<Vec<OrderRow>, StoreError> {
        Err(StoreError::Closed)
    }
    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        Err(StoreError::Closed)
    }
}
