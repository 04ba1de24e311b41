-- One row per account and signal that holds. Without subscriptions, two can never hold.
SELECT corporate_email, 'product_qualified' AS signal, 'opportunity' AS direction, 30 AS points,
    active_users_7d::double AS value, NULL::double AS previous, 3::double AS threshold
FROM account_steps WHERE product_qualified
UNION ALL
SELECT corporate_email, 'growing_seats', 'opportunity', 20, new_users_28d, NULL, 3
FROM account_steps WHERE growing_seats
UNION ALL
SELECT corporate_email, 'usage_surge', 'opportunity', 20, user_days_28d, user_days_previous_28d, 10
FROM account_steps WHERE usage_surge
UNION ALL
SELECT corporate_email, 'several_gaggles', 'opportunity', 10, number_of_gaggles, NULL, 2
FROM account_steps WHERE several_gaggles
UNION ALL
SELECT corporate_email, 'going_quiet', 'risk', 30, user_days_28d, user_days_previous_28d, 10
FROM account_steps WHERE going_quiet
UNION ALL
SELECT corporate_email, 'champion_gone', 'risk', 20, days_since(champion_last_event), NULL, 14
FROM account_steps WHERE champion_gone
UNION ALL
SELECT corporate_email, 'paying_and_silent', 'risk', 40, active_users_28d, NULL, 0
FROM account_steps WHERE paying_and_silent
