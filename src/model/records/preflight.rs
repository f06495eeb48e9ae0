//! What set pages and files are measured against.

use crate::model::record::record;
use crate::model::scalar::{Number, Placed};

record! {
    /// The limits that set pages keep. Each key has a usual value.
    pub struct Preflight {
        /// The limits of the screen edition.
        pub screen: Option<ScreenLimits>,
        /// The limits of the print edition.
        pub print: Option<PrintLimits>,
    }
}

record! {
    /// The limits of the screen edition.
    pub struct ScreenLimits {
        /// Least pixels per inch of an image at its size on the page; 150 when missing.
        pub image_ppi: Option<Placed<Number>>,
        /// Pixels per inch that images are brought down to which have over 1.5 times as many; 200 when missing.
        pub downsample_to: Option<Placed<Number>>,
        /// Least size of text, in points; 6 when missing.
        pub smallest_text: Option<Placed<Number>>,
        /// Least contrast of text with its ground, as a ratio to 1; 4.5 when missing (WCAG 2.1, level AA).
        pub contrast: Option<Placed<Number>>,
        /// The same for text of at least 18 points, or 14 points in bold; 3 when missing.
        pub large_text_contrast: Option<Placed<Number>>,
    }
}

record! {
    /// The limits of the print edition: ask the print shop.
    pub struct PrintLimits {
        /// Least pixels per inch of an image at its size on paper; 300 when missing.
        pub image_ppi: Option<Placed<Number>>,
        /// Pixels per inch that images are brought down to which have over 1.5 times as many; 300 when missing.
        pub downsample_to: Option<Placed<Number>>,
        /// Least size of text, in points; 6 when missing.
        pub smallest_text: Option<Placed<Number>>,
        /// Least thickness of a line, in points; 0.25 when missing.
        pub hairline: Option<Placed<Number>>,
        /// Most ink on one spot, as the sum of the inks in percent; 300 when missing.
        pub ink_limit: Option<Placed<Number>>,
        /// Below this size, in points, black text has no other ink in it; 14 when missing.
        pub rich_black_text: Option<Placed<Number>>,
        /// Least distance of text from the edge where the paper is cut, in mm; 5 when missing.
        pub safe_margin: Option<Placed<Number>>,
    }
}

record! {
    /// How large the files of the report may be. Each key has a usual value.
    pub struct SizeLimits {
        /// Most millions of bytes of a text file; 16 when missing, and never less.
        pub text: Option<Placed<u16>>,
        /// Most rows of a CSV file; 10000 when missing.
        pub rows: Option<Placed<u16>>,
    }
}
