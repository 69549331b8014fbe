//! 定位: where a phone says it is, and whether that is at a checkpoint. Whole numbers only, so that
//! phone and server reckon alike. Knows no map.

use crate::decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A reading that is less exact than this proves no presence, in metres.
pub const ACCURACY_LIMIT_M: u32 = 100;
/// The smallest and the largest circle around a checkpoint, in metres.
pub const RADIUS_M: std::ops::RangeInclusive<u16> = 10..=1000;
/// How far rounding may move a reading, in metres: it is never held against the person.
const ROUNDING_M: u32 = 8;

/// One reading of a phone's position. Personal data: no finer than ten-thousandths of a degree,
/// about 11 m, and nobody's but the walker's and the judges' (see `sight::redact`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Ten-thousandths of a degree, north above zero.
    pub lat_e4: i32,
    /// Ten-thousandths of a degree, east above zero.
    pub lon_e4: i32,
    /// The phone is this near to it, as it says itself, in metres.
    pub accuracy_m: u32,
}

/// A circle around a checkpoint, as a phone that stands there names its middle (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Millionths of a degree, north above zero.
    pub lat_e6: i32,
    /// Millionths of a degree, east above zero.
    pub lon_e6: i32,
    pub radius_m: u16,
}

/// What a reading says about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    Here,
    /// So many metres away, of `limit` that still count.
    TooFar {
        metres: u32,
        limit: u32,
    },
    /// Says too little to go by: exact to so many metres only, of `limit` that still count.
    TooInexact {
        metres: u32,
        limit: u32,
    },
}

impl Fix {
    /// Rounds what the phone read, degrees and metres; `None` for what is no place on earth.
    pub fn rounded(lat: f64, lon: f64, accuracy_m: f64) -> Option<Fix> {
        let sound = lat.abs() <= 90.0 && lon.abs() <= 180.0 && accuracy_m >= 0.0;
        // Within these bounds the casts lose nothing but the fraction.
        sound.then(|| Fix {
            lat_e4: (lat * 1e4).round() as i32,
            lon_e4: (lon * 1e4).round() as i32,
            accuracy_m: accuracy_m.ceil().min(1e9) as u32,
        })
    }

    /// Whether it is a place on earth.
    pub fn is_sound(&self) -> bool {
        self.lat_e4.unsigned_abs() <= 900_000 && self.lon_e4.unsigned_abs() <= 1_800_000
    }
}

impl Area {
    /// Reads degrees; `None` for what is no place on earth, or no sensible circle.
    pub fn of(lat: Decimal, lon: Decimal, radius_m: u16) -> Option<Area> {
        let millionths = |degrees: Decimal| i32::try_from(degrees.millionths()).ok();
        let area = Area { lat_e6: millionths(lat)?, lon_e6: millionths(lon)?, radius_m };
        let on_earth =
            area.lat_e6.unsigned_abs() <= 90_000_000 && area.lon_e6.unsigned_abs() <= 180_000_000;
        (on_earth && RADIUS_M.contains(&radius_m)).then_some(area)
    }

    /// Judges a reading; what it may be off by is counted for the person.
    pub fn judge(&self, fix: &Fix) -> Nearness {
        if fix.accuracy_m > ACCURACY_LIMIT_M {
            return Nearness::TooInexact { metres: fix.accuracy_m, limit: ACCURACY_LIMIT_M };
        }
        let limit = u32::from(self.radius_m) + fix.accuracy_m + ROUNDING_M;
        match self.metres_to(fix) {
            metres if metres > limit => Nearness::TooFar { metres, limit },
            _ => Nearness::Here,
        }
    }

    /// Metres from the middle, on a sphere laid flat around it: good to a few in a thousand for
    /// what lies near.
    pub fn metres_to(&self, fix: &Fix) -> u32 {
        let lat = i64::from(self.lat_e6).clamp(-90_000_000, 90_000_000);
        let north = (i64::from(fix.lat_e4) * 100).clamp(-90_000_000, 90_000_000) - lat;
        let east = i64::from(fix.lon_e4) * 100 - i64::from(self.lon_e6);
        // The short way round: 179° east and 179° west are neighbours.
        let east = (east + 180_000_000).rem_euclid(360_000_000) - 180_000_000;
        let (north_dm, east_dm) = (decimetres(north), decimetres(east) * cosine_e4(lat) / 10_000);
        let apart = (north_dm * north_dm + east_dm * east_dm).isqrt() / 10;
        u32::try_from(apart).unwrap_or(u32::MAX)
    }
}

