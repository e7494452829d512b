//! Which path is which call.

use super::{calls::SandboxCall, control, exchange, server::Peer, world::World};
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{Method, Uri},
    routing::{MethodRouter, any},
};
use std::sync::Arc;

/// More than any message needs; the XML reader's own limit is lower.
const BODY_BYTES_MAX: usize = 256 * 1024;

pub(super) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/pay/unifiedorder", pay(SandboxCall::UnifiedOrder))
        .route("/pay/orderquery", pay(SandboxCall::OrderQuery))
        .route("/pay/closeorder", pay(SandboxCall::CloseOrder))
        .route("/secapi/pay/refund", pay(SandboxCall::Refund))
        .route("/pay/refundquery", pay(SandboxCall::RefundQuery))
        .route("/pay/downloadbill", bill())
        .route("/sns/jscode2session", program(SandboxCall::Login))
        .route("/cgi-bin/stable_token", program(SandboxCall::Token))
        .route("/wxa/sec/order/upload_shipping_info", program(SandboxCall::UploadShipping))
        .route("/wxa/sec/order/get_order", program(SandboxCall::GetOrder))
        .route("/wxa/sec/order/get_order_list", program(SandboxCall::OrderList))
        .route("/wxa/sec/order/notify_confirm_receive", program(SandboxCall::ConfirmReceive))
        .route("/cgi-bin/express/delivery/open_msg/get_delivery_list", program(SandboxCall::DeliveryList))
        .merge(control::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(world)
}

fn pay(call: SandboxCall) -> MethodRouter<Arc<World>> {
    any(move |State(world): State<Arc<World>>, Extension(peer): Extension<Peer>, method: Method, body: Bytes| {
        exchange::pay_call(world, call, peer, method, body)
    })
}

fn bill() -> MethodRouter<Arc<World>> {
    any(|State(world): State<Arc<World>>, method: Method, body: Bytes| exchange::bill_call(world, method, body))
}

fn program(call: SandboxCall) -> MethodRouter<Arc<World>> {
    any(move |State(world): State<Arc<World>>, method: Method, uri: Uri, body: Bytes| {
        exchange::program_call(world, call, method, uri, body)
    })
}
