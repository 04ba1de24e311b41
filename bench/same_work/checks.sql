-- All checks: each statement gives one row of numbers that must be 0, named after the checks.
SELECT
    count(*) FILTER (user_id IS NULL) AS users_not_null,
    count(*) - count(DISTINCT user_id) AS users_unique,
    count(*) - (SELECT count(*) FROM contact_aliases) AS users_conservation
FROM users;

SELECT
    count(*) FILTER (gaggle_id IS NULL) AS gaggles_not_null,
    count(*) - count(DISTINCT gaggle_id) AS gaggles_unique,
    count(*) - (SELECT count(*) FROM gaggle_facts) AS gaggles_conservation
FROM gaggles;

SELECT
    sum(number_of_rows) - (SELECT sum(number_of_events) FROM contacts)
    - (SELECT count(*) FROM quarantine WHERE source = 'events')
    - sum(number_of_rows - number_of_events) AS events_conservation,
    sum(number_of_unknown_names) AS events_names,
    (SELECT count(*) FROM deals) - (SELECT count(*) FROM deal_accounts) AS deals_conservation
FROM user_activity;

SELECT
    count(*) - count(DISTINCT user_id) AS contacts_unique_user_id,
    count(email) - count(DISTINCT email) AS contacts_unique_email,
    count(*) FILTER (user_id IS NULL) AS contacts_user_id,
    count(*) FILTER (last_name IS NULL) AS contacts_last_name,
    count(*) FILTER (is_internal IS NULL) AS contacts_is_internal,
    count(*) FILTER (personal_list NOT IN ('preset')) AS contacts_personal_list,
    count(*) FILTER (email IS NULL) AS contacts_email,
    count(*) FILTER (gaggle_id IS NULL) AS contacts_gaggle_id,
    count(*) FILTER (lifecycle NOT IN (
        'never', 'new', 'retained', 'resurrected', 'dormant', 'inactive'
    )) AS contacts_lifecycle,
    count(*) FILTER (account_reason NOT IN ('own_domain', 'merged_domain', 'gaggle_primary'))
        AS contacts_account_reason,
    count(*) - (SELECT count(*) FROM contact_aliases WHERE user_id = contact_user_id)
        AS contacts_conservation
FROM contacts;

SELECT
    count(*) FILTER (user_id NOT IN (SELECT contact_user_id FROM contact_aliases))
        AS contacts_in_aliases,
    count(*) FILTER (account_corporate_email NOT IN (SELECT corporate_email FROM accounts))
        AS contacts_in_accounts,
    count(*) FILTER (gaggle_id NOT IN (SELECT gaggle_id FROM gaggle_facts)) AS contacts_in_gaggles
FROM contacts;

SELECT
    count(*) - (SELECT count(*) FROM (
        SELECT DISTINCT gaggle_id, corporate_email FROM gaggle_domains
    )) AS gaggle_domains_unique,
    count(*) FILTER (is_primary IS NULL) AS gaggle_domains_is_primary,
    count(*) FILTER (number_of_users IS NULL) AS gaggle_domains_number_of_users,
    count(*) FILTER (gaggle_id NOT IN (SELECT gaggle_id FROM gaggle_facts))
        AS gaggle_domains_in_gaggles,
    count(*) FILTER (corporate_email NOT IN (SELECT corporate_email FROM accounts))
        AS gaggle_domains_in_accounts,
    sum(number_of_users) - (SELECT count(*) FROM contacts) AS gaggle_domains_users,
    sum(number_of_events) - (SELECT sum(number_of_events) FROM contacts) AS gaggle_domains_events,
    sum(number_of_orders) - (SELECT sum(number_of_orders) FROM contacts) AS gaggle_domains_orders
FROM gaggle_domains;

SELECT
    count(*) - count(DISTINCT gaggle_id) AS gaggle_facts_unique,
    count(*) FILTER (gaggle_id IS NULL) AS gaggle_facts_gaggle_id,
    count(*) FILTER (number_of_users IS NULL) AS gaggle_facts_number_of_users,
    count(*) FILTER (number_of_users_corporate IS NULL) AS gaggle_facts_users_corporate,
    count(*) FILTER (corporate_email NOT IN (SELECT corporate_email FROM accounts))
        AS gaggle_facts_in_accounts,
    sum(number_of_users) - any_value(known.users) AS gaggle_facts_users,
    sum(number_of_events) - any_value(known.events) AS gaggle_facts_events,
    sum(number_of_orders) - any_value(known.orders) AS gaggle_facts_orders
