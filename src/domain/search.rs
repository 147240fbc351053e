//! What is searched for and how it is ordered: folding and words, the same on every database.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::{CustomerFields, Email, Phone};

/// The blocks of combining marks for letters; vowel signs of other scripts stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
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

/// The folded words of a text: they end at anything that is not a letter or digit, and where letters meet digits. Of a
/// word that is longer than 100 letters the first 100 count.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut before, mut length) = (None, 0);
    for letter in fold(text).chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_numeric());
        if kind.is_some() {
            if kind != before {
                words.push(String::new());
                length = 0;
            }
            if let Some(word) = words.last_mut().filter(|_| length < WORD) {
                word.push(letter);
                length += 1;
            }
        }
        before = kind;
    }
    words
}

/// The distinct words that a customer is found by: of name, e-mail, phone, company, city and notes.
#[must_use]
pub fn customer_words(customer: &CustomerFields) -> Vec<String> {
    let optional = [
        customer.email.as_ref().map(Email::as_str),
        customer.phone.as_ref().map(Phone::as_str),
        customer.company.as_deref(),
        customer.city.as_deref(),
        customer.notes.as_deref(),
    ];
    let texts = optional.into_iter().flatten().chain([customer.name.as_str()]);
    let distinct: BTreeSet<String> = texts.flat_map(words).collect();
    distinct.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
