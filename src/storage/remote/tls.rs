//! TLS to a database server, with the verification that its URL asks for.

use std::{error::Error, io, path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::storage::OpenError;

/// How far a connection is protected, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protection {
    /// No TLS.
    Disable,
    /// TLS where the server has it, with whatever certificate.
    Prefer,
    /// TLS with whatever certificate.
    Require,
    /// TLS with a certificate of an authority that is trusted.
    VerifyCa,
    /// The same, and the certificate is for the host of the URL.
    VerifyFull,
}

/// TLS for connections to `PostgreSQL`.
pub(super) struct Tls {
    mode: SslMode,
    connector: Option<MakeRustlsConnect>,
}

impl Tls {
    /// With these authorities, or those that browsers trust.
    pub(super) fn new(protection: Protection, ca: Option<Vec<CertificateDer<'static>>>) -> Result<Self, OpenError> {
        let mode = match protection {
            Protection::Disable => return Ok(Self { mode: SslMode::Disable, connector: None }),
            Protection::Prefer => SslMode::Prefer,
            Protection::Require | Protection::VerifyCa | Protection::VerifyFull => SslMode::Require,
        };
        let config = client_config(protection, ca).map_err(|why| OpenError(format!("TLS can't be set up: {why}")))?;
        Ok(Self { mode, connector: Some(MakeRustlsConnect::new(config)) })
    }

    /// Connects, and lets the connection work until it is closed.
    pub(super) async fn connect_postgres(
        &self,
        config: &Config,
    ) -> Result<(Client, AbortHandle), tokio_postgres::Error> {
        let mut config = config.clone();
        config.ssl_mode(self.mode);
        // The task carries what is said. How a connection ends is told to whoever waits for an answer.
        if let Some(connector) = &self.connector {
            let (client, connection) = config.connect(connector.clone()).await?;
            Ok((client, tokio::spawn(async move { drop(connection.await) }).abort_handle()))
        } else {
            let (client, connection) = config.connect(NoTls).await?;
            Ok((client, tokio::spawn(async move { drop(connection.await) }).abort_handle()))
        }
    }
}

/// The certificates of a PEM file.
pub(super) fn authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, OpenError> {
    let failed = |why: &dyn std::fmt::Display| {
        OpenError(format!("the database URL names {} for authorities, which can't be used: {why}", file.display()))
    };
    let pem = std::fs::read(file).map_err(|error| failed(&error))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let certificates = certificates.map_err(|error| failed(&error))?;
    let (usable, _) = RootCertStore::empty().add_parsable_certificates(certificates.clone());
    if usable == 0 || usable < certificates.len() {
        return Err(failed(&"it must have certificates in PEM, and nothing else"));
    }
    Ok(certificates)
}

/// Why the server's certificate was refused, if that is what happened. `ca` is the parameter that names authorities.
pub(super) fn refusal(error: &(dyn Error + 'static), ca: &str) -> Option<String> {
    Some(match certificate_error(error)? {
        CertificateError::UnknownIssuer => {
            format!(
                "its certificate is of no authority that is trusted; {ca} in the database URL names a file of those that are"
            )
        }
        why => format!("its certificate is refused: {why}"),
    })
}

fn certificate_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CertificateError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(why);
        }
        // `source` of this one leaves out what it holds itself.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = held.map(|held| held as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

/// A name of the server's certificate, if nothing but the name of the host is missing in it.
pub(super) fn name_of_certificate(error: &(dyn Error + 'static)) -> Option<String> {
    let CertificateError::NotValidForNameContext { presented, .. } = certificate_error(error)? else { return None };
    let inside = |name: &str, begin, end| Some(name.strip_prefix(begin)?.strip_suffix(end)?.replace('*', "any"));
    presented.iter().find_map(|name| inside(name, "DnsName(\"", "\")").or_else(|| inside(name, "IpAddress(", ")")))
}

fn client_config(protection: Protection, ca: Option<Vec<CertificateDer<'static>>>) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    match ca {
        Some(certificates) => drop(roots.add_parsable_certificates(certificates)),
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| error.to_string())?;
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(if protection == Protection::VerifyFull {
        builder.with_webpki_verifier(verifier).with_no_client_auth()
    } else {
        let lenient = Lenient { verifier, provider, trusts_all: protection < Protection::VerifyCa };
        builder.dangerous().with_custom_certificate_verifier(Arc::new(lenient)).with_no_client_auth()
    })
}

/// What `sslmode` below `verify-full` means: the host of a certificate, or all of it, is not looked at.
#[derive(Debug)]
struct Lenient {
    verifier: Arc<WebPkiServerVerifier>,
    provider: Arc<CryptoProvider>,
    trusts_all: bool,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.trusts_all {
            return Ok(ServerCertVerified::assertion());
        }
        match self.verifier.verify_server_cert(certificate, intermediates, host, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
