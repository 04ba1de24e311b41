-- One row per person: users with their events, merged by e-mail.
with all_users as (

    select user_id, user_name, lower(trim(email)) as own_email, gaggle_id, created_at
    from users

),

user_events as (

    select
        user_id,
        min(timestamp) as first_event,
        max(timestamp) as most_recent_event,
        count(*) as number_of_events
    from events
    group by user_id

),

order_events as (

    select
        user_id,
        min(timestamp) as first_order,
        max(timestamp) as most_recent_order,
        count(*) as number_of_orders
    from events
    where event_name = 'order_placed'
    group by user_id

),

-- A chain has at most two merges.
merge_targets as (

    select
        lower(trim(here.old_email)) as old_email,
        lower(trim(coalesce(onward.new_email, here.new_email))) as new_email
    from merged_user as here
    left join merged_user as onward on here.new_email = onward.old_email

),

-- The self-join: a merge counts if a user has its target e-mail.
merges as (

    select distinct merge_targets.old_email, merge_targets.new_email
    from merge_targets
    inner join all_users on merge_targets.new_email = all_users.own_email

),

facts as (

    select
        all_users.*,
        coalesce(merges.new_email, all_users.own_email) as email,
        user_events.first_event,
        user_events.most_recent_event,
        user_events.number_of_events,
        order_events.first_order,
        order_events.most_recent_order,
        order_events.number_of_orders
    from all_users
    left join user_events on all_users.user_id = user_events.user_id
    left join order_events on all_users.user_id = order_events.user_id
    left join merges on all_users.own_email = merges.old_email

),

people as (

    select
        min_by(user_id, created_at) filter (where own_email = email) as user_id,
        max_by(user_name, created_at) as user_name,
        email,
        split_part(email, '@', -1) as email_domain,
        max_by(gaggle_id, created_at) as gaggle_id,
        min(created_at) as created_at,
        min(first_event) as first_event,
        max(most_recent_event) as most_recent_event,
        coalesce(sum(number_of_events), 0) as number_of_events,
        min(first_order) as first_order,
        max(most_recent_order) as most_recent_order,
        coalesce(sum(number_of_orders), 0) as number_of_orders
    from facts
    group by email

),

domain_targets as (

    select here.old_domain, coalesce(onward.new_domain, here.new_domain) as new_domain
    from merged_company_domain as here
    left join merged_company_domain as onward on here.new_domain = onward.old_domain

),

companies as (

    select people.*, coalesce(domain_targets.new_domain, people.email_domain) as domain
    from people
    left join domain_targets on people.email_domain = domain_targets.old_domain

)

select
    user_id,
    user_name,
    email,
    case
        when domain in ('gmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'hotmail.com')
            then null
        when regexp_like(domain, '^[a-z0-9-]+([.][a-z0-9-]+)+$') then domain
    end as corporate_email,
    gaggle_id,
    created_at,
    cast(created_at as date) as user_cohort,
    first_event,
    most_recent_event,
    cast(number_of_events as bigint) as number_of_events,
    first_order,
    most_recent_order,
    cast(number_of_orders as bigint) as number_of_orders
from companies
