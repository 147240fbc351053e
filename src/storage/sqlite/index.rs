//! The search index. Every token in it begins with the number of the organization, so that a search reads nothing of
//! another one: `12wanna` is a word that a customer of organization 12 is found by.
//!
//! FTS5 goes through the customers of one token in their order and stops where enough are found; those of all tokens
//! that begin alike it has to collect and sort first. So what people look for are tokens by themselves: the first two
//! and the first four letters of each word (`12pan`, `12qanna`), the first two digits of a phone number (`12h4`, `12h41`),
//! and each three that follow each other in it (`12g668`). Of one letter, three, and more than four, the few tokens that
//! begin so are looked up. That a phone number has more than three digits in a row is looked at in the row itself.

use std::fmt::{self, Write};

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    domain::{
        CustomerFields, CustomerFilter, Term,
        search::{FoundBy, FoundIn, InPhone, PHONE_PART, in_phone, phone_digits, ways},
    },
    storage::tokens,
};

/// Tokens that begin alike that are asked for one by one at most.
const TOKENS: usize = 64;

/// To collect and sort fewer customers than this takes no longer than to look their tokens up.
const COLLECTED: i64 = 40;

/// Bytes of tokens, those of some tens of customers, after which some segments of the index are merged: to begin costs as
/// much as to merge some pages.
pub(super) const MERGE_AFTER: usize = 16 * 1024;

/// A page is merged for so many bytes of tokens: a page takes more than eight times as many, and is merged some five times
/// over as the index grows.
const MERGED_FOR: usize = 512;

/// How many times the index has tokens from ?1 on and before ?2, up to ?3, and the token if these are all the same.
const FEW_FIRST: &str = "SELECT count(*), CASE WHEN min(term) = max(term) THEN min(term) END FROM
     (SELECT term FROM temp.words WHERE term >= ?1 AND term < ?2 ORDER BY term LIMIT ?3)";

/// The first token from ?1 on and before ?2.
const NEXT: &str = "SELECT term FROM temp.words WHERE term >= ?1 AND term < ?2 ORDER BY term LIMIT 1";

/// A change of the index that belongs to a customer.
pub(super) enum IndexChange {
    /// These are the tokens of a new customer.
    Add(i64, String),
    /// These are its tokens now.
    Replace(i64, String),
    /// It is no more.
    Remove(i64),
}

impl IndexChange {
    /// In bytes of tokens, or nearly: what was there before has to go, too.
    pub(super) fn size(&self) -> usize {
        64 + match self {
            Self::Add(_, tokens) | Self::Replace(_, tokens) => tokens.len(),
            Self::Remove(_) => 0,
        }
    }

    fn customer(&self) -> i64 {
        match self {
            Self::Add(customer, _) | Self::Replace(customer, _) | Self::Remove(customer) => *customer,
        }
    }
}

/// Makes the changes of a transaction, those of each customer in their order.
pub(super) fn apply(connection: &Connection, mut changes: Vec<IndexChange>) -> rusqlite::Result<()> {
    // FTS5 writes out what it has, as a segment, when the next customer does not come after the last.
    changes.sort_by_key(IndexChange::customer);
    for change in &changes {
        match change {
            IndexChange::Add(customer, tokens) => connection
                .prepare_cached("INSERT INTO customer_words (rowid, tokens) VALUES (?1, ?2)")?
                .execute(params![customer, tokens])?,
            IndexChange::Replace(customer, tokens) => connection
                .prepare_cached("UPDATE customer_words SET tokens = ?2 WHERE rowid = ?1")?
                .execute(params![customer, tokens])?,
            IndexChange::Remove(customer) => {
                connection.prepare_cached("DELETE FROM customer_words WHERE rowid = ?1")?.execute([customer])?
            }
        };
    }
    Ok(())
}

/// Merges some of the segments that there are, of which a search reads each, after changes of so many bytes. FTS5 left to
/// itself does nothing for many transactions, and then so much in one that all who wait for it wait for tens of
/// milliseconds.
pub(super) fn merge(connection: &Connection, changed: usize) -> rusqlite::Result<()> {
    let pages = i64::try_from(changed / MERGED_FOR).unwrap_or(i64::MAX);
    let sql = "INSERT INTO customer_words (customer_words, rank) VALUES ('merge', ?1)";
    connection.prepare_cached(sql)?.execute([pages]).map(drop)
}

