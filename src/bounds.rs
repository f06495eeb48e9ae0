//! Every limit on input from outside: files, archives, PDFs, git revisions, requests. Each comment has the unit and the reason for the
//! number, and each limit has a test at its edge. No stage has a limit of its own.

/// Files of a project, in its folder or in a revision of git.
pub mod file {
    use std::time::Duration;

    /// The largest file that is read at all, in bytes. Places in files have 32 bits.
    pub const MOST_BYTES: u64 = u32::MAX as u64;
    /// The largest text (TOML, Markdown, CSV, Typst), in bytes, unless `[limits]` says otherwise. A book has 1 MB.
    pub const LARGEST_TEXT: u64 = 16_000_000;
    /// The largest other file, such as an image, in bytes: the limit of the archive inside a PDF.
    pub const LARGEST_OTHER: u64 = super::archive::LARGEST_FILE;
    /// The maximum size of all files of a project together, in bytes: the limit of the archive inside a PDF.
    pub const LARGEST_PROJECT: u64 = super::archive::MOST_BYTES;
    /// The maximum number of files and folders: that of files in the archive inside a PDF.
    pub const MOST_FILES: usize = super::archive::MOST_FILES;
    /// The maximum number of folders in a path below the project: that of the archive inside a PDF.
    pub const DEEPEST_FOLDER: usize = super::archive::DEEPEST_PATH;
    /// The longest name of a file or folder, in bytes: the limit of ext4, APFS and, in UTF-16, NTFS.
    pub const LONGEST_NAME: usize = 255;
    /// The maximum number of rows of a CSV file, unless `[limits]` says otherwise: a table of 200 pages.
    pub const MOST_ROWS: usize = 10_000;
    /// The maximum number of cells in a row of a CSV file, also empty ones: the columns of a sheet in Excel.
    pub const MOST_COLUMNS: usize = 16_384;

    /// Files that changed this recently are read a second time, since file times have steps of up to 10 ms.
    pub const FRESH: Duration = Duration::from_millis(30);
    /// After a file changed while it was read, nothing may change for this long.
    pub const QUIET: Duration = Duration::from_millis(200);
    /// An empty file that changed this recently is about to be written: programs truncate a file, and write it some tenths of a second later.
    pub const EMPTIED: Duration = Duration::from_secs(1);
    /// After this many readings without two equal ones, the files count as changing without end.
    pub const MOST_READINGS: usize = 12;
}

/// Figures that are made from the items of the report.
pub mod from_data {
    /// The maximum number of bars of a count: two pages of them, and more than a reader compares.
    pub const MOST_BARS: usize = 60;
    /// The maximum number of parts of a bar: the fills of `templates/figures/series.typ`.
    pub const MOST_PARTS: usize = 6;
    /// The maximum number of columns of a matrix, without that of the names: each is as wide as a long word.
    pub const MOST_COLUMNS: usize = 8;
    /// The maximum number of rows of a matrix: four pages of them.
    pub const MOST_ROWS: usize = 120;
    /// The maximum number of columns of a list: each is as wide as a word or two.
    pub const MOST_FIELDS: usize = 8;
}

/// The archive that a PDF carries.
pub mod archive {
    /// The maximum number of files: in a zip file without extensions 65,535 has a special meaning (APPNOTE 4.4.22).
    pub const MOST_FILES: usize = 65_534;
    /// The largest archive, in bytes.
    pub const LARGEST_ARCHIVE: usize = 256 << 20;
    /// The largest file in it, unpacked, in bytes.
    pub const LARGEST_FILE: u64 = 256 << 20;
    /// The maximum size of all files together, unpacked, in bytes.
    pub const MOST_BYTES: u64 = 1 << 30;
    /// The maximum ratio of unpacked to packed size. Text has a ratio of ten, a decompression bomb of a thousand.
    pub const RATIO: u64 = 100;
    /// The unpacked size that is allowed with any ratio, in bytes.
    pub const ALWAYS_ALLOWED: u64 = 16 << 20;
    /// The longest path, in bytes.
    pub const LONGEST_PATH: usize = 1024;
    /// The maximum number of folders in a path.
    pub const DEEPEST_PATH: usize = 32;
    /// The longest record of the inputs of a PDF, in bytes.
    pub const LONGEST_RECORD: usize = 64 << 10;
}

