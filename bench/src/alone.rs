//! SQLite without a service before it: what it writes a second, 64 customers a transaction, into a database that the
//! server has filled, with the indexes that this has.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, params};
use tokio::time::Instant;

use crate::{Result, stats};

/// Customers of a transaction.
const TOGETHER: usize = 64;

/// So many customers' words, of those that were created last, are written in turn.
const EXAMPLES: usize = 1_000;

/// Whatever the table of customers asks for. `?2` is where they come in the order of creation, and `?3` scattered digits.
const INSERT: &str = "
INSERT INTO customers (organization, id, version, updated_at, name_key, email_key, company_key, name, email, phone, company, address, city,
    postal_code, country, notes)
VALUES (?1, unhex(printf('ffffffffffff70008000%012x', ?2)), 1, 1770000000000 + ?2, 'mirela vantorsen ' || ?3, ?3 || '@alone.example',
    ?3 || ' sons trading', 'Mirela Vantorsen ' || ?3, ?3 || '@alone.example', '+41441234567', ?3 || ' & Sons Trading', '17 Old Harbour Road',
    'Port Ellison', '8001', 'CH', 'Prefers e-mail; invoices go out on the first Monday.')";

const WORDS: &str = "INSERT INTO customer_words (rowid, tokens) VALUES (?1, ?2)";

/// Customers a second, of the organization that has the most. `search`: with what they are found by.
pub(crate) fn sqlite(file: &Path, search: bool, span: Duration) -> Result<f64> {
    let mut connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // As the server's writer has it.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = 4096;
         PRAGMA wal_autocheckpoint = 4096;",
    )?;
    let (organization, last) = (largest(&connection)?, last(&connection)?);
    let examples = if search { examples(&connection, last)? } else { Vec::new() };
    let (begun, mut done) = (Instant::now(), 0);
    while done == 0 || begun.elapsed() < span {
        let transaction = connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            let mut words = transaction.prepare_cached(WORDS)?;
            for place in done..done + TOGETHER {
                let number = last + i64::try_from(place)?;
                let digits = format!("{:016x}", number.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let rowid = insert.insert(params![organization, number, digits])?;
                if let Some(example) = examples.get(place % EXAMPLES) {
                    let tokens: Vec<String> = example.iter().map(|token| renew(token, organization, &digits)).collect();
                    words.execute(params![rowid, tokens.join(" ")])?;
                }
            }
        }
        transaction.commit()?;
        done += TOGETHER;
    }
    Ok(stats::count(done) / begun.elapsed().as_secs_f64())
}

/// A token as another customer would have it: what only one has, the parts of its e-mail address that are digits, is new.
fn renew(token: &str, organization: i64, digits: &str) -> String {
    let prefix = format!("{organization}w");
    match token.strip_prefix(&prefix) {
        Some(word) if word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{prefix}{}", &digits[..word.len().min(digits.len())])
        }
        _ => token.to_owned(),
    }
}

fn largest(connection: &Connection) -> Result<i64> {
    Ok(connection.query_one("SELECT seq FROM organizations ORDER BY customers DESC LIMIT 1", [], |row| row.get(0))?)
}

fn last(connection: &Connection) -> Result<i64> {
    Ok(connection.query_one("SELECT max(seq) FROM customers", [], |row| row.get(0))?)
}

/// The tokens of each of the customers that were created last.
fn examples(connection: &Connection, last: i64) -> Result<Vec<Vec<String>>> {
    connection
        .execute_batch("CREATE VIRTUAL TABLE temp.instances USING fts5vocab('main', 'customer_words', 'instance')")?;
    let mut examples = vec![Vec::new(); EXAMPLES];
    let mut statement = connection.prepare("SELECT doc, term FROM temp.instances WHERE doc > ?1")?;
    let mut rows = statement.query([last - i64::try_from(EXAMPLES)?])?;
    while let Some(row) = rows.next()? {
        let place = usize::try_from(last - row.get::<_, i64>(0)?)?;
        examples[place].push(row.get(1)?);
    }
    Ok(examples)
}
