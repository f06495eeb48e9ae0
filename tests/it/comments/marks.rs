//! Reads marks of PDFs that are written by hand: texts, dates, places, replies, states, pairs.

use std::fmt::Write as _;

use raportti::comments::mark::{Kind, Mark, Marked, Proposal, State};
use raportti::comments::marks;

use crate::support::handwritten::{with_marks, with_page};

fn read(entries: &[&str]) -> Marked {
    let entries: Vec<String> = entries.iter().map(|entry| format!("<</Type/Annot{entry}>>")).collect();
    marks::of(&with_marks(&entries)).unwrap()
}

fn only(entry: &str) -> Mark {
    let mut marked = read(&[entry]);
    assert_eq!((marked.marks.len(), &marked.unread), (1, &Vec::new()), "{entry}");
    marked.marks.remove(0)
}

fn boxes(mark: &Mark) -> Vec<[f64; 4]> {
    mark.boxes.iter().map(|area| [area.left, area.top, area.right, area.bottom]).collect()
}

const SQUARE: &str = "/Rect[10 20 30 40]";

/// The bytes of a string in hexadecimal.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn texts_are_read_in_every_encoding_and_control_nothing() {
    let utf_16 = |text: &str, little: bool| -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let big = |text: &str| [&b"\xfe\xff"[..], &utf_16(text, false)].concat();
    for (raw, expected) in [
        (b"\xc4\x80nd \x84 \xa0 \x93 \x1a".to_vec(), "Ä•nd — € ﬁ ˆ"),
        (big("Šimůnek-李 🙂"), "Šimůnek-李 🙂"),
        ([&b"\xff\xfe"[..], &utf_16("Šimůnek", true)].concat(), "Šimůnek"),
        ([b"\xef\xbb\xbf", "Šimůnek-李".as_bytes()].concat(), "Šimůnek-李"),
        (b"\xef\xbb\xbfa\xff".to_vec(), "a\u{fffd}"),
        (b"\xfe\xff\xd8\x00\x00a\x00".to_vec(), "\u{fffd}a\u{fffd}"),
        (big("\u{1b}fi\u{1b}yksi \u{1b}en-GB\u{1b}two"), "yksi two"),
        (b"one\r\ntwo\rthree \n\nfour\x0b five\x83".to_vec(), "one\ntwo\nthree\n\nfour\n five…"),
        (b"a\x1b[31mb\x07\x9b\x7fc\td\0".to_vec(), "a˙[31mbłc\td"),
        (big("\u{202e}abc\u{2069} \u{200b}\u{feff}x\u{85}y\u{2028}z\u{9b}"), "abc x\ny\nz"),
        // Families of emoji and Persian words are joined by them.
        (big("👩\u{200d}👧 می\u{200c}خواهم"), "👩\u{200d}👧 می\u{200c}خواهم"),
        (b"\n \n".to_vec(), ""),
    ] {
        let mark = only(&format!("/Subtype/Text{SQUARE}/Contents<{}>", hexadecimal(&raw)));
        assert_eq!(mark.text, expected, "{raw:x?}");
    }
    let mark = only(&format!("/Subtype/Text{SQUARE}/T(  Aino\\r \\n \\007Bo )/Contents()"));
    assert_eq!((mark.author.as_deref(), mark.text.as_str()), (Some("Aino Bo"), ""));
    assert_eq!(only(&format!("/Subtype/Text{SQUARE}/T( \\r )")).author, None);
}

#[test]
fn dates_keep_their_zone_or_have_none() {
    let read = |keys: &str| only(&format!("/Subtype/Text{SQUARE}{keys}")).date.map(|date| (date.iso, date.seconds));
    for (written, iso, seconds) in [
        ("D:20260210101500+02'00'", "2026-02-10T10:15:00+02:00", 1_770_711_300),
        ("D:20260210101500+0200", "2026-02-10T10:15:00+02:00", 1_770_711_300),
        ("20260210101500-05'30", "2026-02-10T10:15:00-05:30", 1_770_738_300),
        ("D:20260210081500Z00'00'", "2026-02-10T08:15:00+00:00", 1_770_711_300),
        ("D:20260210081560Z", "2026-02-10T08:15:59+00:00", 1_770_711_359),
        ("D:20260210101500", "2026-02-10T10:15:00", 1_770_718_500),
        ("D:2024022923", "2024-02-29T23:00:00", 1_709_247_600),
        ("D:1969", "1969-01-01T00:00:00", -31_536_000),
    ] {
        assert_eq!(read(&format!("/M({written})")), Some((iso.to_owned(), seconds)), "{written}");
    }
    for wrong in ["yesterday", "D:20261301", "D:20260230", "D:2026021025", "D:", "2026-02-10"] {
        assert_eq!(read(&format!("/M({wrong})")), None, "{wrong}");
    }
    assert_eq!(read("/CreationDate(D:2026)").unwrap().0, "2026-01-01T00:00:00");
    assert_eq!(read("/M(D:2027)/CreationDate(D:2026)").unwrap().0, "2027-01-01T00:00:00");
}

