using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;
using SopEngine.Web.Demo.Simulation;

namespace SopEngine.Web.Demo;

/// <summary>
/// Lets the customers of the demo offices answer the satisfaction survey about their finished cases: each office has its strengths and
/// weaknesses, and grows a little better. Reports follow, one of them public, with a plan that was made because of it.
/// </summary>
internal sealed class DemoSurveys(SopDatabase database, UnitCalendars calendars, IClock clock)
{
    /// <summary>The share of customers who answer, by what they are asked in.</summary>
    private const double InStep = 0.85, ByLink = 0.5, OnPaper = 0.2;

    private const string Done = "done", Planned = "planned";

    /// <summary>How far an element's answers lie from the others, on the scale from 1 to 4.</summary>
    private static readonly Dictionary<SurveyElement, double> Leanings = new()
    {
        [SurveyElement.Requirements] = 0.05,
        [SurveyElement.Procedure] = -0.1,
        [SurveyElement.Time] = -0.4,
        [SurveyElement.Cost] = 0.3,
        [SurveyElement.Product] = 0.1,
        [SurveyElement.Competence] = 0.15,
        [SurveyElement.Behaviour] = 0.35,
        [SurveyElement.Complaints] = -0.25,
        [SurveyElement.Facilities] = -0.15,
    };

    private static readonly (SurveyElement Element, string Action, string State)[] Plan =
    [
        (SurveyElement.Time, "Membuka loket kedua pada jam sibuk", Done),
        (SurveyElement.Complaints, "Menempelkan alur dan nomor pengaduan di ruang tunggu", Done),
        (SurveyElement.Facilities, "Menambah kursi dan stopkontak di ruang tunggu", Planned),
    ];

    /// <param name="since">Cases that ended before have no answer.</param>
    public async Task Fill(int unit, Instant since, int seed, CancellationToken cancellation)
    {
        using var wakeUps = new WakeUps(database, NullLogger<WakeUps>.Instance);
        using var counting = new SurveyCounting(database, NullLogger<SurveyCounting>.Instance);
        var chance = new Chance(seed + unit);
        var office = (await database.QuerySingle<Office>(
            unit,
            """
            select calendar ->> 'zone' as zone, (select min(id) from people where unit_id = @unit and 'head' = any (roles)) as head
            from units where id = @unit
            """, null, cancellation))!;
        var zone = DateTimeZoneProviders.Tzdb[office.Zone];
        var served = await database.Query<Served>(
            unit,
            """
            select c.id, c.definition_id as service, c.ended_at, d.json::text like '%"Sop.Survey"%' as has_step
            from cases c join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
            where c.unit_id = @unit and c.status = 'finished' and c.customer_id is not null and c.ended_at >= @since order by c.id
            """, new { since }, cancellation);
        var now = clock.GetCurrentInstant();
        var answers = new List<(long, SurveyAnswer)>();
        foreach (var one in served)
        {
            if (!chance.Happens(one.HasStep ? InStep : ByLink)) continue;
            var ended = one.EndedAt.ToInstant();
            var local = ended.InZone(zone);
            var channel = one.HasStep ? SurveyChannel.Case : chance.Happens(OnPaper) ? SurveyChannel.Paper : SurveyChannel.Link;
            answers.Add((one.Id, new SurveyAnswer(
                local.Date, SurveyAnswer.BandOf(local.TimeOfDay), one.Service, channel, Somebody(chance),
                Scores(chance, unit, one.Service, (ended - since) / (now - since)), new Dictionary<int, int>())));
        }

        await new SurveyBox(database, wakeUps, clock).Put(unit, answers, cancellation);
        await counting.Count(cancellation);
        await MakeLink(unit, office.Head, now, cancellation);
        var reports = new SurveyReports(database, calendars, counting, clock);
        await reports.MakeDue(cancellation);
        var last = SurveyPeriod.Of(SurveyGrain.Month, now.InZone(zone).Date).Previous;
        if (office.Head is not { } head || answers.Count < Suppression.Least) return;
        await reports.Publish(unit, zone, last, head, cancellation);
        await MakePlan(unit, last.Previous, head, now, cancellation);
    }

    private static Respondent Somebody(Chance chance) => new(
        chance.Happens(0.52) ? RespondentSex.Male : RespondentSex.Female,
        chance.Happens(0.08) ? null : Drawn<AgeBand>(chance, 4, 28, 30, 22, 12, 4),
        chance.Happens(0.06) ? null : Drawn<Education>(chance, 1, 3, 28, 52, 14, 2),
        chance.Happens(0.06) ? null : Drawn<Occupation>(chance, 16, 2, 2, 44, 28, 8));

    private static T Drawn<T>(Chance chance, params int[] weights) where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Enum.Parse<T>(chance.Pick(names, names.Index().ToDictionary(name => name.Item, name => (double)weights[name.Index])));
    }

    private static Dictionary<SurveyElement, int> Scores(Chance chance, int unit, string service, double progress)
    {
        // A respondent is content or not as a whole; the services of an office differ a little.
        var mood = chance.Between(-0.55, 0.55);
        var standing = (Sum(service) % 7 - 3) * 0.05;
        return SurveyElements.All.ToDictionary(element => element, element =>
        {
            var lean = Leanings[element] + ((Sum(element.Key()) + unit) % 5 - 2) * 0.04;
            var score = 3.15 + lean + standing + mood + (0.2 * progress) + chance.Between(-0.7, 0.7);
            return (int)Math.Clamp(Math.Round(score, MidpointRounding.AwayFromZero), SurveyElements.Worst, SurveyElements.Best);
        });
    }

    /// <summary>The same on every machine and in every run.</summary>
    private static int Sum(string text) => text.Sum(letter => (int)letter);

    private Task MakeLink(int unit, long? head, Instant now, CancellationToken cancellation) => database.Execute(
        unit,
        """
        insert into survey_links (unit_id, code, label, made_at, made_by) values (@unit, @code, 'Loket utama', @now, @head)
        """, new { code = SurveyLinks.NewCode(), now, head }, cancellation);

    private async Task MakePlan(int unit, SurveyPeriod period, long head, Instant now, CancellationToken cancellation)
    {
        foreach (var (i, (element, action, state)) in Plan.Index())
        {
            await database.Execute(
                unit,
                """
                insert into survey_actions
                  (unit_id, period, service, element, action, owner_id, due_on, state, made_at, made_by, changed_at, changed_by)
                values (@unit, @period, '', @element, @action, coalesce((select id from people where unit_id = @unit and kind = 'staff'
                  and deactivated_at is null and id <> @head order by id offset @i limit 1), @head), @due, @state, @now, @head, @now, @head)
                """,
                new
                {
                    period = period.ToString(),
                    element = element.Key(),
                    action,
                    head,
                    i,
                    state,
                    now,
                    due = period.Next.To.PlusDays(state == Done ? 0 : 45).ToDateOnly(),
                }, cancellation);
        }
    }

    private sealed class Office
    {
        public string Zone { get; init; } = "";
        public long? Head { get; init; }
    }

    private sealed record Served(long Id, string Service, DateTime EndedAt, bool HasStep);
}
