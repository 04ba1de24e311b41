-- One row per company, with its power users.
with attributed as (

    select
        domains.*,
        coalesce(domains.corporate_email, primaries.corporate_email) as account,
        domains.corporate_email is not null as is_corporate
    from gaggle_domains as domains
    left join gaggle_domains as primaries
        on domains.gaggle_id = primaries.gaggle_id and primaries.is_primary

),

characteristics as (

    select
        account,
        count(distinct case when is_corporate then gaggle_id end) as number_of_gaggles,
        sum(case when is_corporate then number_of_users end) as number_of_users_corporate,
        sum(case when is_corporate then number_of_events end) as number_of_events_corporate,
        min(case when is_corporate then first_event end) as first_event_corporate,
        max(case when is_corporate then most_recent_event end) as most_recent_event_corporate,
        sum(case when is_corporate then number_of_orders end) as number_of_orders_corporate,
        min(case when is_corporate then first_order end) as first_order_corporate,
        max(case when is_corporate then most_recent_order end) as most_recent_order_corporate,
        sum(number_of_users) as number_of_users_associated,
        sum(number_of_events) as number_of_events_associated,
        min(first_event) as first_event_associated,
        max(most_recent_event) as most_recent_event_associated,
        sum(number_of_orders) as number_of_orders_associated,
        min(first_order) as first_order_associated,
        max(most_recent_order) as most_recent_order_associated
    from attributed
    where account is not null
    group by account

),

power_users as (

    select
        corporate_email,
        min_by(user_id, created_at) as first_user_id,
        max_by(user_id, number_of_events) filter (where number_of_events > 0)
            as most_active_user_id,
        max_by(user_id, number_of_orders) filter (where number_of_orders > 0)
            as most_orders_user_id
    from contacts
    where corporate_email is not null
    group by corporate_email

)

select
    characteristics.account as corporate_email,
    characteristics.number_of_gaggles,
    cast(characteristics.number_of_users_corporate as bigint) as number_of_users_corporate,
    cast(characteristics.number_of_events_corporate as bigint) as number_of_events_corporate,
    characteristics.first_event_corporate,
    characteristics.most_recent_event_corporate,
    cast(characteristics.number_of_orders_corporate as bigint) as number_of_orders_corporate,
    characteristics.first_order_corporate,
    characteristics.most_recent_order_corporate,
    cast(characteristics.number_of_users_associated as bigint) as number_of_users_associated,
    cast(characteristics.number_of_events_associated as bigint) as number_of_events_associated,
    characteristics.first_event_associated,
    characteristics.most_recent_event_associated,
    cast(characteristics.number_of_orders_associated as bigint) as number_of_orders_associated,
    characteristics.first_order_associated,
    characteristics.most_recent_order_associated,
    power_users.first_user_id,
    power_users.most_active_user_id,
    power_users.most_orders_user_id
from characteristics
left join power_users on characteristics.account = power_users.corporate_email
