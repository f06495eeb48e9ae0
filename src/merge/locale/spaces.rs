//! The spaces that a language has beside its signs, and where a line does not break. What an editor typed stays; only spaces change.

use std::cmp::Reverse;
use std::ops::Range;

use super::Locale;

/// The space at which no line breaks.
pub(super) const NO_BREAK: char = '\u{a0}';
/// What opens before a word, and what closes after one.
pub const OPENING: &[char] = &['(', '[', '{', '„', '“', '”', '‘', '’', '«', '»', '"', '\'', '¿', '¡', '‚', '›', '‹'];
pub const CLOSING: &[char] =
    &[')', ']', '}', '”', '“', '’', '‘', '»', '«', '"', '\'', '.', ',', ';', ':', '!', '?', '…', '›', '‹'];
/// Signs of which the first one alone has the space: `?!`.
const ENDING: &[char] = &[';', ':', '!', '?'];
/// Words before a surname, which initials belong to, too.
pub const PARTICLES: &[&str] =
    &["af", "av", "d’", "da", "de", "del", "den", "der", "di", "du", "la", "le", "ten", "ter", "van", "von", "zu"];
/// A number of more digits with a full stop is more likely the end of a sentence than an ordinal.
const LONGEST_ORDINAL: usize = 2;

/// A change of a text at these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    pub range: Range<usize>,
    pub with: With,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// The bytes become this space or soft hyphen, or it is put there if they are none.
    Put(char),
    /// The character that stands there stays on the line of the character before it.
    Unbroken,
    /// These bytes stay on one line wherever that has room for them, though it could break in them: a range behind its dash, or a piece of
    /// an address. Changes inside of them follow.
    Whole,
    /// The same; a column that has no room for them breaks them where they break by themselves.
    Fitting,
    /// These bytes are raised.
    Raised,
    /// The word is of no language, so that no hyphen of it is repeated on the next line.
    NoLanguage,
}

impl With {
    /// Whether the bytes stay on one line, with the changes inside of them.
    fn is_whole(self) -> bool {
        matches!(self, With::Whole | With::Fitting)
    }
}

/// The spaces in a part of a text, with places in that part.
pub fn within(spaces: &[Space], part: Range<usize>) -> Vec<Space> {
    let inside = spaces.iter().filter(|space| part.start <= space.range.start && space.range.end <= part.end);
    let moved = |range: &Range<usize>| range.start - part.start..range.end - part.start;
    inside.map(|space| Space { range: moved(&space.range), ..space.clone() }).collect()
}

/// A text with its spaces.
pub fn applied(text: &str, spaces: &[Space]) -> String {
    let mut whole = String::with_capacity(text.len() + spaces.len());
    let mut done = 0;
    for Space { range, with } in spaces {
        // All else is how the same characters are set.
        if let With::Put(with) = with {
            whole.push_str(&text[done..range.start]);
            whole.push(*with);
            done = range.end;
        }
    }
    whole + &text[done..]
}

/// Whether a line may break at a space.
fn breaks(space: char) -> bool {
    !matches!(space, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Two words with one space between them, and the words around these.
pub(super) struct Pair<'t> {
    pub earlier: &'t str,
    pub left: &'t str,
    pub right: &'t str,
    pub later: &'t str,
    /// How many dashes between spaces stand before the space in its sentence, and whether another one follows it.
    pub dashes: usize,
    pub is_closed: bool,
}

/// Where a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Setting {
    Paragraph,
    /// In a heading, where no word is divided, or in a narrow column, where each must find room.
    Line,
}

impl Locale {
    /// The changes that give a paragraph its spaces, in order.
    pub fn spaces(&self, text: &str) -> Vec<Space> {
        self.spaces_of(text, Setting::Paragraph)
    }

    /// The same of a title or another text by itself.
    pub fn spaces_of_line(&self, text: &str) -> Vec<Space> {
        self.spaces_of(text, Setting::Line)
    }

