//! Every bound on what comes from outside: files, archives, PDFs, revisions of git, browsers. Each says its unit and where the
//! number comes from; a test sits at its edge. No stage keeps a bound of its own.

/// Files of a project, in its folder or in a revision of git.
pub mod file {
    use std::time::Duration;

    /// The largest file that is read at all, in bytes. Places in files are counted in 32 bits.
    pub const MOST_BYTES: u64 = u32::MAX as u64;
    /// The largest text (TOML, Markdown, CSV, Typst), in bytes, unless `[limits]` says otherwise: a book has 1 MB.
    pub const LARGEST_TEXT: u64 = 16_000_000;
    /// The largest other file, such as an image, in bytes: what the archive inside a PDF can hold.
    pub const LARGEST_OTHER: u64 = super::archive::LARGEST_FILE;
    /// The most that the files of a project may have together, in bytes: what the archive inside a PDF can hold.
    pub const LARGEST_PROJECT: u64 = super::archive::MOST_BYTES;
    /// The most files and folders: the archive inside a PDF can hold as many files.
    pub const MOST_FILES: usize = super::archive::MOST_FILES;
    /// The most folders in one path below the project: what the archive inside a PDF can hold.
    pub const DEEPEST_FOLDER: usize = super::archive::DEEPEST_PATH;
    /// The longest name of a file or folder, in bytes: the limit of ext4, APFS and, in UTF-16, NTFS.
    pub const LONGEST_NAME: usize = 255;
    /// The most rows of a CSV file, unless `[limits]` says otherwise: a table of 200 pages.
    pub const MOST_ROWS: usize = 10_000;
    /// The most cells of a row of a CSV file, empty ones included: a sheet of Excel has as many columns.
    pub const MOST_COLUMNS: usize = 16_384;

    /// Files that changed so recently are read a second time: systems tell times in steps of up to 10 ms.
    pub const FRESH: Duration = Duration::from_millis(30);
    /// Once a file was seen to change while it was read, nothing may change for so long.
    pub const QUIET: Duration = Duration::from_millis(200);
    /// A file of no length that changed so recently is about to be written: programs cut a file before they write it anew, and on a
    /// busy system the two are some tenths of a second apart.
    pub const EMPTIED: Duration = Duration::from_secs(1);
    /// After so many readings of which no two agreed, the files count as changing without end.
    pub const MOST_READINGS: usize = 12;
}

/// The archive that a PDF carries.
pub mod archive {
    /// The most files; one more than a zip file without extensions can count (APPNOTE 4.4.22) would be 65,535.
    pub const MOST_FILES: usize = 65_534;
    /// The largest archive, in bytes.
    pub const LARGEST_ARCHIVE: usize = 256 << 20;
    /// The largest file in it, unpacked, in bytes.
    pub const LARGEST_FILE: u64 = 256 << 20;
    /// The most that all files may have, unpacked, in bytes.
    pub const MOST_BYTES: u64 = 1 << 30;
    /// How many times larger than the archive its files may be. Text becomes ten times smaller, a bomb a thousand times.
    pub const RATIO: u64 = 100;
    /// What a small archive may unpack to, whatever its ratio, in bytes.
    pub const ALWAYS_ALLOWED: u64 = 16 << 20;
    /// The longest path, in bytes.
    pub const LONGEST_PATH: usize = 1024;
    /// The most folders in one path.
    pub const DEEPEST_PATH: usize = 32;
    /// The longest record of what a PDF was made from, in bytes.
    pub const LONGEST_RECORD: usize = 64 << 10;
}

/// What a PDF or a release says of itself.
pub mod record {
    /// The longest id of a report, in bytes: with language and ending it is a file name, which has at most 255.
    pub const LONGEST_ID: usize = 200;
    /// The longest version of a report, in bytes: three numbers of 32 bits and two dots.
    pub const LONGEST_VERSION: usize = 32;
    /// The longest version of a program, in bytes.
    pub const LONGEST_TOOL: usize = 64;
    /// The longest manifest of a release, in bytes: a line for each of some 65,000 files.
    pub const LONGEST_MANIFEST: usize = 64 << 20;
}

/// The folder of a release that anybody may have made.
pub mod release {
    /// The most that its files may have together, in bytes. It is held twice, as it was found and as it was made again, which is half
    /// of the memory that a foreign source gets ([`super::work::FOREIGN_MEGABYTES`]).
    pub const LARGEST_RELEASE: u64 = 2 << 30;
    /// The most files and folders: those of its source, and as many that were made from them.
    pub const MOST_RELEASED: usize = 2 * super::archive::MOST_FILES;
    /// The most folders in one path: those of an archive, below `source/since/`.
    pub const DEEPEST_RELEASED: usize = super::archive::DEEPEST_PATH + 2;
}

