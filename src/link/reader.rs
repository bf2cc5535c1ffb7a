//! Fields one after the other, each a postcard varint, read by name: an error says which one is wrong.

use super::LinkError;

/// What is left to read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next number.
    pub(super) fn number(&mut self, field: &'static str) -> Result<u64, LinkError> {
        let (number, rest) = postcard::take_from_bytes(self.0).map_err(|_| LinkError::Field(field))?;
        self.0 = rest;
        Ok(number)
    }

    /// The next number, which is at most `most`.
    pub(super) fn up_to(&mut self, most: u32, field: &'static str) -> Result<u32, LinkError> {
        let number = u32::try_from(self.number(field)?).ok().filter(|number| *number <= most);
        number.ok_or(LinkError::Field(field))
    }

    /// The next bytes, at most `most` of them, their number before them.
    pub(super) fn bytes(&mut self, most: u32, field: &'static str) -> Result<&'a [u8], LinkError> {
        let length = self.up_to(most, field)?;
        let (bytes, rest) = self.0.split_at_checked(length as usize).ok_or(LinkError::Field(field))?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Result<(), LinkError> {
        if self.0.is_empty() { Ok(()) } else { Err(LinkError::Field("end")) }
    }
}

/// Appends a number as postcard writes it.
pub(super) fn write(number: u64, bytes: &mut Vec<u8>) {
    // Ten bytes hold every 64-bit varint.
    let mut room = [0; 10];
    if let Ok(written) = postcard::to_slice(&number, &mut room) {
        bytes.extend_from_slice(written);
    }
}

/// The CRC-32 of zip files: finds every link that lost, swapped or changed a few characters.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320))
    })
}
