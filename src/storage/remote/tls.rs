//! TLS to a database server, with the verification that its URL asks for.

use std::{path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
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
    /// With the authorities of the file `ca`, or those that browsers trust.
    pub(super) fn new(protection: Protection, ca: Option<&Path>) -> Result<Self, OpenError> {
        let mode = match protection {
            Protection::Disable => return Ok(Self { mode: SslMode::Disable, connector: None }),
            Protection::Prefer => SslMode::Prefer,
            Protection::Require | Protection::VerifyCa | Protection::VerifyFull => SslMode::Require,
        };
        let config = client_config(protection, ca).map_err(|why| OpenError(format!("TLS can't be set up: {why}")))?;
        Ok(Self { mode, connector: Some(MakeRustlsConnect::new(config)) })
    }

    /// Connects, and lets the connection work until it is closed.
    pub(super) async fn connect_postgres(&self, config: &Config) -> Result<Client, tokio_postgres::Error> {
        let mut config = config.clone();
        config.ssl_mode(self.mode);
        // How a connection ends is told to whoever waits for an answer.
        if let Some(connector) = &self.connector {
            let (client, connection) = config.connect(connector.clone()).await?;
            tokio::spawn(async move { drop(connection.await) });
            Ok(client)
        } else {
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(async move { drop(connection.await) });
            Ok(client)
        }
    }
}

fn client_config(protection: Protection, ca: Option<&Path>) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    match ca {
        Some(file) => {
            let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let certificates = certificates.map_err(|error| format!("{}: {error}", file.display()))?;
            let (added, _) = roots.add_parsable_certificates(certificates);
            if added == 0 {
                return Err(format!("{} has no certificate", file.display()));
            }
        }
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
