//! What is searched for and how it is ordered: folding and words, the same on every database.

use std::{cell::LazyCell, cmp::Reverse, collections::BTreeSet, fmt};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{CustomerFields, Email, Phone};

/// The blocks of combining marks for letters, and of those that choose between forms of a sign; vowel signs of other
/// scripts stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Without case and accents (`Müller` and `MULLER` are both `muller`): for order and for search.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase).nfkd().filter(|c| !is_accent(*c))
    {
        match letter {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ŧ' => folded.push('t'),
            other => folded.push(other),
        }
    }
    folded
}

/// Letters of a word that count: databases bound what an index holds.
const WORD: usize = 100;

/// The folded words of a text: they end at anything that is not a letter, a mark of one or a digit, and where letters
/// meet digits. Of a word that is longer than 100 letters the first 100 count.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    words_of(&fold(text)).map(str::to_owned).collect()
}

/// Whether a word goes on with it. With a mark it does, where folding leaves one: to fold takes `ガ` apart into `カ` and a
/// mark.
fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// The words of a folded text.
fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter| !is_of_word(letter)).flat_map(|text| {
        let mut rest = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        std::iter::from_fn(move || {
            let (word, behind) = rest.split_at(first_word(rest));
            rest = behind;
            (!word.is_empty()).then(|| first_letters(word))
        })
    })
}

fn first_letters(word: &str) -> &str {
    if word.len() <= WORD {
        return word; // no letter has less than a byte
    }
    word.char_indices().nth(WORD).map_or(word, |(end, _)| &word[..end])
}

/// What a customer's words are in: name, e-mail, company, city and notes.
pub struct FoundBy(Vec<String>);

impl FoundBy {
    /// Of this customer.
    #[must_use]
    pub fn of(customer: &CustomerFields) -> Self {
        Self(searched(customer))
    }

    /// The words that it is found by, each once, in their order.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.0.iter().flat_map(|text| words_of(text)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The texts that words are looked for in, folded.
fn searched(customer: &CustomerFields) -> Vec<String> {
    let texts = [
        Some(customer.name.as_str()),
        customer.email.as_ref().map(Email::as_str),
        customer.company.as_deref(),
        customer.city.as_deref(),
        customer.notes.as_deref(),
    ];
    texts.into_iter().flatten().map(fold).collect()
}

/// The digits of a phone number, with those of its country.
#[must_use]
pub fn phone_digits(phone: &Phone) -> &str {
    phone.as_str().trim_start_matches('+')
}

/// Fewer digits than that are found where a phone number begins, and not anywhere in it.
pub const PHONE_PART: usize = 3;

/// What is searched for: all of it must be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search(Vec<Term>);

/// One thing that is searched for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// A word must begin with this.
    Word(String),
    /// Digits: a word must begin with them, or a phone number have them.
    Number(String),
    /// Numbers that stand together, as one writes a phone number: each must be found, or the phone number have the
    /// digits of all, without zeros in front.
    Numbers(Vec<String>, String),
}

impl Search {
    /// What a text asks for. Numbers stand together where nothing but spaces and the signs of phone numbers is between
    /// them; a zero in brackets is left out then (`+41 (0)44 …`).
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut terms = Vec::new();
        let folded = fold(text);
        let mut rest = folded.as_str();
        while let Some(start) = rest.find(char::is_alphanumeric) {
            rest = &rest[start..];
            let (together, after) = numbers(rest);
            if together.is_empty() {
                let end = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
                // Letters and digits that are not those of phone numbers.
                let (word, behind) = rest.split_at(first_word(&rest[..end]));
                terms.push(Term::Word(first_letters(word).to_owned()));
                rest = behind;
            } else {
                terms.extend(Term::of_numbers(&together));
                rest = after;
            }
        }
        Self(Term::needed(terms))
    }

    /// What must be found, each once.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// How many words and numbers.
    #[must_use]
    pub fn so_many(&self) -> usize {
        let of = |term: &Term| if let Term::Numbers(numbers, _) = term { numbers.len() } else { 1 };
        self.0.iter().map(of).sum()
    }

    /// Whether nothing is searched for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all its numbers are found in a phone number, or in what `customer` has besides, which is made if it is
    /// needed.
    pub fn finds_numbers(&self, phone: &str, customer: impl FnOnce() -> CustomerFields) -> bool {
        let numbers = self.0.iter().filter(|term| !matches!(term, Term::Word(_)));
        all_found(numbers, phone, || searched(&customer()))
    }

    /// Whether a customer is found.
    #[must_use]
    pub fn finds(&self, customer: &CustomerFields) -> bool {
        let phone = customer.phone.as_ref().map(phone_digits).unwrap_or_default();
        all_found(self.0.iter(), phone, || searched(customer))
    }
}

