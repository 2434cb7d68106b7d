using Dapper;
using NodaTime;
using SopEngine.Core.Samples;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Samples;

/// <summary>A person's request to note the same move of several samples of a case: all of them or none.</summary>
/// <param name="Samples">The codes, with the revision of each that the person saw.</param>
/// <param name="Document">The document of the case that proves it; null for none.</param>
/// <param name="FormKey">Different for each form: a form sent twice counts once.</param>
public sealed record MoveRequest(
    int Unit, long Case, IReadOnlyList<(string Code, int Revision)> Samples, SampleMove Move, string FormKey,
    long? Document = null);

/// <summary>The outcome of a move.</summary>
public abstract record MoveResult
{
    public sealed record Done(int Samples) : MoveResult;

    /// <summary>The case has no such sample, or none was named.</summary>
    public sealed record NotFound(string Code) : MoveResult;

    /// <summary>Somebody changed it since the person saw it.</summary>
    /// <param name="By">The person of its last move; null for none.</param>
    public sealed record Changed(string Code, string? By, Instant? At) : MoveResult;

    public sealed record Refused(MoveFault Fault, IReadOnlyList<string> Codes) : MoveResult;

    /// <summary>The person to whom they are handed does not work in the office.</summary>
    public sealed record PersonUnknown : MoveResult;

    /// <summary>The same form was sent for something else.</summary>
    public sealed record KeyReused : MoveResult;
}

/// <summary>Writes the custody log of samples, by the rules of <see cref="SampleRules"/>.</summary>
public sealed class SampleMoving(SopDatabase database, IClock clock)
{
    /// <summary>Keeps the case's own transactions away: they change its samples, too.</summary>
    private const string HoldCase = "select id from cases where unit_id = @unit and id = @caseId for key share";

    private const string Lock =
        """
        select line, code, state, holder_id, place, withdrawn_at is not null as is_withdrawn, revision from samples
        where unit_id = @unit and case_id = @caseId and code = any (@codes) order by line for update
        """;

    private const string FindForm =
        "select case_id, line, kind from sample_moves where unit_id = @unit and form_key = @key order by line";

    private const string FindPerson =
        "select id from people where unit_id = @unit and id = @to and kind = 'staff' and deactivated_at is null";

    private const string FindLast =
        """
        select p.name as by, m.at from sample_moves m left join people p on p.unit_id = m.unit_id and p.id = m.person_id
        where m.unit_id = @unit and m.case_id = @caseId and m.line = @line order by m.no desc limit 1
        """;

    /// <summary>A move without a state leaves the sample where it is.</summary>
    private const string Write =
        """
        with moved as (
          update samples s set
            state = coalesce(@state, s.state), holder_id = case when @state is null then s.holder_id else @holder end,
            place = case when @state is null then s.place else @place end, revision = s.revision + 1,
            condition = case when @condition = '' then s.condition else @condition end,
            received_at = case when @kind = 'received' then @now else s.received_at end,
            labelled_at = case when @kind = 'labelled' then @now else s.labelled_at end,
            over_at = case when @isOver then @now end
          where s.unit_id = @unit and s.case_id = @caseId and s.line = any (@lines)
          returning s.line, s.revision)
        insert into sample_moves (
          unit_id, case_id, line, no, kind, at, person_id, to_id, to_name, place, condition, note, document_id, form_key)
        select @unit, @caseId, line, revision, @kind, @now, @person, @to, @toName, coalesce(@place, ''), @condition, @note, @document, @key
        from moved
        """;

    public async Task<MoveResult> Move(MoveRequest request, CancellationToken cancellation)
    {
        var (unit, of, move) = (request.Unit, request.Case, request.Move);
        var asked = request.Samples.DistinctBy(sample => sample.Code).ToDictionary(sample => sample.Code, sample => sample.Revision);
        var (kind, key) = (move.Kind.ToString().ToLowerInvariant(), $"{move.Person}:{request.FormKey}");
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(Command($"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) }));
        await connection.ExecuteAsync(Command(HoldCase, new { unit, caseId = of }));
        var samples = (await connection.QueryAsync<Row>(Command(Lock, new { unit, caseId = of, codes = asked.Keys.ToArray() }))).AsList();

        var sent = (await connection.QueryAsync<(long Case, int Line, string Kind)>(Command(FindForm, new { unit, key }))).AsList();
        if (sent.Count > 0)
            return sent.SequenceEqual(samples.Select(sample => (of, sample.Line, kind)))
                ? new MoveResult.Done(sent.Count) : new MoveResult.KeyReused();
        if (samples.Count == 0) return new MoveResult.NotFound(asked.Keys.FirstOrDefault(""));
        if (asked.Keys.FirstOrDefault(code => samples.TrueForAll(sample => sample.Code != code)) is { } missing)
            return new MoveResult.NotFound(missing);
        if (samples.Find(sample => asked[sample.Code] != sample.Revision) is { } changed)
        {
            var (by, at) = await connection.QuerySingleOrDefaultAsync<(string? By, DateTime? At)>(
                Command(FindLast, new { unit, caseId = of, line = changed.Line }));
            return new MoveResult.Changed(changed.Code, by, at?.ToInstant());
        }

        var next = samples.ConvertAll(sample => (sample.Code, Result: SampleRules.Next(sample.Standing, move)));
        if (next.Find(sample => sample.Result.Fault is not null).Result.Fault is { } fault)
            return new MoveResult.Refused(fault, [.. next.Where(sample => sample.Result.Fault == fault).Select(sample => sample.Code)]);
        if (move.To is { } to && move.Kind == MoveKind.Handed
            && await connection.QuerySingleOrDefaultAsync<long?>(Command(FindPerson, new { unit, to })) is null)
            return new MoveResult.PersonUnknown();

        var standing = next[0].Result.Next!;
        await connection.ExecuteAsync(Command(Write, new
        {
            unit,
            caseId = of,
            lines = samples.Select(sample => sample.Line).ToArray(),
            kind,
            now = clock.Now().ToSql(),
            state = move.Kind == MoveKind.Labelled ? null : standing.State.ToString().ToLowerInvariant(),
            holder = standing.Holder,
            place = move.Kind == MoveKind.Stored ? standing.Place : null,
            isOver = standing.IsOver,
            person = move.Person,
            to = move.Kind == MoveKind.Handed ? move.To : null,
            toName = move.Kind == MoveKind.Returned ? move.ToName.Trim() : "",
            condition = move.Kind == MoveKind.Received ? move.Condition.Trim() : "",
            note = move.Note.Trim(),
            document = request.Document,
            key,
        }));
        await transaction.CommitAsync(cancellation);
        return new MoveResult.Done(samples.Count);

        CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellation);
    }

    private sealed class Row
    {
        public int Line { get; init; }
        public string Code { get; init; } = "";
        public string State { get; init; } = "";
        public long? HolderId { get; init; }
        public string? Place { get; init; }
        public bool IsWithdrawn { get; init; }
        public int Revision { get; init; }

        public SampleStanding Standing => new(Enum.Parse<SampleState>(State, ignoreCase: true), HolderId, Place, IsWithdrawn);
    }
}
