//! The client of API v3: what it is made of, and how one call goes.

use super::{
    super::{
        Answered, BadCertificate, BadEndpoint, CallRecord, CertificateFiles, Channel, ClientCertificate, Endpoint,
        GatewayError, NotSent, PaymentSheet,
    },
    TrustKeeper, V3Account,
    answer::JsonAnswer,
    call::Request,
    line::{CertificateSource, MerchantLine, NONCE_BYTES},
    sheet,
};
use crate::{
    base::env::Env,
    domain::{PrepayId, UnixSeconds},
};
use std::sync::Arc;

/// WeChat Pay by API v3. Blocking; safe to call from any thread that may block.
pub struct V3Gateway {
    /// The merchant, and the one app all calls of this gateway speak for.
    pub(super) account: V3Account,
    pub(super) line: Arc<MerchantLine>,
}

impl V3Gateway {
    /// Every call is signed with the key of this certificate; without a usable one nothing leaves. Answers are believed by
    /// `keys`; while none of them counts, no call leaves that may move money or create an order.
    ///
    /// # Errors
    /// [`BadEndpoint`]: the settings must be mended before any call.
    pub fn new(
        account: V3Account,
        endpoint: &Endpoint,
        certificate: Result<ClientCertificate, BadCertificate>,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        Self::with(account, endpoint, CertificateSource::Fixed(certificate), keys, env)
    }

    /// The same with the certificate in `files`, which are read again whenever they change.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn watching(
        account: V3Account,
        endpoint: &Endpoint,
        files: CertificateFiles,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        Self::with(account, endpoint, CertificateSource::Files(files), keys, env)
    }

    fn with(
        account: V3Account,
        endpoint: &Endpoint,
        certificate: CertificateSource,
        keys: Arc<TrustKeeper>,
        env: Env,
    ) -> Result<Self, BadEndpoint> {
        let line = MerchantLine::new(account.mch_id.clone(), endpoint, certificate, keys, env)?;
        Ok(Self { account, line: Arc::new(line) })
    }

    /// The keys its answers are believed by.
    pub fn keys(&self) -> &Arc<TrustKeeper> {
        &self.line.keys
    }

    /// The second signature, for the buyer's phone. No call.
    ///
    /// # Errors
    /// [`NotSent::Certificate`]: there is no key to sign it with.
    pub fn sheet(&self, prepay_id: &PrepayId, channel: Channel, at: UnixSeconds) -> Result<PaymentSheet, NotSent> {
        let key = self.line.key().map_err(NotSent::Certificate)?;
        let nonce_str = self.line.env.rng.hex(NONCE_BYTES);
        Ok(sheet::signed(&self.account, &key, prepay_id, channel, (at, nonce_str)))
    }

    /// One call, from what it says to what its answer means. `read` sees only an answer that is WeChat's.
    pub(super) fn talk<T>(
        &self,
        request: Result<Request, NotSent>,
        record: &dyn CallRecord,
        read: impl FnOnce(&JsonAnswer<'_>) -> Result<T, GatewayError>,
    ) -> Answered<T> {
        let request = match request {
            Ok(request) => request,
            Err(why) => return Answered { raw: None, result: Err(GatewayError::NotSent(why)) },
        };
        let prepared = self.line.prepared(&request, record).map_err(GatewayError::NotSent);
        let (reply, moments) = match prepared.and_then(|prepared| self.line.called(prepared)) {
            Ok(answered) => answered,
            Err(error) => return Answered { raw: None, result: Err(error) },
        };
        let keys = self.line.keys.current();
        let result = JsonAnswer::read(request.call, &reply, &keys, moments).and_then(|answer| read(&answer));
        Answered { raw: Some(String::from_utf8_lossy(&reply.body).into_owned()), result }
    }
}

impl std::fmt::Debug for V3Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("V3Gateway")
            .field("account", &self.account)
            .field("pay_url", &self.line.pay_url)
            .finish_non_exhaustive()
    }
}
