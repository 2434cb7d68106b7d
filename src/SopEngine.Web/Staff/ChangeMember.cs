using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>Changes a person's name, jabatan, roles and lanes. Tasks that they hold in a lost lane go back into its queue.</summary>
public static class ChangeMember
{
    [Requires(Right.ManageStaff)]
    public sealed record Command(
        Person Person, long Id, string Name, string Title, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes)
        : IRequestOf<Unit>
    {
        /// <summary>The lanes that a supervisor answers for; none for all of the office.</summary>
        public IReadOnlyList<string> Oversees { get; init; } = [];

        /// <summary>The SOPs that the person answers for and whose figures they see.</summary>
        public IReadOnlyList<string> AnswersFor { get; init; } = [];

        /// <summary>Empty for none.</summary>
        public string Nip { get; init; } = "";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Name).NameRules(texts);
            RuleFor(command => command.Title).TitleRules(texts);
            RuleFor(command => command.Nip).NipRules(texts);
            RuleFor(command => command.Roles).RoleRules(texts);
            RuleFor(command => command.Lanes).LaneRules(texts);
            RuleFor(command => command.Oversees).LaneRules(texts);
            RuleFor(command => command.Lanes).Empty().When(command => StaffRules.OnlyReads(command.Roles))
                .WithMessage(_ => texts["Staff.AuditorOnly"]);
        }
    }

    internal sealed class Handler(
        SopDatabase database, HeldTasks held, VacantLanes vacant, People people, IClock clock, Problems problems,
        IStringLocalizer<Texts> texts) : IRequestHandler<Command, Unit>
    {
        private static readonly string Sql =
            $"""
            {StaffRules.InTurn}
            with former as (
              select p.id, array_to_string(array[p.name, nullif(p.title, '')]
                || array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id order by lane) || p.roles
                || array(select '{AuditLog.Overseen}' || lane from lane_supervisors s
                  where s.unit_id = p.unit_id and s.person_id = p.id order by lane)
                || {OfficerSops.Named("select definition_id from sop_officers o where o.unit_id = p.unit_id and o.person_id = p.id")},
                ', ') as text
              from people p where p.unit_id = @unit and p.id = @id
            ), changed as (
              update people p set name = @name, title = @title, roles = @roles, nip = @nip
              where p.unit_id = @unit and p.id = @id and p.kind = 'staff' and p.deactivated_at is null
                and ({RightsSql.Of(Right.ManageStaff, "@roles")} or not {RightsSql.Of(Right.ManageStaff, "p.roles")}
                  or {StaffRules.AnotherAdmin})
              returning p.unit_id, p.id
            ), lost as (
              delete from lane_holders h using changed where h.unit_id = changed.unit_id and h.person_id = changed.id
                and not h.lane = any (@lanes)
            ), won as (
              insert into lane_holders (unit_id, person_id, lane) select unit_id, id, unnest(@lanes) from changed on conflict do nothing
            ), given_up as (
              delete from lane_supervisors s using changed where s.unit_id = changed.unit_id and s.person_id = changed.id
                and not s.lane = any (@oversees)
            ), taken_on as (
              insert into lane_supervisors (unit_id, person_id, lane)
              select unit_id, id, unnest(@oversees) from changed on conflict do nothing
            ), laid_down as (
              delete from sop_officers o using changed where o.unit_id = changed.unit_id and o.person_id = changed.id
                and not o.definition_id = any (@sops)
            ), answered_for as (
              insert into sop_officers (unit_id, person_id, definition_id)
              select unit_id, id, unnest(@sops) from changed on conflict do nothing
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, before, detail)
            select unit_id, @now, @by, id, @action, former.text,
              array_to_string(@detail || {OfficerSops.Named("select unnest(@sops)")}, ', ')
            from changed join former using (id) cross join hold_post(unit_id, id, @title) returning subject_id
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var before = await database.Query<string>(
                unit, "select lane from lane_holders where unit_id = @unit and person_id = @Id", new { command.Id }, cancellationToken);
            var known = (await UnitLanes.Read(database, unit, cancellationToken))
                .Where(lane => !lane.External).Select(lane => lane.Id).ToHashSet();
            if (!command.Lanes.Concat(command.Oversees).All(known.Contains))
                throw new ProblemException(problems.Invalid("lanes", texts["Staff.LaneUnknown"]));
            var sops = (await database.Query<(string Id, string Name)>(unit, OfficerSops.Sql, null, cancellationToken))
                .Select(sop => sop.Id).ToHashSet();
            if (!command.AnswersFor.All(sops.Contains))
                throw new ProblemException(problems.Invalid("answersFor", texts["Staff.SopUnknown"]));

            var isChanged = await Change(command, cancellationToken);
            if (!isChanged) throw await WhyNot(command, cancellationToken);

            await people.Changed(unit, command.Id, cancellationToken);
            var lost = before.Except(command.Lanes).ToArray();
            if (lost.Length > 0)
            {
                await held.PutBack(command.Person, command.Id, lost, cancellationToken);
                await vacant.Raise(unit, cancellationToken);
            }

            return Unit.Value;
        }

        private async Task<bool> Change(Command command, CancellationToken cancellation)
        {
            try
            {
                return await database.QueryMany(command.Person.UnitId, Sql, new
                {
                    id = command.Id,
                    name = command.Name.Trim(),
                    title = command.Title.Trim(),
                    nip = StaffRules.Nip(command.Nip),
                    roles = command.Roles.Distinct().ToArray(),
                    lanes = command.Lanes.Distinct().ToArray(),
                    oversees = Oversees(command),
                    sops = command.AnswersFor.Distinct().ToArray(),
                    now = clock.Now(),
                    by = command.Person.Id,
                    action = AuditLog.PersonChanged,
                    detail = new[] { command.Name.Trim(), command.Title.Trim() }.Where(text => text.Length > 0)
                        .Concat(command.Lanes).Concat(command.Roles).Concat(Oversees(command).Select(lane => AuditLog.Overseen + lane))
                        .ToArray(),
                }, async results =>
                {
                    await results.ReadAsync();
                    return (await results.ReadAsync<long>()).Any();
                }, cancellation);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(StaffRules.Taken(e, problems, texts));
            }
        }

        /// <summary>Only a supervisor answers for lanes of others.</summary>
        private static string[] Oversees(Command command) =>
            command.Roles.Contains(Role.Supervisor.Name()) ? [.. command.Oversees.Distinct()] : [];

        private async Task<ProblemException> WhyNot(Command command, CancellationToken cancellation) => await database.QuerySingle<bool>(
            command.Person.UnitId,
            "select exists (select from people where unit_id = @unit and id = @Id and kind = 'staff' and deactivated_at is null)",
            new { command.Id }, cancellation)
            ? new ProblemException(problems.Invalid("roles", texts["Staff.LastAdmin"]))
            : new ProblemException(problems.NotFound());
    }
}
