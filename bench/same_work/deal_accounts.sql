-- One row per deal, with its account.
SELECT
    deals.*, deals.deal_stage = 'Won' AND coalesce(close_date <= '2021-12-01', true) AS is_won,
    CASE WHEN contacts.user_id IS NOT NULL THEN contacts.account_corporate_email
        ELSE power_users.corporate_email END AS account
FROM deals
LEFT JOIN (
    SELECT lower(trim(old)) AS email, target FROM merge_report
    WHERE list = 'merged_user' AND status = 'applied'
) AS people ON deals.email = people.email
LEFT JOIN contacts ON coalesce(people.target, deals.email) = contacts.email
LEFT JOIN (
    SELECT lower(trim(old)) AS domain, target FROM merge_report
    WHERE list = 'merged_company_domain'
) AS companies ON domain_of(deals.email) = companies.domain
LEFT JOIN power_users
    ON coalesce(companies.target, domain_of(deals.email)) = power_users.corporate_email
