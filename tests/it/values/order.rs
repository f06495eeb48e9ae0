//! Proves the order of items by each type of value.

use std::cmp::Ordering;

use icu::locale::subtags::language;
use raportti::merge::locale::Locale;
use raportti::merge::view::order::compare;
use raportti::merge::view::{CvssView, DateView, MoneyView, Shown};
use raportti::model::Number;
use raportti::model::declared::{Vocabulary, Word};

fn money(value: f64, currency: &'static str) -> Shown {
    Shown::Money(MoneyView { amount: Number { value, decimals: 0 }, currency, text: String::new() })
}

fn cvss(score: f64) -> Shown {
    Shown::Cvss(CvssView { vector: String::new(), score, rating: "high", text: String::new() })
}

fn days(first: (u16, u8, u8), last: (u16, u8, u8)) -> Shown {
    let [iso, short, long] = Default::default();
    Shown::Date(DateView { iso, short, long, days: None, first, last })
}

#[test]
fn what_ranks_highest_comes_first() {
    let locale = Locale::new(language!("en"), "en-GB").unwrap();
    let severity = Vocabulary {
        key: "severity".to_owned(),
        words: ["critical", "high", "low"]
            .map(|word| Word { key: word.to_owned(), tone: None, means: None, name: Default::default() })
            .into(),
    };
    let word = |word: &str| Shown::Text(word.to_owned());
    let number = |value| Shown::Amount(Number { value, decimals: 0 });
    for (name, first, second) in [
        ("score", cvss(9.8), cvss(7.5)),
        ("sum", money(300.0, "EUR"), money(20.0, "EUR")),
        ("currency", money(1.0, "EUR"), money(900.0, "USD")),
        ("first day", days((2027, 1, 1), (2027, 12, 31)), days((2027, 4, 1), (2027, 6, 30))),
        ("last day", days((2027, 1, 1), (2027, 6, 30)), days((2027, 1, 1), (2027, 12, 31))),
        ("rank", word("critical"), word("high")),
        ("number", number(9.0), number(10.0)),
        ("missing", number(9.0), Shown::None),
    ] {
        let compared = |a, b| compare(Some(a), Some(b), Some(&severity), &locale);
        assert_eq!(compared(&first, &second), Ordering::Less, "{name}");
        assert_eq!(compared(&second, &first), Ordering::Greater, "{name}");
        assert_eq!(compared(&first, &first), Ordering::Equal, "{name}");
    }
}