/// A workbook that people have filled in, which may come from anybody.
pub mod workbook {
    /// The largest workbook, or file of rows in another format, in bytes. 5,000 items in three languages have 4 MB.
    pub const LARGEST_WORKBOOK: u64 = 32 << 20;
    /// The maximum of bytes that its parts unpack to.
    pub const MOST_UNPACKED: u64 = 192 << 20;
    /// The maximum number of parts: sheets, pictures, settings.
    pub const MOST_PARTS: usize = 10_000;
    /// The maximum number of sheets: one for each kind that a report can have.
    pub const MOST_SHEETS: usize = 2 * super::model::MOST_KINDS;
    /// The maximum number of rows with something in them, in all sheets. Spreadsheets can have 1,048,576 in each.
    pub const MOST_FILLED_ROWS: usize = 100_000;
    /// The maximum number of cells with something in them, in all sheets.
    pub const MOST_CELLS: usize = 1_000_000;
    /// The maximum of text that cells share, in bytes.
    pub const MOST_TEXT: usize = 64 << 20;
}

/// The record in a PDF, and the manifest of a release.
pub mod record {
    /// The longest id of a report, in bytes: with language and extension it is a file name, which has at most 255.
    pub const LONGEST_ID: usize = 200;
    /// The longest version of a report, in bytes: three numbers of 32 bits and two dots.
    pub const LONGEST_VERSION: usize = 32;
    /// The longest version of a program, in bytes.
    pub const LONGEST_TOOL: usize = 64;
    /// The longest record of an extract, in bytes: its filter and a line for each font.
    pub const LONGEST_EXTRACT: usize = 1 << 20;
    /// The longest condition, and the longest id, of a filter, in bytes.
    pub const LONGEST_FILTER: usize = 4_000;
    /// The most ids of a filter.
    pub const MOST_CHOSEN: usize = 10_000;
    /// The longest manifest of a release, in bytes: a line for each of some 65,000 files.
    pub const LONGEST_MANIFEST: usize = 64 << 20;
}

/// The folder of a release, which may come from anybody.
pub mod release {
    /// The maximum size of all its files, in bytes. `verify` has two copies in memory, the given one and the one that it built, which
    /// together take half of the memory of a foreign source ([`super::work::FOREIGN_MEGABYTES`]).
    pub const LARGEST_RELEASE: u64 = 2 << 30;
    /// The maximum number of files and folders: those of its source, and as many outputs.
    pub const MOST_RELEASED: usize = 2 * super::archive::MOST_FILES;
    /// The maximum number of folders in a path: those of an archive, below `source/since/`.
    pub const DEEPEST_RELEASED: usize = super::archive::DEEPEST_PATH + 2;
}

/// The file of an earlier build beside its PDFs.
pub mod build {
    /// The largest file that records the inputs of the PDFs in a folder, in bytes: some 300 for each PDF.
    pub const LARGEST_STAMP: u64 = 1 << 20;
}

/// The work of a build, since templates are programs.
pub mod work {
    /// The time limit of a foreign source, in seconds: for each hundred pages that its PDF claims, and at least once. An unoptimized
    /// program sets a hundred pages in half of that on two cores.
    pub const SECONDS_FOR_HUNDRED_PAGES: u64 = 60;
    /// Pages above this number add no time, since the number comes from the PDF: 2,000 pages give twenty minutes.
    pub const MOST_PAGES: u64 = 2_000;
    /// The limit of resident memory of a foreign source, in megabytes: ten times the memory of a report of 134 pages.
    pub const FOREIGN_MEGABYTES: u64 = 8_000;
    /// The time limit of the user's own project, for a build or a round of `watch`, in seconds: an hour.
    pub const OWN_SECONDS: u64 = 3_600;
    /// The maximum number of threads of a pool, whatever the environment says and however many cores there are. More would only wait for
    /// each other, in a report of any size.
    pub const MOST_THREADS: usize = 64;
    /// The limit of resident memory of the user's own project, in megabytes.
    pub const OWN_MEGABYTES: u64 = 16_000;
}

