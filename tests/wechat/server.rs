//! A server that speaks TLS, asks for a client certificate without insisting, and does what the test says.

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// A root, and what it signed.
pub struct Pki {
    pub root_pem: String,
    issuer: Issuer<'static, KeyPair>,
    root_der: rustls::pki_types::CertificateDer<'static>,
}

impl Pki {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Test root");
        let root = params.self_signed(&key).unwrap();
        Self { root_pem: root.pem(), root_der: root.der().clone(), issuer: Issuer::new(params, key) }
    }

    /// Certificate and key of a merchant, in PEM; `until` is the year it ends.
    pub fn merchant(&self, name: &str, until: i32) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }

    fn server_config(&self) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(self.root_der.clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).allow_unauthenticated().build().unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder().with_client_cert_verifier(verifier);
        Arc::new(config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
    }
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Heard {
    pub method: String,
    pub target: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub with_certificate: bool,
}

/// What the server does once it has read a request.
pub enum Reply {
    Answer(u16, Vec<u8>),
    /// With these header lines, each ended.
    With(u16, String, Vec<u8>),
    /// 200, with the day it is there.
    Dated(&'static str, Vec<u8>),
    Redirect(String),
    /// Never, until the client goes away.
    Silence,
    /// Half of an answer, then the line breaks.
    Half,
    /// The line breaks at once.
    HangUp,
}

type Script = dyn Fn(&Heard) -> Reply + Send + Sync;

pub struct Server {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Server {
    pub fn start(pki: &Pki, script: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let (heard, config) = (Arc::new(Mutex::new(Vec::new())), pki.server_config());
        let (log, script): (_, Arc<Script>) = (Arc::clone(&heard), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, log, script) = (Arc::clone(&config), Arc::clone(&log), Arc::clone(&script));
                // A client that breaks off is part of the tests, so its error is of no interest here.
                std::thread::spawn(move || serve(stream, config, &log, &*script).ok());
            }
        });
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn serve(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    log: &Mutex<Vec<Heard>>,
    script: &Script,
) -> std::io::Result<()> {
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    while let Some(heard) = read_request(&mut tls)? {
        log.lock().unwrap().push(heard.clone());
        match script(&heard) {
            Reply::Answer(status, body) => answer(&mut tls, status, "", &body)?,
            Reply::With(status, headers, body) => answer(&mut tls, status, &headers, &body)?,
            Reply::Dated(date, body) => answer(&mut tls, 200, &format!("date: {date}\r\n"), &body)?,
            Reply::Redirect(to) => answer(&mut tls, 302, &format!("location: {to}\r\n"), b"")?,
            Reply::Silence => drop(tls.read(&mut [0; 1])?),
            Reply::Half => {
                return tls
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<xml>")
                    .and_then(|()| tls.flush());
            }
            Reply::HangUp => return Ok(()),
        }
    }
    Ok(())
}

fn read_request(tls: &mut StreamOwned<ServerConnection, TcpStream>) -> std::io::Result<Option<Heard>> {
    let mut bytes = Vec::new();
    let end_of = |bytes: &[u8]| bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
    loop {
        if let Some(end) = end_of(&bytes) {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next())
                .and_then(|n| n.trim().parse().ok());
            if bytes.len() >= end + length.unwrap_or(0) {
                let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                let mut words = head.split(' ');
                let mut word = || words.next().unwrap_or_default().to_owned();
                let (method, target) = (word(), word());
                let headers = head.lines().filter_map(|line| line.split_once(": "));
                let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
                let body = String::from_utf8_lossy(&bytes[end..]).into_owned();
                let with_certificate = tls.conn.peer_certificates().is_some();
                return Ok(Some(Heard { method, target, headers, body, with_certificate }));
            }
        }
        let mut piece = [0; 4096];
        match tls.read(&mut piece)? {
            0 => return Ok(None),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

fn answer(
    tls: &mut StreamOwned<ServerConnection, TcpStream>,
    status: u16,
    headers: &str,
    body: &[u8],
) -> std::io::Result<()> {
    write!(tls, "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n", body.len())?;
    tls.write_all(body)?;
    tls.flush()
}
