//! The tokens of customers, of which there are two copies: a table, whose key leads from a token to the customers that have
//! it, and a text in the row of each, which tells whether it has others.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{
    list::Part,
    pool::Session,
    session::{Connection, Failure, values},
};
use crate::{
    domain::{
        CustomerFields, CustomerFilter, OrganizationId, Term,
        search::{FoundBy, FoundIn, InPhone, PHONE_PART, in_phone, phone_digits, ways},
    },
    storage::tokens,
};

/// What every customer has: its rows are all customers in their order, with their signatures.
const EVERYONE: &str = "t";

/// The tokens of a customer: those of every database, that of everyone, and each part of its phone number from a digit on
/// to the end, of which the longest comes first.
pub(super) fn of_customer(customer: &CustomerFields) -> Vec<String> {
    let phone = customer.phone.as_ref().map(phone_digits).unwrap_or_default();
    let tokens = tokens::of_customer(customer, &FoundBy::of(customer).words());
    tokens.into_iter().chain([EVERYONE.to_owned()]).chain(ends(phone)).collect()
}

fn ends(phone: &str) -> impl Iterator<Item = String> {
    (0..(phone.len() + 1).saturating_sub(PHONE_PART)).map(|at| format!("s{}", &phone[at..]))
}

/// The text of tokens: each has a space on both sides. Of the ends of a phone number it has the longest.
pub(super) fn text(tokens: &[String]) -> String {
    let mut text = " ".to_owned();
    for token in tokens {
        text.push_str(token);
        text.push(' ');
        if token.starts_with('s') {
            break; // all that follow are ends of it
        }
    }
    text
}

/// The tokens of a text.
pub(super) fn of_text(text: &str) -> Vec<String> {
    let tokens = text.split_ascii_whitespace().flat_map(|token| {
        let (token, phone) = token.strip_prefix('s').map_or((Some(token), ""), |phone| (None, phone));
        token.map(str::to_owned).into_iter().chain(ends(phone))
    });
    tokens.collect()
}

/// Rows of the table, as `insert_tokens` takes them.
pub(super) struct Rows(Json);

impl Rows {
    /// Of some of a customer's tokens, or of all.
    pub(super) fn new<C: Connection>(tokens: &[String], all: &[String]) -> Self {
        let Signature { short, long } = Signature::of_customer(all);
        Self(json!({"tokens": (C::DIALECT.tokens)(tokens), "signature_short": short, "signature_long": long}))
    }

    /// Those of a customer: the ids in hex.
    pub(super) fn of(&self, organization: impl Into<Json>, id: impl Into<Json>) -> Json {
        let mut rows = self.0.clone();
        rows["organization"] = organization.into();
        rows["id"] = id.into();
        rows
    }
}

/// Whether rows of the ones and of the others have the same signature.
pub(super) fn have_one_signature(ones: &[String], others: &[String]) -> bool {
    Signature::of_customer(ones) == Signature::of_customer(others)
}

/// What a customer has, as sets of bits, which stand beside each of its tokens: that it has not what is asked for is seen
/// there in nearly all cases, without looking at the customer.
///
/// The bits of words, and of the phone number as of a word, are in `short` by their first letter, 26 for a to z, 10 for
/// digits and 4 for all others, and by their first two, 23, and in `long` by their first three, 62. Each two digits in a
/// row, of a word or the phone number, are in `long`. Another value that a field can have is in both by all of it. Which
/// bit it is a hash tells; it must stay the same, since it is in databases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Signature {
    short: i64,
    long: i64,
}

impl Signature {
    fn of_customer(tokens: &[String]) -> Self {
        tokens.iter().fold(Self::default(), |signature, token| signature.with(Self::of(token)))
    }

    /// That of a token or of its beginning.
    fn of(token: &str) -> Self {
        if let Some(word) = token.strip_prefix('w').or_else(|| token.strip_prefix("fp")) {
            Self::of_word(word).with(Self::of_digits(word))
        } else if let Some(phone) = token.strip_prefix('s') {
            Self::of_digits(phone)
        } else if token == EVERYONE {
            Self::default()
        } else {
            Self { short: 1 << (40 + hash(token) % 23), long: 1 << (hash(token) % 62) }
        }
    }