/// Whether all terms are found in a phone number or in folded texts, which are made if they are needed.
fn all_found<'a>(mut terms: impl Iterator<Item = &'a Term>, phone: &str, folded: impl FnOnce() -> Vec<String>) -> bool {
    let folded = LazyCell::new(folded);
    let words = LazyCell::new(|| folded.iter().flat_map(|text| words_of(text)).collect::<Vec<_>>());
    let begins = |beginning: &String| words.iter().any(|word| word.starts_with(beginning.as_str()));
    let number = |digits: &String| phone_has(phone, digits) || begins(digits);
    terms.all(|term| match term {
        Term::Word(word) => begins(word),
        Term::Number(digits) => number(digits),
        Term::Numbers(numbers, joined) => phone.contains(joined.as_str()) || numbers.iter().all(number),
    })
}

/// The same search as a text.
impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.0.iter().map(|term| match term {
            Term::Word(text) | Term::Number(text) => text.clone(),
            Term::Numbers(numbers, _) => numbers.join(" "),
        });
        f.write_str(&terms.collect::<Vec<_>>().join(","))
    }
}

/// The length of the word that a text without other signs begins with.
fn first_word(text: &str) -> usize {
    let mut letters = text.char_indices();
    let Some((_, first)) = letters.next() else { return 0 };
    let meet = |letter: char| letter.is_numeric() != first.is_numeric() && !is_combining_mark(letter);
    let end = letters.find(|(_, letter)| meet(*letter));
    end.map_or(text.len(), |(at, _)| at)
}

