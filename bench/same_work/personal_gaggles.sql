-- One row per gaggle without a company.
WITH personal AS (

    SELECT * FROM bridge
    WHERE gaggle_id IS NOT NULL AND corporate_email IS NULL
        AND gaggle_id NOT IN (SELECT gaggle_id FROM bridge WHERE is_primary)

),

theirs AS (

    SELECT * FROM contacts WHERE gaggle_id IS NOT NULL AND account_reason IS NULL

),

domains AS (

    SELECT gaggle_id, arg_min(domain, (-users, domain)) AS personal_domain
    FROM (
        SELECT gaggle_id, domain_of(email) AS domain, count(*) AS users
        FROM theirs WHERE personal_list IS NOT NULL GROUP BY ALL
    )
    GROUP BY gaggle_id

),

champions AS (

    SELECT
        gaggle_id,
        arg_min(user_id, (created_at, user_id)) AS first_user_id,
        arg_max(user_id, (number_of_events, -epoch_us(created_at), -user_id))
            FILTER (number_of_events > 0) AS most_active_user_id
    FROM theirs
    GROUP BY gaggle_id

)

SELECT
    gaggle_id, gaggle_name, number_of_users, personal_domain, first_event, most_recent_event,
    number_of_events, first_order, most_recent_order, number_of_orders,
    active_users_7d, active_users_28d, active_users_previous_28d, user_days_28d,
    user_days_previous_28d, order_days_28d, new_users_28d,
    quotient(active_users_28d, number_of_users)::double AS active_share_28d,
    quotient(user_days_28d, active_users_28d * 28)::double AS stickiness,
    active_weeks(event_day_bits) AS active_weeks_of_4,
    days_since(most_recent_event) AS days_since_last_event,
    lifecycle(first_event, event_day_bits) AS lifecycle,
    first_user_id, most_active_user_id
FROM personal
LEFT JOIN (SELECT gaggle_id, gaggle_name FROM gaggles) USING (gaggle_id)
LEFT JOIN domains USING (gaggle_id)
LEFT JOIN champions USING (gaggle_id)
