//! Proves that each CSV dialect of spreadsheets is read correctly, and ambiguous files are refused.

use icu::locale::subtags::Language;
use raportti::bounds::file::{MOST_COLUMNS, MOST_ROWS};
use raportti::diagnostics::files::Files;
use raportti::model::choice::FigureKind;
use raportti::model::csv::{self, has_too_many_rows, read};
use raportti::model::declared::Declarations;
use raportti::model::item::{Item, Value};
use raportti::model::text::Localized;
use raportti::model::typed::Row;

fn language() -> Language {
    Language::try_from_str("en").unwrap()
}

/// The rows as `label: values`, or the faults as `line: message`.
fn chart(text: &str) -> Result<String, String> {
    read_as(text, FigureKind::Line)
}

fn read_as(text: &str, kind: FigureKind) -> Result<String, String> {
    let mut files = Files::default();
    let file = files.add("report/figures/K1.csv", text);
    let mut diagnostics = Vec::new();
    let words = |plain: &Localized| plain.source().value.clone();
    let declarations = Declarations::built_in();
    let declared = declarations.find("row").unwrap();
    match read(file, text, kind, (language(), declared), &mut diagnostics) {
        Some(data) => {
            let row = |item: &Item| {
                let Some(Value::Plain(label)) = item.get("label") else { panic!("a row has a label") };
                let numbers: Vec<String> = Row(item).value().iter().map(|number| number.value.to_string()).collect();
                let texts: Vec<String> = Row(item).text().into_iter().map(words).collect();
                format!("{}: {}", words(label), [numbers, texts].concat().join(" | "))
            };
            Ok(data.rows.iter().map(row).collect::<Vec<_>>().join("\n"))
        }
        None => {
            let output = diagnostics.iter().map(|diagnostic| {
                let place = diagnostic.place.unwrap();
                format!("`{}` {} ({})", files.text(place), diagnostic.message, diagnostic.hints.join(", "))
            });
            Err(output.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Excel in Finland and Germany writes semicolons and decimal commas: `Main;50,5` was drawn as 5, with the label `Main;50`.
#[test]
fn each_dialect_gives_its_numbers() {
    let table = [
        ("Library,Share\nMain,50.5\n", "Main: 50.5"),
        ("Library;Share\nMain;50,5\n", "Main: 50.5"),
        ("Library\tShare\nMain\t50,5\n", "Main: 50.5"),
        ("Library\tShare\nMain\t50.5\n", "Main: 50.5"),
        ("Library;Share\r\nMain;50,5\r\nSide;7\r\n", "Main: 50.5\nSide: 7"),
        ("Library;Share\rMain;50,5\r", "Main: 50.5"),
        ("sep=;\r\nLibrary;Share\r\nMain;50,5\r\n", "Main: 50.5"),
        ("Library;Share\nMain;50.5\n", "Main: 50.5"),
        ("Library,Share\nMain,\"50,5\"\n", "Main: 50.5"),
        ("Library,Share\nMain,1.234\n", "Main: 1.234"),
        ("Library;Share\nMain;1,234\n", "Main: 1.234"),
        ("Library;Share\nMain;1.234,5\nSide;1.234\n", "Main: 1234.5\nSide: 1234"),
        ("Library,Share\nMain,\"1,234.5\"\n", "Main: 1234.5"),
        ("Library;Share\nMain;1 234 567,5\n", "Main: 1234567.5"),
        (
            "Library;Share\nMain;1\u{a0}234\nSide;1\u{202f}234\nThird;1\u{2009}234\n",
            "Main: 1234\nSide: 1234\nThird: 1234",
        ),
        ("Library;Share\nMain;1'234.5\n", "Main: 1234.5"),
        ("Library;Share\nMain;\u{2212}7,5\n", "Main: -7.5"),
        ("Library;Share\nMain;1,5E+03\n", "Main: 1500"),
        ("Library;Share\n\"Main\nand side\";50,5\n", "Main\nand side: 50.5"),
        ("Library;Share\n\"Main; side\";50,5\n", "Main; side: 50.5"),
        ("Library;Share\n\"The \"\"Main\"\"\";50,5\n", "The \"Main\": 50.5"),
        ("Library;Visitors, total\nMain;50,5\n", "Main: 50.5"),
        ("Library;2024;2025;\nMain;1,5;2,5;\n;;;\n", "Main: 1.5 | 2.5"),
        ("Library;Share\nMain;0,123\n", "Main: 0.123"),
    ];
    for (text, expected) in table {
        assert_eq!(chart(text).as_deref(), Ok(expected), "{text:?}");
    }
}

#[test]
fn ambiguous_values_are_refused_with_both_readings() {
    let table = [
        "Library;Share\nMain;1.234\n",
        "Library\tShare\nMain\t1,234\n",
        "Library,Share\nMain,\"1,234\"\n",
        "Library;Share\nMain;50,5\nSide;7.5\n",
        "Library;Month,Share\nMain;1,5\n",
        "Library,Share\nMain;50,5\n",
        "Library,Share\nMain,50,5\n",
        "Library\nMain\n",
        "Library;Share\nMain;50 %\nSide;7 €\nThird;EUR 3\nFourth;many\nFifth;\n",
        "Library;Share\n\"Main;50,5\nSide;7\n",
    ];
    let output: Vec<String> = table.iter().map(|text| format!("{text}---\n{}", chart(text).unwrap_err())).collect();
    insta::assert_snapshot!(output.join("\n\n"));
}

/// `0x10` begins and ends with digits. The search for a unit trimmed nothing from it, and so called itself until the stack overflowed.
#[test]
fn letters_between_digits_are_no_unit() {
    for cell in ["0x10", "1h30", "5kr5", "-1a2"] {
        let output = chart(&format!("Library;Share\nMain;{cell}\n")).unwrap_err();
        assert!(output.starts_with(&format!("`{cell}` `{cell}` is not a number")), "{output}");
    }
    let output = chart("Library;Share\nMain;-50 kr\n").unwrap_err();
    assert!(output.starts_with("`-50 kr` `-50 kr` is a number with its unit"), "{output}");
}

#[test]
fn words_of_a_table_are_left_as_they_are() {
    assert_eq!(read_as("A;B\nx;1.234\ny;50 %\n", FigureKind::Table).unwrap(), "x: 1.234\ny: 50 %");
    assert_eq!(read_as("A,B\nx,yes; always\n", FigureKind::Table).unwrap(), "x: yes; always");
}

/// Excel writes `Unicode Text` as UTF-16, and `CSV` in the code page of its system.
#[test]
fn bytes_become_text() {
    let utf_16 = |pair: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain("Väki\t5".encode_utf16().flat_map(pair)).collect()
    };
    let decoded = |bytes: &[u8]| {
        let (mut files, mut faults) = (Files::default(), Vec::new());
        match csv::file("report/figures/K1.csv", bytes, &mut files, &mut faults) {
            Some(key) => Ok(files.get(key).text.to_string()),
            None => Err(faults.pop().unwrap().hints.join(", ")),
        }
    };
    assert_eq!(decoded(&utf_16(u16::to_le_bytes, [0xff, 0xfe])).as_deref(), Ok("Väki\t5"));
    assert_eq!(decoded(&utf_16(u16::to_be_bytes, [0xfe, 0xff])).as_deref(), Ok("Väki\t5"));
    assert_eq!(decoded("\u{feff}Väki;5".as_bytes()).as_deref(), Ok("Väki;5"));
    assert!(decoded(b"V\xe4ki;5").unwrap_err().contains("CSV UTF-8"));
    assert!(decoded(b"\xff\xfe5").is_err());
    assert!(decoded(b"PK\x03\x04\xff").unwrap_err().contains("spreadsheet"));
}

#[test]
fn the_number_of_rows_is_limited() {
    let mut files = Files::default();
    for (rows, too_many) in [(MOST_ROWS, false), (MOST_ROWS + 1, true)] {
        let text = format!("a,b\n{}", "x,1\r\n".repeat(rows));
        let key = files.add(&format!("{rows}.csv"), text.as_str());
        let mut faults = Vec::new();
        assert_eq!(has_too_many_rows(key, &text, None, &mut faults), too_many, "{rows}");
        assert_eq!(faults.len(), usize::from(too_many));
    }
}

/// A heading of 100,000 cells above 9,000 rows was read for more than a minute.
#[test]
fn the_number_of_columns_is_limited() {
    let row = |columns: usize| format!("{}\n", "1,".repeat(columns - 1));
    assert!(chart(&row(MOST_COLUMNS)).is_ok());
    assert!(chart(&row(MOST_COLUMNS + 1)).unwrap_err().contains("the row has more than 16384 cells"));
}
