-- The cases that a notification of a bulk hand-over stands for, each until its next step
-- (store/src/notifications/given.rs).
CREATE TABLE notification_given (
    notification_id BIGINT NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
    case_id         BIGINT NOT NULL REFERENCES service_case (id),
    settled_at      BIGINT,
    PRIMARY KEY (notification_id, case_id)
);
CREATE INDEX notification_given_open ON notification_given (case_id) WHERE settled_at IS NULL;
