using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Find;

/// <summary>Cases, SOPs, people and deeds that fit a few letters, as far as the person may open them.</summary>
public static class FindThings
{
    private const int LongestText = 100;
    private const int MostOfAKind = 6;

    /// <param name="Text">Null or empty for the deeds alone.</param>
    public sealed record Query(Person Person, string? Text) : IRequestOf<IReadOnlyList<Group>>;

    /// <param name="Title">Key of its heading.</param>
    public sealed record Group(string Title, IReadOnlyList<Item> Items);

    public sealed record Item(string Icon, string Text, string Note, string Address);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Text).MaximumLength(LongestText);
    }

    internal sealed class Handler(
        SopDatabase database, FlowCache flows, IMediator mediator, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<Group>>
    {
        private const string Sql =
            """
            select definition_id as id, name, version from definitions
            where unit_id = @unit and is_published and (strpos(folded(name), @search) > 0 or strpos(number, @number) > 0)
            order by lower(name), definition_id limit @most;

            (select id, name, title, false as is_customer from people
             where unit_id = @unit and deactivated_at is null and kind = 'staff' and @seesStaff
               and (strpos(folded(name), @search) > 0 or strpos(folded(title), @search) > 0)
             order by sort_name, id limit @most)
            union all
            (select id, name, title, true from people p
             where unit_id = @unit and deactivated_at is null and kind = 'customer'
               and id = any (array(
                 select found.person_id from (
                   select s.word from unnest(@words) as s (word)
                   order by (select count(*) from (
                     select from customer_words w
                     where w.unit_id = @unit and w.word >= s.word and w.word < s.word || chr(1114111) limit 3000) counted) limit 1) rarest
                 cross join lateral (
                   select w.person_id from customer_words w
                   where w.unit_id = @unit and w.word >= rarest.word and w.word < rarest.word || chr(1114111) limit 3000) found))
               and not exists (select from unnest(@words) as s (word) where strpos(p.search, ' ' || s.word) = 0)
             order by sort_name, id limit @most)
            """;

        public async Task<IReadOnlyList<Group>> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, text) = (query.Person, query.Text?.Trim() ?? "");
            var deeds = Deeds.Of(person).Select(deed => new Item(deed.Icon, texts[deed.Text], "", deed.Address))
                .Where(deed => Fits(deed, text));
            var groups = new List<Group>();
            if (text.Length > 0)
            {
                var cases = await mediator.Send(
                    new ListCases.Query(person, new CaseFilter(CaseList.All, text), null, MostOfAKind, IsCounted: false),
                    cancellationToken);
                groups.Add(new("Find.Cases", [.. cases.Page.Items.Select(Of)]));
                var (sops, people) = await Others(person, text, cancellationToken);
                groups.Add(new("Find.Sops", sops));
                groups.Add(new("Find.People", people));
            }

            groups.Add(new("Find.Deeds", [.. deeds]));
            return [.. groups.Where(group => group.Items.Count > 0)];
        }

        private static bool Fits(Item deed, string text) =>
            text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .All(word => deed.Text.Contains(word, StringComparison.CurrentCultureIgnoreCase));

        private Item Of(ListCases.CaseItem found) => new(
            "folder", found.Title,
            string.Join(" · ",
                new[] { $"#{found.Id}", found.Organisation ?? found.Customer, found.Step?.Name ?? texts["Status." + found.Status] }
                    .Where(part => !string.IsNullOrEmpty(part))),
            $"/cases/{found.Id}");

        private async Task<(IReadOnlyList<Item> Sops, IReadOnlyList<Item> People)> Others(
            Person person, string text, CancellationToken cancellation)
        {
            var search = text.Normalize().ToLowerInvariant();
            // A customer finds no customers.
            string[] words = person.IsCustomer ? [] : [.. CustomerSearch.Words(text)];
            var (sops, people) = await database.QueryMany(person.UnitId, Sql, new
            {
                search,
                number = SopHeader.CanonicalNumber(search),
                most = MostOfAKind,
                seesStaff = person.May(Right.SeeStaff),
                words,
            }, async results => (
                (await results.ReadAsync<SopRow>()).ToList(), (await results.ReadAsync<PersonRow>()).ToList()), cancellation);
            var found = new List<Item>();
            foreach (var sop in sops)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, sop.Id, sop.Version), cancellation);
                if (person.IsCustomer && !flow.BeginsWithCustomer) continue;
                var number = flow.Definition.SopNumber ?? "";
                if (!person.IsCustomer) found.Add(new("clipboard-list", sop.Name, number, $"/sops/{sop.Id}"));
                if (person.May(Right.StartCases))
                    found.Add(new("player-play", texts["Find.Start", sop.Name], number, $"/sops/{sop.Id}/start"));
            }

            return (found, [.. people.Select(one => new Item(
                one.IsCustomer ? "user" : "users", one.Name, one.Title, $"/{(one.IsCustomer ? "customers" : "people")}/{one.Id}"))]);
        }

        private sealed record SopRow(string Id, string Name, int Version);

        private sealed record PersonRow(long Id, string Name, string Title, bool IsCustomer);
    }
}
