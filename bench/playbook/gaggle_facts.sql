-- One row per gaggle: all its contacts, and those of its primary company.
with total_facts as (

    select
        gaggle_id,
        count(*) as number_of_users,
        min(first_event) as first_event,
        max(most_recent_event) as most_recent_event,
        cast(sum(number_of_events) as bigint) as number_of_events,
        min(first_order) as first_order,
        max(most_recent_order) as most_recent_order,
        cast(sum(number_of_orders) as bigint) as number_of_orders
    from contacts
    group by gaggle_id

),

corporate_facts as (

    select * from gaggle_domains
    where is_primary

)

select
    gaggles.gaggle_id,
    gaggles.gaggle_name,
    gaggles.created_at,
    total_facts.first_event,
    total_facts.most_recent_event,
    coalesce(total_facts.number_of_events, 0) as number_of_events,
    coalesce(total_facts.number_of_users, 0) as number_of_users,
    total_facts.first_order,
    total_facts.most_recent_order,
    coalesce(total_facts.number_of_orders, 0) as number_of_orders,
    corporate_facts.corporate_email,
    corporate_facts.first_event as first_event_corporate,
    corporate_facts.most_recent_event as most_recent_event_corporate,
    coalesce(corporate_facts.number_of_events, 0) as number_of_events_corporate,
    coalesce(corporate_facts.number_of_users, 0) as number_of_users_corporate,
    corporate_facts.first_order as first_order_corporate,
    corporate_facts.most_recent_order as most_recent_order_corporate,
    coalesce(corporate_facts.number_of_orders, 0) as number_of_orders_corporate
from gaggles
left join total_facts on gaggles.gaggle_id = total_facts.gaggle_id
left join corporate_facts on gaggles.gaggle_id = corporate_facts.gaggle_id
