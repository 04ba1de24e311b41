-- One row per user who shares a contact with another user.
WITH resolved AS (

    SELECT users.*, coalesce(merges.target, users.email) AS person_email, merges.line
    FROM users
    LEFT JOIN (
        SELECT lower(trim(old)) AS email, target, line FROM merge_report
        WHERE list = 'merged_user' AND status = 'applied'
    ) AS merges ON users.email = merges.email

),

shared AS (

    SELECT * FROM resolved
    WHERE person_email IN (
        SELECT person_email FROM resolved GROUP BY person_email HAVING count(*) > 1
    )

),

survivors AS (

    SELECT *, first_value(user_id) OVER (
        PARTITION BY person_email ORDER BY email = person_email DESC, created_at, user_id
    ) AS contact_user_id
    FROM shared

)

SELECT
    user_id, contact_user_id, person_email AS email, email AS own_email,
    gaggle_id AS own_gaggle_id, user_name AS own_user_name, created_at, line AS list_line,
    CASE
        WHEN email <> person_email THEN 'merged'
        WHEN user_id = contact_user_id THEN 'self'
        ELSE 'same_email'
    END AS reason,
    first_value(user_name IGNORE NULLS) OVER newest AS user_name,
    first_value(gaggle_id IGNORE NULLS) OVER newest AS gaggle_id
FROM survivors
WINDOW newest AS (
    PARTITION BY person_email
    ORDER BY created_at DESC NULLS LAST, user_id = contact_user_id DESC, user_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
)
