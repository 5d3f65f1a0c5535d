-- What was answered to a questionnaire belongs to the interaction it was answered for, and is read by
-- those who may read that one. Such events name the interaction from now on. Those before are given
-- the one of the finish that wrote them, else the latest that the person who answered had had in the
-- case by then, else the latest of the case by then, else the latest of all.
UPDATE case_event SET interaction_id = coalesce(
    (SELECT max(finish.interaction_id) FROM case_event AS finish
     WHERE finish.case_id = case_event.case_id AND finish.at = case_event.at AND finish.action = 'closed'),
    (SELECT i.id FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.agent_id = case_event.actor_id AND i.queued_at <= case_event.at
     ORDER BY i.queued_at DESC, i.id DESC LIMIT 1),
    (SELECT i.id FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.queued_at <= case_event.at
     ORDER BY i.queued_at DESC, i.id DESC LIMIT 1),
    (SELECT i.id FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE member.id = case_event.case_id OR member.merged_into = case_event.case_id
     ORDER BY i.queued_at DESC, i.id DESC LIMIT 1))
WHERE action = 'questionnaire' AND interaction_id IS NULL;

UPDATE questionnaire_answer SET interaction_id =
    (SELECT max(answered.interaction_id) FROM case_event AS answered
     WHERE answered.case_id = questionnaire_answer.case_id AND answered.at = questionnaire_answer.at
     AND answered.action = 'questionnaire')
WHERE interaction_id IS NULL;

-- The name of a removed file that had come with an interaction is read by those who may read that one.
UPDATE case_event SET interaction_id =
    (SELECT max(removed.interaction_id) FROM attachment AS removed
     WHERE removed.case_id = case_event.case_id AND removed.removed_at = case_event.at
     AND removed.name = case_event.comment)
WHERE action = 'attachment_removed' AND interaction_id IS NULL;
