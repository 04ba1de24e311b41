-- One row per gaggle, including empty ones.
WITH by_gaggle AS (

    SELECT
        gaggle_id,
        min(first_event) AS first_event, max(most_recent_event) AS most_recent_event,
        sum(number_of_events) AS number_of_events,
        min(first_order) AS first_order, max(most_recent_order) AS most_recent_order,
        sum(number_of_orders) AS number_of_orders, sum(number_of_users) AS number_of_users,
        max(corporate_email) FILTER (is_primary) AS corporate_email,
        max(first_event) FILTER (is_primary) AS first_event_corporate,
        max(most_recent_event) FILTER (is_primary) AS most_recent_event_corporate,
        sum(number_of_events) FILTER (is_primary) AS number_of_events_corporate,
        max(first_order) FILTER (is_primary) AS first_order_corporate,
        max(most_recent_order) FILTER (is_primary) AS most_recent_order_corporate,
        sum(number_of_orders) FILTER (is_primary) AS number_of_orders_corporate,
        sum(number_of_users) FILTER (is_primary) AS number_of_users_corporate,
        count(corporate_email) AS number_of_corporate_domains,
        sum(active_users_7d) AS active_users_7d, sum(active_users_28d) AS active_users_28d,
        sum(active_users_previous_28d) AS active_users_previous_28d,
        sum(user_days_28d) AS user_days_28d,
        sum(user_days_previous_28d) AS user_days_previous_28d,
        sum(order_days_28d) AS order_days_28d, sum(new_users_28d) AS new_users_28d,
        bit_or(event_day_bits) AS bits
    FROM bridge
    GROUP BY gaggle_id

)

SELECT
    gaggles.gaggle_id, gaggle_name, created_at, first_event, most_recent_event,
    coalesce(number_of_events, 0)::bigint AS number_of_events,
    first_order, most_recent_order,
    coalesce(number_of_orders, 0)::bigint AS number_of_orders,
    coalesce(number_of_users, 0)::bigint AS number_of_users,
    corporate_email, first_event_corporate, most_recent_event_corporate,
    coalesce(number_of_events_corporate, 0)::bigint AS number_of_events_corporate,
    first_order_corporate, most_recent_order_corporate,
    coalesce(number_of_orders_corporate, 0)::bigint AS number_of_orders_corporate,
    coalesce(number_of_users_corporate, 0)::bigint AS number_of_users_corporate,
    coalesce(number_of_corporate_domains, 0) AS number_of_corporate_domains,
    coalesce(active_users_7d, 0)::bigint AS active_users_7d,
    coalesce(active_users_28d, 0)::bigint AS active_users_28d,
    coalesce(active_users_previous_28d, 0)::bigint AS active_users_previous_28d,
    coalesce(user_days_28d, 0)::bigint AS user_days_28d,
    coalesce(user_days_previous_28d, 0)::bigint AS user_days_previous_28d,
    coalesce(order_days_28d, 0)::bigint AS order_days_28d,
    coalesce(new_users_28d, 0)::bigint AS new_users_28d,
    quotient(active_users_28d, number_of_users)::double AS active_share_28d,
    quotient(user_days_28d, active_users_28d * 28)::double AS stickiness,
    active_weeks(coalesce(bits, 0)) AS active_weeks_of_4,
    days_since(most_recent_event) AS days_since_last_event,
    lifecycle(first_event, bits) AS lifecycle
FROM gaggles LEFT JOIN by_gaggle USING (gaggle_id)
