using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>
/// The table <c>case_words</c>, by which cases are searched: the words of their titles, numbers and customers' names, and of values in
/// their forms. A word of a former title finds nothing, since the search checks the case's present title; a word of a form finds the case
/// under any title.
/// </summary>
internal static class WordsTable
{
    private static readonly RowStatement<(LockedCase Of, string Text, bool IsWritten)> Insert =
        new RowColumns<(LockedCase Of, string Text, bool IsWritten)>()
            .Add("unit_id", row => row.Of.Definition.Unit)
            .Add("id", row => row.Of.Id)
            .Add("customer_id", row => row.Of.IsNew ? row.Of.Customer : null)
            .Add("text", row => row.Text)
            .Add("written", row => row.IsWritten)
            .Statement(columns =>
                $"""
                insert into case_words (unit_id, word, case_id, written)
                select new.unit_id, word, new.id, bool_or(written)
                from {columns.Rows}
                left join people p on p.unit_id = new.unit_id and p.id = new.customer_id
                cross join lateral search_words(concat_ws(' ', text, case when not written then p.name end)) as word
                group by new.unit_id, word, new.id
                on conflict (unit_id, word, case_id) do update set written = true where excluded.written and not case_words.written
                """);

    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<LockedCase> cases) => Insert.AddTo(batch, [
        .. cases.Where(changed => changed.HasNewTitle)
            .Select(named => (named, named.IsNew ? $"{named.Title} {named.Id}" : named.Title, false)),
        .. cases.SelectMany(changed => changed.Written, (changed, text) => (changed, text, true)),
        // The number in the register, like the entries of forms, finds the case under any title.
        .. cases.Where(opened => opened.Register is not null).Select(opened => (opened, opened.Register!.Value.Number, true)),
    ]);
}
