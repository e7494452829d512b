//! A running sandbox: how it is started, steered and stopped.

use super::{
    SandboxConfig, SandboxError,
    actions::Actions,
    faults::Faults,
    ledger::{Ledger, PayRefused, RefundFate, RefundRecord},
    program::{DeliveredMessage, MiniProgramState, ShippedThere},
    push_message::PushTarget,
    routes, server, settle, tls,
    v3::{self, PUBLIC_KEY, TrustMode, V3Keys},
    world::World,
};
use crate::{
    base::env::Env,
    domain::{Day, Fen, OpenId, OrderNo, PrepayId, RefundId, RefundNo, TransactionId, UnixSeconds},
    wechat::{
        PaymentSheet,
        v3::{ApiV3Key, BadApiV3Key},
    },
};
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};
use tokio::{runtime::Runtime, sync::watch};
use tokio_rustls::TlsAcceptor;

/// A shop that does not answer a notification in this time is asked again later.
const NOTIFY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long unfinished deliveries may hold up the end.
const STOP_TIMEOUT: Duration = Duration::from_millis(500);
const WORKERS: usize = 2;

/// A running stand-in of WeChat. Stops when dropped.
pub struct Sandbox {
    pub(super) world: Arc<World>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Writes the certificates, opens the port and serves from threads of its own.
    ///
    /// # Errors
    /// [`SandboxError`]: nothing is listening.
    pub fn start(config: SandboxConfig, env: Env) -> Result<Self, SandboxError> {
        if !config.listen.ip().is_loopback() {
            return Err(SandboxError::NotLoopback(config.listen));
        }
        let tls = tls::server_config(&config.dir, &config.account.mch_id, config.listen.ip(), &env)?;
        let v3 = V3Keys::of(&config, &env)?;
        let listener = TcpListener::bind(config.listen).map_err(SandboxError::Listen)?;
        listener.set_nonblocking(true).map_err(SandboxError::Listen)?;
        let address = listener.local_addr().map_err(SandboxError::Listen)?;
        let http =
            reqwest::Client::builder().no_proxy().timeout(NOTIFY_TIMEOUT).redirect(reqwest::redirect::Policy::none());
        let http = http.build().map_err(|e| SandboxError::Tls(e.to_string()))?;
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime
            .worker_threads(WORKERS)
            .thread_name("sandbox")
            .enable_all()
            .build()
            .map_err(SandboxError::Thread)?;
        let world = Arc::new(World::new(config, v3, env, runtime.handle().clone(), http));
        let (stop, stopped) = watch::channel(false);
        let router = routes::router(Arc::clone(&world));
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let thread = std::thread::Builder::new().name("sandbox".to_owned());
        let thread =
            thread.spawn(move || run(runtime, listener, acceptor, router, stopped)).map_err(SandboxError::Thread)?;
        Ok(Self { world, address, stop, thread: Some(thread) })
    }

    /// Where calls go, both WeChat Pay's and the mini program's: `https://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The same under the name the settings use.
    pub fn pay_url(&self) -> String {
        self.base_url()
    }

    /// Where the certificates are.
    pub fn dir(&self) -> &Path {
        &self.world.config.dir
    }

    /// `ca.pem`: the root to trust (`extra_root_ca`).
    pub fn ca_path(&self) -> PathBuf {
        self.dir().join("ca.pem")
    }

    /// The port it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was started with.
    pub fn config(&self) -> &SandboxConfig {
        &self.world.config
    }

    /// WeChat Pay's public key, as the owner downloads it (`wechatpay_public_key`).
    pub fn public_key_path(&self) -> PathBuf {
        self.dir().join(PUBLIC_KEY)
    }

    /// Its id (`wechatpay_public_key_id`).
    pub fn public_key_id(&self) -> String {
        self.world.v3.public_key_id().to_owned()
    }

    /// The serial number of the merchant's certificate, which every call of API v3 names.
    pub fn merchant_serial(&self) -> String {
        self.world.v3.merchant().id().as_str().to_owned()
    }

    /// From now on WeChat has these keys for the merchant: the change to the public key begins, or is done.
    ///
    /// # Errors
    /// [`SandboxError`]: nothing changed.
    pub fn set_trust(&self, mode: TrustMode) -> Result<(), SandboxError> {
        self.world.v3.set_mode(mode, self.dir(), &self.world.env)
    }

    /// A second platform certificate comes beside the first, and signs from now on.
    ///
    /// # Errors
    /// [`SandboxError`]: nothing changed.
    pub fn rotate_certificate(&self) -> Result<(), SandboxError> {
        self.world.v3.rotate(&self.world.env)
    }

    /// Of the platform certificates only the newest is left.
    pub fn retire_certificates(&self) {
        self.world.v3.retire_old();
    }

    /// The only platform certificate ran out yesterday; WeChat signs with it all the same, and gives none out any more.
    ///
    /// # Errors
    /// [`SandboxError`]: nothing changed.
    pub fn expire_certificate(&self) -> Result<(), SandboxError> {
        self.world.v3.expire(&self.world.env)
    }

