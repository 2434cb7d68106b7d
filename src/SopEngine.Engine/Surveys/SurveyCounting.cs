using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using SopEngine.Core.Survey;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Surveys;

/// <summary>
/// Adds survey answers to the sums by day and service, each once, and empties the box of the days that are over. Nobody who answers waits
/// for a sum, and the answers of a day are kept together, mixed, in one transaction instead of those of the cases that gave them.
/// </summary>
public sealed class SurveyCounting(SopDatabase database, ILogger<SurveyCounting> log)
    : DueWork(apart: TimeSpan.FromSeconds(1), atMost: TimeSpan.FromMinutes(1), log)
{
    private const int Batch = 2_000;

    private static readonly string Values = string.Join(", ", SurveyElements.All.Select(
        element => Invariant($"count({element.Key()}_score)::int, coalesce(sum({element.Key()}_score), 0)::int")));

    private static readonly string Sums = string.Join(", ", SurveyElements.All.SelectMany(
        element => new[] { $"{element.Key()}_n", $"{element.Key()}_sum" }).Prepend("respondents"));

    private static readonly string Added = string.Join(", ", Sums.Split(", ").Select(
        column => Invariant($"{column} = c.{column} + excluded.{column}")));

    /// <summary>
    /// One node counts at a time, so that two never wait for each other's sums. Its own statement: the next one sees what the node before
    /// has left.
    /// </summary>
    private const string Lock = "select pg_advisory_xact_lock(hashtext('survey-counting'))";

    private static readonly string Sql =
        $"""
        with taken as (
          update survey_box b set counted = true
          where (b.unit_id, b.id) in (select unit_id, id from survey_box where not counted order by unit_id, id limit {Batch})
          returning b.*),
        counted as (
          insert into survey_counts as c (unit_id, part, day, service, {Sums})
          select t.unit_id, p.part, t.day, t.service, count(*)::int, {Values}
          from taken t cross join lateral (values
            ('all'), ('channel:' || t.channel), ('band:' || t.band), ('sex:' || coalesce(t.sex, '')), ('age:' || coalesce(t.age, '')),
            ('education:' || coalesce(t.education, '')), ('occupation:' || coalesce(t.occupation, ''))) as p (part)
          group by 1, 2, 3, 4 order by 1, 2, 3, 4
          on conflict (unit_id, part, day, service) do update set {Added}),
        further as (
          insert into survey_question_counts as c (unit_id, no, day, service, answers, total)
          select t.unit_id, f.key::int, t.day, t.service, count(*)::int, sum(f.value::int)::int
          from taken t cross join lateral json_each_text(t.further) f group by 1, 2, 3, 4 order by 1, 2, 3, 4
          on conflict (unit_id, no, day, service) do update set answers = c.answers + excluded.answers, total = c.total + excluded.total)
        select count(*)::int from taken
        """;

    private static readonly string Kept =
        $"unit_id, id, day, band, service, channel, sex, age, education, occupation, {string.Join(", ", SurveyElements.All.Select(
            element => $"{element.Key()}_score"))}, further";

    /// <summary>Empties the box of the days that are over.</summary>
    private static readonly string Mix =
        $"""
        with old as (
          delete from survey_box b using units u
          where u.id = b.unit_id and b.counted and b.day < (now() at time zone (u.calendar ->> 'zone'))::date returning b.*)
        insert into survey_answers ({Kept}) select {Kept} from old order by random()
        """;

    /// <summary>Counts all answers that came in.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> Count(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var counted = 0;
        for (var some = Batch; some == Batch;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync(new CommandDefinition(Lock, cancellationToken: cancellation));
            some = await connection.ExecuteScalarAsync<int>(new CommandDefinition(Sql, cancellationToken: cancellation));
            await transaction.CommitAsync(cancellation);
            counted += some;
        }

        await connection.ExecuteAsync(new CommandDefinition(Mix, cancellationToken: cancellation));

        return counted;
    }

    protected override async Task<TimeSpan> RunOnce(CancellationToken cancellation)
    {
        await Count(cancellation);
        return Never;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
