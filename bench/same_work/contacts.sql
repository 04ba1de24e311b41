-- One row per person, with the account.
WITH attributed AS (

    SELECT people.*, coalesce(people.company, bridge.corporate_email) AS account,
        people.domain <> people.company AS is_merged
    FROM people
    LEFT JOIN bridge ON people.gaggle_id = bridge.gaggle_id AND bridge.is_primary

)

SELECT
    user_id, user_name,
    CASE WHEN contains(user_name, ' ')
        THEN left(user_name, length(user_name) - length(split_part(user_name, ' ', -1)) - 1)
        ELSE user_name END AS first_name,
    CASE WHEN contains(user_name, ' ') THEN split_part(user_name, ' ', -1)
        ELSE coalesce(split_part(email, '@', 1), user_id::varchar) END AS last_name,
    email,
    CASE WHEN is_merged AND is_well_formed(domain) THEN domain ELSE company END AS corporate_email,
    account AS account_corporate_email, gaggle_id, created_at,
    CAST(created_at AS date) AS user_cohort,
    first_event, most_recent_event, number_of_events,
    first_order, most_recent_order, number_of_orders,
    days_among(event_day_bits, 0, 7) AS active_days_7d,
    days_among(event_day_bits, 0, 28) AS active_days_28d,
    days_among(event_day_bits, 28, 28) AS active_days_previous_28d,
    days_among(order_day_bits, 0, 28) AS order_days_28d,
    days_since(most_recent_event) AS days_since_last_event,
    lifecycle(first_event, event_day_bits) AS lifecycle,
    CASE WHEN CAST(first_order AS date) >= CAST(created_at AS date)
        THEN CAST(CAST(first_order AS date) - CAST(created_at AS date) AS int)
        END AS days_to_first_order,
    CASE WHEN is_merged THEN 'merged_domain' WHEN company IS NOT NULL THEN 'own_domain'
        WHEN account IS NOT NULL THEN 'gaggle_primary' END AS account_reason,
    CASE WHEN is_personal THEN 'preset' END AS personal_list,
    false AS is_internal, NULL::varchar AS crm_id, NULL::varchar AS owner
FROM attributed
