//! Proves each limit on workbooks at its edge: the maximum is read, one more is not.

use raportti::bounds::workbook::{
    LARGEST_WORKBOOK, MOST_CELLS, MOST_FILLED_ROWS, MOST_PARTS, MOST_SHEETS, MOST_TEXT, MOST_UNPACKED,
};
use raportti::files::workbook::{ReadWorkbook, read};

use crate::support::sheet::of_parts;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with a sheet of this XML, named so many times, with these shared texts, and parts that nobody reads.
fn workbook(sheet: &str, names: usize, shared: &str, more: usize) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
    };
    let package = relation("r1", "officeDocument", "book.xml");
    let sheets: String = (0..names).map(|number| format!("<sheet name=\"{number}\" id=\"r1\"/>")).collect();
    let parts = relation("r1", "worksheet", "sheet.xml") + &relation("r2", "sharedStrings", "shared.xml");
    let mut all = vec![
        ("_rels/.rels".to_owned(), format!("<R>{package}</R>")),
        ("book.xml".to_owned(), format!("<workbook>{sheets}</workbook>")),
        ("_rels/book.xml.rels".to_owned(), format!("<R>{parts}</R>")),
        ("shared.xml".to_owned(), format!("<sst>{shared}</sst>")),
        ("sheet.xml".to_owned(), sheet.to_owned()),
    ];
    all.extend((0..more).map(|number| (format!("more/{number}"), String::new())));
    let all: Vec<(&str, String)> = all.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    of_parts(&all)
}

fn fault(read: Result<ReadWorkbook, raportti::files::workbook::WorkbookFault>) -> String {
    read.unwrap_err().message
}

/// A large buffer of zeros takes no time, since its memory is never touched.
#[test]
fn the_size_of_a_workbook_is_limited() {
    let size = usize::try_from(LARGEST_WORKBOOK).unwrap();
    assert!(fault(read(&vec![0; size])).contains("damaged"));
    assert!(fault(read(&vec![0; size + 1])).contains("larger than"));
}

#[test]
fn the_parts_and_sheets_of_a_workbook_are_limited() {
    assert!(read(&workbook("<s/>", 1, "", MOST_PARTS - 5)).is_ok());
    assert!(fault(read(&workbook("<s/>", 1, "", MOST_PARTS - 4))).contains("parts"));
    assert_eq!(read(&workbook("<s/>", MOST_SHEETS, "", 0)).unwrap().sheets.len(), MOST_SHEETS);
    assert!(fault(read(&workbook("<s/>", MOST_SHEETS + 1, "", 0))).contains("sheets"));
}

/// A sheet of spaces is packed to a thousandth: this is what a decompression bomb looks like.
#[test]
fn what_a_workbook_unpacks_to_is_limited() {
    let most = usize::try_from(MOST_UNPACKED).unwrap();
    let others: usize = {
        let empty = workbook("<s></s>", 1, "", 0);
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&empty)).unwrap();
        let mut length = |number| std::io::copy(&mut archive.by_index(number).unwrap(), &mut std::io::sink()).unwrap();
        (0..5).map(|number| usize::try_from(length(number)).unwrap()).sum()
    };
    let sheet = |more: usize| format!("<s>{}</s>", " ".repeat(most - others + more));
    assert!(read(&workbook(&sheet(0), 1, "", 0)).is_ok());
    assert!(fault(read(&workbook(&sheet(1), 1, "", 0))).contains("unpacks to more than"));
}

#[test]
fn the_rows_and_cells_of_a_workbook_are_limited() {
    let rows = |count: usize| format!("<s>{}</s>", "<row><c><v>1</v></c></row>".repeat(count));
    assert_eq!(read(&workbook(&rows(MOST_FILLED_ROWS), 1, "", 0)).unwrap().sheets[0].rows.len(), MOST_FILLED_ROWS);
    let fault_of_row = read(&workbook(&rows(MOST_FILLED_ROWS + 1), 1, "", 0)).unwrap_err();
    assert_eq!(fault_of_row.at, Some(("0".to_owned(), format!("A{}", MOST_FILLED_ROWS + 1))));
    let cells = |count: usize| {
        let row = |count: usize| format!("<row>{}</row>", "<c><v>1</v></c>".repeat(count));
        format!("<s>{}{}</s>", row(10_000).repeat(count / 10_000), row(count % 10_000))
    };
    assert!(read(&workbook(&cells(MOST_CELLS), 1, "", 0)).is_ok());
    let fault_of_cell = read(&workbook(&cells(MOST_CELLS + 1), 1, "", 0)).unwrap_err();
    assert_eq!(fault_of_cell.at, Some(("0".to_owned(), format!("A{}", MOST_CELLS / 10_000 + 1))));
}

#[test]
fn the_text_of_a_workbook_is_limited() {
    let shared = |length: usize| format!("<si><t>{}</t></si>", "a".repeat(length));
    assert!(read(&workbook("<s/>", 1, &shared(MOST_TEXT), 0)).is_ok());
    assert!(fault(read(&workbook("<s/>", 1, &shared(MOST_TEXT + 1), 0))).contains("of text"));
}
