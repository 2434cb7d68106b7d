using System.Globalization;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The people to whom a task was given alone.</summary>
public static class ChosenPeople
{
    /// <summary>SQL: the names of those for whom the task <c>t</c> stands; null for a task of its whole lane.</summary>
    public const string Names =
        """
        case when t.chosen is not null then (
          select string_agg(h.name, '; ' order by h.name) from people h where h.unit_id = t.unit_id and h.id = any (t.chosen)) end
        """;

    private const string Gone =
        """
        select chosen.id from unnest($3::bigint[]) as chosen (id)
        where not exists (
          select from lane_holders h join people p on p.unit_id = h.unit_id and p.id = h.person_id
          where h.unit_id = $1 and h.lane = $2 and h.person_id = chosen.id and p.deactivated_at is null)
        """;

    /// <summary>People as a text, because a statement that writes many rows cannot take an array for each: "{3,5}".</summary>
    public static string? Write(IReadOnlyList<long>? people) => people is null ? null : $"{{{string.Join(',', people)}}}";

    public static IReadOnlyList<long>? Read(string? people) => people is null
        ? null
        : [.. people.Trim('{', '}').Split(',').Select(person => long.Parse(person, CultureInfo.InvariantCulture))];

    /// <summary>
    /// For the time between a form and the opening of the step for which it chose people, which may be days:
    /// the events by which the tasks that a decision opened are taken from people who have left the office or the lane. A task without any
    /// of those chosen is its lane's.
    /// </summary>
    internal static async Task<IReadOnlyList<TaskReleased>> Left(
        NpgsqlConnection connection, int unit, IReadOnlyList<Effect> effects, CancellationToken cancellation)
    {
        List<TaskReleased>? left = null;
        foreach (var opened in effects.OfType<TaskOpened>())
        {
            if ((opened.Chosen ?? (opened.Holder is { } holder ? [holder] : null)) is not { } people) continue;
            await using var read = connection.Command(Gone, unit, opened.Lane!, people.ToArray());
            await using var reader = await read.ExecutePrepared(cancellation);
            while (await reader.ReadAsync(cancellation)) (left ??= []).Add(new TaskReleased(opened.Task, reader.GetInt64(0)));
        }

        return left ?? [];
    }
}
