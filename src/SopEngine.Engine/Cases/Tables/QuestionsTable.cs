using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <param name="Seq">The question's place in the case's history.</param>
internal readonly record struct QuestionRow(
    int Unit, long Case, int Seq, long Person, int Task, long By, DateTime At, string Text, DateTime? AnswerBy);

internal readonly record struct AnswerRow(int Unit, long Case, int Seq, long Person, DateTime At);

/// <summary>The table <c>questions</c>: one row for each person that was asked.</summary>
internal sealed class QuestionsTable
{
    /// <summary>True when a person was asked this question at the task and has not answered it.</summary>
    public const string ReadOpen =
        """
        select exists (select from questions
          where unit_id = $1 and case_id = $2 and seq = $3 and person_id = $4 and task_no = $5 and answered_at is null)
        """;

    private static readonly RowStatement<QuestionRow> Insert = new RowColumns<QuestionRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("seq", row => row.Seq)
        .Add("person_id", row => row.Person)
        .Add("task_no", row => row.Task)
        .Add("asked_by", row => row.By)
        .Add("asked_at", row => row.At)
        .Add("text", row => row.Text)
        .Add("answer_by", row => row.AnswerBy)
        .Insert("questions");

    private static readonly RowStatement<AnswerRow> Answering = new RowColumns<AnswerRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("seq", row => row.Seq)
        .Add("person_id", row => row.Person)
        .Add("at", row => row.At)
        .Statement(columns =>
            $"""
            update questions q set answered_at = new.at from {columns.Rows}
            where q.unit_id = new.unit_id and q.case_id = new.case_id and q.seq = new.seq and q.person_id = new.person_id
            """);

    private readonly List<QuestionRow> _rows = [];
    private readonly List<AnswerRow> _answers = [];

    public void Ask(LockedCase of, ColleaguesAsked asked, DateTime at) => _rows.AddRange(asked.To.Distinct().Select(person =>
        new QuestionRow(of.Definition.Unit, of.Id, of.Seq, person, asked.Task, asked.By, at, asked.Text, asked.AnswerBy?.ToSql())));

    public void Answer(LockedCase of, AnswerGiven answer, DateTime at) =>
        _answers.Add(new AnswerRow(of.Definition.Unit, of.Id, answer.Question, answer.By, at));

    /// <summary>True when this transaction has the person's answer already.</summary>
    public bool IsAnswered(LockedCase of, int question, long person) => _answers.Exists(answer =>
        answer.Unit == of.Definition.Unit && answer.Case == of.Id && answer.Seq == question && answer.Person == person);

    public void Write(NpgsqlBatch batch)
    {
        Insert.AddTo(batch, _rows);
        Answering.AddTo(batch, _answers);
    }
}
