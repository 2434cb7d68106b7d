using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Book;

/// <summary>The office's SOPs in force as one book. For staff, who may read each of them.</summary>
public static class ReadBook
{
    /// <param name="Number">Of the decision; empty to leave room for it.</param>
    /// <param name="Date">Null to leave room for it.</param>
    public sealed record Query(Person Person, string Number, LocalDate? Date, string Place, string Signer, string Name, string Nip)
        : IRequestOf<SopBook>;

    /// <summary>Reads the first values of the decision's form.</summary>
    public sealed record Start(Person Person) : IRequestOf<Offer>;

    /// <param name="Sops">The names and numbers of the SOPs in the book.</param>
    public sealed record Offer(
        IReadOnlyList<(string Id, string Name, string? Number)> Sops, string Place, string Signer, string Name, string Nip,
        LocalDate Today);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(query => query.Number).MaximumLength(100).WithName(_ => texts["Book.Number"]);
            RuleFor(query => query.Place).MaximumLength(100).WithName(_ => texts["Book.Place"]);
            RuleFor(query => query.Signer).MaximumLength(200).WithName(_ => texts["Book.Signer"]);
            RuleFor(query => query.Name).MaximumLength(200).WithName(_ => texts["Book.Name"]);
            RuleFor(query => query.Nip).MaximumLength(30).WithName(_ => texts["Header.ApproverNip"]);
        }
    }

    internal sealed class Handler(SopDatabase database, SopSheets sheets, IClock clock, Problems problems)
        : IRequestHandler<Query, SopBook>, IRequestHandler<Start, Offer>
    {
        // By number, as offices file them; a SOP without one comes last.
        private const string Sops =
            """
            select definition_id, version, name, json #>> '{customProperties,sop,number}' from definitions
            where unit_id = @unit and is_published and json_typeof(json #> '{customProperties,sop}') = 'object'
            order by number is null or number = '', number, lower(name), definition_id;
            """;

        private const string Unit = "select city, evaluation_months as months from units where id = @unit;";

        // The head signs. A NIP that nobody entered among the staff may stand in a SOP that the head has approved.
        private static readonly string Head =
            $$"""
            select p.name, p.title, coalesce(p.nip, (select d.json #>> '{customProperties,sop,approvedBy,nip}' from definitions d
              where d.unit_id = p.unit_id and d.is_published and d.json #>> '{customProperties,sop,approvedBy,name}' = p.name
              order by d.changed_at desc limit 1), '')
            from people p
            where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null and {{RightsSql.Of(Role.Head, "p.roles")}}
            order by p.id limit 1
            """;

        public Task<Offer> Handle(Start query, CancellationToken cancellationToken)
        {
            CheckStaff(query.Person);
            return database.QueryMany(query.Person.UnitId, Sops + Unit + Head, null, async results =>
            {
                var sops = (await results.ReadAsync<(string Id, int Version, string Name, string? Number)>())
                    .Select(row => (row.Id, row.Name, row.Number)).ToList();
                var (city, _) = await results.ReadSingleAsync<(string, int)>();
                var (name, title, nip) = (await results.ReadAsync<(string, string, string)>()).SingleOrDefault();
                return new Offer(sops, city, title ?? "", name ?? "", nip ?? "", Today(query.Person));
            }, cancellationToken);
        }

        public async Task<SopBook> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            CheckStaff(person);
            var (sops, city, months) = await database.QueryMany(person.UnitId, Sops + Unit, null, async results =>
            {
                var rows = (await results.ReadAsync<(string Id, int Version, string Name, string? Number)>()).ToList();
                var (where, every) = await results.ReadSingleAsync<(string, int)>();
                return (rows, where, every);
            }, cancellationToken);
            var drawn = await sheets.Of(
                [.. sops.Select(sop => new DefinitionVersion(person.UnitId, sop.Id, sop.Version))], cancellationToken);
            var decree = new BookDecree(query.Number, query.Date, query.Place, query.Signer, query.Name, query.Nip);
            return new SopBook(person.UnitName, city, query.Date?.Year ?? Today(person).Year, months, decree, drawn)
            {
                Logo = drawn.Select(sheet => sheet.Logo).FirstOrDefault(),
            };
        }

        private void CheckStaff(Person person)
        {
            if (person.IsCustomer) throw new ProblemException(problems.NotFound());
        }

        private LocalDate Today(Person person) => clock.Now().InZone(DateTimeZoneProviders.Tzdb[person.Zone]).Date;
    }
}
