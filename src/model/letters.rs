//! Letters without their marks.

use icu::normalizer::DecomposingNormalizer;

/// A text in small letters without marks, as people write it whose keyboard has none: `Sjöberg` is `sjoberg`.
pub fn without_marks(text: &str) -> String {
    let apart = DecomposingNormalizer::new_nfkd().normalize(text).to_lowercase();
    let mut plain = String::with_capacity(apart.len());
    for letter in apart.chars() {
        match letter {
            'ø' => plain.push('o'),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            'þ' => plain.push_str("th"),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            'đ' | 'ð' => plain.push('d'),
            // Marks over and under letters, which were taken apart.
            '\u{300}'..='\u{36f}' => {}
            letter => plain.push(letter),
        }
    }
    plain
}

/// A text in small letters, with other letters in the place of marks, as in telegrams and addresses: `Sjöberg` is `sjoeberg`.
pub fn spelled_out(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' | 'ø' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'å' => plain.push_str("aa"),
            letter => plain.push(letter),
        }
    }
    without_marks(&plain)
}
