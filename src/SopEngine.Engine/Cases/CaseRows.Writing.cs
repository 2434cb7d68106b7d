using Npgsql;
using NpgsqlTypes;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The statements that write what was collected, in an order that the tables allow.</summary>
internal sealed partial class CaseRows
{
    public void WriteTo(NpgsqlBatch batch, IReadOnlyList<LockedCase> cases)
    {
        WriteCases(batch, [.. cases.Where(changed => changed is { IsNew: true, IsChanged: true })], isNew: true);
        WriteCases(batch, [.. cases.Where(changed => changed is { IsNew: false, IsChanged: true })], isNew: false);
        NoteWords(batch, [
            .. cases.Where(changed => changed.IsRenamed).Select(renamed => (renamed, renamed.Title, false)),
            .. cases.SelectMany(changed => changed.Written, (changed, text) => (changed, text, true)),
        ]);
        MoveCases(batch, [.. cases.Where(changed => changed.IsMoved)]);
        WriteClocks(batch, [.. cases.Where(changed => changed.Clock is not null)]);
        WriteHistory(batch);
        WriteTasks(batch);
        MoveTasks(batch);
        RecountTasks(batch);
        WriteEscalations(batch);
        WriteWaits(batch);
        WriteQuestions(batch);
        WriteOutbox(batch);
        if (_tellings.Count > 0) batch.Tell(_tellings);
        AttachDocuments(batch);
    }

    private void AttachDocuments(NpgsqlBatch batch)
    {
        if (_attached.Count == 0) return;
        var at = _history[^1].At;
        batch.Add(CaseSql.AttachDocuments)
            .With(NpgsqlDbType.Integer, _attached.Select(row => row.Unit))
            .With(NpgsqlDbType.Bigint, _attached.Select(row => row.Case))
            .With(NpgsqlDbType.Bigint, _attached.Select(row => row.Id))
            .With(NpgsqlDbType.Boolean, _attached.Select(row => row.ForCustomer))
            .With(NpgsqlDbType.TimestampTz, _attached.Select(_ => at));
    }

    private static void WriteCases(NpgsqlBatch batch, LockedCase[] cases, bool isNew)
    {
        if (cases.Length == 0) return;

        var command = batch.Add(isNew ? CaseSql.InsertCases : CaseSql.UpdateCases);
        if (isNew)
        {
            command.With(NpgsqlDbType.Integer, cases.Select(c => c.Definition.Unit))
                .With(NpgsqlDbType.Bigint, cases.Select(c => c.Id))
                .With(NpgsqlDbType.Text, cases.Select(c => c.Definition.DefinitionId))
                .With(NpgsqlDbType.Integer, cases.Select(c => c.Definition.Version));
        }
        else
        {
            command.With(NpgsqlDbType.Text, cases.Select(c => c.Place.ToString()));
        }

        command.With(NpgsqlDbType.Text, cases.Select(c => c.Title))
            .With(NpgsqlDbType.Text, cases.Select(c => c.StatusText))
            .With(NpgsqlDbType.Json, cases.Select(c => c.StateText))
            .With(NpgsqlDbType.Integer, cases.Select(c => c.Seq))
            .With(NpgsqlDbType.Bytea, cases.Select(c => c.Hash))
            .With(NpgsqlDbType.Text, cases.Select(c => c.State.CorrelationId));
        if (isNew)
        {
            command.With(NpgsqlDbType.Bigint, cases.Select(c => c.Customer))
                .With(NpgsqlDbType.Bigint, cases.Select(c => c.Parent?.Case))
                .With(NpgsqlDbType.Integer, cases.Select(c => c.Parent?.Wait))
                .With(NpgsqlDbType.TimestampTz, cases.Select(c => c.StartedAt.ToSql()))
                .With(NpgsqlDbType.Bigint, cases.Select(c => c.StartedBy));
        }

        command.With(NpgsqlDbType.TimestampTz, cases.Select(c => c.UpdatedAt))
            .With(NpgsqlDbType.TimestampTz, cases.Select(c => c.EndedAt));
    }

