//! The page of the reasons offered by each queue: edits of different queues do not conflict.

use domain::settings::{QueueRecord, ReasonRecord};
use domain::{ContactReasonId, Principal, QueueId, Role};
use store::clock::now;
use store::settings::Change;

use crate::support::{Page, TestServer};

const HERE: &str = "/settings/reasons/queues";

/// An administrator with the page open: queues 1 and 2, reasons 1 and 2; queue 1 offers reason 1.
struct Desk {
    server: TestServer,
    token: String,
    boss: Principal,
}

async fn desk(server: TestServer) -> Desk {
    let boss = Principal { user: server.user("boss", Role::Administrator).await, role: Role::Administrator };
    let token = server.token("boss").await;
    let settings = server.store.as_principal(&boss).settings().expect("an administrator");
    for name in ["Dúvida", "Elogio"] {
        let reason = ReasonRecord { name: name.to_owned(), active: true };
        settings.create(reason, now()).await.expect("an answer").created().expect("a reason");
    }
    for (name, reasons) in [("Vendas", vec![ContactReasonId(1)]), ("Suporte", Vec::new())] {
        let queue = QueueRecord { name: name.to_owned(), active: true, reason_required: false, reasons };
        settings.create(queue, now()).await.expect("an answer").created().expect("a queue");
    }
    Desk { server, token, boss }
}

impl Desk {
    /// Changes a queue as another administrator would.
    async fn meanwhile(&self, queue: QueueId, reasons: &[i64]) {
        let settings = self.server.store.as_principal(&self.boss).settings().expect("an administrator");
        let kept = settings.get::<QueueRecord>(queue).await.expect("a read").expect("a queue");
        let reasons = reasons.iter().copied().map(ContactReasonId).collect();
        let record = QueueRecord { reasons, ..kept.record };
        assert_eq!(
            settings.change(queue, kept.revision, record, now()).await.expect("a change"),
            Some(Change::Saved)
        );
    }

    /// Submits the page as first loaded with these boxes ticked, as `queue.reason`.
    async fn tick(&self, ticks: &[(&str, &str)]) -> Page {
        let read = [("form", "settings-offers"), ("revision.1", "0"), ("revision.2", "0"), ("before.1", "1")];
        self.server.submit(&self.token, HERE, &[&read, ticks].concat()).await
    }

    async fn offered(&self, queue: QueueId) -> Vec<i64> {
        let settings = self.server.store.as_principal(&self.boss).settings().expect("an administrator");
        let kept = settings.get::<QueueRecord>(queue).await.expect("a read").expect("a queue");
        kept.record.reasons.iter().map(|reason| reason.0).collect()
    }
}

contract!(queues_that_were_not_touched_are_nobodys_conflict, |server| {
    let desk = desk(server).await;
    desk.meanwhile(QueueId(2), &[2, 1]).await;
    let saved = desk.tick(&[("offered.1", "1"), ("offered.1", "2")]).await;
    assert_eq!((saved.status, saved.leads_to()), (303, HERE));
    assert_eq!((desk.offered(QueueId(1)).await, desk.offered(QueueId(2)).await), (vec![1, 2], vec![2, 1]));
});

#[tokio::test]
async fn a_queue_that_both_changed_is_a_conflict_and_nothing_is_saved() {
    let desk = desk(TestServer::start().await).await;
    desk.meanwhile(QueueId(1), &[]).await;
    let late = desk.tick(&[("offered.1", "1"), ("offered.1", "2"), ("offered.2", "2")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Vendas") && !late.body.contains("before.1"), "as it stands now");
    assert_eq!((desk.offered(QueueId(1)).await, desk.offered(QueueId(2)).await), (vec![], vec![]));
    // All ticks are kept: two of the first queue, one of the second.
    assert_eq!(late.body.matches(" checked").count(), 3, "{}", late.body);
}

#[tokio::test]
async fn the_last_tick_can_be_taken_away() {
    let desk = desk(TestServer::start().await).await;
    assert_eq!(desk.tick(&[]).await.status, 303);
    assert!(desk.offered(QueueId(1)).await.is_empty());
}

#[tokio::test]
async fn a_large_matrix_is_saved_whole() {
    let desk = desk(TestServer::start().await).await;
    let settings = desk.server.store.as_principal(&desk.boss).settings().expect("an administrator");
    for number in 3..=50 {
        let reason = ReasonRecord { name: format!("Motivo {number}"), active: true };
        settings.create(reason, now()).await.expect("an answer").created().expect("a reason");
        let (name, reasons) = (format!("Fila {number}"), Vec::new());
        let queue = QueueRecord { name, active: true, reason_required: false, reasons };
        settings.create(queue, now()).await.expect("an answer").created().expect("a queue");
    }
    // All boxes were ticked when the page was loaded, and still are except for the first queue.
    let all: Vec<ContactReasonId> = (1..=50).map(ContactReasonId).collect();
    for queue in (1..=50).map(QueueId) {
        let kept = settings.get::<QueueRecord>(queue).await.expect("a read").expect("a queue");
        let record = QueueRecord { reasons: all.clone(), ..kept.record };
        assert_eq!(
            settings.change(queue, kept.revision, record, now()).await.expect("a change"),
            Some(Change::Saved)
        );
    }
    let mut fields = vec![("form".to_owned(), "settings-offers".to_owned())];
    for queue in (1..=50).map(QueueId) {
        let kept = settings.get::<QueueRecord>(queue).await.expect("a read").expect("a queue");
        fields.push((format!("revision.{queue}"), kept.revision.to_string()));
        for reason in 1..=50 {
            fields.push((format!("before.{queue}"), reason.to_string()));
            if (queue, reason) != (QueueId(1), 50) {
                fields.push((format!("offered.{queue}"), reason.to_string()));
            }
        }
    }
    assert!(fields.len() > 5_000);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = desk.server.submit(&desk.token, HERE, &fields).await;
    assert_eq!((saved.status, saved.leads_to()), (303, HERE));
    assert_eq!((desk.offered(QueueId(1)).await.len(), desk.offered(QueueId(2)).await.len()), (49, 50));
}
