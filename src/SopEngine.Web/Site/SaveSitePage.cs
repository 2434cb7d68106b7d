using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Site;

/// <summary>Writes a page of the site. Nobody but the office sees it before it is shown.</summary>
public static class SaveSitePage
{
    /// <summary>The largest picture, in bytes: a first visit stays below 60 kB in all.</summary>
    public const int LargestPicture = 26_000;

    /// <param name="Sop">Id of the service's SOP; empty for the office's own page.</param>
    /// <param name="Revision">That of the page that the writer had before them.</param>
    /// <param name="Picture">The picture that was chosen; null to leave it as it is.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Sop, int Revision, SiteContent Content, byte[]? Picture = null)
        : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command).Custom((command, context) =>
            {
                foreach (var field in command.Sop.Length == 0 ? SiteField.OfOffice : SiteField.OfService)
                {
                    foreach (var name in field.Names.Where(name => command.Content[name].Length > field.Longest))
                        context.AddFailure(name, texts["Site.TooLong", texts["Site.Field." + field.Name], field.Longest]);
                }

                if ((command.Picture is not null || command.Content.Has(SiteField.Picture)) && !command.Content.Has(SiteField.PictureText))
                    context.AddFailure(SiteField.PictureText, texts["Site.PictureText.Missing"]);
            });
            RuleFor(command => command.Picture)
                .Must(picture => picture is null || (picture.Length <= LargestPicture && PdfPicture.Read(picture) is not null))
                .OverridePropertyName("pictureFile").WithMessage(_ => texts["Site.Picture.Bad"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        // The picture stands first: the draft names it. Pictures that nothing names any more go.
        private const string Write =
            """
            with picture as (
              insert into site_pictures (unit_id, media_type, bytes, added_at)
              select @unit, @mediaType, @picture, @now where @picture::bytea is not null returning id
            ), content as (
              select (@content::jsonb || coalesce((select jsonb_build_object('picture', id::text) from picture), '{}'))::json as draft
            )
            insert into site_pages as p (unit_id, sop, draft, revision, changed_at, changed_by)
            select @unit, @Sop, draft, 1, @now, @by from content where @Revision = 0
              or exists (select from site_pages where unit_id = @unit and sop = @Sop)
            on conflict (unit_id, sop) do update set draft = excluded.draft, revision = p.revision + 1, changed_at = @now, changed_by = @by
            where p.revision = @Revision
            returning revision;
            """;

        private const string Tidy =
            """
            delete from site_pictures p where p.unit_id = @unit and p.added_at < @now - interval '1 hour' and not exists (
              select from site_pages s where s.unit_id = @unit
                and (s.shown ->> 'picture' = p.id::text or s.draft ->> 'picture' = p.id::text))
            """;

        private const string Exists =
            "select 1 from definitions where unit_id = @unit and definition_id = @Sop and is_published";

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            if (command.Sop.Length > 0
                && (await database.Query<int>(unit, Exists, new { command.Sop }, cancellationToken)).Count == 0)
                throw new ProblemException(problems.NotFound());
            var (mediaType, picture) = await Cleaned(command.Picture, cancellationToken);
            var written = await database.Query<int>(unit, Write, new
            {
                command.Sop,
                command.Revision,
                content = command.Content.Write(),
                picture,
                mediaType,
                now = clock.Now(),
                by = command.Person.Id,
            }, cancellationToken);
            if (written.Count == 0) throw new ProblemException(problems.SiteChanged());
            await database.Execute(unit, Tidy, new { now = clock.Now() }, cancellationToken);
            return MediatR.Unit.Value;
        }

        /// <summary>The picture without the notes of its camera, such as the place.</summary>
        private async Task<(string? MediaType, byte[]? Bytes)> Cleaned(byte[]? picture, CancellationToken cancellation)
        {
            if (picture is null) return (null, null);
            var type = picture is [0xFF, ..] ? FileType.Jpeg : FileType.Png;
            await using var cleaned = await Engine.Documents.Pictures.Picture.Clean(type, new MemoryStream(picture), cancellation)
                ?? throw new ProblemException(problems.Invalid("pictureFile", texts["Site.Picture.Bad"]));
            using var bytes = new MemoryStream();
            await cleaned.CopyToAsync(bytes, cancellation);
            return (type.MediaType, bytes.ToArray());
        }
    }
}

/// <summary>Shows a page of the site as it was last written to the public. The log says who did.</summary>
public static class ShowSitePage
{
    /// <param name="Revision">That of the page that was looked at: what was written meanwhile is not shown unseen.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Sop, int Revision) : IRequestOf<MediatR.Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Write =
            """
            with shown as (
              update site_pages set shown = draft, draft = null, shown_at = @now, shown_by = @by
              where unit_id = @unit and sop = @Sop and draft is not null and revision = @Revision returning sop
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select @unit, @now, @by, null, @action, sop from shown returning 1
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken) =>
            (await database.Query<int>(
                command.Person.UnitId, Write,
                new { command.Sop, command.Revision, now = clock.Now(), by = command.Person.Id, action = AuditLog.SiteShown },
                cancellationToken)).Count == 1
                ? MediatR.Unit.Value
                : throw new ProblemException(problems.SiteChanged());
    }
}