/// What an earlier build left beside its PDFs.
pub mod build {
    /// The largest file that says which inputs the PDFs of a folder were made from, in bytes: some 300 for each PDF.
    pub const LARGEST_STAMP: u64 = 1 << 20;
}

/// Work that reports ask for: their templates are programs.
pub mod work {
    /// The time that a source of somebody else gets for each hundred pages that its PDF says it has, and at least, in seconds. A
    /// program without optimisations sets a hundred pages in half of that on two cores.
    pub const SECONDS_FOR_HUNDRED_PAGES: u64 = 60;
    /// More pages than these get no more time: the number comes from the PDF, and 2,000 pages take twenty minutes.
    pub const MOST_PAGES: u64 = 2_000;
    /// The resident memory that a source of somebody else gets, in megabytes: ten times what a report of 134 pages takes.
    pub const FOREIGN_MEGABYTES: u64 = 8_000;
    /// The time that a project of one's own gets for one build or one round of `watch`, in seconds: an hour.
    pub const OWN_SECONDS: u64 = 3_600;
    /// The most threads that work on one thing, whatever the environment asks for and however many cores there are: more than these
    /// wait for each other on a report of any size.
    pub const MOST_THREADS: usize = 64;
    /// The resident memory that a project of one's own gets, in megabytes.
    pub const OWN_MEGABYTES: u64 = 16_000;
}

/// A PDF that anybody may have made.
pub mod pdf {
    /// The largest PDF, in bytes.
    pub const LARGEST_PDF: usize = 512 << 20;
    /// The most that is unpacked and parsed on the way to the archive, in bytes.
    pub const MOST_WORK: usize = 128 << 20;
    /// The most cross-reference sections: one for each time that a PDF was added to.
    pub const MOST_SECTIONS: usize = 32;
    /// The most objects that a PDF may have.
    pub const MOST_OBJECTS: usize = 1_000_000;
    /// The most files that are looked at for the source.
    pub const MOST_FILES: usize = 100;
    /// How deep the tree of the names of embedded files is followed.
    pub const DEEPEST_NAMES: usize = 8;
    /// The most that is unpacked and parsed when the pages of two PDFs are compared, in bytes of each.
    pub const MOST_COMPARED: usize = 1 << 30;
    /// The most pages that are compared.
    pub const MOST_PAGES: usize = 20_000;
    /// How deep the parts of a page are followed, such as forms in forms.
    pub const DEEPEST_PART: usize = 64;
    /// The longest dictionary of a stream, in bytes.
    pub const LONGEST_HEAD: usize = 64 << 10;
    /// How far references may lead from one to the next.
    pub const LONGEST_CHAIN: usize = 8;
    /// The stack of the thread that reads, in bytes.
    pub const STACK: usize = 4 << 20;
}

/// A revision of a git repository, before anything of it is read: a folder may stand in a tree any number of times, ten in ten in ten.
pub mod revision {
    /// The most files and folders of the whole repository. The largest ones that are known have half of that.
    pub const MOST_ENTRIES: usize = 1_000_000;
    /// The largest file of rules or settings, such as `.gitattributes`, in bytes: as long as a text of a report.
    pub const LARGEST_RULES: u64 = 16 << 20;
    /// The largest index or list of references, in bytes: 300 for each of [`MOST_ENTRIES`].
    pub const LARGEST_INDEX: u64 = 300 * MOST_ENTRIES as u64;
    /// The most folders in one path of the repository.
    pub const DEEPEST_PATH: usize = 128;
}

