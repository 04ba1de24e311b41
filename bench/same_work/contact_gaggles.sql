-- One row per contact and gaggle of any of its users.
WITH shared AS (

    SELECT
        contact_user_id AS user_id, own_gaggle_id AS gaggle_id,
        own_gaggle_id = any_value(gaggle_id) AS is_current, count(*) AS number_of_users,
        min(first_event) AS first_event, max(most_recent_event) AS most_recent_event,
        coalesce(sum(number_of_events), 0)::bigint AS number_of_events,
        min(first_order) AS first_order, max(most_recent_order) AS most_recent_order,
        coalesce(sum(number_of_orders), 0)::bigint AS number_of_orders,
        coalesce(bit_or(event_day_bits), 0) AS bits, coalesce(bit_or(order_day_bits), 0) AS orders
    FROM merged_users LEFT JOIN user_activity USING (user_id)
    WHERE own_gaggle_id IS NOT NULL
    GROUP BY contact_user_id, own_gaggle_id

)

SELECT
    user_id, gaggle_id, true AS is_current, 1::bigint AS number_of_users,
    first_event, most_recent_event, number_of_events, first_order, most_recent_order,
    number_of_orders, active_days_7d, active_days_28d, active_days_previous_28d, order_days_28d,
    days_since_last_event, lifecycle
FROM contacts
WHERE gaggle_id IS NOT NULL AND user_id NOT IN (SELECT contact_user_id FROM merged_users)
UNION ALL
SELECT
    user_id, gaggle_id, is_current, number_of_users,
    first_event, most_recent_event, number_of_events, first_order, most_recent_order,
    number_of_orders, days_among(bits, 0, 7), days_among(bits, 0, 28), days_among(bits, 28, 28),
    days_among(orders, 0, 28), days_since(most_recent_event), lifecycle(first_event, bits)
FROM shared
