-- One row per user of the events.
SELECT
    user_id,
    min(time) AS first_event,
    max(time) AS most_recent_event,
    count(time) AS number_of_events,
    min(time) FILTER (is_order) AS first_order,
    max(time) FILTER (is_order) AS most_recent_order,
    count(time) FILTER (is_order) AS number_of_orders,
    coalesce(bit_or(day_bit(time)), 0) AS event_day_bits,
    coalesce(bit_or(day_bit(time)) FILTER (is_order), 0) AS order_day_bits,
    count(*) AS number_of_rows,
    count(*) FILTER (event_name NOT IN ('recipe_viewed', 'recipe_favorited', 'order_placed'))
        AS number_of_unknown_names
FROM (
    SELECT user_id, event_name, event_name = 'order_placed' AS is_order,
        CASE WHEN timestamp < '2021-12-02' THEN timestamp END AS time
    FROM events
)
GROUP BY user_id
