using System.Text.RegularExpressions;
using FluentValidation;
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

/// <summary>Adds a person to the staff. With the returned link the person sets a password.</summary>
public static partial class AddMember
{
    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, string Name, string UserName, string Title, IReadOnlyList<string> Roles,
        IReadOnlyList<string> Lanes) : IRequestOf<Added>
    {
        /// <summary>Empty for none.</summary>
        public string Nip { get; init; } = "";
    }

    /// <param name="Link">Its path; it works once, for a week.</param>
    public sealed record Added(long Id, string Link);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Name).NameRules(texts);
            RuleFor(command => command.UserName).Matches(UserName()).WithMessage(_ => texts["Staff.UserNameBad"]);
            RuleFor(command => command.Title).TitleRules(texts);
            RuleFor(command => command.Nip).NipRules(texts);
            RuleFor(command => command.Roles).RoleRules(texts);
            RuleFor(command => command.Lanes).LaneRules(texts);
            RuleFor(command => command.Lanes).Empty().When(command => StaffRules.OnlyReads(command.Roles))
                .WithMessage(_ => texts["Staff.AuditorOnly"]);
        }
    }

    internal sealed class Handler(SopDatabase database, AccountLinks links, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Added>
    {
        internal const string Sql =
            """
            with made as (
              insert into people (unit_id, kind, user_name, name, title, roles, nip, email, security_stamp, created_at, language)
              select id, 'staff', @userName, @name, @title, @roles, @nip, @email, @stamp, @now, language
              from units where id = @unit returning unit_id, id
            ), held as (
              insert into lane_holders (unit_id, person_id, lane) select unit_id, id, unnest(@lanes) from made
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, @detail from made cross join hold_post(unit_id, id, @title) returning subject_id
            """;

        public async Task<Added> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var known = (await UnitLanes.Read(database, unit, cancellationToken))
                .Where(lane => !lane.External).Select(lane => lane.Id).ToHashSet();
            if (!command.Lanes.All(known.Contains)) throw new ProblemException(problems.Invalid("lanes", texts["Staff.LaneUnknown"]));

            try
            {
                var id = await database.QuerySingle<long>(unit, Sql, new
                {
                    userName = command.UserName.Trim().ToLowerInvariant(),
                    name = command.Name.Trim(),
                    title = command.Title.Trim(),
                    nip = StaffRules.Nip(command.Nip),
                    email = (string?)null,
                    roles = command.Roles.Distinct().ToArray(),
                    lanes = command.Lanes.Distinct().ToArray(),
                    stamp = Stamp.New(),
                    now = clock.Now(),
                    by = command.Person.Id,
                    action = AuditLog.PersonAdded,
                    detail = string.Join(", ", command.Lanes.Concat(command.Roles)),
                }, cancellationToken);
                return new Added(id, await links.Make(unit, id, isReset: false, command.Person.Id, cancellationToken));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(StaffRules.Taken(e, problems, texts));
            }
        }
    }

    internal static bool IsUserName(string text) => UserName().IsMatch(text);

    [GeneratedRegex(@"^\s*[A-Za-z0-9][A-Za-z0-9._-]{2,59}\s*$")]
    private static partial Regex UserName();
}
