using Dapper;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>Takes people in from a table: first what would come of it, and then, confirmed, the rows without a problem.</summary>
public static class ImportPeople
{
    [Requires(Right.ManageStaff)]
    public sealed record Query(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table) : IRequestOf<IReadOnlyList<PersonRow>>;

    /// <summary>Answers with the number of people who were added.</summary>
    /// <param name="Expected">The number that the sender was shown: a table that means another number by now is looked at again.</param>
    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table, int Expected) : IRequestOf<int>;

    internal sealed class Handler(SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<PersonRow>>, IRequestHandler<Command, int>
    {
        // User names are unique over all offices.
        private const string Known =
            """
            select name, user_name, coalesce(nip, '') as nip, coalesce(email, '') as email, deactivated_at is not null as has_left
            from people where unit_id = @unit and kind = 'staff'
            """;

        public async Task<IReadOnlyList<PersonRow>> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            if (query.Table is null) throw new ProblemException(problems.Invalid("file", texts["Import.BadFile"]));
            var lanes = await UnitLanes.Read(database, unit, cancellationToken);
            var known = await database.Query<KnownPerson>(unit, Known, null, cancellationToken);
            return new PeopleSheet(texts, lanes).Read(query.Table, known)
                ?? throw new ProblemException(problems.Invalid("file", texts["Import.NoNames"]));
        }

        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var rows = (await mediator.Send(new Query(command.Person, command.Table), cancellationToken)).Where(row => row.IsGood).ToList();
            if (rows.Count == 0) throw new ProblemException(problems.Invalid("file", texts["Import.NoneGood"]));
            if (rows.Count != command.Expected) throw new ProblemException(problems.Invalid("file", texts["Import.Changed"]));
            try
            {
                await Write(command.Person, rows, cancellationToken);
                return rows.Count;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(StaffRules.Taken(e, problems, texts));
            }
        }

        /// <summary>All of them or none.</summary>
        private async Task Write(Person person, List<PersonRow> rows, CancellationToken cancellation)
        {
            await using var connection = await database.App.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await connection.ExecuteAsync(new CommandDefinition(
                $"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(person.UnitId) }, transaction,
                cancellationToken: cancellation));
            foreach (var row in rows)
            {
                await connection.ExecuteAsync(new CommandDefinition(AddMember.Handler.Sql, new
                {
                    unit = person.UnitId,
                    userName = row.UserName,
                    name = row.Name,
                    title = row.Title,
                    roles = row.Roles.ToArray(),
                    lanes = row.Lanes.ToArray(),
                    nip = row.Nip.Length > 0 ? row.Nip : null,
                    email = row.Email.Length > 0 ? row.Email : null,
                    stamp = Stamp.New(),
                    now = clock.Now(),
                    by = person.Id,
                    action = AuditLog.PersonAdded,
                    detail = string.Join(", ", row.Lanes.Concat(row.Roles)),
                }, transaction, cancellationToken: cancellation));
            }

            await transaction.CommitAsync(cancellation);
        }
    }
}
