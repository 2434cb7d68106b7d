using Dapper;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>Takes people in from a table: first a preview of its rows, then, confirmed, the rows without a problem.</summary>
public static class ImportPeople
{
    [Requires(Right.ManageStaff)]
    public sealed record Query(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table) : IRequestOf<IReadOnlyList<PersonRow>>;

    /// <summary>Answers with the number of people who were added.</summary>
    /// <param name="Expected">The number of good rows in the preview; another number by now is refused.</param>
    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table, int Expected) : IRequestOf<int>;

    internal sealed class Handler(SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<PersonRow>>, IRequestHandler<Command, int>
    {
        private const string Known =
            """
            select name, user_name, coalesce(nip, '') as nip, coalesce(email, '') as email, deactivated_at is not null as has_left
            from people where unit_id = @unit and kind = 'staff'
            """;

        /// <summary>The numbered names that are asked for at once.</summary>
        private const int Ahead = 30;

        private const string Taken =
            "select user_name from people where user_name = any (@names) and (unit_id <> @unit or kind <> 'staff')";

        public async Task<IReadOnlyList<PersonRow>> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            if (query.Table is null) throw new ProblemException(problems.Invalid("file", texts["Import.BadFile"]));
            var lanes = await UnitLanes.Read(database, unit, cancellationToken);
            var known = await database.Query<KnownPerson>(unit, Known, null, cancellationToken);
            var taken = new HashSet<string>();
            while (true)
            {
                var rows = new PeopleSheet(texts, lanes, taken).Read(query.Table, known)
                    ?? throw new ProblemException(problems.Invalid("file", texts["Import.NoNames"]));
                var found = (await TakenByOthers(unit, rows, cancellationToken)).Where(taken.Add).ToHashSet();
                if (!rows.Any(row => found.Contains(row.UserName))) return rows;
                // The rows are read again without these names: a user name made of a person's name then gets a number.
            }
        }

        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var rows = (await mediator.Send(new Query(command.Person, command.Table), cancellationToken)).Where(row => row.IsGood).ToList();
            TableImport.Check(rows.Count, command.Expected, problems, texts);
            try
            {
                await AddMember.Handler.Insert(database, command.Person, rows.Select(row => new AddMember.NewMember(
                    row.UserName, row.Name, row.Title, row.Nip.Length > 0 ? row.Nip : null, row.Email.Length > 0 ? row.Email : null,
                    row.Roles, row.Lanes)), clock.Now(), cancellationToken);
                return rows.Count;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(StaffRules.Taken(e, problems, texts));
            }
        }

        /// <summary>
        /// The user names of the rows, and the next ones that would be made of them, that customers or people of other offices have: user
        /// names are unique over all offices.
        /// </summary>
        private async Task<List<string>> TakenByOthers(int unit, IReadOnlyList<PersonRow> rows, CancellationToken cancellation)
        {
            await using var connection = await database.System.OpenConnectionAsync(cancellation);
            var names = rows.SelectMany(row => Enumerable.Range(2, Ahead).Select(i => $"{row.UserName}{i}").Prepend(row.UserName))
                .Distinct().ToArray();
            return (await connection.QueryAsync<string>(new CommandDefinition(
                Taken, new { unit, names }, cancellationToken: cancellation))).AsList();
        }
    }
}
