-- Cases that were handed to a person who has not continued them yet (store/src/cases/hand_over.rs). The
-- row goes when the case takes its next step; what happened stays in the timeline.
CREATE TABLE case_hand_over (
    case_id BIGINT PRIMARY KEY REFERENCES service_case (id),
    from_id BIGINT NOT NULL REFERENCES user_account (id),
    to_id   BIGINT NOT NULL REFERENCES user_account (id),
    at      BIGINT NOT NULL
);
CREATE INDEX case_hand_over_to ON case_hand_over (to_id, at, case_id);