/// Four orders of a quad's corners are met in files.
#[test]
fn boxes_are_read_in_every_order_of_their_corners() {
    let corners = [("TL", "10 290"), ("TR", "60 290"), ("BL", "10 280"), ("BR", "60 280")];
    for order in ["TL TR BL BR", "BL BR TL TR", "BL BR TR TL", "BL TL BR TR"] {
        let quad: Vec<&str> =
            order.split(' ').map(|name| corners.iter().find(|(own, _)| *own == name).unwrap().1).collect();
        let mark = only(&format!("/Subtype/Highlight{SQUARE}/QuadPoints[{}]", quad.join(" ")));
        assert_eq!(boxes(&mark), [[10.0, 10.0, 60.0, 20.0]], "{order}");
    }
}

#[test]
fn places_are_measured_from_the_whole_page_whatever_it_is_cropped_to() {
    let mark = format!("<</Subtype/Square{SQUARE}/RD[1 2 3 4]>>");
    for (page, expected) in [
        ("/MediaBox[0 0 200 300]", [11.0, 264.0, 27.0, 278.0]),
        ("/MediaBox[0 0 200 300]/CropBox[5 5 100 100]/Rotate 90", [11.0, 264.0, 27.0, 278.0]),
        ("/MediaBox[200 300 -10 -20]", [21.0, 264.0, 37.0, 278.0]),
    ] {
        let marked = marks::of(&with_page(&format!("{page}/Annots[4 0 R]"), std::slice::from_ref(&mark))).unwrap();
        assert_eq!(boxes(&marked.marks[0]), [expected], "{page}");
    }
}

#[test]
fn drawings_stamps_and_attachments_have_their_place_and_name() {
    let ink = only("/Subtype/Ink/Rect[0 0 200 300]/InkList[[10 20 30 40][50 290 5]]");
    assert_eq!((ink.kind, boxes(&ink)), (Kind::Drawing, vec![[10.0, 10.0, 50.0, 280.0]]));
    let line = only("/Subtype/Line/Rect[0 0 200 300]/L[10 20 30 20]");
    assert_eq!((line.kind, boxes(&line)), (Kind::Drawing, vec![[10.0, 280.0, 30.0, 280.0]]));
    let stamp = only(&format!("/Subtype/Stamp{SQUARE}/Name/Approved"));
    assert_eq!((stamp.kind, stamp.name.as_deref()), (Kind::Stamp, Some("Approved")));
    let file = only(&format!("/Subtype/FileAttachment{SQUARE}/FS<</F(x)/UF(../../etc/passwd)/EF<</F 1 0 R>>>>"));
    assert_eq!((file.kind, file.name.as_deref()), (Kind::Attachment, Some("../../etc/passwd")));
}

#[test]
fn only_marks_of_people_are_read_and_each_once() {
    let entries = ["Link", "Popup", "Widget", "Text"].map(|kind| format!("<</Subtype/{kind}{SQUARE}/Contents(x)>>"));
    let list = "/Annots[4 0 R 7 0 R 5 0 R 7 0 R 6 0 R<</Subtype/Text/Rect[1 1 2 2]>>null]";
    let marked = marks::of(&with_page(list, &entries)).unwrap();
    let keys: Vec<_> = marked.marks.iter().map(|mark| (mark.key.object, mark.key.place)).collect();
    assert_eq!(keys, [(Some(7), 1), (None, 5)]);
    assert_eq!(marked.unread, ["entry 7 in the list of page 1 cannot be read"]);
    // The list may be an object of its own, and may be missing.
    let marked = marks::of(&with_page("/Annots 5 0 R", &[entries[3].clone(), "[4 0 R]".to_owned()])).unwrap();
    assert_eq!(marked.marks.len(), 1);
    assert_eq!(marks::of(&with_page("/Annots null", &[])).unwrap().marks, []);
}

#[test]
fn replies_and_states_belong_to_their_mark() {
    let marked = read(&[
        &format!("/Subtype/Highlight{SQUARE}/Contents(Why?)/T(A)"),
        &format!("/Subtype/Text{SQUARE}/Contents(second)/IRT 6 0 R/T(A)/M(D:20260103)"),
        &format!("/Subtype/Text{SQUARE}/Contents(first)/IRT 4 0 R/T(B)/M(D:20260102)"),
        &format!(
            "/Subtype/Text{SQUARE}/Contents(x)/IRT 4 0 R/T(B)/M(D:20260105)/State(Accepted)/StateModel(Review)/F 30"
        ),
        &format!("/Subtype/Text{SQUARE}/IRT 4 0 R/T(C)/M(D:20260104)/State(Rejected)/StateModel(Review)"),
        &format!("/Subtype/Text{SQUARE}/IRT 4 0 R/T(B)/M(D:20260101)/State(Cancelled)/StateModel(Review)"),
        &format!("/Subtype/Text{SQUARE}/IRT 4 0 R/T(B)/M(D:20260101)/State(Marked)/StateModel(Marked)"),
        &format!("/Subtype/Text{SQUARE}/IRT 4 0 R/T(B)/Contents(odd)/State(Weird)/StateModel(Review)"),
    ]);
    let [mark] = &marked.marks[..] else { panic!("{marked:?}") };
    assert_eq!(mark.text, "Why?");
    let replies: Vec<&str> = mark.replies.iter().map(|reply| reply.text.as_str()).collect();
    assert_eq!(replies, ["odd", "first", "second"]);
    let reviews: Vec<_> = mark.reviews.iter().map(|it| (it.author.as_deref().unwrap(), it.state)).collect();
    assert_eq!(reviews, [("B", State::Marked), ("C", State::Rejected), ("B", State::Accepted)]);
    assert_eq!(mark.state(), Some(State::Accepted));
}

