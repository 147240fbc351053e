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
    others: Vec<(String, String)>,
}

impl Address {
    /// `mode` and `ca` are the names of the two parameters; `modes` what the former may be; `others` may be there too.
    fn parse(text: &str, mode: &str, ca: &str, modes: [&str; 5], others: &[&str]) -> Result<Self, OpenError> {
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
        let (mut protection, mut file) = (Protection::Prefer, None);
        let mut given: Vec<(String, String)> = Vec::new();
        for (name, value) in url.query_pairs() {
            if given.iter().any(|(before, _)| *before == name) {
                return Err(OpenError(format!("the database URL has {name} twice")));
            }
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
                file = Some(PathBuf::from(&*value));
            } else if !others.contains(&&*name) {
                let known = [&[mode, ca], others].concat().join(", ");
                // What is no name is perhaps a part of a password.
                let is_name = name.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-');
                let shown = if is_name { format!(", {name:?}") } else { String::new() };
                return Err(OpenError(format!(
                    "the database URL has a parameter that it can't have{shown}; there are {known}"
                )));
            }
            given.push((name.into_owned(), value.into_owned()));
        }
        given.retain(|(name, _)| name != mode && name != ca);
        url.set_query(None);
        if file.is_some() && protection < Protection::VerifyCa {
            return Err(OpenError(format!(
                "the database URL has {ca}, which is used with {mode}={} or {mode}={} only",
                modes[3], modes[4]
            )));
        }
        let authorities = file.as_deref().map(tls::authorities).transpose()?;
        Ok(Self { url, protection, authorities, others: given })
    }

    /// For messages: host and port.
    fn place(&self, port: u16) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.url.port().unwrap_or(port))
    }
}

/// Where a URL of `PostgreSQL` leads to.
pub(super) fn postgres(text: &str, timeout: Duration) -> Result<postgres::Target, OpenError> {
    let modes = ["disable", "prefer", "require", "verify-ca", "verify-full"];
    let address = Address::parse(text, "sslmode", "sslrootcert", modes, &["application_name", "options"])?;
    let parsed: Result<tokio_postgres::Config, _> = address.url.as_str().parse();
    let mut config = parsed.map_err(|error| {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        OpenError(format!("the database URL can't be used: {error}{cause}"))
    })?;
    let place = address.place(5432);
    config.connect_timeout(timeout).keepalives_idle(Duration::from_secs(30)).tcp_user_timeout(2 * timeout);
    config.application_name("customary");
    for (name, value) in &address.others {
        match name.as_str() {
            "options" => config.options(value),
            _ => config.application_name(value),
        };
    }
    let tls = Tls::new(address.protection, address.authorities)?;
    Ok(postgres::Target { place, config, tls, timeout })
}

/// Where a URL of `MySQL` leads to.
pub(super) fn mysql(text: &str, timeout: Duration) -> Result<mysql::Target, OpenError> {
    let modes = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"];
    let mut address = Address::parse(text, "ssl-mode", "ssl-ca", modes, &[])?;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{mysql, postgres};

    #[test]
    fn parameters_are_those_that_there_are_and_each_once() {
        let of_postgres =
            |query: &str| postgres(&format!("postgres://ada:hidden@host/d?{query}"), Duration::from_secs(1)).err();
        let of_mysql = |query: &str| mysql(&format!("mysql://ada:hidden@host/d?{query}"), Duration::from_secs(1)).err();
        for query in ["sslmode=require", "application_name=a&sslmode=disable", "options=-csearch_path%3Dcrm"] {
            assert_eq!(of_postgres(query), None, "{query}");
        }
        assert_eq!(of_mysql("ssl-mode=required"), None);
        let spaced = postgres("postgres://host/d?options=-c%20search_path%3Dcrm", Duration::from_secs(1)).ok();
        assert_eq!(
            spaced.and_then(|target| target.config.get_options().map(str::to_owned)).as_deref(),
            Some("-c search_path=crm")
        );
        for (refused, wanted) in [
            (of_postgres("sslmode=require&sslmode=disable"), "has sslmode twice"),
            (of_postgres("password=other"), "\"password\"; there are sslmode, sslrootcert, application_name, options"),
            (of_postgres("a@b/hidden=1"), "can't have; there are sslmode"),
            (of_postgres("sslmode=bogus"), "sslmode must be one of disable, prefer"),
            (of_mysql("ssl-mode=REQUIRED&ssl-mode=DISABLED"), "has ssl-mode twice"),
            (of_mysql("require_ssl=false"), "\"require_ssl\"; there are ssl-mode, ssl-ca"),
        ] {
            let refused = refused.map(|error| error.to_string()).unwrap_or_default();
            assert!(refused.contains(wanted) && !refused.contains("hidden"), "{refused}");
        }
    }
}
