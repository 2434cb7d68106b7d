using System.Text.Json;
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
        private const string Sql =
            """
            with wanted as (
              select * from json_to_recordset(@people::json) as w (
                "UserName" text, "Name" text, "Title" text, "Nip" text, "Email" text, "Roles" text[], "Lanes" text[], "Stamp" text)
            ), made as (
              insert into people (unit_id, kind, user_name, name, title, roles, nip, email, security_stamp, created_at, language)
              select u.id, 'staff', w."UserName", w."Name", w."Title", w."Roles", w."Nip", w."Email", w."Stamp", @now, u.language
              from wanted w cross join units u where u.id = @unit returning unit_id, id, user_name
            ), held as (
              insert into lane_holders (unit_id, person_id, lane)
              select m.unit_id, m.id, unnest(w."Lanes") from made m join wanted w on w."UserName" = m.user_name
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select m.unit_id, @now, @by, m.id, @action, array_to_string(w."Lanes" || w."Roles", ', ')
            from made m join wanted w on w."UserName" = m.user_name cross join lateral hold_post(m.unit_id, m.id, w."Title")
            returning subject_id
            """;

        public async Task<Added> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var known = (await UnitLanes.Read(database, unit, cancellationToken))
                .Where(lane => !lane.External).Select(lane => lane.Id).ToHashSet();
            if (!command.Lanes.All(known.Contains)) throw new ProblemException(problems.Invalid("lanes", texts["Staff.LaneUnknown"]));

            try
            {
                var member = new NewMember(
                    command.UserName.Trim().ToLowerInvariant(), command.Name.Trim(), command.Title.Trim(), StaffRules.Nip(command.Nip),
                    Email: null, [.. command.Roles.Distinct()], [.. command.Lanes.Distinct()]);
                var added = await Insert(database, command.Person, [member], clock.Now(), cancellationToken);
                return new Added(added[0], await links.Make(unit, added[0], isReset: false, command.Person.Id, cancellationToken));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(StaffRules.Taken(e, problems, texts));
            }
        }

        /// <summary>Adds all of them or none, and returns their ids.</summary>
        internal static Task<List<long>> Insert(
            SopDatabase database, Person by, IEnumerable<NewMember> people, Instant now, CancellationToken cancellation) =>
            database.Query<long>(
                by.UnitId, Sql, new { people = JsonSerializer.Serialize(people), now, by = by.Id, action = AuditLog.PersonAdded },
                cancellation);
    }

    /// <param name="UserName">In small letters.</param>
    /// <param name="Nip">As its digits; null for none, as the e-mail address is.</param>
    internal sealed record NewMember(
        string UserName, string Name, string Title, string? Nip, string? Email, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes)
    {
        public string Stamp { get; } = Accounts.Stamp.New();
    }

    internal static bool IsUserName(string text) => UserName().IsMatch(text);

    [GeneratedRegex(@"^\s*[A-Za-z0-9][A-Za-z0-9._-]{2,59}\s*$")]
    private static partial Regex UserName();
}
