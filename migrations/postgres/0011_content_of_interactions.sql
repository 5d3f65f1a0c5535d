-- What was said when a case was finished is the description of an interaction, and read by those who
-- may read that one. Such events name the interaction from now on; those before are given the one
-- whose description they repeat, else the latest that the person who finished the case had in it,
-- else the latest of the case.
UPDATE case_event SET interaction_id = coalesce(
    (SELECT max(i.id) FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.notes = case_event.comment),
    (SELECT max(i.id) FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.agent_id = case_event.actor_id),
    (SELECT max(i.id) FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE member.id = case_event.case_id OR member.merged_into = case_event.case_id))
WHERE action = 'closed' AND comment IS NOT NULL AND interaction_id IS NULL;

-- The same file may come with an interaction and be attached by a person who may not read that one.
DROP INDEX attachment_content;
CREATE UNIQUE INDEX attachment_content ON attachment (case_id, sha256, coalesce(interaction_id, 0))
    WHERE removed_at IS NULL;
