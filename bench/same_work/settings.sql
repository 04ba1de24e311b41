-- What the steps share: the snapshot's date, bitmaps of days (bit 0 is that date), lifecycles.
SET TimeZone = 'UTC';
SET preserve_insertion_order = false;  -- faster, with less memory; no result depends on it
CREATE MACRO last_microsecond() AS 1638403199999999;  -- of 2021-12-01
CREATE MACRO days_since(time) AS CAST((last_microsecond() - epoch_us(time)) // 86400000000 AS int);
CREATE MACRO is_within(time, days) AS
    epoch_us(time) BETWEEN last_microsecond() - days * 86400000000 + 1 AND last_microsecond();
CREATE MACRO day_bit(time) AS
    CASE WHEN days_since(time) BETWEEN 0 AND 62 THEN 1::bigint << days_since(time) END;
CREATE MACRO days_among(bits, first, number) AS
    CAST(bit_count(bits & (((1::bigint << number) - 1) << first)) AS int);
CREATE MACRO lifecycle(first_event, bits) AS CASE
    WHEN first_event IS NULL THEN 'never'
    WHEN is_within(first_event, 28) THEN 'new'
    WHEN days_among(bits, 0, 28) > 0 AND days_among(bits, 28, 28) > 0 THEN 'retained'
    WHEN days_among(bits, 0, 28) > 0 THEN 'resurrected'
    WHEN days_among(bits, 28, 28) > 0 THEN 'dormant'
    ELSE 'inactive' END;
CREATE MACRO active_weeks(bits) AS CAST(
    (days_among(bits, 0, 7) > 0)::int + (days_among(bits, 7, 7) > 0)::int
    + (days_among(bits, 14, 7) > 0)::int + (days_among(bits, 21, 7) > 0)::int AS int);
CREATE MACRO quotient(part, whole) AS part / CASE WHEN whole > 0 THEN whole END;
CREATE MACRO is_well_formed(domain) AS length(domain) <= 253
    AND regexp_matches(domain, '^[\p{L}\p{M}\p{Nd}-]+(\.[\p{L}\p{M}\p{Nd}-]+)+$')
    AND NOT regexp_matches(domain, '^[0-9.]+$');
CREATE MACRO domain_of(email) AS
    CASE WHEN regexp_matches(email, '^[^@\s,;:<>()\[\]"]+@[^@]+$') THEN split_part(email, '@', 2) END;

CREATE VIEW users AS
SELECT id AS user_id, name AS user_name, lower(trim(email)) AS email, gaggle_id, created_at
FROM read_parquet('raw_user/*.parquet');
CREATE VIEW gaggles AS
SELECT id AS gaggle_id, name AS gaggle_name, created_at FROM read_parquet('raw_gaggle/*.parquet');
CREATE VIEW events AS FROM read_parquet('raw_event/*.parquet');
CREATE VIEW deals AS
SELECT close_date, CAST(replace(ltrim(amount, '$'), ',', '') AS decimal(18, 2)) AS amount,
    deal_name, deal_stage, lower(trim(email)) AS email
FROM read_parquet('deals/*.parquet');