    /// The serial numbers of the platform certificates there are, oldest first.
    pub fn certificate_serials(&self) -> Vec<String> {
        self.world.v3.certificates().iter().map(|certificate| certificate.key.serial().to_owned()).collect()
    }

    /// The owner sets another API v3 key on the merchant platform.
    ///
    /// # Errors
    /// [`BadApiV3Key`]: it is none.
    pub fn change_api_v3_key(&self, key: &str) -> Result<(), BadApiV3Key> {
        self.world.v3.set_api_v3_key(ApiV3Key::parse(key)?);
        Ok(())
    }

    /// The headers WeChat signs this body with now, for a callback that a test makes itself.
    pub fn signature_of(&self, body: &[u8]) -> Vec<(&'static str, String)> {
        v3::signed_headers(&self.world, body)
    }

    /// The body of a callback about whatever `plain` says, sealed for the merchant; `None` without an API v3 key. `event` as
    /// `REFUND.SUCCESS`, `original` as `refund`.
    pub fn sealed_callback(&self, event: &str, original: &str, plain: &str) -> Option<String> {
        v3::sealed(&self.world, event, original, plain)
    }

    /// Somebody else forced a new access token: the one in use is good no more.
    pub fn revoke_token(&self) {
        self.world.program(MiniProgramState::revoke_token);
    }

    /// The buyer confirms in WeChat that the order arrived. False while no complete shipment was reported.
    pub fn confirm_receipt(&self, order_no: &OrderNo) -> bool {
        Actions::of(&self.world).confirm_receipt(order_no)
    }

    /// What WeChat has of the shipment of an order; `None` before its first report.
    pub fn shipped(&self, order_no: &OrderNo) -> Option<ShippedThere> {
        Actions::of(&self.world).shipped(order_no)
    }

    /// The code `wx.login` gives this buyer: good once, for five minutes.
    pub fn login_code(&self, openid: &OpenId) -> String {
        Actions::of(&self.world).login_code(openid)
    }

    /// A buyer nobody has seen.
    pub fn fresh_buyer(&self) -> OpenId {
        Actions::of(&self.world).fresh_buyer()
    }

    /// Lets this buyer order without having logged in here: one who did before the sandbox was restarted.
    pub fn know_buyer(&self, openid: &OpenId) {
        self.world.ledger(|ledger| ledger.know_buyer(openid.clone()));
    }

    /// A phone allows so many messages of a template more.
    pub fn allow_messages(&self, openid: &OpenId, template_id: &str, messages: u32) {
        Actions::of(&self.world).allow_messages(openid, template_id, messages);
    }

    /// Its owner switches the template off by hand; the push tells the shop.
    pub fn forbid_messages(&self, openid: &OpenId, template_id: &str) {
        Actions::of(&self.world).forbid_messages(openid, template_id);
    }

    /// The template is taken out of the mini program.
    pub fn delete_template(&self, template_id: &str) {
        self.world.program(|program| program.subscriptions().delete(template_id));
    }

    /// Every message that reached somebody, oldest first.
    pub fn delivered_messages(&self) -> Vec<DeliveredMessage> {
        self.world.program(|program| program.subscriptions().delivered().to_vec())
    }

    /// The buyer pays: the ledger has it at once, then the notification goes out.
    ///
    /// # Errors
    /// [`PayRefused`]: no money moved.
    pub fn pay(&self, prepay_id: &PrepayId) -> Result<TransactionId, PayRefused> {
        self.pay_with_coupon(prepay_id, Fen::ZERO)
    }

    /// A buyer scans a code that is paid by scanning, and pays. A code is good for one payment.
    ///
    /// # Errors
    /// [`PayRefused`]: no money moved.
    pub fn scan(&self, code_url: &str, openid: &OpenId) -> Result<TransactionId, PayRefused> {
        Actions::of(&self.world).scan(code_url, openid)
    }

    /// The text of the code an open order was given last; `None` for an order that is not paid by scanning.
    pub fn code_of(&self, order_no: &OrderNo) -> Option<String> {
        self.world.ledger(|ledger| ledger.code_of(order_no))
    }

    /// The same, with `coupon` fen of it covered by a coupon: the cash part is then less than the total.
    ///
    /// # Errors
    /// [`PayRefused`]: no money moved.
    pub fn pay_with_coupon(&self, prepay_id: &PrepayId, coupon: Fen) -> Result<TransactionId, PayRefused> {
        Actions::of(&self.world).pay(prepay_id, coupon)
    }

    /// The buyer's phone opens this payment sheet and pays: only if it is signed as its order is.
    ///
    /// # Errors
    /// [`PayRefused`]: no money moved.
    pub fn pay_with_sheet(&self, sheet: &PaymentSheet) -> Result<TransactionId, PayRefused> {
        Actions::of(&self.world).pay_with_sheet(sheet, Fen::ZERO)
    }

