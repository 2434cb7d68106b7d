using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>
/// Lets a person in again: by a link to set a new password, by ending the wait after too many wrong ones, or by removing a second factor
/// whose telephone is lost. Also ends a person's sessions.
/// </summary>
public static class OpenAccount
{
    /// <summary>Answers with the path of a link that works once, for a week.</summary>
    [Requires(Right.ManageStaff)]
    public sealed record MakeLink(Person Person, long Id) : IRequestOf<string>;

    /// <summary>Sends a link that was made.</summary>
    [Requires(Right.ManageStaff)]
    public sealed record SendLink(Person Person, long Id, string Path, string Channel) : IRequestOf<LinkOutcome>;

    [Requires(Right.ManageStaff)]
    public sealed record Unlock(Person Person, long Id) : IRequestOf<Unit>;

    [Requires(Right.ManageStaff)]
    public sealed record ResetSecondFactor(Person Person, long Id) : IRequestOf<Unit>;

    [Requires(Right.ManageStaff)]
    public sealed record EndSessions(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class LinkHandler(SopDatabase database, AccountLinks links, LinkSending sending, Problems problems)
        : IRequestHandler<MakeLink, string>, IRequestHandler<SendLink, LinkOutcome>
    {
        public Task<LinkOutcome> Handle(SendLink command, CancellationToken cancellationToken) =>
            sending.Send(command.Person.UnitId, command.Id, command.Path, command.Channel, cancellationToken);

        public async Task<string> Handle(MakeLink command, CancellationToken cancellationToken)
        {
            var hasPassword = await database.QuerySingle<bool?>(
                command.Person.UnitId,
                "select password_hash is not null from people where unit_id = @unit and id = @Id and deactivated_at is null",
                new { command.Id }, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            return await links.Make(command.Person.UnitId, command.Id, isReset: hasPassword, command.Person.Id, cancellationToken);
        }
    }

    internal sealed class UnlockHandler(SopDatabase database, Attempts attempts, IClock clock, Problems problems)
        : IRequestHandler<Unlock, Unit>
    {
        public async Task<Unit> Handle(Unlock command, CancellationToken cancellationToken)
        {
            var userName = await database.QuerySingle<string>(
                command.Person.UnitId,
                """
                with opened as (
                  select unit_id, id, user_name from people where unit_id = @unit and id = @Id and deactivated_at is null
                ), noted as (
                  insert into audit_log (unit_id, at, person_id, subject_id, action) select unit_id, @now, @by, id, @action from opened
                )
                select user_name from opened
                """,
                new { command.Id, now = clock.Now(), by = command.Person.Id, action = AuditLog.Unlocked }, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            await attempts.Forget(userName, Attempts.Strangers, cancellationToken);
            return Unit.Value;
        }
    }

    internal sealed class EndHandler(SopDatabase database, SecondFactors factors, OpenSessions sessions, People people, Problems problems)
        : IRequestHandler<ResetSecondFactor, Unit>, IRequestHandler<EndSessions, Unit>
    {
        public async Task<Unit> Handle(ResetSecondFactor command, CancellationToken cancellationToken)
        {
            if (!await factors.Remove(command.Person, command.Id, cancellationToken)) throw new ProblemException(problems.NotFound());
            await people.Changed(command.Person.UnitId, command.Id, cancellationToken);
            return Unit.Value;
        }

        public async Task<Unit> Handle(EndSessions command, CancellationToken cancellationToken)
        {
            var isThere = await database.QuerySingle<bool>(
                command.Person.UnitId, "select exists (select from people where unit_id = @unit and id = @Id)", new { command.Id },
                cancellationToken);
            if (!isThere) throw new ProblemException(problems.NotFound());
            await sessions.End(
                command.Person, command.Id, only: null, except: command.Id == command.Person.Id ? command.Person.Session : null,
                cancellationToken);
            return Unit.Value;
        }
    }
}
