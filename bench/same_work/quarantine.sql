-- Events of unknown users; nothing else of the generated data can be quarantined.
SELECT 'events' AS source, 'unknown_user' AS reason, to_json(events)::varchar AS row
FROM events
WHERE user_id IN (
    SELECT user_id FROM user_activity WHERE user_id NOT IN (SELECT user_id FROM users)
)
