//! Undoes what mail programs, chats and people do to a link. The link's checksum proves which attempt is right.

use super::{MAX_LINK_LENGTH, PREFIX};

/// The most characters of an altered link: every character of the longest link percent-encoded, and as much again behind it.
pub(super) const MOST_ALTERED: usize = 4 * MAX_LINK_LENGTH;
/// How often a link may have been percent-encoded.
const MOST_ENCODINGS: usize = 3;

/// Returns a fragment without its percent-encoding, if it is the fragment of a link.
pub(super) fn link_text(fragment: &str) -> Option<String> {
    let mut text = fragment.strip_prefix('#').unwrap_or(fragment).to_owned();
    for _ in 0..=MOST_ENCODINGS {
        if let Some(rest) = text.strip_prefix(PREFIX) {
            let mut rest = rest.to_owned();
            for _ in 0..MOST_ENCODINGS {
                rest = percent_decoded(&rest);
            }
            return Some(rest);
        }
        text = percent_decoded(&text);
    }
    None
}

/// Returns the texts that may be the link as it was made, the likeliest first.
pub(super) fn attempts(text: &str) -> Vec<String> {
    // Word processors turn hyphens into dashes.
    let dashes = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];
    let text = text.replace(dashes, "-");
    let is_digit = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let is_end = |letter: &char| matches!(letter, '&' | '?' | '#' | '<' | '"');
    // A link that a mail program has wrapped goes on after the line break. Any other character that no link has may also be where the
    // link ends.
    let unwrapped: String = text.chars().take_while(|letter| !is_end(letter)).filter(is_digit).collect();
    let first: String = text.chars().skip_while(|letter| !is_digit(letter)).take_while(is_digit).collect();
    let mut found = vec![text.clone()];
    for text in [unwrapped, first] {
        // Quoted-printable writes "=" as "=3D".
        let quoted = text.strip_prefix("3D").map(str::to_owned);
        for text in [Some(text), quoted].into_iter().flatten() {
            // Markdown puts "_" around emphasised text, and a dash may follow a link in a sentence.
            let shorter = text.trim_end_matches(['-', '_']);
            let ends = (shorter.len()..=text.len()).rev();
            for attempt in ends.map(|end| &text[..end]) {
                if !found.iter().any(|earlier| earlier == attempt) {
                    found.push(attempt.to_owned());
                }
            }
        }
    }
    found
}

/// Replaces `%XY` by the byte. Percent signs that encode nothing stay, and bytes that are not UTF-8 become a character that no link has.
fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| byte == b'%');
        decoded.push(code.unwrap_or(byte));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