FROM gaggle_facts, (
    SELECT count(*) AS users, sum(number_of_events) AS events, sum(number_of_orders) AS orders
    FROM contacts WHERE gaggle_id IN (SELECT gaggle_id FROM gaggle_facts)
) AS known;

SELECT
    count(*) - count(DISTINCT corporate_email) AS accounts_unique,
    count(*) FILTER (corporate_email IS NULL) AS accounts_corporate_email,
    count(*) FILTER (account_name IS NULL) AS accounts_account_name,
    count(*) FILTER (number_of_gaggles IS NULL) AS accounts_number_of_gaggles,
    count(*) FILTER (first_user_id IS NULL) AS accounts_first_user_id,
    count(*) FILTER (is_paying IS NULL) AS accounts_is_paying,
    count(*) FILTER (opportunity_score IS NULL) AS accounts_opportunity_score,
    count(*) FILTER (risk_score IS NULL) AS accounts_risk_score,
    count(*) FILTER (opportunity_score NOT BETWEEN 0 AND 100) AS accounts_opportunity_range,
    count(*) FILTER (risk_score NOT BETWEEN 0 AND 100) AS accounts_risk_range,
    count(*) FILTER (corporate_email NOT IN (
        SELECT account_corporate_email FROM contacts WHERE account_corporate_email IS NOT NULL
    )) AS accounts_in_contacts,
    count(*) FILTER (first_user_id NOT IN (SELECT user_id FROM contacts)) AS accounts_first_user,
    count(*) FILTER (most_active_user_id NOT IN (SELECT user_id FROM contacts))
        AS accounts_most_active,
    count(*) FILTER (most_orders_user_id NOT IN (SELECT user_id FROM contacts))
        AS accounts_most_orders
FROM accounts;

SELECT
    sum(number_of_users_corporate) - any_value(own.users) AS accounts_users_corporate,
    sum(number_of_events_corporate) - any_value(own.events) AS accounts_events_corporate,
    sum(number_of_orders_corporate) - any_value(own.orders) AS accounts_orders_corporate,
    sum(number_of_users_associated) - any_value(own.users_associated) AS accounts_users,
    sum(number_of_events_associated) - any_value(own.events_associated) AS accounts_events,
    sum(number_of_orders_associated) - any_value(own.orders_associated) AS accounts_orders
FROM accounts, (
    SELECT
        count(corporate_email) AS users,
        sum(number_of_events) FILTER (corporate_email IS NOT NULL) AS events,
        sum(number_of_orders) FILTER (corporate_email IS NOT NULL) AS orders,
        count(account_corporate_email) AS users_associated,
        sum(number_of_events) FILTER (account_corporate_email IS NOT NULL) AS events_associated,
        sum(number_of_orders) FILTER (account_corporate_email IS NOT NULL) AS orders_associated
    FROM contacts
) AS own;

SELECT
    sum(opportunity_score) - any_value(points.opportunity) AS accounts_opportunities,
    sum(risk_score) - any_value(points.risk) AS accounts_risks
FROM accounts, (
    SELECT coalesce(sum(points) FILTER (direction = 'opportunity'), 0) AS opportunity,
        coalesce(sum(points) FILTER (direction = 'risk'), 0) AS risk
    FROM account_signals
) AS points;

SELECT
    count(*) - (SELECT count(*) FROM (
        SELECT DISTINCT corporate_email, signal FROM account_signals
    )) AS account_signals_unique,
    count(*) FILTER (corporate_email IS NULL) AS account_signals_corporate_email,
    count(*) FILTER (signal IS NULL) AS account_signals_signal,
    count(*) FILTER (direction IS NULL) AS account_signals_direction,
    count(*) FILTER (points IS NULL) AS account_signals_points,
    count(*) FILTER (value IS NULL) AS account_signals_value,
    count(*) FILTER (threshold IS NULL) AS account_signals_threshold,
    count(*) FILTER (signal NOT IN (
        'product_qualified', 'growing_seats', 'usage_surge', 'several_gaggles', 'trial_ending',
        'going_quiet', 'champion_gone', 'paying_and_silent', 'seats_unused'
    )) AS account_signals_names,
    count(*) FILTER (direction NOT IN ('opportunity', 'risk')) AS account_signals_directions,
    count(*) FILTER (points NOT BETWEEN 0 AND 100) AS account_signals_range,
    count(*) FILTER (corporate_email NOT IN (SELECT corporate_email FROM accounts))
        AS account_signals_in_accounts
FROM account_signals;

