//! Numbers with four significant digits, in three bytes. Measured figures are not more precise than that.

use super::LinkError;

/// The largest exponent. Figures range from 10^-6 to 10^10: in milliseconds, from a nanosecond to months.
const LARGEST_EXPONENT: u64 = 15;
/// The exponent that stands for 1: `MANTISSA * 10^(exponent - ZERO)`.
const ZERO: u64 = 9;
const MANTISSAS: std::ops::Range<f64> = 1_000.0..10_000.0;

/// Returns a positive number as `mantissa * 16 + exponent`, where the mantissa has four digits.
pub(super) fn quantise(value: f64, field: &'static str) -> Result<u64, LinkError> {
    let refused = LinkError::Field(field);
    if !value.is_finite() || value <= 0.0 {
        return Err(refused);
    }
    let (mut mantissa, mut exponent) = (value, ZERO);
    while mantissa < MANTISSAS.start {
        (mantissa, exponent) = (mantissa * 10.0, exponent.checked_sub(1).ok_or(LinkError::Field(field))?);
    }
    // Rounding may give a fifth digit.
    while mantissa.round() >= MANTISSAS.end {
        (mantissa, exponent) = (mantissa / 10.0, exponent + 1);
    }
    if exponent > LARGEST_EXPONENT { Err(refused) } else { Ok(mantissa.round() as u64 * 16 + exponent) }
}

/// Returns the number that [`quantise`] encoded.
pub(super) fn read(quantised: u64, field: &'static str) -> Result<f64, LinkError> {
    let (mantissa, exponent) = ((quantised / 16) as f64, quantised % 16);
    if !MANTISSAS.contains(&mantissa) {
        return Err(LinkError::Field(field));
    }
    // A single multiplication or division by an exact integer gives the `f64` that is nearest to the four digits.
    let power = |exponent: u64| 10_u64.pow(exponent as u32) as f64;
    Ok(if exponent < ZERO { mantissa / power(ZERO - exponent) } else { mantissa * power(exponent - ZERO) })
}

/// Returns a part of a loss stack in thousandths. It may be negative, so it is zigzag-encoded, as postcard writes signed numbers.
pub(super) fn thousandths(value: f64, field: &'static str) -> Result<u64, LinkError> {
    const MOST: f64 = 1e9;
    let thousandths = (value * 1_000.0).round();
    if !(-MOST..=MOST).contains(&thousandths) {
        return Err(LinkError::Field(field));
    }
    let whole = thousandths as i64;
    Ok((whole << 1 ^ whole >> 63) as u64)
}

/// Returns the part that [`thousandths`] encoded.
pub(super) fn from_thousandths(zigzag: u64, field: &'static str) -> Result<f64, LinkError> {
    let whole = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
    if whole.unsigned_abs() > 1_000_000_000 { Err(LinkError::Field(field)) } else { Ok(whole as f64 / 1_000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn four_digits_are_kept(value in 1e-5f64..9e8) {
            let written = quantise(value, "x").map_err(|error| TestCaseError::fail(error.to_string()))?;
            let read_back = read(written, "x").map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert!((read_back / value - 1.0).abs() <= 5.1e-4, "{value} became {read_back}");
            prop_assert_eq!(quantise(read_back, "x"), Ok(written));
        }

        #[test]
        fn losses_keep_three_decimals(value in -300.0f64..300.0) {
            let read_back = thousandths(value, "x").and_then(|written| from_thousandths(written, "x"));
            prop_assert!(read_back.is_ok_and(|part| (part - value).abs() <= 5.1e-4));
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300, 1e300] {
            assert_eq!(quantise(value, "median"), Err(LinkError::Field("median")), "{value}");
        }
        assert_eq!(read(999 * 16, "median"), Err(LinkError::Field("median")));
        assert_eq!(thousandths(f64::NAN, "gaps"), Err(LinkError::Field("gaps")));
        assert_eq!(from_thousandths(u64::MAX, "gaps"), Err(LinkError::Field("gaps")));
    }

    #[test]
    fn rounding_up_to_a_power_of_ten_does_not_add_a_fifth_digit() {
        assert_eq!(quantise(9.99996, "x").and_then(|written| read(written, "x")), Ok(10.0));
    }
}
