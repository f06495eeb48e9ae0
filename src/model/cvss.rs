//! CVSS vectors of the versions 3.1 and 4.0, with the score and the rating that follow from them.

use std::ops::Range;

use cvss::v3::{self, Metric};
use cvss::{Cvss as Parsed, Error};

/// A vector that was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Cvss {
    /// As it is written.
    pub vector: String,
    /// Tenths, from 0 to 100, so that scores compare exactly.
    tenths: u8,
}

/// What is wrong with a vector.
#[derive(Debug, PartialEq)]
pub struct Fault {
    /// The bytes of the vector that are wrong.
    pub range: Range<usize>,
    pub message: String,
    pub hint: Option<String>,
}

/// The metrics that a vector must have (CVSS 3.1, 2 “Base Metrics”; CVSS 4.0, 7 “Vector String”).
const BASE_3: [&str; 8] = ["AV", "AC", "PR", "UI", "S", "C", "I", "A"];
const BASE_4: [&str; 11] = ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"];

const EXAMPLE: &str = "write a vector of CVSS 3.1 or 4.0, such as `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H`";

impl Cvss {
    /// The vocabulary of the ratings.
    pub const RATING: &str = "cvss-rating";
    /// The ratings, the highest first (CVSS 3.1, 5; CVSS 4.0, 6 “Qualitative Severity Rating Scale”).
    pub const RATINGS: [&str; 5] = ["critical", "high", "medium", "low", "none"];

    /// Reads a vector, or returns its first fault, at its metric.
    pub fn read(vector: &str) -> Result<Self, Fault> {
        let whole = |message: String| Fault { range: 0..vector.len(), message, hint: Some(EXAMPLE.to_owned()) };
        let (prefix, rest) = vector.split_once('/').unwrap_or((vector, ""));
        let base = match prefix {
            "CVSS:3.1" => &BASE_3[..],
            "CVSS:4.0" => &BASE_4[..],
            _ => {
                let of_version = prefix.strip_prefix("CVSS:");
                let message = match of_version {
                    Some(version) => format!("CVSS `{version}` is not supported"),
                    None => "a CVSS vector begins with its version".to_owned(),
                };
                return Err(Fault { range: 0..prefix.len(), ..whole(message) });
            }
        };
        let parsed: Result<Parsed, Error> = vector.parse();
        let mut metrics: Vec<(&str, &str)> = Vec::with_capacity(base.len());
        let mut at = prefix.len() + 1;
        for metric in rest.split('/').filter(|_| !rest.is_empty()) {
            let range = at..at + metric.len();
            at = range.end + 1;
            let (name, value) = metric.split_once(':').unwrap_or((metric, ""));
            let said = metrics.iter().any(|(known, _)| *known == name);
            metrics.push((name, value));
            // The parser accepts small letters and, in some versions, a metric twice.
            let is_sound =
                parsed.is_ok() && !said && metric.bytes().all(|byte| byte == b':' || byte.is_ascii_uppercase());
            if is_sound {
                continue;
            }
            if let Some((message, hint)) = metric_fault(prefix, metric, said) {
                return Err(Fault { range, message, hint });
            }
        }
        let missing: Vec<String> = base
            .iter()
            .filter(|name| metrics.iter().all(|(known, _)| known != *name))
            .map(|name| format!("`{name}`"))
            .collect();
        if !missing.is_empty() {
            let message = format!("the vector lacks {}", missing.join(", "));
            return Err(Fault { hint: Some("copy the whole vector from the calculator".to_owned()), ..whole(message) });
        }
        let parsed = parsed.map_err(|error| whole(error.to_string()))?;
        let score = match &parsed {
            Parsed::CvssV31(parsed) => score_3(parsed, &metrics),
            parsed => parsed.score(),
        };
        Ok(Self { vector: vector.to_owned(), tenths: (score * 10.0).round() as u8 })
    }

    /// The score, from 0.0 to 10.0.
    pub fn score(&self) -> f64 {
        f64::from(self.tenths) / 10.0
    }

    /// One of [`Self::RATINGS`].
    pub fn rating(&self) -> &'static str {
        match self.tenths {
            0 => "none",
            1..40 => "low",
            40..70 => "medium",
            70..90 => "high",
            _ => "critical",
        }
    }
}

/// The score of all that a vector of version 3.1 says: the environmental one where it has such metrics, or else the temporal one, or
/// else the base score (CVSS 3.1, 7). That of version 4.0 is one score anyway.
fn score_3(vector: &v3::Vector, metrics: &[(&str, &str)]) -> f64 {
    const ENVIRONMENTAL: [&str; 11] = ["CR", "IR", "AR", "MAV", "MAC", "MPR", "MUI", "MS", "MC", "MI", "MA"];
    let is_environmental = |(name, value): &(&str, &str)| ENVIRONMENTAL.contains(name) && *value != "X";
    if metrics.iter().any(is_environmental) {
        return vector.environmental_score().value();
    }
    let temporal = [vector.e.map(Metric::score), vector.rl.map(Metric::score), vector.rc.map(Metric::score)];
    let score = temporal.into_iter().flatten().fold(vector.base_score().value(), |score, factor| score * factor);
    v3::Score::new(score).roundup().value()
}

/// What is wrong with one metric, which stands behind `prefix`.
fn metric_fault(prefix: &str, metric: &str, said: bool) -> Option<(String, Option<String>)> {
    let no_metric =
        || (format!("`{metric}` is not a metric"), Some("a metric is a name and a value, such as `AV:N`".to_owned()));
    let Some((name, value)) = metric.split_once(':').filter(|(name, value)| !name.is_empty() && !value.is_empty())
    else {
        return Some(no_metric());
    };
    if said {
        return Some((format!("the metric `{name}` stands twice"), Some("delete the wrong one".to_owned())));
    }
    let own = format!("{prefix}/{metric}");
    let version = prefix.trim_start_matches("CVSS:");
    match own.parse::<Parsed>() {
        // The parser reads small letters, which are not of the standard.
        Ok(_) if metric.bytes().any(|byte| byte.is_ascii_lowercase()) && !is_urgency(name, value) => {
            Some((no_metric().0, Some(format!("write it in capital letters: `{}`", metric.to_ascii_uppercase()))))
        }
        Ok(_) | Err(Error::MissingMandatoryMetricV4 { .. }) => None,
        Err(Error::UnknownMetric { .. }) => Some((format!("CVSS {version} has no metric `{name}`"), None)),
        Err(Error::InvalidMetricV3 { metric_type, .. }) => Some(no_value(name, metric_type.description(), value)),
        Err(Error::InvalidMetricV4 { metric_type, .. }) => Some(no_value(name, metric_type.description(), value)),
        Err(_) => Some(no_metric()),
    }
}

/// The only metric of CVSS 4.0 whose values have small letters: `U:Red`.
fn is_urgency(name: &str, value: &str) -> bool {
    name == "U" && ["Clear", "Green", "Amber", "Red"].contains(&value)
}

fn no_value(name: &str, description: &str, value: &str) -> (String, Option<String>) {
    let message = format!("`{value}` is no value of the metric `{name}` ({description})");
    (message, Some("look the metric up in the CVSS calculator".to_owned()))
}
