//! The platform certificates: fetched and opened with the APIv3 key, whose seal proves them; then the answer is believed by the
//! certificate it names. On a schedule, and never because of a notification. Source: API v3, "Platform certificate or public
//! key".

use super::{
    super::{Answered, Believed, CallRecord, GatewayError, NoAnswer, http::HttpsReply},
    ApiV3Key, TrustKey, TrustKeys, V3Gateway,
    answer::{JsonAnswer, Moments, elsewhere, no_answer, prove, unreadable},
    call::{self, V3Call},
    json::{self, MalformedJson, Object},
    resource,
};

/// One platform certificate, opened and proven.
#[derive(Debug, Clone)]
pub struct FetchedCertificate {
    /// The certificate as PEM, as it may be kept.
    pub pem: String,
    /// The key in it, with its serial number and validity.
    pub key: TrustKey,
}

impl V3Gateway {
    /// Fetches the certificates WeChat signs with now (`/v3/certificates`): those a merchant has, which may be none.
    ///
    /// In the error: `Misconfigured`, or `NoAnswer` with the status 403 or 404, where the merchant has no certificates any more
    /// and signs with the public key; `Undecryptable` where the APIv3 key is another one than on the merchant platform.
    pub fn fetch_certificates(&self, record: &dyn CallRecord) -> Answered<Vec<FetchedCertificate>> {
        let prepared = self.line.prepared(&call::certificates(), record).map_err(GatewayError::NotSent);
        let (reply, moments) = match prepared.and_then(|prepared| self.line.called(prepared)) {
            Ok(answered) => answered,
            Err(error) => return Answered { raw: None, result: Err(error) },
        };
        let result = believed(&reply, &self.account.api_v3_key, &self.line.keys.current(), moments);
        Answered { raw: Some(String::from_utf8_lossy(&reply.body).into_owned()), result }
    }
}

fn believed(
    reply: &HttpsReply,
    key: &ApiV3Key,
    loaded: &TrustKeys,
    moments: Moments,
) -> Believed<Vec<FetchedCertificate>> {
    if reply.status != 200 {
        let answer = JsonAnswer::read(V3Call::Certificates, reply, loaded, moments).map_err(|why| match why {
            // Signed with the very key that is wanted: what it says cannot be believed, but that there are none is no secret.
            GatewayError::NoAnswer(NoAnswer::UnknownKey(_)) => no_answer(NoAnswer::Status(reply.status)),
            why => why,
        })?;
        return answer.done().map(|_| Vec::new());
    }
    let object = json::read(&reply.body).map_err(unreadable)?;
    let listed = object.objects("data").map_err(unreadable)?;
    let opened: Vec<FetchedCertificate> =
        listed.into_iter().map(|entry| opened(entry, key)).collect::<Believed<_>>()?;
    let fetched = opened.iter().map(|certificate| certificate.key.clone());
    prove(reply, &TrustKeys::new(fetched.chain(loaded.iter().cloned()).collect()), moments.answered_at)?;
    Ok(opened)
}

fn opened(entry: &Object<'_>, key: &ApiV3Key) -> Believed<FetchedCertificate> {
    let sealed = entry.object("encrypt_certificate").map_err(unreadable)?;
    let text = |name| sealed.text(name).map_err(unreadable);
    if text("algorithm")? != "AEAD_AES_256_GCM" {
        return Err(unreadable(MalformedJson::NoSense("algorithm")));
    }
    let data = sealed.text_if_any("associated_data").map_err(unreadable)?;
    let pem = resource::open(key, text("nonce")?, data, text("ciphertext")?)
        .ok_or_else(|| no_answer(NoAnswer::Undecryptable))?;
    let bad = || unreadable(MalformedJson::NoSense("encrypt_certificate"));
    let key = TrustKey::from_certificate_pem(&pem).map_err(|_| bad())?;
    if key.id().as_str() != entry.text("serial_no").map_err(unreadable)? {
        return Err(elsewhere("another certificate than the one listed"));
    }
    let pem = String::from_utf8(pem).map_err(|_| bad())?;
    Ok(FetchedCertificate { pem, key })
}
