//! Declares the printing condition, and that the file is PDF/X-4.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

use crate::rules::press::Profile;

/// Beginnings of the names in the ICC's registry of printing conditions.
const REGISTERED: [&str; 6] = ["FOGRA", "CGATS", "IFRA", "JC200", "EUROSB", "PSR"];

/// Declares the output intent (ISO 15930-7, 6.2), that no trapping was done (6.6), and the version in the metadata (6.3).
pub fn declare(document: &mut Document, profile: &Profile) -> lopdf::Result<()> {
    let mut stream = Stream::new(dictionary! { "N" => 4 }, profile.bytes.to_vec());
    stream.compress()?;
    let destination = document.add_object(stream);
    let mut intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputConditionIdentifier" => lopdf::text_string(&profile.condition),
        "Info" => lopdf::text_string(&profile.name),
        "DestOutputProfile" => destination,
    };
    if REGISTERED.iter().any(|start| profile.condition.starts_with(start)) {
        intent.set("RegistryName", Object::String(b"http://www.color.org".to_vec(), StringFormat::Literal));
    }
    let intent = document.add_object(intent);
    document.catalog_mut()?.set("OutputIntents", vec![intent.into()]);

    let info = document.trailer.get(b"Info")?.as_reference()?;
    document.get_dictionary_mut(info)?.set("Trapped", "False");
    let pages = document.page_iter().count();
    let metadata = document.catalog()?.get(b"Metadata")?.as_reference()?;
    let stream = document.get_object_mut(metadata)?.as_stream_mut()?;
    let xmp = stream.get_plain_content()?;
    let finished = metadata_of_x4(&String::from_utf8_lossy(&xmp), pages)
        .ok_or_else(|| lopdf::Error::InvalidStream("the metadata".to_owned()))?;
    // Metadata stays uncompressed, for systems that search the bytes for it.
    stream.set_plain_content(finished.into_bytes());
    Ok(())
}

/// Typst's XMP with the properties of PDF/X-4 and the final number of pages. `None` if it lacks a date, that number or its end.
fn metadata_of_x4(xmp: &str, pages: usize) -> Option<String> {
    const END: &str = "</rdf:Description></rdf:RDF>";
    let date = xmp.split_once("<xmp:ModifyDate>")?.1.split_once("</xmp:ModifyDate>")?.0;
    let more = format!(
        "<xmp:MetadataDate>{date}</xmp:MetadataDate>\
         <xmpMM:VersionID>1</xmpMM:VersionID>\
         <pdf:Trapped>False</pdf:Trapped>\
         <pdfxid:GTS_PDFXVersion xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">PDF/X-4</pdfxid:GTS_PDFXVersion>"
    );
    let xmp = xmp.replace("<xmpMM:RenditionClass>proof", "<xmpMM:RenditionClass>default");
    let (before, rest) = xmp.split_once("<xmpTPg:NPages>")?;
    let (_, after) = rest.split_once("</xmpTPg:NPages>")?;
    let xmp = format!("{before}<xmpTPg:NPages>{pages}</xmpTPg:NPages>{after}");
    xmp.contains(END).then(|| xmp.replacen(END, &format!("{more}{END}"), 1))
}

/// Makes transparency blend in inks (ISO 15930-7, 6.2.3), in groups and on pages. Soft masks, which have no colour, stay.
pub fn blend_in_inks(document: &mut Document) -> lopdf::Result<()> {
    let masks = soft_mask_groups(document);
    let mut transparent = !masks.is_empty();
    for (id, object) in &mut document.objects {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &mut stream.dict,
            _ => continue,
        };
        transparent |= dictionary.has(b"SMask");
        if let Ok(group) = dictionary.get_mut(b"Group").and_then(Object::as_dict_mut)
            && !masks.contains(id)
        {
            transparent = true;
            group.set("CS", "DeviceCMYK");
        }
    }
    if transparent {
        for id in document.page_iter().collect::<Vec<_>>() {
            let group = dictionary! { "S" => "Transparency", "CS" => "DeviceCMYK", "I" => true };
            document.get_dictionary_mut(id)?.set("Group", group);
        }
    }
    Ok(())
}

/// The forms that graphics states use as masks.
fn soft_mask_groups(document: &Document) -> HashSet<ObjectId> {
    let of = |dictionary: &Dictionary| {
        dictionary.get_deref(b"SMask", document).and_then(Object::as_dict)?.get(b"G")?.as_reference()
    };
    document.objects.values().filter_map(|object| of(object.as_dict().ok()?).ok()).collect()
}