/// Merges all segments into one.
pub(super) fn merge_all(connection: &Connection) -> rusqlite::Result<()> {
    connection.prepare_cached("INSERT INTO customer_words (customer_words) VALUES ('optimize')")?.execute([]).map(drop)
}

/// The tokens of a customer, without the number of its organization, with spaces between them.
pub(super) fn of_customer(customer: &CustomerFields) -> String {
    let phone = customer.phone.as_ref().map(phone_digits).unwrap_or_default();
    let found_by = FoundBy::of(customer);
    let words = found_by.words();
    // Beginnings of words in their order are in order, too.
    let mut two: Vec<&str> = words.iter().map(|word| beginning(word, 2)).collect();
    two.dedup();
    let mut four: Vec<&str> = words.iter().map(|word| beginning(word, 4)).collect();
    four.dedup();
    four.retain(|four| beginning(four, 2) != *four);
    let mut phone_firsts: Vec<&str> = (1..PHONE_PART).map(|digits| beginning(phone, digits)).collect();
    phone_firsts.dedup();
    phone_firsts.retain(|first| !first.is_empty());
    let mut phone_parts: Vec<&str> = parts(phone).collect();
    phone_parts.sort_unstable();
    phone_parts.dedup();
    let mut tokens = tokens::of_customer(customer, &words).join(" ");
    for (kind, kinds) in [(" p", two), (" q", four), (" h", phone_firsts), (" g", phone_parts)] {
        for token in kinds {
            tokens.push_str(kind);
            tokens.push_str(token);
        }
    }
    tokens
}

/// The first letters of a word, so many as it has.
fn beginning(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end])
}

/// Each three digits that follow each other.
fn parts(digits: &str) -> impl Iterator<Item = &str> {
    (0..(digits.len() + 1).saturating_sub(PHONE_PART)).map(|at| &digits[at..at + PHONE_PART])
}

/// What the index holds of a customer with these tokens.
pub(super) fn text(organization: i64, tokens: &str) -> String {
    let organization = organization.to_string();
    let so_many = tokens.bytes().filter(|byte| *byte == b' ').count() + 1;
    let mut text = String::with_capacity(tokens.len() + so_many * organization.len() + 1);
    for token in tokens.split(' ') {
        text.push_str(&organization);
        text.push_str(token);
        text.push(' ');
    }
    text
}

/// What a filter asks the index for.
pub(super) struct Asked {
    /// In the query language of FTS5. All that are wanted are among those that it finds.
    pub(super) expression: String,
    /// Whether others may be, too: those whose phone numbers have other digits.
    pub(super) look: bool,
}

/// What a filter that asks for something asks for, but for its e-mail address; `None` if nobody can have it.
pub(super) fn ask(
    connection: &Connection,
    organization: i64,
    filter: &CustomerFilter,
) -> rusqlite::Result<Option<Asked>> {
    let mut asking = Asking { connection, organization, look: false };
    let mut all: Vec<Expression> = tokens::of_filter(filter).iter().map(|token| asking.token(token)).collect();
    for term in filter.search.terms() {
        all.push(match term {
            Term::Word(word) => asking.word(word)?,
            Term::Number(digits) => asking.number(digits)?,
            Term::Numbers(numbers, joined) => {
                let mut any = vec![asking.part_of_phone(joined)];
                for way in ways(numbers) {
                    let all = way.into_iter().map(|found| asking.found(found)).collect::<Result<_, _>>()?;
                    any.push(Expression::all(all));
                }
                Expression::any(any)
            }
        });
    }
    let look = asking.look;
    Ok(match Expression::all(all) {
        Expression::Nobody => None,
        expression => Some(Asked { expression: expression.to_string(), look }),
    })
}

struct Asking<'a> {
    connection: &'a Connection,
    organization: i64,
    look: bool,
}

