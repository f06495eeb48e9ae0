//! Files that open without a password, but are encrypted, so that programs honour what their author allows (ISO 32000-1, 7.6). Many allow
//! marks only.

use std::borrow::Cow;

use lopdf::encryption::decrypt_object;
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, EncryptionState, Object, Stream};

use crate::publish::pdf_fault::Fault;

use super::{Raw, Reader};

const UNREADABLE: Fault = Fault::Damaged("an object in it cannot be decrypted");

impl<'a> Reader<'a> {
    /// The key of a file that opens without a password; `None` if it is not encrypted. Fails if it needs one.
    pub(super) fn key(&mut self, trailer: &Dictionary) -> Result<Option<EncryptionState>, Fault> {
        let Ok(encryption) = trailer.get(b"Encrypt") else { return Ok(None) };
        let encryption = self.dictionary(encryption)?;
        // lopdf finds both through a document.
        let mut document = Document::new();
        let encryption = document.add_object(encryption);
        document.trailer.set("Encrypt", encryption);
        if let Ok(id) = trailer.get(b"ID") {
            document.trailer.set("ID", self.array(id)?);
        }
        document.authenticate_raw_user_password(b"").map_err(|_| Fault::Encrypted)?;
        EncryptionState::decode(&document, b"").map(Some).map_err(|_| Fault::Encrypted)
    }

    /// An object that stands in the file itself, with its strings decrypted. Objects in streams are decrypted with these.
    pub(super) fn decrypted(&self, number: u32, mut object: Object) -> Result<Object, Fault> {
        if let Some(key) = &self.key {
            decrypt_object(key, (number, self.generation(number)), &mut object).map_err(|_| UNREADABLE)?;
        }
        Ok(object)
    }

    /// A stream, decrypted.
    pub(super) fn decrypted_stream(&mut self, number: u32, raw: Raw<'a>) -> Result<Raw<'a>, Fault> {
        if self.key.is_none() {
            return Ok(raw);
        }
        self.spend(raw.content.len())?;
        let stream = Object::Stream(Stream::new(raw.dictionary, raw.content.into_owned()));
        match self.decrypted(number, stream)? {
            Object::Stream(Stream { dict, content, .. }) => Ok(Raw { dictionary: dict, content: Cow::Owned(content) }),
            _ => Err(UNREADABLE),
        }
    }

    fn generation(&self, number: u32) -> u16 {
        match self.entries.get(&number) {
            Some(XrefEntry::Normal { generation, .. }) => *generation,
            _ => 0,
        }
    }
}
