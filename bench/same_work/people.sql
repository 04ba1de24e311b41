-- One row per person, with the company.
WITH everyone AS (

    SELECT users.user_id, users.user_name, users.email, users.gaggle_id, users.created_at,
        activity.* EXCLUDE (user_id, number_of_rows, number_of_unknown_names)
    FROM users LEFT JOIN user_activity AS activity USING (user_id)
    WHERE users.user_id NOT IN (SELECT user_id FROM merged_users)
    UNION ALL
    SELECT
        contact_user_id, any_value(user_name), any_value(email), any_value(gaggle_id),
        min(created_at), min(first_event), max(most_recent_event), sum(number_of_events)::bigint,
        min(first_order), max(most_recent_order), sum(number_of_orders)::bigint,
        bit_or(event_day_bits), bit_or(order_day_bits)
    FROM merged_users LEFT JOIN user_activity USING (user_id)
    GROUP BY contact_user_id

),

domains AS (

    SELECT *, domain_of(email) AS domain FROM everyone

),

resolved AS (

    SELECT domains.*, coalesce(merges.target, domains.domain) AS resolved,
        personal.domain IS NOT NULL AS is_personal
    FROM domains
    LEFT JOIN (
        SELECT lower(trim(old)) AS domain, target FROM merge_report
        WHERE list = 'merged_company_domain' AND status <> 'self' AND status <> 'duplicate'
    ) AS merges ON domains.domain = merges.domain
    LEFT JOIN personal ON coalesce(merges.target, domains.domain) = personal.domain

)

SELECT
    * EXCLUDE (number_of_events, number_of_orders, event_day_bits, order_day_bits, resolved),
    CASE WHEN NOT is_personal AND is_well_formed(resolved) THEN resolved END AS company,
    coalesce(number_of_events, 0) AS number_of_events,
    coalesce(number_of_orders, 0) AS number_of_orders,
    coalesce(event_day_bits, 0) AS event_day_bits,
    coalesce(order_day_bits, 0) AS order_day_bits
FROM resolved