/// Each mark of a ring stands alone, and so does a reply to something that is no mark.
#[test]
fn replies_in_a_ring_are_marks_of_their_own() {
    let reply = |to: &str| format!("/Subtype/Text{SQUARE}/Contents(x)/IRT {to}");
    let marked = read(&[&reply("4 0 R"), &reply("6 0 R"), &reply("5 0 R"), &reply("3 0 R"), &reply("99 0 R")]);
    assert_eq!(marked.marks.len(), 5);
}

#[test]
fn a_replacement_is_one_mark() {
    let line = "/QuadPoints[10 290 60 290 10 280 60 280]/Rect[10 280 60 290]/T(A)";
    let strike = format!("/Subtype/StrikeOut{line}");
    let caret = |x: u32, y: u32| {
        let (right, bottom) = (x + 4, y - 8);
        format!("/Subtype/Caret/Rect[{x} {bottom} {right} {y}]/Contents( new words )")
    };
    let near = caret(58, 286) + "/T(A)";
    // As Acrobat writes it, and the other way round.
    let grouped = [format!("{near}/IT/Replace"), format!("{strike}/IRT 4 0 R/RT/Group/IT/StrikeOutTextEdit")];
    let reversed = [strike.clone(), format!("{near}/IT/Replace/IRT 4 0 R/RT/Group")];
    // As others do: at the end or at the beginning of the words.
    let beside = [near.clone(), strike.clone()];
    let before = [strike.clone(), caret(7, 286) + "/T(A)"];
    for pair in [grouped, reversed, beside, before] {
        let marked = read(&[&pair[0], &pair[1]]);
        let [mark] = &marked.marks[..] else { panic!("{pair:?}: {marked:?}") };
        assert_eq!(mark.proposal, Some(Proposal::Replace(" new words ".to_owned())), "{pair:?}");
        assert_eq!((mark.kind, boxes(mark)), (Kind::StrikeOut, vec![[10.0, 10.0, 60.0, 20.0]]));
    }
    // Not another person's, not elsewhere, and not where the strike-out says something else.
    let said = format!("{strike}/Contents(odd word)");
    for (caret, strike) in [
        (caret(58, 286) + "/T(B)", &strike),
        (caret(40, 286) + "/T(A)", &strike),
        (caret(58, 250) + "/T(A)", &strike),
        (near, &said),
    ] {
        let marked = read(&[&caret, strike]);
        let proposals: Vec<_> = marked.marks.iter().map(|mark| mark.proposal.clone().unwrap()).collect();
        assert_eq!(proposals, [Proposal::Insert(" new words ".to_owned()), Proposal::Delete], "{caret}");
    }
}

#[test]
fn formatted_text_is_read_where_there_is_no_other() {
    let rich = |xml: &str| only(&format!("/Subtype/Text{SQUARE}/RC<{}>", hexadecimal(xml.as_bytes()))).text;
    let body =
        |inner: &str| format!("<?xml version=\"1.0\"?><body xmlns=\"http://www.w3.org/1999/xhtml\">{inner}</body>");
    assert_eq!(
        rich(&body("<p><b>Which</b> ones – &amp; why?</p><p>&#x1f642;<br/>Yes</p>")),
        "Which ones – & why?\n🙂\nYes"
    );
    assert_eq!(rich("<!DOCTYPE b [<!ENTITY a \"x\">]><b>&a;</b>"), "");
    assert_eq!(rich("<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><b>x</b>"), "");
    assert_eq!(rich("<b>not closed"), "");
    let both = only(&format!("/Subtype/Text{SQUARE}/Contents(plain)/RC(<p>rich</p>)"));
    assert_eq!(both.text, "plain");
    let entry = format!("<</Subtype/Text{SQUARE}/RC 5 0 R>>");
    let stream = "<</Length 13>>stream\n<p>stream</p>\nendstream".to_owned();
    let marked = marks::of(&with_page("/Annots[4 0 R]", &[entry, stream])).unwrap();
    assert_eq!(marked.marks[0].text, "stream");
}
