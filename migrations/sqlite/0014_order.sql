-- The order of delivery decides nothing: what sources handed over newest first is put in the order in
-- which it happened.

-- Conversations in which a message stands before an earlier one.
CREATE TABLE message_order AS
SELECT interaction_id, position,
    row_number() OVER (PARTITION BY interaction_id ORDER BY at, position) - 1 AS place
FROM message WHERE interaction_id IN (
    SELECT earlier.interaction_id FROM message AS earlier JOIN message AS later
    ON later.interaction_id = earlier.interaction_id AND later.position = earlier.position + 1
    WHERE later.at < earlier.at);
-- By way of negative places, so that no two messages ever have the same one.
UPDATE message SET position = -1 - o.place FROM message_order AS o
WHERE o.interaction_id = message.interaction_id AND o.position = message.position;
UPDATE message SET position = -1 - position
WHERE interaction_id IN (SELECT interaction_id FROM message_order) AND position < 0;
DROP TABLE message_order;

-- Cases that opened later than the earliest of their interactions, and the clocks that began with them.
CREATE TABLE case_beginning AS
SELECT c.id AS case_id, c.opened_at, min(i.queued_at) AS begun_at, min(i.answered_at) AS answered_at
FROM service_case AS c JOIN interaction AS i ON i.case_id = c.id
GROUP BY c.id, c.opened_at HAVING min(i.queued_at) < c.opened_at;
UPDATE sla_clock SET stopped = b.answered_at FROM case_beginning AS b
WHERE b.case_id = sla_clock.case_id AND sla_clock.kind = 'first_response' AND b.answered_at < sla_clock.stopped;
UPDATE sla_clock SET started = b.begun_at FROM case_beginning AS b
WHERE b.case_id = sla_clock.case_id AND sla_clock.started = b.opened_at;
UPDATE service_case SET opened_at = b.begun_at FROM case_beginning AS b WHERE b.case_id = service_case.id;
DROP TABLE case_beginning;
