using Npgsql;
using SopEngine.Core.Rights;

namespace SopEngine.Benchmarks.Soak;

/// <summary>A person of a demo office.</summary>
/// <param name="Office">The part of the user name after the dot.</param>
/// <param name="Lanes">None for a customer.</param>
internal sealed record Person(
    long Id, string UserName, string Office, bool IsCustomer, IReadOnlyList<Role> Roles, IReadOnlyList<string> Lanes)
{
    public bool Leads => May(Right.AssignTasks);

    public bool Sees => May(Right.SeeDashboards);

    public bool May(Right right) => BookOfRights.Gives(IsCustomer, Roles, right);

    public static async Task<IReadOnlyList<Person>> All(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            set role sop_system;
            select p.id, p.user_name, p.kind = 'customer', p.roles,
              array(select h.lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by h.lane)
            from people p where p.deactivated_at is null order by p.user_name
            """, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var people = new List<Person>();
        while (await rows.ReadAsync())
        {
            var name = rows.GetString(1);
            var (roles, lanes) = (rows.GetFieldValue<string[]>(3), rows.GetFieldValue<string[]>(4));
            people.Add(new Person(rows.GetInt64(0), name, name.Split('.')[^1], rows.GetBoolean(2), BookOfRights.Read(roles), lanes));
        }

        return people;
    }
}
