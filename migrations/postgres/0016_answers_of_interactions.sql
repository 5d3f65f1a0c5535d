-- What was answered to a questionnaire belongs to the interaction it was answered for, and is read by
-- those who may read that one. Such events name the interaction from now on. Those before are given
-- the one of the finish that wrote them, else, as new ones, the latest by then of those in the scope of
-- the person who answered: their own, those of the agents they supervise, all for an administrator.
-- Where there is none, the answers stay the case's, as new ones do.
UPDATE case_event SET interaction_id = coalesce(
    (SELECT max(finish.interaction_id) FROM case_event AS finish
     WHERE finish.case_id = case_event.case_id AND finish.at = case_event.at AND finish.action = 'closed'),
    (SELECT i.id FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.queued_at <= case_event.at AND i.agent_id = case_event.actor_id
     ORDER BY i.queued_at DESC, i.id DESC LIMIT 1),
    (SELECT i.id FROM interaction AS i JOIN service_case AS member ON member.id = i.case_id
     WHERE (member.id = case_event.case_id OR member.merged_into = case_event.case_id)
     AND i.queued_at <= case_event.at
     AND (EXISTS (SELECT 1 FROM user_account AS u WHERE u.id = case_event.actor_id AND u.role = 'administrator')
          OR EXISTS (SELECT 1 FROM user_account AS u
                     JOIN group_supervisor AS gs ON gs.supervisor_id = u.id
                     JOIN monitoring_group AS mg ON mg.id = gs.group_id
                     JOIN group_agent AS ga ON ga.group_id = gs.group_id
                     WHERE u.id = case_event.actor_id AND u.role = 'supervisor' AND mg.active
                     AND ga.agent_id = i.agent_id))
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
