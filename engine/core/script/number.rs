//! Exact numbers: integers, decimals and fractions. Nothing here rounds unless it is told how.

use super::Value;
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Ordering;
use std::fmt;

/// An exact fraction in lowest terms; the denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

const TOO_LARGE: &str = "the number is too large";

/// The greatest common divisor. Numbers of 64 bits, which nearly all are, are divided ten times as fast.
fn divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(mut small), Ok(mut other)) = (u64::try_from(a), u64::try_from(b)) {
            while other != 0 {
                (small, other) = (other, small % other);
            }
            return small.into();
        }
        (a, b) = (b, a % b);
    }
    a
}

impl Fraction {
    /// `numerator / denominator` in lowest terms; none when the denominator is zero or the numbers do not fit.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let common = i128::try_from(divisor(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        let (numerator, denominator) = (numerator.checked_div(common)?, denominator.checked_div(common)?);
        match denominator {
            0 => None,
            1.. => Some(Self { numerator, denominator }),
            _ => Some(Self { numerator: numerator.checked_neg()?, denominator: denominator.checked_neg()? }),
        }
    }

    /// Reads `2/3`, `0.5`, `66%` or `7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((part, whole)) = text.split_once('/') {
            return Self::new(part.trim().parse().ok()?, whole.trim().parse().ok()?);
        }
        if let Some(percent) = text.strip_suffix('%') {
            return Self::from(percent.trim().parse::<Decimal>().ok()?).divided(&Self::from(100));
        }
        text.parse::<Decimal>().ok().map(Self::from)
    }

    /// The number that a value holds, exactly; none when it holds none.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        number(value)
    }

    /// A value of the narrowest kind that holds it: a whole number, else a fraction.
    pub fn value(&self) -> Value {
        match i64::try_from(self.numerator) {
            Ok(whole) if self.denominator == 1 => Value::from(whole),
            _ => Value::from(*self),
        }
    }

    /// The decimal that it is; none when it has no end, or more digits than a decimal holds.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        (0..=28).map_while(|places| self.rounded(places)).find(|decimal| Self::from(*decimal) == *self)
    }

    /// Whether it is a whole number.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.denominator == 1
    }

    /// -1, 0 or 1.
    #[must_use]
    pub const fn signum(&self) -> i128 {
        self.numerator.signum()
    }

    /// The sum; none when it does not fit.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        if self.denominator == 1 && other.denominator == 1 {
            return Some(Self { numerator: self.numerator.checked_add(other.numerator)?, denominator: 1 });
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The same with the other sign; none when it does not fit.
    #[must_use]
    pub fn negated(&self) -> Option<Self> {
        Self::new(self.numerator.checked_neg()?, self.denominator)
    }

    /// The product; none when it does not fit.
    #[must_use]
    pub fn times(&self, other: &Self) -> Option<Self> {
        let product = self.numerator.checked_mul(other.numerator)?;
        Self::new(product, self.denominator.checked_mul(other.denominator)?)
    }

    /// The quotient; none when the other is zero, or when it does not fit.
    #[must_use]
    pub fn divided(&self, other: &Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.denominator)?;
        Self::new(numerator, self.denominator.checked_mul(other.numerator)?)
    }

    /// The decimal with `places` after the point, halves away from zero (四舍五入); none when it does not fit.
    #[must_use]
    pub fn rounded(&self, places: u32) -> Option<Decimal> {
        let scale = 10_i128.checked_pow(places)?;
        let scaled = self.numerator.checked_mul(scale)?;
        let (whole, rest) = (scaled.checked_div(self.denominator)?, scaled.checked_rem(self.denominator)?);
        let up = rest.checked_abs()? >= self.denominator - rest.checked_abs()?;
        let whole = if up { whole.checked_add(scaled.signum())? } else { whole };
        Decimal::try_from_i128_with_scale(whole, places).ok()
    }
}

impl From<i64> for Fraction {
    fn from(whole: i64) -> Self {
        Self { numerator: i128::from(whole), denominator: 1 }
    }
}

impl From<Decimal> for Fraction {
    fn from(decimal: Decimal) -> Self {
        // A decimal's scale is at most 28, so the power fits and neither number is out of range.
        Self::new(decimal.mantissa(), 10_i128.pow(decimal.scale()))
            .unwrap_or(Self { numerator: 0, denominator: 1 })
    }
}

