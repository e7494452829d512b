//! What is behind the door. Everything that is not named here is the same empty 404, for every method.

use super::{
    notices::{NoticeEndpoint, NoticeKind},
    probe::{ProbeResponder, RunsHere},
    reply::HttpReply,
    socket_peer::SocketPeer,
    storefront::{Storefront, StorefrontCall},
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use hyper::{Method, Request, StatusCode, body::Incoming};
use std::sync::Arc;

/// The doors there are.
pub(super) struct Routes {
    /// Proves to our own tunnel probe that the public address ends here.
    pub probe: ProbeResponder,
    /// And says whether the shop is run from here.
    pub runs_here: Arc<RunsHere>,
    /// Without an account there is nothing to verify a notification with, so there is no such door.
    pub notices: Option<Arc<NoticeEndpoint>>,
    /// What buyers call.
    pub storefront: Arc<Storefront>,
}

impl Routes {
    /// Answers one request.
    pub async fn answer(&self, request: Request<Incoming>, caller: SocketPeer) -> HttpReply {
        let path = request.uri().path().to_owned();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match segments.as_slice() {
            ["wechat", webhook, purpose] => match self.webhook(webhook, purpose) {
                Some((notices, kind)) if request.method() == Method::POST => {
                    notices.receive(kind, request, caller).await
                }
                Some((notices, NoticeKind::Push)) if request.method() == Method::GET => {
                    notices.prove_push_address(request.uri().query())
                }
                _ => HttpReply::nothing_here(),
            },
            ["api", "v1", rest @ ..] => match StorefrontCall::of(request.method(), rest, request.uri().query()) {
                Some(call) => self.storefront.answer(call, request, caller).await,
                None => HttpReply::nothing_here(),
            },
            ["healthz"] if request.method() == Method::GET => self.health(request.uri().query()).await,
            _ => HttpReply::nothing_here(),
        }
    }

    /// Writes the minute's line about what was refused.
    pub fn log_what_was_refused(&self) {
        if let Some(notices) = &self.notices {
            notices.log_what_was_refused();
        }
    }

    /// Keeps the count of what was refused, for the owner's page.
    pub async fn keep_what_was_refused(&self) {
        if let Some(notices) = &self.notices {
            notices.keep_what_was_refused().await;
        }
    }

    /// Where it has to be read again, on a thread where one may wait: a database server takes its time.
    async fn runs_here(&self) -> bool {
        if let Some(runs) = self.runs_here.as_last_read() {
            return runs;
        }
        let runs_here = Arc::clone(&self.runs_here);
        tokio::task::spawn_blocking(move || runs_here.now()).await.unwrap_or(false)
    }

    fn webhook(&self, webhook: &str, purpose: &str) -> Option<(&Arc<NoticeEndpoint>, NoticeKind)> {
        let notices = self.notices.as_ref()?;
        let secrets = &self.storefront.setup.webhook_secrets; // the paths WeChat was told
        let (kind, secret) = match purpose {
            "pay" => (NoticeKind::Payment, &secrets.pay),
            "refund" => (NoticeKind::Refund, &secrets.refund),
            // A complaint's notice proves itself as a refund's does; the path only keeps scanners out of both.
            "complaint" => (NoticeKind::Complaint, &secrets.refund),
            "push" if notices.hears_push() => (NoticeKind::Push, &secrets.push),
            _ => return None,
        };
        let known = verify_slices_are_equal(webhook.as_bytes(), secret.as_bytes()).is_ok();
        known.then_some((notices, kind))
    }

    async fn health(&self, query: Option<&str>) -> HttpReply {
        let nonce = query.and_then(|query| query.strip_prefix("probe="));
        let Some(nonce) = nonce.filter(|nonce| ProbeResponder::is_nonce(nonce)) else {
            return HttpReply::nothing_here();
        };
        match self.probe.answer(nonce, self.runs_here().await) {
            Some(proof) => HttpReply::new(StatusCode::OK, "text/plain", proof),
            None => HttpReply::nothing_here(),
        }
    }
}