SELECT
    count(*) - count(DISTINCT gaggle_id) AS personal_gaggles_unique,
    count(*) FILTER (gaggle_id IS NULL) AS personal_gaggles_gaggle_id,
    count(*) FILTER (number_of_users IS NULL) AS personal_gaggles_number_of_users,
    count(*) FILTER (first_user_id IS NULL) AS personal_gaggles_first_user_id,
    count(*) FILTER (gaggle_id NOT IN (SELECT gaggle_id FROM gaggle_facts))
        AS personal_gaggles_in_gaggles,
    count(*) FILTER (first_user_id NOT IN (SELECT user_id FROM contacts))
        AS personal_gaggles_first_user,
    count(*) FILTER (most_active_user_id NOT IN (SELECT user_id FROM contacts))
        AS personal_gaggles_most_active,
    coalesce(sum(number_of_users), 0) - any_value(theirs.users) AS personal_gaggles_users,
    coalesce(sum(number_of_events), 0) - any_value(theirs.events) AS personal_gaggles_events,
    coalesce(sum(number_of_orders), 0) - any_value(theirs.orders) AS personal_gaggles_orders
FROM personal_gaggles, (
    SELECT count(*) AS users, coalesce(sum(number_of_events), 0) AS events,
        coalesce(sum(number_of_orders), 0) AS orders
    FROM contacts WHERE gaggle_id IS NOT NULL AND account_corporate_email IS NULL
) AS theirs;

SELECT
    count(*) - (SELECT count(*) FROM (
        SELECT DISTINCT user_id, gaggle_id FROM contact_gaggles
    )) AS contact_gaggles_unique,
    count(*) FILTER (user_id IS NULL) AS contact_gaggles_user_id,
    count(*) FILTER (gaggle_id IS NULL) AS contact_gaggles_gaggle_id,
    count(*) FILTER (is_current IS NULL) AS contact_gaggles_is_current,
    count(*) FILTER (user_id NOT IN (SELECT user_id FROM contacts)) AS contact_gaggles_in_contacts,
    count(*) FILTER (gaggle_id NOT IN (SELECT gaggle_id FROM gaggle_facts))
        AS contact_gaggles_in_gaggles,
    count(*) FILTER (is_current) - (SELECT count(gaggle_id) FROM contacts)
        AS contact_gaggles_conservation
FROM contact_gaggles;

SELECT
    count(*) - count(DISTINCT user_id) AS contact_aliases_unique,
    count(*) FILTER (user_id IS NULL) AS contact_aliases_user_id,
    count(*) FILTER (contact_user_id IS NULL) AS contact_aliases_contact_user_id,
    count(*) FILTER (reason IS NULL) AS contact_aliases_reason,
    count(*) FILTER (reason NOT IN ('self', 'same_email', 'merged')) AS contact_aliases_reasons,
    count(*) FILTER (contact_user_id NOT IN (SELECT user_id FROM contacts))
        AS contact_aliases_in_contacts,
    sum(number_of_events) - (SELECT sum(number_of_events) FROM contacts) AS contact_aliases_events,
    sum(number_of_orders) - (SELECT sum(number_of_orders) FROM contacts) AS contact_aliases_orders
FROM contact_aliases;

SELECT
    count(*) FILTER (list IS NULL OR old IS NULL OR new IS NULL OR target IS NULL)
        AS merge_report_cells,
    count(*) FILTER (status IS NULL OR status NOT IN (
        'applied', 'self', 'duplicate', 'unknown_old', 'missing_target'
    )) AS merge_report_status
FROM merge_report;

SELECT
    count(*) FILTER (source IS NULL OR reason IS NULL) AS findings_cells,
    count(*) FILTER (source NOT IN ('users', 'merged_user', 'deals')) AS findings_sources,
    count(*) FILTER (reason NOT IN (
        'no_email', 'malformed_address', 'malformed_domain', 'merge_joins_companies',
        'unknown_gaggle', 'looks_personal', 'no_account'
    )) AS findings_reasons,
    (count(*) FILTER (reason IN ('malformed_address', 'malformed_domain'))
        > 0.9 * (SELECT count(email) FROM contacts))::int AS users_emails_without_domain,
    ((SELECT min(days_since_last_event) FROM contacts) > 7)::int AS events_age
FROM findings;

SELECT
    count(*) FILTER (source IS NULL OR reason IS NULL OR row IS NULL) AS quarantine_cells,
    count(*) FILTER (source <> 'events' OR reason <> 'unknown_user') AS quarantine_reasons,
    (count(*) > 0.05 * (SELECT sum(number_of_rows) FROM user_activity))::int AS events_quarantined
FROM quarantine;

-- A warning: several users may share an e-mail, and do in the generated data.
SELECT count(*) AS warn_users_unique_email FROM contact_aliases WHERE reason = 'same_email'
