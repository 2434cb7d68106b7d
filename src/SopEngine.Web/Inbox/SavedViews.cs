using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>The filtered lists that a person keeps under names of their own.</summary>
public sealed class SavedViews(SopDatabase database)
{
    public const int LongestName = 40, Most = 12;

    public async Task<IReadOnlyList<ReadDesk.View>> Of(Person person, CancellationToken cancellation)
    {
        var rows = await database.Query<(long Id, string Name, string List, string Address)>(person.UnitId,
            "select id, name, list, address from saved_views where unit_id = @unit and person_id = @person order by id",
            new { person = person.Id }, cancellation);
        return [.. rows.Select(row => new ReadDesk.View(
            row.Id, row.Name, Enum.Parse<TaskList>(row.List),
            TaskFilter.Of(new QueryCollection(QueryHelpers.ParseQuery(row.Address))), 0))];
    }

    /// <summary>Keeps a view and replaces one of the same name.</summary>
    public sealed record Save(Person Person, string? Name, TaskList List, TaskFilter Filter) : IRequestOf<Unit>;

    public sealed record Remove(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Save>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(save => save.Name)
                .NotEmpty().MaximumLength(LongestName).OverridePropertyName("name").WithName(_ => texts["Inbox.View.Name"]);
    }

    internal sealed class Handler(SopDatabase database, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Save, Unit>, IRequestHandler<Remove, Unit>
    {
        private const string Insert =
            """
            insert into saved_views (unit_id, person_id, name, list, address)
            select @unit, @person, @name, @list, @address
            where exists (select from saved_views where unit_id = @unit and person_id = @person and name = @name)
              or (select count(*) from saved_views where unit_id = @unit and person_id = @person) < @most
            on conflict (unit_id, person_id, name) do update set list = excluded.list, address = excluded.address
            returning id
            """;

        public async Task<Unit> Handle(Save request, CancellationToken cancellationToken)
        {
            var address = request.Filter.Address(request.List);
            var kept = await database.Query<long>(request.Person.UnitId, Insert, new
            {
                person = request.Person.Id,
                name = request.Name!.Trim(),
                list = request.List.ToString(),
                address = address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var from ? address[from..] : "",
                most = Most,
            }, cancellationToken);
            return kept.Count > 0 ? Unit.Value : throw new ProblemException(problems.Invalid("name", texts["Inbox.View.TooMany", Most]));
        }

        public async Task<Unit> Handle(Remove request, CancellationToken cancellationToken)
        {
            await database.Execute(
                request.Person.UnitId, "delete from saved_views where unit_id = @unit and person_id = @person and id = @id",
                new { person = request.Person.Id, id = request.Id }, cancellationToken);
            return Unit.Value;
        }
    }
}
