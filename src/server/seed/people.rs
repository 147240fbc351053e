//! Customers that are made up from their numbers alone: the same number is always the same customer. Some words are
//! common and some are rare, as in real lists, and every value is one that the API would take.

use crate::domain::{Country, CustomerFields, Email, Phone};

const FIRST_NAMES: &[&str] = &[
    "Anna",
    "Maria",
    "Thomas",
    "Peter",
    "Daniel",
    "Laura",
    "Nina",
    "Marco",
    "Sofia",
    "Lukas",
    "Élodie",
    "Jürgen",
    "Zoë",
    "Björn",
    "Chloé",
    "José",
    "Ana",
    "Mehmet",
    "Fatma",
    "Giulia",
    "Luca",
    "Elena",
    "Ivan",
    "Olga",
    "Piotr",
    "Agnieszka",
    "Łukasz",
    "Małgorzata",
    "Jan",
    "Eva",
    "Tomáš",
    "Jana",
    "Søren",
    "Freja",
    "Håkon",
    "Ingrid",
    "Aino",
    "Eero",
    "Yuki",
    "Haruto",
    "Mei",
    "Wei",
    "Priya",
    "Arjun",
    "Amina",
    "Omar",
    "Kwame",
    "Zanele",
    "Carlos",
    "Lucía",
    "Mateo",
    "Valentina",
    "Inês",
    "João",
    "Camila",
    "Noah",
    "Emma",
    "Liam",
    "Olivia",
    "Ava",
    "Ethan",
    "Grace",
    "Henry",
    "Isla",
    "Quentin",
    "Renée",
    "Ulrike",
    "Viktor",
    "Wanda",
    "Xavier",
];

const BEGINNINGS: &[&str] = &[
    "Berg", "Linden", "Stein", "Wald", "Bach", "Müll", "Schnei", "Hof", "Korn", "Vogel", "Fisch", "Zimmer", "Kast",
    "Brand", "Lang", "Klein", "Rosen", "Eich", "Hart", "Mar", "Nov", "Pet", "Jan", "Dal", "Fel", "Gar", "Holm", "Ing",
    "Jör", "Kov", "Ler", "Mol", "Nor", "Oster", "Pav", "Quar", "Rad", "Sand", "Tor", "Ulm", "Vall", "Win", "Yar",
    "Zel",
];

const ENDINGS: &[&str] = &[
    "mann", "er", "berg", "feld", "ström", "sen", "son", "ski", "ova", "ić", "ez", "aldi", "etti", "ard", "haus",
    "moser", "hoff", "brandt", "lund", "quist", "gaard", "inen", "ács", "escu", "opoulos",
];

const TRADES: &[&str] = &[
    "Trading",
    "Consulting",
    "Bau",
    "Logistics",
    "Software",
    "Foods",
    "Design",
    "Energy",
    "Pharma",
    "Textiles",
    "Books",
    "Travel",
    "Metals",
    "Optics",
    "Media",
];

const FORMS: &[&str] = &["AG", "GmbH", "Ltd", "Inc.", "SA", "& Sons", "Oy", "AB"];

const MAIL: &[&str] = &[
    "mail.example",
    "post.example",
    "inbox.example",
    "web.example",
    "letters.example",
    "box.example",
    "fastmail.example",
];

const STREETS: &[&str] = &[
    "Old Harbour Road",
    "Bahnhofstrasse",
    "Rue du Lac",
    "Market Street",
    "Via Roma",
    "Storgatan",
    "Church Lane",
    "Calle Mayor",
    "Lindenallee",
    "High Street",
];

