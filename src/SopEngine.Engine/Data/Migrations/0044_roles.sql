-- The program's book of rights knows the roles; a new one needs no change here.
alter table people drop constraint people_roles_check;
alter table units drop constraint units_second_factor_roles_check;