/// A millionth of a degree along a great circle is 0.111195 m.
fn decimetres(millionths: i64) -> i64 {
    millionths * 111_195 / 100_000
}

/// The cosine in ten-thousandths, after Bhāskara I: at most 0.0017 off, and without floating point,
/// whose cosines differ between machines.
fn cosine_e4(lat_e6: i64) -> i64 {
    let milli = lat_e6 / 1000;
    let square = milli * milli;
    10_000 * (32_400_000_000 - 4 * square) / (32_400_000_000 + square)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(lat_e6: i32, lon_e6: i32, radius_m: u16) -> Area {
        Area { lat_e6, lon_e6, radius_m }
    }

    fn fix(lat_e4: i32, lon_e4: i32, accuracy_m: u32) -> Fix {
        Fix { lat_e4, lon_e4, accuracy_m }
    }

    #[test]
    fn a_reading_is_kept_no_finer_than_eleven_metres() {
        let read = Fix::rounded(31.230_449, 121.473_751, 12.3);
        assert_eq!(read, Some(fix(312_304, 1_214_738, 13)));
        assert_eq!(Fix::rounded(91.0, 0.0, 1.0), None);
        assert_eq!(Fix::rounded(f64::NAN, 0.0, 1.0), None);
        assert_eq!(Fix::rounded(0.0, 0.0, f64::NAN), None);
    }

    #[test]
    fn distances_agree_with_the_great_circle() {
        // One thousandth of a degree to the north anywhere, to the east in Shanghai, in Harbin, at
        // the equator, and over the line where the day changes.
        let shanghai = area(31_230_000, 121_470_000, 50);
        let harbin = area(45_800_000, 126_500_000, 50);
        let measured = [
            (shanghai, fix(312_310, 1_214_700, 0), 111),
            (shanghai, fix(312_300, 1_214_710, 0), 95),
            (harbin, fix(458_000, 1_265_010, 0), 78),
            (area(0, 0, 50), fix(0, 10, 0), 111),
            (area(0, 179_999_000, 50), fix(0, -1_799_990, 0), 222),
        ];
        for (area, fix, metres) in measured {
            assert!(
                area.metres_to(&fix).abs_diff(metres) <= 1,
                "{} {metres}",
                area.metres_to(&fix)
            );
        }
    }

    #[test]
    fn what_a_reading_may_be_off_by_counts_for_the_person() {
        let door = area(31_230_000, 121_470_000, 50);
        let metres = 111;
        assert_eq!(door.judge(&fix(312_310, 1_214_700, 53)), Nearness::Here);
        let far = Nearness::TooFar { metres, limit: 110 };
        assert_eq!(door.judge(&fix(312_310, 1_214_700, 52)), far);
        let vague = Nearness::TooInexact { metres: 101, limit: 100 };
        assert_eq!(door.judge(&fix(312_300, 1_214_700, 101)), vague);
    }

    #[test]
    fn hostile_numbers_are_measured_without_a_fault() {
        for lat in [i32::MIN, -1, 0, i32::MAX] {
            for lon in [i32::MIN, 0, i32::MAX] {
                let _ = area(lat, lon, u16::MAX).judge(&fix(lon, lat, u32::MAX));
                let _ = area(lat, lon, 0).metres_to(&fix(lon, lat, 0));
            }
        }
    }

    #[test]
    fn an_area_is_a_place_on_earth_with_a_sensible_circle() {
        let degrees = |text: &str| text.parse::<Decimal>().unwrap();
        let read = Area::of(degrees("31.2304"), degrees("121.473701"), 60);
        assert_eq!(read, Some(area(31_230_400, 121_473_701, 60)));
        assert_eq!(Area::of(degrees("90.000001"), degrees("0"), 60), None);
        assert_eq!(Area::of(degrees("0"), degrees("-180.5"), 60), None);
        assert_eq!(Area::of(degrees("0"), degrees("0"), 9), None);
        assert_eq!(Area::of(degrees("0"), degrees("0"), 1001), None);
    }
}
