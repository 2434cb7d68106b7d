-- The register of customers is read by name, a page at a time.
create index people_customers on people (unit_id, lower(name), id) where kind = 'customer' and deactivated_at is null;
