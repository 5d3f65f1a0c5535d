//! Files that the host downloads become attachments.

use domain::NewInteraction;
use intake::source::Download;
use intake::whatsapp::{Fetched, WhatsAppSettings};
use serde_json::{Value, json};

use crate::host::Host;
use crate::posts::{HOUR, messages, settings, text};

const DAY: i64 = 24 * HOUR;
const ANA: &str = "5511900000001";

fn image(id: &str, media: &str) -> Value {
    let mut message = text(ANA, id, 0, "");
    message["type"] = json!("image");
    message["image"] =
        json!({"id": media, "mime_type": "image/jpeg", "sha256": "law0=", "caption": "A tela"});
    message
}

fn downloading() -> Host {
    Host::new(WhatsAppSettings { download_media: true, ..settings() })
}

fn fetched(digit: &str) -> Fetched {
    Fetched { size: 7, sha256: digit.repeat(64) }
}

fn recorded(mut host: Host) -> NewInteraction {
    host.settle(2 * DAY);
    let new = host.emitted().remove(0);
    let text = serde_json::to_vec(&new).expect("JSON");
    assert_eq!(intake::json::parse(&text).as_ref(), Ok(&new));
    assert_eq!(host.keys("media/"), [""; 0]);
    new
}

#[test]
fn by_default_a_placeholder_stands_for_a_file() {
    let mut host = Host::usual();
    host.receive(1, &[messages(&[image("a", "400")])]);
    assert_eq!(host.output.downloads, []);
    let message = recorded(host).messages.remove(0);
    assert_eq!((message.text.as_str(), message.attachments.len()), ("[imagem] A tela", 0));
}

#[test]
fn a_file_is_asked_for_once_and_attached() {
    let mut host = downloading();
    host.receive(1, &[messages(&[image("a", "400")]), messages(&[image("a", "400")])]);
    let [download] = host.output.downloads.as_slice() else { panic!("{:?}", host.output.downloads) };
    let download: Download = download.clone();
    assert_eq!((download.id.as_str(), download.message.as_str()), ("400", "a"));
    assert_eq!(
        (download.media_type.as_deref(), download.sha256.as_deref()),
        (Some("image/jpeg"), Some("law0="))
    );
    host.fetched(&download, &fetched("a"), 20);
    let message = recorded(host).messages.remove(0);
    assert_eq!(message.text, "[imagem] A tela");
    let attachment = &message.attachments[0];
    assert_eq!((attachment.name.as_str(), attachment.media_type.as_str()), ("imagem.jpg", "image/jpeg"));
    assert_eq!((attachment.size, attachment.sha256.clone()), (7, "a".repeat(64)));
}

#[test]
fn a_file_that_was_not_downloaded_is_missing_in_the_transcript() {
    let mut host = downloading();
    host.receive(1, &[messages(&[image("a", "400")])]);
    let message = recorded(host).messages.remove(0);
    assert_eq!(
        (message.text.as_str(), message.attachments.len()),
        ("[imagem] A tela (arquivo não baixado)", 0)
    );
    let mut host = downloading();
    host.receive(1, &[messages(&[image("a", "400")])]);
    let download = host.output.downloads[0].clone();
    host.fetched(&download, &Fetched { size: 7, sha256: "law0=".to_owned() }, 20);
    assert_eq!(recorded(host).messages[0].attachments, [], "a hash that is none");
}

#[test]
fn a_removed_message_has_no_file() {
    let mut host = downloading();
    host.receive(1, &[messages(&[image("a", "400"), crate::posts::revoke(ANA, "x", 9, "a")])]);
    let message = recorded(host).messages.remove(0);
    assert_eq!((message.text.as_str(), message.attachments.len()), ("[mensagem apagada]", 0));
}

// It was held back: received two days after it was sent, its conversation has ended at once.
#[test]
fn a_conversation_waits_for_its_files() {
    let received = 2 * DAY;
    let grace = i64::from(settings().grace_seconds);
    let begin = || {
        let mut host = downloading();
        host.receive(received, &[messages(&[image("a", "400")])]);
        let download = host.output.downloads[0].clone();
        host.settle(received + grace);
        assert_eq!(host.emitted(), [], "the file may be on its way");
        (host, download)
    };
    let attachments = |host: &mut Host, seconds: i64| {
        host.settle(seconds);
        let emitted = host.emitted();
        emitted.first().map(|new| new.messages[0].attachments.len())
    };
    let (mut host, download) = begin();
    host.fetched(&download, &fetched("a"), received + grace + 1);
    assert_eq!(attachments(&mut host, received + grace + 2), Some(1));

    let (mut host, download) = begin();
    host.missing(&download, received + grace + 1);
    assert_eq!(attachments(&mut host, received + grace + 2), Some(0), "it will hardly come");

    let (mut host, _) = begin();
    assert_eq!(attachments(&mut host, received + grace + 299), None);
    assert_eq!(attachments(&mut host, received + grace + 301), Some(0), "nothing is heard of it");
}