impl Asking<'_> {
    /// Those who have a token.
    fn token(&self, token: &str) -> Expression {
        Expression::Token(format!("{}{token}", self.organization))
    }

    /// Those with a word that begins so.
    fn word(&self, letters: &str) -> rusqlite::Result<Expression> {
        match letters.chars().count() {
            1 => self.beginning(&format!("p{letters}")),
            2 => Ok(self.token(&format!("p{letters}"))),
            3 => self.beginning(&format!("q{letters}")),
            4 => Ok(self.token(&format!("q{letters}"))),
            _ => self.beginning(&format!("w{letters}")),
        }
    }

    /// Those with a token that begins so.
    fn beginning(&self, first: &str) -> rusqlite::Result<Expression> {
        let first = format!("{}{first}", self.organization);
        // No word has this letter, the greatest that there is.
        let end = format!("{first}\u{10ffff}");
        let mut few = self.connection.prepare_cached(FEW_FIRST)?;
        let (so_many, only) = few.query_row(params![first, end, COLLECTED], |found| {
            Ok((found.get::<_, i64>(0)?, found.get::<_, Option<String>>(1)?))
        })?;
        if so_many < COLLECTED {
            return Ok(Expression::Beginning(first));
        }
        let mut next = self.connection.prepare_cached(NEXT)?;
        let (mut tokens, mut token) = (Vec::new(), only);
        loop {
            let from = token.as_ref().map_or_else(|| first.clone(), |token| format!("{token}\u{1}"));
            tokens.extend(token.map(Expression::Token));
            token = next.query_row([&from, &end], |found| found.get(0)).optional()?;
            if token.is_none() {
                return Ok(Expression::any(tokens));
            }
            if tokens.len() == TOKENS {
                return Ok(Expression::Beginning(first));
            }
        }
    }

    /// Those of whom a number is found so.
    fn found(&mut self, found: FoundIn<'_>) -> rusqlite::Result<Expression> {
        match found {
            FoundIn::Word(digits) => self.word(digits),
            FoundIn::PhoneFirst(first) => Ok(self.token(&format!("h{first}"))),
            FoundIn::Either(digits) => self.number(digits),
        }
    }

    /// Those with a word that begins with these digits, or a phone number that has them.
    fn number(&mut self, digits: &str) -> rusqlite::Result<Expression> {
        let word = self.word(digits)?;
        let phone = match in_phone(digits) {
            InPhone::Nowhere => Expression::Nobody,
            InPhone::First(first) => self.token(&format!("h{first}")),
            InPhone::Part(part) => self.part_of_phone(part),
        };
        Ok(Expression::any(vec![word, phone]))
    }

    /// Those whose phone number has all that three of these digits make, one after the other.
    fn part_of_phone(&mut self, digits: &str) -> Expression {
        self.look |= digits.len() > PHONE_PART;
        Expression::all(parts(digits).map(|part| self.token(&format!("g{part}"))).collect())
    }
}

/// What FTS5 is asked for.
enum Expression {
    Token(String),
    /// All tokens that begin so.
    Beginning(String),
    All(Vec<Self>),
    Any(Vec<Self>),
    Nobody,
}

impl Expression {
    fn all(mut parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| matches!(part, Self::Nobody)) {
            return Self::Nobody;
        }
        if parts.len() == 1 { parts.remove(0) } else { Self::All(parts) }
    }

    fn any(mut parts: Vec<Self>) -> Self {
        parts.retain(|part| !matches!(part, Self::Nobody));
        match parts.len() {
            0 => Self::Nobody,
            1 => parts.remove(0),
            _ => Self::Any(parts),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |token: &str| format!("\"{}\"", token.replace('"', "\"\""));
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str| {
            f.write_char('(')?;
            for (number, part) in parts.iter().enumerate() {
                let between = if number == 0 { "" } else { word };
                write!(f, "{between}{part}")?;
            }
            f.write_char(')')
        };
        match self {
            Self::Token(token) => f.write_str(&quoted(token)),
            Self::Beginning(beginning) => write!(f, "{}*", quoted(beginning)),
            Self::All(parts) => joined(f, parts, " AND "),
            Self::Any(parts) => joined(f, parts, " OR "),
            Self::Nobody => f.write_str("\"\""),
        }
    }
}

/// How many segments the index has, by the ids of its blobs, which begin with the number of a segment.
#[cfg(test)]
pub(super) fn segments(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT count(DISTINCT id >> 37 & 65535) FROM customer_words_data WHERE id > 10";
    connection.query_one(sql, [], |found| found.get(0))
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