    fn of_word(word: &str) -> Self {
        let first =
            |letters: usize| word.char_indices().nth(letters - 1).map(|(at, letter)| &word[..at + letter.len_utf8()]);
        let one = first(1).map_or(0, |one| match one.as_bytes() {
            [letter @ b'a'..=b'z'] => 1 << (letter - b'a'),
            [digit @ b'0'..=b'9'] => 1 << (26 + digit - b'0'),
            _ => 1 << (36 + hash(one) % 4),
        });
        let two = first(2).map_or(0, |two| 1 << (40 + hash(two) % 23));
        Self { short: one | two, long: first(3).map_or(0, |three| 1 << (hash(three) % 62)) }
    }

    fn of_digits(text: &str) -> Self {
        let digits = |two: &&[u8]| two.iter().all(u8::is_ascii_digit);
        let bits = text.as_bytes().windows(2).filter(digits).map(|two| 1 << (hash(two) % 62));
        Self { short: 0, long: bits.fold(0, |long, bit: i64| long | bit) }
    }

    /// What is in both.
    fn common(self, other: Self) -> Self {
        Self { short: self.short & other.short, long: self.long & other.long }
    }

    /// What is in one of them.
    fn with(self, other: Self) -> Self {
        Self { short: self.short | other.short, long: self.long | other.long }
    }
}

/// FNV-1a.
fn hash(text: impl AsRef<[u8]>) -> u64 {
    text.as_ref()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Something that who is found must have.
pub(super) struct Needed {
    /// Where the customers that have it stand in the table, some of them several times.
    customers: Vec<Range>,
    /// Whether the customer `c` has it, by its text.
    condition: Part,
    /// What is in the signature of those that have it.
    signature: Signature,
    /// Whether the signature alone tells for certain.
    by_signature: bool,
    /// Of how many bytes it is: with more fewer have it, by guess.
    length: usize,
}

/// All that who is found must have. What few have comes first, by guess.
pub(super) fn needed(organization: OrganizationId, filter: &CustomerFilter) -> Vec<Needed> {
    let index = Index(organization);
    let tokens = tokens::of_filter(filter);
    let terms = filter.search.terms().iter().map(|term| index.term(term));
    let mut needed: Vec<_> = tokens.iter().map(|token| index.token(token)).chain(terms).collect();
    needed.sort_by_key(|needed| std::cmp::Reverse(needed.length));
    needed
}

/// The customers that have something and, by their signatures, all of the others, as far as these tell; some come several
/// times. Each part is a statement by itself, to which conditions on the row `token` may be added.
pub(super) fn candidates(first: &Needed, others: &[Needed]) -> Vec<Part> {
    first.rows(others).iter().map(|rows| rows.select("customer")).collect()
}

/// That customers have all of this, as far as signatures tell.
fn seem_to_have(needed: &[Needed]) -> Part {
    let Signature { short, long } = signature(needed);
    let mut part = Part::default();
    for (column, bits) in [("signature_short", short), ("signature_long", long)] {
        if bits != 0 {
            part.push(&format!(" AND {column} & ? = ?"), values![bits, bits]);
        }
    }
    part
}

/// Whether the customer `c` has all of this.
pub(super) fn conditions<'a>(needed: impl IntoIterator<Item = &'a Needed>) -> Part {
    Part::joined(needed.into_iter().map(|needed| needed.condition.clone()).collect(), " AND ")
}

/// Whether the customer `c` has all of this that a signature does not tell for certain, if there is something.
pub(super) fn unknown(needed: &[Needed]) -> Option<Part> {
    let mut unknown = needed.iter().filter(|needed| !needed.by_signature).peekable();
    unknown.peek().is_some().then(|| conditions(unknown))
}

/// `value` of the customer whose id is in `column`, if it fulfils conditions, in which it is called `c`. It is no join,
/// which a database might begin with all customers that fulfil them.
pub(super) fn of_customer_in(column: &str, organization: OrganizationId, value: &str, conditions: Part) -> Part {
    let sql = format!(
        "(SELECT {value} FROM customers AS c WHERE c.organization = ? AND c.id = {column} AND {})",
        conditions.sql
    );
    Part { sql, values: [values![organization.0], conditions.values].concat() }
}