/// What stands between the numbers of a phone number: folded spaces, hyphens and dashes, the minus sign, and others.
const SIGNS: &[char] =
    &[' ', '\t', '+', '-', '.', '/', '(', ')', '\u{2010}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];

/// The numbers that a text begins with and that stand together, and what comes after them.
fn numbers(text: &str) -> (Vec<&str>, &str) {
    let mut numbers = Vec::new();
    let (mut rest, mut after) = (text, text);
    loop {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        // With digits of another script behind them they are one word, and no number of this kind.
        if end == 0 || rest[end..].starts_with(char::is_numeric) {
            return (numbers, after);
        }
        numbers.push(&rest[..end]);
        after = &rest[end..];
        rest = after.trim_start_matches(SIGNS);
        let before_bracket = after.trim_start_matches(|sign| sign != '(' && SIGNS.contains(&sign));
        if let Some(behind) = before_bracket.strip_prefix("(0)") {
            rest = behind.trim_start_matches(SIGNS);
        }
        if rest.len() == after.len() {
            return (numbers, after);
        }
    }
}

impl Term {
    fn of_numbers(numbers: &[&str]) -> Vec<Self> {
        let numbers: Vec<String> = numbers.iter().map(|number| first_letters(number).to_owned()).collect();
        let joined = numbers.concat();
        match in_phone(&joined) {
            InPhone::Part(part) if numbers.len() > 1 => vec![Self::Numbers(numbers, part.to_owned())],
            _ => numbers.into_iter().map(Self::Number).collect(),
        }
    }

    /// Those of which none is found wherever another one is found, in an order that does not depend on the text.
    fn needed(mut terms: Vec<Self>) -> Vec<Self> {
        terms.sort();
        terms.dedup();
        let others = terms.clone();
        // A customer with a word that begins with `anna` has one that begins with `an`.
        terms.retain(|term| {
            let Self::Word(word) = term else { return true };
            let is_longer = |other: &Self| matches!(other, Self::Word(longer) if longer.len() > word.len() && longer.starts_with(word.as_str()));
            !others.iter().any(is_longer)
        });
        terms
    }
}

/// How digits are found in a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InPhone<'a> {
    /// Not at all.
    Nowhere,
    /// It begins with them.
    First(&'a str),
    /// It has them anywhere.
    Part(&'a str),
}

/// How digits are found in a phone number: zeros in front of them don't count.
#[must_use]
pub fn in_phone(digits: &str) -> InPhone<'_> {
    match digits.trim_start_matches('0') {
        "" => InPhone::Nowhere,
        part if part.len() < PHONE_PART => InPhone::First(part),
        part => InPhone::Part(part),
    }
}

/// How a number is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundIn<'a> {
    /// A word begins with it.
    Word(&'a str),
    /// The phone number begins with these digits.
    PhoneFirst(&'a str),
    /// In one or the other.
    Either(&'a str),
}

/// Of more numbers there are too many ways.
const IN_WAYS: usize = 4;

/// In which ways all of some numbers can be found, in all that one of them has. A phone number begins with one thing only:
/// where it begins with one of the numbers, others are words, if it does not begin with them, too. What comes first in a way
/// few have, by guess.
#[must_use]
pub fn ways(numbers: &[String]) -> Vec<Vec<FoundIn<'_>>> {
    let is_part = |digits: &str| matches!(in_phone(digits), InPhone::Part(_));
    let mut numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    numbers.sort_by_key(|digits| (!is_part(digits), Reverse(digits.len()), *digits));
    numbers.dedup();
    let (parts, others) = numbers.split_at(numbers.partition_point(|digits| is_part(digits)));
    // More have a word that begins with one digit than three in their phone number.
    let are_rare = others.len() > 1 && others.iter().all(|digits| digits.len() > 1);
    if others.len() > IN_WAYS || !(parts.is_empty() || are_rare) {
        return vec![either(&numbers)];
    }
    let begins: BTreeSet<&str> = others.iter().filter_map(|digits| in_phone(digits).first()).collect();
    let none_begins_it = others.iter().map(|digits| FoundIn::Word(digits)).chain(either(parts)).collect();
    let one_begins_it = begins.into_iter().map(|begin| {
        let is_word = |digits: &&&str| !in_phone(digits).first().is_some_and(|other| begin.starts_with(other));
        let words = others.iter().filter(is_word).map(|digits| FoundIn::Word(digits));
        words.chain(either(parts)).chain([FoundIn::PhoneFirst(begin)]).collect()
    });
    std::iter::once(none_begins_it).chain(one_begins_it).collect()
}

impl<'a> InPhone<'a> {
    /// What it begins with.
    fn first(self) -> Option<&'a str> {
        if let Self::First(first) = self { Some(first) } else { None }
    }
}

fn either<'a>(numbers: &[&'a str]) -> Vec<FoundIn<'a>> {
    numbers.iter().map(|digits| FoundIn::Either(digits)).collect()
}