/// Text that editors write.
pub mod text {
    /// The largest `.gitignore` that `init` adds lines to, in bytes.
    pub const LARGEST_IGNORE: u64 = 1 << 20;
    /// The deepest nesting of lists, quotes and emphasis: deeper ones would overflow the stack.
    pub const DEEPEST_NESTING: usize = 24;
    /// The most faults of syntax that are told of one file, one by one: more of them have one cause.
    pub const MOST_SYNTAX_FAULTS: usize = 1_000;
    /// The longest word that is set, in bytes. A string of a PDF/A file has at most 32,767 (ISO 19005-2, 6.1.13), and some
    /// take two bytes for a letter.
    pub const LONGEST_WORD: usize = 16_000;
    /// The most digits after a decimal point that are kept as an editor wrote them. A float tells 15 for sure.
    pub const MOST_DECIMALS: usize = 15;
    /// The largest number of a chart, a baseline or a target: 2⁵³, up to which a float (IEEE 754) holds every integer.
    pub const LARGEST_NUMBER: f64 = 9_007_199_254_740_992.0;
    /// The least one beside nought, of which all digits that are kept would be noughts.
    pub const SMALLEST_NUMBER: f64 = 1e-15;
    /// The most operators in one tag of a template, and the most branches `elif` of a template. Each takes a part of the stack, of which
    /// there is 1 MB on Windows.
    pub const MOST_OPERATORS: usize = 1_000;
    pub const MOST_BRANCHES: usize = 1_000;
    /// The longest markup that is looked for among words, from its first sign to its last, in bytes: formulas and links have less. From
    /// each sign on to the end of a text would take the square of its length.
    pub const LONGEST_MARKUP: usize = 1_000;
    /// How many steps one template may take: enough for reports of thousands of items, too few for a loop without end.
    pub const TEMPLATE_STEPS: u64 = 50_000_000;
}

/// What is printed for people and for programs.
pub mod terminal {
    /// The longest word that stands whole in a message, in characters: longer ones hide what the message says.
    pub const LONGEST_WORD: usize = 120;
    /// The longest written line that is shown whole below a diagnostic, in bytes …
    pub const LONGEST_LINE: usize = 1_000;
    /// … and how much of a longer one is shown on each side of the place, in bytes.
    pub const LINE_AROUND: usize = 200;
    /// The most lines that a diagnostic names which stands for several.
    pub const SHOWN_LINES: usize = 12;
    /// The most texts (a line, or the faults of a round) that wait to be read on a stream while `watch` goes on.
    pub const MOST_WAITING: usize = 256;
}

/// What a browser may ask of the preview, or any other program that reaches its port on this machine.
pub mod preview {
    use std::time::Duration;

    /// The most connections that are open at once, besides those of [`MOST_LISTENERS`]. A browser opens six to one address, and
    /// half of what macOS lets a program open stays free for the files of the report.
    pub const MOST_CONNECTIONS: usize = 128;
    /// The most open pages that follow the news. Each holds a connection for as long as it is open.
    pub const MOST_LISTENERS: usize = 32;
    /// The most pictures of pages that are drawn or wait for it; those beyond are asked for again later.
    pub const MOST_PICTURES: usize = 64;
    /// The most pixels of one picture, whatever size is asked for: 128 MB while it is drawn.
    pub const MOST_PIXELS: f64 = 32e6;
    /// The longest request line and headers together, in bytes. Cookies of other servers on this machine come along.
    pub const LONGEST_HEAD: usize = 32 << 10;
    /// The most headers of a request.
    pub const MOST_HEADERS: usize = 100;
    /// The longest path of a request, in bytes; the preview's own have some 100.
    pub const LONGEST_PATH: usize = 1024;
    /// The largest body of a request, in bytes: a point on a page, or a place in a file.
    pub const LARGEST_QUESTION: usize = 4 << 10;
    /// How long a request line and headers may take to arrive, from when they could have begun.
    pub const HEAD_TIME: Duration = Duration::from_secs(10);
    /// How long a body may take to arrive.
    pub const BODY_TIME: Duration = Duration::from_secs(5);
    /// How long a connection may be open while nothing is being answered on it, such as when the answer is not taken.
    pub const IDLE_TIME: Duration = Duration::from_secs(30);
    /// How long an open page may leave news waiting.
    pub const NEWS_TIME: Duration = Duration::from_secs(30);
    /// How long a new connection waits for room when all are busy.
    pub const ROOM_TIME: Duration = Duration::from_secs(1);
}

/// Fonts that a designer adds.
pub mod font {
    /// The most faces of a font collection: those of all Han scripts in all weights have some 50.
    pub const MOST_FACES: usize = 512;
}

/// The images of figures.
pub mod figure {
    /// The most pixels of an image: some 134 megapixels, what cameras take. Typst decodes no more in RGB and transparency.
    pub const MOST_PIXELS: u64 = 128 << 20;
    /// The most bytes that the pixels of an image may take, as in Typst.
    pub const MOST_DECODED: u64 = 512 << 20;
    /// The largest drawing in SVG, unpacked, in bytes: larger ones are traced photographs.
    pub const LARGEST_SVG: usize = 16 << 20;
    /// How many drawings may stand inside of each other: exporters put one into another once, to keep its style.
    pub const DEEPEST_DRAWING: usize = 4;
}