impl Needed {
    /// Whether so many letters or more are asked for.
    pub(super) fn is_long(&self) -> bool {
        self.length >= 3
    }

    /// Whether no row of a customer has to be looked at to tell who has it.
    pub(super) fn needs_no_row(&self) -> bool {
        self.customers.iter().all(|rows| rows.of_customers.sql.is_empty())
    }

    /// From now on it is asked for by this token, if no other begins so.
    pub(super) fn narrow_to(&mut self, token: &Range) {
        self.customers = vec![token.clone()];
    }

    /// Whether each customer that has it stands in the table once.
    pub(super) fn has_each_once(&self) -> bool {
        matches!(self.customers.as_slice(), [Range { tokens: Tokens::One(_), .. }])
    }

    /// Whether the customer `c` has it.
    pub(super) fn condition(&self) -> Part {
        self.condition.clone()
    }

    /// The rows of those that have it and, as far as signatures tell, all of the others.
    pub(super) fn rows(&self, others: &[Self]) -> Vec<Range> {
        self.customers.iter().map(|rows| rows.narrowed(others)).collect()
    }

    /// The rows of those that have it, by each of its tokens, if there are no more than so many.
    pub(super) async fn token_by_token<C: Connection>(
        &self,
        session: &mut Session<C>,
        most: usize,
    ) -> Result<Option<Vec<Range>>, Failure> {
        let mut tokens = Vec::new();
        for range in &self.customers {
            let Some(more) = range.token_by_token(session, most - tokens.len()).await? else { return Ok(None) };
            tokens.extend(more);
        }
        Ok(Some(tokens))
    }
}

/// Whether signatures leave out nearly all customers who have not all of this: by chance one in five has a bit.
pub(super) fn are_told_by_signatures(needed: &[Needed]) -> bool {
    let Signature { short, long } = signature(needed);
    short.count_ones() + long.count_ones() > 1 || needed.iter().all(|needed| needed.by_signature)
}

fn signature(needed: &[Needed]) -> Signature {
    needed.iter().fold(Signature::default(), |all, needed| all.with(needed.signature))
}

/// The rows of everyone, in the order of creation, each once.
pub(super) fn everyone(organization: OrganizationId) -> Range {
    Range {
        organization,
        tokens: Tokens::One(EVERYONE.to_owned()),
        conditions: Part::default(),
        of_customers: Part::default(),
    }
}

/// Some rows of the table: those of a token, or of all that begin alike, which fulfil conditions. They are called `token`.
#[derive(Clone)]
pub(super) struct Range {
    organization: OrganizationId,
    tokens: Tokens,
    /// What signatures tell. Each begins with AND.
    conditions: Part,
    /// What rows of customers tell, which takes longer. The same.
    of_customers: Part,
}

#[derive(Clone)]
enum Tokens {
    One(String),
    Beginning(String),
}

impl Range {
    /// Their customers, in a column of this name.
    pub(super) fn select(&self, column: &str) -> Part {
        let (range, bounds) = match &self.tokens {
            Tokens::One(token) => ("token.token = ?", values![token.as_str()]),
            Tokens::Beginning(first) => {
                ("token.token >= ? AND token.token < ?", values![first.as_str(), behind(first)])
            }
        };
        let sql = format!(
            "SELECT token.customer AS {column} FROM customer_tokens AS token WHERE token.organization = ? AND {range}"
        );
        let mut part = Part::new(&sql, [values![self.organization.0], bounds].concat());
        for conditions in [&self.conditions, &self.of_customers] {
            part.push(&conditions.sql, conditions.values.clone());
        }
        part
    }

    /// One for each of its tokens, if there are no more than so many.
    async fn token_by_token<C: Connection>(
        &self,
        session: &mut Session<C>,
        most: usize,
    ) -> Result<Option<Vec<Self>>, Failure> {
        let Tokens::Beginning(first) = &self.tokens else { return Ok((most > 0).then(|| vec![self.clone()])) };
        let sql = "SELECT token FROM customer_tokens
             WHERE organization = ? AND token >= ? AND token < ? ORDER BY token LIMIT 1";
        let (mut from, end) = (first.clone(), behind(first));
        let mut ranges = Vec::new();
        loop {
            let row = session.row(sql, values![self.organization.0, from, end.as_str()]).await?;
            let Some(token) = row.map(|mut row| row.text()).transpose()? else { return Ok(Some(ranges)) };
            if ranges.len() == most {
                return Ok(None);
            }
            from = format!("{token}\u{1}");
            ranges.push(Self { tokens: Tokens::One(token), ..self.clone() });
        }
    }