    private static void NoteWords(NpgsqlBatch batch, (LockedCase Of, string Text, bool IsWritten)[] texts)
    {
        if (texts.Length == 0) return;
        batch.Add(CaseSql.NoteWords)
            .With(NpgsqlDbType.Integer, texts.Select(text => text.Of.Definition.Unit))
            .With(NpgsqlDbType.Bigint, texts.Select(text => text.Of.Id))
            .With(NpgsqlDbType.Text, texts.Select(text => text.Text))
            .With(NpgsqlDbType.Boolean, texts.Select(text => text.IsWritten));
    }

    private static void MoveCases(NpgsqlBatch batch, LockedCase[] cases)
    {
        if (cases.Length == 0) return;
        batch.Add(CaseSql.MoveCases)
            .With(NpgsqlDbType.Integer, cases.Select(c => c.Definition.Unit))
            .With(NpgsqlDbType.Bigint, cases.Select(c => c.Id))
            .With(NpgsqlDbType.Integer, cases.Select(c => c.Definition.Version));
    }

    private static void WriteClocks(NpgsqlBatch batch, LockedCase[] cases)
    {
        if (cases.Length == 0) return;
        batch.Add(CaseSql.SetCaseClocks)
            .With(NpgsqlDbType.Integer, cases.Select(c => c.Definition.Unit))
            .With(NpgsqlDbType.Bigint, cases.Select(c => c.Id))
            .With(NpgsqlDbType.TimestampTz, cases.Select(c => c.Clock!.Value.PausedAt))
            .With(NpgsqlDbType.TimestampTz, cases.Select(c => c.Clock!.Value.DueAt))
            .With(NpgsqlDbType.Text, cases.Select(c => c.Clock!.Value.Stops))
            .With(NpgsqlDbType.TimestampTz, cases.Select(c => c.Clock!.Value.AlarmAt));
    }

    private void WriteHistory(NpgsqlBatch batch)
    {
        if (_history.Count == 0) return;
        batch.Add(CaseSql.InsertHistory)
            .With(NpgsqlDbType.Integer, _history.Select(row => row.Unit))
            .With(NpgsqlDbType.Bigint, _history.Select(row => row.Case))
            .With(NpgsqlDbType.Integer, _history.Select(row => row.Seq))
            .With(NpgsqlDbType.TimestampTz, _history.Select(row => row.At))
            .With(NpgsqlDbType.Bigint, _history.Select(row => row.Actor))
            .With(NpgsqlDbType.Text, _history.Select(row => row.Event))
            .With(NpgsqlDbType.Text, _history.Select(row => row.Key))
            .With(NpgsqlDbType.Bytea, _history.Select(row => row.Hash));
    }

