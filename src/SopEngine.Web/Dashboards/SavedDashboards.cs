using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>The filtered dashboards that a person keeps under names of their own.</summary>
public static class SavedDashboards
{
    public const int LongestName = 40, Most = 12;

    private static readonly string[] Paths =
        ["/dashboard", "/dashboard/ahead", "/dashboard/trend", "/dashboard/steps", "/dashboard/causes", "/dashboard/list"];

    /// <param name="Address">With a period up to the day on which it is opened, when it was one up to the day on which it was kept.</param>
    public sealed record Saved(long Id, string Name, string Address);

    /// <summary>Keeps a dashboard and replaces one of the same name.</summary>
    /// <param name="Address">The address of a dashboard; its filter is kept, and nothing else of it.</param>
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Save(Person Person, string? Name, string? Address) : IRequestOf<Unit>;

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Remove(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Save>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(save => save.Name)
                .NotEmpty().MaximumLength(LongestName).OverridePropertyName("name").WithName(_ => texts["Saved.Name"]);
    }

    internal sealed class Handler(SopDatabase database, Problems problems, IStringLocalizer<Texts> texts, IClock clock)
        : IRequestHandler<Save, Unit>, IRequestHandler<Remove, Unit>
    {
        private const string Insert =
            """
            insert into saved_dashboards (unit_id, person_id, name, address)
            select @unit, @person, @name, @address
            where exists (select from saved_dashboards where unit_id = @unit and person_id = @person and name = @name)
              or (select count(*) from saved_dashboards where unit_id = @unit and person_id = @person) < @most
            on conflict (unit_id, person_id, name) do update set address = excluded.address
            returning id
            """;

        public async Task<Unit> Handle(Save request, CancellationToken cancellationToken)
        {
            var person = request.Person;
            var today = clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[person.Zone]).Date;
            var kept = await database.Query<long>(person.UnitId, Insert, new
            {
                person = person.Id,
                name = request.Name!.Trim(),
                address = AddressOf(person, request.Address, today),
                most = Most,
            }, cancellationToken);
            return kept.Count > 0 ? Unit.Value : throw new ProblemException(problems.Invalid("name", texts["Inbox.View.TooMany", Most]));
        }

        public async Task<Unit> Handle(Remove request, CancellationToken cancellationToken)
        {
            await database.Execute(
                request.Person.UnitId, "delete from saved_dashboards where unit_id = @unit and person_id = @person and id = @id",
                new { person = request.Person.Id, id = request.Id }, cancellationToken);
            return Unit.Value;
        }

        private static string AddressOf(Person person, string? address, LocalDate today)
        {
            var (path, query) = address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at
                ? (address[..at], address[at..]) : (address ?? "", "");
            var filter = DashboardFilter.Read(
                new QueryCollection(QueryHelpers.ParseQuery(query)), today, person);
            return filter.LastingAddress(Paths.Contains(path) ? path : Paths[0], today);
        }
    }
}