    /// Whether not all rows of its tokens are meant.
    pub(super) fn has_conditions(&self) -> bool {
        !(self.conditions.sql.is_empty() && self.of_customers.sql.is_empty())
    }

    /// All rows of its tokens.
    pub(super) fn without_conditions(&self) -> Self {
        Self { conditions: Part::default(), of_customers: Part::default(), ..self.clone() }
    }

    /// The rows that are meant as far as signatures tell.
    pub(super) fn by_signatures(&self) -> Self {
        Self { of_customers: Part::default(), ..self.clone() }
    }

    /// The rows of those that seem to have all of this, too.
    pub(super) fn narrowed(&self, needed: &[Needed]) -> Self {
        let mut narrowed = self.clone();
        let Part { sql, values } = seem_to_have(needed);
        narrowed.conditions.push(&sql, values);
        narrowed
    }
}

/// What comes behind all tokens that begin so: no word has this letter, the greatest that there is.
fn behind(first: &str) -> String {
    format!("{first}\u{10ffff}")
}

/// The index of an organization.
struct Index(OrganizationId);

impl Index {
    fn range(&self, tokens: Tokens) -> Vec<Range> {
        vec![Range { organization: self.0, tokens, conditions: Part::default(), of_customers: Part::default() }]
    }

    fn token(&self, token: &str) -> Needed {
        Needed {
            customers: self.range(Tokens::One(token.to_owned())),
            condition: has(format!("% {token} %")),
            signature: Signature::of(token),
            by_signature: false,
            length: token.len(),
        }
    }

    /// A token begins with this.
    fn beginning(&self, token: &str) -> Needed {
        Needed {
            customers: self.range(Tokens::Beginning(token.to_owned())),
            condition: has(format!("% {token}%")),
            signature: Signature::of(token),
            by_signature: token.len() == 2 && token.as_bytes()[1].is_ascii_lowercase(),
            length: token.len() - if token.starts_with("fp") { 2 } else { 1 },
        }
    }

    /// Digits are in a phone number, from the third on.
    fn in_phone(&self, digits: &str) -> Needed {
        Needed { condition: has(format!("% s%{digits}%")), ..self.beginning(&format!("s{digits}")) }
    }

    fn term(&self, term: &Term) -> Needed {
        match term {
            Term::Word(word) => self.beginning(&format!("w{word}")),
            Term::Number(digits) => self.number(digits),
            Term::Numbers(numbers, joined) => either(vec![self.in_phone(joined), self.all(numbers)]),
        }
    }

    /// All of these numbers.
    fn all(&self, numbers: &[String]) -> Needed {
        let distinct: BTreeSet<&String> = numbers.iter().collect();
        let all: Vec<_> = distinct.into_iter().map(|digits| self.number(digits)).collect();
        let ways = ways(numbers).into_iter().map(|way| {
            let mut way = way.into_iter().map(|found| self.found(found)).collect::<Vec<_>>();
            let others = way.split_off(way.len().min(1));
            let mut more = Part::default();
            if let Some(conditions) = unknown(&others) {
                let Part { sql, values } = of_customer_in("token.customer", self.0, "1", conditions);
                more.push(&format!(" AND {sql} = 1"), values);
            }
            let rows = way.iter().flat_map(|first| first.rows(&others));
            rows.map(|rows| Range { of_customers: more.clone(), ..rows }).collect::<Vec<_>>()
        });
        Needed {
            customers: ways.flatten().collect(),
            condition: conditions(&all).in_brackets(),
            signature: signature(&all),
            by_signature: false,
            length: all.iter().map(|needed| needed.length).max().unwrap_or_default(),
        }
    }

