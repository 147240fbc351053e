//! Countries by their code.

use std::fmt;

/// A country (ISO 3166-1 alpha-2), in capitals.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of this code. `None` if ISO 3166-1 has no such country.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let known = rust_iso3166::from_alpha2(code)?;
        let letters: [u8; 2] = known.alpha2.as_bytes().try_into().ok()?;
        (code.as_bytes() == letters).then_some(Self(letters))
    }

    /// The two letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_in_capitals_only() {
        assert_eq!(Country::parse("CH").map(|country| country.as_str().to_owned()).as_deref(), Some("CH"));
        for bad in ["ch", "XX", "", "CHE", "C"] {
            assert_eq!(Country::parse(bad), None, "{bad}");
        }
    }
}
