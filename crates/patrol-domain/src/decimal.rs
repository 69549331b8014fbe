//! A gauge reading exactly as the person typed it: `0.420` stays `0.420`.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A decimal number, `units × 10^-scale`. At most 15 digits, at most 6 after the point.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    units: i64,
    scale: u8,
}

/// Why a text is not a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum BadDecimal {
    #[error("nothing was typed")]
    Empty,
    #[error("not a number")]
    NotANumber,
    #[error("more than 15 digits, or more than 6 after the point")]
    TooLong,
}

const MAX_DIGITS: usize = 15;
const MAX_SCALE: u8 = 6;

impl Decimal {
    pub const fn new(units: i64, scale: u8) -> Decimal {
        Decimal { units, scale: if scale > MAX_SCALE { MAX_SCALE } else { scale } }
    }

    /// Digits after the point.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// For drawing only: never for comparing.
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// How many millionths it is, exactly: no reading is finer.
    pub fn millionths(self) -> i128 {
        self.scaled_to(MAX_SCALE)
    }

    /// `self - other`, with the finer of the two scales. Saturates.
    pub fn minus(self, other: Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        let units = self.scaled_to(scale) - other.scaled_to(scale);
        Decimal { units: units.clamp(i64::MIN.into(), i64::MAX.into()) as i64, scale }
    }

    /// `self + other`, with the finer of the two scales. Saturates.
    pub fn plus(self, other: Decimal) -> Decimal {
        self.minus(Decimal::new(0, other.scale).minus(other))
    }

    /// So many times this. Saturates.
    pub fn times(self, count: u32) -> Decimal {
        Decimal { units: self.units.saturating_mul(i64::from(count)), scale: self.scale }
    }

    /// How far it lies from `other`, never below zero.
    pub fn apart(self, other: Decimal) -> Decimal {
        if self < other { other.minus(self) } else { self.minus(other) }
    }

    fn scaled_to(self, scale: u8) -> i128 {
        i128::from(self.units) * 10i128.pow(u32::from(scale.saturating_sub(self.scale)))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Decimal {}
impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.scaled_to(scale).cmp(&other.scaled_to(scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let ten = 10u64.pow(u32::from(self.scale));
        let (whole, part) = (self.units.unsigned_abs() / ten, self.units.unsigned_abs() % ten);
        match self.scale {
            0 => write!(f, "{sign}{whole}"),
            scale => write!(f, "{sign}{whole}.{part:0width$}", width = usize::from(scale)),
        }
    }
}

impl FromStr for Decimal {
    type Err = BadDecimal;

    /// Reads half- and full-width digits, `.` `．` `。` and a decimal comma; no exponent, no unit.
    fn from_str(text: &str) -> Result<Self, BadDecimal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BadDecimal::Empty);
        }
        let (mut units, mut digits, mut scale, mut point, mut negative) =
            (0i64, 0, 0u8, false, false);
        for (place, c) in text.chars().enumerate() {
            match c {
                '-' | '−' | '－' if place == 0 => negative = true,
                '+' | '＋' if place == 0 => {}
                '.' | '．' | '。' | ',' | '，' if !point => point = true,
                '0'..='9' | '０'..='９' => {
                    let base = if c.is_ascii() { '0' } else { '０' };
                    digits += 1;
                    scale += u8::from(point);
                    if digits > MAX_DIGITS || scale > MAX_SCALE {
                        return Err(BadDecimal::TooLong);
                    }
                    units = units * 10 + (i64::from(u32::from(c)) - i64::from(u32::from(base)));
                }
                _ => return Err(BadDecimal::NotANumber),
            }
        }
        if digits == 0 {
            return Err(BadDecimal::NotANumber);
        }
        Ok(Decimal { units: if negative { -units } else { units }, scale })
    }
}

impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_keeps_the_digits_that_were_typed() {
        for text in ["0.42", "0.420", "-3", "12.5", "0", "-0.01"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        assert_eq!("１２．５".parse::<Decimal>().unwrap().to_string(), "12.5");
        assert_eq!("0,42".parse::<Decimal>().unwrap(), Decimal::new(42, 2));
        assert_eq!(Decimal::new(420, 3), Decimal::new(42, 2));
    }

    #[test]
    fn sums_and_products_keep_the_finer_scale_and_never_overflow() {
        let of = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(of("0.5").plus(of("1.25")).to_string(), "1.75");
        assert_eq!(of("0.5").times(3).to_string(), "1.5");
        assert_eq!(of("0.40").apart(of("1")), of("0.6"));
        let most = Decimal::new(i64::MAX, 0);
        assert_eq!(most.times(9), most);
        assert_eq!(most.plus(most), most);
    }

    #[test]
    fn what_is_not_a_reading_is_refused() {
        assert_eq!("".parse::<Decimal>(), Err(BadDecimal::Empty));
        for text in ["--", "1e400", ".", "1.2.3", "NaN", "12 MPa", "+-1"] {
            assert_eq!(text.parse::<Decimal>(), Err(BadDecimal::NotANumber), "{text}");
        }
        assert_eq!("9999999999999999".parse::<Decimal>(), Err(BadDecimal::TooLong));
    }
}