    /// The same of a place in a source, such as `p. 5`. Its first word and what is shortened belong to their number in any language.
    pub fn spaces_of_locator(&self, text: &str) -> Vec<Space> {
        let mut spaces = self.spaces_of_line(text);
        let words: Vec<Range<usize>> = words(text).collect();
        for (at, pair) in words.windows(2).enumerate() {
            let (between, right) = (pair[0].end..pair[1].start, &text[pair[1].clone()]);
            let belongs = at == 0 || text[pair[0].clone()].ends_with('.');
            let is_number = right.starts_with(|c: char| c.is_ascii_digit());
            let is_free = spaces.iter().all(|space| space.range != between);
            if belongs && is_number && is_free && &text[between.clone()] == " " {
                spaces.push(Space { range: between, with: With::Put(NO_BREAK) });
            }
        }
        in_order(spaces)
    }

    fn spaces_of(&self, text: &str, setting: Setting) -> Vec<Space> {
        let words: Vec<Range<usize>> = words(text).collect();
        let word = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |range| &text[range.clone()]);
        let mut found = Vec::new();
        let dashes = Self::dashes(text, &words);
        let ranges = self.spaced_ranges(text, &words);
        let mut kept = ranges.clone();
        let dates = self.whole_dates(text, &words).into_iter();
        kept.extend(dates.filter(|date| !ranges.iter().any(|range| range.start < date.end && date.start < range.end)));
        for (at, range) in words.iter().enumerate() {
            if let Some(before) = at.checked_sub(1) {
                let between = words[before].end..range.start;
                let typed = text[between.clone()].chars().next().filter(|first| first.len_utf8() == between.len());
                let pair = Pair {
                    earlier: word(before.checked_sub(1)),
                    left: word(Some(before)),
                    right: word(Some(at)),
                    later: word(Some(at + 1)),
                    dashes: dashes.before(at),
                    is_closed: dashes.is_closed(at),
                };
                let is_dash_of_range = pair.right == "–" && ranges.iter().any(|whole| whole.contains(&between.start));
                let with = typed.and_then(|typed| match self.between(&pair, typed) {
                    None if is_dash_of_range && breaks(typed) => Some(NO_BREAK),
                    with => with,
                });
                found.extend(with.map(|with| Space { range: between, with: With::Put(with) }));
            }
            self.inside(&text[range.clone()], range.start, &mut found);
            self.raised(&text[range.clone()], range.start, &mut found);
            self.divided(&text[range.clone()], range.start, setting, &mut found);
            if !kept.iter().any(|whole| whole.start <= range.start && range.end <= whole.end) {
                self.kept_in_word(&text[range.clone()], range.start, &mut found);
            }
        }
        found.extend(kept.into_iter().map(|range| Space { range, with: With::Whole }));
        in_order(found)
    }

    /// The text with its spaces.
    pub fn spaced(&self, text: &str) -> String {
        applied(text, &self.spaces_of_line(text))
    }

    /// The space between two words, if it is another than the one that is typed.
    fn between(&self, pair: &Pair, typed: char) -> Option<char> {
        let of_dash = || self.of_dash(pair);
        let with =
            self.of_signs(pair).or_else(|| self.of_numbers(pair)).or_else(|| self.of_words(pair)).or_else(of_dash);
        match with {
            Some(NO_BREAK) if !breaks(typed) && self.of_signs(pair).is_none() => None,
            with => with.filter(|with| *with != typed),
        }
    }

    /// The space that a sign has.
    fn of_signs(&self, Pair { left, right, .. }: &Pair) -> Option<char> {
        let (last, first) = (left.chars().next_back()?, right.chars().next()?);
        self.after(last).or_else(|| {
            let is_sign = right.chars().all(|c| !c.is_alphanumeric());
            self.before(first).filter(|_| is_sign)
        })
    }

    fn before(&self, sign: char) -> Option<char> {
        let signs = &self.orthography.signs;
        let space = signs.before.iter().find(|(known, _)| *known == sign)?.1;
        let here = |(region, without): &&(String, String)| *region == self.region && without.contains(sign);
        (!signs.without.iter().any(|known| here(&known))).then_some(space)
    }

    fn after(&self, sign: char) -> Option<char> {
        self.orthography.signs.after.iter().find(|(known, _)| *known == sign).map(|(_, space)| *space)
    }

    /// Spaces beside the signs inside of a word, which begins at a byte of the text.
    fn inside(&self, word: &str, start: usize, found: &mut Vec<Space>) {
        if self.orthography.signs.before.is_empty() || is_address(word) {
            return;
        }
        let mut last = None;
        for (at, sign) in word.char_indices() {
            let rest = &word[at + sign.len_utf8()..];
            let put = |at: usize, with: Option<char>| {
                with.map(|with| Space { range: start + at..start + at, with: With::Put(with) })
            };
            if let Some(last) = last.filter(|last| can_precede(*last, sign))
                && (sign == '»' || rest.chars().all(|c| CLOSING.contains(&c)))
            {
                let follows_space = self.after(last).is_some();
                found.extend(put(at, self.before(sign).filter(|_| !follows_space)));
            }
            let is_empty = rest.is_empty() || rest.starts_with('»');
            found.extend(put(at + sign.len_utf8(), self.after(sign).filter(|_| !is_empty)));
            last = Some(sign);
        }
    }

    /// The space beside a word that belongs to its neighbour.
    fn of_words(&self, Pair { left, right, .. }: &Pair) -> Option<char> {
        let together = &self.orthography.together;
        let bare = bare(left);
        // Dots for words that are left out do not begin a line.
        if right.starts_with('…') {
            return Some(NO_BREAK);
        }
        if let Some(space) = self.phrase(bare, right) {
            return Some(space);
        }
        let capital = right.trim_start_matches(OPENING).starts_with(char::is_uppercase);
        if bare.ends_with('.') {
            if is_initial(bare) && (capital || PARTICLES.contains(right)) {
                let own = together.initial_space.filter(|_| is_initial(right));
                return Some(own.unwrap_or(NO_BREAK));
            }
            if together.ordinals && is_ordinal(bare) && right.starts_with(|c: char| c.is_alphabetic() || c == '§') {
                return Some(NO_BREAK);
            }
        }
        let is_title = capital && together.titles.contains(bare);
        let is_short = || !together.words.is_empty() && together.words.contains(&bare.to_lowercase());
        (is_title || is_short()).then_some(NO_BREAK)
    }

    /// The space inside an abbreviation of several words, of which these are two.
    fn phrase(&self, left: &str, right: &str) -> Option<char> {
        let together = &self.orthography.together;
        let ends_with =
            |word: &str| right.strip_prefix(word).is_some_and(|rest| rest.chars().all(|c| CLOSING.contains(&c)));
        together.following(left).iter().any(|word| ends_with(word)).then(|| {
            let own = together.phrase_space.filter(|_| left.ends_with('.'));
            own.unwrap_or(NO_BREAK)
        })
    }
}

