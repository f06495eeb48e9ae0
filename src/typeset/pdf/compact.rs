//! Makes a PDF small: objects that are not streams share compressed ones (ISO 32000-1, 7.5.7). Tags are thousands of small
//! objects, which Typst writes one by one and as plain text.

use lopdf::{Document, SaveOptions};

/// As many objects share a stream: more would hardly be smaller, and a viewer unpacks a whole stream for one object.
const OBJECTS_PER_STREAM: usize = 200;

/// zlib's own choice. The highest level takes twice as long for one hundredth less.
const COMPRESSION: u32 = 6;

/// The document as a file.
pub fn bytes(mut document: Document) -> Vec<u8> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_PER_STREAM)
        .compression_level(COMPRESSION)
        .build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).expect("writing to memory succeeds");
    // Nobody waits until its hundred thousand objects are gone.
    rayon::spawn(move || drop(document));
    bytes
}
