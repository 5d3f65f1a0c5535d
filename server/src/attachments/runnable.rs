//! Blocked extensions: names that make an operating system run a file, or pass it to a program that
//! does, when it is opened. Such a name is refused whatever the content is.
//!
//! The list follows those of Outlook and Gmail, grouped by effect. Everyday formats that may
//! contain a program (`zip`, `doc`, `xls`) are not on it; variants made to carry programs (`docm`,
//! `xlsm`) are.

use super::name::is_invisible;

/// Extensions in lower case, by what they do when opened.
const RUNNABLE: [&str; 8] = [
    // Programs and libraries.
    "air app appimage class com command cpl dll drv dylib efi elf ex_ exe gadget jar jnlp msstyles ocx \
     pif run scr swf sys vxd wasm widget xap",
    // Installers and packages.
    "aab apk apks appinstaller application appref-ms appx appxbundle cab crx deb flatpak flatpakref inf \
     ins ipa isp mpkg msi msix msixbundle msp mst msu pkg rpm snap vsix vsto xapk xbap xpi",
    // Scripts.
    "ahk applescript asp aspx au3 awk bas bash bat btm cgi cjs cmd csh fish hta htc job js jse jsp ksh \
     lua mjs msh msh1 msh1xml msh2 msh2xml mshxml nsh osts phar php phtml pl ps1 ps1xml ps2 ps2xml psc1 \
     psc2 psd1 psdm1 psm1 py pyc pyo pyw pyz pyzw rb rbw scpt scptd sct sh shb shs tcl terminal vb vba \
     vbe vbp vbs vbscript vsmacros workflow ws wsb wsc wsf wsh zsh",
    // Shortcuts and settings that a system applies.
    "deskthemepack desktop diagcab diagcfg diagpack fileloc ica inetloc iqy library-ms lnk mobileconfig \
     msc msrcincident odc oqy ppkg printerexport rdp reg rqy scf search-ms searchconnector-ms \
     settingcontent-ms slk theme themepack udl url webloc webpnp website wll xnk",
    // Help files, which run scripts.
    "chm hlp",
    // Markup that a browser runs.
    "htm html htx mht mhtml shtml svg svgz xht xhtml xsl xslt",
    // Documents made to carry programs.
    "accda accdb accde accdr accdt accdu ade adp docm dotm mda mdb mde mdt mdw mdz one onepkg otm oxt \
     potm ppa ppam ppsm pptm sldm xla xlam xll xlm xlsb xlsm xltm",
    // Disc images: a file inside one does not carry the mark of the web.
    "dmg img iso isz nrg sparsebundle sparseimage udf vdi vhd vhdx vmdk wim",
];

/// Extensions of envelopes (signed, compressed) around a file with the rest of the name.
const ENVELOPES: [&str; 4] = ["p7m", "gz", "bz2", "xz"];

/// The extension that makes systems run a file of this name; `None` if it is harmless.
///
/// Blanks, dots and symbols after the extension do not hide it, since some systems drop them.
pub fn runnable(name: &str) -> Option<String> {
    let visible: String = name.chars().filter(|c| !is_invisible(*c)).collect();
    let visible = visible.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '}');
    let (stem, extension) = visible.rsplit_once('.')?;
    let extension = extension.trim().to_lowercase();
    if ENVELOPES.contains(&extension.as_str()) {
        return runnable(stem);
    }
    // Windows opens a file whose extension is a class ID with that class.
    let is_class = extension.starts_with('{');
    let is_listed = RUNNABLE.iter().flat_map(|group| group.split(' ')).any(|listed| listed == extension);
    (is_class || is_listed).then_some(extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_decides() {
        for name in
            ["foto.png.EXE", "a.svg", "nota.pdf.lnk", "a.bat", "planilha.xlsm", "x.search-ms", "a.ps1xml"]
        {
            assert!(runnable(name).is_some(), "{name}");
        }
        for name in
            ["exe", "foto.png", "com.txt", "fatura.exe.pdf", "relatorio.docx", "123-nfe.xml", "a.p7s", ""]
        {
            assert_eq!(runnable(name), None, "{name}");
        }
    }

    #[test]
    fn nothing_behind_an_extension_hides_it() {
        let tails = [
            ".", "...", " ", " .", ". .", "\u{a0}", "\u{200b}", "\u{200d}", "\u{ad}", "\u{2060}", "\u{2800}",
        ];
        let more = [
            "\u{3164}",
            "\u{fe0f}",
            "\u{e0020}",
            "\u{202e}",
            "_",
            "?",
            "\u{3000}",
            "\u{feff}",
            "\u{34f}",
            "~",
        ];
        for tail in tails.iter().chain(&more) {
            assert_eq!(runnable(&format!("fatura.bat{tail}")).as_deref(), Some("bat"), "{tail:?}");
        }
        for inside in ["\u{200b}", "\u{200d}", "\u{ad}", "\u{fe0f}"] {
            assert_eq!(runnable(&format!("fatura.b{inside}at")).as_deref(), Some("bat"), "{inside:?}");
        }
        assert_eq!(runnable("fatura. exe").as_deref(), Some("exe"));
    }

    #[test]
    fn an_envelope_is_no_disguise() {
        assert_eq!(runnable("contrato.exe.p7m").as_deref(), Some("exe"));
        assert_eq!(runnable("contrato.js.gz").as_deref(), Some("js"));
        assert_eq!(runnable("contrato.pdf.p7m"), None);
    }

    #[test]
    fn a_class_as_extension_is_refused() {
        assert!(runnable("pasta.{21EC2020-3AEA-1069-A2DD-08002B30309D}").is_some());
    }
}