/// A word without what opens before it.
pub(super) fn bare(word: &str) -> &str {
    word.trim_start_matches(OPENING).trim_start_matches(['€', '$', '£'])
}

/// The changes in the order of the text, those inside of what stays on one line behind that.
fn in_order(mut spaces: Vec<Space>) -> Vec<Space> {
    spaces.sort_by_key(|space| match space.with.is_whole() {
        true => (space.range.start, 0, Reverse(space.range.end)),
        false => (space.range.start, 1, Reverse(0)),
    });
    spaces
}

/// The first of some changes, those inside of it, and those behind it.
pub fn split_first(spaces: &[Space]) -> Option<(&Space, &[Space], &[Space])> {
    let (first, rest) = spaces.split_first()?;
    let is_inside = |space: &&Space| first.with.is_whole() && space.range.start < first.range.end;
    let (inside, behind) = rest.split_at(rest.iter().take_while(is_inside).count());
    Some((first, inside, behind))
}

/// The words of a text: what stands between its spaces.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
        at = end;
        Some(start..end)
    })
}

/// Whether a word is an address of the web or of mail, which has signs of its own.
pub(super) fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains('@') || word.trim_start_matches(OPENING).starts_with("www.")
}

/// Whether a sign that has a space can follow a character.
fn can_precede(last: char, sign: char) -> bool {
    let follows_sign = ENDING.contains(&last);
    match sign {
        '»' => last != '«',
        _ => !follows_sign && (last.is_alphanumeric() || CLOSING.contains(&last) || "%‰€$£°\u{fffc}".contains(last)),
    }
}

/// Whether a word is one or several initials of a name: `J.`, `J.-P.`.
fn is_initial(word: &str) -> bool {
    word.trim_end_matches('.').split(['.', '-']).filter(|part| !part.is_empty()).all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    }) && word.len() > 1
}

fn is_ordinal(word: &str) -> bool {
    let digits = word.trim_end_matches('.');
    digits.len() <= LONGEST_ORDINAL && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