/// A PDF, which may come from anybody.
pub mod pdf {
    /// The largest PDF, in bytes.
    pub const LARGEST_PDF: usize = 512 << 20;
    /// The maximum of bytes that are unpacked and parsed to find the archive.
    pub const MOST_WORK: usize = 128 << 20;
    /// The maximum number of cross-reference sections: one for each incremental update. A reviewer who saves every minute makes 400 a day.
    pub const MOST_SECTIONS: usize = 512;
    /// The maximum number of objects.
    pub const MOST_OBJECTS: usize = 1_000_000;
    /// The maximum number of embedded files that are searched for the source.
    pub const MOST_FILES: usize = 100;
    /// The maximum depth of the name tree of embedded files.
    pub const DEEPEST_NAMES: usize = 8;
    /// The maximum of bytes that are unpacked and parsed of each of two PDFs whose pages are compared.
    pub const MOST_COMPARED: usize = 1 << 30;
    /// The maximum number of compared pages.
    pub const MOST_PAGES: usize = 20_000;
    /// The longest object, in bytes, without the content of a stream: an array of a million references.
    pub const LONGEST_OBJECT: usize = 8 << 20;
    /// The longest dictionary of a stream, in bytes.
    pub const LONGEST_HEAD: usize = 64 << 10;
    /// The maximum length of a chain of references to references.
    pub const LONGEST_CHAIN: usize = 8;
    /// The stack of the reading thread, in bytes.
    pub const STACK: usize = 4 << 20;
}

/// The marks that people made in a PDF. All of them are read, or none.
pub mod marks {
    /// The largest marked PDF, in bytes.
    pub const LARGEST_MARKED: usize = 64 << 20;
    /// The maximum of bytes that are unpacked and parsed.
    pub const MOST_WORK: usize = 256 << 20;
    /// The maximum number of pages.
    pub const MOST_PAGES: usize = 2_000;
    /// The maximum number of marks of a file, with their replies. A hundred reviewers make some thousands.
    pub const MOST_MARKS: usize = 20_000;
    /// The maximum number of entries in the lists of all pages, which also have links and pop-up windows.
    pub const MOST_ENTRIES: usize = 200_000;
    /// The maximum number of boxes of a mark: a hundred lines, with gaps, need some hundreds.
    pub const MOST_BOXES: usize = 500;
    /// The maximum number of points of a drawing.
    pub const MOST_POINTS: usize = 20_000;
    /// The longest text of a mark, in characters: ten pages.
    pub const LONGEST_TEXT: usize = 20_000;
    /// The longest name of a person, a file or a state, in characters.
    pub const LONGEST_NAME: usize = 200;
    /// The largest formatted text of a mark, in bytes: ten times [`LONGEST_TEXT`].
    pub const LARGEST_RICH: usize = 200_000;
    /// The maximum number of marks from a reply to the mark that it answers.
    pub const LONGEST_THREAD: usize = 32;
    /// The maximum number of strike-outs in a square of 40 points that a caret may belong to. A line has some ten words in there.
    pub const MOST_NEAR: usize = 64;
    /// Coordinates are smaller, in points: seven times the largest page of Acrobat.
    pub const LARGEST_COORDINATE: f64 = 100_000.0;
}

/// The text on the pages of a PDF that people marked.
pub mod printed {
    /// The maximum of bytes that are unpacked.
    pub const MOST_UNPACKED: usize = 64 << 20;
    /// The maximum number of operations on all pages. A page of text has some thousand.
    pub const MOST_OPERATIONS: usize = 2_000_000;
    /// The maximum depth of forms in forms.
    pub const DEEPEST_FORM: usize = 8;
    /// The maximum number of widths of a font, which has codes of two bytes.
    pub const MOST_WIDTHS: usize = 65_536;
    /// The maximum number of elements and pieces of content in the structure, and of named places. A report of 134 pages has 40,000.
    pub const MOST_TAGS: usize = 1_000_000;
    /// The maximum depth of elements in elements, and of names of their kinds that lead to others.
    pub const DEEPEST_TAG: usize = 64;
}

