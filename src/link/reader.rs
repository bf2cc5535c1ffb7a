//! A reader of consecutive fields, each a postcard varint. Fields are read by name, so that an error can say which one is wrong.

use super::LinkError;

/// A reader that holds the bytes that are not yet read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// Reads the next number.
    pub(super) fn number(&mut self, field: &'static str) -> Result<u64, LinkError> {
        let (number, rest) = postcard::take_from_bytes(self.0).map_err(|_| LinkError::Field(field))?;
        self.0 = rest;
        Ok(number)
    }

    /// Reads the next number, which is at most `most`.
    pub(super) fn up_to(&mut self, most: u32, field: &'static str) -> Result<u32, LinkError> {
        let number = u32::try_from(self.number(field)?).ok().filter(|number| *number <= most);
        number.ok_or(LinkError::Field(field))
    }

    /// Reads the next bytes, of which there are at most `most`. Their number comes before them.
    pub(super) fn bytes(&mut self, most: u32, field: &'static str) -> Result<&'a [u8], LinkError> {
        let length = self.up_to(most, field)?;
        let (bytes, rest) = self.0.split_at_checked(length as usize).ok_or(LinkError::Field(field))?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Fails if bytes are left.
    pub(super) fn end(&self) -> Result<(), LinkError> {
        if self.0.is_empty() { Ok(()) } else { Err(LinkError::Field("end")) }
    }
}

/// Appends a number as postcard writes it.
pub(super) fn write(number: u64, bytes: &mut Vec<u8>) {
    // A 64-bit varint has at most ten bytes.
    let mut buffer = [0; 10];
    if let Ok(written) = postcard::to_slice(&number, &mut buffer) {
        bytes.extend_from_slice(written);
    }
}

/// Returns the CRC-32 that zip files use. It detects a link in which a few characters were lost, swapped or changed.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320))
    })
}