    fn found(&self, found: FoundIn<'_>) -> Needed {
        match found {
            FoundIn::Word(digits) => self.beginning(&format!("w{digits}")),
            FoundIn::PhoneFirst(first) => self.beginning(&format!("fp{first}")),
            FoundIn::Either(digits) => self.number(digits),
        }
    }

    fn number(&self, digits: &str) -> Needed {
        let word = self.beginning(&format!("w{digits}"));
        match in_phone(digits) {
            InPhone::Nowhere => word,
            InPhone::First(first) => Needed {
                // Words and the phone number have the same bit for it.
                by_signature: first == digits && first.len() == 1,
                ..either(vec![word, self.beginning(&format!("fp{first}"))])
            },
            InPhone::Part(part) => either(vec![word, self.in_phone(part)]),
        }
    }
}

/// Whether the text of the customer `c` is like this. There are only letters, marks and digits in tokens.
fn has(like: String) -> Part {
    Part::new("c.tokens LIKE ?", values![like])
}

/// One or the other.
fn either(all: Vec<Needed>) -> Needed {
    let length = all.iter().map(|needed| needed.length).min().unwrap_or_default();
    let signature = all.iter().map(|needed| needed.signature).reduce(Signature::common).unwrap_or_default();
    let (customers, conditions): (Vec<_>, _) =
        all.into_iter().map(|needed| (needed.customers, needed.condition)).unzip();
    Needed {
        customers: customers.concat(),
        condition: Part::joined(conditions, " OR ").in_brackets(),
        signature,
        by_signature: false,
        length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Phone;

    #[test]
    fn who_has_a_word_has_the_signature_of_each_beginning() {
        let words = ["anna", "zürich", "o", "王小明", "42", "lindenmoser"].map(|word| format!("w{word}"));
        let all = Signature::of_customer(&words);
        for word in &words {
            for (at, letter) in word.char_indices().skip(1) {
                let beginning = Signature::of(&word[..at + letter.len_utf8()]);
                assert_ne!(beginning, Signature::default());
                assert_eq!(all.with(beginning), all, "{word}");
            }
        }
        let phone = Signature::of_customer(&["fp41446681800".into(), "s41446681800".into()]);
        for part in ["fp4", "fp41", "s668", "s446681800"] {
            assert_eq!(phone.with(Signature::of(part)), phone, "{part}");
        }
        for other in ["fp66", "fp1", "w1", "s667"] {
            assert_ne!(phone.with(Signature::of(other)), phone, "{other}");
        }
        for (word, part) in [("w41", "fp41"), ("w044", "fp44"), ("w668", "s668")] {
            let either = Signature::of(word).common(Signature::of(part));
            assert_ne!(either.long, 0, "{part}");
            assert!([Signature::of(word), phone].iter().all(|one| one.with(either) == *one), "{part}");
        }
        assert_ne!(all.with(Signature::of("wb")), all, "no word begins with b");
        let single: BTreeSet<i64> =
            ('0'..='9').chain('a'..='z').map(|letter| Signature::of(&format!("w{letter}")).short).collect();
        assert_eq!(single.len(), 36, "each has a bit of its own");
        assert_ne!(all.with(Signature::of("wanke")), all);
    }

    #[test]
    fn signatures_stay_the_same() {
        let signature = Signature::of_customer(&[
            "fp41446681800".into(),
            "flch".into(),
            "wanna".into(),
            "wé".into(),
            "s41446681800".into(),
        ]);
        assert_eq!(signature, Signature { short: 47_287_934_600_085_505, long: 648_544_739_032_861_828 });
    }

    #[test]
    fn the_text_of_tokens_has_all_of_them() {
        let with = |phone| CustomerFields { name: "Zoë Stern".into(), phone, ..CustomerFields::default() };
        for customer in [with(None), with(Phone::from_e164("+41446681800"))] {
            let tokens = of_customer(&customer);
            assert_eq!(of_text(&text(&tokens)), tokens);
        }
        let tokens = of_customer(&with(Phone::from_e164("+41446681800")));
        let text = text(&tokens);
        assert!(text.contains(" wzoe ") && text.ends_with(" s41446681800 "), "{text}");
        assert!(tokens.contains(&"s800".to_owned()) && !text.contains(" s800"), "{text}");
    }
}
