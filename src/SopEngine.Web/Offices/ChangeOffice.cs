using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Documents.Pictures;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Offices;

/// <summary>Reads and changes what an office sets for itself. The log keeps what each field was.</summary>
public static class ChangeOffice
{
    /// <summary>The largest logo, in bytes.</summary>
    public const int LargestLogo = 512_000;

    [Requires(Right.ManageOffice)]
    public sealed record Query(Person Person) : IRequestOf<Office>;

    /// <param name="Logo">The picture that was chosen; null to leave the logo as it is.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, OfficeFields Fields, byte[]? Logo, bool RemovesLogo) : IRequestOf<MediatR.Unit>;

    /// <param name="Logo">As an address that holds the picture itself; null without one.</param>
    public sealed record Office(OfficeFields Fields, string? Logo);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Fields.Name).NotEmpty().MaximumLength(200)
                .OverridePropertyName("name").WithName(_ => texts["Office.name"]);
            RuleFor(command => command.Fields.ShortName).NotEmpty().MaximumLength(60)
                .OverridePropertyName("shortName").WithName(_ => texts["Office.shortName"]);
            RuleFor(command => command.Fields.City).MaximumLength(100)
                .OverridePropertyName("city").WithName(_ => texts["Office.city"]);
            RuleFor(command => command.Fields.Address).MaximumLength(500)
                .OverridePropertyName("address").WithName(_ => texts["Office.address"]);
            RuleFor(command => command.Fields.Letterhead).MaximumLength(500)
                .OverridePropertyName("letterhead").WithName(_ => texts["Office.letterhead"]);
            RuleFor(command => command.Fields.Phone).Must(phone => phone.Length == 0 || PhoneNumber.Read(phone) is not null)
                .OverridePropertyName("phone").WithMessage(_ => texts["Customers.PhoneBad"]);
            RuleFor(command => command.Fields.Email).Must(email => email.Length == 0 || EmailAddress.Read(email) is not null)
                .OverridePropertyName("email").WithMessage(_ => texts["Choices.EmailBad"]);
            RuleFor(command => command.Fields.RegisterRule).Must(CaseRegister.IsRule)
                .OverridePropertyName("registerRule").WithMessage(_ => texts["Office.RegisterRuleBad"]);
            RuleFor(command => command.Fields.Language).Must(language => language is "id" or "en")
                .OverridePropertyName("language").WithMessage(_ => texts["Choices.LanguageBad"]);
            RuleFor(command => command.Fields).Must(fields => fields.Days is not null)
                .OverridePropertyName("billDays").WithMessage(_ => texts["Office.BillDaysBad"]);
            RuleFor(command => command.Fields.BillPayment).MaximumLength(2000)
                .OverridePropertyName("billPayment").WithName(_ => texts["Office.billPayment"]);
            RuleForEach(command => command.Fields.Ladder).Must(rung => rung.At is not null
                && OfficeFields.Targets.Contains(rung.To) && OfficeFields.Modes.Contains(rung.Mode))
                .OverridePropertyName("ladder").WithMessage(_ => texts["Office.RungBad"]);
            RuleFor(command => command.Logo).Must(logo => logo is null || (logo.Length <= LargestLogo && PdfPicture.Read(logo) is not null))
                .OverridePropertyName("logo").WithMessage(_ => texts["Office.LogoBad"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, Office>, IRequestHandler<Command, MediatR.Unit>
    {
        private const string Read =
            """
            select u.name, u.short_name, u.city, u.address, u.phone, u.email, u.letterhead, u.sop_approval as approval, u.language,
              u.ladder::text as ladder, u.register_rule, u.bill_days, u.bill_payment, u.is_public, l.media_type, l.bytes
            from units u left join unit_logos l on l.unit_id = u.id where u.id = @unit
            """;

        private const string Write =
            $"""
            update units set name = @Name, short_name = @ShortName, city = @City, address = @Address, phone = @Phone, email = @Email,
              letterhead = @Letterhead, sop_approval = @Approval, language = @Language, ladder = @ladder::json,
              register_rule = @RegisterRule, bill_days = @Days, bill_payment = @BillPayment,
              is_public = @IsPublic
            where id = @unit;
            delete from unit_logos where unit_id = @unit and @removesLogo;
            insert into unit_logos (unit_id, media_type, bytes, changed_at)
            select @unit, @mediaType, @logo, @now where @logo::bytea is not null
            on conflict (unit_id) do update set media_type = excluded.media_type, bytes = excluded.bytes, changed_at = excluded.changed_at;
            {AuditLog.Insert}
            """;

        public async Task<Office> Handle(Query query, CancellationToken cancellationToken)
        {
            var row = await Find(query.Person.UnitId, cancellationToken);
            return new(row.Fields, row.Bytes is null ? null : $"data:{row.MediaType};base64,{Convert.ToBase64String(row.Bytes)}");
        }

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, fields) = (command.Person, command.Fields with
            {
                Phone = command.Fields.Phone.Length == 0 ? "" : PhoneNumber.Show(PhoneNumber.Read(command.Fields.Phone)!),
            });
            var before = (await Find(person.UnitId, cancellationToken)).Fields;
            var changes = Changes(before, fields).ToList();
            var (mediaType, logo) = await Logo(command.Logo, cancellationToken);
            if (command.Logo is not null || command.RemovesLogo) changes.Add(command.Logo is null ? "logo: -" : "logo: +");
            if (changes.Count == 0) return MediatR.Unit.Value;

            await database.Execute(person.UnitId, Write, new
            {
                fields.Name,
                fields.ShortName,
                fields.City,
                fields.Address,
                fields.Phone,
                fields.Email,
                fields.Letterhead,
                fields.Approval,
                fields.Language,
                ladder = fields.LadderJson(),
                fields.RegisterRule,
                fields.Days,
                fields.BillPayment,
                fields.IsPublic,
                removesLogo = command.RemovesLogo,
                logo,
                mediaType,
                now = clock.Now(),
                by = person.Id,
                subject = (long?)null,
                action = AuditLog.OfficeChanged,
                detail = string.Join('\n', changes),
            }, cancellationToken);
            return MediatR.Unit.Value;
        }

        /// <summary>The picture without the notes of its camera, such as the place: papers of the office carry it outside.</summary>
        private async Task<(string MediaType, byte[]? Bytes)> Logo(byte[]? picture, CancellationToken cancellation)
        {
            var type = picture is [0xFF, ..] ? FileType.Jpeg : FileType.Png;
            if (picture is null) return (type.MediaType, null);

            await using var cleaned = await Picture.Clean(type, new MemoryStream(picture), cancellation)
                ?? throw new ProblemException(problems.Invalid("logo", texts["Office.LogoBad"]));
            using var bytes = new MemoryStream();
            await cleaned.CopyToAsync(bytes, cancellation);
            return (type.MediaType, bytes.ToArray());
        }

        /// <summary>A line for each field that is another: its name, what it was and what it is.</summary>
        private static IEnumerable<string> Changes(OfficeFields before, OfficeFields after)
        {
            (string Name, string Before, string After)[] fields =
            [
                ("name", before.Name, after.Name), ("shortName", before.ShortName, after.ShortName), ("city", before.City, after.City),
                ("address", before.Address, after.Address), ("phone", before.Phone, after.Phone), ("email", before.Email, after.Email),
                ("letterhead", before.Letterhead, after.Letterhead), ("approval", Text(before.Approval), Text(after.Approval)),
                ("language", before.Language, after.Language), ("ladder", Text(before.Ladder), Text(after.Ladder)),
                ("registerRule", before.RegisterRule, after.RegisterRule),
                ("billDays", before.BillDays, Text(after.Days)), ("billPayment", before.BillPayment, after.BillPayment),
                ("isPublic", Text(before.IsPublic), Text(after.IsPublic)),
            ];
            return fields.Where(field => field.Before != field.After)
                .Select(field => $"{field.Name}: {OneLine(field.Before)} → {OneLine(field.After)}");
        }

        private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

        private static string Text(bool isOn) => isOn ? "on" : "off";

        private static string Text(IReadOnlyList<OfficeFields.RungField> ladder) =>
            string.Join(", ", (ladder.Count == 0 ? OfficeFields.UsualLadder : ladder)
                .OrderBy(rung => rung.At).Select(rung => $"{rung.Percent}% {rung.To} {rung.Mode}"));

        private static string OneLine(string text) => text.Length == 0 ? "—" : text.Replace("\n", " / ", StringComparison.Ordinal);

        private async Task<Row> Find(int unit, CancellationToken cancellation) =>
            (await database.QuerySingle<Row>(unit, Read, null, cancellation))!;

        private sealed record Row(
            string Name, string ShortName, string City, string Address, string Phone, string Email, string Letterhead, bool Approval,
            string Language, string? Ladder, string RegisterRule, int BillDays, string BillPayment, bool IsPublic,
            string? MediaType, byte[]? Bytes)
        {
            public OfficeFields Fields => new(
                Name, ShortName, City, Address, Phone, Email, Letterhead, Approval, Language, OfficeFields.ReadLadder(Ladder),
                RegisterRule, Text(BillDays), BillPayment, IsPublic);

            private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        }
    }
}
