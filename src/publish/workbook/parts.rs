//! The parts of a workbook beside its sheets: which there are, and how cells look.

use crate::files::workbook::column_name;

use super::book::{Format, Sheet};
use super::xml::{escaped, quoted};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The style of headings.
pub(super) const HEADING: usize = 1;
/// The first style of cells; below it stands the one of a cell that nobody says anything of.
const FIRST: usize = 2;
/// The numbers of formats (ECMA-376, 18.8.30): any, text, and the short date of the reader's language.
const FORMATS: [(Format, usize); 5] =
    [(Format::Text, 49), (Format::Number, 0), (Format::Date, 14), (Format::YesNo, 0), (Format::Any, 0)];

/// The number of the style of a cell.
pub(super) fn style(format: Format, is_locked: bool) -> usize {
    let number = FORMATS.iter().position(|(known, _)| *known == format).expect("every format has a number");
    FIRST + number * 2 + usize::from(is_locked)
}

pub(super) fn content_types(sheets: usize) -> String {
    let part =
        |path: &str, what: &str| format!("<Override PartName=\"/xl/{path}\" ContentType=\"{TYPE}.{what}+xml\"/>");
    let of_sheets = (1..=sheets).map(|number| part(&format!("worksheets/sheet{number}.xml"), "worksheet"));
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/>{}{}{}</Types>",
        part("workbook.xml", "sheet.main"),
        part("styles.xml", "styles"),
        of_sheets.collect::<String>()
    )
}

pub(super) fn relations_of_package() -> String {
    let relation = format!("<Relationship Id=\"rId1\" Type=\"{DOCUMENT}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relation}</Relationships>")
}

pub(super) fn relations_of_workbook(sheets: usize) -> String {
    let relation = |number: usize, what: &str, target: &str| {
        format!("<Relationship Id=\"rId{number}\" Type=\"{DOCUMENT}/{what}\" Target=\"{target}\"/>")
    };
    let of_sheets = (1..=sheets).map(|number| relation(number, "worksheet", &format!("worksheets/sheet{number}.xml")));
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{}{}</Relationships>",
        of_sheets.collect::<String>(),
        relation(sheets + 1, "styles", "styles.xml")
    )
}

pub(super) fn workbook(sheets: &[&Sheet]) -> String {
    let sheet = |(number, sheet): (usize, &&Sheet)| {
        let state = if sheet.is_hidden { " state=\"hidden\"" } else { "" };
        let (name, at) = (escaped(&sheet.name), number + 1);
        format!("<sheet name=\"{name}\" sheetId=\"{at}\"{state} r:id=\"rId{at}\"/>")
    };
    // A filter is also a name of the workbook.
    let filter = |(number, sheet): (usize, &&Sheet)| {
        let last = sheet.rows.len() + sheet.fresh_rows.unwrap_or_default() + 1;
        let column = sheet.columns.len().checked_sub(1).filter(|_| !sheet.is_hidden).map(column_name)?;
        let range = format!("{}!$A$1:${column}${last}", quoted(&sheet.name));
        let head = format!("<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{number}\" hidden=\"1\">");
        Some(format!("{head}{range}</definedName>"))
    };
    let listed: String = sheets.iter().enumerate().map(sheet).collect();
    let filters: String = sheets.iter().enumerate().filter_map(filter).collect();
    let names = if filters.is_empty() { String::new() } else { format!("<definedNames>{filters}</definedNames>") };
    format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><workbookPr/><bookViews><workbookView/></bookViews>\
         <sheets>{listed}</sheets>{names}</workbook>"
    )
}

/// How cells look: headings stand out, and what is locked is grey.
pub(super) fn styles() -> String {
    let fill = |colour: &str| {
        let fill = format!(
            "<patternFill patternType=\"solid\"><fgColor rgb=\"FF{colour}\"/><bgColor indexed=\"64\"/></patternFill>"
        );
        format!("<fill>{fill}</fill>")
    };
    let cell = |(_, number): &(Format, usize)| {
        let style = |fill: usize, locked: usize| {
            format!(
                "<xf numFmtId=\"{number}\" fontId=\"0\" fillId=\"{fill}\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" \
                 applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\" applyProtection=\"1\"><alignment vertical=\"top\" \
                 wrapText=\"1\"/><protection locked=\"{locked}\"/></xf>"
            )
        };
        style(0, 0) + &style(2, 1)
    };
    let line = |side: &str| format!("<{side} style=\"thin\"><color rgb=\"FFBFBFBF\"/></{side}>");
    let heading = "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"3\" borderId=\"1\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" \
                   applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>";
    let font = |bold: &str| format!("<font>{bold}<sz val=\"10\"/><name val=\"Arial\"/><family val=\"2\"/></font>");
    format!(
        "{HEAD}<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\">{}{}</fonts><fills count=\"4\"><fill><patternFill \
         patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>{}{}</fills><borders count=\"2\"><border>\
         <left/><right/><top/><bottom/><diagonal/></border><border>{}{}{}{}<diagonal/></border></borders><cellStyleXfs count=\"1\">\
         <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"{}\"><xf numFmtId=\"0\" \
         fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>{heading}{}</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" \
         xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        font(""),
        font("<b/>"),
        fill("F2F2F2"),
        fill("D9E2EC"),
        line("left"),
        line("right"),
        line("top"),
        line("bottom"),
        FIRST + 2 * FORMATS.len(),
        FORMATS.iter().map(cell).collect::<String>()
    )
}
