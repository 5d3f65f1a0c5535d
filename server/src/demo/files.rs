//! The files of cases (see `files/README.md`), as customers send them.

/// A file.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// What it is called.
    pub name: &'static str,
    /// Media type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

/// Every file there is.
pub const ALL: [File; 3] = [
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
