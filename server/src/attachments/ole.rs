//! OLE compound files, the container of older office documents and of Outlook mails: a small file
//! system whose root entry has the class of the document. Installers use the same container.
//!
//! A newer office document with a password is such a container too and does not reveal its type, so
//! its extension decides.

use super::{kinds, name};

/// The first bytes of an OLE file.
const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Size of a directory entry, in bytes.
const ENTRY: usize = 128;
/// How much of the directory is read, in bytes.
pub(super) const DIRECTORY: usize = 4096;

/// Whether a file begins like an OLE container.
pub(super) fn is_ole(start: &[u8]) -> bool {
    start.starts_with(&MAGIC)
}

/// The offset of the directory, from the first 512 bytes.
pub(super) fn directory_at(start: &[u8]) -> Option<u64> {
    let shift = u16::from_le_bytes(start.get(30..32)?.try_into().ok()?);
    let sector = u32::from_le_bytes(start.get(48..52)?.try_into().ok()?);
    matches!(shift, 9 | 12).then(|| (u64::from(sector) + 1) << shift)
}

/// The type of the document, by the class of the root entry or by the entries in the directory.
pub(super) fn document(directory: &[u8], file: &str) -> Option<&'static str> {
    const WORD: &str = "application/msword";
    const EXCEL: &str = "application/vnd.ms-excel";
    const POWERPOINT: &str = "application/vnd.ms-powerpoint";
    const OUTLOOK: &str = "application/vnd.ms-outlook";
    match directory.get(80..84)? {
        [0x06, 0x09, 0x02, 0x00] => return Some(WORD),
        [0x10 | 0x20, 0x08, 0x02, 0x00] => return Some(EXCEL),
        [0x10, 0x8d, 0x81, 0x64] => return Some(POWERPOINT),
        [0x0b, 0x0d, 0x02, 0x00] => return Some(OUTLOOK),
        [0, 0, 0, 0] => {}
        _ => return None,
    }
    directory.chunks_exact(ENTRY).find_map(|entry| match entry_name(entry).as_str() {
        "WordDocument" => Some(WORD),
        "Workbook" | "Book" => Some(EXCEL),
        "PowerPoint Document" => Some(POWERPOINT),
        "EncryptedPackage" | "EncryptionInfo" => {
            let extension = name::extension(file);
            ["docx", "xlsx", "pptx"]
                .contains(&extension.as_str())
                .then(|| kinds::office_by_extension(&extension))?
        }
        mail if ["__substg1.0_", "__nameid_version1.0", "__properties_version1.0", "__recip_version1.0_"]
            .iter()
            .any(|part| mail.starts_with(part)) =>
        {
            Some(OUTLOOK)
        }
        _ => None,
    })
}

fn entry_name(entry: &[u8]) -> String {
    let units = entry[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory entry with a name and the first bytes of a class.
    fn entry(name: &str, class: [u8; 4]) -> Vec<u8> {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(ENTRY, 0);
        entry[80..84].copy_from_slice(&class);
        entry
    }

    #[test]
    fn documents_are_known_by_their_root_or_by_what_is_in_them() {
        let with =
            |class, inner| document(&[entry("Root Entry", class), entry(inner, [0; 4])].concat(), "a.xlsx");
        assert_eq!(with([6, 9, 2, 0], "x"), Some("application/msword"));
        assert_eq!(with([0x20, 8, 2, 0], "x"), Some("application/vnd.ms-excel"));
        assert_eq!(with([0; 4], "Workbook"), Some("application/vnd.ms-excel"));
        assert_eq!(with([0; 4], "PowerPoint Document"), Some("application/vnd.ms-powerpoint"));
        assert_eq!(with([0x84, 0x10, 0x0c, 0], "WordDocument"), None, "an installer");
        assert_eq!(with([0; 4], "Anything"), None);
        assert_eq!(with([0x0b, 0x0d, 2, 0], "x"), Some("application/vnd.ms-outlook"));
        assert_eq!(with([0; 4], "__substg1.0_001A001F"), Some("application/vnd.ms-outlook"));
        assert_eq!(document(b"", "a.doc"), None);
    }

    #[test]
    fn a_document_with_a_password_is_what_its_name_says() {
        let sealed = [entry("Root Entry", [0; 4]), entry("EncryptionInfo", [0; 4])].concat();
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(document(&sealed, "folha.xlsx"), Some(sheet));
        assert_eq!(document(&sealed, "folha.msi"), None);
    }

    #[test]
    fn the_directory_is_where_the_header_says() {
        let mut header = MAGIC.to_vec();
        header.resize(512, 0);
        header[30] = 9;
        header[48] = 2;
        assert!(is_ole(&header));
        assert_eq!(directory_at(&header), Some(3 * 512));
        header[30] = 40;
        assert_eq!(directory_at(&header), None);
        assert_eq!(directory_at(b"short"), None);
    }
}