    private void WriteTasks(NpgsqlBatch batch)
    {
        if (_newTasks.Count > 0)
        {
            batch.Add(CaseSql.InsertTasks)
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.Case.Definition.Unit))
                .With(NpgsqlDbType.Bigint, _newTasks.Select(row => row.Case.Id))
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.No))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Case.Definition.DefinitionId))
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.Case.Definition.Version))
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.Activity))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Lane))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Title))
                .With(NpgsqlDbType.TimestampTz, _newTasks.Select(row => row.OpenedAt))
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.OpenedSeq))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Limit))
                .With(NpgsqlDbType.Integer, _newTasks.Select(row => row.CalendarVersion))
                .With(NpgsqlDbType.TimestampTz, _newTasks.Select(row => row.Times.DueAt))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Times.Alarms))
                .With(NpgsqlDbType.Text, _newTasks.Select(row => row.Reached));
        }

        ReopenTasks(batch);
        if (_taskChanges.Count == 0) return;
        batch.Add(CaseSql.UpdateTasks)
            .With(NpgsqlDbType.Integer, _taskChanges.Keys.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _taskChanges.Keys.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _taskChanges.Keys.Select(key => key.No))
            .With(NpgsqlDbType.Bigint, _taskChanges.Values.Select(change => change.Holder))
            .With(NpgsqlDbType.TimestampTz, _taskChanges.Values.Select(change => change.ClosedAt))
            .With(NpgsqlDbType.Integer, _taskChanges.Values.Select(change => change.ClosedSeq))
            .With(NpgsqlDbType.Bigint, _taskChanges.Values.Select(change => change.ClosedBy))
            .With(NpgsqlDbType.Text, _taskChanges.Values.Select(change => change.Outcome));
    }

    private void ReopenTasks(NpgsqlBatch batch)
    {
        if (_reopened.Count == 0) return;
        batch.Add(CaseSql.ReopenTasks)
            .With(NpgsqlDbType.Integer, _reopened.Keys.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _reopened.Keys.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _reopened.Keys.Select(key => key.No))
            .With(NpgsqlDbType.Bigint, _reopened.Values.Select(row => row.Holder))
            .With(NpgsqlDbType.Integer, _reopened.Values.Select(row => row.Seq));
        batch.Add(CaseSql.ReopenEscalations)
            .With(NpgsqlDbType.Integer, _reopened.Keys.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _reopened.Keys.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _reopened.Keys.Select(key => key.No));
    }

    private void MoveTasks(NpgsqlBatch batch)
    {
        if (_taskMoves.Count == 0) return;
        batch.Add(CaseSql.MoveTasks)
            .With(NpgsqlDbType.Integer, _taskMoves.Keys.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _taskMoves.Keys.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _taskMoves.Keys.Select(key => key.No))
            .With(NpgsqlDbType.Integer, _taskMoves.Values.Select(row => row.Version))
            .With(NpgsqlDbType.Integer, _taskMoves.Values.Select(row => row.Activity))
            .With(NpgsqlDbType.Text, _taskMoves.Values.Select(row => row.Lane))
            .With(NpgsqlDbType.Text, _taskMoves.Values.Select(row => row.Limit))
            .With(NpgsqlDbType.Integer, _taskMoves.Values.Select(row => row.CalendarVersion))
            .With(NpgsqlDbType.TimestampTz, _taskMoves.Values.Select(row => row.Times.DueAt))
            .With(NpgsqlDbType.Text, _taskMoves.Values.Select(row => row.Times.Alarms))
            .With(NpgsqlDbType.Text, _taskMoves.Values.Select(row => row.Reached));
    }

    private void RecountTasks(NpgsqlBatch batch)
    {
        if (_recounts.Count == 0) return;
        batch.Add(CaseSql.RecountTasks)
            .With(NpgsqlDbType.Integer, _recounts.Keys.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _recounts.Keys.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _recounts.Keys.Select(key => key.No))
            .With(NpgsqlDbType.Text, _recounts.Values.Select(row => row.Limit))
            .With(NpgsqlDbType.Integer, _recounts.Values.Select(row => row.CalendarVersion))
            .With(NpgsqlDbType.TimestampTz, _recounts.Values.Select(row => row.Times.DueAt))
            .With(NpgsqlDbType.Text, _recounts.Values.Select(row => row.Times.Alarms))
            .With(NpgsqlDbType.Boolean, _recounts.Values.Select(row => row.IsAnew))
            .With(NpgsqlDbType.Text, _recounts.Values.Select(row => row.Reached));
    }

    private void WriteEscalations(NpgsqlBatch batch)
    {
        if (_levels.Count > 0)
        {
            batch.Add(CaseSql.RaiseTasks)
                .With(NpgsqlDbType.Integer, _levels.Keys.Select(key => key.Unit))
                .With(NpgsqlDbType.Bigint, _levels.Keys.Select(key => key.Case))
                .With(NpgsqlDbType.Integer, _levels.Keys.Select(key => key.No))
                .With(NpgsqlDbType.Smallint, _levels.Values.Select(raised => (short)raised.Level))
                .With(NpgsqlDbType.Boolean, _levels.Values.Select(raised => raised.IsReassigned));
        }

        var anew = _recounts.Where(row => row.Value.IsAnew).Select(row => row.Key).ToList();
        if (anew.Count > 0)
        {
            batch.Add(CaseSql.DeleteEscalations)
                .With(NpgsqlDbType.Integer, anew.Select(key => key.Unit))
                .With(NpgsqlDbType.Bigint, anew.Select(key => key.Case))
                .With(NpgsqlDbType.Integer, anew.Select(key => key.No));
        }

        if (_escalations.Count > 0)
        {
            batch.Add(CaseSql.InsertEscalations)
                .With(NpgsqlDbType.Integer, _escalations.Select(row => row.Unit))
                .With(NpgsqlDbType.Bigint, _escalations.Select(row => row.Case))
                .With(NpgsqlDbType.Integer, _escalations.Select(row => row.No))
                .With(NpgsqlDbType.Smallint, _escalations.Select(row => (short)row.Level))
                .With(NpgsqlDbType.Text, _escalations.Select(row => row.Target))
                .With(NpgsqlDbType.Integer, _escalations.Select(row => row.Percent))
                .With(NpgsqlDbType.Text, _escalations.Select(row => row.Mode))
                .With(NpgsqlDbType.TimestampTz, _escalations.Select(row => row.At));
        }

        if (_closedEscalations.Count == 0) return;
        batch.Add(CaseSql.CloseEscalations)
            .With(NpgsqlDbType.Integer, _closedEscalations.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _closedEscalations.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _closedEscalations.Select(key => key.No));
    }

    private void WriteWaits(NpgsqlBatch batch)
    {
        if (_newWaits.Count > 0)
        {
            batch.Add(CaseSql.InsertWaits)
                .With(NpgsqlDbType.Integer, _newWaits.Keys.Select(key => key.Unit))
                .With(NpgsqlDbType.Bigint, _newWaits.Keys.Select(key => key.Case))
                .With(NpgsqlDbType.Integer, _newWaits.Keys.Select(key => key.No))
                .With(NpgsqlDbType.TimestampTz, _newWaits.Values.Select(row => row.DueAt))
                .With(NpgsqlDbType.Text, _newWaits.Values.Select(row => row.EventName));
        }

        if (_endedWaits.Count == 0) return;
        batch.Add(CaseSql.DeleteWaits)
            .With(NpgsqlDbType.Integer, _endedWaits.Select(key => key.Unit))
            .With(NpgsqlDbType.Bigint, _endedWaits.Select(key => key.Case))
            .With(NpgsqlDbType.Integer, _endedWaits.Select(key => key.No));
    }

    private void WriteQuestions(NpgsqlBatch batch)
    {
        if (_questions.Count > 0)
        {
            batch.Add(CaseSql.InsertQuestions)
                .With(NpgsqlDbType.Integer, _questions.Select(row => row.Unit))
                .With(NpgsqlDbType.Bigint, _questions.Select(row => row.Case))
                .With(NpgsqlDbType.Integer, _questions.Select(row => row.Seq))
                .With(NpgsqlDbType.Bigint, _questions.Select(row => row.Person))
                .With(NpgsqlDbType.Integer, _questions.Select(row => row.Task))
                .With(NpgsqlDbType.Bigint, _questions.Select(row => row.By))
                .With(NpgsqlDbType.TimestampTz, _questions.Select(row => row.At))
                .With(NpgsqlDbType.Text, _questions.Select(row => row.Text))
                .With(NpgsqlDbType.TimestampTz, _questions.Select(row => row.AnswerBy));
        }

        if (_answers.Count == 0) return;
        batch.Add(CaseSql.AnswerQuestions)
            .With(NpgsqlDbType.Integer, _answers.Select(row => row.Unit))
            .With(NpgsqlDbType.Bigint, _answers.Select(row => row.Case))
            .With(NpgsqlDbType.Integer, _answers.Select(row => row.Seq))
            .With(NpgsqlDbType.Bigint, _answers.Select(row => row.Person))
            .With(NpgsqlDbType.TimestampTz, _answers.Select(row => row.At));
    }

    private void WriteOutbox(NpgsqlBatch batch)
    {
        if (_outbox.Count == 0) return;
        batch.Add(CaseSql.InsertOutbox)
            .With(NpgsqlDbType.Integer, _outbox.Select(row => row.Unit))
            .With(NpgsqlDbType.Bigint, _outbox.Select(row => row.Case))
            .With(NpgsqlDbType.Text, _outbox.Select(row => row.Kind))
            .With(NpgsqlDbType.Text, _outbox.Select(row => row.Message))
            .With(NpgsqlDbType.TimestampTz, _outbox.Select(row => row.At));
    }
}
