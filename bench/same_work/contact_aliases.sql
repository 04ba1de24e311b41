-- One row per user.
SELECT
    user_id, user_id AS contact_user_id, 'self' AS reason, email, user_name, gaggle_id, created_at,
    first_event, most_recent_event, number_of_events, first_order, most_recent_order,
    number_of_orders, NULL::bigint AS list_line, NULL::varchar AS target
FROM people
WHERE user_id NOT IN (SELECT contact_user_id FROM merged_users)
UNION ALL
SELECT
    user_id, contact_user_id, reason, own_email, own_user_name, own_gaggle_id, created_at,
    first_event, most_recent_event, coalesce(number_of_events, 0), first_order, most_recent_order,
    coalesce(number_of_orders, 0), list_line, CASE WHEN reason = 'merged' THEN email END
FROM merged_users LEFT JOIN user_activity USING (user_id)
