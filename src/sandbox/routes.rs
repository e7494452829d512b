//! Which path is which call.

use super::{
    calls::SandboxCall,
    control, exchange,
    server::Peer,
    v3::{self, V3Arrived},
    world::World,
};
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, Uri},
    routing::{MethodRouter, any},
};
use std::sync::Arc;

/// More than any message needs; the XML reader's own limit is lower.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// A picture of two MiB in its form.
const PICTURE_BYTES_MAX: usize = 2 * 1024 * 1024 + 64 * 1024;

pub(super) fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/pay/unifiedorder", pay(SandboxCall::UnifiedOrder))
        .route("/pay/orderquery", pay(SandboxCall::OrderQuery))
        .route("/pay/closeorder", pay(SandboxCall::CloseOrder))
        .route("/secapi/pay/refund", pay(SandboxCall::Refund))
        .route("/pay/refundquery", pay(SandboxCall::RefundQuery))
        .route("/pay/downloadbill", bill())
        .route("/pay/downloadfundflow", fund_flow())
        .route("/sns/jscode2session", program(SandboxCall::Login))
        .route("/cgi-bin/stable_token", program(SandboxCall::Token))
        .route("/wxa/sec/order/upload_shipping_info", program(SandboxCall::UploadShipping))
        .route("/wxa/sec/order/get_order", program(SandboxCall::GetOrder))
        .route("/wxa/sec/order/get_order_list", program(SandboxCall::OrderList))
        .route("/wxa/sec/order/notify_confirm_receive", program(SandboxCall::ConfirmReceive))
        .route("/cgi-bin/express/delivery/open_msg/get_delivery_list", program(SandboxCall::DeliveryList))
        .route("/cgi-bin/message/subscribe/send", program(SandboxCall::SendMessage))
        .merge(v3_routes())
        .merge(control::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(world)
}

fn v3_routes() -> Router<Arc<World>> {
    const BY_ORDER: &str = "/v3/pay/transactions/out-trade-no/{out_trade_no}";
    const REFUNDS: &str = "/v3/refund/domestic/refunds";
    Router::new()
        .route("/v3/pay/transactions/jsapi", v3(SandboxCall::UnifiedOrder))
        .route("/v3/pay/transactions/app", v3(SandboxCall::UnifiedOrder))
        .route("/v3/pay/transactions/native", v3(SandboxCall::UnifiedOrder))
        .route("/v3/pay/transactions/id/{transaction_id}", v3(SandboxCall::OrderQuery))
        .route(BY_ORDER, v3(SandboxCall::OrderQuery))
        .route(&format!("{BY_ORDER}/close"), v3(SandboxCall::CloseOrder))
        .route(REFUNDS, v3(SandboxCall::Refund))
        .route(&format!("{REFUNDS}/{{out_refund_no}}"), v3(SandboxCall::RefundQuery))
        .route(&format!("{REFUNDS}/{{refund_id}}/apply-abnormal-refund"), v3(SandboxCall::AbnormalRefund))
        .route("/v3/bill/tradebill", v3(SandboxCall::DownloadBill))
        .route("/v3/bill/fundflowbill", v3(SandboxCall::FundFlowBill))
        .route(v3::FILE_PATH, v3(SandboxCall::BillFile))
        .route("/v3/certificates", v3(SandboxCall::Certificates))
        .route("/v3/security/echo", v3(SandboxCall::Echo))
        .merge(complaint_routes())
}

fn complaint_routes() -> Router<Arc<World>> {
    const BASE: &str = "/v3/merchant-service";
    const ONE: &str = "/v3/merchant-service/complaints-v2/{complaint_id}";
    let upload = v3(SandboxCall::PictureUpload).layer(DefaultBodyLimit::max(PICTURE_BYTES_MAX));
    Router::new()
        .route(&format!("{BASE}/complaints-v2"), v3(SandboxCall::ComplaintList))
        .route(ONE, v3(SandboxCall::ComplaintDetail))
        .route(&format!("{ONE}/negotiation-historys"), v3(SandboxCall::ComplaintTalk))
        .route(&format!("{ONE}/response"), v3(SandboxCall::ComplaintReply))
        .route(&format!("{ONE}/update-refund-progress"), v3(SandboxCall::ComplaintRefund))
        .route(&format!("{ONE}/complete"), v3(SandboxCall::ComplaintDone))
        .route(&format!("{BASE}/complaint-notifications"), v3(SandboxCall::ComplaintNotices))
        .route(&format!("{BASE}/images/upload"), upload)
        .route(&format!("{BASE}/images/{{name}}"), v3(SandboxCall::PictureFetch))
}

fn v3(call: SandboxCall) -> MethodRouter<Arc<World>> {
    any(move |State(world): State<Arc<World>>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        v3::call(world, V3Arrived { call, method, uri, headers, body })
    })
}

fn pay(call: SandboxCall) -> MethodRouter<Arc<World>> {
    any(move |State(world): State<Arc<World>>, Extension(peer): Extension<Peer>, method: Method, body: Bytes| {
        exchange::pay_call(world, call, peer, method, body)
    })
}

fn bill() -> MethodRouter<Arc<World>> {
    any(|State(world): State<Arc<World>>, method: Method, body: Bytes| exchange::bill_call(world, method, body))
}

fn fund_flow() -> MethodRouter<Arc<World>> {
    any(|State(world): State<Arc<World>>, Extension(peer): Extension<Peer>, method: Method, body: Bytes| {
        exchange::fund_flow_call(world, peer, method, body)
    })
}

fn program(call: SandboxCall) -> MethodRouter<Arc<World>> {
    any(move |State(world): State<Arc<World>>, method: Method, uri: Uri, body: Bytes| {
        exchange::program_call(world, call, method, uri, body)
    })
}
