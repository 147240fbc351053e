//! URLs of database servers: where they are, and how connections to them are protected.

use std::{error::Error, path::PathBuf, time::Duration};

use mysql_async::{Opts, OptsBuilder, SslOpts};
use rustls::pki_types::CertificateDer;
use url::Url;

use super::{
    mysql, postgres,
    tls::{self, Protection, Tls},
};
use crate::storage::OpenError;

/// Prepared statements that a connection to `MySQL` keeps at most. The server keeps 16,382 for all, if it is not told
/// otherwise.
const STATEMENTS: usize = 100;

/// A URL without what says how to protect the connection.
struct Address {
    url: Url,
    protection: Protection,
    authorities: Option<Vec<CertificateDer<'static>>>,
}

impl Address {
    /// `mode` and `ca` are the names of the two parameters; `modes` what the former may be.
    fn parse(text: &str, mode: &str, ca: &str, modes: [&str; 5]) -> Result<Self, OpenError> {
        // Errors never show the URL: it has a password.
        let mut url = Url::parse(text).map_err(|error| {
            OpenError(format!(
                "the database URL can't be read: {error}; in user and password, characters such as / ? # @ : [ are written in percent-encoding"
            ))
        })?;
        let named = url.path().len() > 1;
        if !named {
            return Err(OpenError(
                "the database URL names no database: SCHEME://USER:PASSWORD@HOST:PORT/DATABASE".to_owned(),
            ));
        }
        let (mut protection, mut file, mut others) = (Protection::Prefer, None, Vec::new());
        for (name, value) in url.query_pairs() {
            if name == mode {
                let levels = [
                    Protection::Disable,
                    Protection::Prefer,
                    Protection::Require,
                    Protection::VerifyCa,
                    Protection::VerifyFull,
                ];
                let found = modes.iter().position(|known| known.eq_ignore_ascii_case(&value));
                protection = found.map(|position| levels[position]).ok_or_else(|| {
                    OpenError(format!("the database URL's {mode} must be one of {}", modes.join(", ")))
                })?;
            } else if name == ca {
                file = Some(PathBuf::from(value.into_owned()));
            } else {
                others.push((name.into_owned(), value.into_owned()));
            }
        }
        url.set_query(None);
        if !others.is_empty() {
            url.query_pairs_mut().extend_pairs(others);
        }
        if file.is_some() && protection < Protection::VerifyCa {
            return Err(OpenError(format!(
                "the database URL has {ca}, which is used with {mode}={} or {mode}={} only",
                modes[3], modes[4]
            )));
        }
        let authorities = file.as_deref().map(tls::authorities).transpose()?;
        Ok(Self { url, protection, authorities })
    }

    /// For messages: host and port.
    fn place(&self, port: u16) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.url.port().unwrap_or(port))
    }
}

/// Where a URL of `PostgreSQL` leads to.
pub(super) fn postgres(text: &str, timeout: Duration) -> Result<postgres::Target, OpenError> {
    let modes = ["disable", "prefer", "require", "verify-ca", "verify-full"];
    let address = Address::parse(text, "sslmode", "sslrootcert", modes)?;
    let parsed: Result<tokio_postgres::Config, _> = address.url.as_str().parse();
    let mut config = parsed.map_err(|error| {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        OpenError(format!("the database URL can't be used: {error}{cause}"))
    })?;
    let place = address.place(5432);
    config.connect_timeout(timeout).keepalives_idle(Duration::from_secs(30)).tcp_user_timeout(2 * timeout);
    if config.get_application_name().is_none() {
        config.application_name("customary");
    }
    let tls = Tls::new(address.protection, address.authorities)?;
    Ok(postgres::Target { place, config, tls, timeout })
}

/// Where a URL of `MySQL` leads to.
pub(super) fn mysql(text: &str, timeout: Duration) -> Result<mysql::Target, OpenError> {
    let modes = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];
    let mut address = Address::parse(text, "ssl-mode", "ssl-ca", modes)?;
    if address.url.scheme() != "mysql" {
        address.url = Url::parse(&address.url.as_str().replacen(address.url.scheme(), "mysql", 1))
            .map_err(|error| OpenError(format!("the database URL can't be read: {error}")))?;
    }
    let opts = Opts::from_url(address.url.as_str())
        .map_err(|error| OpenError(format!("the database URL can't be used: {error}")))?;
    let place = address.place(3306);
    let tls = (address.protection > Protection::Disable).then(|| {
        let trusted = address.authorities.into_iter().flatten().map(|one| one.to_vec().into()).collect::<Vec<_>>();
        SslOpts::default()
            .with_disable_built_in_roots(!trusted.is_empty())
            .with_root_certs(trusted)
            .with_danger_accept_invalid_certs(address.protection < Protection::VerifyCa)
            .with_danger_skip_domain_validation(address.protection < Protection::VerifyFull)
    });
    let opts = OptsBuilder::from_opts(opts)
        .stmt_cache_size(Some(STATEMENTS))
        .tcp_keepalive(Some(Duration::from_secs(30)))
        .prefer_socket(Some(false))
        .ssl_opts(tls);
    Ok(mysql::Target { place, opts: opts.into(), protection: address.protection, timeout })
}
