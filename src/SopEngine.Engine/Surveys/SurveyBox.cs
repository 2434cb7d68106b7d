using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;
using SopEngine.Core.Survey;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Surveys;

/// <summary>Takes answers that come without a step of a case: by the office's links, and on paper.</summary>
public sealed class SurveyBox(SopDatabase database, WakeUps wakeUps, IClock clock)
{
    /// <param name="form">The key of the page's form: the same form sent twice, or twice at once, counts once.</param>
    /// <param name="clerk">The person who typed it in from paper; null for an answer of the respondent's own.</param>
    /// <returns>False when that form was counted already.</returns>
    public async Task<bool> Put(int unit, string form, SurveyAnswer answer, long? clerk, CancellationToken cancellation)
    {
        var mark = $"form:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(form)))}";
        return await Put([new SurveyRow(unit, mark, answer)], clerk, cancellation) == 1;
    }

    /// <summary>True when a case has answered.</summary>
    public Task<bool> HasAnswered(int unit, long caseId, CancellationToken cancellation) => database.QuerySingle<bool>(
        unit, "select exists (select from survey_marks where unit_id = @unit and mark = @mark)",
        new { mark = SurveysTable.OfCase(caseId) }, cancellation);

    /// <summary>Puts answers of cases that gave them on their way, such as the past of a demo.</summary>
    public Task<int> Put(int unit, IEnumerable<(long Case, SurveyAnswer Answer)> answers, CancellationToken cancellation) =>
        Put([.. answers.Select(one => new SurveyRow(unit, SurveysTable.OfCase(one.Case), one.Answer))], null, cancellation);

    private async Task<int> Put(IReadOnlyList<SurveyRow> rows, long? clerk, CancellationToken cancellation)
    {
        if (rows.Count == 0) return 0;
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var bind = connection.Command(SopDatabase.BindBatch, SopDatabase.Units(rows[0].Unit)))
            await bind.ExecuteNonQueryAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        SurveysTable.Write(batch, rows);
        var put = await batch.ExecuteNonQueryAsync(cancellation);
        if (put > 0 && clerk is { } typed)
        {
            await using var note = connection.Command(NotePaper, rows[0].Unit, typed, clock.Now().ToSql());
            await note.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        wakeUps.Committed();
        return put;
    }

    private const string NotePaper =
        """
        insert into survey_paper as p (unit_id, typed_on, person_id, answers)
        select id, ($3 at time zone (calendar ->> 'zone'))::date, $2, 1 from units where id = $1
        on conflict (unit_id, typed_on, person_id) do update set answers = p.answers + 1
        """;
}