impl Ord for Fraction {
    /// By continued fractions, which never leave the range of the numbers.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b, mut c, mut d) =
            (self.numerator, self.denominator, other.numerator, other.denominator);
        let mut turned = false;
        loop {
            let order = a.div_euclid(b).cmp(&c.div_euclid(d));
            let (rest_a, rest_c) = (a.rem_euclid(b), c.rem_euclid(d));
            let order = match (order, rest_a, rest_c) {
                (Ordering::Equal, 0, 0) => Ordering::Equal,
                (Ordering::Equal, 0, _) => Ordering::Less,
                (Ordering::Equal, _, 0) => Ordering::Greater,
                (Ordering::Equal, ..) => {
                    (a, b, c, d) = (b, rest_a, d, rest_c);
                    turned = !turned;
                    continue;
                }
                _ => order,
            };
            return if turned { order.reverse() } else { order };
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return write!(f, "{}", self.numerator);
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// The number a value holds, exactly.
pub(super) fn number(value: &Value) -> Option<Fraction> {
    if let Ok(whole) = value.as_int() {
        return Some(whole.into());
    }
    if let Ok(decimal) = value.as_decimal() {
        return Some(decimal.into());
    }
    value.read_lock::<Fraction>().map(|fraction| *fraction)
}

fn need(value: Option<&&mut Value>) -> Result<Fraction, String> {
    let value = value.ok_or("a number is missing")?;
    number(value).ok_or_else(|| format!("a number is needed, not {}", super::functions::type_of(value)))
}

fn fraction(value: Fraction) -> Value {
    Value::from(value)
}

/// `+ - *` where a fraction takes part.
pub(super) fn calculate(operator: &str, left: Fraction, right: Fraction) -> Result<Value, String> {
    let result = match operator {
        "+" => left.plus(&right),
        "-" => right.negated().and_then(|right| left.plus(&right)),
        "*" => left.times(&right),
        _ => return Err(format!("`{operator}` is not defined for fractions")),
    };
    result.map(fraction).ok_or_else(|| TOO_LARGE.to_owned())
}

/// What `/` means: decimals divide to 28 digits, fractions exactly, whole numbers never.
pub(super) fn divide(args: &mut [&mut Value]) -> Result<Value, String> {
    let (Some(left), Some(right)) = (args.first(), args.get(1)) else {
        return Err("`/` needs two numbers".to_owned());
    };
    if left.is_int() && right.is_int() {
        return Err("`/` does not divide whole numbers; write ratio(a, b)".to_owned());
    }
    let decimal = |value: &Value| value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from));
    if let (Some(left), Some(right)) = (decimal(left), decimal(right)) {
        if right.is_zero() {
            return Err("division by zero".to_owned());
        }
        return left.checked_div(right).map(Value::from).ok_or_else(|| TOO_LARGE.to_owned());
    }
    ratio(args)
}

pub(super) fn ratio(args: &mut [&mut Value]) -> Result<Value, String> {
    let (part, whole) = (need(args.first())?, need(args.get(1))?);
    if whole.numerator == 0 {
        return Err("division by zero".to_owned());
    }
    part.divided(&whole).map(fraction).ok_or_else(|| TOO_LARGE.to_owned())
}

/// The share of `part` in `whole` against a share such as "2/3".
fn share(args: &mut [&mut Value]) -> Result<Ordering, String> {
    let (part, whole) = (need(args.first())?, need(args.get(1))?);
    let asked = args.get(2).ok_or("a share is missing")?;
    let asked = match asked.as_immutable_string_ref() {
        Ok(text) => {
            Fraction::parse(&text).ok_or_else(|| format!("`{}` is not a share such as 2/3", &*text))?
        }
        Err(_) => number(asked).ok_or("a share such as \"2/3\" is needed")?,
    };
    if whole.numerator <= 0 {
        return Err("a share of nothing cannot be asked for".to_owned());
    }
    let share = part.divided(&whole).ok_or(TOO_LARGE)?;
    Ok(share.cmp(&asked))
}

pub(super) fn at_least(args: &mut [&mut Value]) -> Result<Value, String> {
    share(args).map(|order| order.is_ge().into())
}

pub(super) fn more_than(args: &mut [&mut Value]) -> Result<Value, String> {
    share(args).map(|order| order.is_gt().into())
}

pub(super) fn round(args: &mut [&mut Value]) -> Result<Value, String> {
    let places = match args.get(1) {
        None => 0,
        Some(places) => u32::try_from(places.as_int().unwrap_or(-1))
            .ok()
            .filter(|places| *places <= 28)
            .ok_or("the places of `round` are 0 to 28")?,
    };
    if let Some(decimal) = args.first().and_then(|value| value.as_decimal().ok()) {
        return Ok(decimal.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).into());
    }
    need(args.first())?.rounded(places).map(Value::from).ok_or_else(|| TOO_LARGE.to_owned())
}

pub(super) fn abs(args: &mut [&mut Value]) -> Result<Value, String> {
    let value = args.first().ok_or("a number is missing")?;
    if let Ok(whole) = value.as_int() {
        return whole.checked_abs().map(Value::from).ok_or_else(|| TOO_LARGE.to_owned());
    }
    if let Ok(decimal) = value.as_decimal() {
        return Ok(decimal.abs().into());
    }
    let number = need(args.first())?;
    if number.numerator >= 0 {
        return Ok(fraction(number));
    }
    number.negated().map(fraction).ok_or_else(|| TOO_LARGE.to_owned())
}

/// The sum of two numbers in the narrowest kind that holds both.
pub(super) fn plus(left: &Value, right: &Value) -> Result<Value, String> {
    if let (Ok(left), Ok(right)) = (left.as_int(), right.as_int()) {
        return left.checked_add(right).map(Value::from).ok_or_else(|| TOO_LARGE.to_owned());
    }
    let decimal = |value: &Value| value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from));
    if let (Some(left), Some(right)) = (decimal(left), decimal(right)) {
        return left.checked_add(right).map(Value::from).ok_or_else(|| TOO_LARGE.to_owned());
    }
    let (Some(left), Some(right)) = (number(left), number(right)) else {
        return Err("a sum needs numbers".to_owned());
    };
    calculate("+", left, right)
}
