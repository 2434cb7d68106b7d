using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>A thing of an office's survey for a route that names one.</summary>
internal static class SurveyThings
{
    private const string Action =
        """
        insert into survey_actions
          (unit_id, period, service, element, action, owner_id, due_on, made_at, made_by, changed_at, changed_by)
        select @unit, '2026-10', '', 'time', 'x', id, '2030-01-01', now(), id, now(), id from people
        where unit_id = @unit and kind = 'staff' order by id limit 1 returning id
        """;

    private const string Link =
        """
        insert into survey_links (unit_id, code, label, made_at)
        values (@unit, substr(md5(random()::text), 1, 10), 'x', now()) returning id
        """;

    private const string Opening =
        "insert into survey_openings (unit_id, from_day, to_day) values (@unit, '2020-01-01', '2020-01-02') returning id";

    private const string Question =
        """
        insert into survey_questions (unit_id, no, text, answers)
        select @unit, coalesce(max(no), @unit * 1000) + 1, 'x', '{a,b,c,d}' from survey_questions where unit_id = @unit returning no::bigint
        """;

    public static Task<long> Make(TestApp app, int unit, string pattern) => app.Scalar<long>(
        pattern.Contains("/actions/", StringComparison.Ordinal) ? Action
            : pattern.Contains("/links/", StringComparison.Ordinal) ? Link
            : pattern.Contains("/openings/", StringComparison.Ordinal) ? Opening : Question, new { unit });
}
