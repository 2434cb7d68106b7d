using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>
/// Invites many of the staff at once, such as people from a table: by e-mail where there is an address, else by a card to print.
/// </summary>
public static class InvitePeople
{
    /// <summary>The most people of one list: their links are made and sent while the admin waits.</summary>
    public const int Most = 100;

    /// <summary>After this many mails that did not go out, the mail server is away, and the others get cards.</summary>
    private const int MostFailures = 3;

    private const int AtOnce = 4;

    /// <summary>The staff without a password, people without an open invitation first.</summary>
    [Requires(Right.ManageStaff)]
    public sealed record Query(Person Person) : IRequestOf<Waiting>;

    /// <param name="All">Number of the staff without a password; the list has <see cref="Most"/> of them at most.</param>
    /// <param name="HasMail">True when e-mails can be sent.</param>
    public sealed record Waiting(IReadOnlyList<Invitee> People, int All, bool HasMail);

    /// <param name="Email">Empty for none.</param>
    /// <param name="LinkUntil">End of an open link, which a new one replaces; null for none.</param>
    public sealed record Invitee(long Id, string Name, string UserName, string Title, string Email, Instant? LinkUntil);

    [Requires(Right.ManageStaff)]
    public sealed record Command(Person Person, IReadOnlyList<long> Chosen) : IRequestOf<IReadOnlyList<Invitation>>;

    /// <param name="Path">Of the link: it works once, for a week, and cannot be looked up later.</param>
    /// <param name="IsMailed">True when the link went out by e-mail; else it is to be handed over.</param>
    /// <param name="Problem">The reason of a mail that did not go out; null without one.</param>
    public sealed record Invitation(Invitee To, string Path, Instant Until, bool IsMailed, string? Problem);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Chosen).NotEmpty().OverridePropertyName("person").WithMessage(_ => texts["Invite.NoneChosen"]);
            RuleFor(command => command.Chosen).Must(chosen => chosen.Count <= Most)
                .OverridePropertyName("person").WithMessage(_ => texts["Invite.TooMany", Most]);
        }
    }

    internal sealed class Handler(
        SopDatabase database, AccountLinks links, LinkSending sending, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, Waiting>, IRequestHandler<Command, IReadOnlyList<Invitation>>
    {
        private const string Sql =
            """
            select p.id, p.name, p.user_name, p.title, coalesce(p.email, '') as email, l.until_at as link_until
            from people p cross join lateral (
              select max(expires_at) as until_at from account_links l where l.unit_id = p.unit_id and l.person_id = p.id
                and l.used_at is null and l.expires_at > @now and l.purpose <> 'forgotten') l
            where p.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null and p.password_hash is null
              and (@chosen::bigint[] is null or p.id = any (@chosen))
            order by l.until_at is not null, lower(p.name), p.id
            """;

        public async Task<Waiting> Handle(Query query, CancellationToken cancellationToken)
        {
            var all = await Find(query.Person.UnitId, null, cancellationToken);
            return new([.. all.Take(Most)], all.Count, sending.HasMail);
        }

        public async Task<IReadOnlyList<Invitation>> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var people = await Find(unit, [.. command.Chosen], cancellationToken);
            if (people.Count == 0) throw new ProblemException(problems.Invalid("person", texts["Invite.NoneChosen"]));

            var until = clock.Now() + AccountLinks.ValidFor;
            var made = new Invitation[people.Count];
            for (var i = 0; i < made.Length; i++)
            {
                var path = await links.Make(unit, people[i].Id, isReset: false, command.Person.Id, cancellationToken);
                made[i] = new(people[i], path, until, IsMailed: false, Problem: null);
            }

            if (!sending.HasMail) return made;

            var failures = 0;
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                Enumerable.Range(0, made.Length).Where(i => made[i].To.Email.Length > 0), options, async (i, cancellation) =>
                {
                    if (Volatile.Read(ref failures) >= MostFailures)
                    {
                        made[i] = made[i] with { Problem = texts["Invite.Stopped"] };
                        return;
                    }

                    var outcome = await sending.Send(unit, made[i].To.Id, made[i].Path, "email", cancellation);
                    if (outcome.Problem is null) Volatile.Write(ref failures, 0);
                    else Interlocked.Increment(ref failures);
                    made[i] = made[i] with { IsMailed = outcome.Problem is null, Problem = outcome.Problem };
                });
            return made;
        }

        private async Task<List<Invitee>> Find(int unit, long[]? chosen, CancellationToken cancellation) =>
            [
                .. (await database.Query<Row>(unit, Sql, new { chosen, now = clock.Now() }, cancellation)).Select(row => new Invitee(
                    row.Id, row.Name, row.UserName, row.Title, row.Email, row.LinkUntil?.ToInstant())),
            ];

        private sealed record Row(long Id, string Name, string UserName, string Title, string Email, DateTime? LinkUntil);
    }
}