/// A git revision, checked before its files are read: a tree can contain another tree any number of times, and that one a third, and so on.
pub mod revision {
    /// The maximum number of files and folders in the whole repository. The largest known ones have half of that.
    pub const MOST_ENTRIES: usize = 1_000_000;
    /// The largest file of rules or settings, such as `.gitattributes`, in bytes: that of a text of a report.
    pub const LARGEST_RULES: u64 = 16 << 20;
    /// The largest index or list of references, in bytes: 300 for each of [`MOST_ENTRIES`].
    pub const LARGEST_INDEX: u64 = 300 * MOST_ENTRIES as u64;
    /// The maximum number of folders in a path of the repository.
    pub const DEEPEST_PATH: usize = 128;
}

/// Texts of editors and designers.
pub mod text {
    /// The largest `.gitignore` that `init` adds lines to, in bytes.
    pub const LARGEST_IGNORE: u64 = 1 << 20;
    /// The largest settings of a TOML editor that `schema` adds entries to, in bytes.
    pub const LARGEST_SETTINGS: u64 = 1 << 20;
    /// The maximum nesting of lists, quotes and emphasis. Deeper nesting would overflow the stack.
    pub const DEEPEST_NESTING: usize = 24;
    /// The maximum number of syntax errors that are reported in a file. More of them have a common cause.
    pub const MOST_SYNTAX_FAULTS: usize = 1_000;
    /// The longest word that is set, in bytes. A string of a PDF/A file has at most 32,767 (ISO 19005-2, 6.1.13), and some
    /// have two bytes for a letter.
    pub const LONGEST_WORD: usize = 16_000;
    /// The maximum number of digits after a decimal point that are printed as written. A 64-bit float has 15 reliable digits.
    pub const MOST_DECIMALS: usize = 15;
    /// The largest number of a chart, a baseline or a target: 2⁵³, up to which a float (IEEE 754) represents every integer.
    pub const LARGEST_NUMBER: f64 = 9_007_199_254_740_992.0;
    /// The smallest positive number. All printed digits of a smaller one would be zeros.
    pub const SMALLEST_NUMBER: f64 = 1e-15;
    /// The maximum number of operators in a tag of a template, and of `elif` branches in one: each takes a part of the stack.
    pub const MOST_OPERATORS: usize = 1_000;
    pub const MOST_BRANCHES: usize = 1_000;
    /// The longest markup in words, in bytes: searching from each character to the end of a text would take the square of its length.
    pub const LONGEST_MARKUP: usize = 1_000;
    /// The longest line of code whose block is highlighted, in bytes. One of 100,000 takes six seconds, and people write none of 1,000.
    pub const LONGEST_HIGHLIGHTED: usize = 10_000;
    /// The maximum number of steps of a template: enough for reports of thousands of items, and reached by a loop without end.
    pub const TEMPLATE_STEPS: u64 = 50_000_000;
    /// The maximum number of steps of a condition on one item. People write conditions of some dozens.
    pub const CONDITION_STEPS: u64 = 10_000;
}

/// Files of reference managers.
pub mod literature {
    /// The largest file, in bytes: some 30,000 references with abstracts.
    pub const LARGEST_FILE: usize = 50_000_000;
    /// The maximum number of references in it. A library of a research group has some thousands.
    pub const MOST_REFERENCES: usize = 20_000;
    /// The maximum number of brackets in brackets. People write four.
    pub const DEEPEST: usize = 60;
}

