-- One row per company: the first, the most active and the most ordering contact.
SELECT
    company AS corporate_email,
    arg_min(user_id, (created_at, user_id)) AS first_user_id,
    arg_max(user_id, (number_of_events, -epoch_us(created_at), -user_id))
        FILTER (number_of_events > 0) AS most_active_user_id,
    arg_max(user_id, (number_of_orders, -epoch_us(created_at), -user_id))
        FILTER (number_of_orders > 0) AS most_orders_user_id,
    arg_max(most_recent_event, (number_of_events, -epoch_us(created_at), -user_id))
        FILTER (number_of_events > 0) AS champion_last_event,
    count(*) FILTER (days_since(most_recent_event) <= 6) AS recent_contacts
FROM people
WHERE company IS NOT NULL
GROUP BY company
