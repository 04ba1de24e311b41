-- One row per gaggle and company.
WITH by_company AS (

    SELECT
        gaggle_id, company AS corporate_email,
        count(*) AS number_of_users, min(created_at) AS first_created_at,
        min(first_event) AS first_event, max(most_recent_event) AS most_recent_event,
        sum(number_of_events)::bigint AS number_of_events,
        min(first_order) AS first_order, max(most_recent_order) AS most_recent_order,
        sum(number_of_orders)::bigint AS number_of_orders,
        bit_or(event_day_bits) AS event_day_bits,
        count(*) FILTER (days_among(event_day_bits, 0, 7) > 0) AS active_users_7d,
        count(*) FILTER (days_among(event_day_bits, 0, 28) > 0) AS active_users_28d,
        count(*) FILTER (days_among(event_day_bits, 28, 28) > 0) AS active_users_previous_28d,
        sum(days_among(event_day_bits, 0, 28))::bigint AS user_days_28d,
        sum(days_among(event_day_bits, 28, 28))::bigint AS user_days_previous_28d,
        sum(days_among(order_day_bits, 0, 28))::bigint AS order_days_28d,
        count(*) FILTER (is_within(created_at, 28)) AS new_users_28d
    FROM people
    GROUP BY ALL

)

SELECT *, gaggle_id IS NOT NULL AND corporate_email IS NOT NULL AND 1 = row_number() OVER (
    PARTITION BY gaggle_id
    ORDER BY corporate_email IS NULL, number_of_users DESC, number_of_events DESC,
        first_created_at NULLS LAST, corporate_email
) AS is_primary
FROM by_company
