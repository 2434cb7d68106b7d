using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>
/// The table <c>case_words</c>, by which cases are searched: the words of their names and of what people wrote into their forms. A word of
/// a former name finds nothing, since the search looks at the case; a word that was written finds the case whatever it is called.
/// </summary>
internal static class WordsTable
{
    private static readonly RowStatement<(LockedCase Of, string Text, bool IsWritten)> Insert =
        new RowColumns<(LockedCase Of, string Text, bool IsWritten)>()
            .Add("unit_id", row => row.Of.Definition.Unit)
            .Add("id", row => row.Of.Id)
            .Add("text", row => row.Text)
            .Add("written", row => row.IsWritten)
            .Statement(columns =>
                $"""
                insert into case_words (unit_id, word, case_id, written)
                select unit_id, word, id, bool_or(written) from {columns.Rows} cross join lateral search_words(text) as word
                group by unit_id, word, id
                on conflict (unit_id, word, case_id) do update set written = true where excluded.written and not case_words.written
                """);

    /// <summary>New cases have the words of their names by themselves; see the trigger of the table <c>cases</c>.</summary>
    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<LockedCase> cases) => Insert.AddTo(batch, [
        .. cases.Where(changed => changed.IsRenamed).Select(renamed => (renamed, renamed.Title, false)),
        .. cases.SelectMany(changed => changed.Written, (changed, text) => (changed, text, true)),
    ]);
}