/// A place: the city, its region, how its postal codes begin, its country, and how a number there begins and how many
/// digits follow.
struct Place(&'static str, &'static str, &'static str, &'static str, &'static str, usize);

/// The first ones have the most customers.
const PLACES: &[Place] = &[
    Place("Zürich", "ZH", "80", "CH", "+41442", 6),
    Place("Genève", "GE", "12", "CH", "+41222", 6),
    Place("Bern", "BE", "30", "CH", "+41312", 6),
    Place("Berlin", "Berlin", "101", "DE", "+49302", 7),
    Place("München", "Bayern", "803", "DE", "+49892", 7),
    Place("Hamburg", "Hamburg", "200", "DE", "+49402", 7),
    Place("Paris", "Île-de-France", "750", "FR", "+33142", 6),
    Place("Lyon", "Auvergne-Rhône-Alpes", "690", "FR", "+33472", 6),
    Place("London", "England", "E", "GB", "+4420794", 5),
    Place("New York", "NY", "100", "US", "+1212555", 4),
    Place("San Francisco", "CA", "941", "US", "+1415555", 4),
    Place("Wien", "Wien", "10", "AT", "+4315", 6),
    Place("Roma", "Lazio", "001", "IT", "+39066", 6),
    Place("Madrid", "Madrid", "280", "ES", "+34912", 6),
    Place("Stockholm", "Stockholm", "111", "SE", "+4685", 6),
    Place("Oslo", "Oslo", "01", "NO", "+47222", 5),
    Place("København", "Hovedstaden", "11", "DK", "+45332", 5),
    Place("Kraków", "Małopolskie", "30-0", "PL", "+48122", 6),
    Place("Praha", "Praha", "110 ", "CZ", "+42022", 7),
    Place("Lisboa", "Lisboa", "1100-", "PT", "+35121", 7),
];

const NOTES: &[&str] = &[
    "Prefers e-mail; invoices go out on the first Monday.",
    "Met at the fair, wants a catalogue.",
    "Pays late, call before the reminder.",
    "Key account since 2019.",
    "Asked for a quote on 40 pallets.",
    "Speaks French and German.",
    "Delivery through the back yard only.",
    "Do not call before 10.",
];

/// Numbers that follow from a number as if drawn by lot (`SplitMix64`).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One of these, the first ones more often than the last ones.
    fn one<T>(&mut self, of: &'static [T]) -> &'static T {
        let length = of.len() as u64;
        let place = self.below(length).min(self.below(length));
        &of[usize::try_from(place).unwrap_or_default()]
    }

    /// So many digits.
    fn digits(&mut self, so_many: usize) -> String {
        (0..so_many).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())).collect()
    }
}

/// Customer number so and so.
pub(super) fn customer(number: u64) -> CustomerFields {
    let mut draw = Draw(number.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let (first, beginning, ending) = (draw.one(FIRST_NAMES), draw.one(BEGINNINGS), draw.one(ENDINGS));
    let Place(city, region, postal_code, country, prefix, digits) = draw.one(PLACES);
    let email = format!("{}.{}{number}@{}", ascii(first), ascii(&format!("{beginning}{ending}")), draw.one(MAIL));
    let phone = format!("{prefix}{}", draw.digits(*digits));
    let company = (draw.below(10) < 7)
        .then(|| format!("{}{} {} {}", draw.one(BEGINNINGS), draw.one(ENDINGS), draw.one(TRADES), draw.one(FORMS)));
    CustomerFields {
        name: format!("{first} {beginning}{ending}"),
        email: Email::parse(&email),
        phone: Phone::from_e164(&phone),
        company,
        address: Some(format!("{} {}", draw.one(STREETS), 1 + draw.below(200))),
        city: Some((*city).to_owned()),
        region: Some((*region).to_owned()),
        postal_code: Some(format!("{postal_code}{}", draw.digits(2))),
        country: Country::parse(country),
        notes: (draw.below(10) < 4).then(|| (*draw.one(NOTES)).to_owned()),
    }
}

/// Which of `of` organizations, from 0, customer number so and so is one of. The first have by far the most: the one
/// in place k about 1/k as many as the first.
pub(super) fn owner(number: u64, of: u32) -> usize {
    let share = Draw(number).below(1 << 24);
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "24 and 32 bits fit"
    )]
    let place = f64::from(of + 1).powf(share as f64 / f64::from(1 << 24)) as usize;
    place.clamp(1, of as usize) - 1
}

/// Letters as addresses have them.
fn ascii(text: &str) -> String {
    crate::domain::search::fold(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::HashSet;

    use super::*;
    use crate::domain::CustomerInput;

    #[test]
    fn what_is_made_up_is_what_the_api_would_store() {
        let mut addresses = HashSet::new();
        for number in 0..5_000 {
            let made = customer(number);
            let input = CustomerInput {
                name: made.name.clone(),
                email: made.email.clone().map(Email::into_string),
                phone: made.phone.clone().map(Phone::into_string),
                company: made.company.clone(),
                address: made.address.clone(),
                city: made.city.clone(),
                region: made.region.clone(),
                postal_code: made.postal_code.clone(),
                country: made.country.map(|country| country.as_str().to_owned()),
                notes: made.notes.clone(),
            };
            assert!(made.email.is_some() && made.phone.is_some() && made.country.is_some(), "{made:?}");
            assert_eq!(input.normalize(None), Ok(made.clone()));
            assert!(addresses.insert(made.email.unwrap().key()));
            assert_eq!(customer(number), customer(number));
        }
    }

    #[test]
    fn organizations_are_of_uneven_size_and_none_is_empty() {
        let mut sizes = vec![0; 100];
        for number in 0..100_000 {
            sizes[owner(number, 100)] += 1;
        }
        assert!(sizes[0] > 10 * sizes[50] && sizes.iter().all(|size| *size > 0), "{sizes:?}");
        assert!((0..1000).all(|number| owner(number, 1) == 0));
    }
}
