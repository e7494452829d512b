//! How a call of API v3 leaves and how its answer comes back: signed, recorded, believed.

use super::{
    super::{
        BadCertificate, BadEndpoint, CallRecord, CertificateFacts, CertificateFiles, ClientCertificate, Endpoint,
        GatewayError, NotSent, Outgoing,
        clock::{ClockOffset, HeardTime},
        http::{self, HttpsClient, HttpsReply},
        watched::{Maker, Watched},
    },
    MerchantKey, SERIAL, TrustKeeper, TrustKey,
    answer::Moments,
    authorization,
    call::{Request, V3Call},
    upload,
};
use crate::{
    base::env::Env,
    domain::{MchId, UnixSeconds},
};
use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use std::sync::Arc;

pub(super) const NONCE_BYTES: usize = 16;
/// Longer than any answer of WeChat's.
const ANSWER_BYTES_MAX: usize = super::json::MESSAGE_BYTES_MAX;

/// What signs for the merchant, and what is known about its certificate.
type Signer = (MerchantKey, CertificateFacts);

/// What all apps of the merchant share.
pub(super) struct MerchantLine {
    pub pay_url: String,
    mch_id: MchId,
    pub caller: HttpsClient,
    client: Client,
    signer: Watched<Signer>,
    pub keys: Arc<TrustKeeper>,
    pub env: Env,
    time: HeardTime,
    offset: ClockOffset,
}

/// Where the merchant certificate comes from.
pub(super) enum CertificateSource {
    Fixed(Result<ClientCertificate, BadCertificate>),
    Files(CertificateFiles),
}

/// A request that is signed and recorded, and when it was signed.
pub(super) struct Prepared {
    pub request: RequestBuilder,
    pub signed_at: UnixSeconds,
}

impl MerchantLine {
    pub fn new(
        mch_id: MchId,
        endpoint: &Endpoint,
        certificate: CertificateSource,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let make: Maker<Signer> = Box::new(|certificate| {
            let ours = certificate?;
            Ok((ours.signing_key()?, ours.facts()))
        });
        let signer = match certificate {
            CertificateSource::Fixed(certificate) => Watched::fixed(certificate, make),
            CertificateSource::Files(files) => Watched::watching(files, mch_id.clone(), make),
        };
        Ok(Self {
            pay_url: http::base_address(&endpoint.pay_url)?,
            mch_id,
            caller: HttpsClient::new(endpoint.deadline)?,
            client: http::client(endpoint, None)?,
            signer,
            keys,
            env,
            time: HeardTime::default(),
            offset: ClockOffset::default(),
        })
    }

    /// What signs for the merchant now.
    pub fn key(&self) -> Result<MerchantKey, BadCertificate> {
        self.signer.now().map(|(key, _)| key)
    }

    /// What is known about the merchant's certificate.
    pub fn facts(&self) -> Result<CertificateFacts, BadCertificate> {
        self.signer.now().map(|(_, facts)| facts)
    }

    /// What time it is at WeChat, by a clock nobody can set.
    pub fn time(&self) -> Option<UnixSeconds> {
        self.time.now()
    }

    /// What time it is, as WeChat counts it as far as we have heard.
    pub fn now(&self) -> UnixSeconds {
        self.offset.corrected(self.env.now())
    }

    /// The key an answer is to be signed with, and sensitive fields are encrypted with.
    ///
    /// # Errors
    /// [`NotSent::NoTrustKey`].
    pub fn answer_key(&self) -> Result<TrustKey, NotSent> {
        self.keys.current().to_ask_for(self.now()).cloned().ok_or(NotSent::NoTrustKey)
    }

    /// The request, signed, recorded and about to leave. Nothing may fail between the record and the first byte.
    pub fn prepared(&self, request: &Request, record: &dyn CallRecord) -> Result<Prepared, NotSent> {
        let (key, facts) = self.signer.now().map_err(NotSent::Certificate)?;
        let now = self.now();
        let answer_key = self.answer_key();
        if request.call.moves_money() {
            // Money that moved under an answer nobody can believe is the worst case: it does not leave.
            answer_key.as_ref().map_err(|_| NotSent::NoTrustKey)?;
            // By WeChat's day where it was heard: a clock that is wrong neither ends a certificate nor revives one.
            facts.usable_at(self.time.now().unwrap_or(now)).map_err(NotSent::Certificate)?;
        }
        let nonce = self.env.rng.hex(NONCE_BYTES);
        let (method, path) = (request.method, request.path.as_str());
        let signed = authorization(&self.mch_id, &key, method, path, now, &nonce, &request.body);
        let method = if request.body.is_empty() { Method::GET } else { Method::POST };
        let address = format!("{}{path}", self.pay_url);
        let mut leaving = self.client.request(method, address).header(AUTHORIZATION, signed);
        let picture = request.call == V3Call::ComplaintPicture;
        leaving = leaving.header(ACCEPT, if picture { "*/*" } else { "application/json" });
        if let Some(file) = &request.file {
            let (kind, body) = upload::form(&request.body, file, &self.env.rng.hex(NONCE_BYTES));
            leaving = leaving.header(CONTENT_TYPE, kind).body(body);
        } else if !request.body.is_empty() {
            leaving = leaving.header(CONTENT_TYPE, "application/json; charset=utf-8").body(request.body.clone());
        }
        let asked_for = request.sealed_with.clone().or_else(|| answer_key.ok().map(|key| key.id().clone()));
        if let Some(id) = asked_for {
            leaving = leaving.header(SERIAL, id.as_str());
        }
        record.leaving(Outgoing { call: request.call.name(), body: request.recorded() })?;
        Ok(Prepared { request: leaving, signed_at: now })
    }

    /// Sends it and waits for the answer.
    pub fn called(&self, prepared: Prepared) -> Result<(HttpsReply, Moments), GatewayError> {
        let reply = self.caller.call_up_to(prepared.request, ANSWER_BYTES_MAX)?;
        let answered_at = self.hear(reply.date.as_deref());
        Ok((reply, Moments { signed_at: prepared.signed_at, answered_at }))
    }

    /// Takes the time out of an answer: the `Date` over verified TLS, or what our own clock makes of the last one.
    pub fn hear(&self, date: Option<&str>) -> UnixSeconds {
        let ours = self.env.now();
        self.time.hear(date);
        self.offset.hear(date, ours).unwrap_or_else(|| self.offset.corrected(ours))
    }
}