    /// An order that was paid before, without a notification; `None` if the number or the transaction is taken.
    pub fn add_paid_order(
        &self,
        order_no: &OrderNo,
        total: Fen,
        openid: &OpenId,
        transaction: Option<TransactionId>,
    ) -> Option<TransactionId> {
        Actions::of(&self.world).add_paid_order(order_no, total, openid, transaction)
    }

    /// The same, paid at a moment of the past.
    pub fn add_order_paid_at(
        &self,
        order_no: &OrderNo,
        total: Fen,
        openid: &OpenId,
        transaction: Option<TransactionId>,
        at: UnixSeconds,
    ) -> Option<TransactionId> {
        Actions::of(&self.world).add_order_paid_at(order_no, total, openid, transaction, at)
    }

    /// Of what happened before `day` not all is known: no bill of such a day is given.
    pub fn no_bills_before(&self, day: Day) {
        self.world.ledger(|ledger| ledger.no_bills_before(day));
    }

    /// A refund of the past that arrived at `at`, under the numbers it had; false if WeChat's rules forbid it.
    pub fn add_past_refund(
        &self,
        numbers: (&RefundNo, Option<RefundId>),
        of: (&OrderNo, Fen),
        at: UnixSeconds,
    ) -> bool {
        Actions::of(&self.world).add_past_refund(numbers, of, at)
    }

    /// The owner pays money in; returns the new balance.
    pub fn fill_balance(&self, amount: Fen) -> Fen {
        Actions::of(&self.world).fill_balance(amount)
    }

    /// The owner takes all money to the bank, so that the next refund is `NOTENOUGH`; returns how much it was.
    pub fn withdraw_all(&self) -> Fen {
        self.world.ledger(Ledger::withdraw_all)
    }

    /// A refund somebody makes by hand on WeChat's merchant platform; `None` if WeChat's rules forbid it.
    pub fn refund_by_hand(&self, order_no: &OrderNo, amount: Fen, notify_url: &str) -> Option<RefundRecord> {
        Actions::of(&self.world).refund_by_hand(order_no, amount, None, notify_url)
    }

    /// The same under a number of the shop's, as another program of the merchant's could make it.
    pub fn refund_by_hand_as(&self, refund_no: &RefundNo, order_no: &OrderNo, amount: Fen) -> Option<RefundRecord> {
        Actions::of(&self.world).refund_by_hand(order_no, amount, Some(refund_no.clone()), "")
    }

    /// How a refund will end once it is accepted and its time has come; else it ends well.
    pub fn refund_ends_as(&self, refund_no: &RefundNo, fate: RefundFate) {
        self.world.program(|program| program.set_fate(refund_no.clone(), fate));
    }

    /// Ends a refund now and announces it; `false` if it is not under way.
    pub fn settle(&self, refund_no: &RefundNo, fate: RefundFate) -> bool {
        settle::settle(&self.world, refund_no, fate).is_some()
    }

    /// Plays the shop's tunnel: what WeChat sends to `public_url` arrives at `listener_url`, which is on this computer.
    /// So a practice shop gives WeChat the https address the rules demand, and needs no name on the internet.
    pub fn dig_tunnel(&self, public_url: &str, listener_url: &str) {
        self.world.dig_tunnel(public_url, listener_url);
    }

    /// The message push is set up in the mini program's console: what happens to shipments goes there from now on.
    pub fn push_to(&self, target: PushTarget) {
        self.world.push_to(target);
    }

    /// The switches for what goes wrong.
    pub fn faults(&self) -> &Faults {
        &self.world.faults
    }

    /// The truth, as of now.
    pub fn ledger(&self) -> Ledger {
        self.world.ledger(|ledger| ledger.clone())
    }

    /// Waits until the ledger fits, at most `timeout`; says whether it did. For tests, instead of sleeping.
    pub fn wait_until(&self, timeout: Duration, fits: impl Fn(&Ledger) -> bool) -> bool {
        self.world.wait_until(timeout, fits)
    }

    /// Closes the port and ends all connections and deliveries.
    pub fn stop(mut self) {
        self.halt();
    }

    fn halt(&mut self) {
        self.stop.send_replace(true);
        let ended = self.thread.take().map(JoinHandle::join);
        if ended.is_some_and(|ended| ended.is_err()) {
            tracing::error!("the sandbox's thread ended with a panic");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.halt();
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sandbox({})", self.address)
    }
}

/// The sandbox's thread. The runtime is dropped here and never in a caller's task, where that would panic.
fn run(
    runtime: Runtime,
    listener: TcpListener,
    acceptor: TlsAcceptor,
    router: axum::Router,
    stop: watch::Receiver<bool>,
) {
    runtime.block_on(async move {
        match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => server::serve(listener, acceptor, router, stop).await,
            Err(e) => tracing::error!(error = %e, "the sandbox lost its port"),
        }
    });
    runtime.shutdown_timeout(STOP_TIMEOUT);
}
