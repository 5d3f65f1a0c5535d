//! The attachments of the demo's cases (see `files/README.md`).

/// An attachment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File {
    /// The file name.
    pub(crate) name: &'static str,
    /// Media type.
    pub(crate) content_type: &'static str,
    /// The content.
    pub(crate) bytes: &'static [u8],
}

/// Every attachment.
pub(crate) const ALL: [File; 3] = [
    File {
        name: "Comprovante de pagamento.pdf",
        content_type: "application/pdf",
        bytes: include_bytes!("files/comprovante.pdf"),
    },
    File {
        name: "Medição de velocidade.png",
        content_type: "image/png",
        bytes: include_bytes!("files/medicao.png"),
    },
    File {
        name: "O que já foi tentado.txt",
        content_type: "text/plain",
        bytes: include_bytes!("files/tentativas.txt"),
    },
];
