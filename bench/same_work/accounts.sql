-- One row per company.
WITH attributed AS (

    SELECT bridge.*, coalesce(bridge.corporate_email, prime.corporate_email) AS account,
        bridge.corporate_email IS NOT NULL AS is_own
    FROM bridge LEFT JOIN bridge AS prime
        ON bridge.gaggle_id = prime.gaggle_id AND prime.is_primary

),

by_account AS (

    SELECT
        account AS corporate_email,
        count(gaggle_id) FILTER (is_own) AS number_of_gaggles,
        coalesce(sum(number_of_users) FILTER (is_own), 0)::bigint AS number_of_users_corporate,
        coalesce(sum(number_of_events) FILTER (is_own), 0)::bigint AS number_of_events_corporate,
        min(first_event) FILTER (is_own) AS first_event_corporate,
        max(most_recent_event) FILTER (is_own) AS most_recent_event_corporate,
        coalesce(sum(number_of_orders) FILTER (is_own), 0)::bigint AS number_of_orders_corporate,
        min(first_order) FILTER (is_own) AS first_order_corporate,
        max(most_recent_order) FILTER (is_own) AS most_recent_order_corporate,
        sum(number_of_users)::bigint AS number_of_users_associated,
        sum(number_of_events)::bigint AS number_of_events_associated,
        min(first_event) AS first_event_associated,
        max(most_recent_event) AS most_recent_event_associated,
        sum(number_of_orders)::bigint AS number_of_orders_associated,
        min(first_order) AS first_order_associated,
        max(most_recent_order) AS most_recent_order_associated,
        sum(active_users_7d)::bigint AS active_users_7d,
        sum(active_users_28d)::bigint AS active_users_28d,
        sum(active_users_previous_28d)::bigint AS active_users_previous_28d,
        sum(user_days_28d)::bigint AS user_days_28d,
        sum(user_days_previous_28d)::bigint AS user_days_previous_28d,
        sum(order_days_28d)::bigint AS order_days_28d,
        sum(new_users_28d)::bigint AS new_users_28d,
        bit_or(event_day_bits) AS bits
    FROM attributed
    WHERE account IS NOT NULL
    GROUP BY account

),

won AS (

    SELECT account AS corporate_email, count(*) AS number_of_deals_won,
        coalesce(sum(amount), 0)::decimal(28, 2) AS total_amount_won,
        max(close_date) AS most_recent_deal
    FROM deal_accounts
    WHERE is_won AND account IS NOT NULL
    GROUP BY account

),

-- Of its own gaggles, that with most of its contacts gives the name.
named AS (

    SELECT largest.corporate_email, gaggles.gaggle_name
    FROM (
        SELECT corporate_email, arg_max(gaggle_id, (number_of_users, -gaggle_id)) AS gaggle_id
        FROM bridge WHERE is_primary GROUP BY corporate_email
    ) AS largest
    INNER JOIN gaggles USING (gaggle_id)

),

-- A public suffix of several labels, such as `co.uk`; all others have one label.
labels AS (

    SELECT corporate_email, labels, max(length + added) AS suffix_length
    FROM (
        SELECT corporate_email, string_split(corporate_email, '.') AS labels,
            unnest(range(1, len(string_split(corporate_email, '.')) + 1)) AS length
        FROM by_account WHERE regexp_matches(corporate_email, '\..*\.')
    ) INNER JOIN suffixes ON suffix = array_to_string(labels[-length:], '.')
    GROUP BY ALL

),

finished AS (

    SELECT
        by_account.*, first_user_id, most_active_user_id, most_orders_user_id,
        champion_last_event, recent_contacts,
        coalesce(gaggle_name, upper(left(label, 1)) || label[2:]) AS account_name,
        number_of_deals_won IS NOT NULL AS is_paying,
        coalesce(number_of_deals_won, 0) AS number_of_deals_won,
        coalesce(total_amount_won, 0)::decimal(28, 2) AS total_amount_won,
        most_recent_deal, active_weeks(bits) AS active_weeks_of_4,
        quotient(active_users_28d, number_of_users_associated)::double AS active_share_28d,
        quotient(user_days_28d, active_users_28d * 28)::double AS stickiness,
        days_since(most_recent_event_associated) AS days_since_last_event,
        lifecycle(first_event_associated, bits) AS lifecycle
    FROM by_account
    LEFT JOIN power_users USING (corporate_email)
    LEFT JOIN won USING (corporate_email)
    LEFT JOIN named USING (corporate_email)
    LEFT JOIN (
        SELECT by_account.corporate_email, coalesce(
            labels[len(labels) - suffix_length],
            CASE WHEN contains(by_account.corporate_email, '.')
                THEN split_part(by_account.corporate_email, '.', -2) END
        ) AS label
        FROM by_account LEFT JOIN labels USING (corporate_email)
    ) USING (corporate_email)

),

signals AS (

    SELECT *,
        coalesce(active_users_7d >= 3 AND active_weeks_of_4 >= 3 AND NOT is_paying, false)
            AS product_qualified,
        new_users_28d >= 3 AND quotient(new_users_28d, number_of_users_associated) >= 0.2
            AS growing_seats,
        user_days_28d >= 10 AND (
            user_days_previous_28d = 0 OR user_days_28d / user_days_previous_28d >= 1.5
        ) AS usage_surge,
        number_of_gaggles >= 2 AS several_gaggles,
        user_days_previous_28d >= 10 AND user_days_28d / user_days_previous_28d <= 0.5
            AS going_quiet,
        coalesce(days_since(champion_last_event) BETWEEN 14 AND 56 AND recent_contacts > 0, false)
            AS champion_gone,
        active_users_28d = 0 AND is_paying AS paying_and_silent
    FROM finished

)

SELECT *,
    least(100, 30 * product_qualified::int + 20 * growing_seats::int + 20 * usage_surge::int
        + 10 * several_gaggles::int)::int AS opportunity_score,
    least(100, 30 * going_quiet::int + 20 * champion_gone::int
        + 40 * paying_and_silent::int)::int AS risk_score,
    NULL::varchar AS plan, NULL::bigint AS number_of_seats,
    NULL::decimal(28, 2) AS monthly_amount, NULL::varchar AS currency,
    NULL::date AS trial_ends_at, NULL::varchar AS subscription_status,
    NULL::varchar AS crm_id, NULL::varchar AS owner
FROM signals
