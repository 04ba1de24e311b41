-- What is worth a look; of the generated data, four reasons can occur.
WITH joining AS (

    SELECT report.line, coalesce(old.target, domain_of(lower(trim(report.old)))) AS old_company,
        coalesce(new.target, domain_of(report.target)) AS new_company, report.target
    FROM merge_report AS report
    LEFT JOIN merge_report AS old ON old.list = 'merged_company_domain'
        AND domain_of(lower(trim(report.old))) = lower(trim(old.old))
    LEFT JOIN merge_report AS new ON new.list = 'merged_company_domain'
        AND domain_of(report.target) = lower(trim(new.old))
    WHERE report.list = 'merged_user' AND report.status = 'applied'

),

companies AS (

    SELECT line, target, old_company, CASE
        WHEN new_company NOT IN (SELECT domain FROM personal) AND is_well_formed(new_company)
            THEN new_company END AS new_company
    FROM joining
    WHERE old_company NOT IN (SELECT domain FROM personal) AND is_well_formed(old_company)

),

others AS (

    SELECT here.line, here.old_company, coalesce(here.new_company, there.old_company) AS other
    FROM companies AS here
    LEFT JOIN companies AS there ON here.new_company IS NULL AND here.target = there.target

)

SELECT 'users' AS source, user_id::varchar AS key,
    CASE WHEN email IS NULL THEN 'no_email' WHEN domain IS NULL THEN 'malformed_address'
        ELSE 'malformed_domain' END AS reason, email AS value
FROM people
WHERE company IS NULL AND NOT is_personal
UNION ALL
SELECT 'merged_user', line::varchar, 'merge_joins_companies',
    old_company || ', ' || string_agg(DISTINCT other, ', ' ORDER BY other)
FROM others
WHERE other <> old_company
GROUP BY line, old_company
UNION ALL
SELECT 'users', gaggle_id::varchar, 'unknown_gaggle', sum(number_of_users)::varchar
FROM bridge
WHERE gaggle_id IS NOT NULL AND gaggle_id NOT IN (SELECT gaggle_id FROM gaggles)
GROUP BY gaggle_id
UNION ALL
SELECT 'users', corporate_email, 'looks_personal', count(*)::varchar
FROM bridge
WHERE gaggle_id IS NOT NULL AND corporate_email IS NOT NULL
GROUP BY corporate_email
HAVING count(*) >= 20 AND count(*) FILTER (number_of_users = 1) * 100 >= count(*) * 80
UNION ALL
SELECT 'deals', deal_name, 'no_account', email FROM deal_accounts WHERE account IS NULL
