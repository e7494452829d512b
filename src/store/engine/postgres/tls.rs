//! How the connection is kept from being read or forged: TLS, verified as every other call of the program, with nothing that
//! switches the check off. A Unix socket and the computer's own address need none; where a server offers it there all the
//! same, it is verified too.

use crate::store::{ServerFault, StoreError};
use postgres::{
    Config,
    config::{Host, SslMode},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::{error::Error, net::IpAddr, path::Path, sync::Arc};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Demands TLS, unless everything that is said stays on this computer.
pub(super) fn demand(config: &mut Config) {
    let stays = config.get_hosts().iter().all(stays_here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    config.ssl_mode(if stays { SslMode::Prefer } else { SslMode::Require });
}

fn stays_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// By the system's roots, or by those of a file and no others, as libpq does.
pub(super) fn verified(roots: Option<&Path>) -> Result<MakeRustlsConnect, StoreError> {
    let bad = |why: String| StoreError::from(ServerFault::Certificate(why));
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| bad(why.to_string()))?;
    let builder = match roots {
        None => builder.with_platform_verifier().map_err(|why| bad(why.to_string()))?,
        Some(path) => {
            builder.with_root_certificates(of_file(path).map_err(|why| bad(format!("{}: {why}", path.display())))?)
        }
    };
    Ok(MakeRustlsConnect::new(builder.with_no_client_auth()))
}

fn of_file(path: &Path) -> Result<RootCertStore, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(path)? {
        roots.add(root?)?;
    }
    Ok(roots)
}