fn phone_has(phone: &str, digits: &str) -> bool {
    match in_phone(digits) {
        InPhone::Nowhere => false,
        InPhone::First(first) => phone.starts_with(first),
        InPhone::Part(part) => phone.contains(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_begins_with_one_thing_only() {
        use FoundIn::{Either, PhoneFirst, Word};
        let of = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        assert_eq!(
            ways(&of("49 03")),
            [vec![Word("03"), Word("49")], vec![Word("49"), PhoneFirst("3")], vec![Word("03"), PhoneFirst("49")]],
        );
        assert_eq!(
            ways(&of("44 04 44 0")),
            [
                vec![Word("04"), Word("44"), Word("0")],
                vec![Word("44"), Word("0"), PhoneFirst("4")],
                vec![Word("0"), PhoneFirst("44")],
            ],
            "what begins with 44 begins with 4"
        );
        assert_eq!(
            ways(&of("044 668 34")),
            [
                vec![Word("044"), Word("34"), Either("668")],
                vec![Word("044"), Either("668"), PhoneFirst("34")],
                vec![Word("34"), Either("668"), PhoneFirst("44")],
            ],
            "it may have 668 behind 44, but not begin with 34, too"
        );
        assert_eq!(ways(&of("44 668 1")), [vec![Either("668"), Either("44"), Either("1")]]);
        assert_eq!(ways(&of("3 003")), [vec![Word("003"), Word("3")], vec![PhoneFirst("3")]]);
        assert_eq!(ways(&of("0 00")), [vec![Word("00"), Word("0")]]);
        assert_eq!(ways(&of("1 2 3 4 5")), [["1", "2", "3", "4", "5"].map(Either)]);
    }

    #[test]
    fn case_and_accents_make_no_difference() {
        for (text, folded) in [
            ("Müller", "muller"),
            ("MU\u{308}LLER", "muller"),
            ("Søren Łódź", "soren lodz"),
            ("Straße", "strasse"),
            ("İzmir", "izmir"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
            assert_eq!(fold(&fold(text)), folded, "folding twice changes nothing");
        }
    }

    #[test]
    fn words_end_at_other_signs_and_where_letters_meet_digits() {
        assert_eq!(words("anna4711@Mail-2.example"), ["anna", "4711", "mail", "2", "example"]);
        assert_eq!(words(" ?! "), Vec::<String>::new());
        assert_eq!(words(&"é".repeat(300)), ["e".repeat(100)]);
        let folded = [fold("パナソニック"), fold("ガス"), fold("हिन्दी"), fold("ไม่")];
        assert_eq!(words("パナソニック・ガス, हिन्दी ไม่"), folded, "marks do not end words");
        assert_eq!(words("\u{2764}\u{fe0f}Anna \u{3099}bo \u{260e}\u{fe0f}"), ["anna", "bo"], "nor begin one");
        assert!(Search::new("\u{2764}\u{fe0f} \u{3099}").is_empty());
    }

    fn found(text: &str, customer: &CustomerFields) -> bool {
        Search::new(text).finds(customer)
    }

    #[test]
    fn every_word_must_begin_one_of_the_customer() {
        let customer = CustomerFields {
            name: "Anna Müller".to_owned(),
            email: Email::parse("anna4711@mail2.example"),
            city: Some("Zürich".to_owned()),
            ..CustomerFields::default()
        };
        for text in ["", "?!", "an", "MULLER zu", "4711@mail2.exa", "anna4711@mail2.example", "muller, anna", "47 11 2"]
        {
            assert_eq!(found(text, &customer), text != "47 11 2", "{text}");
        }
        assert!(!found("nna", &customer) && !found("anna bern", &customer) && !found("711", &customer));
    }

    #[test]
    fn a_phone_number_is_found_by_any_part_of_it_however_it_is_written() {
        let customer = CustomerFields {
            name: "Anna".to_owned(),
            phone: Phone::from_e164("+41446681800"),
            notes: Some("Order 90210 of 2024".to_owned()),
            ..CustomerFields::default()
        };
        for text in [
            "+41446681800",
            "0446681800",
            "044 668 18 00",
            "044/668-18-00",
            "+41 (0)44 668 18 00",
            "+41-(0)44-668-18-00",
            "+41/(0)/44.668.18.00",
            "044\u{2012}668\u{2014}18\u{2212}00",
            "044\t668\t18\t00",
            "668 18 00",
            "1800",
            "81800",
            "4144",
            "4",
            "41",
            "anna 668 18 00",
            "0041 44 668 18 00",
            "668\u{a0}18\u{a0}00",
            "9021 2024",
            "18 00",
            "446 681",
        ] {
            assert!(found(text, &customer), "{text}");
        }
        for text in ["0041", "041", "04", "0"] {
            assert_eq!(found(text, &customer), text != "0", "{text}");
        }
        for text in ["446681801", "18 01", "66", "00", "044 668 18 00 9", "90210, 18 00 5", "044,668,99", "4466818000"]
        {
            assert!(!found(text, &customer), "{text}");
        }
    }

    #[test]
    fn a_search_is_the_same_in_whatever_order_and_however_often_a_word_stands_in_it() {
        let words = |words: &[&str]| Search(words.iter().map(|word| Term::Word((*word).to_owned())).collect());
        assert_eq!(Search::new("Anna an b ANNA"), words(&["anna", "b"]));
        assert_eq!(Search::new("b anna"), words(&["anna", "b"]));
        assert_eq!(Search::new("x½ y³").terms().len(), 5, "fractions and powers are written out");
        let together = Term::Numbers(vec!["044".to_owned(), "668".to_owned()], "44668".to_owned());
        assert_eq!(Search::new("tel. 044 668").terms(), [Term::Word("tel".to_owned()), together]);
        assert_eq!(Search::new("4711").terms(), [Term::Number("4711".to_owned())]);
        assert_eq!(Search::new("0 0").terms().len(), 1);
        let long = format!("{}41446 681800", "0".repeat(98));
        for text in ["anna 044 668, 18", "b2b", "1-2-3,4.5", "", &long] {
            let search = Search::new(text);
            assert_eq!(Search::new(&search.to_string()), search, "{text}");
        }
    }
}