/// What a report declares of its own.
pub mod model {
    /// The largest compiled pattern of a form, in bytes. One for an id, a version or an address has some thousands; a pattern takes time in
    /// proportion to the text, and memory in proportion to this.
    pub const LARGEST_PATTERN: usize = 256 << 10;
    /// The maximum number of kinds that a report declares or changes. The program has some thirty.
    pub const MOST_KINDS: usize = 200;
    /// The maximum number of fields that a report declares or changes of one kind: some ten times those of a finding.
    pub const MOST_FIELDS: usize = 200;
    /// The maximum number of vocabularies, and of forms.
    pub const MOST_VOCABULARIES: usize = 200;
    /// The maximum number of words of a vocabulary. A scale has five, a list of countries or of weaknesses hundreds.
    pub const MOST_WORDS: usize = 1_000;
}

/// Output for people and for programs.
pub mod terminal {
    /// The longest word that is printed whole in a message, in characters. A longer one would hide the message.
    pub const LONGEST_WORD: usize = 120;
    /// The longest line of a file that is printed whole below a diagnostic, in bytes …
    pub const LONGEST_LINE: usize = 1_000;
    /// … and the part of a longer line that is printed on each side of the place, in bytes.
    pub const LINE_AROUND: usize = 200;
    /// The maximum number of lines that a folded diagnostic names.
    pub const SHOWN_LINES: usize = 12;
    /// The maximum number of unread texts (a line, or the faults of a round) in the queue of a stream while `watch` goes on.
    pub const MOST_WAITING: usize = 256;
}

/// Requests to the preview, by a browser or any other program that reaches its port on this machine.
pub mod preview {
    use std::time::Duration;

    /// The maximum number of open connections, besides those of [`MOST_LISTENERS`]. A browser opens six to one address, and half of the
    /// files that macOS lets a program open stay free for the report.
    pub const MOST_CONNECTIONS: usize = 128;
    /// The maximum number of open pages that receive events. Each has a connection for as long as it is open.
    pub const MOST_LISTENERS: usize = 32;
    /// The maximum number of page pictures that are being rendered or wait for it. The browser requests the others again later.
    pub const MOST_PICTURES: usize = 64;
    /// The maximum number of pixels of a picture, whatever size is requested: 128 MB while it is rendered.
    pub const MOST_PIXELS: f64 = 32e6;
    /// The maximum length of request line and headers together, in bytes. They include cookies of other servers on this machine.
    pub const LONGEST_HEAD: usize = 32 << 10;
    /// The maximum number of headers of a request.
    pub const MOST_HEADERS: usize = 100;
    /// The longest path of a request, in bytes. Those of the preview have some 100.
    pub const LONGEST_PATH: usize = 1024;
    /// The largest body of a request, in bytes: a point on a page, or a place in a file.
    pub const LARGEST_QUESTION: usize = 4 << 10;
    /// The time for the request line and the headers to arrive, from when they could have begun.
    pub const HEAD_TIME: Duration = Duration::from_secs(10);
    /// The time for a body to arrive.
    pub const BODY_TIME: Duration = Duration::from_secs(5);
    /// The time that a connection may be open without an answer in progress, or with an answer that is not read.
    pub const IDLE_TIME: Duration = Duration::from_secs(30);
    /// The time that an open page may leave events unread.
    pub const NEWS_TIME: Duration = Duration::from_secs(30);
    /// The time that a new connection waits for room if all are busy.
    pub const ROOM_TIME: Duration = Duration::from_secs(1);
}

/// Fonts that a designer adds.
pub mod font {
    /// The maximum number of faces in a font collection. Those of all Han scripts in all weights have some 50.
    pub const MOST_FACES: usize = 512;
}

/// The images of figures.
pub mod figure {
    /// The maximum number of pixels of an image: some 134 megapixels, as many as cameras have. Typst decodes no more in RGBA.
    pub const MOST_PIXELS: u64 = 128 << 20;
    /// The maximum of bytes for the decoded pixels of an image, as in Typst.
    pub const MOST_DECODED: u64 = 512 << 20;
    /// The largest SVG drawing, decompressed, in bytes. Larger ones are traced photographs.
    pub const LARGEST_SVG: usize = 16 << 20;
    /// The maximum nesting of drawings. Exporters embed one in another once, to keep its style.
    pub const DEEPEST_DRAWING: usize = 4;
}
