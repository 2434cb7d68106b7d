using SopEngine.Engine.Data;

namespace SopEngine.Web.PublicInformation;

/// <summary>An entry of the list of public information (DIP), with the columns of the official form.</summary>
/// <param name="Class"><c>regular</c>, <c>immediate</c> or <c>always</c>.</param>
/// <param name="Holder">The part of the office that holds it.</param>
/// <param name="Made">When and where it was made.</param>
/// <param name="Address">Where it can be read; empty for what is asked for.</param>
public sealed record InformationItem(
    long Id, string Summary, string Class, string Holder, string Maker, string Made, string Format, string Retention, string Address)
{
    /// <summary>The classes of information that an office gives without or upon a request (UU 14/2008, articles 9 to 11).</summary>
    public static readonly IReadOnlyList<string> Classes = ["regular", "immediate", "always"];

    public static readonly InformationItem Empty = new(0, "", Classes[0], "", "", "", "", "", "");
}

/// <summary>The lists of public information as stored.</summary>
public sealed class InformationList(SopDatabase database)
{
    public const int PageSize = 50;

    private const string Columns = "id, summary, class, holder, maker, made, format, retention, address";

    /// <summary>The entries in which a text stands, the newest first.</summary>
    /// <param name="search">Empty for all.</param>
    /// <param name="kind">A class; empty for all.</param>
    /// <returns>One more than a page holds where the list goes on.</returns>
    public Task<List<InformationItem>> Find(int unit, string search, string kind, int from, CancellationToken cancellation) =>
        database.Query<InformationItem>(
            unit,
            $"""
            select {Columns} from information_items where unit_id = @unit and withdrawn_at is null
              and (@kind = '' or class = @kind)
              and (@search = '' or position(lower(@search) in lower(summary || ' ' || holder || ' ' || maker || ' ' || made)) > 0)
            order by id desc offset @from limit @many
            """,
            new { search = search.Trim(), kind, from, many = PageSize + 1 }, cancellation);

    public Task<InformationItem?> One(int unit, long id, CancellationToken cancellation) => database.QuerySingle<InformationItem>(
        unit, $"select {Columns} from information_items where unit_id = @unit and id = @id and withdrawn_at is null", new { id },
        cancellation);
}
