-- One row per line of both lists; chains are followed to their ends.
WITH RECURSIVE lines AS (

    SELECT 'merged_user' AS list, row_number() OVER () + 1 AS line, old_email AS old,
        new_email AS new, lower(trim(old_email)) AS source, lower(trim(new_email)) AS next
    FROM read_csv('merged_user/*.csv', header = true, all_varchar = true)
    UNION ALL
    SELECT 'merged_company_domain', row_number() OVER () + 1, old_domain, new_domain,
        lower(trim(old_domain)), lower(trim(new_domain))
    FROM read_csv('merged_company_domain/*.csv', header = true, all_varchar = true)

),

there AS (

    SELECT DISTINCT list, key FROM (
        SELECT 'merged_user' AS list, email AS key FROM users
        UNION ALL
        SELECT 'merged_company_domain', domain_of(email) FROM users
    )
    WHERE key IN (SELECT source FROM lines UNION ALL SELECT next FROM lines)

),

walk AS (

    SELECT list, source, next, 1 AS hops FROM lines WHERE source <> next
    UNION
    SELECT walk.list, walk.source, lines.next, walk.hops + 1
    FROM walk INNER JOIN lines ON walk.list = lines.list AND walk.next = lines.source
    WHERE lines.source <> lines.next

),

-- People end at the last e-mail that a user has, companies at the end of the chain.
targets AS (

    SELECT walk.list, walk.source, arg_max(walk.next, walk.hops) AS target
    FROM walk LEFT JOIN there ON walk.list = there.list AND walk.next = there.key
    WHERE walk.list = 'merged_company_domain' OR there.key IS NOT NULL
    GROUP BY walk.list, walk.source

),

numbered AS (

    SELECT *, row_number() OVER (PARTITION BY list, source ORDER BY line) AS occurrence FROM lines

)

SELECT
    numbered.list, numbered.line, numbered.old, numbered.new,
    coalesce(targets.target, numbered.next) AS target,
    CASE
        WHEN numbered.source = numbered.next THEN 'self'
        WHEN numbered.occurrence > 1 THEN 'duplicate'
        WHEN old_there.key IS NULL THEN 'unknown_old'
        WHEN new_there.key IS NULL THEN 'missing_target'
        ELSE 'applied'
    END AS status
FROM numbered
LEFT JOIN targets ON numbered.list = targets.list AND numbered.source = targets.source
LEFT JOIN there AS old_there
    ON numbered.list = old_there.list AND numbered.source = old_there.key
LEFT JOIN there AS new_there
    ON numbered.list = new_there.list AND coalesce(targets.target, numbered.next) = new_there.key
