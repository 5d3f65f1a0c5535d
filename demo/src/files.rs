//! The files of cases (see `files/README.md`), as customers send them.

/// A file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Media type.
    pub(crate) content_type: &'static str,
    /// The file.
    pub(crate) bytes: &'static [u8],
}

/// Every file there is.
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
